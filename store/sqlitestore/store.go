package sqlitestore

import (
	"context"

	"github.com/cockroachdb/errors"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/internal/tables"
	"github.com/agencyaccess/agencyaccess/store"
)

// A scope is where transactions are made: a database, or inside one of the
// host's.
type scope interface {
	// read runs fn in a transaction that changes nothing.
	read(ctx context.Context, op string, fn func(tables.Runner) error) error
	// write runs fn as the only writer, and commits unless it fails. What fn
	// returns as last calls is carried out without the context's end.
	write(ctx context.Context, op string, fn func(tables.Runner) (last []tables.Call, commit bool, err error)) error
}

// Read is part of store.Store, as are the methods below.
func (s *Store) Read(ctx context.Context, account agency.AccountID, q store.Query) (store.Facts, error) {
	if err := s.enter(ctx, "read"); err != nil {
		return store.Facts{}, err
	}
	defer s.gate.Leave()
	return read(ctx, s, s.tables, account, q)
}

func (s *Store) View(ctx context.Context, account agency.AccountID, fn func(store.Reader) error) error {
	if err := s.enter(ctx, "view"); err != nil {
		return err
	}
	defer s.gate.Leave()
	return view(ctx, s, s.tables, account, fn)
}

func (s *Store) Update(ctx context.Context, account agency.AccountID, fn func(store.Tx) error) error {
	if err := s.enter(ctx, "update"); err != nil {
		return err
	}
	defer s.gate.Leave()
	return update(ctx, s, s.tables, account, fn)
}

func (s *Store) Outbox() store.Outbox { return s.tables.Outbox(s.place()) }

func (s *Store) Delete(ctx context.Context, account agency.AccountID) error {
	return s.tables.Delete(ctx, s.place(), account)
}

func (s *Store) place() tables.Place { return place(s, s.enter, s.gate.Leave) }

// place is where transactions of a scope that know no account are made.
func place(in scope, enter func(context.Context, string) error, leave func()) tables.Place {
	return tables.Place{
		Enter: enter, Leave: leave,
		Ask: func(ctx context.Context, op string, c tables.Call) error {
			return in.read(ctx, op, func(r tables.Runner) error { return r.Run(ctx, []tables.Call{c}) })
		},
		Change: func(ctx context.Context, op string, fn func(tables.Runner) error) error {
			return in.write(ctx, op, func(r tables.Runner) ([]tables.Call, bool, error) { return nil, true, fn(r) })
		},
	}
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

func ended(ctx context.Context, op string) error {
	return errors.Wrap(ctx.Err(), "sqlitestore: "+op)
}

func read(ctx context.Context, in scope, t *tables.Tables, account agency.AccountID, q store.Query) (store.Facts, error) {
	calls, f, err := t.Facts(account, &q)
	if err != nil {
		return store.Facts{}, err
	}
	err = in.read(ctx, "read", func(r tables.Runner) error { return r.Run(ctx, calls) })
	if err != nil {
		return store.Facts{}, err
	}
	return *f, nil
}

func view(ctx context.Context, in scope, t *tables.Tables, account agency.AccountID, fn func(store.Reader) error) error {
	return in.read(ctx, "view", func(r tables.Runner) error {
		s := t.Session(ctx, account, r)
		defer s.Close()
		return s.View(fn)
	})
}

func update(ctx context.Context, in scope, t *tables.Tables, account agency.AccountID, fn func(store.Tx) error) error {
	if err := agency.CheckID("account", account); err != nil {
		return errors.Wrap(err, "sqlitestore: update")
	}
	return in.write(ctx, "update", func(r tables.Runner) ([]tables.Call, bool, error) {
		s := t.Session(ctx, account, r)
		defer s.Close()
		if err := r.Run(ctx, []tables.Call{s.Lock()}); err != nil {
			return nil, false, err
		}
		last, err := s.Do(fn)
		return last, s.Wrote(), err
	})
}
