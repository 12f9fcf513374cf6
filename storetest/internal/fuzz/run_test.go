package fuzz

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

// A hanging store does not return from one of its methods, whatever the
// context, until the test is over.
type hanging struct {
	store.Store
	updates, close bool
	over           chan struct{}
}

func (s hanging) Update(ctx context.Context, account agency.AccountID, fn func(store.Tx) error) error {
	if s.updates {
		<-s.over
	}
	return s.Store.Update(ctx, account, fn)
}

func (s hanging) Close() error {
	if s.close {
		<-s.over
	}
	return s.Store.Close()
}

func TestHangingStoreIsGivenUp(t *testing.T) {
	for _, tt := range []struct {
		name, diff string
		store      hanging
	}{
		{"Update", "the step", hanging{updates: true}},
		{"Close", "Close", hanging{close: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				over := make(chan struct{})
				defer close(over)
				start := time.Now()
				open := func(testing.TB) store.Store {
					s := tt.store
					s.Store, s.over = memstore.New(), over
					return s
				}
				failure := World(t, Adapter{Open: open}, 1, 60)
				require.NotNil(t, failure)
				require.Contains(t, failure.Diff, tt.diff)
				require.Contains(t, failure.Diff, "goroutine ")
				require.NotEmpty(t, failure.Lines)
				require.LessOrEqual(t, time.Since(start), time.Minute)
			})
		})
	}
}
