package access_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

func TestNobodyRaisesARoleAboveThemselves(t *testing.T) {
	ctx := context.Background()
	eng, _ := newEngine(t)
	sys := northAndSouth(t, eng, agency.PerRecruiter())
	for id, levels := range map[agency.StaffID]agency.Levels{
		"otto": {Settings: true, Agencies: agency.AssignAgencies},
		"anna": {Settings: true, Agencies: agency.AdminAgencies, Submissions: agency.ReadSubmissions},
	} {
		require.NoError(t, sys.PutStaff(ctx, agency.Staff{ID: id, Role: agency.RecruitmentManager, Levels: levels}))
	}
	settings, err := sys.Settings(ctx)
	require.NoError(t, err)
	raised := settings
	raised.Roles = settings.Roles.With(agency.RecruitmentManager, agency.Levels{Agencies: agency.AdminAgencies, Settings: true, Journal: true})

	var refused *access.Refused
	require.ErrorAs(t, eng.Staff("acme", "otto").Configure(ctx, raised), &refused)
	var invalid *agency.Invalid
	require.ErrorAs(t, eng.Staff("acme", "anna").Configure(ctx, raised), &invalid)
	require.Equal(t, "settings.roles", invalid.Field)

	lowered := settings
	lowered.Roles = settings.Roles.With(agency.StaffRecruiter, agency.Levels{Submissions: agency.ReadSubmissions})
	require.NoError(t, eng.Staff("acme", "anna").Configure(ctx, lowered))
}

func TestDeniedReadsAreJournalledWhereReadsAre(t *testing.T) {
	ctx := context.Background()
	eng, _ := newEngine(t)
	settings := agency.PerRecruiter()
	settings.JournalReads = true
	sys := northAndSouth(t, eng, settings)
	ann := eng.Recruiter("acme", "ann")
	_, err := ann.Opening(ctx, "dev")
	require.Error(t, err)
	_, err = ann.CountSubmissions(ctx, access.SubmissionFilter{})
	require.NoError(t, err)
	_, err = ann.Can(ctx, policy.Submit, access.OnOpening("dev"))
	require.NoError(t, err)

	page, err := sys.Journal(ctx, store.Subject{Recruiter: "ann"}, "", 3)
	require.NoError(t, err)
	var got []string
	for _, row := range page.Rows {
		got = append(got, row.Action+" "+row.Reasons.String())
	}
	require.Equal(t, []string{"can not_shared", "list-submissions ", "view-opening not_shared"}, got)
}

func TestAHiringTeamReadsOnlyItsOwnPages(t *testing.T) {
	ctx := context.Background()
	counted := &countingStore{Store: memstore.New()}
	eng, err := access.New(counted, access.Options{Secret: []byte("a test's secret, of 32 bytes and more")})
	require.NoError(t, err)
	sys := northAndSouth(t, eng, agency.PerRecruiter())
	openings := make([]agency.Opening, 500)
	for i := range openings {
		openings[i] = agency.Opening{ID: agency.OpeningID(rune('a'+i%26)) + agency.OpeningID(rune('a'+i/26)), Title: "Opening"}
	}
	require.NoError(t, sys.PutOpenings(ctx, openings...))
	require.NoError(t, sys.PutStaff(ctx, agency.Staff{ID: "hank", Role: agency.HiringTeamMember}))
	counted.reads = 0
	page, err := eng.Staff("acme", "hank").Openings(ctx, "", 1)
	require.NoError(t, err)
	require.Empty(t, page.Rows)
	require.LessOrEqual(t, counted.reads, 2)
}

type countingStore struct {
	store.Store
	reads int
}

func (s *countingStore) Read(ctx context.Context, account agency.AccountID, q store.Query) (store.Facts, error) {
	s.reads++
	return s.Store.Read(ctx, account, q)
}

func TestObserversSeeNothingThatADriverSaid(t *testing.T) {
	ctx := context.Background()
	var seen []access.Observation
	eng, err := access.New(failingStore{memstore.New()}, access.Options{
		Secret:  []byte("a test's secret, of 32 bytes and more"),
		Observe: func(_ context.Context, o access.Observation) { seen = append(seen, o) },
	})
	require.NoError(t, err)
	_, err = eng.System("acme", "test").Settings(ctx)
	require.ErrorContains(t, err, "jane@doe.example", "the host is told")
	require.Len(t, seen, 1)
	require.NotContains(t, seen[0].Err.Error(), "jane")
	require.ErrorIs(t, seen[0].Err, store.ErrConflict)
}

type failingStore struct{ store.Store }

func (failingStore) Read(context.Context, agency.AccountID, store.Query) (store.Facts, error) {
	return store.Facts{}, errors.Join(store.ErrConflict, errors.New("key (email)=(jane@doe.example) exists"))
}

func TestADeactivatedRecruitersAddressIsFree(t *testing.T) {
	ctx := context.Background()
	eng, _ := newEngine(t)
	sys := northAndSouth(t, eng, agency.PerRecruiter())
	require.NoError(t, sys.Deactivate(ctx, "ann"))
	require.NoError(t, sys.PutRecruiter(ctx, agency.Recruiter{ID: "eve", Agency: "south", Email: "ANN@north.example"}))
	require.NoError(t, sys.PutRecruiter(ctx, agency.Recruiter{ID: "ann", Agency: "north", Name: "Ann", Email: "ann@north.example"}))
	var refused *access.Refused
	require.ErrorAs(t, sys.Reactivate(ctx, "ann"), &refused)
	require.Equal(t, "deny email_taken", refused.String())
	require.ErrorAs(t, sys.Reactivate(ctx, "nobody"), &refused)
	require.Equal(t, "recruiter", refused.Reasons()[0].Args[0].Value)
}
