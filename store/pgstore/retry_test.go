package pgstore_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/pgstore"
)

func TestConflictsAreTriedAgain(t *testing.T) {
	for _, code := range []string{"40001", "40P01"} {
		for _, atCommit := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, at the commit %t", code, atCommit), func(t *testing.T) {
				st := opened(t, pgstore.WithAttempts(4))
				trouble{statement: raise(code), times: 3, atCommit: atCommit}.make(t)
				var w writer
				require.NoError(t, w.write(context.Background(), st, "north"))
				require.Equal(t, 4, w.runs)
				require.Equal(t, 1, written(t, st))
			})
		}
	}
}

func TestAttemptsAreBounded(t *testing.T) {
	for _, tt := range []struct {
		code string
		runs int
		want error // nil is another one
	}{
		{"40001", 3, store.ErrConflict},
		{"40P01", 3, store.ErrConflict},
		{"55P03", 1, store.ErrConflict},
		{"23505", 1, nil},
		{"P0001", 1, nil},
	} {
		t.Run(tt.code, func(t *testing.T) {
			st := opened(t, pgstore.WithAttempts(3))
			stop := trouble{statement: raise(tt.code)}.make(t)
			var w writer
			err := w.write(context.Background(), st, "north")
			if tt.want != nil {
				require.ErrorIs(t, err, tt.want)
			} else {
				require.NotErrorIs(t, err, store.ErrConflict)
			}
			require.ErrorContains(t, err, tt.code)
			require.Equal(t, tt.runs, w.runs)
			require.Zero(t, written(t, st))
			require.False(t, has(t, st, "acme", "north"))
			stop()
			require.NoError(t, w.write(context.Background(), st, "north"))
			require.Equal(t, 1, written(t, st))
		})
	}
}

// onOneConnection returns a store on a pool of the host's, which has one
// connection.
func onOneConnection(t testing.TB, dsn string, opts ...pgstore.Option) (*pgstore.Store, *pgxpool.Pool) {
	pool := pooled(t, dsn, func(c *pgxpool.Config) { c.MaxConns = 1 })
	st, err := pgstore.New(pool, opts...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	return st, pool
}

func TestPreparedStatementsMayVanish(t *testing.T) {
	opened(t)
	for _, sql := range []string{"deallocate all", "discard all"} {
		t.Run(sql, func(t *testing.T) {
			empty(t, shared(t))
			st, pool := onOneConnection(t, shared(t))
			for i := range 3 {
				require.NoError(t, new(writer).write(context.Background(), st, "north"))
				require.True(t, has(t, st, "acme", "north"))
				require.Equal(t, i+1, written(t, st))
				_, err := pool.Exec(context.Background(), sql)
				require.NoError(t, err)
			}
		})
	}
}

func TestTablesMayBeAltered(t *testing.T) {
	dsn := servers.Database(t)
	st := reopenedAt(t, dsn)
	c := connected(t, dsn)
	for i, kind := range []string{"varchar", "text"} {
		require.NoError(t, new(writer).write(context.Background(), st, "north"))
		require.True(t, has(t, st, "acme", "north"))
		run(t, c, "alter table agencyaccess.agency alter column doc type "+kind)
		require.True(t, has(t, st, "acme", "north"))
		require.Equal(t, i+1, written(t, st))
	}
}
