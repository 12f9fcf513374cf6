package pgstore_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/tracelog"
	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/pgstore"
)

// sayNothing checks that nothing in an error's chain says any of the words.
func sayNothing(t testing.TB, err error, words ...string) {
	t.Helper()
	require.Error(t, err)
	var walk func(error)
	walk = func(err error) {
		for _, text := range []string{err.Error(), fmt.Sprintf("%+v", err), fmt.Sprintf("%#v", err)} {
			for _, word := range words {
				require.NotContains(t, text, word)
			}
		}
		var pg *pgconn.PgError
		require.False(t, errors.As(err, &pg))
		switch wraps := err.(type) {
		case interface{ Unwrap() error }:
			if inner := wraps.Unwrap(); inner != nil {
				walk(inner)
			}
		case interface{ Unwrap() []error }:
			for _, inner := range wraps.Unwrap() {
				walk(inner)
			}
		}
	}
	walk(err)
}

func TestErrorsQuoteNoRecords(t *testing.T) {
	ctx := context.Background()
	entry := func(id candidate.EntryID) func(store.Tx) error {
		return func(tx store.Tx) error {
			tx.PutEntries(candidate.Entry{ID: id, Name: secret, Emails: agency.Freeze(secret)})
			return nil
		}
	}
	for name, sql := range map[string]string{
		"unique":  "create unique index trouble on agencyaccess.entry (name)",
		"check":   "alter table agencyaccess.entry add constraint trouble check (name not like '%@%' or id = 'first') not valid",
		"exclude": "alter table agencyaccess.entry add constraint trouble exclude (name with =)",
		"number":  "create index trouble on agencyaccess.entry (cast(name as bigint)) where id = 'second'",
		"trigger": fmt.Sprintf(`create function agencyaccess.trouble() returns trigger language plpgsql as $$ begin %s; end $$;
			create trigger trouble before insert on agencyaccess.entry for each row when (new.id = 'second') execute function agencyaccess.trouble()`, raise("22P02")),
	} {
		t.Run(name, func(t *testing.T) {
			dsn := servers.Database(t)
			tracer := &tracer{}
			pool := pooled(t, dsn, func(c *pgxpool.Config) { c.ConnConfig.Tracer = tracer })
			require.NoError(t, pgstore.Migrate(ctx, pool))
			st, err := pgstore.New(pool)
			require.NoError(t, err)
			run(t, connected(t, dsn), sql)
			require.NoError(t, st.Update(ctx, "acme", entry("first")))
			sayNothing(t, st.Update(ctx, "acme", entry("second")), secret)
			require.NotContains(t, tracer.words(), secret)

			tx, err := pooled(t, dsn).Begin(ctx)
			require.NoError(t, err)
			sayNothing(t, within(t, tx).Update(ctx, "acme", entry("second")), secret)
			require.NoError(t, tx.Commit(ctx))
		})
	}
	t.Run("what cannot be read", func(t *testing.T) {
		dsn := servers.Database(t)
		st := reopenedAt(t, dsn)
		require.NoError(t, put(st, "acme", "north"))
		for _, doc := range []string{secret, `{"ID":"` + secret, `{"ID":["` + secret + `"]}`, `{"Created":"` + secret + `"}`} {
			run(t, connected(t, dsn), "update agencyaccess.agency set doc = $1", doc)
			_, err := st.Read(ctx, "acme", store.Query{Agency: "north"})
			sayNothing(t, err, secret)
			sayNothing(t, st.View(ctx, "acme", func(r store.Reader) error { _, err := r.Agencies("north"); return err }), secret)
			sayNothing(t, st.Update(ctx, "acme", func(tx store.Tx) error { _, err := tx.Agencies("north"); return err }), secret)
			tx, err := pooled(t, dsn).Begin(ctx)
			require.NoError(t, err)
			_, err = within(t, tx).Read(ctx, "acme", store.Query{Agency: "north"})
			sayNothing(t, err, secret)
			require.NoError(t, tx.Rollback(ctx))
		}
	})
}

// A tracer notes all that it is told.
type tracer struct {
	mu   sync.Mutex
	all  []any
	sql  []string
	ends int
}

func (tr *tracer) note(what any) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	tr.all = append(tr.all, what)
}

func (tr *tracer) words() string {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	text := ""
	for _, what := range tr.all {
		text += fmt.Sprintf("%+v %#v\n", what, what)
	}
	return text
}

func (tr *tracer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	return ctx // of what the host asks, and the migrations
}
func (tr *tracer) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (tr *tracer) TraceBatchStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceBatchStartData) context.Context {
	for _, q := range d.Batch.QueuedQueries {
		tr.note(*q)
	}
	return ctx
}

func (tr *tracer) TraceBatchQuery(_ context.Context, _ *pgx.Conn, d pgx.TraceBatchQueryData) {
	tr.note(d)
	tr.note(d.Err)
	tr.mu.Lock()
	defer tr.mu.Unlock()
	tr.sql = append(tr.sql, d.SQL)
}

func (tr *tracer) TraceBatchEnd(_ context.Context, _ *pgx.Conn, d pgx.TraceBatchEndData) {
	tr.note(d)
	tr.note(d.Err)
	tr.mu.Lock()
	defer tr.mu.Unlock()
	tr.ends++
}

func TestTracerSeesBatchesWithoutParameters(t *testing.T) {
	opened(t)
	tr := &tracer{}
	pool := pooled(t, shared(t), func(c *pgxpool.Config) { c.ConnConfig.Tracer = tr })
	st, err := pgstore.New(pool)
	require.NoError(t, err)
	require.NoError(t, st.Update(context.Background(), "acme", func(tx store.Tx) error {
		tx.PutEntries(candidate.Entry{ID: "jane", Name: secret})
		_, err := tx.Facts(store.Query{Email: secret})
		return err
	}))
	require.NotContains(t, tr.words(), secret)
	require.Equal(t, 2, tr.ends)
	require.Equal(t, "begin isolation level read committed", tr.sql[0])
	require.Equal(t, "commit", tr.sql[len(tr.sql)-1])
	require.Contains(t, tr.words(), "insert into")
}

// The statement that fails is traced with what failed, prepared along or not.
func TestTracerSeesTheFailingStatement(t *testing.T) {
	opened(t)
	trouble{statement: raise("HX001")}.make(t)
	tr := &tracer{}
	pool := pooled(t, shared(t), func(c *pgxpool.Config) { c.MaxConns, c.ConnConfig.Tracer = 1, tr })
	for _, opts := range [][]pgstore.Option{nil, nil, {pgstore.WithoutPrepared()}} {
		st, err := pgstore.New(pool, opts...)
		require.NoError(t, err)
		tr.sql = nil
		require.Error(t, put(st, "acme", "north"))
		require.Contains(t, tr.sql[len(tr.sql)-2], "agency", "the last but the rolling back")
		require.Equal(t, "rollback", tr.sql[len(tr.sql)-1])
	}
	run(t, connected(t, shared(t)), "alter table agencyaccess.agency rename doc to was")
	defer run(t, connected(t, shared(t)), "alter table agencyaccess.agency rename was to doc")
	st, err := pgstore.New(pool, pgstore.WithAttempts(1))
	require.NoError(t, err)
	tr.sql = nil
	_, err = st.Read(context.Background(), "acme", store.Query{Agency: "north"})
	require.Error(t, err)
	require.NotEmpty(t, tr.sql)
	require.NotContains(t, tr.words(), secret)
}

func TestWithoutPreparedPreparesNothing(t *testing.T) {
	require.NoError(t, put(opened(t), "acme", "north"))
	for _, prepared := range []bool{true, false} {
		t.Run(fmt.Sprint(prepared), func(t *testing.T) {
			var opts []pgstore.Option
			if !prepared {
				opts = append(opts, pgstore.WithoutPrepared())
			}
			st, pool := onOneConnection(t, shared(t), opts...)
			require.NoError(t, new(writer).write(context.Background(), st, "north"))
			require.True(t, has(t, st, "acme", "north"))
			_, err := st.Outbox().Pending(context.Background(), "", 1)
			require.NoError(t, err)
			var n int
			require.NoError(t, pool.QueryRow(context.Background(), "select count(*) from pg_prepared_statements where not $1",
				pgx.QueryExecModeExec, false).Scan(&n))
			require.Equal(t, prepared, n > 0)
		})
	}
}

// A host that logs what its connections do must not log people's data because
// of this package, in no mode that pgx sends statements in.
func TestWithinWithholdsParametersFromTheTracer(t *testing.T) {
	const digest = 8_123_456_789_012_345_678
	for _, mode := range []string{"cache_statement", "cache_describe", "describe_exec", "exec", "simple_protocol"} {
		t.Run(mode, func(t *testing.T) {
			opened(t)
			tr := &tracer{}
			var log bytes.Buffer
			logger := slog.New(slog.NewJSONHandler(&log, nil))
			said := &tracelog.TraceLog{LogLevel: tracelog.LogLevelTrace, Logger: tracelog.LoggerFunc(
				func(ctx context.Context, _ tracelog.LogLevel, msg string, data map[string]any) {
					logger.InfoContext(ctx, msg, "data", data)
				})}
			for _, traced := range []pgx.QueryTracer{tr, said} {
				pool := pooled(t, shared(t)+" default_query_exec_mode="+mode, func(c *pgxpool.Config) { c.ConnConfig.Tracer = traced })
				tx, err := pool.Begin(context.Background())
				require.NoError(t, err)
				w := within(t, tx)
				require.NoError(t, w.Update(context.Background(), "acme", func(tx store.Tx) error {
					tx.PutEntries(candidate.Entry{ID: "jane", Name: secret})
					tx.PutSubmissions(candidate.Submission{ID: "s", Entry: "jane"})
					tx.PutRecruiters(agency.Recruiter{ID: "jane", Agency: "north", Email: secret})
					held := candidate.Hold(candidate.Holding{Digest: digest})
					tx.Hold(`j "{a,\}n" e`, "north", held)
					tx.LetGo("nobody", held)
					tx.Publish(store.Event{Name: "x", Payload: []byte(secret)})
					f, err := tx.Facts(store.Query{
						Email: secret, Submission: "s", Agency: "north", Emails: []string{secret, `"{,\`}, Keys: []candidate.Digest{digest},
					})
					require.Equal(t, secret, f.Entry.Name)
					require.Equal(t, []string{secret}, f.Members)
					require.Equal(t, [][]candidate.Holder{{{Candidate: `j "{a,\}n" e`, Agency: "north"}}}, f.Holders)
					return err
				}))
				claim, err := w.Outbox().Claim(context.Background(), "acme", 1, 1)
				require.NoError(t, err)
				require.Equal(t, secret, string(claim.Events[0].Payload))
				require.NoError(t, tx.Rollback(context.Background()))
			}
			for _, words := range []string{tr.words(), log.String()} {
				require.Contains(t, words, "insert into")
				require.Contains(t, words, "(private)")
				require.NotContains(t, words, secret)
				require.NotContains(t, words, fmt.Sprint(digest))
			}
		})
	}
}
