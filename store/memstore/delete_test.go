package memstore_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// TestDeleteTakesItsTurn lets Delete wait between two Updates.
func TestDeleteTakesItsTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, ctx := memstore.New(), context.Background()
		require.NoError(t, s.Update(ctx, "acme", func(t store.Tx) error { put(t, "before"); return nil }))
		leave, failed := park(t, s)
		ended := make(chan error, 3)
		go func() { ended <- s.Delete(ctx, "acme") }()
		synctest.Wait()
		var saw store.Facts
		go func() {
			ended <- s.Update(ctx, "acme", func(t store.Tx) (err error) {
				saw, err = t.Facts(store.Query{Agency: "north", Opening: "dev", Email: "ann@north.example"})
				put(t, "after")
				return err
			})
		}()
		synctest.Wait()
		go func() { ended <- s.Delete(ctx, "acme") }() // which has found what the first one deletes
		synctest.Wait()
		require.Empty(t, ended)
		close(leave)
		require.NoError(t, <-failed)
		for range cap(ended) {
			require.NoError(t, <-ended)
		}
		require.Equal(t, store.Facts{}, saw)
		f, err := s.Read(ctx, "acme", store.Query{Agency: "north"})
		require.NoError(t, err)
		require.Equal(t, "after", f.Agency.Title)
		claim, err := s.Outbox().Claim(ctx, "acme", time.Hour, 9)
		require.NoError(t, err)
		require.Len(t, claim.Events, 1)
		require.EqualValues(t, 1, claim.Events[0].Seq)
		require.NoError(t, s.Delete(ctx, "acme"))
		require.ErrorIs(t, s.Outbox().Ack(ctx, "acme", claim.Token, 1), store.ErrConflict)
		require.NoError(t, s.Close())
	})
}

func TestDeleteStopsWaitingWithTheContext(t *testing.T) {
	s := memstore.New()
	leave, failed := park(t, s)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Delete(ctx, "acme") }()
	cancel()
	require.ErrorIs(t, <-ended, context.Canceled)
	close(leave)
	require.NoError(t, <-failed)
	f, err := s.Read(context.Background(), "acme", store.Query{Agency: "north"})
	require.NoError(t, err)
	require.Equal(t, agency.AgencyID("north"), f.Agency.ID)
}
