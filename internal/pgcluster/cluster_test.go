package pgcluster_test

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/agencyaccess/agencyaccess/internal/pgcluster"
)

// query runs statements that must succeed.
func query(t *testing.T, c *pgcluster.Cluster, database, statements string) string {
	t.Helper()
	out, err := c.SQL(database, statements)
	require.NoError(t, err)
	return out
}

func TestServes(t *testing.T) {
	c := pgcluster.Start(t, pgcluster.Fast(), pgcluster.Set("max_connections", "23"))
	require.Equal(t, "1|two", query(t, c, "postgres", "SELECT 1, 'two'"))
	require.Equal(t, "23", query(t, c, "postgres", "SHOW max_connections"))
	require.Equal(t, "off", query(t, c, "postgres", "SHOW fsync"))
	_, err := c.SQL("postgres", "SELECT nonsense; SELECT 2")
	require.ErrorContains(t, err, "nonsense")

	t.Run("in databases of any name", func(t *testing.T) {
		for _, name := range []string{"hiring", `it's "Ä" \n`} {
			require.NoError(t, c.CreateDatabase(name))
			require.Equal(t, name, query(t, c, name, "SELECT current_database()"))
			require.Error(t, c.CreateDatabase(name), "made twice")
		}
	})
	t.Run("on the loopback address", func(t *testing.T) {
		conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", c.Port()))
		require.NoError(t, err)
		require.NoError(t, conn.Close())
	})
	t.Run("beside another", func(t *testing.T) {
		other := pgcluster.Start(t, pgcluster.Fast())
		require.NotEqual(t, c.Port(), other.Port())
		require.NotEqual(t, c.Socket(), other.Socket())
		_, err := other.SQL("hiring", "SELECT 1")
		require.ErrorContains(t, err, "does not exist")
	})
}

func TestKilledServerKeepsWhatIsCommitted(t *testing.T) {
	c := pgcluster.Start(t)
	require.Equal(t, "on", query(t, c, "postgres", "SHOW fsync"))
	query(t, c, "postgres", "CREATE TABLE kept (n int)")
	for i := range 3 {
		query(t, c, "postgres", fmt.Sprintf("INSERT INTO kept VALUES (%d)", i))
		before := c.DSN("postgres")
		c.Kill()
		_, err := c.SQL("postgres", "SELECT 1")
		require.Error(t, err, "it answers though it was killed")
		require.NoError(t, c.Restart())
		require.Equal(t, before, c.DSN("postgres"))
		require.Equal(t, strconv.Itoa(i+1), query(t, c, "postgres", "SELECT count(*) FROM kept"))
	}
	require.Contains(t, c.Log(), "database system was not properly shut down")
	require.NoError(t, c.Restart(), "while it runs")
	require.Equal(t, "3", query(t, c, "postgres", "SELECT count(*) FROM kept"))
	c.Stop()
	require.Error(t, c.Restart())
}

func TestStopLeavesNothing(t *testing.T) {
	before := goleak.IgnoreCurrent()
	c, err := pgcluster.Run(t.Context(), pgcluster.Fast())
	if err != nil {
		pgcluster.Start(t) // which skips or fails
		t.Fatal(err)
	}
	c.Stop()
	c.Stop()
	require.NoDirExists(t, c.Socket())
	_, err = c.SQL("postgres", "SELECT 1")
	require.Error(t, err)
	goleak.VerifyNone(t, before)
}

func TestSettingsThatDoNotExistAreSaid(t *testing.T) {
	_, err := pgcluster.Run(t.Context(), pgcluster.Set("nonsense", "1"))
	if errors.Is(err, pgcluster.ErrNoServer) {
		pgcluster.Start(t) // which skips or fails
	}
	require.ErrorContains(t, err, `unrecognized configuration parameter "nonsense"`)
}

func TestServerDiesWithTheTestProcess(t *testing.T) {
	if os.Getenv("PGCLUSTER_TEST_CHILD") != "" {
		c, err := pgcluster.Run(t.Context(), pgcluster.Fast())
		require.NoError(t, err)
		fmt.Printf("\nstarted %s %d\n", c.Socket(), c.Port())
		select {} // until it is killed
	}
	pgcluster.Start(t) // skips or fails where there is none
	self, err := os.Executable()
	require.NoError(t, err)
	child := exec.Command(self, "-test.run=^"+t.Name()+"$")
	child.Env = append(os.Environ(), "PGCLUSTER_TEST_CHILD=1")
	out, err := child.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, child.Start())
	var socket string
	var port int
	for line := ""; socket == ""; {
		var b [1]byte
		_, err := out.Read(b[:])
		require.NoError(t, err, line)
		if line += string(b[:]); b[0] == '\n' {
			_, _ = fmt.Sscanf(line, "started %s %d\n", &socket, &port)
			line = ""
		}
	}
	require.NoError(t, child.Process.Kill())
	_ = child.Wait()
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(socket)) })
	pgcluster.WaitUntil(t, func() bool {
		conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			_ = conn.Close()
		}
		return err != nil
	})
}
