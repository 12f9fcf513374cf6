package pgstore_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/internal/crashtest"
	"github.com/agencyaccess/agencyaccess/internal/pgcluster"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/pgstore"
)

func TestWhatWasAcknowledgedSurvivesTheServer(t *testing.T) {
	c := pgcluster.Start(t)
	st := reopenedAt(t, c.DSN("postgres"))
	crashtest.KillServer(t, st, crashtest.Crashes(t), func(context.Context) error {
		c.Kill()
		if err := c.Restart(); err != nil {
			return err
		}
		consistent(t, c.DSN("postgres"))
		return nil
	})
	consistent(t, c.DSN("postgres"))
}

// either names two servers, of which the store is to use the one that takes
// writes.
func either(one, other *pgcluster.Cluster) string {
	return fmt.Sprintf("host=127.0.0.1,127.0.0.1 port=%d,%d user=postgres dbname=postgres sslmode=disable target_session_attrs=read-write",
		one.Port(), other.Port())
}

func TestWhatWasAcknowledgedSurvivesAFailover(t *testing.T) {
	primary := pgcluster.Start(t, pgcluster.Fast())
	reopenedAt(t, primary.DSN("postgres"))
	standby, err := primary.Standby()
	require.NoError(t, err)
	st := reopenedAt(t, either(primary, standby), pgstore.WithAttempts(30))
	crashtest.KillServer(t, st, 1, func(context.Context) error {
		primary.Kill()
		return standby.Promote()
	})
	consistent(t, standby.DSN("postgres"))
}

// A commit that stops waiting for its standby is reported by the server as if it
// had not.
func TestCommitWithoutItsStandbyIsUnknown(t *testing.T) {
	primary := pgcluster.Start(t, pgcluster.Fast())
	st := reopenedAt(t, primary.DSN("postgres"), pgstore.WithCommitTimeout(50*time.Millisecond))
	standby, err := primary.Standby()
	require.NoError(t, err)
	require.NoError(t, new(writer).write(context.Background(), st, "north"))
	standby.Kill()
	require.ErrorIs(t, new(writer).write(context.Background(), st, "south"), store.ErrUnknown)
	require.NoError(t, standby.Restart())
	until(t, func() bool { return new(writer).write(context.Background(), st, "east") == nil })
}
