package access_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// A writer that is held up inside its transaction holds up no reader, and no
// other account. If it did, this test would never end.
func TestNobodyWaitsForAParkedWriter(t *testing.T) {
	ctx := context.Background()
	st := memstore.New()
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	eng, err := access.New(st, access.Options{Secret: []byte("a test's secret, of 32 bytes and more")})
	require.NoError(t, err)
	sys := northAndSouth(t, eng, agency.PerRecruiter())
	_, err = sys.Share(ctx, access.Grants{
		Openings: []agency.OpeningID{"dev"}, To: []agency.Grantee{agency.ToRecruiter("ann")},
	})
	require.NoError(t, err)
	ann := eng.Recruiter("acme", "ann")
	receipt, err := ann.Submit(ctx, "dev", "r1", candidate.Entry{Name: "Jane Doe"})
	require.NoError(t, err)

	parked, release, ended := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		ended <- st.Update(ctx, "acme", func(tx store.Tx) error {
			tx.PutOpenings(agency.Opening{ID: "dev", Title: "Developer", State: agency.Archived})
			close(parked)
			<-release
			return nil
		})
	}()
	<-parked

	can, err := ann.Can(ctx, policy.Submit, access.OnOpening("dev"))
	require.NoError(t, err)
	require.True(t, can.Allowed(), "what is not committed counts for nobody")
	submissions, err := ann.Submissions(ctx, access.SubmissionFilter{}, "", 0)
	require.NoError(t, err)
	require.Len(t, submissions.Rows, 1)
	openings, err := ann.Openings(ctx, "", 0)
	require.NoError(t, err)
	require.Len(t, openings.Rows, 1)
	n, err := ann.CountSubmissions(ctx, access.SubmissionFilter{})
	require.NoError(t, err)
	require.Equal(t, 1, n)
	claims, err := ann.Claims(ctx, time.Time{}, "", 0)
	require.NoError(t, err)
	require.Len(t, claims.Rows, 1)
	_, err = sys.Duplicates(ctx, receipt.Submission)
	require.NoError(t, err)
	credit, err := sys.Credit(ctx, receipt.Submission)
	require.NoError(t, err)
	require.Equal(t, agency.AgencyID("north"), credit.Agency())
	require.NoError(t, eng.System("other", "test").Configure(ctx, agency.PerAgency()))

	close(release)
	require.NoError(t, <-ended)
	can, err = ann.Can(ctx, policy.Submit, access.OnOpening("dev"))
	require.NoError(t, err)
	require.Equal(t, policy.OpeningArchived, can.First())
}
