package pgstore

import (
	"context"
	"math"
	"strconv"
	"time"

	"github.com/cockroachdb/errors"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/agencyaccess/agencyaccess/internal/tables"
	"github.com/agencyaccess/agencyaccess/store"
)

// Statements without a name are not prepared.
var (
	beginView   = plain("begin isolation level repeatable read read only")
	beginUpdate = plain("begin isolation level read committed")
	commit      = plain("commit")
	rollback    = plain("rollback")
)

func plain(sql string) tables.Call { return tables.Call{Statement: &tables.Statement{SQL: sql}} }

var setTimeouts = &tables.Statement{
	Name: "timeouts",
	SQL:  "select set_config('lock_timeout', $1, true), set_config('idle_in_transaction_session_timeout', $2, true)",
}

var setLockTimeout = &tables.Statement{Name: "lock_timeout", SQL: "select set_config('lock_timeout', $1, true)"}

// timeouts keep one stuck writer of an account from stopping all others.
func (s *Store) timeouts() tables.Call {
	return tables.Call{
		Statement: setTimeouts, Args: []any{setting(s.opt.lockTimeout), setting(s.opt.idleTimeout)},
		Read: func(tables.Rows) error { return nil },
	}
}

var setIdleTimeout = &tables.Statement{
	Name: "idle_timeout", SQL: "select set_config('idle_in_transaction_session_timeout', $1, true)",
}

// idleTimeout keeps a stuck View from holding a connection, and old rows, for
// ever.
func (s *Store) idleTimeout() tables.Call {
	return tables.Call{
		Statement: setIdleTimeout, Args: []any{setting(s.opt.idleTimeout)},
		Read: func(tables.Rows) error { return nil },
	}
}

// setting is a duration as the server takes it: in milliseconds, rounded up, as 0
// is no bound, and at most some 24 days.
func setting(d time.Duration) string {
	ms := d.Milliseconds()
	if d > 0 && d%time.Millisecond > 0 {
		ms++
	}
	return strconv.FormatInt(min(max(ms, 0), math.MaxInt32), 10)
}

// A transaction is a tables.Runner on a connection. What opens it is sent with
// the first calls.
type transaction struct {
	conn    *conn
	op      string
	opening []tables.Call
	final   bool          // the commit has been sent
	overdue bool          // and took longer than the commit timeout
	idle    time.Duration // after which the server ends it; 0 is never
	heard   time.Time     // when it last answered
	resets  int64         // of the pool, when it had the connection
	failure error         // of the driver: the first one, as it is
}

func (t *transaction) Run(ctx context.Context, calls []tables.Call) error {
	all := append(t.opening, calls...)
	t.opening = nil
	late := !t.heard.IsZero() && t.idle > 0 && time.Since(t.heard) >= t.idle
	err := t.conn.run(ctx, all)
	t.heard = time.Now()
	if late && !t.final && lost(err) {
		err = &pgconn.PgError{Code: idleInTransaction} // which was said to nobody, if the connection did not take our calls
	}
	if t.failure == nil {
		t.failure = err
	}
	return fault(ctx, t.op, err)
}

// commit sends the last calls and the commit, which the caller's context does
// not end any more. The last calls may have to wait for a claim of the account's
// events: not for so long that the outcome could not be told any more, nor much
// longer than the caller's deadline.
func (s *Store) commit(ctx context.Context, t *transaction, last []tables.Call) error {
	if bound := s.lastLock(ctx); len(last) > 0 && bound != s.opt.lockTimeout {
		t.opening = append(t.opening, tables.Call{
			Statement: setLockTimeout, Args: []any{setting(bound)}, Read: func(tables.Rows) error { return nil },
		})
	}
	ctx = context.WithoutCancel(ctx)
	if s.opt.commitTimeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, s.opt.commitTimeout)
		defer cancel()
	}
	t.final = true
	err := t.Run(ctx, append(last, commit))
	t.overdue = ctx.Err() != nil
	if err == nil && t.overdue {
		// A commit that is cancelled while it waits for a standby is reported as
		// if it had not been, and is lost if that standby takes over.
		return errors.Wrap(store.ErrUnknown, "pgstore: "+t.op+": "+overdue)
	}
	return err
}

const overdue = "it took longer than the commit timeout"

// lastLock is the lock timeout for what goes with the commit: of the commit
// timeout a third, because the server may wait twice for one row, for who holds
// it and for its turn.
func (s *Store) lastLock(ctx context.Context) time.Duration {
	bound := s.opt.lockTimeout
	lower := func(to time.Duration) {
		if bound <= 0 || to < bound {
			bound = max(to, time.Millisecond)
		}
	}
	if s.opt.commitTimeout > 0 {
		lower(s.opt.commitTimeout / 3)
	}
	if deadline, ok := ctx.Deadline(); ok {
		lower(time.Until(deadline))
	}
	return bound
}

// late adds to an error that it came after the commit timeout.
func (t *transaction) late() string {
	if t.overdue {
		return ": " + overdue
	}
	return ""
}

// attempt runs fn on a connection of its own, again after failures of the
// driver that leave nothing behind.
func (s *Store) attempt(ctx context.Context, op string, fn func(*transaction) error) error {
	for n := 1; ; n++ {
		t := &transaction{op: op}
		err := s.once(ctx, t, fn)
		gone := lost(t.failure)
		switch {
		case t.failure == nil:
			return err
		case gone && t.final && !pgconn.SafeToRetry(t.failure):
			return errors.Wrap(store.ErrUnknown, "pgstore: "+op+": "+described(t.failure)+t.late())
		case t.overdue && codeOf(t.failure) == queryCanceled: // and nothing was done
			return errors.New("pgstore: " + op + ": " + overdue + ", SQLSTATE " + queryCanceled)
		case ctx.Err() != nil, !gone && !again(t.failure), n >= s.opt.attempts:
			return fault(ctx, op, t.failure)
		case gone && s.own && codeOf(t.failure) != tooManyConnections:
			if s.resets.CompareAndSwap(t.resets, t.resets+1) { // or the others are new already
				s.pool.Reset()
			}
		}
		if err := pause(ctx, op, n); err != nil {
			return err
		}
	}
}

// once runs fn and leaves the connection without a transaction, also when fn
// panics or exits.
func (s *Store) once(ctx context.Context, t *transaction, fn func(*transaction) error) error {
	pooled, err := s.pool.Acquire(ctx)
	t.resets = s.resets.Load()
	if err != nil {
		t.failure = err
		return err
	}
	t.conn = &conn{Conn: pooled.Conn(), names: s.names}
	defer s.release(ctx, pooled, t)
	return fn(t)
}

// release ends what is under way on a connection and hands it back. The pool
// drops connections that are broken. One that was told to cancel is not used
// again: the server hears of that on another connection, and so perhaps late,
// when it would hit somebody else's statement.
func (s *Store) release(ctx context.Context, pooled *pgxpool.Conn, t *transaction) {
	defer pooled.Release()
	pg := pooled.Conn().PgConn()
	if pg.IsClosed() || pg.TxStatus() == 'I' && !t.conn.told {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if t.conn.told || t.conn.run(ctx, []tables.Call{rollback}) != nil {
		_ = pooled.Conn().Close(ctx)
	}
}
