package storetest

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// lives is what a fault knows of a disk from one opening to the next.
type lives[T any] struct{ disks sync.Map }

func (l *lives[T]) of(disk store.Store) *T {
	state, _ := l.disks.LoadOrStore(keptOpen(disk), new(T))
	return state.(*T)
}

// lastSeq returns the number of acme's newest journal entry.
func lastSeq(disk store.Store) int64 {
	f, err := disk.Read(context.Background(), acme, store.Query{List: &store.List{Scope: history, Limit: 1}})
	if err != nil || len(f.Rows.Journal) == 0 {
		return 0
	}
	return f.Rows.Journal[0].Seq
}

// shifted adds by(last) to the numbers of acme's journal entries that are newer
// than the last one when the store was opened for the second time.
func shifted(by func(last int64) int64) func(store.Store) hooks {
	var disks lives[atomic.Int64]
	return func(disk store.Store) hooks {
		disks.of(disk).CompareAndSwap(0, lastSeq(disk))
		last := disks.of(disk).Load()
		return rowsOf(store.ListJournal, func(_ store.Query, f *store.Facts) {
			turn(f.Rows.Journal, func(r *store.JournalRow) {
				if last > 0 && r.Seq > last {
					r.Seq += by(last)
				}
			})
		})
	}
}

// forgets answers without something once the store was opened again.
func forgets(lose func(*store.Facts)) func(store.Store) hooks {
	return func(store.Store) hooks { return answered(func(_ store.Query, f *store.Facts) { lose(f) }) }
}

func reopenFaults() []fault {
	return []fault{
		{
			name: "forgets all", flaw: "Nothing is there once the store is opened again.", caught: "REOPEN-01 CRASH-01",
			again: func(store.Store) hooks {
				return hooks{account: func(account agency.AccountID) agency.AccountID { return account + " (new)" }}
			},
		},
		{
			name: "forgets receipts", flaw: "Receipts are kept in memory only.", caught: "REOPEN-01 CRASH-01",
			again: forgets(func(f *store.Facts) { f.Receipt = nil }),
		},
		{
			name: "forgets holders", flaw: "Who holds an address is not known once the store is opened again.", caught: "REOPEN-01 CRASH-01",
			again: forgets(func(f *store.Facts) { f.EmailStaff, f.EmailRecruiter = "", "" }),
		},
		{
			name: "counts anew", flaw: "Counters start from nothing once the store is opened again.", caught: "REOPEN-01 CRASH-01",
			again: forgets(func(f *store.Facts) { f.Counters = store.Counters{} }),
		},
		{
			name: "forgets entries", flaw: "Entries are kept in memory only.", caught: "REOPEN-01 CRASH-01",
			again: forgets(func(f *store.Facts) {
				if f.Entry != nil {
					f.Entry = &candidate.Entry{ID: f.Entry.ID}
				}
			}),
		},
		{
			name: "journal starts again", flaw: "The journal's numbers start from 1 once the store is opened again.", caught: "REOPEN-02 CRASH-03",
			again: shifted(func(last int64) int64 { return -last }),
		},
		{
			name: "journal leaves a gap", flaw: "Numbers of the journal are taken by the hundred, and the rest is lost when the store ends.", caught: "REOPEN-02 CRASH-03",
			again: shifted(func(last int64) int64 { return 100 - last%100 }),
		},
		{
			name: "numbers after what is left", flaw: "Events are numbered after those that wait, so that numbers are used again.", caught: "REOPEN-03",
			again: func(disk store.Store) hooks {
				waiting, _ := disk.Outbox().Pending(context.Background(), "", store.MaxLimit)
				var mu sync.Mutex
				first := make(map[agency.AccountID]int64)
				for _, a := range waiting {
					first[a] = 1 // nothing is lost while something waits
				}
				return hooks{outbox: claiming(func(account agency.AccountID, c *store.Claim) {
					mu.Lock()
					defer mu.Unlock()
					if first[account] == 0 {
						first[account] = c.Events[0].Seq
					}
					turn(c.Events, func(e *store.Event) { e.Seq -= first[account] - 1 })
				})}
			},
		},
		forgetsLeases(),
		{
			name: "forgets tokens", flaw: "A claim cannot be acknowledged once the store was opened again.", caught: "REOPEN-04 CRASH-04",
			again: func(store.Store) hooks {
				var own sync.Map
				return hooks{outbox: func(o *faultyOutbox) {
					claiming(func(_ agency.AccountID, c *store.Claim) { own.Store(c.Token, true) })(o)
					o.ack = func(ctx context.Context, account agency.AccountID, token string, seqs ...int64) error {
						if _, ok := own.Load(token); !ok {
							return store.ErrConflict
						}
						return o.disk.Ack(ctx, account, token, seqs...)
					}
				}}
			},
		},
		{
			name: "opened once more", flaw: "A store that is opened for the third time takes no records.", caught: "REOPEN-05",
			again: func() func(store.Store) hooks {
				var n lives[atomic.Int32]
				return func(disk store.Store) hooks {
					if n.of(disk).Add(1) != 2 {
						return hooks{}
					}
					return hooks{update: func(updating) error { return store.ErrConflict }}
				}
			}(),
		},
		{
			name: "empty stores stay empty", flaw: "A store that was closed without records does not take any.", caught: "REOPEN-05",
			again: func(disk store.Store) hooks {
				f, err := disk.Read(context.Background(), acme, store.Query{})
				if err != nil || f.Settings.Version != 0 || lastSeq(disk) != 0 {
					return hooks{}
				}
				var n atomic.Int32
				return hooks{update: func(u updating) error {
					if n.Add(1) == 1 {
						return nil
					}
					return u.run()
				}}
			},
		},
		{
			name: "commits when it is closed", flaw: "The last commit is written out by the next one or by Close.", caught: "CRASH-01",
			plant: writingBack,
		},
		crashesHalfway(),
		crashesInTurn(),
	}
}

// forgetsLeases ends every claim when the store is opened again.
func forgetsLeases() fault {
	var claims lives[held]
	return fault{
		name: "forgets leases", flaw: "Claims end with the store that handed them out.", caught: "REOPEN-04 CRASH-04",
		plant: func(disk store.Store) hooks {
			h := claims.of(disk)
			return hooks{outbox: claiming(func(account agency.AccountID, c *store.Claim) {
				h.mu.Lock()
				defer h.mu.Unlock()
				if h.claims == nil {
					h.claims = make(map[agency.AccountID]store.Claim)
				}
				h.claims[account] = *c
			})}
		},
		again: func(disk store.Store) hooks {
			h := claims.of(disk)
			h.mu.Lock()
			defer h.mu.Unlock()
			for account, c := range h.claims {
				_ = disk.Outbox().Release(context.Background(), account, c.Token, 0)
			}
			return hooks{}
		},
	}
}

// writingBack works in memory and writes to the disk one commit behind.
func writingBack(disk store.Store) hooks {
	memory := memstore.New()
	r := &replicaStore{store: disk}
	return hooks{
		update: func(u updating) error {
			u.s = &faulty{disk: memory}
			return recordingWrites(u, func(own []*batch) {
				r.catchUp()
				r.mu.Lock()
				defer r.mu.Unlock()
				r.pending = append(r.pending, r.follow(u.account, own))
			})
		},
		view: func(v viewing) error {
			v.s = &faulty{disk: memory}
			return v.run()
		},
		answer: func(a asking) (store.Facts, error) { return memory.Read(context.Background(), a.account, a.q) },
		outbox: func(o *faultyOutbox) { o.disk = memory.Outbox() },
		close: func() error {
			r.catchUp()
			return disk.Close()
		},
	}
}

// unfinished is what a callback has written before its last read.
type unfinished struct {
	mu      sync.Mutex
	inside  int
	account agency.AccountID
	batches []*batch
}

// crashesHalfway leaves what a callback wrote before it read, when a crash ends
// it.
func crashesHalfway() fault {
	var disks lives[unfinished]
	return fault{
		name: "half a callback", flaw: "What a callback wrote before a read is there after a crash ended it.", caught: "CRASH-02",
		plant: func(disk store.Store) hooks {
			state := disks.of(disk)
			return hooks{update: func(u updating) error {
				fn := u.fn
				u.fn = func(t store.Tx) error {
					var own []*batch
					defer func() {
						state.mu.Lock()
						defer state.mu.Unlock()
						state.batches = nil
					}()
					return fn(transaction{flushing{t, func() {
						state.mu.Lock()
						defer state.mu.Unlock()
						state.account, state.batches = u.account, own
					}}, func(b *batch) {
						own = append(own, b)
						b.apply(t)
					}})
				}
				return u.run()
			}}
		},
		again: func(disk store.Store) hooks {
			state := disks.of(disk)
			state.mu.Lock()
			defer state.mu.Unlock()
			if len(state.batches) > 0 {
				(&replicaStore{store: disk}).follow(state.account, state.batches)()
			}
			return hooks{}
		},
	}
}

// crashesInTurn keeps the writer's turn when a crash ends a callback.
func crashesInTurn() fault {
	var disks lives[unfinished]
	return fault{
		name: "a lock file", stuck: true, flaw: "After a crash inside a callback the account cannot be written.", caught: "CRASH-02",
		plant: func(disk store.Store) hooks {
			state := disks.of(disk)
			count := func(n int) {
				state.mu.Lock()
				defer state.mu.Unlock()
				state.inside += n
			}
			return hooks{update: func(u updating) error {
				count(1)
				defer count(-1)
				return u.run()
			}}
		},
		again: func(disk store.Store) hooks {
			state := disks.of(disk)
			state.mu.Lock()
			defer state.mu.Unlock()
			if state.inside == 0 {
				return hooks{}
			}
			return hooks{update: func(u updating) error {
				select {
				case <-u.ctx.Done():
					return u.ctx.Err()
				case <-time.After(time.Hour):
					return u.run()
				}
			}}
		},
	}
}
