package pgstore

import (
	"context"
	"fmt"
	"math/rand/v2"
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
	switch pg.Code[:2] {
	case "08", "57":
		return pg.Code != queryCanceled
	}
	return false
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
	if !errors.As(err, &pg) {
		return fmt.Sprintf("an error of type %T", errors.UnwrapAll(err))
	}
	text := "SQLSTATE " + pg.Code
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
		return errors.Wrapf(store.ErrClosed, "pgstore: %s: the host's pool or transaction", op)
	case code == serializationFailure, code == deadlockDetected, code == lockNotAvailable:
		return errors.Wrapf(store.ErrConflict, "pgstore: %s: %s", op, described(err))
	}
	return errors.Newf("pgstore: %s: %s", op, described(err))
}

// pause waits before the next attempt, longer each time, and never the same.
func pause(ctx context.Context, op string, attempt int) error {
	longest := min(5*time.Millisecond<<attempt, time.Second)
	timer := time.NewTimer(longest/2 + rand.N(longest/2))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ended(ctx, op)
	}
}
