package storetest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// written remembers what each account has put of some batches.
type written struct {
	mu    sync.Mutex
	by    map[agency.AccountID][]*batch
	which func(*batch) bool
}

func writtenBy(which func(*batch) bool) *written {
	return &written{by: make(map[agency.AccountID][]*batch), which: which}
}

func (w *written) update(u updating) error {
	return recordingWrites(u, func(own []*batch) {
		w.mu.Lock()
		defer w.mu.Unlock()
		for _, b := range own {
			if w.which(b) {
				w.by[u.account] = append(w.by[u.account], b)
			}
		}
	})
}

// of returns what an account has written, and those that have written at all.
func (w *written) of(account agency.AccountID) (all []*batch, accounts []agency.AccountID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for a := range w.by {
		accounts = append(accounts, a)
	}
	return slices.Clone(w.by[account]), accounts
}

// leavesBehind writes what an account had of a kind again after it was deleted.
func leavesBehind(k kind) func(store.Store) hooks {
	return func(disk store.Store) hooks {
		w := writtenBy(ofKind(k))
		return hooks{update: w.update, delete: func(d deleting) error {
			if err := d.run(); err != nil {
				return err
			}
			left, _ := w.of(d.account)
			if len(left) == 0 {
				return nil
			}
			return disk.Update(context.WithoutCancel(d.ctx), d.account, func(t store.Tx) error {
				for _, b := range left {
					b.apply(t)
				}
				return nil
			})
		}}
	}
}

// renaming is a Delete that lets the account go on under another name, from
// which what was there comes back.
func renaming(store.Store) hooks {
	var mu sync.Mutex
	names := make(map[agency.AccountID]agency.AccountID)
	return hooks{
		account: func(account agency.AccountID) agency.AccountID {
			mu.Lock()
			defer mu.Unlock()
			if name, ok := names[account]; ok {
				return name
			}
			return account
		},
		delete: func(d deleting) error {
			mu.Lock()
			defer mu.Unlock()
			first := d.account
			for was, name := range names {
				if name == first {
					first = was
				}
			}
			names[first] = d.account + "\u200b"
			return nil
		},
	}
}

// deletedOnce knows which accounts were deleted.
type deletedOnce struct{ accounts sync.Map }

func (o *deletedOnce) delete(d deleting) error {
	err := d.run()
	if err == nil {
		o.accounts.Store(d.account, true)
	}
	return err
}

func (o *deletedOnce) was(account agency.AccountID) bool {
	_, was := o.accounts.Load(account)
	return was
}

func deleteFaults() (faults []fault) {
	for _, k := range []kind{
		aSettings, aStaff, anAgency, aRecruiter, anOpening, aShare, anEntry, aSubmission, aReceipt, aRemark, aLine, anEvent,
		aCandidate, aClaim, aRuling, aProbe, anIndex, aHold, anInvitation, aList,
	} {
		caught := "DEL-01"
		switch k {
		case anEntry, aReceipt, aRuling, aProbe:
			caught = "DEL-02" // they are found by way of others
		case aLine:
			caught = "DEL-01 DEL-05"
		case anEvent:
			caught = "DEL-01 DEL-06"
		}
		faults = append(faults, fault{
			name: "leaves behind: " + string(k), flaw: "Delete leaves what there is of this kind: " + string(k) + ".", caught: caught, plant: leavesBehind(k),
		})
	}
	return append(faults,
		fault{
			name: "deletes nothing", flaw: "Delete does nothing.", caught: "DEL-01 DEL-04 DEL-12 DEL-13",
			hooks: hooks{delete: func(d deleting) error {
				_, err := d.s.disk.Read(d.ctx, d.account, store.Query{})
				return err
			}},
		},
		fault{
			name: "deletes everybody", flaw: "Delete removes all accounts.", caught: "DEL-03",
			plant: func(disk store.Store) hooks {
				w := writtenBy(func(*batch) bool { return true })
				return hooks{update: w.update, delete: func(d deleting) error {
					_, all := w.of(d.account)
					for _, a := range all {
						if err := disk.Delete(d.ctx, a); err != nil {
							return err
						}
					}
					return d.run()
				}}
			},
		},
		fault{
			name: "deletes everybody's events", flaw: "Delete empties the outboxes of all accounts.", caught: "DEL-03 DEL-06",
			plant: func(disk store.Store) hooks {
				return hooks{delete: func(d deleting) error {
					out := disk.Outbox()
					pending, _ := out.Pending(d.ctx, "", store.MaxLimit)
					for _, a := range pending {
						claim, _ := out.Claim(d.ctx, a, time.Hour, store.MaxLimit)
						for _, e := range claim.Events {
							_ = out.Ack(d.ctx, a, claim.Token, e.Seq)
						}
					}
					return d.run()
				}}
			},
		},
		fault{
			name: "deleting nothing is an error", flaw: "Delete of an account that is not there is ErrNotFound.", caught: "DEL-04",
			hooks: hooks{delete: func(d deleting) error {
				f, err := d.s.disk.Read(d.ctx, d.account, store.Query{Agency: "north"})
				if err == nil && f.Settings.Version == 0 && f.Agency.ID == "" {
					return store.ErrNotFound
				}
				return d.run()
			}},
		},
		fault{
			name: "deleting leaves an account", flaw: "Delete leaves settings of version 1.", caught: "DEL-04",
			hooks: hooks{delete: func(d deleting) error {
				return errors.Join(d.run(), d.s.disk.Update(d.ctx, d.account, func(t store.Tx) error {
					t.PutSettings(agency.Settings{Version: 1})
					return nil
				}))
			}},
		},
		fault{
			name: "the journal goes on", flaw: "After Delete the journal's numbers go on.", caught: "DEL-05",
			plant: func(store.Store) hooks {
				var o deletedOnce
				h := hooks{delete: o.delete}
				h.answer = func(a asking) (store.Facts, error) {
					f, err := a.ask()
					if err == nil && f.Rows != nil && o.was(a.account) {
						turn(f.Rows.Journal, func(r *store.JournalRow) { r.Seq += 3 })
					}
					return f, err
				}
				return h
			},
		},
		fault{
			name: "the events' numbers go on", flaw: "After Delete the numbers of events go on.", caught: "DEL-06",
			plant: func(store.Store) hooks {
				var o deletedOnce
				return hooks{delete: o.delete, outbox: claiming(func(account agency.AccountID, c *store.Claim) {
					turn(c.Events, func(e *store.Event) {
						if o.was(account) {
							e.Seq += 3
						}
					})
				})}
			},
		},
		fault{
			name: "claims outlive their account", flaw: "A claim of events that were deleted can be acknowledged.", caught: "DEL-06",
			plant: func(store.Store) hooks {
				var o deletedOnce
				return hooks{delete: o.delete, outbox: func(f *faultyOutbox) {
					f.ack = func(ctx context.Context, account agency.AccountID, token string, seqs ...int64) error {
						err := f.disk.Ack(ctx, account, token, seqs...)
						if errors.Is(err, store.ErrConflict) && o.was(account) {
							return nil
						}
						return err
					}
				}}
			},
		},
		fault{
			name: "pauses outlive their account", flaw: "An account whose events are to wait has to wait though it was deleted.", caught: "DEL-06", stuck: true,
			plant: func(store.Store) hooks {
				var o deletedOnce
				var released sync.Map
				return hooks{delete: o.delete, outbox: func(f *faultyOutbox) {
					f.release = func(ctx context.Context, account agency.AccountID, token string, retryAfter time.Duration) error {
						released.Store(account, true)
						return f.disk.Release(ctx, account, token, retryAfter)
					}
					f.claim = func(ctx context.Context, account agency.AccountID, lease time.Duration, limit int) (store.Claim, error) {
						if _, waits := released.Load(account); waits && o.was(account) {
							return store.Claim{}, nil
						}
						return f.disk.Claim(ctx, account, lease, limit)
					}
				}}
			},
		},
		fault{
			name: "Delete does not wait", flaw: "Delete returns while the account's Update is under way.", caught: "DEL-07",
			hooks: hooks{delete: func(d deleting) error {
				if _, err := d.s.disk.Read(d.ctx, d.account, store.Query{}); err != nil {
					return err
				}
				go func() { _ = d.s.disk.Delete(context.WithoutCancel(d.ctx), d.account) }()
				return nil
			}},
		},
		fault{
			name: "writes to what was deleted", flaw: "An Update that began before Delete writes to what was there.", caught: "DEL-11",
			plant: func(store.Store) hooks {
				var turns turnsByAccount
				l := &writeLedger{version: make(map[string]int64)}
				return hooks{update: func(u updating) error {
					turn := turns.of(u.account)
					turn <- struct{}{}
					defer func() { <-turn }()
					return l.update(u)
				}}
			},
		},
		fault{
			name: "deletes whatever the context", flaw: "Delete does not look at its context.", caught: "DEL-08",
			hooks: hooks{delete: func(d deleting) error {
				_ = d.s.disk.Delete(context.WithoutCancel(d.ctx), d.account)
				return d.ctx.Err()
			}},
		},
		fault{
			name: "Delete waits whatever the context", stuck: true, flaw: "A Delete that waits goes on waiting when its context ends.", caught: "DEL-08",
			hooks: hooks{delete: func(d deleting) error {
				if d.ctx.Err() != nil {
					return d.ctx.Err()
				}
				return d.s.disk.Delete(context.WithoutCancel(d.ctx), d.account)
			}},
		},
		fault{
			name: "Views of what was deleted", flaw: "A View under way sees that the account is deleted.", caught: "DEL-09",
			plant: func(store.Store) hooks {
				var o deletedOnce
				return hooks{delete: o.delete, view: func(v viewing) error {
					fn := v.fn
					v.fn = func(r store.Reader) error {
						now := presentReader{v.ctx, v.s.disk, v.account}
						return fn(partReader{r, now, func(store.Query) bool { return o.was(v.account) }})
					}
					return v.run()
				}}
			},
		},
		fault{
			name: "the writer waits for Views of what goes", stuck: true, flaw: "Delete waits for the Views under way.", caught: "DEL-09",
			plant: func(store.Store) hooks {
				var mu sync.RWMutex
				return hooks{
					view: func(v viewing) error {
						mu.RLock()
						defer mu.RUnlock()
						return v.run()
					},
					delete: func(d deleting) error {
						mu.Lock()
						defer mu.Unlock()
						return d.run()
					},
				}
			},
		},
		fault{
			name: "deletes in two steps", flaw: "Readers see an account of which a part is deleted.", caught: "DEL-10",
			hooks: hooks{delete: func(d deleting) error {
				if f, err := d.s.disk.Read(d.ctx, d.account, store.Query{}); err == nil && f.Settings.Version > 0 {
					_ = d.s.disk.Update(d.ctx, d.account, func(t store.Tx) error {
						t.PutSettings(agency.Settings{})
						return nil
					})
					time.Sleep(latency)
				}
				return d.run()
			}},
		},
		fault{
			name: "comes back", flaw: "What was deleted is there again when the store is opened again.", caught: "DEL-12 DEL-13",
			plant: renaming, again: func(store.Store) hooks { return hooks{} },
		},
		fault{
			name: "Delete after Close", flaw: "Delete works after Close.", caught: "TX-14",
			hooks: hooks{delete: func(d deleting) error {
				if err := d.run(); !errors.Is(err, store.ErrClosed) {
					return err
				}
				return keptOpen(d.s.disk).Delete(d.ctx, d.account)
			}},
		},
	)
}
