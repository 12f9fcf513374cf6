package storetest

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// keptOpen returns what a session keeps open.
func keptOpen(disk store.Store) store.Store { return disk.(*session).disk }

func closingFaults() []fault {
	return []fault{
		{
			name: "Close does not wait", flaw: "Close returns while transactions are under way.", caught: "TX-16",
			plant: func(disk store.Store) hooks {
				return hooks{close: func() error {
					go func() { _ = disk.Close() }()
					return nil
				}}
			},
		},
		{
			name: "Close does not wait for Views", flaw: "Close waits for Updates only.", caught: "TX-16",
			hooks: hooks{view: func(v viewing) error {
				if err := v.ctx.Err(); err != nil {
					return err
				}
				if _, err := v.s.disk.Read(v.ctx, v.account, store.Query{}); err != nil {
					return err
				}
				return keptOpen(v.s.disk).View(v.ctx, v.account, v.fn)
			}},
		},
		{
			name: "Close cuts off", flaw: "Close ends the transactions under way.", caught: "TX-16 END-03",
			plant: func(disk store.Store) hooks {
				return hooks{close: func() error {
					disk.(*session).crash()
					return disk.Close()
				}}
			},
		},
		{
			name: "closing twice", flaw: "Closing twice is an error.", caught: "TX-14",
			plant: func(disk store.Store) hooks {
				var closed atomic.Bool
				return hooks{close: func() error {
					if closed.Swap(true) {
						return store.ErrClosed
					}
					return disk.Close()
				}}
			},
		},
		{
			name: "closing at the same time", flaw: "A second Close returns before the first one has.", caught: "END-01",
			plant: func(disk store.Store) hooks {
				var closed atomic.Bool
				return hooks{close: func() error {
					if closed.Swap(true) {
						return nil
					}
					return disk.Close()
				}}
			},
		},
		{
			name: "Read after Close", flaw: "Read works after Close.", caught: "TX-14",
			hooks: hooks{answer: func(a asking) (store.Facts, error) {
				f, err := a.ask()
				if errors.Is(err, store.ErrClosed) {
					return f, nil
				}
				return f, err
			}},
		},
		{
			name: "View after Close", flaw: "View works after Close.", caught: "TX-14",
			hooks: hooks{view: func(v viewing) error {
				if err := v.run(); !errors.Is(err, store.ErrClosed) {
					return err
				}
				return keptOpen(v.s.disk).View(v.ctx, v.account, v.fn)
			}},
		},
		{
			name: "Update after Close", flaw: "Update works after Close.", caught: "TX-14",
			hooks: hooks{update: func(u updating) error {
				if err := u.run(); !errors.Is(err, store.ErrClosed) {
					return err
				}
				return keptOpen(u.s.disk).Update(u.ctx, u.account, u.fn)
			}},
		},
		{
			name: "outbox after Close", flaw: "The outbox does not know that the store is closed.", caught: "TX-14 END-05",
			hooks: hooks{outbox: func(o *faultyOutbox) { o.disk = o.disk.(*faultyOutbox).disk }},
		},
		{
			name: "another error after Close", flaw: "After Close methods fail with an error of their own.", caught: "TX-14",
			hooks: hooks{answer: func(a asking) (store.Facts, error) {
				f, err := a.ask()
				if errors.Is(err, store.ErrClosed) {
					err = errors.New("the database is closed")
				}
				return f, err
			}},
		},
	}
}

// stuckFaults hang, panic or wait where they must not.
func stuckFaults() []fault {
	return []fault{
		{
			name: "deadlock", stuck: true, flaw: "The second Update never returns.", caught: "TX-01",
			plant: func(store.Store) hooks {
				var updates atomic.Int32
				return hooks{update: func(u updating) error {
					if updates.Add(1) > 1 {
						select {}
					}
					return u.run()
				}}
			},
		},
		{
			name: "deadlock of lists", stuck: true, flaw: "Lists never answer.", caught: "LIST-01",
			hooks: hooks{answer: func(a asking) (store.Facts, error) {
				if a.q.List != nil {
					select {}
				}
				return a.ask()
			}},
		},
		{
			name: "Close hangs", stuck: true, flaw: "Close never returns.", caught: "TX-14",
			hooks: hooks{close: func() error { select {} }},
		},
		{
			name: "Read waits for the writer", stuck: true, flaw: "A Read waits until the account's Update has ended.", caught: "TX-12",
			plant: waitingReaders(true, false),
		},
		{
			name: "View waits for the writer", stuck: true, flaw: "A View waits until the account's Update has ended.", caught: "TX-12",
			plant: waitingReaders(false, true),
		},
		{
			name: "the writer waits for a View", stuck: true, flaw: "An Update waits until the Views of the account have ended.", caught: "TX-11",
			plant: func(store.Store) hooks {
				var mu sync.RWMutex
				return hooks{
					update: func(u updating) error {
						mu.Lock()
						defer mu.Unlock()
						return u.run()
					},
					view: func(v viewing) error {
						mu.RLock()
						defer mu.RUnlock()
						return v.run()
					},
				}
			},
		},
		{
			name: "panics in lists", flaw: "A list of submissions panics.", caught: "LIST-05",
			hooks: asked(func(q *store.Query) {
				if q.List != nil && q.List.Kind == store.ListSubmissions {
					panic("index out of range")
				}
			}),
		},
		{
			name: "panics in the outbox", flaw: "A claim on an account without events panics.", caught: "OUT-07",
			hooks: hooks{outbox: func(o *faultyOutbox) {
				o.pending = func(context.Context, agency.AccountID, int) ([]agency.AccountID, error) { panic("nil pointer") }
			}},
		},
		{
			name: "ends the goroutine", flaw: "A query for an unknown recruiter ends the caller's goroutine.", caught: "FACT-01",
			hooks: answered(func(q store.Query, f *store.Facts) {
				if q.Recruiter != "" && f.Recruiter.ID == "" {
					_ = ending{exit: true}.repeat()
				}
			}),
		},
	}
}

func waitingReaders(reads, views bool) func(store.Store) hooks {
	return func(store.Store) hooks {
		var mu sync.RWMutex
		h := hooks{update: func(u updating) error {
			mu.Lock()
			defer mu.Unlock()
			return u.run()
		}}
		if reads {
			h.answer = func(a asking) (store.Facts, error) {
				if !a.inTx && !a.inView {
					mu.RLock()
					defer mu.RUnlock()
				}
				return a.ask()
			}
		}
		if views {
			h.view = func(v viewing) error {
				mu.RLock()
				defer mu.RUnlock()
				return v.run()
			}
		}
		return h
	}
}
