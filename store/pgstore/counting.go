package pgstore

import (
	"cmp"
	"context"
	"slices"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/internal/tables"
	"github.com/agencyaccess/agencyaccess/store"
)

// counting is what an Update inside a host's transaction is handed: new probes
// are counted whatever becomes of the transaction. That an alert was acknowledged
// is written in it, beside what was submitted.
type counting struct {
	store.Tx
	ctx     context.Context
	outside *Store
	account agency.AccountID
	put     []candidate.Probe // new ones, to be written outside
	used    []string          // those written inside
	err     error             // the first failure to read
}

// counting is what runs fn in the session, with its new probes kept apart until
// all else is written.
func (s *Store) counting(
	ctx context.Context, account agency.AccountID, session *tables.Session, b *borrowed, fn func(store.Tx) error,
) func() ([]tables.Call, bool, error) {
	return func() ([]tables.Call, bool, error) {
		c := &counting{ctx: ctx, outside: s, account: account}
		last, err := session.Do(func(tx store.Tx) error {
			c.Tx = tx
			if err := fn(c); c.err == nil {
				return err
			}
			return c.err
		})
		if err != nil || len(c.put) == 0 {
			return last, session.Wrote(), err
		}
		if err := b.Run(ctx, last); err != nil {
			return nil, false, err
		}
		return nil, true, c.write()
	}
}

func (c *counting) PutProbes(records ...candidate.Probe) {
	for _, r := range records {
		at := slices.IndexFunc(c.put, func(p candidate.Probe) bool { return p.ID == r.ID })
		switch {
		case store.CheckIDs(r) != nil: // which fails the Update
			c.Tx.PutProbes(r)
		case at >= 0:
			c.put[at] = r
		case !r.Used.IsZero() || slices.Contains(c.used, r.ID):
			c.used = append(c.used, r.ID)
			c.Tx.PutProbes(r)
		default:
			c.put = append(c.put, r)
		}
	}
}

func (c *counting) Facts(q store.Query) (store.Facts, error) { return c.facts(c.Tx, q) }

// A viewer is what a View inside a host's transaction is handed.
type viewer struct {
	store.Reader
	*counting
}

func (v viewer) Facts(q store.Query) (store.Facts, error) { return v.facts(v.Reader, q) }

func (c *counting) facts(r store.Reader, q store.Query) (store.Facts, error) {
	f, err := r.Facts(q)
	if err == nil && c.err == nil {
		c.err = c.count(&q, &f)
	}
	if err := cmp.Or(err, c.err); err != nil {
		return store.Facts{}, err
	}
	return f, nil
}

// count fills in what was counted outside, and will be, if that is asked.
func (c *counting) count(q *store.Query, f *store.Facts) error {
	if q.Probe == "" && q.ProbesSince.IsZero() {
		return nil
	}
	var there store.Facts
	err := c.outside.aside(c.ctx, "read", func(ctx context.Context, s *Store) error {
		return s.ask(ctx, "read", s.tables.ProbesBut(c.account, &f.Recruiter, q, c.put, &there))
	})
	if err != nil {
		return err
	}
	if f.Probe == nil { // or it is newer than the transaction's snapshot
		f.Probe = there.Probe
	}
	f.Probes = store.Probes{}
	if f.Recruiter.ID != "" && !q.ProbesSince.IsZero() {
		f.Probes = there.Probes
	}
	for i := range c.put {
		p := &c.put[i]
		if p.ID == q.Probe {
			own := *p
			f.Probe = &own
		}
		if q.ProbesSince.IsZero() || p.Agency != f.Recruiter.Agency || p.At.UnixMicro() < q.ProbesSince.UnixMicro() {
			continue
		}
		f.Probes.Agency++
		if p.Recruiter == f.Recruiter.ID {
			f.Probes.Recruiter++
		}
	}
	return nil
}

// write counts the new probes.
func (c *counting) write() error {
	calls, err := c.outside.tables.PutProbes(c.account, c.put)
	if err != nil {
		return err
	}
	return c.outside.aside(c.ctx, "update", func(ctx context.Context, s *Store) error {
		return s.change(ctx, "update", func(r tables.Runner) error { return r.Run(ctx, calls) })
	})
}
