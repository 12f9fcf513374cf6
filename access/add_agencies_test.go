package access_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/internal/enginetest"
	"github.com/agencyaccess/agencyaccess/store"
)

// newAgency is a row that invites.
func newAgency(email, name string) access.Addition {
	return access.Addition{Invite: &access.Invitee{Email: email, NewAgency: name, Admin: true}}
}

// outcomes are what became of rows, a line each.
func outcomes(rows []access.AdditionRow) (out []string) {
	for _, r := range rows {
		var invalid *agency.Invalid
		switch {
		case errors.As(r.Err, &invalid):
			out = append(out, "bad "+invalid.Field)
		case r.Err != nil:
			out = append(out, r.Err.Error())
		case r.Refused != nil:
			line := "refused"
			for _, c := range r.Refused.Codes() {
				line += " " + c.String()
			}
			for _, a := range r.Invited.Offered {
				line += " offering " + a.Title
			}
			out = append(out, line)
		case r.Invited.Invitation != "":
			out = append(out, "invited "+r.Invited.Email)
		default:
			out = append(out, fmt.Sprint("shared ", linesOf(r.Shares)))
		}
	}
	return out
}

func TestAddingAgencies(t *testing.T) {
	ctx := context.Background()
	for _, tt := range []struct {
		what    string
		sharing agency.Sharing
		rows    []access.Addition
		want    []string
		err     []policy.Code
	}{
		{
			"existing and new ones", agency.ShareWithAgencies,
			[]access.Addition{{Agency: "north"}, newAgency("Kim Search <kim@kim.example>", "Kim Search"), {Agency: "south"}},
			[]string{"shared [agency:north changed]", "invited kim@kim.example", "shared [agency:south changed]"},
			nil,
		},
		{
			"an agency's members where recruiters are shared with", agency.ShareWithRecruiters,
			[]access.Addition{{Agency: "south"}, {Agency: "north"}, newAgency("kim@kim.example", "Kim Search")},
			[]string{
				"shared [recruiter:cem changed recruiter:dee changed]", "shared [recruiter:ann changed recruiter:bob changed]",
				"invited kim@kim.example",
			},
			nil,
		},
		{
			"an agency itself where either is shared with", agency.ShareWithEither,
			[]access.Addition{{Agency: "south"}},
			[]string{"shared [agency:south changed]"},
			nil,
		},
		{
			"an agency that is terminated", agency.ShareWithAgencies,
			[]access.Addition{{Agency: "gone"}, {Agency: "north"}},
			[]string{"refused agency_terminated", "shared [agency:north changed]"},
			[]policy.Code{policy.AgencyTerminated},
		},
		{
			"an unknown agency", agency.ShareWithAgencies,
			[]access.Addition{{Agency: "north"}, {Agency: "west"}},
			[]string{"shared [agency:north changed]", "refused not_found"},
			[]policy.Code{policy.NotFound},
		},
		{
			"an address that a user has, and one that a recruiter has", agency.ShareWithAgencies,
			[]access.Addition{newAgency("rita@acme.example", "Rita's"), newAgency("ANN@north.example", "Ann's"), {Agency: "north"}},
			[]string{"refused email_is_staff", "refused email_taken known_domain offering North Recruiting", "shared [agency:north changed]"},
			[]policy.Code{policy.EmailIsStaff},
		},
		{
			"a known domain", agency.ShareWithAgencies,
			[]access.Addition{newAgency("zoe@north.example", "Zoe's"), newAgency("kim@kim.example", "Kim Search")},
			[]string{"refused known_domain offering North Recruiting", "invited kim@kim.example"},
			[]policy.Code{policy.KnownDomain},
		},
		{
			"a known domain, on purpose", agency.ShareWithAgencies,
			[]access.Addition{{Invite: &access.Invitee{Email: "zoe@north.example", NewAgency: "Zoe's", Anyway: true}}},
			[]string{"invited zoe@north.example"},
			nil,
		},
		{
			"a domain that an earlier row makes known", agency.ShareWithAgencies,
			[]access.Addition{newAgency("kim@kim.example", "Kim Search"), newAgency("kit@kim.example", "Kit Search")},
			[]string{"invited kim@kim.example", "refused known_domain offering Kim Search"},
			[]policy.Code{policy.KnownDomain},
		},
		{
			"one address twice", agency.ShareWithAgencies,
			[]access.Addition{newAgency("kim@kim.example", "Kim Search"), newAgency("Kim <KIM@kim.example>", "Kim Again")},
			[]string{"invited kim@kim.example", "bad email"},
			nil,
		},
		{
			"one agency twice", agency.ShareWithAgencies,
			[]access.Addition{{Agency: "north"}, {Agency: "south"}, {Agency: "north"}},
			[]string{"shared [agency:north changed]", "shared [agency:south changed]", "bad agency"},
			nil,
		},
		{
			"bad input among good", agency.ShareWithAgencies,
			[]access.Addition{
				{},
				newAgency("nobody", "Nobody's"),
				newAgency("kim@kim.example", ""),
				{Agency: "north", Invite: &access.Invitee{Email: "kit@kit.example", NewAgency: "Kit"}},
				{Invite: &access.Invitee{Email: "kit@kit.example", NewAgency: "Kit", AllOpenings: true}},
				{Invite: &access.Invitee{Email: "kit@kit.example", NewAgency: "Kit", Openings: []agency.OpeningID{"ops"}}},
				{Agency: "south"},
			},
			[]string{"bad agency", "bad email", "bad new-agency", "bad invite", "bad openings", "bad openings", "shared [agency:south changed]"},
			nil,
		},
		{
			"IDs that are in use", agency.ShareWithAgencies,
			[]access.Addition{
				{Invite: &access.Invitee{Email: "kim@kim.example", Agency: "north", NewAgency: "Kim Search"}},
				{Invite: &access.Invitee{Email: "kit@kit.example", Recruiter: "ann", NewAgency: "Kit Search"}},
				{Agency: "south"},
			},
			[]string{store.ErrExists.Error(), store.ErrExists.Error(), "shared [agency:south changed]"},
			nil,
		},
	} {
		t.Run(tt.what, func(t *testing.T) {
			m := emptyMarket(t, tt.sharing)
			require.NoError(t, m.sys.PutStaff(ctx, agency.Staff{ID: "rita", Email: "rita@acme.example", Role: agency.SuperAdmin}))
			require.NoError(t, m.sys.PutAgency(ctx, agency.Agency{ID: "gone", Title: "Gone"}))
			require.NoError(t, m.sys.Terminate(ctx, "gone"))
			rows, err := m.eng.Staff("acme", "rita").AddAgencies(ctx, "dev", tt.rows, agency.Window{})
			require.Equal(t, tt.want, outcomes(rows))
			if tt.err != nil {
				require.Equal(t, tt.err, why(t, err))
				return
			}
			for i, r := range rows {
				var invalid *agency.Invalid
				switch {
				case errors.As(r.Err, &invalid):
					requireInvalid(t, fmt.Sprintf("rows[%d].%s", i, invalid.Field), err)
					return
				case r.Err != nil:
					require.ErrorIs(t, err, r.Err)
					return
				}
			}
			require.NoError(t, err)
		})
	}
}

// Where recruiters are shared with, an agency without any is decided all the same.
func TestAddingAgenciesWithoutAnybody(t *testing.T) {
	ctx := context.Background()
	all := []access.Addition{{Agency: "empty"}, {Agency: "gone"}, {Agency: "never"}, {Agency: "north"}, {Agency: "left"}}
	for _, tt := range []struct {
		what string
		who  agency.StaffID
		on   agency.OpeningID
		want []string
	}{
		{"allowed", "root", "dev", []string{
			"bad agency", "refused agency_terminated", "refused not_found", "shared [recruiter:ann changed recruiter:bob changed]", "bad agency",
		}},
		{"unknown opening", "root", "none", []string{
			"refused not_found", "refused agency_terminated not_found", "refused not_found", "refused not_found", "refused not_found",
		}},
		{"may not share", "hal", "dev", slices.Repeat([]string{"refused role_insufficient not_on_team"}, len(all))},
	} {
		t.Run(tt.what, func(t *testing.T) {
			m := hollow(t, agency.ShareWithRecruiters)
			rows, err := m.eng.Staff("acme", tt.who).AddAgencies(ctx, tt.on, all, agency.Window{})
			require.Equal(t, tt.want, outcomes(rows))
			require.NotEmpty(t, why(t, err))
		})
	}
	m := hollow(t, agency.ShareWithRecruiters)
	_, err := m.sys.AddAgencies(ctx, "dev", all[:1], agency.Window{})
	requireInvalid(t, "rows[0].agency", err)
	require.ErrorContains(t, err, "must have somebody to share with")
	m = hollow(t, agency.ShareWithEither)
	rows, err := m.sys.AddAgencies(ctx, "dev", all[:1], agency.Window{})
	require.NoError(t, err)
	require.Equal(t, []string{"shared [agency:empty changed]"}, outcomes(rows), "which has people later")
}

// What is refused leaves its journal entry and nothing else.
func TestARefusedAdditionLeavesNothing(t *testing.T) {
	ctx := context.Background()
	m := emptyMarket(t, agency.ShareWithAgencies)
	before, entries := m.records(t), len(m.journal(t))
	m.observed = nil
	_, err := m.sys.AddAgencies(ctx, "dev", []access.Addition{
		newAgency("zoe@north.example", "Zoe's"), {Agency: "west"}, newAgency("nobody", "Nobody's"),
	}, agency.Window{})
	require.Equal(t, []policy.Code{policy.KnownDomain}, why(t, err), "the first by its row")
	require.Len(t, m.observed, 1)
	require.True(t, m.observed[0].Denied)
	require.Equal(t, before, m.records(t))
	require.Empty(t, m.onDev(t))
	require.Len(t, m.journal(t), entries+2, "bad input is not journalled")
	for _, row := range m.journal(t)[:2] {
		require.True(t, row.Denied)
		require.Equal(t, "add-agencies", row.Action)
	}
}

func TestANewAgencyHoldsTheOpeningOnceItAccepts(t *testing.T) {
	ctx := context.Background()
	for _, sharing := range []agency.Sharing{agency.ShareWithAgencies, agency.ShareWithRecruiters} {
		t.Run(sharing.String(), func(t *testing.T) {
			m := emptyMarket(t, sharing)
			rows, err := m.sys.AddAgencies(ctx, "dev", []access.Addition{newAgency("kim@kim.example", "Kim Search")}, agency.Window{})
			require.NoError(t, err)
			require.Equal(t, []string{"host"}, heard[*event.InvitationSent](t, m.eng))
			require.Empty(t, m.onDev(t))
			kim := rows[0].Invited
			accepted, err := m.sys.Accept(ctx, kim.Secret, "login-kim")
			require.NoError(t, err)
			require.Equal(t, []agency.OpeningID{"dev"}, accepted.Shared)
			may, err := m.rec(kim.Recruiter).Can(ctx, policy.Submit, access.OnOpening("dev"))
			require.NoError(t, err)
			require.True(t, may.Allowed())
			may, err = m.rec(kim.Recruiter).Can(ctx, policy.Submit, access.OnOpening("ops"))
			require.NoError(t, err)
			require.False(t, may.Allowed())
		})
	}
}

func TestAddingAgenciesForATime(t *testing.T) {
	ctx := context.Background()
	m := emptyMarket(t, agency.ShareWithAgencies)
	window := agency.Window{From: enginetest.Start.Add(time.Hour), Until: enginetest.Start.Add(day)}
	rows, err := m.sys.AddAgencies(ctx, "dev", []access.Addition{{Agency: "north"}, newAgency("kim@kim.example", "Kim Search")}, window)
	requireInvalid(t, "rows[1].window", err)
	require.Equal(t, []string{"shared [agency:north changed]", "bad window"}, outcomes(rows))
	require.Equal(t, []string{"agency:north +1h0m0s until +24h0m0s"}, m.onDev(t))
}

// Somebody who may share and invite for the own openings alone adds to those.
func TestAManagerAddsAgenciesToOwnOpenings(t *testing.T) {
	ctx := context.Background()
	m := emptyMarket(t, agency.ShareWithAgencies)
	require.NoError(t, m.sys.PutStaff(ctx, agency.Staff{ID: "rita", Role: agency.RecruitmentManager}))
	require.NoError(t, m.sys.PutOpenings(ctx, agency.Opening{ID: "dev", Title: "Developer", Team: agency.Freeze[agency.StaffID]("rita")}))
	rita := m.eng.Staff("acme", "rita")
	add := []access.Addition{{Agency: "north"}, newAgency("kim@kim.example", "Kim Search")}
	rows, err := rita.AddAgencies(ctx, "ops", add, agency.Window{})
	require.Equal(t, []policy.Code{policy.NotOnTeam}, why(t, err))
	require.Equal(t, []string{"refused not_on_team", "refused not_on_team"}, outcomes(rows))
	rows, err = rita.AddAgencies(ctx, "dev", add, agency.Window{})
	require.NoError(t, err)
	require.Equal(t, []string{"shared [agency:north changed]", "invited kim@kim.example"}, outcomes(rows))
}

func TestBadAdditions(t *testing.T) {
	ctx := context.Background()
	m := emptyMarket(t, agency.ShareWithAgencies)
	before := m.records(t)
	for _, tt := range []struct {
		what, field string
		rows        []access.Addition
		window      agency.Window
	}{
		{"none", "rows", nil, agency.Window{}},
		{"too many", "rows", make([]access.Addition, access.MaxAdditions+1), agency.Window{}},
		{"a window that is over", "until", []access.Addition{{Agency: "north"}}, agency.Window{Until: enginetest.Start}},
		{
			"a window that ends before it starts", "until",
			[]access.Addition{{Agency: "north"}},
			agency.Window{From: enginetest.Start.Add(day), Until: enginetest.Start.Add(time.Hour)},
		},
	} {
		t.Run(tt.what, func(t *testing.T) {
			rows, err := m.sys.AddAgencies(ctx, "dev", tt.rows, tt.window)
			requireInvalid(t, tt.field, err)
			require.Nil(t, rows)
		})
	}
	require.Equal(t, before, m.records(t))
}
