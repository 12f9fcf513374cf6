package sqlitestore_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

// foreign opens a file under a driver that is modernc's in truth, and answers
// errors as texts, without codes. A hook, if there is one, is asked before every
// statement, and before "begin", "commit" and "rollback"; its errors are the
// driver's. An error that is late comes with the first row: some drivers carry a
// statement out only then.
func foreign(t testing.TB, path string, hook func(query string) error) *sql.DB {
	t.Helper()
	modernc, err := sql.Open("sqlite", "")
	require.NoError(t, err)
	d := modernc.Driver()
	require.NoError(t, modernc.Close())
	if hook == nil {
		hook = func(string) error { return nil }
	}
	db := sql.OpenDB(connector{d, dsn(path, "journal_mode(wal)", "synchronous(off)"), hook})
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

type connector struct {
	driver driver.Driver
	dsn    string
	hook   func(string) error
}

func (c connector) Driver() driver.Driver { return c.driver }

func (c connector) Connect(context.Context) (driver.Conn, error) {
	conn, err := c.driver.Open(c.dsn)
	if err != nil {
		return nil, plain(err)
	}
	return &foreignConn{conn.(moderncConn), c.hook}, nil
}

// plain hides all of an error but its text.
func plain(err error) error {
	if err == nil || errors.Is(err, driver.ErrBadConn) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return errors.New(err.Error())
}

type moderncConn interface {
	driver.Conn
	driver.ConnPrepareContext
	driver.ConnBeginTx
	driver.ExecerContext
	driver.QueryerContext
	driver.SessionResetter
	driver.Validator
}

type foreignConn struct {
	moderncConn
	hook func(string) error
}

func (c *foreignConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	s, err := c.moderncConn.PrepareContext(ctx, query)
	if err != nil {
		return nil, plain(err)
	}
	return &foreignStmt{s.(moderncStmt), query, c.hook}, nil
}

func (c *foreignConn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	if err := c.hook("begin"); err != nil {
		return nil, err
	}
	tx, err := c.moderncConn.BeginTx(ctx, opts)
	return foreignTx{tx, c.hook}, plain(err)
}

func (c *foreignConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if err := c.hook(query); err != nil {
		return nil, err
	}
	r, err := c.moderncConn.ExecContext(ctx, query, args)
	return r, plain(err)
}

func (c *foreignConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if err := c.hook(query); errors.As(err, new(late)) {
		return lateRows{err: err}, nil
	} else if err != nil {
		return nil, err
	}
	rows, err := c.moderncConn.QueryContext(ctx, query, args)
	return rows, plain(err)
}

type moderncStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

type foreignStmt struct {
	moderncStmt
	query string
	hook  func(string) error
}

func (s *foreignStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	if err := s.hook(s.query); err != nil {
		return nil, err
	}
	r, err := s.moderncStmt.ExecContext(ctx, args)
	return r, plain(err)
}

func (s *foreignStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	if err := s.hook(s.query); errors.As(err, new(late)) {
		return lateRows{err: err}, nil
	} else if err != nil {
		return nil, err
	}
	rows, err := s.moderncStmt.QueryContext(ctx, args)
	return rows, plain(err)
}

type foreignTx struct {
	driver.Tx
	hook func(string) error
}

func (tx foreignTx) Commit() error {
	if err := tx.hook("commit"); err != nil {
		return err // and the transaction goes on, as in a driver that does not look after it
	}
	return plain(tx.Tx.Commit())
}

func (tx foreignTx) Rollback() error {
	if err := tx.hook("rollback"); err != nil {
		return err
	}
	return plain(tx.Tx.Rollback())
}

type late struct{ error }

// lateRows are those of a statement that fails when it is asked for the first.
type lateRows struct{ err error }

func (lateRows) Columns() []string           { return []string{"a", "b"} }
func (lateRows) Close() error                { return nil }
func (r lateRows) Next([]driver.Value) error { return r.err }
