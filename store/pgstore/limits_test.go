package pgstore_test

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/internal/pgcluster"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/pgstore"
)

func TestLockTimeout(t *testing.T) {
	st := opened(t)
	hasty := reopenedAt(t, shared(t), pgstore.WithLockTimeout(time.Nanosecond)) // which is a millisecond
	require.NoError(t, st.Update(context.Background(), "acme", func(tx store.Tx) error {
		_, err := tx.Facts(store.Query{})
		require.NoError(t, err)
		err = put(hasty, "acme", "hasty")
		require.ErrorIs(t, err, store.ErrConflict)
		require.ErrorContains(t, err, "lock timeout")
		require.NoError(t, put(hasty, "globex", "other")) // accounts do not wait for each other
		tx.PutAgencies(agency.Agency{ID: "north", Title: "North"})
		return nil
	}))
	require.NoError(t, put(hasty, "acme", "hasty"))
	patient := reopenedAt(t, shared(t), pgstore.WithLockTimeout(math.MaxInt64), pgstore.WithIdleTimeout(math.MaxInt64))
	require.NoError(t, put(patient, "acme", "patient"))
	unbound := reopenedAt(t, shared(t), pgstore.WithLockTimeout(0), pgstore.WithIdleTimeout(0), pgstore.WithCommitTimeout(0))
	require.NoError(t, put(unbound, "acme", "unbound"))
}

func TestIdleTimeout(t *testing.T) {
	for name, dsn := range map[string]string{"on a socket": shared(t), "on the network": through(t, shared(t)).DSN} {
		t.Run(name, func(t *testing.T) {
			st := opened(t)
			stuck := reopenedAt(t, dsn, pgstore.WithIdleTimeout(20*time.Millisecond))
			runs := 0
			err := stuck.Update(context.Background(), "acme", func(tx store.Tx) error {
				runs++
				tx.PutAgencies(agency.Agency{ID: "stuck", Title: "Stuck"})
				_, err := tx.Facts(store.Query{})
				require.NoError(t, err)
				require.NoError(t, put(st, "acme", "north")) // waits until the server has ended the transaction
				until(t, func() bool { return sessionsIn(t, "idle in transaction") == 0 })
				_, err = tx.Facts(store.Query{})
				require.Error(t, err)
				return nil
			})
			require.ErrorContains(t, err, "the callback took longer than the idle timeout")
			require.Equal(t, 1, runs)
			require.False(t, has(t, st, "acme", "stuck"))
			require.True(t, has(t, st, "acme", "north"))
			require.NoError(t, put(stuck, "acme", "unstuck"))
		})
	}
}

func TestIdleTimeoutOfAView(t *testing.T) {
	opened(t)
	stuck := reopenedAt(t, shared(t), pgstore.WithIdleTimeout(20*time.Millisecond))
	runs := 0
	err := stuck.View(context.Background(), "acme", func(r store.Reader) error {
		runs++
		_, err := r.Agencies("north")
		require.NoError(t, err)
		until(t, func() bool { return sessionsIn(t, "idle in transaction") == 0 })
		_, err = r.Agencies("north")
		require.Error(t, err)
		return nil
	})
	require.ErrorContains(t, err, "the callback took longer than the idle timeout")
	require.Equal(t, 1, runs)
}

func TestTooManyConnections(t *testing.T) {
	opened(t)
	c := connected(t, shared(t))
	run(t, c, "drop role if exists few")
	run(t, c, "create role few superuser login connection limit 1") // which holds for superusers not
	run(t, c, "alter role few nosuperuser; grant postgres to few")
	t.Cleanup(func() { run(t, connected(t, shared(t)), "drop role few") })
	dsn := shared(t) + " user=few options='-c role=postgres'"

	first := reopenedAt(t, dsn)
	_, err := pgstore.Open(context.Background(), dsn, pgstore.WithAttempts(2))
	require.ErrorContains(t, err, "too many connections")

	// An operation that needs a connection waits for it.
	require.NoError(t, first.View(context.Background(), "acme", func(r store.Reader) error {
		if _, err := r.Facts(store.Query{}); err != nil {
			return err
		}
		err := put(first, "acme", "north") // needs another one
		require.ErrorContains(t, err, "too many connections")
		return nil
	}))
	require.NoError(t, put(first, "acme", "north"))
}

func TestWrongLogin(t *testing.T) {
	const password = "top-secret-47"
	dir, err := os.MkdirTemp("", "pgstore")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	require.NoError(t, os.Chmod(dir, 0o755)) // for the server's user, which may be another one
	file := filepath.Join(dir, "password")
	require.NoError(t, os.WriteFile(file, []byte("the right one\n"), 0o644))
	c := pgcluster.Start(t, pgcluster.Fast(), pgcluster.Initdb("-A", "scram-sha-256", "--pwfile", file))
	for name, tt := range map[string]struct{ dsn, want string }{
		"password":   {c.DSN("postgres") + " password=" + password, "the server refused the login"},
		"database":   {c.DSN("nowhere") + " password='the right one'", "there is no such database"},
		"malformed":  {"host=localhost port=x password=" + password, "malformed"},
		"no server":  {"host=127.0.0.1 port=1 password=" + password, "no connection to the server"},
		"no address": {"postgres://u:" + password + "@[::1:5432/x", "malformed"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := pgstore.Open(context.Background(), tt.dsn)
			require.ErrorContains(t, err, tt.want)
			sayNothing(t, err, password, "the right one", c.Socket())
		})
	}
}

func TestReadOnlyServer(t *testing.T) {
	require.NoError(t, put(opened(t), "acme", "north"))
	st := reopenedAt(t, shared(t)+" default_transaction_read_only=on", pgstore.WithAttempts(2))
	require.True(t, has(t, st, "acme", "north"))
	require.ErrorContains(t, put(st, "acme", "south"), "the server is read-only")
	_, err := st.Outbox().Claim(context.Background(), "acme", time.Minute, 1)
	require.ErrorContains(t, err, "the server is read-only")
	require.False(t, has(t, st, "acme", "south"))
}

func TestTroubleOfTheServer(t *testing.T) {
	for name, tt := range map[string]struct {
		trouble
		settings, want string
	}{
		"disk full":              {trouble{statement: raise("53100")}, "", "the server's disk is full"},
		"disk full at commit":    {trouble{statement: raise("53100"), atCommit: true}, "", "the server's disk is full"},
		"statement timeout":      {trouble{statement: "perform pg_sleep(600)"}, " statement_timeout=50", "longer than its statement timeout"},
		"no privilege":           {trouble{statement: raise("42501")}, "", "lacks a privilege"},
		"a table is missing":     {trouble{statement: "perform 1 from nowhere"}, "", "missing"},
		"something of the hosts": {trouble{statement: raise("HX001")}, "", "SQLSTATE HX001"},
	} {
		t.Run(name, func(t *testing.T) {
			sound := opened(t)
			st := reopenedAt(t, shared(t)+tt.settings)
			stop := tt.make(t)
			var w writer
			require.ErrorContains(t, w.write(context.Background(), st, "north"), tt.want)
			require.Equal(t, 1, w.runs)
			require.False(t, has(t, sound, "acme", "north"))
			require.Zero(t, written(t, sound))
			stop()
			require.NoError(t, w.write(context.Background(), st, "north"))
			require.Equal(t, 1, written(t, st))
		})
	}
}
