package access_test

import (
	"context"
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

// undeletable is a store that does not delete for a while.
type undeletable struct {
	store.Store
	refusals int
}

func (s *undeletable) Delete(ctx context.Context, account agency.AccountID) error {
	if s.refusals > 0 {
		s.refusals--
		return store.ErrConflict
	}
	return s.Store.Delete(ctx, account)
}

// twoAccounts are two worlds of the north on one store, in each of which ann has
// put two people forward, with resumes. The first of the resumes was left over when
// its submission was erased.
func twoAccounts(t *testing.T, st store.Store, blobs store.Blobs, observe func(context.Context, access.Observation)) (acme, other *enginetest.World) {
	t.Helper()
	ctx := context.Background()
	c := &clock{now: enginetest.Start}
	eng, err := access.New(st, access.Options{Secret: []byte(enginetest.Secret), Clock: c.read, Blobs: blobs, Observe: observe})
	require.NoError(t, err)
	worlds := make([]*enginetest.World, 2)
	for i, account := range []agency.AccountID{"acme", "other"} {
		w := enginetest.Open(t, st, account, blobs)
		w.Engine, w.Sys = eng, eng.System(account, "test")
		w.North(t, agency.Settings{Quota: agency.Quota{PerOpening: 5}, Region: "DE"})
		for _, name := range []string{"Jane Doe", "Joe Roe"} {
			_, err := w.Recruiter("ann").Submit(ctx, "dev", candidate.RequestID(name), candidate.Entry{Name: name},
				access.WithResume("cv.txt", "text/plain", strings.NewReader(name)))
			require.NoError(t, err)
		}
		worlds[i] = w
	}
	return worlds[0], worlds[1]
}

// resumes are the keys of an account's blobs.
func resumes(t *testing.T, w *enginetest.World) (keys []string) {
	t.Helper()
	ctx := context.Background()
	for s, err := range access.All(func(c access.Cursor) (access.Page[access.SubmissionSummary], error) {
		return w.Sys.Submissions(ctx, access.SubmissionsOf{}, c, 0)
	}) {
		require.NoError(t, err)
		record, err := w.Sys.Submission(ctx, s.ID)
		require.NoError(t, err)
		require.NotEmpty(t, record.Entry.Resume.Blob)
		keys = append(keys, record.Entry.Resume.Blob)
	}
	return keys
}

func kept(t *testing.T, blobs store.Blobs, account agency.AccountID, keys []string) (n int) {
	t.Helper()
	for _, key := range keys {
		_, err := blobs.Stat(context.Background(), account, key)
		if err == nil {
			n++
			continue
		}
		require.ErrorIs(t, err, store.ErrNotFound)
	}
	return n
}

func TestDeleteAccount(t *testing.T) {
	ctx := context.Background()
	var observed []access.Observation
	st, blobs := memstore.New(), &stubborn{memstore.NewBlobs(), 0}
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	acme, other := twoAccounts(t, st, blobs, func(_ context.Context, o access.Observation) { observed = append(observed, o) })
	mine, theirs := resumes(t, acme), resumes(t, other)
	page, err := acme.Sys.Submissions(ctx, access.SubmissionsOf{}, "", 1)
	require.NoError(t, err)
	blobs.refusals = 1
	require.Error(t, acme.Sys.Erase(ctx, page.Rows[0].ID))
	require.Equal(t, 2, kept(t, blobs, "acme", mine), "one is left over")
	before := other.Dump(t)

	observed = nil
	require.NoError(t, acme.Sys.DeleteAccount(ctx))
	require.Equal(t, []access.Observation{{Account: "acme", Actor: store.Actor{Kind: store.HostActor, ID: "test"}, Call: "delete-account"}}, observed)
	require.Zero(t, kept(t, blobs, "acme", mine))
	require.Equal(t, 2, kept(t, blobs, "other", theirs))
	require.Equal(t, before, other.Dump(t), "nobody else's")
	never := enginetest.Open(t, st, "never", blobs)
	gone := acme.Dump(t)
	require.Equal(t, never.Dump(t).Records, gone.Records)
	require.Empty(t, gone.Journal)
	require.Empty(t, gone.Events)

	for name, err := range map[string]error{
		"the host":           acme.Sys.PutAgency(ctx, agency.Agency{ID: "x", Title: "X"}),
		"the host's mirror":  acme.Sys.PutOpenings(ctx, agency.Opening{ID: "x", Title: "X"}),
		"a user":             acme.Staff("root").Suspend(ctx, "north"),
		"deleting it again":  acme.Sys.DeleteAccount(ctx),
		"exporting it":       acme.Sys.Export(ctx, &strings.Builder{}),
		"erasing in it":      acme.Sys.Erase(ctx, page.Rows[0].ID),
		"erasing its people": acme.Sys.EraseRecruiter(ctx, "ann"),
	} {
		require.Contains(t, why(t, err), policy.NotFound, name)
	}
	require.Equal(t, toldTo(t, never.Recruiter("ann").Withdraw(ctx, "s")), toldTo(t, acme.Recruiter("ann").Withdraw(ctx, "s")), "as if it never was")
	require.Empty(t, acme.Dump(t).Journal, "no denial is left of an account that is not there")
	require.True(t, observed[len(observed)-1].Denied)
	settings, err := acme.Sys.Settings(ctx)
	require.NoError(t, err)
	require.Zero(t, settings)

	acme.North(t, agency.Settings{})
	require.NotEqual(t, gone, acme.Dump(t), "another one can be made")
	_, err = acme.Recruiter("ann").Submit(ctx, "dev", "Jane Doe", candidate.Entry{Name: "Jane Doe"})
	require.NoError(t, err, "who was known is somebody new")
}

// What could not be deleted is known still, and goes the next time.
func TestDeletingAnAccountAgain(t *testing.T) {
	ctx := context.Background()
	st := &undeletable{Store: memstore.New()}
	blobs := &stubborn{memstore.NewBlobs(), 0}
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	var observed []access.Observation
	acme, other := twoAccounts(t, st, blobs, func(_ context.Context, o access.Observation) { observed = append(observed, o) })
	mine, theirs := resumes(t, acme), resumes(t, other)
	before := acme.Dump(t)

	blobs.refusals = 1
	observed = nil
	require.ErrorContains(t, acme.Sys.DeleteAccount(ctx), "delete-account")
	require.Len(t, observed, 1)
	require.Error(t, observed[0].Err)
	added := before.Unchanged(t, acme.Dump(t))
	require.Len(t, added, 1, "that it was begun is known")
	require.Equal(t, "delete-account", added[0].Action)
	require.False(t, added[0].Denied)
	require.Equal(t, 2, kept(t, blobs, "acme", mine))

	st.refusals = 1
	require.ErrorIs(t, acme.Sys.DeleteAccount(ctx), store.ErrConflict)
	require.Len(t, before.Unchanged(t, acme.Dump(t)), 2)
	require.Zero(t, kept(t, blobs, "acme", mine))
	for _, key := range mine {
		_, err := blobs.Open(ctx, "acme", key)
		require.ErrorIs(t, err, store.ErrNotFound)
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	require.ErrorIs(t, acme.Sys.DeleteAccount(cancelled), context.Canceled)
	require.NoError(t, acme.Sys.DeleteAccount(ctx))
	require.Empty(t, acme.Dump(t).Journal)
	require.Equal(t, 2, kept(t, blobs, "other", theirs))
}

func TestDeletingAnAccountWithoutBlobs(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.PerRecruiter())
	eng, err := access.New(m.store, access.Options{Secret: []byte(marketSecret)})
	require.NoError(t, err)
	m.submit(t, "ann", "dev", jane)
	require.NoError(t, eng.System("acme", "test").DeleteAccount(ctx))
	require.Empty(t, m.journal(t))
	claim, err := m.store.Outbox().Claim(ctx, "acme", time.Hour, 1)
	require.NoError(t, err)
	require.Empty(t, claim.Events)
}
