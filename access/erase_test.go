package access_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// stubborn are blobs that cannot be deleted for a while.
type stubborn struct {
	store.Blobs
	refusals int
}

func (b *stubborn) Delete(ctx context.Context, account agency.AccountID, key string) error {
	if b.refusals > 0 {
		b.refusals--
		return errors.New("the disk is away")
	}
	return b.Blobs.Delete(ctx, account, key)
}

// withJane is an account in which ann has put Jane Doe forward, with a resume.
func withJane(t *testing.T, blobs store.Blobs) (*access.Engine, access.System, candidate.SubmissionID) {
	t.Helper()
	eng, err := access.New(memstore.New(), access.Options{
		Secret: []byte("a test's secret, of 32 bytes and more"), Blobs: blobs,
	})
	require.NoError(t, err)
	sys := northAndSouth(t, eng, agency.PerRecruiter())
	give(sys.Staff, "dev", agency.ToRecruiter("ann"))
	receipt, err := eng.Recruiter("acme", "ann").Submit(context.Background(), "dev", "r1", candidate.Entry{Name: "Jane Doe"},
		access.WithResume("jane.txt", "text/plain", strings.NewReader("Jane Doe, engineer")))
	require.NoError(t, err)
	return eng, sys, receipt.Submission
}

func TestErasingAgainRemovesAResumeThatCouldNotBeRemoved(t *testing.T) {
	ctx := context.Background()
	blobs := &stubborn{memstore.NewBlobs(), 1}
	_, sys, id := withJane(t, blobs)
	record, err := sys.Submission(ctx, id)
	require.NoError(t, err)
	key := record.Entry.Resume.Blob

	require.Error(t, sys.Erase(ctx, id))
	_, _, err = sys.Resume(ctx, id)
	require.ErrorIs(t, err, store.ErrNotFound, "what is left over is out of reach")
	require.NoError(t, sys.Erase(ctx, id))
	_, err = blobs.Stat(ctx, "acme", key)
	require.ErrorIs(t, err, store.ErrNotFound)
}

func TestErasingAgainRemovesWhatWasWrittenSince(t *testing.T) {
	ctx := context.Background()
	_, sys, id := withJane(t, memstore.NewBlobs())
	require.NoError(t, sys.Erase(ctx, id))
	require.NoError(t, sys.Note(ctx, id, "Jane Doe called."))
	require.NoError(t, sys.Erase(ctx, id))
	page, err := sys.Remarks(ctx, id, "", 0)
	require.NoError(t, err)
	require.Equal(t, "(erased)", page.Rows[0].Text)
}

func TestAnErasedPersonCannotBeConfirmedByTheRequest(t *testing.T) {
	ctx := context.Background()
	eng, sys, id := withJane(t, memstore.NewBlobs())
	require.NoError(t, sys.Erase(ctx, id))
	for _, name := range []string{"Jane Doe", "Joe Roe"} {
		_, err := eng.Recruiter("acme", "ann").Submit(ctx, "dev", "r1", candidate.Entry{Name: name},
			access.WithResume("jane.txt", "text/plain", strings.NewReader("Jane Doe, engineer")))
		require.ErrorIs(t, err, access.ErrRequestMismatch, name)
	}
}

func TestErasingAnOldSubmissionLeavesTheRequestsOfOthers(t *testing.T) {
	ctx := context.Background()
	eng, c := newEngine(t)
	sys := northAndSouth(t, eng, agency.PerRecruiter())
	give(sys.Staff, "dev", agency.ToRecruiter("ann"))
	ann := eng.Recruiter("acme", "ann")
	old, err := ann.Submit(ctx, "dev", "r1", candidate.Entry{Name: "Jane Doe"})
	require.NoError(t, err)
	c.now = c.now.Add(candidate.ReceiptsKept)
	joe := candidate.Entry{Name: "Joe Roe"}
	first, err := ann.Submit(ctx, "dev", "r1", joe)
	require.NoError(t, err)

	require.NoError(t, sys.Erase(ctx, old.Submission))
	again, err := ann.Submit(ctx, "dev", "r1", joe)
	require.NoError(t, err)
	require.Equal(t, first, again)
}

// A generator of IDs that repeats itself breaks its contract; what it must not
// do is cost somebody else's document.
func TestABlobThatIsThereAlreadyIsNotRemoved(t *testing.T) {
	ctx := context.Background()
	blobs := memstore.NewBlobs()
	eng, err := access.New(memstore.New(), access.Options{
		Secret: []byte("a test's secret, of 32 bytes and more"), Blobs: blobs, IDs: func() string { return "same" },
	})
	require.NoError(t, err)
	give(northAndSouth(t, eng, agency.PerRecruiter()).Staff, "dev", agency.ToRecruiter("ann"))
	require.NoError(t, blobs.Put(ctx, "acme", "same", strings.NewReader("somebody else's")))
	_, err = eng.Recruiter("acme", "ann").Submit(ctx, "dev", "r1", candidate.Entry{Name: "Jane Doe"},
		access.WithResume("jane.txt", "text/plain", strings.NewReader("Jane Doe")))
	require.ErrorIs(t, err, store.ErrExists)
	size, err := blobs.Stat(ctx, "acme", "same")
	require.NoError(t, err)
	require.EqualValues(t, len("somebody else's"), size)
}
