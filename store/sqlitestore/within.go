package sqlitestore

import (
	"context"
	"database/sql"

	"github.com/cockroachdb/errors"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/internal/gate"
	"github.com/agencyaccess/agencyaccess/internal/tables"
	"github.com/agencyaccess/agencyaccess/store"
)

// Within returns a store inside a transaction of the host's, for as long as
// that lasts: what the engine writes commits and rolls back with what the host
// writes. Each Update, and each Delete, is behind a savepoint, so that one that
// fails leaves the host's transaction as it was. Nothing is tried again.
//
// An Update takes SQLite's write lock if the transaction does not have it yet.
// One that began by reading, before somebody else wrote, cannot take it any
// more: that is store.ErrConflict, and the host must begin again. Hosts avoid
// it with BEGIN IMMEDIATE.
//
// If the host rolls back after a denial, the denial's journal entry is gone too.
// So is an alert, which nobody can acknowledge then, and the count of who was told
// that somebody is known: a host that lets agencies cause that should not submit
// in its own transaction.
//
// While a transaction of the host's holds the write lock, a call of an engine
// that is not within it waits for the transaction to end: in one goroutine that
// is waiting for oneself, until the lock timeout.
//
// A statement that is writing is not interrupted when the context ends, because
// SQLite would roll back the host's transaction; the context counts between
// statements. Some faults, such as a full disk, can make SQLite do so all the
// same: then the error says it, and every further call is store.ErrClosed.
//
// The store is not for several goroutines at once, as the transaction is not.
// Its Close does nothing to the transaction. The tables must be up to date, which
// is looked at on the first use.
func Within(tx *sql.Tx) store.Store {
	return &within{tx: tx, tables: rendered(), gate: gate.New()}
}

type within struct {
	tx     *sql.Tx
	tables *tables.Tables
	gate   *gate.Gate

	checked bool // the tables are those that this package knows
	lost    bool // the host's transaction is no more
}

func (w *within) enter(ctx context.Context, op string) error {
	if err := ended(ctx, op); err != nil {
		return err
	}
	if !w.gate.Enter() {
		return store.ErrClosed
	}
	if w.lost {
		w.gate.Leave()
		return errors.Wrap(store.ErrClosed, "sqlitestore: "+op+": the host's transaction")
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

func (w *within) Outbox() store.Outbox { return w.tables.Outbox(w.place()) }

func (w *within) Delete(ctx context.Context, account agency.AccountID) error {
	return w.tables.Delete(ctx, w.place(), account)
}

func (w *within) place() tables.Place { return place(w, w.enter, w.gate.Leave) }

func (w *within) Close() error {
	w.gate.Close()
	return nil
}

func (w *within) read(ctx context.Context, op string, fn func(tables.Runner) error) error {
	if err := w.current(ctx, op); err != nil {
		return err
	}
	return fn(transaction{tx: w.tx, op: op})
}

// current answers whether the tables are those that this package knows.
func (w *within) current(ctx context.Context, op string) error {
	if w.checked {
		return nil
	}
	if err := checkTables(ctx, w.tx); err != nil {
		return fault(ctx, op, err)
	}
	w.checked = true
	return nil
}

func (w *within) write(
	ctx context.Context, op string, fn func(tables.Runner) ([]tables.Call, bool, error),
) (err error) {
	lasting := context.WithoutCancel(ctx)
	if _, err := w.tx.ExecContext(lasting, "savepoint agencyaccess"); err != nil {
		return fault(ctx, op, err)
	}
	kept := false
	defer func() { // also when fn panics or exits
		if kept {
			return
		}
		if w.lost = !w.undo(lasting); w.lost && err != nil {
			err = errors.Wrap(err, "sqlitestore: the host's transaction has been rolled back")
		}
	}()
	if err := w.lock(lasting, op); err != nil {
		return err
	}
	t := transaction{tx: w.tx, op: op, uninterrupted: true}
	last, commit, err := fn(t)
	switch {
	case err != nil:
		return err
	case ctx.Err() != nil:
		return ended(ctx, op)
	case !commit:
		return nil
	}
	if err := t.Run(lasting, last); err != nil {
		return err
	}
	if _, err := w.tx.ExecContext(lasting, "release agencyaccess"); err != nil {
		return fault(lasting, op, err)
	}
	kept = true
	return nil
}

// lock takes the write lock before anything is read, for a transaction that
// has read cannot wait for it.
func (w *within) lock(ctx context.Context, op string) error {
	_, err := w.tx.ExecContext(ctx, takeLock)
	if code, _ := codeOf(err); code == busy || code == locked {
		return fault(ctx, op, err)
	}
	if err := w.current(ctx, op); err != nil {
		return err
	}
	return fault(ctx, op, err)
}

// undo reports whether the host's transaction is as it was at the savepoint.
func (w *within) undo(ctx context.Context) bool {
	for _, stmt := range []string{"rollback to agencyaccess", "release agencyaccess"} {
		if _, err := w.tx.ExecContext(ctx, stmt); err != nil {
			return false
		}
	}
	return true
}
