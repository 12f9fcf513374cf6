package pgstore_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/internal/pgcluster"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/pgstore"
)

// servers is one server for all tests; its data survives nothing, which is
// faster.
var servers = &pgcluster.Shared{Options: []pgcluster.Option{pgcluster.Fast()}}

func TestMain(m *testing.M) {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.checks" })
	if !given { // a server is slower than memory
		checks := "10"
		if raceDetector {
			checks = "3"
		}
		if err := flag.Set("rapid.checks", checks); err != nil {
			panic(err)
		}
	}
	code := m.Run()
	servers.Stop()
	if code == 0 {
		if err := goleak.Find(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}

var makeShared sync.Once

// shared returns the database that most tests use, one after the other.
func shared(t testing.TB) string {
	c := servers.Cluster(t)
	makeShared.Do(func() { require.NoError(t, c.CreateDatabase("shared")) })
	return c.DSN("shared")
}

// open returns a store on empty tables, which no other test uses meanwhile.
func open(t testing.TB) store.Store { return opened(t) }

func opened(t testing.TB, opts ...pgstore.Option) *pgstore.Store {
	return openedAt(t, shared(t), opts...)
}

// openedAt returns a store on the default schema of a database, with empty
// tables.
func openedAt(t testing.TB, dsn string, opts ...pgstore.Option) *pgstore.Store {
	t.Helper()
	s := reopenedAt(t, dsn, opts...)
	empty(t, dsn)
	return s
}

// reopenedAt leaves what is in the tables.
func reopenedAt(t testing.TB, dsn string, opts ...pgstore.Option) *pgstore.Store {
	t.Helper()
	s, err := pgstore.Open(context.Background(), dsn, opts...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// empty removes all rows of the agencyaccess schema.
func empty(t testing.TB, dsn string) { emptySchema(t, dsn, "agencyaccess") }

func emptySchema(t testing.TB, dsn, schema string) {
	t.Helper()
	c := connected(t, dsn)
	defer c.Close(context.Background())
	_, err := c.Exec(context.Background(), `select set_config('test.schema', $1, false)`, schema)
	require.NoError(t, err)
	_, err = c.Exec(context.Background(), `do $$ declare name text; begin
		for name in select tablename from pg_tables where schemaname = current_setting('test.schema') and tablename <> 'schema' loop
			execute format('delete from %I.%I', current_setting('test.schema'), name);
		end loop; end $$`)
	require.NoError(t, err)
}

// connected returns a connection for a test's own statements, which ends with
// the test.
func connected(t testing.TB, dsn string) *pgx.Conn {
	t.Helper()
	c, err := pgx.Connect(context.Background(), dsn)
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.Close(context.Background()) })
	return c
}

// pooled returns a pool of a host's.
func pooled(t testing.TB, dsn string, change ...func(*pgxpool.Config)) *pgxpool.Pool {
	t.Helper()
	config, err := pgxpool.ParseConfig(dsn)
	require.NoError(t, err)
	for _, fn := range change {
		fn(config)
	}
	pool, err := pgxpool.NewWithConfig(context.Background(), config)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	return pool
}

// run carries out a test's own statements.
func run(t testing.TB, c *pgx.Conn, sql string, args ...any) {
	t.Helper()
	_, err := c.Exec(context.Background(), sql, args...)
	require.NoError(t, err)
}

// ask returns the one value that a question of the test's has for an answer.
func ask[T any](t testing.TB, c *pgx.Conn, sql string, args ...any) (answer T) {
	t.Helper()
	require.NoError(t, c.QueryRow(context.Background(), sql, args...).Scan(&answer))
	return answer
}

// put commits an agency.
func put(st store.Store, account agency.AccountID, id agency.AgencyID) error {
	return putWith(context.Background(), st, account, id)
}

func putWith(ctx context.Context, st store.Store, account agency.AccountID, id agency.AgencyID) error {
	return st.Update(ctx, account, func(tx store.Tx) error {
		tx.PutAgencies(agency.Agency{ID: id, Title: "Agency " + string(id)})
		return nil
	})
}

// has reports whether an agency is there.
func has(t testing.TB, st store.Store, account agency.AccountID, id agency.AgencyID) bool {
	t.Helper()
	f, err := st.Read(context.Background(), account, store.Query{Agency: id})
	require.NoError(t, err)
	return f.Agency.ID != ""
}
