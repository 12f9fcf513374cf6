package pgstore

import (
	"context"
	"time"

	"github.com/cockroachdb/errors"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/agencyaccess/agencyaccess/store"
)

const (
	// asideConns is how many connections there are beside those of hosts'
	// transactions. What is done on them is short, and needs none that such a
	// transaction holds.
	asideConns = 2

	// asideTimeout is how long that may take. A host's transaction waits for it, of
	// which the server knows nothing: where what it has locked keeps somebody waiting
	// who keeps us waiting, such as who alters a table, nobody else would end that.
	asideTimeout = 5 * time.Second
)

// aside runs fn on a store that has connections of its own. An error says that
// nothing was done, or no more than counting.
func (s *Store) aside(ctx context.Context, op string, fn func(context.Context, *Store) error) error {
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
	bounded, cancel := context.WithTimeout(ctx, asideTimeout)
	defer cancel()
	if err = a.ready(bounded); err == nil {
		err = fn(bounded, a)
	}
	switch {
	case err != nil && ctx.Err() == nil && bounded.Err() != nil:
		return errors.Wrap(store.ErrConflict, "pgstore: "+op+": counting took longer than "+asideTimeout.String())
	case errors.Is(err, store.ErrUnknown):
		return errors.New("pgstore: " + op + ": the connection was lost while counting; nothing else was done")
	}
	return err
}

// beside is the store for that.
func (s *Store) beside() (*Store, error) {
	s.asideMu.Lock()
	defer s.asideMu.Unlock()
	if s.asideStore == nil {
		config := s.pool.Config()
		config.MaxConns, config.MinConns, config.MinIdleConns = asideConns, 0, 0
		config.MaxConnIdleTime = time.Minute
		pool, err := pgxpool.NewWithConfig(context.Background(), config) // which connects to nothing yet
		if err != nil {
			return nil, err
		}
		opt := s.opt
		opt.lockTimeout, opt.idleTimeout, opt.commitTimeout = asideTimeout, asideTimeout, asideTimeout
		s.asideStore = &Store{pool: pool, own: true, tables: s.tables, gate: s.gate, opt: opt, names: s.names}
	}
	return s.asideStore, nil
}
