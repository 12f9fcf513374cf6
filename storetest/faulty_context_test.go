package storetest

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// tolerant is a context that ignores one way of ending.
type tolerant struct {
	context.Context
	ignores error
}

func (c tolerant) Err() error {
	if err := c.Context.Err(); !errors.Is(err, c.ignores) {
		return err
	}
	return nil
}

func (c tolerant) Done() <-chan struct{} {
	if c.Err() == nil && c.Context.Err() != nil {
		return nil
	}
	return c.Context.Done()
}

func contextFaults() []fault {
	deaf := context.WithoutCancel
	return []fault{
		{
			name: "updates for an ended context", flaw: "An Update looks at its context only at the end of the callback, and then not at all.",
			caught: "TX-05 TX-24", hooks: hooks{update: func(u updating) error {
				if u.ctx.Err() != nil {
					u.ctx = deaf(u.ctx)
				}
				return u.run()
			}},
		},
		{
			name: "views for an ended context", flaw: "A View does not look at its context.", caught: "TX-05",
			hooks: hooks{view: func(v viewing) error {
				v.ctx = deaf(v.ctx)
				return v.run()
			}},
		},
		{
			name: "commits after the end of the context", flaw: "A context that ends inside the callback does not keep the commit from happening.",
			caught: "TX-06", hooks: hooks{update: func(u updating) error {
				if u.ctx.Err() == nil {
					u.ctx = deaf(u.ctx)
				}
				return u.run()
			}},
		},
		{
			name: "commits after the deadline", flaw: "A deadline that passes inside the callback does not keep the commit from happening.",
			caught: "TX-18", hooks: hooks{update: func(u updating) error {
				if u.ctx.Err() == nil {
					u.ctx = tolerant{u.ctx, context.DeadlineExceeded}
				}
				return u.run()
			}},
		},
		{
			name: "succeeds after the end of the context", flaw: "A context that ends inside the callback rolls back, but Update says nothing.",
			caught: "TX-06", hooks: hooks{update: func(u updating) error {
				before := u.ctx.Err()
				if err := u.run(); before != nil || u.ctx.Err() == nil {
					return err
				}
				return nil
			}},
		},
		{
			name: "commits and regrets it", flaw: "A context that ends during the commit is the error, though the writes are there.",
			caught: "TX-26", hooks: hooks{update: func(u updating) error {
				before := u.ctx.Err()
				if err := u.run(); err != nil || before != nil {
					return err
				}
				linger(200 * time.Microsecond) // the answer is on its way
				return u.ctx.Err()
			}},
		},
		{
			name: "ErrConflict though it was done", flaw: "Some Updates answer ErrConflict and have committed.",
			caught: "TX-22 RACE-01", plant: func(store.Store) hooks {
				var updates atomic.Int32
				return hooks{update: func(u updating) error {
					if err := u.run(); err != nil || updates.Add(1)%3 > 0 {
						return err
					}
					return store.ErrConflict
				}}
			},
		},
		{
			name: "always ErrConflict", flaw: "No Update ever succeeds.", caught: "TX-01 RACE-01",
			hooks: hooks{update: func(u updating) error {
				if err := u.ctx.Err(); err != nil {
					return err
				}
				return store.ErrConflict
			}},
		},
		{
			name: "waits for the writer whatever the context", stuck: true, flaw: "An Update that waits for another goes on waiting when its context ends.",
			caught: "TX-13", plant: func(store.Store) hooks {
				var turns turnsByAccount
				return hooks{update: func(u updating) error {
					turn := turns.of(u.account)
					turn <- struct{}{}
					defer func() { <-turn }()
					return u.run()
				}}
			},
		},
		{
			name: "deaf outbox", flaw: "The outbox does not look at contexts.", caught: "OUT-11",
			hooks: hooks{outbox: func(o *faultyOutbox) {
				o.pending = func(ctx context.Context, after agency.AccountID, limit int) ([]agency.AccountID, error) {
					return o.disk.Pending(deaf(ctx), after, limit)
				}
				o.claim = func(ctx context.Context, account agency.AccountID, lease time.Duration, limit int) (store.Claim, error) {
					return o.disk.Claim(deaf(ctx), account, lease, limit)
				}
				o.ack = func(ctx context.Context, account agency.AccountID, token string, seqs ...int64) error {
					return o.disk.Ack(deaf(ctx), account, token, seqs...)
				}
				o.release = func(ctx context.Context, account agency.AccountID, token string, retryAfter time.Duration) error {
					return o.disk.Release(deaf(ctx), account, token, retryAfter)
				}
			}},
		},
	}
}
