package pgstore_test

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/agencyaccess/agencyaccess/internal/pgcluster"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/pgstore"
	"github.com/agencyaccess/agencyaccess/storetest"
)

// servers is one server for all tests; its data survives nothing, which is
// faster.
var servers = &pgcluster.Shared{Options: []pgcluster.Option{pgcluster.Fast()}}

func TestMain(m *testing.M) {
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
	dsn := shared(t)
	s, err := pgstore.Open(t.Context(), dsn, opts...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	empty(t, dsn)
	return s
}

// empty removes all rows of the agencyaccess schema.
func empty(t testing.TB, dsn string) {
	c, err := pgx.Connect(t.Context(), dsn)
	require.NoError(t, err)
	defer c.Close(context.Background())
	_, err = c.Exec(t.Context(), `do $$ declare name text; begin
		for name in select tablename from pg_tables where schemaname = 'agencyaccess' and tablename <> 'schema' loop
			execute format('delete from agencyaccess.%I', name);
		end loop; end $$`)
	require.NoError(t, err)
}

func TestConformance(t *testing.T) {
	storetest.Run(t, storetest.Harness{Open: open})
}
