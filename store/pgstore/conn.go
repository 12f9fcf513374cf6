package pgstore

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/cockroachdb/errors"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/agencyaccess/agencyaccess/internal/tables"
	"github.com/agencyaccess/agencyaccess/store"
)

// A conn sends calls as one pipeline. pgx's own batches would need a further
// round trip to prepare a statement that is new to the connection, or that its
// cache has forgotten after an error; here the preparation goes along, since
// what the parameters and results are is known beforehand.
type conn struct {
	*pgx.Conn
	names map[*tables.Statement]string // of what is to be prepared
	told  bool                         // to cancel, maybe, when a context ended
}

// A session is what the stores of a process know of a connection, as long as
// it lasts.
type session struct {
	prepared map[string]bool // by name
	tracer   pgx.BatchTracer // nil when there is none
}

// sessionKey is where a connection keeps it.
const sessionKey = "agencyaccess"

func (c *conn) session() *session {
	data := c.PgConn().CustomData()
	s, _ := data[sessionKey].(*session)
	if s == nil {
		s = &session{prepared: make(map[string]bool)}
		s.tracer, _ = c.Config().Tracer.(pgx.BatchTracer) // Config makes a copy
		data[sessionKey] = s
	}
	return s
}

// names are what statements are prepared as. They differ as the texts differ, so
// that two stores on one pool, with different schemas or of different versions,
// do not get in each other's way.
func names(statements ...*tables.Statement) map[*tables.Statement]string {
	all := make(map[*tables.Statement]string, len(statements))
	for _, s := range statements {
		sum := sha256.Sum256([]byte(s.SQL))
		all[s] = "agencyaccess_" + s.Name + "_" + hex.EncodeToString(sum[:8])
	}
	return all
}

var inBinary = []int16{pgx.BinaryFormatCode} // for all results

// run carries out the calls in one round trip.
func (c *conn) run(ctx context.Context, calls []tables.Call) (err error) {
	ctx, traced := c.trace(ctx, calls)
	defer func() { traced(err) }()
	prepared := c.session().prepared
	pipeline := c.PgConn().StartPipeline(ctx)
	along := make([]string, len(calls)) // names of what is prepared along
	there := make(map[string]bool)
	for i, call := range calls {
		values, formats := parameters(call.Args)
		name := c.names[call.Statement]
		if name == "" {
			pipeline.SendQueryParams(call.SQL, values, nil, formats, inBinary)
			continue
		}
		if !prepared[name] && !there[name] {
			pipeline.SendPrepare(name, call.SQL, nil)
			along[i], there[name] = name, true
		}
		pipeline.SendQueryPrepared(name, values, formats, inBinary)
	}
	err = pipeline.Sync()
	for i := 0; i < len(calls) && (err == nil || known(err)); i++ { // after an error of ours the answers still come
		if along[i] != "" {
			if _, prepareErr := pipeline.GetResults(); prepareErr != nil {
				c.traceCall(ctx, calls[i], pgconn.CommandTag{}, prepareErr)
				err = prepareErr
				break
			}
			prepared[along[i]] = true
		}
		if resultErr := c.result(ctx, pipeline, calls[i]); err == nil || !known(resultErr) && resultErr != nil {
			err = resultErr
		}
	}
	if closeErr := pipeline.Close(); err == nil {
		err = closeErr
	}
	c.told = c.told || ctx.Err() != nil && !pgconn.SafeToRetry(err)
	if stale(err) {
		// Somebody deallocated what was prepared, or changed the tables.
		_ = c.Close(ctx)
	}
	return err
}

// result reads what one call returned.
func (c *conn) result(ctx context.Context, pipeline *pgconn.Pipeline, call tables.Call) error {
	results, err := pipeline.GetResults()
	if err != nil {
		c.traceCall(ctx, call, pgconn.CommandTag{}, err)
		return err
	}
	reader, ok := results.(*pgconn.ResultReader)
	if !ok {
		return errors.Newf("pgstore: the server's answer to a statement is a %T", results)
	}
	if call.Read != nil {
		err = call.Read(&rows{reader: reader})
	}
	tag, closeErr := reader.Close()
	c.traceCall(ctx, call, tag, closeErr)
	switch {
	case closeErr != nil:
		return closeErr
	case err == nil && call.SQL == commit.SQL && tag.String() != "COMMIT":
		return errors.Wrap(store.ErrConflict, "the server rolled the transaction back")
	}
	return err
}

// parameters writes parameters as the server reads them.
func parameters(args []any) (values [][]byte, formats []int16) {
	values = make([][]byte, len(args))
	formats = make([]int16, len(args))
	for i, arg := range args {
		switch v := arg.(type) {
		case string:
			values[i] = append([]byte{}, v...)
		case int64:
			values[i] = strconv.AppendInt(nil, v, 10)
		case []byte:
			values[i], formats[i] = v, pgx.BinaryFormatCode
		case []string:
			values[i] = array(v)
		}
	}
	return values, formats
}

// array writes a list of texts as PostgreSQL's arrays are written; see "Array
// Input and Output Syntax" in its manual.
func array(list []string) []byte {
	var b strings.Builder
	b.WriteByte('{')
	for i, text := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('"')
		for j := range len(text) {
			if text[j] == '"' || text[j] == '\\' {
				b.WriteByte('\\')
			}
			b.WriteByte(text[j])
		}
		b.WriteByte('"')
	}
	b.WriteByte('}')
	return []byte(b.String())
}
