package access_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/internal/enginetest"
)

func devTo(names ...string) access.Grants {
	return access.Grants{Openings: []agency.OpeningID{"dev"}, To: grantees(names...)}
}

func devToMembers(of agency.AgencyID) access.Grants {
	return access.Grants{Openings: []agency.OpeningID{"dev"}, MembersOf: []agency.AgencyID{of}}
}

func TestWhatIsPausedAndWhatComesOfIt(t *testing.T) {
	ctx := context.Background()
	later := devTo("ann")
	later.Window = agency.Window{From: enginetest.Start.Add(day), Until: enginetest.Start.Add(2 * day)}
	type step func(context.Context, *market) ([]access.ShareRow, error)
	share := func(g access.Grants) step {
		return func(ctx context.Context, m *market) ([]access.ShareRow, error) { return m.sys.Share(ctx, g) }
	}
	unshare := func(ctx context.Context, m *market) ([]access.ShareRow, error) {
		return m.sys.Unshare(ctx, devTo("ann"))
	}
	pause := func(ctx context.Context, m *market) ([]access.ShareRow, error) { return m.sys.Pause(ctx, devTo("ann")) }
	unpause := func(ctx context.Context, m *market) ([]access.ShareRow, error) {
		return m.sys.Unpause(ctx, devTo("ann"))
	}
	after := func(d time.Duration) step {
		return func(_ context.Context, m *market) ([]access.ShareRow, error) { m.after(d); return nil, nil }
	}
	for _, tt := range []struct {
		what    string
		steps   []step
		changed bool     // by the last step
		share   string   // as onDev shows it
		told    []string // of the last event, by whom it is for; none: no event
	}{
		{"in effect", []step{share(devTo("ann")), pause}, true, "recruiter:ann +0s paused", []string{"recruiter:ann"}},
		{"paused twice", []step{share(devTo("ann")), pause, pause}, false, "recruiter:ann +0s paused", nil},
		{"never shared", []step{pause}, false, "", nil},
		{"taken back", []step{share(devTo("ann")), unshare, pause}, false, "recruiter:ann +0s revoked", nil},
		{"not started yet", []step{share(later), pause}, true, "recruiter:ann +24h0m0s until +48h0m0s paused", []string{"host"}},
		{"at its end", []step{share(later), after(2 * day), pause}, false, "recruiter:ann +24h0m0s until +48h0m0s", nil},
		{"resumed", []step{share(devTo("ann")), pause, unpause}, true, "recruiter:ann +0s", []string{"recruiter:ann"}},
		{"resumed, not being paused", []step{share(devTo("ann")), unpause}, false, "recruiter:ann +0s", nil},
		{"resumed before it starts", []step{share(later), pause, unpause}, true, "recruiter:ann +24h0m0s until +48h0m0s", []string{"host"}},
		{
			"resumed once it would have started",
			[]step{share(later), pause, after(day), unpause},
			true,
			"recruiter:ann +24h0m0s until +48h0m0s",
			[]string{"recruiter:ann"},
		},
		{
			"resumed after its end",
			[]step{share(later), pause, after(2 * day), unpause},
			false,
			"recruiter:ann +24h0m0s until +48h0m0s paused", nil,
		},
		{"resumed after it was taken back", []step{share(devTo("ann")), pause, unshare, unpause}, false, "recruiter:ann +0s paused revoked", nil},
		{"taken back while paused", []step{share(devTo("ann")), pause, unshare}, true, "recruiter:ann +0s paused revoked", []string{"host"}},
		{
			"shared again while paused",
			[]step{share(devTo("ann")), after(time.Hour), pause, share(devTo("ann"))},
			true,
			"recruiter:ann +1h0m0s",
			[]string{"recruiter:ann"},
		},
		{
			"shared again with the same window while paused",
			[]step{share(later), pause, share(later)},
			true,
			"recruiter:ann +24h0m0s until +48h0m0s",
			[]string{"host"},
		},
		{
			"shared again from later on while paused",
			[]step{share(devTo("ann")), pause, share(later)},
			true,
			"recruiter:ann +24h0m0s until +48h0m0s",
			[]string{"host"},
		},
	} {
		t.Run(tt.what, func(t *testing.T) {
			m := emptyMarket(t, agency.ShareWithRecruiters)
			var rows []access.ShareRow
			var err error
			for i, do := range tt.steps {
				if i == len(tt.steps)-1 {
					heard[event.Event](t, m.eng)
				}
				rows, err = do(ctx, m)
				require.NoError(t, err)
			}
			require.Len(t, rows, 1)
			require.Equal(t, tt.changed, rows[0].Changed)
			var shares []string
			if tt.share != "" {
				shares = []string{tt.share}
			}
			require.Equal(t, shares, m.onDev(t))
			require.Equal(t, tt.told, heard[event.Event](t, m.eng))
		})
	}
}

func TestAPausedShareGivesNothing(t *testing.T) {
	ctx := context.Background()
	m := emptyMarket(t, agency.ShareWithRecruiters)
	_, err := m.sys.Share(ctx, devTo("ann"))
	require.NoError(t, err)
	may := func(a policy.Action) []policy.Code {
		d, err := m.rec("ann").Can(ctx, a, access.OnOpening("dev"))
		require.NoError(t, err)
		return d.Codes()
	}
	who := func() int {
		page, err := m.sys.Who(ctx, "dev", "", 0)
		require.NoError(t, err)
		return len(page.Rows)
	}
	require.Empty(t, may(policy.Submit))
	require.Equal(t, 1, who())
	m.after(time.Hour)
	_, err = m.sys.Pause(ctx, devTo("ann"))
	require.NoError(t, err)
	require.Equal(t, []policy.Code{policy.SharePaused}, may(policy.Submit))
	require.Equal(t, []policy.Code{policy.SharePaused}, may(policy.ViewOpening))
	require.Zero(t, who())
	n, err := m.rec("ann").CountOpenings(ctx)
	require.NoError(t, err)
	require.Zero(t, n)
	e, err := m.sys.Explain(ctx, "ann", policy.Submit, access.OnOpening("dev"))
	require.NoError(t, err)
	require.Equal(t, []policy.Code{policy.SharePaused}, e.Decision.Codes())
	_, err = m.sys.Unpause(ctx, devTo("ann"))
	require.NoError(t, err)
	require.Empty(t, may(policy.Submit))
	require.Equal(t, 1, who())
}

func TestPausingAnAgencyLeavesItsMembersOwn(t *testing.T) {
	ctx := context.Background()
	m := emptyMarket(t, agency.ShareWithEither)
	_, err := m.sys.Share(ctx, devTo("north", "ann", "bob"))
	require.NoError(t, err)
	rows, err := m.sys.Pause(ctx, devTo("north"))
	require.NoError(t, err)
	require.Equal(t, []string{"agency:north changed"}, linesOf(rows))
	require.Equal(t, []string{"agency:north +0s paused", "recruiter:ann +0s", "recruiter:bob +0s"}, m.onDev(t))
	require.NoError(t, m.sys.Deactivate(ctx, "bob"))
	rows, err = m.sys.Pause(ctx, devToMembers("north"))
	require.NoError(t, err)
	require.Equal(t, []string{"recruiter:ann changed", "recruiter:bob changed"}, linesOf(rows), "the deactivated as well")
	rows, err = m.sys.Unpause(ctx, devToMembers("north"))
	require.NoError(t, err)
	require.Equal(t, []string{"recruiter:ann changed"}, linesOf(rows), "but what is resumed is for who is there")
}

func TestPausingAList(t *testing.T) {
	ctx := context.Background()
	for sharing, want := range map[agency.Sharing][]string{
		agency.ShareWithRecruiters: {"recruiter:ann +0s paused", "recruiter:bob +0s paused", "recruiter:cem +0s paused"},
		agency.ShareWithEither:     {"agency:north +0s paused", "recruiter:cem +0s paused"},
	} {
		t.Run(sharing.String(), func(t *testing.T) {
			m := emptyMarket(t, sharing)
			m.list(t, "tier-1", "north", "cem")
			wave := devWith(access.Wave{List: "tier-1"})
			_, err := m.sys.Share(ctx, wave)
			require.NoError(t, err)
			given := m.onDev(t)
			_, err = m.sys.Pause(ctx, wave)
			require.NoError(t, err)
			require.Equal(t, want, m.onDev(t))
			_, err = m.sys.Unpause(ctx, wave)
			require.NoError(t, err)
			require.Equal(t, given, m.onDev(t))
		})
	}
}

// What could not be shared is not resumed.
func TestResumingGivesNothingThatSharingWouldNot(t *testing.T) {
	ctx := context.Background()
	for _, tt := range []struct {
		what   string
		then   func(*market) error
		refuse policy.Code
	}{
		{"deactivated", func(m *market) error { return m.sys.Deactivate(ctx, "ann") }, policy.RecruiterDeactivated},
		{"terminated", func(m *market) error { return m.sys.Terminate(ctx, "north") }, policy.AgencyTerminated},
		{"assigned by agency", func(m *market) error {
			s, err := m.sys.Settings(ctx)
			if err != nil {
				return err
			}
			s.Sharing = agency.ShareWithAgencies
			return m.sys.Configure(ctx, s)
		}, policy.PerAgencySharing},
	} {
		t.Run(tt.what, func(t *testing.T) {
			m := emptyMarket(t, agency.ShareWithRecruiters)
			_, err := m.sys.Share(ctx, devTo("ann", "cem"))
			require.NoError(t, err)
			require.NoError(t, tt.then(m))
			rows, err := m.sys.Pause(ctx, devTo("ann", "cem"))
			require.NoError(t, err, "who may halt, may")
			require.Equal(t, []string{"recruiter:ann changed", "recruiter:cem changed"}, linesOf(rows))
			rows, err = m.sys.Unpause(ctx, devTo("ann"))
			require.Equal(t, []policy.Code{tt.refuse}, why(t, err))
			require.Equal(t, []string{"recruiter:ann refused " + tt.refuse.String()}, linesOf(rows))
			require.Contains(t, m.onDev(t), "recruiter:ann +0s paused")
		})
	}
}

func TestPausingEverything(t *testing.T) {
	ctx := context.Background()
	m := emptyMarket(t, agency.ShareWithAgencies)
	all := access.Grants{AllOpenings: true, To: grantees("north")}
	_, err := m.sys.Share(ctx, all)
	require.NoError(t, err)
	require.NoError(t, m.sys.Archive(ctx, "ops"))
	for _, do := range []func(context.Context, access.Grants) ([]access.ShareRow, error){m.sys.Pause, m.sys.Unpause} {
		rows, err := do(ctx, access.Grants{AllOpenings: true, To: grantees("north", "south")})
		require.NoError(t, err)
		require.Equal(t, []string{"agency:north changed", "agency:north changed"}, linesOf(rows), "the archived as well, and only what changes")
	}
}

func TestGroupingResumesNothing(t *testing.T) {
	ctx := context.Background()
	m := emptyMarket(t, agency.ShareWithAgencies)
	later := devTo("north", "south")
	later.Window.From = enginetest.Start.Add(day)
	_, err := m.sys.Share(ctx, later)
	require.NoError(t, err)
	_, err = m.sys.Pause(ctx, devTo("north", "south"))
	require.NoError(t, err)
	_, err = m.sys.Group(ctx, access.Grouping{NewAgency: "Both", Recruiters: []agency.RecruiterID{"ann", "bob", "cem", "dee"}})
	require.NoError(t, err)
	m.after(2 * day)
	for _, id := range []agency.RecruiterID{"ann", "cem"} {
		d, err := m.rec(id).Can(ctx, policy.ViewOpening, access.OnOpening("dev"))
		require.NoError(t, err)
		require.False(t, d.Allowed(), id)
	}
}

// An invitation is older than the pause, and whoever accepts it is no one to end
// that.
func TestAcceptingGivesBackNothing(t *testing.T) {
	ctx := context.Background()
	for _, tt := range []struct {
		what string
		halt func(*market) ([]access.ShareRow, error)
	}{
		{"paused", func(m *market) ([]access.ShareRow, error) { return m.sys.Pause(ctx, devTo("north")) }},
		{"taken back", func(m *market) ([]access.ShareRow, error) { return m.sys.Unshare(ctx, devTo("north")) }},
	} {
		t.Run(tt.what, func(t *testing.T) {
			m := emptyMarket(t, agency.ShareWithAgencies)
			_, err := m.sys.Share(ctx, devTo("north"))
			require.NoError(t, err)
			in, err := m.sys.Invite(ctx, access.Invitee{Email: "eve@north.example", Agency: "north", Openings: []agency.OpeningID{"dev", "ops"}})
			require.NoError(t, err)
			m.after(time.Hour)
			_, err = tt.halt(m)
			require.NoError(t, err)
			accepted, err := m.sys.Accept(ctx, in.Secret, "login-eve")
			require.NoError(t, err)
			require.Equal(t, []agency.OpeningID{"ops"}, accepted.Shared)
			may, err := m.rec("ann").Can(ctx, policy.Submit, access.OnOpening("dev"))
			require.NoError(t, err)
			require.False(t, may.Allowed())
		})
	}
}
