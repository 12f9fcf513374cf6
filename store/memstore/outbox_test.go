package memstore

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/store"
)

// Pending costs what there is to deliver, not how many accounts there are.
func TestOnlyAccountsWithEventsAreLookedAt(t *testing.T) {
	s, ctx := New(), context.Background()
	publish := func() {
		require.NoError(t, s.Update(ctx, "acme", func(t store.Tx) error {
			t.Publish(store.Event{Name: "test"})
			return nil
		}))
	}
	indexed := func() []string { return walked(start, *s.waiting.Load(), order{}) }
	require.NoError(t, s.Update(ctx, "quiet", func(t store.Tx) error {
		t.Journal(store.Entry{Action: "test"})
		return nil
	}))
	require.Empty(t, indexed())
	publish()
	publish()
	require.Equal(t, []string{"acme"}, indexed())
	claim, err := s.Outbox().Claim(ctx, "acme", time.Hour, 9)
	require.NoError(t, err)
	require.NoError(t, s.Outbox().Ack(ctx, "acme", claim.Token, 1))
	require.Equal(t, []string{"acme"}, indexed())
	require.NoError(t, s.Outbox().Ack(ctx, "acme", claim.Token, 2))
	require.Empty(t, indexed())
	publish()
	require.Equal(t, []string{"acme"}, indexed())
}

// An Update that wrote nothing leaves the very state that was there.
func TestAnUpdateThatWritesNothingPublishesNothing(t *testing.T) {
	s, ctx := New(), context.Background()
	write := func(fn func(store.Tx)) *state {
		require.NoError(t, s.Update(ctx, "acme", func(t store.Tx) error {
			fn(t)
			_, err := t.Facts(store.Query{Agency: "north"})
			return err
		}))
		return s.state("acme")
	}
	before := write(func(t store.Tx) { t.Journal(store.Entry{Action: "test"}) })
	require.Same(t, before, write(func(store.Tx) {}))
	require.Same(t, before, write(func(t store.Tx) { t.PutAgencies() }))
	require.NotSame(t, before, write(func(t store.Tx) { t.Journal(store.Entry{Action: "test"}) }))
}
