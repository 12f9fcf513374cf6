package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// legal is a store that keeps the contract in an unusual way.
type legal struct {
	name    string
	harness Harness
	checks  string // IDs of those that it is run on, separated by spaces; empty for all
}

// legalStores are unusual where the contract leaves it free. Orders are no such
// place: those of lists, of Pending and of claims are total, and who of several
// holds an address is the first.
func legalStores() []legal {
	of := func(name string, plants ...func(store.Store) hooks) legal {
		return legal{name: name, harness: sessionHarness(nil, inMemory, func(disk store.Store, _ bool) store.Store {
			for _, p := range plants {
				disk = plant(disk, p(disk))
			}
			return disk
		})}
	}
	slowly := of("30 ms for each call", slow)
	slowly.checks = "TX-06 TX-10 TX-13 TX-16 TX-18 TX-24 TX-26 RACE-02 OUT-09 END-01 END-03 DEL-07 DEL-08"
	coarse := func() store.Store {
		return memstore.New(memstore.WithClock(func() time.Time { return time.Now().Truncate(10 * time.Millisecond) }))
	}
	same := func(disk store.Store, _ bool) store.Store { return disk }
	stores := []legal{
		{name: "as it is", harness: sessionHarness(nil, inMemory, same)},
		{name: "coarse clock", harness: sessionHarness(nil, coarse, same)},
		of("runs callbacks twice", twice),
		of("one writer for all accounts", oneWriter),
		of("writes at the next read or the commit", buffering),
		of("entries where they may be left out", generous),
		of("drops old receipts of everybody", forgetful),
		of("slow in random places", hesitating),
		of("answers ErrConflict to some Updates", conflicting),
		slowly,
		of("errors of its own", wrapping),
		of("all of it", twice, oneWriter, buffering, generous, forgetful, hesitating, wrapping),
	}
	for _, missing := range [][]Capability{{Delivery}, {JournalQueries}, {Remarks}, {Delivery, JournalQueries, Remarks}} {
		stores = append(stores, legal{
			name: fmt.Sprint("without ", missing),
			harness: sessionHarness(missing, inMemory, func(disk store.Store, _ bool) store.Store {
				return lacking(disk, missing)
			}),
		})
	}
	return stores
}

// twice runs every callback a second time, after rolling the first run back.
func twice(disk store.Store) hooks {
	again := func(ctx context.Context) (context.Context, func(), error) {
		s := beneath(disk)
		if err := s.enter(ctx); err != nil {
			return nil, nil, err
		}
		return context.WithValue(ctx, underway{}, true), s.underway.Done, nil
	}
	return hooks{
		update: func(u updating) (err error) {
			ctx, leave, err := again(u.ctx)
			if err != nil {
				return err
			}
			defer leave()
			u.ctx = ctx
			first, ran := u, false
			first.fn = func(t store.Tx) error {
				ran = true
				_ = u.fn(t)
				return errRollback
			}
			if err := first.run(); !ran {
				return err
			}
			return u.run()
		},
		view: func(v viewing) error {
			ctx, leave, err := again(v.ctx)
			if err != nil {
				return err
			}
			defer leave()
			v.ctx = ctx
			first, ran := v, false
			first.fn = func(r store.Reader) error {
				ran = true
				return v.fn(r)
			}
			if err := first.run(); !ran {
				return err
			}
			return v.run()
		},
	}
}

// beneath returns the session under hooks.
func beneath(disk store.Store) *session {
	for {
		switch s := disk.(type) {
		case *session:
			return s
		case *faulty:
			disk = s.disk
		}
	}
}

// oneWriter lets one Update or Delete at a time in, whichever the account.
func oneWriter(store.Store) hooks {
	turn := make(chan struct{}, 1)
	take := func(ctx context.Context, run func() error) error {
		select {
		case turn <- struct{}{}:
		case <-ctx.Done():
			return ctx.Err()
		}
		defer func() { <-turn }()
		return run()
	}
	return hooks{
		update: func(u updating) error { return take(u.ctx, u.run) },
		delete: func(d deleting) error { return take(d.ctx, d.run) },
	}
}

// buffering hands writes on at the next read or at the end of the callback.
func buffering(store.Store) hooks {
	return hooks{update: func(u updating) error {
		fn := u.fn
		u.fn = func(t store.Tx) error {
			b := &buffer{tx: t}
			if err := fn(transaction{b, b.write}); err != nil {
				b.flush() // a write that was refused comes first
				if _, refused := t.Facts(store.Query{}); refused != nil {
					return refused
				}
				return err
			}
			b.flush()
			return nil
		}
		return u.run()
	}}
}

type buffer struct {
	tx      store.Tx
	batches []*batch
	over    bool
}

func (b *buffer) write(w *batch) {
	if !b.over {
		b.batches = append(b.batches, w)
	}
}

func (b *buffer) flush() {
	for _, w := range b.batches {
		w.apply(b.tx)
	}
	b.batches = nil
}

func (b *buffer) Facts(q store.Query) (store.Facts, error) {
	b.flush()
	return b.tx.Facts(q)
}

func (b *buffer) Agencies(ids ...agency.AgencyID) ([]agency.Agency, error) {
	b.flush()
	return b.tx.Agencies(ids...)
}

func (b *buffer) Recruiters(ids ...agency.RecruiterID) ([]agency.Recruiter, error) {
	b.flush()
	return b.tx.Recruiters(ids...)
}

func (b *buffer) Openings(ids ...agency.OpeningID) ([]agency.Opening, error) {
	b.flush()
	return b.tx.Openings(ids...)
}

func (b *buffer) Shares(openings []agency.OpeningID, to []agency.Grantee) ([]agency.Share, error) {
	b.flush()
	return b.tx.Shares(openings, to)
}

// generous brings the entry along though it may be left out.
func generous(store.Store) hooks { return asked(func(q *store.Query) { q.WithoutEntry = false }) }

// forgetful drops receipts as soon as it may: any that are too old beside the
// youngest one of the account.
func forgetful(disk store.Store) hooks { return forgettingAfter(candidate.ReceiptsKept)(disk) }

// forgettingAfter drops receipts that are older than the youngest one by more
// than age.
func forgettingAfter(age time.Duration) func(store.Store) hooks {
	return func(store.Store) hooks {
		var mu sync.Mutex
		youngest := make(map[agency.AccountID]time.Time)
		return hooks{
			update: func(u updating) error {
				return recordingWrites(u, func(own []*batch) {
					mu.Lock()
					defer mu.Unlock()
					for _, b := range own {
						for _, r := range b.receipts {
							if r.At.After(youngest[u.account]) {
								youngest[u.account] = r.At
							}
						}
					}
				})
			},
			delete: func(d deleting) error {
				mu.Lock()
				delete(youngest, d.account) // sooner than it must
				mu.Unlock()
				return d.run()
			},
			answer: func(a asking) (store.Facts, error) {
				f, err := a.ask()
				mu.Lock()
				defer mu.Unlock()
				if f.Receipt != nil && f.Receipt.At.Before(youngest[a.account].Add(-age)) {
					f.Receipt = nil
				}
				return f, err
			},
		}
	}
}

// hesitating lets other goroutines run in random places.
func hesitating(store.Store) hooks {
	var mu sync.Mutex
	random := rand.New(rand.NewPCG(1, 2))
	hesitate := func() {
		mu.Lock()
		n := random.IntN(20)
		mu.Unlock()
		for range n {
			runtime.Gosched()
		}
	}
	return hooks{
		update: func(u updating) error {
			hesitate()
			defer hesitate()
			return u.run()
		},
		view: func(v viewing) error {
			hesitate()
			return v.run()
		},
		answer: func(a asking) (store.Facts, error) {
			hesitate()
			defer hesitate()
			return a.ask()
		},
		write: func(t store.Tx, b *batch) {
			hesitate()
			b.apply(t)
		},
	}
}

// conflicting rolls some callbacks back that begin beside another of their
// account, and leaves it to the caller to try again.
func conflicting(store.Store) hooks {
	var beside sync.Map // by account, how many Updates are under way
	var second atomic.Int32
	return hooks{update: func(u updating) error {
		at, _ := beside.LoadOrStore(u.account, new(atomic.Int32))
		n := at.(*atomic.Int32)
		defer n.Add(-1)
		if n.Add(1) != 2 || second.Add(1)%3 > 0 {
			return u.run()
		}
		fn, ran := u.fn, false
		u.fn = func(t store.Tx) error {
			ran = true
			_ = fn(t)
			return errRollback
		}
		err := u.run()
		switch {
		case !ran:
			return err
		case u.ctx.Err() != nil:
			return u.ctx.Err()
		}
		return fmt.Errorf("update: %w", store.ErrConflict)
	}}
}

// slow takes 30 ms before it begins with a call, longer than a moment.
func slow(disk store.Store) hooks {
	wait := func() { time.Sleep(30 * time.Millisecond) }
	return hooks{
		enter: func(context.Context, agency.AccountID) { wait() },
		close: func() error {
			wait()
			return disk.Close()
		},
		outbox: func(o *faultyOutbox) {
			o.ready = func() error {
				wait()
				return nil
			}
		},
	}
}

// wrapping wraps every error.
func wrapping(disk store.Store) hooks {
	wrap := func(err error) error {
		if err != nil {
			return fmt.Errorf("the adapter: %w", err)
		}
		return nil
	}
	return hooks{
		update: func(u updating) error { return wrap(u.run()) },
		delete: func(d deleting) error { return wrap(d.run()) },
		view:   func(v viewing) error { return wrap(v.run()) },
		answer: func(a asking) (store.Facts, error) {
			f, err := a.ask()
			return f, wrap(err)
		},
		outbox: func(o *faultyOutbox) {
			o.pending = func(ctx context.Context, after agency.AccountID, limit int) ([]agency.AccountID, error) {
				all, err := o.disk.Pending(ctx, after, limit)
				return all, wrap(err)
			}
			o.claim = func(ctx context.Context, account agency.AccountID, lease time.Duration, limit int) (store.Claim, error) {
				c, err := o.disk.Claim(ctx, account, lease, limit)
				return c, wrap(err)
			}
			o.ack = func(ctx context.Context, account agency.AccountID, token string, seqs ...int64) error {
				return wrap(o.disk.Ack(ctx, account, token, seqs...))
			}
			o.release = func(ctx context.Context, account agency.AccountID, token string, retryAfter time.Duration) error {
				return wrap(o.disk.Release(ctx, account, token, retryAfter))
			}
		},
		close: func() error { return wrap(disk.Close()) },
	}
}
