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
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// clock moves on by a microsecond each time it is read.
type clock struct{ now time.Time }

func (c *clock) read() time.Time { c.now = c.now.Add(time.Microsecond); return c.now }

// newEngine returns an engine on an empty store at a fixed time.
func newEngine(t testing.TB) (*access.Engine, *clock) {
	t.Helper()
	st := memstore.New()
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	c := &clock{now: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)}
	eng, err := access.New(st, access.Options{
		Secret: []byte("a test's secret, of 32 bytes and more"), Clock: c.read, Blobs: memstore.NewBlobs(),
	})
	require.NoError(t, err)
	return eng, c
}

// northAndSouth makes an account with two agencies, of two recruiters each, and
// an opening.
func northAndSouth(t testing.TB, eng *access.Engine, settings agency.Settings) access.System {
	t.Helper()
	ctx := context.Background()
	sys := eng.System("acme", "test")
	require.NoError(t, sys.Configure(ctx, settings))
	for _, a := range []agency.Agency{{ID: "north", Title: "North Recruiting"}, {ID: "south", Title: "South Search"}} {
		require.NoError(t, sys.PutAgency(ctx, a))
	}
	for _, r := range []agency.Recruiter{
		{ID: "ann", Agency: "north", Admin: true},
		{ID: "bob", Agency: "north"},
		{ID: "cem", Agency: "south", Admin: true},
		{ID: "dee", Agency: "south"},
	} {
		r.State, r.Email = agency.RecruiterActive, string(r.ID)+"@"+string(r.Agency)+".example"
		require.NoError(t, sys.PutRecruiter(ctx, r))
	}
	require.NoError(t, sys.PutOpenings(ctx, agency.Opening{ID: "dev", Title: "Developer"}, agency.Opening{ID: "ops", Title: "Operator"}))
	return sys
}

func TestPerRecruiterSharing(t *testing.T) {
	ctx := context.Background()
	eng, _ := newEngine(t)
	sys := northAndSouth(t, eng, agency.PerRecruiter())
	ann, bob := eng.Recruiter("acme", "ann"), eng.Recruiter("acme", "bob")

	rows, err := sys.Share(ctx, access.Grants{
		Openings: []agency.OpeningID{"dev"}, To: []agency.Grantee{agency.ToRecruiter("ann")},
	})
	require.NoError(t, err)
	require.Equal(t, []access.ShareRow{{Opening: "dev", Grantee: agency.ToRecruiter("ann"), Changed: true}}, rows)

	receipt, err := ann.Submit(ctx, "dev", "r1", candidate.Entry{Name: "Jane Doe"})
	require.NoError(t, err)

	_, err = bob.Submit(ctx, "dev", "r1", candidate.Entry{Name: "Joe Roe"})
	var denied *access.Denied
	require.ErrorAs(t, err, &denied)
	require.Equal(t, policy.NotFound, denied.First())

	page, err := bob.Submissions(ctx, access.SubmissionFilter{}, "", 0)
	require.NoError(t, err)
	require.Len(t, page.Rows, 1)
	require.Equal(t, receipt.Submission, page.Rows[0].ID)
	require.Equal(t, "North Recruiting", page.Rows[0].Source)

	why, err := sys.Explain(ctx, "ann", policy.ViewOpening, access.OnOpening("dev"))
	require.NoError(t, err)
	require.True(t, why.Decision.Allowed())
	require.Equal(t, []agency.RecruiterID{"bob"}, why.Without())
	require.Equal(t, policy.NotShared, why.Colleagues[0].Decision.First())

	who, err := sys.Who(ctx, "dev", "", 0)
	require.NoError(t, err)
	require.Len(t, who.Rows, 1)
	require.Equal(t, agency.RecruiterID("ann"), who.Rows[0].Recruiter.ID)
}

func TestPerAgencyAssignment(t *testing.T) {
	ctx := context.Background()
	eng, _ := newEngine(t)
	sys := northAndSouth(t, eng, agency.PerAgency())
	ann, bob, cem := eng.Recruiter("acme", "ann"), eng.Recruiter("acme", "bob"), eng.Recruiter("acme", "cem")

	_, err := sys.Share(ctx, access.Grants{AllOpenings: true, To: []agency.Grantee{agency.ToAgency("north")}})
	require.NoError(t, err)
	receipt, err := bob.Submit(ctx, "ops", "r1", candidate.Entry{Name: "Jane Doe"})
	require.NoError(t, err)

	_, _, err = cem.Submission(ctx, receipt.Submission)
	var denied *access.Denied
	require.ErrorAs(t, err, &denied)
	require.Equal(t, "deny not_found", denied.String())

	rows, err := sys.Unshare(ctx, access.Grants{AllOpenings: true, To: []agency.Grantee{agency.ToAgency("north")}})
	require.NoError(t, err)
	require.Len(t, rows, 2)
	_, err = ann.Submit(ctx, "ops", "r2", candidate.Entry{Name: "Max Moe"})
	require.ErrorAs(t, err, &denied)
	require.Equal(t, policy.ShareRevoked, denied.First())

	view, entry, err := ann.Submission(ctx, receipt.Submission)
	require.NoError(t, err)
	require.Equal(t, agency.New, view.Stage)
	require.Equal(t, "Jane Doe", entry.Name)
}

func TestReactivatingSomebodyWhoNeverAcceptedInvitesThemAgain(t *testing.T) {
	ctx := context.Background()
	eng, _ := newEngine(t)
	sys := northAndSouth(t, eng, agency.PerRecruiter())
	require.NoError(t, sys.PutRecruiter(ctx, agency.Recruiter{ID: "eve", Agency: "north"}))
	require.NoError(t, sys.Deactivate(ctx, "eve"))
	require.NoError(t, sys.Reactivate(ctx, "eve"))

	_, err := eng.Recruiter("acme", "eve").Openings(ctx, "", 0)
	var denied *access.Denied
	require.ErrorAs(t, err, &denied)
	require.Equal(t, policy.RecruiterNotActive, denied.First())
}

func TestAnErasedApplicantStaysErased(t *testing.T) {
	ctx := context.Background()
	eng, _ := newEngine(t)
	sys := northAndSouth(t, eng, agency.PerRecruiter())
	app := access.Applicant{ID: "app-1", Opening: "dev", Entry: candidate.Entry{Name: "Max Moe"}}
	require.NoError(t, sys.PutApplicant(ctx, app))
	require.NoError(t, sys.Erase(ctx, "app-1"))

	var invalid *agency.Invalid
	require.ErrorAs(t, sys.PutApplicant(ctx, app), &invalid)
	record, err := sys.Submission(ctx, "app-1")
	require.NoError(t, err)
	require.Empty(t, record.Entry.FullName())
}

func TestChangingHowAgenciesWorkTakesBothPermissions(t *testing.T) {
	ctx := context.Background()
	eng, _ := newEngine(t)
	sys := northAndSouth(t, eng, agency.PerRecruiter())
	require.NoError(t, sys.PutStaff(ctx, agency.Staff{
		ID: "otto", Role: agency.RecruitmentManager, Levels: agency.Levels{Settings: true, Agencies: agency.ManageAgencies},
	}))
	otto := eng.Staff("acme", "otto")

	settings, err := otto.Settings(ctx)
	require.NoError(t, err)
	settings.Title = "ACME"
	require.NoError(t, otto.Configure(ctx, settings))

	settings.Version++
	settings.Sharing = agency.ShareWithEither
	var refused *access.Refused
	require.ErrorAs(t, otto.Configure(ctx, settings), &refused)
	require.Equal(t, policy.RoleInsufficient, refused.First())
	after, err := sys.Settings(ctx)
	require.NoError(t, err)
	require.Equal(t, agency.ShareWithRecruiters, after.Sharing)
}
