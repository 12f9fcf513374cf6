package access_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/internal/enginetest"
)

// The window is that of sharing: what was shared for an hour is taken back with the
// same grants at any time.
func TestTheWindowOfAListIsForSharing(t *testing.T) {
	ctx := context.Background()
	for what, do := range map[string]func(*market, access.Grants) ([]access.ShareRow, error){
		"taken back": func(m *market, g access.Grants) ([]access.ShareRow, error) { return m.sys.Unshare(ctx, g) },
		"paused":     func(m *market, g access.Grants) ([]access.ShareRow, error) { return m.sys.Pause(ctx, g) },
		"resumed":    func(m *market, g access.Grants) ([]access.ShareRow, error) { return m.sys.Unpause(ctx, g) },
	} {
		t.Run(what, func(t *testing.T) {
			m := emptyMarket(t, agency.ShareWithAgencies)
			m.list(t, "tier-1", "north")
			g := devWith(access.Wave{List: "tier-1"})
			g.Window.Until = enginetest.Start.Add(time.Hour)
			_, err := m.sys.Share(ctx, g)
			require.NoError(t, err)
			m.after(2 * time.Hour)
			rows, err := do(m, g)
			require.NoError(t, err)
			require.Len(t, rows, 1)
		})
	}
}

// hollow is a market with agencies of which nobody is a current member: one that
// never had any, one whose only recruiter has left, and one that was terminated.
func hollow(t *testing.T, sharing agency.Sharing) *market {
	t.Helper()
	ctx := context.Background()
	m := emptyMarket(t, sharing)
	for _, id := range []agency.AgencyID{"empty", "left", "gone"} {
		require.NoError(t, m.sys.PutAgency(ctx, agency.Agency{ID: id, Title: "Agency " + string(id)}))
	}
	require.NoError(t, m.sys.PutRecruiter(ctx, agency.Recruiter{ID: "lea", Agency: "left", State: agency.RecruiterActive}))
	require.NoError(t, m.sys.Deactivate(ctx, "lea"))
	require.NoError(t, m.sys.Terminate(ctx, "gone"))
	require.NoError(t, m.sys.PutStaff(ctx,
		agency.Staff{ID: "root", Role: agency.SuperAdmin}, agency.Staff{ID: "mona", Role: agency.RecruitmentManager},
		agency.Staff{ID: "hal", Role: agency.HiringTeamMember}))
	return m
}

// Whether an agency has anybody must not decide whether something is allowed.
func TestMembersOfAnAgencyThatHasNone(t *testing.T) {
	ctx := context.Background()
	const share, unshare, pause = "share", "unshare", "pause"
	for _, tt := range []struct {
		what    string
		sharing agency.Sharing
		who     agency.StaffID
		call    string
		on      agency.OpeningID
		of      agency.AgencyID
		want    []policy.Code
	}{
		{"allowed", agency.ShareWithRecruiters, "root", share, "dev", "empty", nil},
		{"allowed, and all have left", agency.ShareWithRecruiters, "root", share, "dev", "left", nil},
		{"taken back", agency.ShareWithRecruiters, "root", unshare, "dev", "empty", nil},
		{"taken back from who is gone", agency.ShareWithRecruiters, "root", unshare, "dev", "gone", nil},
		{"terminated", agency.ShareWithRecruiters, "root", share, "dev", "gone", []policy.Code{policy.AgencyTerminated}},
		{"unknown agency", agency.ShareWithRecruiters, "root", share, "dev", "never", []policy.Code{policy.NotFound}},
		{"unknown agency, taken back", agency.ShareWithRecruiters, "root", unshare, "dev", "never", []policy.Code{policy.NotFound}},
		{"unknown opening", agency.ShareWithRecruiters, "root", share, "never", "empty", []policy.Code{policy.NotFound}},
		{"unknown opening, taken back", agency.ShareWithRecruiters, "root", unshare, "never", "empty", []policy.Code{policy.NotFound}},
		{"unknown opening, paused", agency.ShareWithRecruiters, "root", pause, "never", "left", []policy.Code{policy.NotFound}},
		{
			"unknown user", agency.ShareWithRecruiters, "nobody", share, "dev", "empty",
			[]policy.Code{policy.StaffInactive, policy.RoleInsufficient, policy.NotOnTeam},
		},
		{"another's opening", agency.ShareWithRecruiters, "mona", share, "dev", "empty", []policy.Code{policy.NotOnTeam}},
		{"another's opening, paused", agency.ShareWithRecruiters, "mona", pause, "dev", "empty", []policy.Code{policy.NotOnTeam}},
		{"agencies are shared with", agency.ShareWithAgencies, "root", share, "dev", "empty", []policy.Code{policy.PerAgencySharing}},
	} {
		t.Run(tt.what, func(t *testing.T) {
			m := hollow(t, tt.sharing)
			records, entries := m.records(t), len(m.journal(t))
			staff := m.eng.Staff("acme", tt.who)
			do := map[string]func(context.Context, access.Grants) ([]access.ShareRow, error){
				share: staff.Share, unshare: staff.Unshare, pause: staff.Pause,
			}[tt.call]
			rows, err := do(ctx, access.Grants{Openings: []agency.OpeningID{tt.on}, MembersOf: []agency.AgencyID{tt.of}})
			require.ElementsMatch(t, tt.want, why(t, err))
			require.Equal(t, records, m.records(t))
			require.Empty(t, m.onDev(t))
			journal := m.journal(t)
			if tt.want == nil {
				require.Empty(t, rows)
				require.Len(t, journal, entries)
				return
			}
			require.Len(t, rows, 1)
			require.Equal(t, tt.want, rows[0].Refused.Codes())
			require.Len(t, journal, entries+1)
			require.True(t, journal[0].Denied)
			require.Equal(t, tt.call, journal[0].Action)
		})
	}
}

// Who may not share is answered the same of an agency with people, without, that is
// gone and that never was.
func TestWhoMayNotShareLearnsNothingOfMembers(t *testing.T) {
	ctx := context.Background()
	m := hollow(t, agency.ShareWithRecruiters)
	for _, of := range []agency.AgencyID{"north", "empty", "left", "gone", "never"} {
		hal := m.eng.Staff("acme", "hal")
		for _, do := range []func(context.Context, access.Grants) ([]access.ShareRow, error){hal.Share, hal.Unshare, hal.Pause, hal.Unpause} {
			rows, err := do(ctx, devToMembers(of))
			require.Equal(t, []policy.Code{policy.RoleInsufficient, policy.NotOnTeam}, why(t, err), of)
			require.Equal(t, []string{"agency:" + string(of) + " refused role_insufficient not_on_team"}, linesOf(rows))
		}
		rows, err := hal.AddAgencies(ctx, "dev", []access.Addition{{Agency: of}}, agency.Window{})
		require.Equal(t, []policy.Code{policy.RoleInsufficient, policy.NotOnTeam}, why(t, err), of)
		require.Equal(t, []string{"refused role_insufficient not_on_team"}, outcomes(rows))
	}
}

// An agency without anybody that is named beside is shared with as such.
func TestAnAgencyWithoutMembersBesideItself(t *testing.T) {
	m := hollow(t, agency.ShareWithEither)
	_, err := m.sys.Share(context.Background(), access.Grants{
		Openings: []agency.OpeningID{"dev"}, MembersOf: []agency.AgencyID{"empty"}, To: []agency.Grantee{agency.ToAgency("empty")},
	})
	require.NoError(t, err)
	require.NoError(t, m.sys.PutList(context.Background(), agency.List{ID: "l", Title: "L", Members: agency.SeriesOf(agency.ToAgency("left"))}))
	_, err = m.sys.Share(context.Background(), access.Grants{
		Openings: []agency.OpeningID{"dev"}, MembersOf: []agency.AgencyID{"left"}, Lists: []access.Wave{{List: "l"}},
	})
	require.NoError(t, err)
	require.Equal(t, []string{"agency:empty +0s", "agency:left +0s"}, m.onDev(t))
}
