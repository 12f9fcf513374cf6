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

// promiseEve has eve invited to the north a day after the start, who is to have dev.
func (m *market) promiseEve(t *testing.T, all bool) access.Invited {
	t.Helper()
	m.after(day)
	in := access.Invitee{Email: "eve@north.example", Agency: "north", Recruiter: "eve", AllOpenings: all}
	if !all {
		in.Openings = []agency.OpeningID{"dev"}
	}
	return m.invite(t, in)
}

// TestAcceptingOnlyAdds where nothing was decided since the invitation.
func TestAcceptingOnlyAdds(t *testing.T) {
	ctx := context.Background()
	until := func(d time.Duration) access.Grants {
		g := devTo("north")
		g.Window.Until = enginetest.Start.Add(d)
		return g
	}
	later := devTo("north")
	later.Window.From = enginetest.Start.Add(9 * day)
	type steps []func(*market) ([]access.ShareRow, error)
	share := func(g access.Grants) func(*market) ([]access.ShareRow, error) {
		return func(m *market) ([]access.ShareRow, error) { return m.sys.Share(ctx, g) }
	}
	unshare := func(m *market) ([]access.ShareRow, error) { return m.sys.Unshare(ctx, devTo("north")) }
	pause := func(m *market) ([]access.ShareRow, error) { return m.sys.Pause(ctx, devTo("north")) }
	for _, tt := range []struct {
		name          string
		before, since steps
		shared        bool // named in the answer
		dev           string
	}{
		{"never shared", nil, nil, true, "agency:north +96h0m0s"},
		{"over before", steps{share(until(time.Hour))}, nil, true, "agency:north +96h0m0s"},
		{"taken back before", steps{share(devTo("north")), unshare}, nil, true, "agency:north +96h0m0s"},
		{"paused and taken back before", steps{share(devTo("north")), pause, unshare}, nil, true, "agency:north +96h0m0s"},
		{"over by then", steps{share(until(3 * day))}, nil, true, "agency:north +96h0m0s"},
		{"in effect", steps{share(devTo("north"))}, nil, true, "agency:north +0s"},
		{"in effect for a time", steps{share(until(8 * day))}, nil, true, "agency:north +0s until +192h0m0s"},
		{"in effect for a time that staff chose since", nil, steps{share(until(8 * day))}, true, "agency:north +48h0m0s until +192h0m0s"},
		{"over, as staff chose since", nil, steps{share(until(3 * day))}, false, "agency:north +48h0m0s until +72h0m0s"},
		{"still to start", steps{share(later)}, nil, false, "agency:north +216h0m0s"},
		{"still to start, as staff chose since", nil, steps{share(later)}, false, "agency:north +216h0m0s"},
		{"paused before", steps{share(devTo("north")), pause}, nil, false, "agency:north +0s paused"},
		{"taken back since", steps{share(devTo("north"))}, steps{unshare}, false, "agency:north +0s revoked"},
		{"paused since", steps{share(devTo("north"))}, steps{pause}, false, "agency:north +0s paused"},
		{"given and taken back since", nil, steps{share(devTo("north")), unshare}, false, "agency:north +48h0m0s revoked"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := emptyMarket(t, agency.ShareWithAgencies)
			do := func(all steps) {
				for _, step := range all {
					_, err := step(m)
					require.NoError(t, err)
				}
			}
			do(tt.before)
			in := m.promiseEve(t, false)
			m.after(2 * day)
			do(tt.since)
			m.after(4 * day)
			accepted, err := m.sys.Accept(ctx, in.Secret, "login")
			require.NoError(t, err)
			require.Equal(t, tt.shared, len(accepted.Shared) == 1)
			require.Equal(t, []string{tt.dev}, m.onDev(t))
		})
	}
}

// TestPromisesAreTakenBack like shares: what is no longer to be shared is not when
// the invitation is accepted, nor when it was sent again.
func TestPromisesAreTakenBack(t *testing.T) {
	ctx := context.Background()
	all := func(names ...string) access.Grants { return access.Grants{AllOpenings: true, To: grantees(names...)} }
	dev := func(names ...string) access.Grants { return devTo(names...) }
	type deed = func(*market, access.Grants) ([]access.ShareRow, error)
	unshare := func(m *market, g access.Grants) ([]access.ShareRow, error) { return m.sys.Unshare(ctx, g) }
	pause := func(m *market, g access.Grants) ([]access.ShareRow, error) { return m.sys.Pause(ctx, g) }
	for _, tt := range []struct {
		name    string
		sharing agency.Sharing
		all     bool // what is promised; otherwise dev
		do      deed
		what    access.Grants
		rows    []string
		kept    []agency.OpeningID
	}{
		{"from the recruiter", agency.ShareWithRecruiters, false, unshare, dev("eve"), []string{"recruiter:eve changed"}, nil},
		{"from the recruiter who is promised all", agency.ShareWithRecruiters, true, unshare, dev("eve"), []string{"recruiter:eve changed"}, []agency.OpeningID{"ops"}},
		{"from the agency and so from its members", agency.ShareWithRecruiters, false, unshare, dev("north"), []string{"agency:north", "recruiter:eve changed"}, nil},
		{"from the agency", agency.ShareWithAgencies, false, unshare, dev("north"), []string{"agency:north changed"}, nil},
		{"from the recruiter whose agency it would be", agency.ShareWithAgencies, false, unshare, dev("eve"), []string{"recruiter:eve changed"}, nil},
		{"from both", agency.ShareWithAgencies, false, unshare, dev("eve", "north"), []string{"recruiter:eve changed", "agency:north changed"}, nil},
		{"from the recruiter where either is shared with", agency.ShareWithEither, false, unshare, dev("eve"), []string{"recruiter:eve changed"}, nil},
		{"from another agency", agency.ShareWithAgencies, false, unshare, dev("south"), []string{"agency:south"}, []agency.OpeningID{"dev"}},
		{"from a colleague", agency.ShareWithRecruiters, false, unshare, dev("ann"), []string{"recruiter:ann"}, []agency.OpeningID{"dev"}},
		{"paused", agency.ShareWithRecruiters, false, pause, dev("eve"), []string{"recruiter:eve changed"}, nil},
		{"paused for the agency", agency.ShareWithAgencies, false, pause, dev("north"), []string{"agency:north changed"}, nil},
		{"paused for the agency where recruiters are shared with", agency.ShareWithRecruiters, false, pause, dev("north"), []string{"agency:north"}, []agency.OpeningID{"dev"}},
		{"all, one of which is promised", agency.ShareWithRecruiters, false, unshare, all("eve"), []string{"recruiter:eve changed"}, nil},
		{"all, which are promised", agency.ShareWithRecruiters, true, unshare, all("eve"), nil, nil},
		{"all from the agency", agency.ShareWithAgencies, true, unshare, all("north"), nil, nil},
		{"all paused", agency.ShareWithRecruiters, true, pause, all("eve"), []string{"recruiter:eve changed", "recruiter:eve changed"}, nil},
	} {
		for _, again := range []bool{false, true} {
			name := tt.name
			if again {
				name += ", and sent again"
			}
			t.Run(name, func(t *testing.T) {
				m := emptyMarket(t, tt.sharing)
				in := m.promiseEve(t, tt.all)
				rows, err := tt.do(m, tt.what)
				require.NoError(t, err)
				require.Equal(t, tt.rows, linesOf(rows))
				rows, err = tt.do(m, tt.what)
				require.NoError(t, err)
				for _, row := range rows {
					require.False(t, row.Changed, "nothing is left to take back")
				}
				for _, id := range []agency.RecruiterID{"ann", "eve"} {
					e, err := m.sys.Explain(ctx, id, policy.Submit, access.OnOpening("dev"))
					require.NoError(t, err)
					require.False(t, e.Told.Has(policy.ShareRevoked) || e.Told.Has(policy.SharePaused))
				}
				m.after(3 * day)
				if again {
					in, err = m.sys.Resend(ctx, "eve")
					require.NoError(t, err)
				}
				accepted, err := m.sys.Accept(ctx, in.Secret, "login")
				require.NoError(t, err)
				require.ElementsMatch(t, tt.kept, accepted.Shared)
				d, err := m.rec("eve").Can(ctx, policy.ViewOpening, access.OnOpening("dev"))
				require.NoError(t, err)
				if !d.Allowed() {
					require.Equal(t, []policy.Code{policy.NotFound}, d.Codes(), "of what never was in effect nothing is told")
				}
				e, err := m.sys.Explain(ctx, "ann", policy.Submit, access.OnOpening("dev"))
				require.NoError(t, err)
				if !e.Told.Allowed() {
					require.Equal(t, []policy.Code{policy.NotFound}, e.Told.Codes())
				}
			})
		}
	}
}

// TestTakingBackAPromiseLeavesWhatWas: who had the opening once is told so still.
func TestTakingBackAPromiseLeavesWhatWas(t *testing.T) {
	ctx := context.Background()
	for name, end := range map[string]func(*market) error{
		"taken back": func(m *market) error { _, err := m.sys.Unshare(ctx, devTo("north")); return err },
		"over":       func(*market) error { return nil },
	} {
		t.Run(name, func(t *testing.T) {
			m := emptyMarket(t, agency.ShareWithAgencies)
			g := devTo("north")
			g.Window.Until = enginetest.Start.Add(2 * time.Hour)
			_, err := m.sys.Share(ctx, g)
			require.NoError(t, err)
			m.after(time.Hour)
			require.NoError(t, end(m))
			in := m.promiseEve(t, false)
			told := func() access.Explanation {
				e, err := m.sys.Explain(ctx, "ann", policy.Submit, access.OnOpening("dev"))
				require.NoError(t, err)
				return e
			}
			before := told()
			rows, err := m.sys.Unshare(ctx, devTo("north"))
			require.NoError(t, err)
			require.Equal(t, []string{"agency:north changed"}, linesOf(rows))
			require.Equal(t, before.Told, told().Told)
			require.NotEqual(t, policy.NotFound, before.Told.First())
			accepted, err := m.sys.Accept(ctx, in.Secret, "login")
			require.NoError(t, err)
			require.Empty(t, accepted.Shared)
		})
	}
}

// TestOnlyOwnOpeningsAreTakenOutOfAPromiseOfAll by who may not act on all.
func TestOnlyOwnOpeningsAreTakenOutOfAPromiseOfAll(t *testing.T) {
	ctx := context.Background()
	m := emptyMarket(t, agency.ShareWithRecruiters)
	m.staff(t)
	in := m.promiseEve(t, true)
	rows, err := m.eng.Staff("acme", "mona").Unshare(ctx, access.Grants{AllOpenings: true, To: grantees("eve")})
	require.NoError(t, err)
	require.Equal(t, []string{"recruiter:eve changed"}, linesOf(rows))
	accepted, err := m.sys.Accept(ctx, in.Secret, "login")
	require.NoError(t, err)
	require.Equal(t, []agency.OpeningID{"ops"}, accepted.Shared)
}

// TestNothingIsTakenBackFromWhoIsPromisedNothing, whoever was asked about.
func TestNothingIsTakenBackFromWhoIsPromisedNothing(t *testing.T) {
	ctx := context.Background()
	m := emptyMarket(t, agency.ShareWithRecruiters)
	m.promiseEve(t, false)
	_, err := m.sys.Accept(ctx, m.invite(t, access.Invitee{
		Email: "fay@north.example", Agency: "north", Recruiter: "fay", Openings: []agency.OpeningID{"ops"},
	}).Secret, "login")
	require.NoError(t, err)
	for _, g := range []access.Grants{
		{Openings: []agency.OpeningID{"ops"}, To: grantees("eve")}, devTo("fay"), devTo("ann", "south"),
	} {
		require.Empty(t, m.unchanged(t, func() {
			_, err := m.sys.Unshare(ctx, g)
			require.NoError(t, err)
		}))
	}
}
