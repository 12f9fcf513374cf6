package access

import (
	"slices"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// shareChange is a share that was made, changed or ended because people change
// agencies, and whom it is to.
type shareChange struct {
	to            party
	before, after agency.Share
}

// tellShares publishes what became of shares, as sharing and un-sharing do.
func (o *op) tellShares(f *store.Facts, changes []shareChange) error {
	for some := range slices.Chunk(changes, store.MaxLimit) {
		ids := make([]agency.OpeningID, len(some))
		for i := range some {
			ids[i] = some[i].after.Opening
		}
		openings, err := o.tx.Openings(ids...)
		if err != nil {
			return err
		}
		for i := range some {
			c := &some[i]
			w := granting{op: o, do: sharing, f: *f}
			if !stands(&c.after, o.now) {
				w.do = unsharing
			}
			if err := w.tell(&openings[i], &c.to, c.before, c.after); err != nil {
				return err
			}
		}
	}
	return nil
}

// stands reports whether the share is given: in effect now, paused or later.
func stands(sh *agency.Share, now time.Time) bool {
	s := sh.Stands(now)
	return s == agency.Effective || s == agency.NotStarted || s == agency.SharePaused
}
