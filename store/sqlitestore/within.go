package sqlitestore

import (
	"context"
	"database/sql"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/internal/gate"
	"github.com/agencyaccess/agencyaccess/internal/tables"
	"github.com/agencyaccess/agencyaccess/store"
)

// Within returns a store inside a transaction of the host's, for as long as
// that lasts: what the engine writes commits and rolls back with what the host
// writes. Each Update is behind a savepoint, so that one that fails leaves the
// host's transaction as it was. Nothing is tried again.
//
// An Update takes SQLite's write lock if the transaction does not have it yet.
// One that began by reading, before somebody else wrote, cannot take it any
// more: that is store.ErrConflict, and the host must begin again. Hosts avoid
// it with BEGIN IMMEDIATE.
//
// If the host rolls back after a denial, the denial's journal entry is gone too.
// While a transaction of the host's holds the write lock, a call of an engine
// that is not within it waits for the transaction to end: in one goroutine that
// is waiting for oneself, until the lock timeout.
//
// The store is not for several goroutines at once, as the transaction is not.
// Its Close does nothing to the transaction. The tables must be up to date.
func Within(tx *sql.Tx) store.Store {
	return &within{tx: tx, tables: tables.New(dialect), gate: gate.New()}
}

type within struct {
	tx     *sql.Tx
	tables *tables.Tables
	gate   *gate.Gate
}

func (w *within) enter(ctx context.Context, op string) error {
	if err := ended(ctx, op); err != nil {
		return err
	}
	if !w.gate.Enter() {
		return store.ErrClosed
	}
	return nil
}

func (w *within) Read(ctx context.Context, account agency.AccountID, q store.Query) (store.Facts, error) {
	if err := w.enter(ctx, "read"); err != nil {
		return store.Facts{}, err
	}
	defer w.gate.Leave()
	return read(ctx, w, w.tables, account, q)
}

func (w *within) View(ctx context.Context, account agency.AccountID, fn func(store.Reader) error) error {
	if err := w.enter(ctx, "view"); err != nil {
		return err
	}
	defer w.gate.Leave()
	return view(ctx, w, w.tables, account, fn)
}

func (w *within) Update(ctx context.Context, account agency.AccountID, fn func(store.Tx) error) error {
	if err := w.enter(ctx, "update"); err != nil {
		return err
	}
	defer w.gate.Leave()
	return update(ctx, w, w.tables, account, fn)
}

func (w *within) Outbox() store.Outbox { return outbox{w, w.tables, w.enter, w.gate.Leave} }

func (w *within) Close() error {
	w.gate.Close()
	return nil
}

func (w *within) read(ctx context.Context, op string, fn func(tables.Runner) error) error {
	return fn(transaction{w.tx, nil, op})
}

func (w *within) write(
	ctx context.Context, op string, fn func(tables.Runner) ([]tables.Call, bool, error),
) error {
	if _, err := w.tx.ExecContext(ctx, "savepoint agencyaccess"); err != nil {
		return fault(ctx, op, err)
	}
	kept := false
	rollback := func() error {
		_, err := w.tx.ExecContext(context.WithoutCancel(ctx), "rollback to agencyaccess; release agencyaccess")
		return err
	}
	defer func() { // also when fn panics or exits
		if !kept {
			_ = rollback()
		}
	}()
	last, commit, err := fn(transaction{w.tx, nil, op})
	switch {
	case err != nil:
		return err
	case ctx.Err() != nil:
		return ended(ctx, op)
	case !commit:
		return nil
	}
	ctx = context.WithoutCancel(ctx)
	if err := (transaction{w.tx, nil, op}).Run(ctx, last); err != nil {
		return err
	}
	if _, err := w.tx.ExecContext(ctx, "release agencyaccess"); err != nil {
		return fault(ctx, op, err)
	}
	kept = true
	return nil
}
