package pgstore

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/cockroachdb/errors"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/puddle/v2"

	"github.com/agencyaccess/agencyaccess/internal/tables"
	"github.com/agencyaccess/agencyaccess/store"
)

// Codes of PostgreSQL; see "PostgreSQL Error Codes" in its manual.
const (
	serializationFailure = "40001"
	deadlockDetected     = "40P01"
	lockNotAvailable     = "55P03"
	queryCanceled        = "57014"
	idleInTransaction    = "25P03"
	readOnlyTransaction  = "25006"
	noSuchPrepared       = "26000"
	featureNotSupported  = "0A000" // also: the cached plan must not change its result
	prepareTwice         = "42P05"
	tooManyConnections   = "53300"
)

// meaning is what an operator can do something about, in words.
func meaning(code string) string {
	switch code {
	case lockNotAvailable:
		return "waited longer than the lock timeout"
	case queryCanceled:
		return "the server took longer than its statement timeout, or was told to cancel"
	case idleInTransaction:
		return "the callback took longer than the idle timeout"
	case readOnlyTransaction:
		return "the server is read-only"
	case tooManyConnections:
		return "the server has too many connections"
	case "53100":
		return "the server's disk is full"
	case "28000", "28P01":
		return "the server refused the login"
	case "3D000":
		return "there is no such database"
	case "3F000", "42P01", "42703":
		return "a table, or what belongs to it, is missing"
	case "42501":
		return "the role lacks a privilege"
	case "57P01", "57P02", "57P03":
		return "the server is stopping or starting"
	}
	return ""
}

func codeOf(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code
	}
	return ""
}

// stale reports whether what is prepared on the connection is of no use any
// more.
func stale(err error) bool {
	switch codeOf(err) {
	case noSuchPrepared, featureNotSupported, prepareTwice:
		return true
	}
	return false
}

// again reports whether a transaction that failed so may succeed the next time;
// nothing of it is left.
func again(err error) bool {
	switch codeOf(err) {
	case serializationFailure, deadlockDetected:
		return true
	}
	return stale(err)
}

// lost reports whether the connection is gone, there was none, or it is to a
// server that has become a standby.
func lost(err error) bool {
	if err == nil || known(err) {
		return false
	}
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return !errors.Is(err, puddle.ErrClosedPool)
	}
	switch {
	case pg.Code == idleInTransaction: // the callback was too slow, and would be again
		return false
	case pg.Code == readOnlyTransaction, pg.Code == tooManyConnections:
		return true
	}
	return strings.HasPrefix(pg.Code, "08") || strings.HasPrefix(pg.Code, "57") && pg.Code != queryCanceled
}

// known reports whether an error is not the driver's.
func known(err error) bool {
	var ours store.Error
	var corrupt tables.Corrupt
	return errors.As(err, &ours) || errors.As(err, &corrupt)
}

// described says what went wrong without the server's words, which may quote
// records.
func described(err error) string {
	var pg *pgconn.PgError
	var connecting *pgconn.ConnectError
	switch {
	case errors.As(err, &pg):
	case errors.As(err, &connecting):
		return "no connection to the server"
	default:
		return fmt.Sprintf("the connection failed with an error of type %T", errors.UnwrapAll(err))
	}
	text := "SQLSTATE " + pg.Code
	if words := meaning(pg.Code); words != "" {
		text = words + ", " + text
	}
	for _, part := range []struct{ what, name string }{
		{"table", pg.TableName}, {"column", pg.ColumnName}, {"constraint", pg.ConstraintName},
	} {
		if part.name != "" {
			text += ", " + part.what + " " + part.name
		}
	}
	return text
}

// fault returns what an error of the driver means to the engine.
func fault(ctx context.Context, op string, err error) error {
	if err == nil {
		return nil
	}
	switch code := codeOf(err); {
	case known(err):
		return errors.Wrap(err, "pgstore: "+op)
	case ctx.Err() != nil:
		return ended(ctx, op)
	case errors.Is(err, puddle.ErrClosedPool), errors.Is(err, pgx.ErrTxClosed):
		return errors.Wrap(store.ErrClosed, "pgstore: "+op+": the host's pool or transaction")
	case code == serializationFailure, code == deadlockDetected, code == lockNotAvailable:
		return errors.Wrap(store.ErrConflict, "pgstore: "+op+": "+described(err))
	}
	return errors.New("pgstore: " + op + ": " + described(err)) // of which logs may keep every word
}

// pause waits before the next attempt, longer each time, and never the same.
func pause(ctx context.Context, op string, attempt int) error {
	half := longest(attempt) / 2
	timer := time.NewTimer(half + rand.N(half))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ended(ctx, op)
	}
}

// longest is how long the pause after an attempt may be; it is at least half of
// that.
func longest(attempt int) time.Duration {
	return min(5*time.Millisecond<<min(attempt, 8), time.Second)
}
