package pgstore

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/agencyaccess/agencyaccess/internal/tables"
)

// trace tells the connection's tracer, if it has one for batches, what pgx
// would tell it, but for the parameters: they are people's data.
func (c *conn) trace(ctx context.Context, calls []tables.Call) (context.Context, func(error)) {
	tracer, ok := c.Config().Tracer.(pgx.BatchTracer)
	if !ok {
		return ctx, func(error) {}
	}
	batch := new(pgx.Batch)
	for _, call := range calls {
		batch.Queue(call.SQL)
	}
	ctx = tracer.TraceBatchStart(ctx, c.Conn, pgx.TraceBatchStartData{Batch: batch})
	return ctx, func(err error) { tracer.TraceBatchEnd(ctx, c.Conn, pgx.TraceBatchEndData{Err: err}) }
}

func (c *conn) traceCall(ctx context.Context, call tables.Call, tag pgconn.CommandTag, err error) {
	if tracer, ok := c.Config().Tracer.(pgx.BatchTracer); ok {
		tracer.TraceBatchQuery(ctx, c.Conn, pgx.TraceBatchQueryData{SQL: call.SQL, CommandTag: tag, Err: err})
	}
}
