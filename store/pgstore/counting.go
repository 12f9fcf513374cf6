package pgstore

import (
	"cmp"
	"context"
	"slices"

	"github.com/jackc/pgx/v5/pgxpool"

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

func (c *counting) Facts(q store.Query) (store.Facts, error) {
	f, err := c.Tx.Facts(q)
	if err != nil || c.err != nil || q.Probe == "" && q.ProbesSince.IsZero() {
		return f, cmp.Or(err, c.err)
	}
	if c.err = c.count(&q, &f); c.err != nil {
		return store.Facts{}, c.err
	}
	return f, nil
}

// count fills in what was counted outside, and will be.
func (c *counting) count(q *store.Query, f *store.Facts) error {
	var there store.Facts
	err := c.outside.aside(c.ctx, "read", func(s *Store) error {
		return s.ask(c.ctx, "read", s.tables.ProbesBut(c.account, &f.Recruiter, q, c.put, &there))
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
	return c.outside.aside(c.ctx, "update", func(s *Store) error {
		return s.change(c.ctx, "update", func(r tables.Runner) error { return r.Run(c.ctx, calls) })
	})
}

// asideConns is how many connections there are beside those of hosts'
// transactions. What they do waits for nobody, so that it takes no time, and
// never for a connection that such a transaction holds.
const asideConns = 2

// aside runs fn on the store that has them.
func (s *Store) aside(ctx context.Context, op string, fn func(*Store) error) error {
	if err := ended(ctx, op); err != nil {
		return err
	}
	if !s.gate.Enter() {
		return store.ErrClosed
	}
	defer s.gate.Leave()
	a, err := s.beside()
	if err != nil {
		return fault(ctx, op, err)
	}
	if err := a.ready(ctx); err != nil {
		return err
	}
	return fn(a)
}

func (s *Store) beside() (*Store, error) {
	s.asideMu.Lock()
	defer s.asideMu.Unlock()
	if s.asideStore == nil {
		config := s.pool.Config()
		config.MaxConns, config.MinConns, config.MinIdleConns = asideConns, 0, 0
		pool, err := pgxpool.NewWithConfig(context.Background(), config) // which connects to nothing yet
		if err != nil {
			return nil, err
		}
		s.asideStore = &Store{pool: pool, own: true, tables: s.tables, gate: s.gate, opt: s.opt, names: s.names}
	}
	return s.asideStore, nil
}
