package pgstore

import (
	"context"

	"github.com/cockroachdb/errors"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/agencyaccess/agencyaccess/internal/tables"
)

// trace tells the connection's tracer, if it has one for batches, what pgx
// would tell it, but for the parameters and the server's words: they are or may
// quote people's data. In a transaction of the host's it is pgx that tells: see
// private.
func (c *conn) trace(ctx context.Context, calls []tables.Call) (context.Context, func(error)) {
	tracer := c.session().tracer
	if tracer == nil {
		return ctx, func(error) {}
	}
	batch := new(pgx.Batch)
	for _, call := range calls {
		batch.Queue(call.SQL)
	}
	ctx = tracer.TraceBatchStart(ctx, c.Conn, pgx.TraceBatchStartData{Batch: batch})
	return ctx, func(err error) { tracer.TraceBatchEnd(ctx, c.Conn, pgx.TraceBatchEndData{Err: wordless(err)}) }
}

func (c *conn) traceCall(ctx context.Context, call tables.Call, tag pgconn.CommandTag, err error) {
	if tracer := c.session().tracer; tracer != nil {
		tracer.TraceBatchQuery(ctx, c.Conn, pgx.TraceBatchQueryData{SQL: call.SQL, CommandTag: tag, Err: wordless(err)})
	}
}

// wordless leaves of a server's error what is for programs.
func wordless(err error) error {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return err
	}
	return &pgconn.PgError{
		Severity: pg.Severity, SeverityUnlocalized: pg.SeverityUnlocalized, Code: pg.Code, Message: described(pg),
		SchemaName: pg.SchemaName, TableName: pg.TableName, ColumnName: pg.ColumnName, ConstraintName: pg.ConstraintName,
	}
}
