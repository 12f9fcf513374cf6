package pgstore_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/pgstore"
)

// onPools returns stores on pools as Open makes them and as pgx does.
func onPools(t testing.TB, opts ...pgstore.Option) map[string]store.Store {
	host, _ := onOneConnection(t, shared(t), opts...)
	return map[string]store.Store{"own": reopenedAt(t, shared(t), opts...), "host's": host}
}

func publish(ctx context.Context, st store.Store) error {
	return st.Update(ctx, "acme", func(tx store.Tx) error {
		tx.Publish(store.Event{Name: "published"})
		return nil
	})
}

// A host that claims events in a transaction of its own, and keeps it open, must
// not leave writers in doubt.
func TestCommitThatWaitsForAClaimIsCertain(t *testing.T) {
	st, h := opened(t), hostOf(t)
	require.NoError(t, publish(context.Background(), st))
	tx := h.begin(t, levels[0])
	claim, err := within(t, tx).Outbox().Claim(context.Background(), "acme", time.Minute, 1)
	require.NoError(t, err)
	require.Len(t, claim.Events, 1)

	for name, st := range onPools(t, pgstore.WithLockTimeout(time.Hour), pgstore.WithCommitTimeout(300*time.Millisecond)) {
		err := publish(context.Background(), st)
		require.ErrorIs(t, err, store.ErrConflict, name)
		require.NotErrorIs(t, err, store.ErrUnknown, name)
	}
	for name, st := range onPools(t, pgstore.WithCommitTimeout(0)) { // or it waits for as long as the lock timeout
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		err := publish(ctx, st)
		cancel()
		require.True(t, errors.Is(err, store.ErrConflict) || errors.Is(err, context.DeadlineExceeded), "%s: %v", name, err)
		require.NotErrorIs(t, err, store.ErrUnknown, name)
	}
	for name, st := range onPools(t) { // what publishes nothing waits for nobody
		require.NoError(t, put(st, "acme", "north"), name)
	}
	// Where much is written the context ends the waiting.
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		done <- reopenedAt(t, shared(t), pgstore.WithLockTimeout(0), pgstore.WithCommitTimeout(0)).Update(ctx, "acme", func(tx store.Tx) error {
			tx.Publish(store.Event{Name: "published"})
			return putMany(tx, 70)
		})
	}()
	waiting(t, 1)
	cancel()
	require.ErrorIs(t, soon(t, done), context.Canceled)

	require.NoError(t, tx.Rollback(context.Background()))
	claim, err = st.Outbox().Claim(context.Background(), "acme", time.Minute, 10)
	require.NoError(t, err)
	require.Len(t, claim.Events, 1, "the others did not happen")
}

// Within, the context ends the waiting too: the transaction is lost with it, or
// goes on, but never holds half of it.
func TestWithinWaitingForAClaimEndsWithTheContext(t *testing.T) {
	st, h := opened(t), hostOf(t)
	require.NoError(t, publish(context.Background(), st))
	claiming := h.begin(t, levels[0])
	_, err := within(t, claiming).Outbox().Claim(context.Background(), "acme", time.Minute, 1)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	tx := h.begin(t, levels[0])
	w := within(t, tx)
	go func() { done <- publish(ctx, w) }()
	waiting(t, 1)
	cancel()
	require.ErrorIs(t, soon(t, done), context.Canceled)
}

func putMany(tx store.Tx, n int) error {
	for i := range n {
		tx.PutAgencies(agency.Agency{ID: agency.AgencyID(fmt.Sprint("a", i)), Title: "One of many"})
	}
	return nil
}

// What is written takes longer than the commit may.
func TestMuchIsNotInTheCommit(t *testing.T) {
	opened(t)
	trouble{statement: "perform pg_sleep(0.005)"}.make(t)
	for name, st := range onPools(t, pgstore.WithCommitTimeout(250*time.Millisecond)) {
		require.NoError(t, st.Update(context.Background(), "acme", func(tx store.Tx) error { return putMany(tx, 100) }), name)
		require.True(t, has(t, st, "acme", "a99"), name)
	}
}

func TestCommitTimeoutIsNamed(t *testing.T) {
	sound := opened(t)
	trouble{statement: "perform pg_sleep(600)"}.make(t)
	for name, st := range onPools(t, pgstore.WithCommitTimeout(50*time.Millisecond)) {
		t.Run(name, func(t *testing.T) {
			err := put(st, "acme", "north")
			require.ErrorContains(t, err, "commit timeout")
			require.Equal(t, name == "host's", errors.Is(err, store.ErrUnknown), "%v", err)
			require.False(t, has(t, sound, "acme", "north"))
		})
	}
}
