package access_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/internal/enginetest"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// TestStoreFaults lets each store operation of each call fail in turn. A
// recruiter learns which of the contract's errors it was and nothing that the
// driver said; staff get the error wrapped; nothing is half done.
func TestStoreFaults(t *testing.T) {
	for _, sentinel := range []error{
		store.ErrConflict, store.ErrClosed, store.ErrUnsupported, store.ErrNotFound, store.ErrExists, store.ErrInvalid,
		context.DeadlineExceeded,
	} {
		t.Run(sentinel.Error(), func(t *testing.T) { storeFaults(t, sentinel) })
	}
}

func storeFaults(t *testing.T, sentinel error) {
	faulty := &enginetest.Faulty{Store: memstore.New(), Docs: memstore.NewBlobs(), Sentinel: sentinel}
	faulty.Mend()
	t.Cleanup(func() { require.NoError(t, faulty.Close()) })
	var logged bytes.Buffer
	var observed []error
	opt := options(&clock{now: enginetest.Start.Add(time.Hour)})
	opt.Blobs, opt.Logger = enginetest.FaultyBlobs{Faulty: faulty}, slog.New(slog.NewTextHandler(&logged, nil))
	opt.Observe = func(_ context.Context, o access.Observation) {
		if o.Actor.Kind == store.RecruiterActor {
			observed = append(observed, o.Err)
		}
	}
	w := north(t, faulty, opt)
	annSubmits(t, w)

	fails := func(name string, call func() error, check func(err error)) {
		failed := 0
		for n := 0; ; n++ {
			require.Less(t, n, 100, name)
			before := w.Dump(t, "new")
			faulty.FailAfter(n)
			err := call()
			fired := faulty.Fired()
			faulty.Mend()
			if !fired || err == nil { // what is left over of a document is not worth failing for
				require.NoError(t, err, name)
				break
			}
			failed++
			require.ErrorIs(t, err, sentinel, name)
			check(err)
			added := before.Unchanged(t, w.Dump(t, "new"))
			if name == "Export" && len(added) == 1 && added[0].Action == "export" {
				added = nil // its trace comes before it is written
			}
			require.Empty(t, added, name)
		}
		require.NotZero(t, failed, name)
	}
	ctx := context.Background()
	for _, name := range slices.Sorted(maps.Keys(recruiterCalls)) {
		fails(name, func() error { return recruiterCalls[name](ctx, w.Recruiter("ann")) }, func(err error) {
			var fault *access.Fault
			require.ErrorAs(t, err, &fault, name)
			for _, text := range []string{err.Error(), fmt.Sprintf("%+v", err), fmt.Sprintf("%#v", err)} {
				require.NotContains(t, text, enginetest.Leaked, name)
			}
		})
	}
	for _, name := range slices.Sorted(maps.Keys(staffCalls)) {
		fails(name, func() error { return staffCalls[name](ctx, w.Staff("root")) }, func(err error) {
			require.Contains(t, err.Error(), "access: ")
			require.Contains(t, err.Error(), enginetest.Leaked)
		})
	}
	for _, name := range slices.Sorted(maps.Keys(systemCalls)) {
		if name == "Erase" || name == "DeleteAccount" {
			continue // documents go after the commit, or before it
		}
		fails(name, func() error { return systemCalls[name](ctx, w.Sys) }, func(error) {})
	}
	require.NotContains(t, logged.String(), enginetest.Leaked)
	for _, err := range observed {
		require.NotContains(t, fmt.Sprintf("%+v", err), enginetest.Leaked)
	}
}
