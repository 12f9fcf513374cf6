package access_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// Submissions are counted only where there is a quota; that one was set or
// lifted a moment ago, by whichever engine, makes no difference to Can.
func TestCanKnowsTheQuotaInForce(t *testing.T) {
	ctx := context.Background()
	ann, sys := submittedOnce(t)
	for _, limit := range []uint32{0, 1, 2, 0, 1} {
		settings, err := sys.Settings(ctx)
		require.NoError(t, err)
		settings.Quota.PerOpening = limit
		require.NoError(t, sys.Configure(ctx, settings))
		for range 3 {
			can, err := ann.Can(ctx, policy.Submit, access.OnOpening("dev"))
			require.NoError(t, err)
			require.Equal(t, limit != 1, can.Allowed(), "with a quota of %d: %s", limit, can)
		}
	}
}

// Nor to Submit, which another engine's change would otherwise let through.
func TestSubmitKnowsTheQuotaInForce(t *testing.T) {
	ctx := context.Background()
	ann, sys := submittedOnce(t)
	settings, err := sys.Settings(ctx)
	require.NoError(t, err)
	settings.Quota.PerOpening = 1
	require.NoError(t, sys.Configure(ctx, settings))
	denied := new(access.Denied)
	_, err = ann.Submit(ctx, "dev", "r2", candidate.Entry{Name: "Max Moe"})
	require.ErrorAs(t, err, &denied)
	_, err = ann.Submit(ctx, "dev", "r3", candidate.Entry{Name: "Max Moe"},
		access.WithResume("cv.txt", "text/plain", strings.NewReader("Max Moe")))
	require.ErrorAs(t, err, &denied)
}

// submittedOnce returns ann, who has submitted somebody to dev, and a host that
// works on the same account through another engine.
func submittedOnce(t *testing.T) (access.Recruiter, access.System) {
	ctx := context.Background()
	st := memstore.New()
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	opt := access.Options{Secret: []byte("a test's secret, of 32 bytes and more"), Blobs: memstore.NewBlobs()}
	eng, err := access.New(st, opt)
	require.NoError(t, err)
	other, err := access.New(st, opt)
	require.NoError(t, err)
	sys := northAndSouth(t, other, agency.PerRecruiter())
	_, err = sys.Share(ctx, access.Grants{
		Openings: []agency.OpeningID{"dev"}, To: []agency.Grantee{agency.ToRecruiter("ann")},
	})
	require.NoError(t, err)
	ann := eng.Recruiter("acme", "ann")
	_, err = ann.Submit(ctx, "dev", "r1", candidate.Entry{Name: "Jane Doe"})
	require.NoError(t, err)
	return ann, sys
}
