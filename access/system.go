package access

import (
	"context"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/store"
)

// System is the handle of the host itself. It may do all that staff may, and
// mirrors the host's own records: those calls insert or replace by ID, and
// repeating one changes nothing.
type System struct{ Staff }

// mirror runs a host call that mirrors the host's own records.
func (s System) mirror(ctx context.Context, call string, fn func(*op) error) error {
	_, err := run(ctx, s.actor, call, func(o *op) (struct{}, error) {
		f, err := o.facts(store.Query{})
		if err != nil || !o.allows(policy.MirrorRecords, &f, store.Subject{}) {
			return struct{}{}, err
		}
		return struct{}{}, fn(o)
	})
	return err
}

func ids[R any, T ~string](records []R, id func(R) T) []T {
	out := make([]T, len(records))
	for i, r := range records {
		out[i] = id(r)
	}
	return out
}
