package storetest

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// lacking does without capabilities.
func lacking(disk store.Store, missing []Capability) store.Store {
	if len(missing) == 0 {
		return disk
	}
	var h hooks
	lacks := func(c Capability) bool { return slices.Contains(missing, c) }
	h.answer = func(a asking) (store.Facts, error) {
		f, err := a.ask()
		if l := a.q.List; err == nil && l != nil &&
			(l.Kind == store.ListJournal && lacks(JournalQueries) || l.Kind == store.ListRemarks && lacks(Remarks)) {
			return store.Facts{}, store.ErrUnsupported
		}
		return f, err
	}
	if lacks(Remarks) {
		h.update = func(u updating) error {
			var poison error
			fn := u.fn
			u.fn = func(t store.Tx) error {
				err := fn(transaction{poisoned{t, &poison}, func(b *batch) {
					if b.kind == aRemark && poison == nil {
						poison = store.ErrUnsupported
					}
					b.apply(t)
				}})
				return errors.Join(poison, err)
			}
			return u.run()
		}
	}
	if lacks(Delivery) {
		h.outbox = func(o *faultyOutbox) {
			answer := func(ctx context.Context) error {
				if _, err := o.disk.Pending(ctx, "", 1); err != nil {
					return err
				}
				return store.ErrUnsupported
			}
			o.pending = func(ctx context.Context, _ agency.AccountID, _ int) ([]agency.AccountID, error) {
				return nil, answer(ctx)
			}
			o.claim = func(ctx context.Context, _ agency.AccountID, _ time.Duration, _ int) (store.Claim, error) {
				return store.Claim{}, answer(ctx)
			}
			o.ack = func(ctx context.Context, _ agency.AccountID, _ string, _ ...int64) error { return answer(ctx) }
			o.release = func(ctx context.Context, _ agency.AccountID, _ string, _ time.Duration) error { return answer(ctx) }
		}
	}
	return plant(disk, h)
}
