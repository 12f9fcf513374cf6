package pgstore

import (
	"context"

	"github.com/cockroachdb/errors"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/internal/tables"
	"github.com/agencyaccess/agencyaccess/store"
)

// Read is part of store.Store, as are the methods below.
func (s *Store) Read(ctx context.Context, account agency.AccountID, q store.Query) (f store.Facts, err error) {
	if err := s.enter(ctx, "read"); err != nil {
		return f, err
	}
	defer s.gate.Leave()
	err = s.attempt(ctx, "read", func(t *transaction) error {
		calls, found, err := s.tables.Facts(account, &q)
		if err != nil {
			return err
		}
		if len(calls) > 1 { // which must be from one snapshot
			calls = append(append([]tables.Call{beginView}, calls...), commit)
		}
		if err := t.Run(ctx, calls); err != nil {
			return err
		}
		f = *found
		return nil
	})
	if err != nil {
		return store.Facts{}, err
	}
	return f, nil
}

func (s *Store) View(ctx context.Context, account agency.AccountID, fn func(store.Reader) error) error {
	if err := s.enter(ctx, "view"); err != nil {
		return err
	}
	defer s.gate.Leave()
	return s.attempt(ctx, "view", func(t *transaction) error {
		t.idle = s.opt.idleTimeout
		t.opening = []tables.Call{beginView, s.idleTimeout()}
		session := s.tables.Session(ctx, account, t)
		defer session.Close()
		return session.View(fn)
	})
}

func (s *Store) Update(ctx context.Context, account agency.AccountID, fn func(store.Tx) error) error {
	if err := s.enter(ctx, "update"); err != nil {
		return err
	}
	defer s.gate.Leave()
	if err := agency.CheckID("account", account); err != nil {
		return errors.Wrap(err, "pgstore: update")
	}
	return s.attempt(ctx, "update", func(t *transaction) error {
		session := s.tables.Session(ctx, account, t)
		defer session.Close()
		t.idle = s.opt.idleTimeout
		t.opening = []tables.Call{beginUpdate, s.timeouts(), session.Lock()}
		last, err := session.Do(fn)
		switch {
		case err != nil:
			return err
		case ctx.Err() != nil:
			return ended(ctx, "update")
		case !session.Wrote():
			return nil
		}
		return s.commit(ctx, t, last)
	})
}

func (s *Store) Outbox() store.Outbox { return s.tables.Outbox(s.place()) }

func (s *Store) Delete(ctx context.Context, account agency.AccountID) error {
	return s.tables.Delete(ctx, s.place(), account)
}

func (s *Store) place() tables.Place {
	return tables.Place{Enter: s.enter, Leave: s.gate.Leave, Ask: s.ask, Change: s.change}
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
		return s.commit(ctx, t, nil)
	})
}

// enter answers whether a call may go ahead; if so, s.gate.Leave must follow.
func (s *Store) enter(ctx context.Context, op string) error {
	if err := ended(ctx, op); err != nil {
		return err
	}
	if !s.gate.Enter() {
		return store.ErrClosed
	}
	if err := s.ready(ctx); err != nil {
		s.gate.Leave()
		return err
	}
	return nil
}

func ended(ctx context.Context, op string) error { return errors.Wrap(ctx.Err(), "pgstore: "+op) }
