package access_test

import (
	"context"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/internal/enginetest"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// limited is the world of the north with an engine that asks limit.
func limited(t *testing.T, st store.Store, observed *[]access.Observation, limit func(access.Attempt) time.Duration) *access.Engine {
	t.Helper()
	eng, err := access.New(st, access.Options{
		Secret: []byte(enginetest.Secret), Clock: func() time.Time { return enginetest.Start.Add(2 * time.Hour) }, Blobs: memstore.NewBlobs(), Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Limit:   func(_ context.Context, a access.Attempt) time.Duration { return limit(a) },
		Observe: func(_ context.Context, o access.Observation) { *observed = append(*observed, o) },
	})
	require.NoError(t, err)
	return eng
}

// TestLimitedCalls read and write nothing, and say how long to wait. Nobody else
// is asked.
func TestLimitedCalls(t *testing.T) {
	w, st := newNorth(t)
	asked := &noting{Store: st}
	var attempts []access.Attempt
	var observed []access.Observation
	eng := limited(t, asked, &observed, func(a access.Attempt) time.Duration { attempts = append(attempts, a); return time.Minute })
	before := w.Dump(t, "new")
	for name, call := range recruiterCalls {
		t.Run(name, func(t *testing.T) {
			attempts, observed = nil, nil
			err := call(context.Background(), eng.Recruiter("acme", "ann"))
			var limited *access.Limited
			require.ErrorAs(t, err, &limited)
			require.Equal(t, time.Minute, limited.Wait)
			require.Contains(t, err.Error(), "rate_limited")
			require.Empty(t, asked.take(), "the store was asked")
			require.Len(t, attempts, 1)
			require.Equal(t, agency.AccountID("acme"), attempts[0].Account)
			require.Equal(t, agency.RecruiterID("ann"), attempts[0].Recruiter)
			require.Len(t, observed, 1)
			require.Equal(t, attempts[0].Call, observed[0].Call)
			require.ErrorAs(t, observed[0].Err, &limited)
		})
	}
	require.Empty(t, before.Unchanged(t, w.Dump(t, "new")))
	attempts = nil
	for _, name := range []string{"Settings", "Agencies", "Note"} {
		require.NoError(t, staffCalls[name](context.Background(), eng.Staff("acme", "root")), name)
		require.NoError(t, staffCalls[name](context.Background(), eng.System("acme", "test").Staff), name)
	}
	require.NoError(t, systemCalls["PutStaff"](context.Background(), eng.System("acme", "test")))
	require.NoError(t, systemCalls["Accept"](context.Background(), eng.System("acme", "test")))
	require.Empty(t, attempts, "only recruiters are limited")
}

// TestCallsThatMayBegin are asked about under their names.
func TestCallsThatMayBegin(t *testing.T) {
	ctx := context.Background()
	_, st := newNorth(t)
	var calls []string
	var observed []access.Observation
	eng := limited(t, st, &observed, func(a access.Attempt) time.Duration { calls = append(calls, a.Call); return 0 })
	ann := eng.Recruiter("acme", "ann")
	_, err := ann.Can(ctx, policy.ListOpenings, access.Target{})
	require.NoError(t, err)
	_, err = ann.Openings(ctx, "", 0)
	require.NoError(t, err)
	_, err = ann.Submit(ctx, "dev", "one", candidate.Entry{Name: "Joe Roe"})
	require.NoError(t, err)
	require.Equal(t, []string{"can", "list-openings", "submit"}, calls)
	calls = nil
	_, err = ann.Submit(ctx, "dev", "two", candidate.Entry{Name: "Jim Doe"}, access.WithResume("cv", "text/plain", strings.NewReader("cv")))
	require.NoError(t, err)
	require.Len(t, calls, 2, "a resume takes two steps")
	calls = nil
	_, err = ann.Opening(ctx, "")
	requireInvalid(t, "opening", err)
	require.Empty(t, calls, "what is refused at once is no attempt")
	for _, wait := range []time.Duration{-time.Second, 0} {
		eng := limited(t, st, &observed, func(access.Attempt) time.Duration { return wait })
		_, err := eng.Recruiter("acme", "ann").CountOpenings(ctx)
		require.NoError(t, err)
	}
}

// TestLimitThatPanics fails the call, which says nothing of why.
func TestLimitThatPanics(t *testing.T) {
	w, st := newNorth(t)
	var observed []access.Observation
	eng := limited(t, st, &observed, func(access.Attempt) time.Duration { panic("a secret of the host's") })
	before := w.Dump(t, "new")
	for name, call := range recruiterCalls {
		t.Run(name, func(t *testing.T) {
			err := call(context.Background(), eng.Recruiter("acme", "ann"))
			var fault *access.Fault
			require.ErrorAs(t, err, &fault)
			require.NotContains(t, err.Error(), "secret")
		})
	}
	require.Empty(t, before.Unchanged(t, w.Dump(t, "new")))
	require.NoError(t, staffCalls["Settings"](context.Background(), eng.Staff("acme", "root")))
}
