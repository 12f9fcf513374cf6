package sqlitestore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"math/rand/v2"
	"time"

	"github.com/cockroachdb/errors"

	"github.com/agencyaccess/agencyaccess/internal/tables"
	"github.com/agencyaccess/agencyaccess/store"
)

// A transaction is a tables.Runner on one of the database's, or of the host's,
// where no statements are prepared.
type transaction struct {
	tx         *sql.Tx
	statements statements
	op         string

	// SQLite rolls back all of a transaction in which a write is interrupted. In
	// the host's that must not be, so the context is looked at between statements.
	uninterrupted bool
}

func (t transaction) Run(ctx context.Context, calls []tables.Call) error {
	running := ctx
	if t.uninterrupted {
		running = context.WithoutCancel(ctx)
	}
	for _, c := range calls {
		if err := ended(ctx, t.op); err != nil {
			return err
		}
		if err := t.one(running, c); err != nil {
			return fault(ctx, t.op, err)
		}
	}
	return nil
}

func (t transaction) one(ctx context.Context, c tables.Call) error {
	args, err := parameters(c.Args)
	if err != nil {
		return err
	}
	var rows *sql.Rows
	switch prepared := t.statements[c.Statement]; {
	case prepared != nil && c.Read != nil:
		rows, err = t.tx.StmtContext(ctx, prepared).QueryContext(ctx, args...)
	case prepared != nil:
		_, err = t.tx.StmtContext(ctx, prepared).ExecContext(ctx, args...)
	case c.Read != nil:
		rows, err = t.tx.QueryContext(ctx, c.SQL, args...)
	default:
		_, err = t.tx.ExecContext(ctx, c.SQL, args...)
	}
	if err != nil || c.Read == nil {
		return err
	}
	return consume(rows, c.Read)
}

// consume reads rows to their end and closes them. What ended them too early
// counts before what was missed then.
func consume(rows *sql.Rows, read func(tables.Rows) error) error {
	defer rows.Close()
	err := read(rows)
	for err == nil && rows.Next() { // an update that returns rows is not carried out before its last one
	}
	if early := rows.Err(); early != nil {
		return early
	}
	return err
}

// parameters writes lists as JSON arrays.
func parameters(args []any) ([]any, error) {
	for i, a := range args {
		list, ok := a.([]string)
		if !ok {
			continue
		}
		text, err := json.Marshal(list)
		if err != nil {
			return nil, err
		}
		args[i] = string(text)
	}
	return args, nil
}

// An attempt is a transaction of the store's own, and the connection that it has
// to itself.
type attempt struct {
	transaction
	conn     *sql.Conn
	doubtful bool // whether anything is committed is not known
}

// begin takes a connection, waiting no longer than ctx, and begins a
// transaction on it that does not end with ctx by itself: that would be beside
// the commit.
func (s *Store) begin(ctx context.Context, op string, readOnly bool) (*attempt, error) {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	// Read only, because a host's driver may be set to take the write lock first
	// in all other transactions.
	tx, err := conn.BeginTx(context.WithoutCancel(ctx), &sql.TxOptions{ReadOnly: readOnly})
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return &attempt{transaction: transaction{tx: tx, statements: *s.schema.statements.Load(), op: op}, conn: conn}, nil
}

// end rolls back what is not committed, and gives back the connection.
func (a *attempt) end() {
	if err := a.tx.Rollback(); a.doubtful || err != nil && !errors.Is(err, sql.ErrTxDone) {
		abandon(a.conn)
	}
	_ = a.conn.Close()
}

// abandon keeps a connection from being used again, when nobody knows what
// state it is in.
func abandon(conn *sql.Conn) {
	_ = conn.Raw(func(any) error { return driver.ErrBadConn })
}

// commit carries out the last calls and makes the transaction permanent. SQLite
// works on a file of this machine, so that takes as long as it takes.
func (a *attempt) commit(ctx context.Context, last []tables.Call) error {
	if err := a.Run(ctx, last); err != nil {
		return err
	}
	err := a.tx.Commit()
	a.doubtful = err != nil
	if code, ok := codeOf(err); err == nil || ok && (code == busy || code == full) {
		return fault(ctx, a.op, err) // nothing is committed
	}
	return errors.Wrap(store.ErrUnknown, "sqlitestore: "+a.op+": "+described(err))
}

func (s *Store) read(ctx context.Context, op string, fn func(tables.Runner) error) error {
	select {
	case s.places <- struct{}{}:
		defer func() { <-s.places }()
	case <-ctx.Done():
		return ended(ctx, op)
	}
	a, err := s.begin(ctx, op, true)
	if err != nil {
		return fault(ctx, op, err)
	}
	defer a.end()
	return fn(a)
}

func (s *Store) write(
	ctx context.Context, op string, fn func(tables.Runner) ([]tables.Call, bool, error),
) error {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return ended(ctx, op)
	}
	var a *attempt
	err := s.untilFree(ctx, op, func() (err error) {
		if a, err = s.begin(ctx, op, false); err != nil {
			return err
		}
		if _, err = a.tx.ExecContext(ctx, takeLock); err != nil {
			a.end()
		}
		return err
	})
	if err != nil {
		return err
	}
	defer a.end()
	last, commit, err := fn(a)
	switch {
	case err != nil:
		return err
	case ctx.Err() != nil:
		return ended(ctx, op)
	case !commit:
		return nil
	}
	return a.commit(context.WithoutCancel(ctx), last)
}

// takeLock changes nothing, but takes the write lock as if it did. So the
// transaction need not begin as BEGIN IMMEDIATE, for which drivers have no
// common way.
const takeLock = "delete from agencyaccess_account where account = ''"

// untilFree tries again while another connection holds a lock, for as long as
// the lock timeout. SQLite's own way of waiting takes no notice of the context.
func (s *Store) untilFree(ctx context.Context, op string, try func() error) error {
	deadline := time.Now().Add(s.opt.lockTimeout)
	for pause := time.Millisecond; ; pause = min(2*pause, 50*time.Millisecond) {
		if err := ended(ctx, op); err != nil {
			return err
		}
		err := try()
		if err == nil {
			return nil
		}
		if code, ok := codeOf(err); !ok || code != busy && code != locked || time.Now().After(deadline) {
			return fault(ctx, op, err)
		}
		timer := time.NewTimer(pause/2 + rand.N(pause))
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
		}
	}
}
