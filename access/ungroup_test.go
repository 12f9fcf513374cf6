package access_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/internal/enginetest"
	"github.com/agencyaccess/agencyaccess/store"
)

// since is when somebody became active in their agency, which is later after a
// group was taken back.
var since = regexp.MustCompile(`Since:[-0-9]+ [0-9:]+ \+0000 UTC`)

// dump is all that the account has but its journal and outbox.
func (m *market) dump(t *testing.T, requests ...candidate.RequestID) string {
	t.Helper()
	w := &enginetest.World{Store: m.store, Account: "acme", Clock: m.clock}
	return since.ReplaceAllString(w.Dump(t, requests...).Records, "Since:") + toJSON(t, m.sentTo(t, ""))
}

// differing are the words in which two dumps differ.
func differing(a, b string) (out []string) {
	left, right := strings.Fields(a), strings.Fields(b)
	if len(left) != len(right) {
		return []string{"not as long"}
	}
	for i := range left {
		if left[i] != right[i] {
			out = append(out, left[i]+" became "+right[i])
		}
	}
	return out
}

// TestUngroupTakesBack all that grouping did, one agency at a time.
func TestUngroupTakesBack(t *testing.T) {
	ctx := context.Background()
	for mode, sharing := range map[string]agency.Sharing{
		"per recruiter": agency.ShareWithRecruiters, "per agency": agency.ShareWithAgencies,
	} {
		t.Run(mode, func(t *testing.T) {
			m, ivys := loners(t, agency.Settings{})
			require.NoError(t, m.sys.PutAgency(ctx, agency.Agency{ID: "hub", Title: "Hub", Domains: agency.Freeze("ivys.example", "kims.example", "kits.example")}))
			require.NoError(t, m.sys.PutRecruiter(ctx, agency.Recruiter{ID: "kim", Agency: "kims", Email: "kim@kims.example", Admin: true}))
			kims := m.submit(t, "kim", "dev", jane)
			m.insist(t, "kit", "dev", jane)
			_, err := m.sys.OpenClaim(ctx, kims, access.Introduction{Agency: "kits", Reason: "a call"})
			require.NoError(t, err)
			m.configure(t, func(s *agency.Settings) { s.Sharing = agency.ShareWithAgencies })
			for id, on := range map[agency.AgencyID]agency.OpeningID{"kims": "dev", "kits": "ops"} {
				_, err := m.sys.Share(ctx, one(on, agency.ToAgency(id)))
				require.NoError(t, err)
			}
			m.configure(t, func(s *agency.Settings) { s.Sharing = sharing })
			requests := []candidate.RequestID{"request 1", "request 2", "request 3"}
			before := m.dump(t, requests...)
			for n := range 2 { // and once more
				m.after(time.Duration(1+2*n) * time.Hour)
				grouped := m.group(t, access.Grouping{
					Agency: "hub", Recruiters: []agency.RecruiterID{"ivy", "kim", "kit"}, Admins: []agency.RecruiterID{"kit", "ivy"},
				})
				require.Len(t, grouped.Lost, 2)
				require.NotEqual(t, before, m.dump(t, requests...))
				m.after(time.Duration(2+2*n) * time.Hour)
				submissions, claims, people := 0, 0, 0
				for _, id := range []agency.AgencyID{"kits", "ivys", "kims"} {
					out, err := m.eng.System("acme", "undo").Ungroup(ctx, id)
					require.NoError(t, err)
					require.Equal(t, id, out.Agency)
					submissions, claims, people = submissions+out.Submissions, claims+out.Claims, people+len(out.Recruiters)
				}
				require.Equal(t, []int{grouped.Submissions, grouped.Claims, len(grouped.Recruiters)}, []int{submissions, claims, people})
				require.Empty(t, differing(before, m.dump(t, requests...)))
			}
			require.Equal(t, []string{"host", "agency:kims", "agency:hub"}, heard[*event.AgenciesUngrouped](t, m.eng))
			accepted, err := m.sys.Accept(ctx, ivys.Secret, "login")
			require.NoError(t, err)
			require.Equal(t, agency.AgencyID("ivys"), accepted.Agency)
			receipt, err := m.rec("kim").Submit(ctx, "dev", "request 1", jane)
			if sharing == agency.ShareWithRecruiters {
				require.NoError(t, err)
				require.Equal(t, kims, receipt.Submission)
			}
		})
	}
}

// TestUngroupLeaves what has changed hands since, or came since.
func TestUngroupLeaves(t *testing.T) {
	ctx := context.Background()
	m, _ := loners(t, agency.Settings{})
	m.join(t, "kip", "kits")
	old := m.submit(t, "kit", "dev", jane)
	m.configure(t, func(s *agency.Settings) { s.Sharing = agency.ShareWithAgencies })
	for _, id := range []agency.AgencyID{"kims", "kits"} {
		_, err := m.sys.Share(ctx, one("ops", agency.ToAgency(id)))
		require.NoError(t, err)
	}
	m.after(time.Hour)
	out := m.group(t, access.Grouping{
		Agency: "ks", NewAgency: "The Ks", Recruiters: []agency.RecruiterID{"kim", "kit", "kip"}, Admins: []agency.RecruiterID{"kim"},
	})
	require.Len(t, out.Shared, 1)
	m.after(2 * time.Hour)
	since := m.submit(t, "kit", "ops", candidate.Entry{Name: "Joe Roe"})
	require.NoError(t, m.sys.Move(ctx, "kip", "south"))
	require.NoError(t, m.rec("kim").SetAdmin(ctx, "kit", true))
	require.NoError(t, m.sys.PutRecruiter(ctx, agency.Recruiter{ID: "kit", Agency: "ks", Name: "Kit Kat", Email: "kit@new.example", Admin: true}))
	require.NoError(t, m.sys.Deactivate(ctx, "kim"))
	m.after(3 * time.Hour)
	back, err := m.sys.Ungroup(ctx, "kits")
	require.NoError(t, err)
	require.Equal(t, access.Grouped{
		Agency: "kits", Recruiters: []agency.RecruiterID{"kit", "dan"}, Submissions: 1, Claims: 1, Shared: back.Shared,
	}, back)
	require.Len(t, back.Shared, 1)
	require.Equal(t, agency.AgencyID("kits"), m.claim(t, old).Agency)
	require.Equal(t, agency.AgencyID("ks"), m.claim(t, since).Agency)
	kit := m.whoIs(t, "kit")
	require.Equal(t, agency.AgencyID("kits"), kit.Agency)
	require.Equal(t, "Kit Kat", kit.Name)
	require.True(t, kit.Admin, "which kim made them since")
	require.Equal(t, agency.AgencyID("south"), m.whoIs(t, "kip").Agency)
	require.Equal(t, agency.RecruiterDeactivated, m.whoIs(t, "kim").State)
	require.True(t, m.may(t, "kit", "ops"))
	page, err := m.sys.SharesOf(ctx, agency.ToAgency("ks"), "", 0)
	require.NoError(t, err)
	require.Len(t, page.Rows, 1)
	require.Zero(t, page.Rows[0].Revoked, "the Ks have it still")

	_, err = m.sys.Ungroup(ctx, "kims")
	require.NoError(t, err)
	require.Equal(t, agency.RecruiterDeactivated, m.whoIs(t, "kim").State)
	require.Equal(t, agency.AgencyID("kims"), m.whoIs(t, "kim").Agency)
	require.False(t, m.whoIs(t, "kim").Admin, "as before")
}

func TestUngroupIsRefused(t *testing.T) {
	ctx := context.Background()
	m, _ := loners(t, agency.Settings{})
	m.group(t, access.Grouping{Agency: "kims", Recruiters: []agency.RecruiterID{"kit"}})
	require.NoError(t, m.sys.Terminate(ctx, "south"))
	refused := func(by access.Staff, id agency.AgencyID, want policy.Code) {
		t.Helper()
		require.Len(t, m.unchanged(t, func() {
			_, err := by.Ungroup(ctx, id)
			require.Equal(t, []policy.Code{want}, why(t, err))
		}), 1)
	}
	invalid := func(id agency.AgencyID) {
		t.Helper()
		require.Empty(t, m.unchanged(t, func() {
			_, err := m.sys.Ungroup(ctx, id)
			requireInvalid(t, "agency", err)
		}))
	}
	invalid("north")
	refused(m.sys.Staff, "none", policy.NotFound)
	refused(m.sys.Staff, "south", policy.AgencyTerminated)
	refused(m.eng.Staff("acme", "mona"), "kits", policy.RoleInsufficient)
	require.NoError(t, m.sys.Suspend(ctx, "kims"))
	refused(m.sys.Staff, "kits", policy.AgencySuspended)
	require.NoError(t, m.sys.Reinstate(ctx, "kims"))
	_, err := m.sys.Ungroup(ctx, "kits")
	require.NoError(t, err)
	invalid("kits")
}

// TestUngroupReadsNoFurther in the journal than the grouping, and fetches what came
// along without paging through what the group has.
func TestUngroupReadsNoFurther(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	m.join(t, "kim", "kims")
	m.hold(t, "dev", agency.ToRecruiter("kim"), agency.Window{})
	old := m.submit(t, "kim", "dev", jane)
	for i := range 2*store.MaxLimit + 1 {
		require.NoError(t, m.sys.PutAgency(ctx, agency.Agency{ID: "kims", Title: fmt.Sprint("Kims ", i)}))
	}
	m.after(time.Hour)
	_, err := m.sys.Group(ctx, access.Grouping{Agency: "south", Recruiters: []agency.RecruiterID{"kim"}})
	require.NoError(t, err)
	for i := range store.MaxLimit + 1 {
		require.NoError(t, m.sys.PutAgency(ctx, agency.Agency{ID: "south", Title: fmt.Sprint("South ", i)}))
	}
	asked := &noting{Store: m.store}
	m.open(t, asked)
	_, err = m.sys.Ungroup(ctx, "kims")
	require.NoError(t, err)
	calls := asked.take()
	require.Equal(t, 2, strings.Count(calls, fmt.Sprintf("list %d", store.ListJournal)), "one page of each agency")
	require.Zero(t, strings.Count(calls, fmt.Sprintf("list %d", store.ListSubmissions)))
	require.Equal(t, agency.AgencyID("kims"), m.claim(t, old).Agency)
}

// TestUngroupKnowsItsOwnGrouping where another happened at the same instant.
func TestUngroupKnowsItsOwnGrouping(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	m.join(t, "kim", "kims")
	m.join(t, "kit", "kits")
	m.group(t, access.Grouping{Agency: "kims", Recruiters: []agency.RecruiterID{"kit"}})
	knew := m.agency(t, "kims").Known
	m.group(t, access.Grouping{Agency: "south", Recruiters: []agency.RecruiterID{"kim", "kit"}})
	_, err := m.sys.Ungroup(ctx, "kims")
	require.NoError(t, err)
	require.Equal(t, knew, m.agency(t, "kims").Known)
	require.Equal(t, agency.AgencyID("kims"), m.whoIs(t, "kit").Agency)
}

// TestEventsOfGrouping say nothing of how much an agency submitted, and name no
// more recruiters than they may.
func TestEventsOfGrouping(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	g := access.Grouping{Agency: "big", NewAgency: "Big"}
	require.NoError(t, m.sys.PutAgency(ctx, agency.Agency{ID: "many", Title: "Many"}))
	for i := range event.MaxNamed + 1 {
		id := agency.RecruiterID(fmt.Sprint("r", i))
		require.NoError(t, m.sys.PutRecruiter(ctx, agency.Recruiter{ID: id, Agency: "many"}))
		if i > 0 {
			g.Recruiters = append(g.Recruiters, id)
		}
	}
	require.NoError(t, m.sys.Deactivate(ctx, "r0"))
	claim, err := m.store.Outbox().Claim(ctx, "acme", time.Hour, store.MaxLimit)
	require.NoError(t, err)
	for _, e := range claim.Events {
		require.NoError(t, m.store.Outbox().Ack(ctx, "acme", claim.Token, e.Seq))
	}
	require.Len(t, m.group(t, g).Recruiters, event.MaxNamed+1)
	_, err = m.sys.Ungroup(ctx, "many")
	require.NoError(t, err)
	var told []string
	for len(told) == 0 {
		claim, err := m.store.Outbox().Claim(ctx, "acme", time.Hour, store.MaxLimit)
		require.NoError(t, err)
		require.NotEmpty(t, claim.Events)
		for _, e := range claim.Events {
			if strings.HasPrefix(e.Name, "agencies.grouped") {
				told = append(told, string(e.Payload))
			}
		}
	}
	require.Equal(t, []string{`{"agency":"big","title":"Big","closed":["many"]}`}, told)
}
