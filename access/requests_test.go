package access_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"sync"
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

// heldBlobs counts the documents that are there.
type heldBlobs struct {
	store.Blobs
	mu   sync.Mutex
	held map[string]bool
}

func newHeldBlobs() *heldBlobs {
	return &heldBlobs{Blobs: memstore.NewBlobs(), held: map[string]bool{}}
}

func (b *heldBlobs) Put(ctx context.Context, a agency.AccountID, key string, r io.Reader) error {
	err := b.Blobs.Put(ctx, a, key, r)
	b.mu.Lock()
	defer b.mu.Unlock()
	if err == nil {
		b.held[key] = true
	}
	return err
}

func (b *heldBlobs) Delete(ctx context.Context, a agency.AccountID, key string) error {
	b.mu.Lock()
	delete(b.held, key)
	b.mu.Unlock()
	return b.Blobs.Delete(ctx, a, key)
}

// annAndBob is the world of the north with an opening that is shared with both.
func annAndBob(t *testing.T, st store.Store, blobs store.Blobs) (*enginetest.World, access.Recruiter, access.Recruiter) {
	t.Helper()
	w := enginetest.Open(t, st, "acme", blobs)
	w.North(t, agency.Settings{})
	_, err := w.Sys.Share(context.Background(), access.Grants{Openings: []agency.OpeningID{"dev", "ops"}, MembersOf: []agency.AgencyID{"north"}})
	require.NoError(t, err)
	w.IDs.Reset("submissions")
	return w, w.Recruiter("ann"), w.Recruiter("bob")
}

var jane = candidate.Entry{Name: "Jane Doe", Emails: agency.Freeze("jane@home.example")}

func cv(text string) access.SubmitOption {
	return access.WithResume("cv.txt", "text/plain", strings.NewReader(text))
}

func TestARepeatedRequest(t *testing.T) {
	ctx := context.Background()
	unlike := jane
	unlike.Phones = agency.Freeze("1")
	for _, test := range []struct {
		name    string
		between func(*enginetest.World) error
		opening agency.OpeningID
		entry   candidate.Entry
		again   []access.SubmitOption
		check   func(t *testing.T, first, second access.Receipt, err error)
	}{
		{"gives the first receipt", nil, "dev", jane, []access.SubmitOption{cv("one")}, sameReceipt},
		{"gives it for nearly 30 days", func(w *enginetest.World) error {
			w.Clock.Set(enginetest.Start.Add(30*24*time.Hour - time.Microsecond))
			return nil
		}, "dev", jane, []access.SubmitOption{cv("one")}, sameReceipt},
		{"is a new one after 30 days", func(w *enginetest.World) error {
			w.Clock.Set(enginetest.Start.Add(30 * 24 * time.Hour))
			return nil
		}, "dev", candidate.Entry{Name: "Joe Roe"}, []access.SubmitOption{cv("one")}, anotherReceipt},
		{"of the same person is refused after 30 days", func(w *enginetest.World) error {
			w.Clock.Set(enginetest.Start.Add(30 * 24 * time.Hour))
			return nil
		}, "dev", jane, []access.SubmitOption{cv("one")}, deniedWith(policy.AlreadySubmitted)},
		{"gives it though the quota is full", func(w *enginetest.World) error {
			return w.Sys.Configure(ctx, agency.Settings{Version: 1, Quota: agency.Quota{PerOpening: 1}})
		}, "dev", jane, []access.SubmitOption{cv("one")}, sameReceipt},
		{"of another opening", nil, "ops", jane, []access.SubmitOption{cv("one")}, mismatch},
		{"of another entry", nil, "dev", unlike, []access.SubmitOption{cv("one")}, mismatch},
		{"of another resume", nil, "dev", jane, []access.SubmitOption{cv("two")}, mismatch},
		{"without the resume", nil, "dev", jane, nil, mismatch},
		{"after unsharing", func(w *enginetest.World) error {
			w.Clock.Set(enginetest.Start.Add(time.Hour))
			_, err := w.Sys.Unshare(ctx, access.Grants{AllOpenings: true, To: []agency.Grantee{agency.ToRecruiter("ann")}})
			return err
		}, "dev", jane, []access.SubmitOption{cv("one")}, deniedWith(policy.ShareRevoked)},
		{
			"after suspension", func(w *enginetest.World) error { return w.Sys.Suspend(ctx, "north") },
			"dev", jane,
			[]access.SubmitOption{cv("one")},
			deniedWith(policy.AgencySuspended),
		},
		{
			"after deactivation", func(w *enginetest.World) error { return w.Sys.Deactivate(ctx, "ann") },
			"dev", jane, nil, deniedWith(policy.RecruiterDeactivated),
		},
		{
			"after archiving", func(w *enginetest.World) error { return w.Sys.Archive(ctx, "dev") },
			"dev", jane, nil, deniedWith(policy.OpeningArchived),
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			st := memstore.New()
			t.Cleanup(func() { require.NoError(t, st.Close()) })
			blobs := newHeldBlobs()
			w, ann, _ := annAndBob(t, st, blobs)
			first, err := ann.Submit(ctx, "dev", "request", jane, cv("one"))
			require.NoError(t, err)
			if test.between != nil {
				require.NoError(t, test.between(w))
			}
			second, err := ann.Submit(ctx, test.opening, "request", test.entry, test.again...)
			test.check(t, first, second, err)
			n, err := w.Sys.CountSubmissions(ctx, access.SubmissionsOf{})
			require.NoError(t, err)
			if second.Submission == "" || second == first {
				require.Equal(t, 1, n)
			}
			require.Len(t, blobs.held, n, "a document that nobody holds is there, or one is missing")
			in, _, err := w.Sys.Resume(ctx, first.Submission)
			require.NoError(t, err)
			content, err := io.ReadAll(in)
			require.NoError(t, err)
			require.NoError(t, in.Close())
			require.Equal(t, "one", string(content))
		})
	}
}

func sameReceipt(t *testing.T, first, second access.Receipt, err error) {
	require.NoError(t, err)
	require.Equal(t, first, second)
}

func anotherReceipt(t *testing.T, first, second access.Receipt, err error) {
	require.NoError(t, err)
	require.NotEqual(t, first.Submission, second.Submission)
}

func mismatch(t *testing.T, _, second access.Receipt, err error) {
	require.ErrorIs(t, err, access.ErrRequestMismatch)
	require.Zero(t, second)
}

func deniedWith(code policy.Code) func(*testing.T, access.Receipt, access.Receipt, error) {
	return func(t *testing.T, _, second access.Receipt, err error) {
		t.Helper()
		var denied *access.Denied
		require.ErrorAs(t, err, &denied)
		require.Equal(t, []policy.Code{code}, denied.Codes())
		require.Zero(t, second)
	}
}

func TestARequestIsTheRecruitersOwn(t *testing.T) {
	ctx := context.Background()
	st := memstore.New()
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	w, ann, bob := annAndBob(t, st, nil)
	anns, err := ann.Submit(ctx, "dev", "request", jane)
	require.NoError(t, err)
	bobs, err := bob.Submit(ctx, "dev", "request", candidate.Entry{Name: "Joe Roe"})
	require.NoError(t, err, "a colleague's request is not this one")
	require.NotEqual(t, anns, bobs)

	// As if ann had come from another agency, where her request was another.
	require.NoError(t, st.Update(ctx, "acme", func(tx store.Tx) error {
		f, err := tx.Facts(store.Query{Recruiter: "ann"})
		f.Recruiter.Agency = "south"
		tx.PutRecruiters(f.Recruiter)
		return err
	}))
	moved, err := ann.Submit(ctx, "dev", "request", candidate.Entry{Name: "Max Moe"})
	require.NoError(t, err, "a request of another agency's is not this one")
	require.NotEqual(t, anns, moved)
	record, err := w.Sys.Submission(ctx, moved.Submission)
	require.NoError(t, err)
	require.Equal(t, "Agency south", record.Source)
	_, _, err = ann.Submission(ctx, anns.Submission)
	deniedWith(policy.NotFound)(t, anns, access.Receipt{}, err)
}

func TestTermsAndSourceAreFrozen(t *testing.T) {
	ctx := context.Background()
	st := memstore.New()
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	w, ann, _ := annAndBob(t, st, nil)
	require.NoError(t, w.Sys.Configure(ctx, agency.Settings{Version: 1, Terms: "spring"}))
	_, err := ann.Submit(ctx, "dev", "r1", jane)
	deniedWith(policy.TermsNotAccepted)(t, access.Receipt{}, access.Receipt{}, err)
	require.NoError(t, ann.AcceptTerms(ctx, "spring"))
	receipt, err := ann.Submit(ctx, "dev", "r1", jane)
	require.NoError(t, err)

	require.NoError(t, w.Sys.Configure(ctx, agency.Settings{Version: 2, Terms: "autumn"}))
	require.NoError(t, ann.AcceptTerms(ctx, "autumn"))
	require.NoError(t, w.Sys.PutAgency(ctx, agency.Agency{ID: "north", Title: "Renamed"}))
	require.NoError(t, w.Sys.Advance(ctx, receipt.Submission, agency.Offer))
	record, err := w.Sys.Submission(ctx, receipt.Submission)
	require.NoError(t, err)
	require.Equal(t, "spring", record.Terms)
	require.Equal(t, int64(2), record.Rules)
	require.Equal(t, "Agency north", record.Source)
}

// TestReadsAreJournalled: what recruiters read leaves an entry where the account
// wants that, and nothing where it does not.
func TestReadsAreJournalled(t *testing.T) {
	ctx := context.Background()
	reads := []string{"Openings", "Opening", "Submissions", "Submission", "Claims", "Colleagues"}
	for _, wanted := range []bool{false, true} {
		w, _ := newNorth(t)
		require.NoError(t, w.Sys.Configure(ctx, agency.Settings{Version: 1, Terms: "2026", JournalReads: wanted}))
		for _, name := range reads {
			before := w.Dump(t)
			require.NoError(t, recruiterCalls[name](ctx, w.Recruiter("ann")))
			added := before.Unchanged(t, w.Dump(t))
			if !wanted {
				require.Empty(t, added, name)
				continue
			}
			require.Len(t, added, 1, name)
			require.False(t, added[0].Denied)
			require.Equal(t, agency.RecruiterID("ann"), added[0].Recruiter)
		}
	}
}

// unknowable commits, and then says that nobody knows.
type unknowable struct{ store.Store }

func (u unknowable) Update(ctx context.Context, a agency.AccountID, fn func(store.Tx) error) error {
	if err := u.Store.Update(ctx, a, fn); err != nil {
		return err
	}
	return store.ErrUnknown
}

func TestAnUnknownCommitKeepsTheDocument(t *testing.T) {
	ctx := context.Background()
	st := memstore.New()
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	blobs := newHeldBlobs()
	w, ann, _ := annAndBob(t, st, blobs)
	_, err := w.Engine.With(unknowable{st}).Recruiter("acme", "ann").Submit(ctx, "dev", "request", jane, cv("one"))
	require.ErrorIs(t, err, store.ErrUnknown)
	receipt, err := ann.Submit(ctx, "dev", "request", jane, cv("one"))
	require.NoError(t, err)
	in, resume, err := w.Sys.Resume(ctx, receipt.Submission)
	require.NoError(t, err)
	var content bytes.Buffer
	_, err = content.ReadFrom(in)
	require.NoError(t, err)
	require.Equal(t, "one", content.String())
	require.Equal(t, int64(3), resume.Size)
	require.Len(t, blobs.held, 1)
}
