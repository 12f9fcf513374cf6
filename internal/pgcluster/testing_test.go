package pgcluster_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/internal/pgcluster"
)

// outcome is a test that notes how it was ended.
type outcome struct {
	testing.TB
	ended string
}

func (o *outcome) Skipf(format string, args ...any)  { o.end("skipped: "+format, args) }
func (o *outcome) Fatalf(format string, args ...any) { o.end("failed: "+format, args) }

func (o *outcome) end(format string, args []any) {
	o.ended = fmt.Sprintf(format, args...)
	panic(o)
}

func TestWhereThereIsNoServer(t *testing.T) {
	empty := t.TempDir()
	tests := []struct {
		name, bin, require string
		want               string
	}{
		{"tests are skipped", "none", "", "skipped: pgcluster: no PostgreSQL server binaries found: AGENCYACCESS_PGBIN is none"},
		{"tests fail if they must not be skipped", "none", "1", "failed: pgcluster: no PostgreSQL server binaries found"},
		{"a wrong directory is not passed over", empty, "", "failed: pgcluster: AGENCYACCESS_PGBIN is " + empty + ", which lacks initdb"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("AGENCYACCESS_PGBIN", tt.bin)
			t.Setenv("AGENCYACCESS_REQUIRE_POSTGRES", tt.require)
			var shared pgcluster.Shared
			for name, start := range map[string]func(testing.TB){
				"Start":  func(tb testing.TB) { pgcluster.Start(tb) },
				"Shared": func(tb testing.TB) { shared.Database(tb) },
				"again":  func(tb testing.TB) { shared.Cluster(tb) },
			} {
				o := &outcome{TB: t}
				require.PanicsWithValue(t, o, func() { start(o) }, name)
				require.Contains(t, o.ended, tt.want, name)
			}
			shared.Stop()
		})
	}
}

func TestSharedServerGivesEachTestADatabase(t *testing.T) {
	shared := pgcluster.Shared{Options: []pgcluster.Option{pgcluster.Fast()}}
	defer shared.Stop()
	c := shared.Cluster(t)
	require.Same(t, c, shared.Cluster(t))
	count := func() string {
		return query(t, c, "postgres", "SELECT count(*) FROM pg_database WHERE datname LIKE 'test%'")
	}
	t.Run("of its own", func(t *testing.T) {
		require.NotEqual(t, shared.Database(t), shared.Database(t))
		require.Equal(t, "2", count())
	})
	require.Equal(t, "0", count(), "databases left")
}

func TestNewestServerIsFound(t *testing.T) {
	require.Equal(t,
		[]string{"/usr/lib/postgresql/17/bin", "/usr/lib/postgresql/10/bin", "/usr/lib/postgresql/9.6/bin"},
		pgcluster.NewestFirst([]string{"/usr/lib/postgresql/10/bin", "/usr/lib/postgresql/9.6/bin", "/usr/lib/postgresql/17/bin"}))
}

func TestLongDirectoriesForTemporaryFilesAreAvoided(t *testing.T) {
	long := filepath.Join(t.TempDir(), "a directory whose path is too long for that of a socket to fit in behind it")
	require.NoError(t, os.Mkdir(long, 0o755))
	t.Setenv("TMPDIR", long)
	c := pgcluster.Start(t, pgcluster.Fast())
	require.NotContains(t, c.Socket(), long)
	require.Equal(t, "1", query(t, c, "postgres", "SELECT 1"))
}
