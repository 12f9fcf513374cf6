package access_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/internal/enginetest"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

const day = 24 * time.Hour

// emptyMarket is a market in which nothing is shared.
func emptyMarket(t *testing.T, sharing agency.Sharing) *market {
	t.Helper()
	m := &market{store: memstore.New(), clock: &enginetest.Clock{}}
	t.Cleanup(func() { require.NoError(t, m.store.Close()) })
	m.clock.Set(enginetest.Start)
	m.open(t, m.store)
	northAndSouth(t, m.eng, agency.Settings{Sharing: sharing})
	return m
}

// list puts a list of those named: an agency, or a recruiter.
func (m *market) list(t *testing.T, id agency.ListID, names ...string) {
	t.Helper()
	l := agency.List{ID: id, Title: "List " + string(id), Members: agency.SeriesOf(grantees(names...)...)}
	require.NoError(t, m.sys.PutList(context.Background(), l))
}

func grantees(names ...string) (out []agency.Grantee) {
	for _, name := range names {
		if name == "north" || name == "south" {
			out = append(out, agency.ToAgency(agency.AgencyID(name)))
		} else {
			out = append(out, agency.ToRecruiter(agency.RecruiterID(name)))
		}
	}
	return out
}

// onDev are the shares of dev, such as "recruiter:ann +72h0m0s paused": to whom,
// how long after the start of the market they start, and where they do not go on.
func (m *market) onDev(t *testing.T) (out []string) {
	t.Helper()
	page, err := m.sys.SharesOn(context.Background(), "dev", "", 0)
	require.NoError(t, err)
	for _, s := range page.Rows {
		line := fmt.Sprintf("%s +%s", s.Grantee, s.From.Sub(enginetest.Start))
		if !s.Until.IsZero() {
			line += fmt.Sprintf(" until +%s", s.Until.Sub(enginetest.Start))
		}
		if !s.Paused.IsZero() {
			line += " paused"
		}
		if !s.Revoked.IsZero() {
			line += " revoked"
		}
		out = append(out, line)
	}
	return out
}

// linesOf are rows, such as "recruiter:ann changed" or "agency:north refused
// per_recruiter_sharing".
func linesOf(rows []access.ShareRow) (out []string) {
	for _, r := range rows {
		line := r.Grantee.String()
		if r.Changed {
			line += " changed"
		}
		if r.Refused != nil {
			line += " refused"
			for _, c := range r.Refused.Codes() {
				line += " " + c.String()
			}
		}
		out = append(out, line)
	}
	return out
}

func devWith(waves ...access.Wave) access.Grants {
	return access.Grants{Openings: []agency.OpeningID{"dev"}, Lists: waves}
}

func TestSharingWithLists(t *testing.T) {
	tier := func(id agency.ListID, days int) access.Wave {
		return access.Wave{List: id, After: time.Duration(days) * day}
	}
	for _, tt := range []struct {
		what    string
		sharing agency.Sharing
		grants  access.Grants
		rows    string
		shares  string
	}{
		{
			"an agency stands for its members", agency.ShareWithRecruiters, devWith(tier("south", 0)),
			"recruiter:cem changed, recruiter:dee changed", "recruiter:cem +0s, recruiter:dee +0s",
		},
		{
			"an agency stands for itself", agency.ShareWithAgencies, devWith(tier("south", 0)),
			"agency:south changed", "agency:south +0s",
		},
		{
			"an agency stands for itself where either is shared with", agency.ShareWithEither, devWith(tier("mixed", 0)),
			"agency:south changed, recruiter:ann changed", "agency:south +0s, recruiter:ann +0s",
		},
		{
			"a recruiter is refused where agencies are assigned", agency.ShareWithAgencies, devWith(tier("mixed", 0)),
			"agency:south changed, recruiter:ann refused per_agency_sharing", "agency:south +0s",
		},
		{
			"in waves", agency.ShareWithAgencies, devWith(tier("south", 0), tier("north", 3)),
			"agency:south changed, agency:north changed", "agency:north +72h0m0s, agency:south +0s",
		},
		{
			"the earliest start counts", agency.ShareWithRecruiters, devWith(tier("north", 3), tier("mixed", 1)),
			"recruiter:ann changed, recruiter:bob changed, recruiter:cem changed, recruiter:dee changed",
			"recruiter:ann +24h0m0s, recruiter:bob +72h0m0s, recruiter:cem +24h0m0s, recruiter:dee +24h0m0s",
		},
		{
			"who is named starts at once", agency.ShareWithRecruiters,
			access.Grants{Openings: []agency.OpeningID{"dev"}, To: grantees("bob"), Lists: []access.Wave{tier("north", 3)}},
			"recruiter:bob changed, recruiter:ann changed", "recruiter:ann +72h0m0s, recruiter:bob +0s",
		},
		{
			"after the window's start, to its end", agency.ShareWithAgencies,
			access.Grants{
				Openings: []agency.OpeningID{"dev"}, Lists: []access.Wave{tier("north", 3)},
				Window: agency.Window{From: enginetest.Start.Add(day), Until: enginetest.Start.Add(5 * day)},
			},
			"agency:north changed", "agency:north +96h0m0s until +120h0m0s",
		},
		{"an empty list", agency.ShareWithAgencies, devWith(tier("empty", 0)), "", ""},
	} {
		t.Run(tt.what, func(t *testing.T) {
			m := emptyMarket(t, tt.sharing)
			m.list(t, "south", "south")
			m.list(t, "north", "north")
			m.list(t, "mixed", "south", "ann")
			m.list(t, "empty")
			rows, err := m.sys.Share(context.Background(), tt.grants)
			require.Equal(t, strings.Contains(tt.rows, "refused"), err != nil, err)
			require.Equal(t, tt.rows, strings.Join(linesOf(rows), ", "))
			require.Equal(t, tt.shares, strings.Join(m.onDev(t), ", "))
		})
	}
}

func TestAWaveStartsAtItsInstant(t *testing.T) {
	ctx := context.Background()
	m := emptyMarket(t, agency.ShareWithAgencies)
	m.list(t, "tier-1", "north")
	m.list(t, "tier-2", "south")
	_, err := m.sys.Share(ctx, devWith(access.Wave{List: "tier-1"}, access.Wave{List: "tier-2", After: 3 * day}))
	require.NoError(t, err)
	may := func(id agency.RecruiterID) bool {
		d, err := m.rec(id).Can(ctx, policy.Submit, access.OnOpening("dev"))
		require.NoError(t, err)
		return d.Allowed()
	}
	require.True(t, may("ann"))
	require.False(t, may("cem"))
	m.after(3*day - time.Microsecond)
	require.False(t, may("cem"))
	m.after(3 * day)
	require.True(t, may("cem"))
}

func TestWhoComesOntoAListLaterGetsNothing(t *testing.T) {
	m := emptyMarket(t, agency.ShareWithAgencies)
	m.list(t, "tier-1", "north")
	_, err := m.sys.Share(context.Background(), devWith(access.Wave{List: "tier-1"}))
	require.NoError(t, err)
	m.list(t, "tier-1", "south")
	require.Equal(t, []string{"agency:north +0s"}, m.onDev(t))
}

func TestTakingBackFromAList(t *testing.T) {
	ctx := context.Background()
	m := emptyMarket(t, agency.ShareWithEither)
	m.list(t, "tier-1", "north", "cem")
	_, err := m.sys.Share(ctx, access.Grants{Openings: []agency.OpeningID{"dev"}, To: grantees("north", "ann", "bob", "cem", "dee")})
	require.NoError(t, err)
	require.NoError(t, m.sys.Deactivate(ctx, "bob"))
	rows, err := m.sys.Unshare(ctx, devWith(access.Wave{List: "tier-1"}))
	require.NoError(t, err)
	require.Equal(t, []string{"agency:north changed", "recruiter:cem changed", "recruiter:ann changed", "recruiter:bob changed"}, linesOf(rows))
	require.Equal(t, []string{
		"agency:north +0s revoked", "recruiter:ann +0s revoked", "recruiter:bob +0s revoked", "recruiter:cem +0s revoked", "recruiter:dee +0s",
	}, m.onDev(t))
}

// Who may not share does not learn from the answer who is on a list, or whether
// there is one.
func TestWhoMayNotShareLearnsNothingOfLists(t *testing.T) {
	ctx := context.Background()
	m := emptyMarket(t, agency.ShareWithAgencies)
	require.NoError(t, m.sys.PutStaff(ctx, agency.Staff{ID: "rita", Role: agency.StaffRecruiter}))
	m.list(t, "empty")
	m.list(t, "tier-1", "north", "south")
	for _, id := range []agency.ListID{"empty", "tier-1", "unknown"} {
		rows, err := m.eng.Staff("acme", "rita").Share(ctx, devWith(access.Wave{List: id}))
		require.Equal(t, []policy.Code{policy.RoleInsufficient}, why(t, err), id)
		require.Empty(t, rows)
	}
}

func TestBadWaves(t *testing.T) {
	ctx := context.Background()
	m := emptyMarket(t, agency.ShareWithAgencies)
	m.list(t, "tier-1", "north")
	_, err := m.sys.Share(ctx, access.Grants{Openings: []agency.OpeningID{"dev"}, To: grantees("north")})
	require.NoError(t, err)
	before := m.onDev(t)
	window := devWith(access.Wave{List: "tier-1", After: 3 * day})
	window.Window.Until = enginetest.Start.Add(3 * day)
	many := devWith()
	for i := range access.MaxLists + 1 {
		many.Lists = append(many.Lists, access.Wave{List: agency.ListID(fmt.Sprint("l", i))})
	}
	for _, tt := range []struct {
		what, field string
		do          func(context.Context, access.Grants) ([]access.ShareRow, error)
		grants      access.Grants
	}{
		{"unknown", "lists[1].list", m.sys.Share, devWith(access.Wave{List: "tier-1"}, access.Wave{List: "tier-9"})},
		{"unknown, taken from", "lists[0].list", m.sys.Unshare, devWith(access.Wave{List: "tier-9"})},
		{"twice", "lists[1].id", m.sys.Share, devWith(access.Wave{List: "tier-1"}, access.Wave{List: "tier-1", After: day})},
		{"before the window", "lists[0].after", m.sys.Share, devWith(access.Wave{List: "tier-1", After: -1000})},
		{"too late", "lists[0].after", m.sys.Share, devWith(access.Wave{List: "tier-1", After: access.MaxAfter + time.Microsecond})},
		{"nanoseconds", "lists[0].after", m.sys.Share, devWith(access.Wave{List: "tier-1", After: 1})},
		{"when the window has ended", "lists[0].after", m.sys.Share, window},
		{"taken back later", "lists[0].after", m.sys.Unshare, devWith(access.Wave{List: "tier-1", After: day})},
		{"paused later", "lists[0].after", m.sys.Pause, devWith(access.Wave{List: "tier-1", After: day})},
		{"resumed later", "lists[0].after", m.sys.Unpause, devWith(access.Wave{List: "tier-1", After: day})},
		{"too many", "lists", m.sys.Share, many},
	} {
		t.Run(tt.what, func(t *testing.T) {
			rows, err := tt.do(ctx, tt.grants)
			requireInvalid(t, tt.field, err)
			require.Empty(t, rows)
			require.Equal(t, before, m.onDev(t))
		})
	}
}

func TestAListIsPutListedAndDropped(t *testing.T) {
	ctx := context.Background()
	m := emptyMarket(t, agency.ShareWithEither)
	lists := func() []agency.List {
		page, err := m.sys.Lists(ctx, "", 0)
		require.NoError(t, err)
		return page.Rows
	}
	m.list(t, "tier-2", "ann", "south")
	m.list(t, "tier-1", "north")
	made := enginetest.Start
	require.Equal(t, []agency.List{
		{ID: "tier-1", Title: "List tier-1", Members: agency.SeriesOf(grantees("north")...), Created: made},
		{ID: "tier-2", Title: "List tier-2", Members: agency.SeriesOf(grantees("ann", "south")...), Created: made},
	}, lists())

	m.after(time.Hour)
	m.list(t, "tier-2", "south", "ann")
	require.Equal(t, grantees("south", "ann"), lists()[1].Members.Slice(), "the order is the account's")
	require.Equal(t, made, lists()[1].Created)
	last := m.journal(t)[0]
	require.Equal(t, "put-list", last.Action)
	require.Equal(t, []store.Value{
		{Field: "list", Before: "tier-2", After: "tier-2"},
		{Field: "members", Before: `["recruiter:ann","agency:south"]`, After: `["agency:south","recruiter:ann"]`},
	}, last.Values)
	require.Equal(t, []string{"host"}, heard[*event.ListChanged](t, m.eng))

	_, err := m.sys.Share(ctx, devWith(access.Wave{List: "tier-2"}))
	require.NoError(t, err)
	require.NoError(t, m.sys.DropList(ctx, "tier-2"))
	require.NoError(t, m.sys.DropList(ctx, "tier-2"), "dropping it again")
	require.Len(t, lists(), 1)
	require.Len(t, m.onDev(t), 2, "what was shared stays shared")
}

func TestBadLists(t *testing.T) {
	ctx := context.Background()
	m := emptyMarket(t, agency.ShareWithEither)
	for _, tt := range []struct {
		what, field string
		list        agency.List
	}{
		{"without a title", "list.title", agency.List{ID: "l"}},
		{"with somebody twice", "list.members[1]", agency.List{ID: "l", Title: "L", Members: agency.SeriesOf(grantees("ann", "ann")...)}},
		{"with an unknown recruiter", "list.members[2].recruiter", agency.List{ID: "l", Title: "L", Members: agency.SeriesOf(grantees("north", "ann", "zoe")...)}},
		{
			"with an unknown agency", "list.members[1].agency",
			agency.List{ID: "l", Title: "L", Members: agency.SeriesOf(agency.ToRecruiter("ann"), agency.ToAgency("west"))},
		},
	} {
		t.Run(tt.what, func(t *testing.T) { requireInvalid(t, tt.field, m.sys.PutList(ctx, tt.list)) })
	}
	page, err := m.sys.Lists(ctx, "", 0)
	require.NoError(t, err)
	require.Empty(t, page.Rows)
}

func TestWhoMayDoWhatWithLists(t *testing.T) {
	ctx := context.Background()
	m := emptyMarket(t, agency.ShareWithEither)
	m.list(t, "tier-1", "north")
	for role, want := range map[agency.Role]struct{ put, read bool }{
		agency.SuperAdmin: {true, true}, agency.RecruitmentManager: {false, true},
		agency.StaffRecruiter: {false, true}, agency.HiringTeamMember: {false, false},
	} {
		id := agency.StaffID(role.String())
		require.NoError(t, m.sys.PutStaff(ctx, agency.Staff{ID: id, Role: role}))
		s := m.eng.Staff("acme", id)
		err := s.PutList(ctx, agency.List{ID: "tier-1", Title: "Mine"})
		require.Equal(t, want.put, len(why(t, err)) == 0, id)
		if !want.put {
			requireDeniedOf(t, m, "put-list", "tier-1")
		}
		require.Equal(t, want.put, len(why(t, s.DropList(ctx, "tier-1"))) == 0, id)
		if !want.put {
			requireDeniedOf(t, m, "drop-list", "tier-1")
		}
		_, err = s.Lists(ctx, "", 0)
		require.Equal(t, want.read, len(why(t, err)) == 0, id)
	}
}

// requireDeniedOf requires that the newest entry is a denied call, and names the
// list.
func requireDeniedOf(t *testing.T, m *market, call, list string) {
	t.Helper()
	last := m.journal(t)[0]
	require.True(t, last.Denied)
	require.Equal(t, call, last.Action)
	require.Equal(t, []store.Value{{Field: "list", After: list}}, last.Values)
	require.Equal(t, agency.Freeze("list"), last.Fields)
}
