package pgstore

import (
	"context"
	"time"

	"github.com/cockroachdb/errors"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/internal/tables"
	"github.com/agencyaccess/agencyaccess/store"
)

// A scope is where transactions are made: a pool, or inside one of the host's.
type scope interface {
	// ask carries out a call that changes nothing.
	ask(ctx context.Context, op string, c tables.Call) error
	// change runs fn in a transaction and commits unless it fails.
	change(ctx context.Context, op string, fn func(tables.Runner) error) error
}

type outbox struct {
	in     scope
	tables *tables.Tables
	enter  func(ctx context.Context, op string) error
	leave  func()
}

func (o outbox) Pending(ctx context.Context, after agency.AccountID, limit int) ([]agency.AccountID, error) {
	if err := o.enter(ctx, "pending"); err != nil {
		return nil, err
	}
	defer o.leave()
	c, found, err := o.tables.Pending(after, limit)
	if err != nil {
		return nil, errors.Wrap(err, "pgstore: pending")
	}
	if err := o.in.ask(ctx, "pending", c); err != nil {
		return nil, err
	}
	return *found, nil
}

func (o outbox) Claim(ctx context.Context, account agency.AccountID, lease time.Duration, limit int) (claim store.Claim, err error) {
	err = o.change(ctx, "claim", account, func(q *tables.Queue) error {
		if err := tables.CheckClaim(lease, limit); err != nil {
			return err
		}
		claim, err = q.Claim(ctx, lease, limit)
		return err
	})
	if err != nil {
		return store.Claim{}, err
	}
	return claim, nil
}

func (o outbox) Ack(ctx context.Context, account agency.AccountID, token string, seqs ...int64) error {
	return o.change(ctx, "ack", account, func(q *tables.Queue) error { return q.Ack(ctx, token, seqs) })
}

func (o outbox) Release(ctx context.Context, account agency.AccountID, token string, retryAfter time.Duration) error {
	return o.change(ctx, "release", account, func(q *tables.Queue) error { return q.Release(ctx, token, retryAfter) })
}

func (o outbox) change(ctx context.Context, op string, account agency.AccountID, fn func(*tables.Queue) error) error {
	if err := o.enter(ctx, op); err != nil {
		return err
	}
	defer o.leave()
	return o.in.change(ctx, op, func(r tables.Runner) error {
		q, err := o.tables.Queue(ctx, account, r)
		if err != nil {
			return err
		}
		return fn(q)
	})
}

func (s *Store) ask(ctx context.Context, op string, c tables.Call) error {
	return s.attempt(ctx, op, func(t *transaction) error { return t.Run(ctx, []tables.Call{c}) })
}

func (s *Store) change(ctx context.Context, op string, fn func(tables.Runner) error) error {
	return s.attempt(ctx, op, func(t *transaction) error {
		t.opening = []tables.Call{beginUpdate, s.timeouts()}
		if err := fn(t); err != nil {
			return err
		}
		return t.commit(ctx, nil, s.opt.commitTimeout)
	})
}
