package pgstore

import (
	"cmp"
	"context"

	"github.com/cockroachdb/errors"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/internal/gate"
	"github.com/agencyaccess/agencyaccess/internal/tables"
	"github.com/agencyaccess/agencyaccess/store"
)

// Within returns a store inside a transaction of the host's, for as long as
// that lasts: what the engine writes commits and rolls back with what the host
// writes. Each Update, and each Delete, is behind a savepoint, so that one that
// fails leaves the host's transaction as it was. Nothing is tried again. The transaction may have
// any isolation level. Of the options only [WithSchema] matters.
//
// An Update takes the lock on the account's row and keeps it until the host's
// transaction ends: other Updates of the account wait for that. So does a claim
// of the account's events, or its end, with the lock on the account's queue: an
// Update that publishes events waits for it, elsewhere for no longer than
// [WithCommitTimeout] says. A Delete takes both locks. In a transaction at READ
// COMMITTED a View, or a question that needs several statements (for a list, keys,
// members, probes, persons, a domain, invitations or lists of agencies), takes a
// lock that keeps writers of the account out, since that is the only way
// to a snapshot there; it waits for a writer. An account that nobody has written
// yet has nothing to lock: if its first Update commits meanwhile, the questions
// after that see it, and those before have not. A transaction that is READ ONLY
// cannot take it, so it should be at a higher level. There the snapshot is the
// transaction's own; if the account was written after it, an Update or a Delete is
// store.ErrConflict, and the host must begin again. So is a deadlock with
// another transaction. How long an Update waits is up to the context and to the
// lock_timeout of the transaction.
//
// Questions outside an Update are behind no savepoint: one that the server
// refuses ends the host's transaction. So does a context that ends during a
// statement, for then pgx closes the connection, unless it is configured
// otherwise.
//
// If the host rolls back after a denial, the denial's journal entry is gone too.
// So is an alert, which nobody can acknowledge then, and the count of who was told
// that somebody is known: a host in whose transactions agencies submit should use
// [Store.Within], which keeps both.
//
// While a transaction of the host's holds an account's lock, a call of an engine
// that is not within it waits for the transaction to end: in one goroutine that
// is waiting for oneself, until the lock timeout.
//
// A tracer of the host's on the connection sees the statements, and "(private)"
// for the texts among their parameters; of an error it sees the server's words,
// which may quote them.
//
// The store is not for several goroutines at once, as the transaction is not.
// Its Close does nothing to the transaction. The tables must be up to date. What
// the statements cost is up to the connection's default_query_exec_mode.
func Within(tx pgx.Tx, opts ...Option) (store.Store, error) {
	o, err := choose(opts)
	if err != nil {
		return nil, err
	}
	return &within{tx: tx, tables: tables.New(dialect(o.schema)), gate: gate.New(), schema: o.schema}, nil
}

// Within returns a store inside a transaction of the host's on the same database,
// as the function [Within] does, but for this: new probes, which are alerts and the
// count of who was told that somebody is known, are written outside of the
// transaction at the end of the Update. Rolling back takes none of them back, and
// an alert can be acknowledged in a transaction that begins afterwards. A host that
// begins again counts again. What was accepted and is rolled back leaves nothing,
// as elsewhere: whatever of the host's can fail should have been tried before.
//
// For that the store opens up to two connections when they are first needed, with
// the configuration of its pool, and closes them with itself. They need none that
// a transaction holds, so that no pool is too small. An Update that cannot read or
// write there fails, and leaves the host's transaction as it was; if it took 5 s,
// because somebody has the table locked, that is store.ErrConflict.
//
// Other transactions see the probes before the host's commits. At REPEATABLE READ
// or above, to acknowledge an alert that is newer than the transaction's snapshot,
// be it its own, is store.ErrConflict, and the host must begin again; and a Delete,
// which would leave newer probes behind, is refused.
func (s *Store) Within(tx pgx.Tx) store.Store {
	return &within{tx: tx, tables: s.tables, gate: gate.New(), schema: s.opt.schema, outside: s}
}

type within struct {
	tx      pgx.Tx
	tables  *tables.Tables
	gate    *gate.Gate
	schema  string
	level   string // of isolation, once it is known
	outside *Store // where probes are written; nil: in the transaction
}

var (
	savepoint = plain("savepoint agencyaccess")
	release   = plain("release savepoint agencyaccess")
)

// undo is two statements, for pgx to send as they are: in a transaction that has
// failed, the second could not even be prepared.
const undo = "rollback to savepoint agencyaccess; release savepoint agencyaccess"

func (w *within) enter(ctx context.Context, op string) error {
	if err := ended(ctx, op); err != nil {
		return err
	}
	if !w.gate.Enter() {
		return store.ErrClosed
	}
	return nil
}

// hold returns what keeps writers of the account out where each statement has a
// snapshot of its own. The server is asked first whether that is so, because a
// transaction that is read-only refuses the lock even where it finds nothing.
func (w *within) hold(ctx context.Context, op string, account agency.AccountID) ([]tables.Call, error) {
	if one, err := w.oneSnapshot(ctx, op); err != nil || one {
		return nil, err
	}
	return []tables.Call{{
		Statement: &tables.Statement{SQL: "select 1 from " + pgx.Identifier{w.schema, "account"}.Sanitize() + " where account = $1 for share"},
		Args:      []any{tables.Sought(string(account))},
		Read:      func(tables.Rows) error { return nil },
	}}, nil
}

// oneSnapshot asks whether all statements of the transaction have the same.
func (w *within) oneSnapshot(ctx context.Context, op string) (bool, error) {
	if w.level == "" {
		c := plain("select current_setting('transaction_isolation')")
		c.Read = func(rows tables.Rows) error {
			rows.Next()
			return rows.Scan(&w.level)
		}
		if err := w.ask(ctx, op, c); err != nil {
			return false, err
		}
	}
	return w.level == string(pgx.RepeatableRead) || w.level == string(pgx.Serializable), nil
}

func (w *within) Read(ctx context.Context, account agency.AccountID, q store.Query) (store.Facts, error) {
	if err := w.enter(ctx, "read"); err != nil {
		return store.Facts{}, err
	}
	defer w.gate.Leave()
	calls, f, err := w.tables.Facts(account, &q)
	if err != nil {
		return store.Facts{}, err
	}
	if len(calls) > 1 {
		held, err := w.hold(ctx, "read", account)
		if err != nil {
			return store.Facts{}, err
		}
		calls = append(held, calls...)
	}
	if err := (&borrowed{tx: w.tx, op: "read"}).Run(ctx, calls); err != nil {
		return store.Facts{}, err
	}
	if w.outside != nil {
		c := &counting{ctx: ctx, outside: w.outside, account: account}
		if err := c.count(&q, f); err != nil {
			return store.Facts{}, err
		}
	}
	return *f, nil
}

func (w *within) View(ctx context.Context, account agency.AccountID, fn func(store.Reader) error) error {
	if err := w.enter(ctx, "view"); err != nil {
		return err
	}
	defer w.gate.Leave()
	held, err := w.hold(ctx, "view", account)
	if err != nil {
		return err
	}
	s := w.tables.Session(ctx, account, &borrowed{tx: w.tx, op: "view", opening: held})
	defer s.Close()
	if w.outside == nil {
		return s.View(fn)
	}
	c := &counting{ctx: ctx, outside: w.outside, account: account}
	return s.View(func(r store.Reader) error {
		err := fn(viewer{r, c})
		return cmp.Or(c.err, err)
	})
}

func (w *within) Update(ctx context.Context, account agency.AccountID, fn func(store.Tx) error) error {
	if err := w.enter(ctx, "update"); err != nil {
		return err
	}
	defer w.gate.Leave()
	if err := agency.CheckID("account", account); err != nil {
		return errors.Wrap(err, "pgstore: update")
	}
	b := &borrowed{tx: w.tx, op: "update"}
	s := w.tables.Session(ctx, account, b)
	defer s.Close()
	b.opening = []tables.Call{savepoint, s.Lock()}
	if w.outside != nil {
		return b.behindSavepoint(ctx, w.outside.counting(ctx, account, s, b, fn))
	}
	return b.behindSavepoint(ctx, func() (last []tables.Call, keep bool, err error) {
		last, err = s.Do(fn)
		return last, s.Wrote(), err
	})
}

func (w *within) Outbox() store.Outbox { return w.tables.Outbox(w.place()) }

func (w *within) Delete(ctx context.Context, account agency.AccountID) error {
	if w.outside != nil {
		if err := w.enter(ctx, "delete"); err != nil {
			return err
		}
		one, err := w.oneSnapshot(ctx, "delete")
		w.gate.Leave()
		switch {
		case err != nil:
			return err
		case one:
			return errors.New("pgstore: delete: in a transaction that is not at READ COMMITTED, where newer probes would stay")
		}
	}
	return w.tables.Delete(ctx, w.place(), account)
}

func (w *within) place() tables.Place {
	return tables.Place{Enter: w.enter, Leave: w.gate.Leave, Ask: w.ask, Change: w.change}
}

func (w *within) Close() error {
	w.gate.Close()
	return nil
}

func (w *within) ask(ctx context.Context, op string, c tables.Call) error {
	return (&borrowed{tx: w.tx, op: op}).Run(ctx, []tables.Call{c})
}

func (w *within) change(ctx context.Context, op string, fn func(tables.Runner) error) error {
	b := &borrowed{tx: w.tx, op: op, opening: []tables.Call{savepoint}}
	return b.behindSavepoint(ctx, func() ([]tables.Call, bool, error) { return nil, true, fn(b) })
}

// borrowed is a tables.Runner on the host's transaction.
type borrowed struct {
	tx      pgx.Tx
	op      string
	opening []tables.Call
	saved   bool // the server has set the savepoint
}

// behindSavepoint runs fn, whose calls set the savepoint first, and its last
// calls, or leaves the transaction as it was.
func (b *borrowed) behindSavepoint(ctx context.Context, fn func() (last []tables.Call, keep bool, err error)) error {
	kept := false
	defer func() { // also when fn panics or exits
		if !kept && b.saved {
			_, _ = b.tx.Exec(context.WithoutCancel(ctx), undo) // or the transaction is lost, as every further call will say
		}
	}()
	last, keep, err := fn()
	switch {
	case err != nil:
		return err
	case ctx.Err() != nil:
		return ended(ctx, b.op)
	case !keep:
		return nil
	}
	if len(last) > 0 { // which may have to wait
		if err := b.Run(ctx, last); err != nil {
			return err
		}
	}
	err = b.Run(context.WithoutCancel(ctx), []tables.Call{release})
	kept = err == nil
	return err
}

func (b *borrowed) Run(ctx context.Context, calls []tables.Call) error {
	batch := new(pgx.Batch)
	for _, c := range append(b.opening, calls...) {
		queued := batch.Queue(c.SQL, withheld(c.Args)...)
		switch {
		case c.Read != nil:
			queued.Query(func(rows pgx.Rows) error {
				err := c.Read(rows)
				rows.Close()
				return cmp.Or(rows.Err(), err) // rows that an error ended may look wrong
			})
		case c.Statement == savepoint.Statement:
			queued.Exec(func(pgconn.CommandTag) error {
				b.saved = true
				return nil
			})
		}
	}
	b.opening = nil
	return fault(ctx, b.op, b.tx.SendBatch(ctx, batch).Close())
}
