package access_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/internal/enginetest"
)

// days is from one day to another after the start; 0: from now, and for ever.
func days(from, until int) (w agency.Window) {
	if from != 0 {
		w.From = enginetest.Start.AddDate(0, 0, from)
	}
	if until != 0 {
		w.Until = enginetest.Start.AddDate(0, 0, until)
	}
	return w
}

// hold has an opening shared for a time.
func (m *market) hold(t *testing.T, on agency.OpeningID, to agency.Grantee, w agency.Window) {
	t.Helper()
	g := one(on, to)
	g.Window = w
	_, err := m.sys.Share(context.Background(), g)
	require.NoError(t, err)
}

// sharesOf are all shares to a grantee, by opening.
func (m *market) sharesOf(t *testing.T, to agency.Grantee) []agency.Share {
	t.Helper()
	page, err := m.sys.SharesOf(context.Background(), to, "", 0)
	require.NoError(t, err)
	return page.Rows
}

// shareNews are what the events that a call adds tell of shares.
func (m *market) shareNews(t *testing.T, call func()) (out []string) {
	t.Helper()
	had := len(m.events(t))
	call()
	for _, e := range m.events(t)[had:] {
		d, err := event.Decode(e.Name, e.Version, e.Payload)
		require.NoError(t, err)
		switch d := d.(type) {
		case *event.OpeningShared:
			out = append(out, "shared "+string(d.Opening)+" with "+agency.Grantee{Recruiter: d.Recruiter, Agency: d.Agency}.String()+told(d.Told))
		case *event.OpeningUnshared:
			out = append(out, "unshared "+string(d.Opening)+" with "+agency.Grantee{Recruiter: d.Recruiter, Agency: d.Agency}.String()+told(d.Told))
		}
	}
	return out
}

func told(yes bool) string {
	if yes {
		return ", told"
	}
	return ""
}

// TestGroupedOwnShares grow by what their agency's had, where there is no gap, and
// are what they were once the grouping is undone.
func TestGroupedOwnShares(t *testing.T) {
	ctx := context.Background()
	type window struct{ from, until int }
	for _, test := range []struct {
		name   string
		own    window
		agency window
		paused bool
		grown  *window // nil: as it is
		lost   bool
	}{
		{name: "own for longer", own: window{0, 9}, agency: window{0, 5}},
		{name: "own for ever", agency: window{2, 5}},
		{name: "own ends sooner", own: window{0, 5}, agency: window{0, 9}, grown: &window{0, 9}},
		{name: "own starts later", own: window{3, 0}, agency: window{0, 0}, grown: &window{0, 0}},
		{name: "own inside", own: window{3, 5}, agency: window{0, 9}, grown: &window{0, 9}},
		{name: "overlapping", own: window{3, 9}, agency: window{0, 5}, grown: &window{0, 9}},
		{name: "one after the other", own: window{5, 9}, agency: window{0, 5}, grown: &window{0, 9}},
		{name: "the other way round", own: window{0, 5}, agency: window{5, 9}, grown: &window{0, 9}},
		{name: "a gap", own: window{6, 9}, agency: window{0, 5}, lost: true},
		{name: "paused", own: window{0, 9}, agency: window{0, 0}, paused: true, lost: true},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMarket(t, agency.Settings{Sharing: agency.ShareWithEither})
			m.join(t, "kim", "kims")
			m.join(t, "kit", "kits")
			kim := agency.ToRecruiter("kim")
			m.hold(t, "dev", kim, days(test.own.from, test.own.until))
			m.hold(t, "dev", agency.ToAgency("kims"), days(test.agency.from, test.agency.until))
			if test.paused {
				_, err := m.sys.Pause(ctx, one("dev", kim))
				require.NoError(t, err)
			}
			before := m.dump(t)
			own, had := m.sharesOf(t, kim)[0], m.sharesOf(t, agency.ToAgency("kims"))[0]
			m.after(time.Hour)
			out := m.group(t, access.Grouping{Agency: "ks", NewAgency: "The Ks", Recruiters: []agency.RecruiterID{"kim", "kit"}})
			want := own
			if test.grown != nil {
				if want.Window = days(test.grown.from, test.grown.until); want.From.IsZero() {
					want.From = enginetest.Start
				}
				require.Equal(t, []agency.Share{want}, out.Shared)
			} else {
				require.Empty(t, out.Shared)
			}
			require.Equal(t, []agency.Share{want}, m.sharesOf(t, kim))
			if test.lost {
				require.Equal(t, []agency.Share{had}, out.Lost)
			} else {
				require.Empty(t, out.Lost)
			}
			m.after(2 * time.Hour)
			for _, id := range []agency.AgencyID{"kims", "kits"} {
				_, err := m.sys.Ungroup(ctx, id)
				require.NoError(t, err)
			}
			require.Equal(t, []agency.Share{own}, m.sharesOf(t, kim))
			require.Equal(t, []agency.Share{had}, m.sharesOf(t, agency.ToAgency("kims")))
			require.NotEmpty(t, before)
		})
	}
}

// TestGroupedUnderWhoHoldsLess: what the agency holds for a shorter time than those
// who come is not what they had.
func TestGroupedUnderWhoHoldsLess(t *testing.T) {
	for _, test := range []struct {
		name       string
		hub, kims  agency.Window
		everything bool
	}{
		{"as long", days(0, 9), days(0, 9), true},
		{"longer", days(0, 0), days(2, 9), true},
		{"less", days(0, 5), days(0, 9), false},
		{"less than for ever", days(0, 5), days(0, 0), false},
		{"later", days(3, 0), days(0, 9), false},
	} {
		for _, mode := range []agency.Sharing{agency.ShareWithAgencies, agency.ShareWithEither} {
			t.Run(test.name+"/"+mode.String(), func(t *testing.T) {
				m := newMarket(t, agency.Settings{Sharing: agency.ShareWithEither})
				m.agencies(t, map[agency.AgencyID][]string{"hub": nil})
				m.join(t, "kim", "kims")
				m.configure(t, func(s *agency.Settings) { s.Sharing = mode })
				m.hold(t, "dev", agency.ToAgency("hub"), test.hub)
				m.hold(t, "dev", agency.ToAgency("kims"), test.kims)
				had := m.sharesOf(t, agency.ToAgency("kims"))[0]
				m.after(time.Hour)
				out := m.group(t, access.Grouping{Agency: "hub", Recruiters: []agency.RecruiterID{"kim"}})
				switch {
				case test.everything:
					require.Empty(t, out.Shared)
					require.Empty(t, out.Lost)
				case mode == agency.ShareWithAgencies:
					require.Empty(t, out.Shared)
					require.Equal(t, []agency.Share{had}, out.Lost)
				default:
					require.Empty(t, out.Lost)
					require.Len(t, out.Shared, 1)
					require.Equal(t, agency.ToRecruiter("kim"), out.Shared[0].Grantee)
					require.Equal(t, had.Window, out.Shared[0].Window)
				}
			})
		}
	}
}

// TestGroupingTellsOfShares that it makes, ends and gives back, as sharing does.
func TestGroupingTellsOfShares(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{Sharing: agency.ShareWithEither})
	m.join(t, "kim", "kims")
	m.join(t, "kit", "kits")
	for _, id := range []agency.AgencyID{"kims", "kits"} {
		m.hold(t, "dev", agency.ToAgency(id), days(0, 0))
	}
	m.hold(t, "ops", agency.ToAgency("kims"), days(3, 0))
	m.after(time.Hour)
	require.ElementsMatch(t, []string{
		"unshared dev with agency:kims, told", "unshared dev with agency:kits, told", "unshared ops with agency:kims",
		"shared dev with agency:ks, told", "shared ops with recruiter:kim",
	}, m.shareNews(t, func() {
		m.group(t, access.Grouping{Agency: "ks", NewAgency: "The Ks", Recruiters: []agency.RecruiterID{"kim", "kit"}})
	}))
	m.after(2 * time.Hour)
	undo := func(id agency.AgencyID) func() {
		return func() {
			_, err := m.sys.Ungroup(ctx, id)
			require.NoError(t, err)
		}
	}
	require.ElementsMatch(t, []string{
		"shared dev with agency:kims, told", "shared ops with agency:kims", "unshared ops with recruiter:kim",
	}, m.shareNews(t, undo("kims")))
	require.True(t, m.sharesOf(t, agency.ToAgency("ks"))[0].Revoked.IsZero(), "kit is there still")
	require.ElementsMatch(t, []string{
		"shared dev with agency:kits, told", "unshared dev with agency:ks, told",
	}, m.shareNews(t, undo("kits")), "with nobody left")
	require.False(t, m.sharesOf(t, agency.ToAgency("ks"))[0].Revoked.IsZero())
	require.Equal(t, []string{"unshared dev with recruiter:ann, told", "unshared ops with recruiter:ann, told"}, m.shareNews(t, func() {
		require.NoError(t, m.sys.Move(ctx, "ann", "south"))
	}))
}

// TestCommonShareStays where the agency was there, whoever is left there, and so does
// what was shared with one that was made since.
func TestCommonShareStays(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	m.join(t, "kim", "kims")
	m.join(t, "kit", "kits")
	m.agencies(t, map[agency.AgencyID][]string{"hub": nil})
	m.configure(t, func(s *agency.Settings) { s.Sharing = agency.ShareWithAgencies })
	m.hold(t, "dev", agency.ToAgency("hub"), days(0, 0))
	m.hold(t, "dev", agency.ToAgency("kims"), days(0, 0))
	m.group(t, access.Grouping{Agency: "hub", Recruiters: []agency.RecruiterID{"kim"}})
	m.group(t, access.Grouping{Agency: "ks", NewAgency: "The Ks", Recruiters: []agency.RecruiterID{"kit"}})
	m.after(time.Hour)
	m.hold(t, "ops", agency.ToAgency("ks"), days(0, 0))
	for _, id := range []agency.AgencyID{"kims", "kits"} {
		_, err := m.sys.Ungroup(ctx, id)
		require.NoError(t, err)
	}
	require.Zero(t, m.sharesOf(t, agency.ToAgency("hub"))[0].Revoked)
	require.Zero(t, m.sharesOf(t, agency.ToAgency("ks"))[0].Revoked)
}
