package tables

import (
	"context"
	"time"

	"github.com/cockroachdb/errors"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// A Place is where an adapter makes transactions that are not an Update: in its
// database, or inside one of the host's.
type Place struct {
	Enter  func(ctx context.Context, op string) error // answers whether a call may go ahead; if so, Leave follows
	Leave  func()
	Ask    func(ctx context.Context, op string, c Call) error                // carries out a call that changes nothing, and may do so again
	Change func(ctx context.Context, op string, fn func(Runner) error) error // commits unless fn fails; may run it again
}

// Outbox returns the outbox of the accounts in a place.
func (t *Tables) Outbox(in Place) store.Outbox { return outbox{t, in} }

type outbox struct {
	tables *Tables
	in     Place
}

func (o outbox) Pending(ctx context.Context, after agency.AccountID, limit int) ([]agency.AccountID, error) {
	if err := o.in.Enter(ctx, "pending"); err != nil {
		return nil, err
	}
	defer o.in.Leave()
	if err := checkLimit(limit); err != nil {
		return nil, err
	}
	var found []agency.AccountID
	c := o.tables.question("pending", position(string(after)), int64(limit))
	c.Read = func(rows Rows) error {
		found = nil
		var id string
		for rows.Next() {
			if err := rows.Scan(&id); err != nil {
				return err
			}
			found = append(found, agency.AccountID(id))
		}
		return nil
	}
	if err := o.in.Ask(ctx, "pending", c); err != nil {
		return nil, err
	}
	return found, nil
}

func checkLimit(limit int) error {
	if limit < 1 || limit > store.MaxLimit {
		return errors.Wrap(store.ErrInvalid, "limit")
	}
	return nil
}

func (o outbox) Claim(ctx context.Context, account agency.AccountID, lease time.Duration, limit int) (store.Claim, error) {
	var claim store.Claim
	err := o.change(ctx, "claim", account, func(q *queue) (err error) {
		if err := checkLimit(limit); err != nil {
			return err
		}
		if lease <= 0 {
			return errors.Wrap(store.ErrInvalid, "lease")
		}
		claim, err = q.claim(ctx, lease, limit)
		return err
	})
	if err != nil {
		return store.Claim{}, err
	}
	return claim, nil
}

func (o outbox) Ack(ctx context.Context, account agency.AccountID, token string, seqs ...int64) error {
	return o.change(ctx, "ack", account, func(q *queue) error { return q.ack(ctx, token, seqs) })
}

func (o outbox) Release(ctx context.Context, account agency.AccountID, token string, retryAfter time.Duration) error {
	return o.change(ctx, "release", account, func(q *queue) error { return q.release(ctx, token, retryAfter) })
}

func (o outbox) change(ctx context.Context, op string, account agency.AccountID, fn func(*queue) error) error {
	if err := o.in.Enter(ctx, op); err != nil {
		return err
	}
	defer o.in.Leave()
	return o.in.Change(ctx, op, func(r Runner) error {
		q, err := o.tables.queue(ctx, account, r)
		if err != nil {
			return err
		}
		return fn(q)
	})
}
