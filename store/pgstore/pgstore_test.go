package pgstore_test

import (
	"context"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/agencyaccess/agencyaccess/internal/pgcluster"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/pgstore"
	"github.com/agencyaccess/agencyaccess/storetest"
)

// server is one for all tests; its data survives nothing, which is faster.
var server = sync.OnceValue(func() *pgcluster.Shared { return new(pgcluster.Shared) })

func TestMain(m *testing.M) {
	code := m.Run()
	server().Stop()
	if code == 0 {
		if err := goleak.Find(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}

var schemas atomic.Int64

// open returns a store on tables of its own.
func open(t testing.TB) store.Store {
	ctx := context.Background()
	name := fmt.Sprintf("Test %d", schemas.Add(1))
	dsn := server().Database(t)
	s, err := pgstore.Open(ctx, dsn, pgstore.WithSchema(name))
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, s.Close())
		c, err := pgx.Connect(ctx, dsn)
		require.NoError(t, err)
		defer c.Close(ctx)
		_, err = c.Exec(ctx, "drop schema "+pgx.Identifier{name}.Sanitize()+" cascade")
		require.NoError(t, err)
	})
	return s
}

func TestConformance(t *testing.T) {
	storetest.Run(t, storetest.Harness{Open: open})
}
