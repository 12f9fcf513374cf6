package access_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// heard returns whom the last event of a type was for, after everything was
// delivered.
func heard[E event.Event](t *testing.T, eng *access.Engine) (to []string) {
	t.Helper()
	require.NoError(t, eng.Deliver(context.Background(), func(_ context.Context, d access.Delivery) error {
		if _, ok := d.Event.(E); ok {
			to = nil
			for _, r := range d.To {
				to = append(to, r.String())
			}
		}
		return nil
	}, access.DeliverOptions{UntilEmpty: true}))
	return to
}

func one(opening agency.OpeningID, to agency.Grantee) access.Grants {
	return access.Grants{Openings: []agency.OpeningID{opening}, To: []agency.Grantee{to}}
}

func TestNobodyHearsOfAShareThatHasNotStarted(t *testing.T) {
	ctx := context.Background()
	eng, c := newEngine(t)
	sys := northAndSouth(t, eng, agency.PerRecruiter())
	later := one("dev", agency.ToRecruiter("ann"))
	later.Window.From = agency.Instant(c.now.AddDate(0, 1, 0))
	_, err := sys.Share(ctx, later)
	require.NoError(t, err)
	require.Equal(t, []string{"host"}, heard[*event.OpeningShared](t, eng))

	_, err = sys.Unshare(ctx, later)
	require.NoError(t, err)
	require.Equal(t, []string{"host"}, heard[*event.OpeningUnshared](t, eng))

	give(sys.Staff, "dev", agency.ToRecruiter("ann"))
	require.Equal(t, []string{"recruiter:ann"}, heard[*event.OpeningShared](t, eng))
}

func TestNobodyHearsOfADormantShareThatIsTakenBack(t *testing.T) {
	ctx := context.Background()
	eng, _ := newEngine(t)
	sys := northAndSouth(t, eng, agency.PerRecruiter())
	give(sys.Staff, "dev", agency.ToRecruiter("ann"))
	settings, err := sys.Settings(ctx)
	require.NoError(t, err)
	settings.Sharing = agency.ShareWithAgencies
	require.NoError(t, sys.Configure(ctx, settings))

	_, err = sys.Unshare(ctx, one("dev", agency.ToAgency("north")))
	require.NoError(t, err)
	require.Equal(t, []string{"host"}, heard[*event.OpeningUnshared](t, eng))
}

func TestATerminatedAgencyHearsNothingOfItsSubmissions(t *testing.T) {
	ctx := context.Background()
	eng, _ := newEngine(t)
	sys := northAndSouth(t, eng, agency.PerAgency())
	give(sys.Staff, "dev", agency.ToAgency("north"))
	receipt, err := eng.Recruiter("acme", "ann").Submit(ctx, "dev", "r1", candidate.Entry{Name: "Jane Doe"})
	require.NoError(t, err)

	require.NoError(t, sys.Advance(ctx, receipt.Submission, agency.Interview))
	require.Equal(t, []string{"agency:north"}, heard[*event.SubmissionAdvanced](t, eng))
	require.NoError(t, sys.Terminate(ctx, "north"))
	require.NoError(t, sys.Advance(ctx, receipt.Submission, agency.Offer))
	require.Equal(t, []string{"host"}, heard[*event.SubmissionAdvanced](t, eng))
}

func TestAnAdminsWithdrawalIsToldAndFoundUnderTheSubmitter(t *testing.T) {
	ctx := context.Background()
	eng, _ := newEngine(t)
	sys := northAndSouth(t, eng, agency.PerAgency())
	give(sys.Staff, "dev", agency.ToAgency("north"))
	receipt, err := eng.Recruiter("acme", "bob").Submit(ctx, "dev", "r1", candidate.Entry{Name: "Jane Doe"})
	require.NoError(t, err)
	require.NoError(t, eng.Recruiter("acme", "ann").Withdraw(ctx, receipt.Submission))

	require.Equal(t, []string{"team:dev", "agency:north"}, heard[*event.SubmissionWithdrawn](t, eng))
	page, err := sys.Journal(ctx, store.Subject{Recruiter: "bob"}, "", 1)
	require.NoError(t, err)
	require.Equal(t, "withdraw", page.Rows[0].Action)
	require.Equal(t, "ann", page.Rows[0].Actor.ID)
}

func TestTakingBackFromMembersIncludesTheDeactivated(t *testing.T) {
	ctx := context.Background()
	eng, _ := newEngine(t)
	sys := northAndSouth(t, eng, agency.PerRecruiter())
	g := access.Grants{Openings: []agency.OpeningID{"dev"}, MembersOf: []agency.AgencyID{"north"}}
	_, err := sys.Share(ctx, g)
	require.NoError(t, err)
	require.NoError(t, sys.Deactivate(ctx, "ann"))
	_, err = sys.Unshare(ctx, g)
	require.NoError(t, err)
	require.NoError(t, sys.Reactivate(ctx, "ann"))
	may, err := eng.Recruiter("acme", "ann").Can(ctx, policy.Submit, access.OnOpening("dev"))
	require.NoError(t, err)
	require.False(t, may.Allowed())
}

// An agency with many members and an account with many openings must not be too
// much for the one call that takes it off.
func TestAnAgencyOfAnySizeCanBeTakenOff(t *testing.T) {
	ctx := context.Background()
	eng, _ := newEngine(t)
	sys := northAndSouth(t, eng, agency.PerAgency())
	for i := range 150 {
		require.NoError(t, sys.PutRecruiter(ctx, agency.Recruiter{ID: agency.RecruiterID(fmt.Sprint("r", i)), Agency: "north"}))
		require.NoError(t, sys.PutOpenings(ctx, agency.Opening{ID: agency.OpeningID(fmt.Sprint("o", i)), Title: "Opening"}))
	}
	give(sys.Staff, "dev", agency.ToAgency("north"))
	rows, err := sys.Unshare(ctx, access.Grants{AllOpenings: true, To: []agency.Grantee{agency.ToAgency("north")}})
	require.NoError(t, err)
	require.Equal(t, []access.ShareRow{{Opening: "dev", Grantee: agency.ToAgency("north"), Changed: true}}, rows)
}

func TestSharingAgainFromLaterOnTakesNothingAway(t *testing.T) {
	ctx := context.Background()
	eng, c := newEngine(t)
	sys := northAndSouth(t, eng, agency.PerRecruiter())
	give(sys.Staff, "dev", agency.ToRecruiter("ann"))
	later := one("dev", agency.ToRecruiter("ann"))
	later.Window = agency.Window{From: agency.Instant(c.now.Add(24 * time.Hour)), Until: agency.Instant(c.now.Add(48 * time.Hour))}
	_, err := sys.Share(ctx, later)
	require.NoError(t, err)
	view, err := eng.Recruiter("acme", "ann").Opening(ctx, "dev")
	require.NoError(t, err)
	require.Equal(t, later.Window.Until, view.Until, "the end has changed")
}

func TestASharedOpeningThatCameAndWentDuringADeactivationIsNotTold(t *testing.T) {
	ctx := context.Background()
	eng, _ := newEngine(t)
	sys := northAndSouth(t, eng, agency.PerAgency())
	require.NoError(t, sys.Deactivate(ctx, "ann"))
	give(sys.Staff, "dev", agency.ToAgency("north"))
	_, err := sys.Unshare(ctx, one("dev", agency.ToAgency("north")))
	require.NoError(t, err)
	require.NoError(t, sys.Reactivate(ctx, "ann"))

	for who, want := range map[agency.RecruiterID]policy.Code{"ann": policy.NotFound, "bob": policy.ShareRevoked} {
		_, err = eng.Recruiter("acme", who).Opening(ctx, "dev")
		var denied *access.Denied
		require.ErrorAs(t, err, &denied)
		require.Equal(t, want, denied.First(), who)
	}
}

// Taking back has no limit: one call must do, however large the agency.
func TestAnAgencyThatHoldsVeryMuchCanBeTakenOff(t *testing.T) {
	ctx := context.Background()
	eng, _ := newEngine(t)
	sys := northAndSouth(t, eng, agency.PerRecruiter())
	var openings []agency.Opening
	for i := range 110 {
		require.NoError(t, sys.PutRecruiter(ctx, agency.Recruiter{ID: agency.RecruiterID(fmt.Sprint("r", i)), Agency: "north"}))
		openings = append(openings, agency.Opening{ID: agency.OpeningID(fmt.Sprint("o", i)), Title: "Opening"})
	}
	require.NoError(t, sys.PutOpenings(ctx, openings...))
	for _, o := range openings {
		_, err := sys.Share(ctx, access.Grants{Openings: []agency.OpeningID{o.ID}, MembersOf: []agency.AgencyID{"north"}})
		require.NoError(t, err)
	}
	var invalid *agency.Invalid
	_, err := sys.Share(ctx, access.Grants{AllOpenings: true, MembersOf: []agency.AgencyID{"north"}})
	require.ErrorAs(t, err, &invalid, "sharing has one")
	rows, err := sys.Unshare(ctx, access.Grants{AllOpenings: true, To: []agency.Grantee{agency.ToAgency("north")}})
	require.NoError(t, err)
	require.Len(t, rows, 110*112)
}

// Where progress depends on each member's own share, an event for the agency
// would reach members who may not know.
func TestProgressThatDependsOnSharesIsToldToTheSubmitterAlone(t *testing.T) {
	ctx := context.Background()
	eng, _ := newEngine(t)
	settings := agency.PerRecruiter()
	settings.Offboarding = settings.Offboarding.With(agency.CauseNotGranted, 0)
	sys := northAndSouth(t, eng, settings)
	give(sys.Staff, "dev", agency.ToRecruiter("ann"))
	receipt, err := eng.Recruiter("acme", "ann").Submit(ctx, "dev", "r1", candidate.Entry{Name: "Jane Doe"})
	require.NoError(t, err)
	require.NoError(t, sys.Advance(ctx, receipt.Submission, agency.Interview))
	require.Equal(t, []string{"recruiter:ann"}, heard[*event.SubmissionAdvanced](t, eng))
}

func TestHoldersDoNotHearOfTheTeam(t *testing.T) {
	ctx := context.Background()
	eng, _ := newEngine(t)
	sys := northAndSouth(t, eng, agency.PerRecruiter())
	heard[*event.OpeningChanged](t, eng)
	require.NoError(t, sys.PutOpenings(ctx, agency.Opening{ID: "dev", Title: "Go developer", Team: agency.Freeze[agency.StaffID]("rita")}))
	var got []string
	require.NoError(t, eng.Deliver(ctx, func(_ context.Context, d access.Delivery) error {
		if e, ok := d.Event.(*event.OpeningChanged); ok {
			got = append(got, fmt.Sprint(e.Fields, d.To))
		}
		return nil
	}, access.DeliverOptions{UntilEmpty: true}))
	require.Equal(t, []string{"[team] [team:dev]", "[title] [team:dev holders:dev]"}, got)
}

func TestARefusedRowIsObserved(t *testing.T) {
	ctx := context.Background()
	var seen []access.Observation
	eng, err := access.New(memstore.New(), access.Options{
		Secret:  []byte("a test's secret, of 32 bytes and more"),
		Observe: func(_ context.Context, o access.Observation) { seen = append(seen, o) },
	})
	require.NoError(t, err)
	sys := northAndSouth(t, eng, agency.PerRecruiter())
	seen = nil
	_, err = sys.Share(ctx, one("dev", agency.ToAgency("north")))
	require.Error(t, err)
	require.Len(t, seen, 1)
	require.True(t, seen[0].Denied)
}

func TestTooManyNamesAreRefusedBeforeAnyWork(t *testing.T) {
	eng, _ := newEngine(t)
	sys := northAndSouth(t, eng, agency.PerRecruiter())
	var g access.Grants
	for i := range 101 {
		g.Openings = append(g.Openings, agency.OpeningID(fmt.Sprint("o", i)))
		g.To = append(g.To, agency.ToRecruiter(agency.RecruiterID(fmt.Sprint("r", i))))
	}
	for call, do := range map[string]func(context.Context, access.Grants) ([]access.ShareRow, error){
		"share": sys.Share, "unshare": sys.Unshare,
	} {
		_, err := do(context.Background(), g)
		var invalid *agency.Invalid
		require.ErrorAs(t, err, &invalid, call)
	}
}

func TestHoldersOfAnArchivedOpeningHearOfItsShare(t *testing.T) {
	ctx := context.Background()
	eng, _ := newEngine(t)
	sys := northAndSouth(t, eng, agency.PerRecruiter())
	require.NoError(t, sys.Archive(ctx, "dev"))
	give(sys.Staff, "dev", agency.ToRecruiter("ann"))
	require.Equal(t, []string{"recruiter:ann"}, heard[*event.OpeningShared](t, eng), "who is told opening_archived knows of it")
	require.NoError(t, sys.Suspend(ctx, "north"))
	_, err := sys.Unshare(ctx, one("dev", agency.ToRecruiter("ann")))
	require.NoError(t, err)
	require.Equal(t, []string{"host"}, heard[*event.OpeningUnshared](t, eng), "and who is told agency_suspended does not")
}

// Where what is over leaves nothing, a member whose share is over may not hear.
func TestProgressThatEndsWithTheShareIsToldToTheSubmitterAlone(t *testing.T) {
	ctx := context.Background()
	eng, _ := newEngine(t)
	settings := agency.PerRecruiter()
	settings.Offboarding = settings.Offboarding.With(agency.CauseGrantOver, 0)
	sys := northAndSouth(t, eng, settings)
	give(sys.Staff, "dev", agency.ToRecruiter("ann"))
	receipt, err := eng.Recruiter("acme", "ann").Submit(ctx, "dev", "r1", candidate.Entry{Name: "Jane Doe"})
	require.NoError(t, err)
	require.NoError(t, sys.Advance(ctx, receipt.Submission, agency.Interview))
	require.Equal(t, []string{"recruiter:ann"}, heard[*event.SubmissionAdvanced](t, eng))
	_, err = sys.Unshare(ctx, one("dev", agency.ToRecruiter("ann")))
	require.NoError(t, err)
	require.NoError(t, sys.Advance(ctx, receipt.Submission, agency.Offer))
	require.Equal(t, []string{"host"}, heard[*event.SubmissionAdvanced](t, eng))
}
