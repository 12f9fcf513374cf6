package pgcluster_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/internal/pgcluster"
)

func TestPromotedStandbyHasWhatWasAcknowledged(t *testing.T) {
	c := pgcluster.Start(t)
	query(t, c, "postgres", "CREATE TABLE kept (n int); INSERT INTO kept VALUES (0)")
	standby, err := c.Standby()
	require.NoError(t, err)
	require.Equal(t, "t", query(t, standby, "postgres", "SELECT pg_is_in_recovery()"))
	_, err = c.Standby()
	require.ErrorContains(t, err, "standby already")
	for i := 1; i <= 20; i++ {
		query(t, c, "postgres", fmt.Sprintf("INSERT INTO kept VALUES (%d)", i))
	}
	c.Kill()
	require.NoError(t, standby.Promote())
	require.Equal(t, "21", query(t, standby, "postgres", "SELECT count(*) FROM kept"))
	query(t, standby, "postgres", "INSERT INTO kept VALUES (21)") // waits for nobody
	standby.Kill()
	require.NoError(t, standby.Restart())
	require.Equal(t, "22|f", query(t, standby, "postgres", "SELECT count(*), pg_is_in_recovery() FROM kept"))
}

func TestCommitsWaitForTheStandby(t *testing.T) {
	c := pgcluster.Start(t, pgcluster.Fast())
	query(t, c, "postgres", "CREATE TABLE kept (n int)")
	standby, err := c.Standby()
	require.NoError(t, err)
	standby.Kill()
	committed := make(chan error, 1)
	go func() {
		_, err := c.SQL("postgres", "INSERT INTO kept VALUES (1)")
		committed <- err
	}()
	pgcluster.WaitUntil(t, func() bool {
		return query(t, c, "postgres", "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'") == "1"
	})
	require.Empty(t, committed)
	require.NoError(t, standby.Restart())
	require.NoError(t, <-committed)
	c.Stop()
	require.NoDirExists(t, standby.Socket())
}
