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
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/internal/enginetest"
	"github.com/agencyaccess/agencyaccess/store"
)

// loners is a market where kim and kit are an agency each, which hold both
// openings in person, as ivy will once she accepts; dan was kit's colleague.
func loners(t *testing.T, settings agency.Settings) (m *market, ivys access.Invited) {
	t.Helper()
	ctx := context.Background()
	m = newMarket(t, settings)
	m.staff(t)
	m.join(t, "kim", "kims")
	m.join(t, "kit", "kits")
	m.join(t, "dan", "kits")
	require.NoError(t, m.sys.Deactivate(ctx, "dan"))
	ivys = m.invite(t, access.Invitee{Email: "ivy@ivys.example", Agency: "ivys", NewAgency: "Agency ivys", Recruiter: "ivy", Openings: []agency.OpeningID{"dev"}})
	_, err := m.sys.Share(ctx, access.Grants{AllOpenings: true, To: []agency.Grantee{agency.ToRecruiter("kim"), agency.ToRecruiter("kit")}})
	require.NoError(t, err)
	return m, ivys
}

var kimKitAndIvy = access.Grouping{
	Agency: "ks", NewAgency: "The Ks", Recruiters: []agency.RecruiterID{"ivy", "kim", "kit"}, Admins: []agency.RecruiterID{"kit"},
}

func (m *market) group(t *testing.T, g access.Grouping) access.Grouped {
	t.Helper()
	var preview access.Grouped
	require.Empty(t, m.unchanged(t, func() {
		var err error
		preview, err = m.sys.PreviewGroup(context.Background(), g)
		require.NoError(t, err)
	}))
	out, err := m.sys.Group(context.Background(), g)
	require.NoError(t, err)
	require.Equal(t, preview, out, "what was announced is what is done")
	return out
}

// sees are the submissions that a recruiter sees, by source.
func (m *market) sees(t *testing.T, id agency.RecruiterID) map[candidate.SubmissionID]string {
	t.Helper()
	page, err := m.rec(id).Submissions(context.Background(), access.SubmissionFilter{}, "", 0)
	require.NoError(t, err)
	out := make(map[candidate.SubmissionID]string)
	for _, s := range page.Rows {
		out[s.ID] = s.Source
	}
	return out
}

func TestGroup(t *testing.T) {
	ctx := context.Background()
	m, ivys := loners(t, agency.Settings{Terms: "2026"})
	for _, id := range []agency.RecruiterID{"kim", "kit"} {
		require.NoError(t, m.sys.PutRecruiter(ctx, agency.Recruiter{ID: id, Agency: agency.AgencyID(id + "s"), Email: string(id) + "@" + string(id) + "s.example", Admin: true}))
		require.NoError(t, m.rec(id).AcceptTerms(ctx, "2026"))
	}
	kims := m.submit(t, "kim", "dev", jane)
	kits := m.submit(t, "kit", "dev", candidate.Entry{Name: "Joe Roe", Emails: agency.Freeze("joe@roe.example")})
	request := candidate.RequestID("request 2") // kit's
	claims := m.claim(t, kims)
	require.Empty(t, m.sees(t, "kim")[kits])
	m.mail(t)

	m.after(time.Hour)
	out := m.group(t, kimKitAndIvy)
	require.Equal(t, access.Grouped{
		Agency: "ks", Closed: []agency.AgencyID{"ivys", "kims", "kits"}, Recruiters: []agency.RecruiterID{"ivy", "kim", "dan", "kit"},
		Submissions: 2, Claims: 2,
	}, out)
	now := m.clock.Read()
	ks := m.agency(t, "ks")
	require.Equal(t, "The Ks", ks.Title)
	require.Empty(t, ks.Terms, "ivy accepted none")
	require.Equal(t, []string{"ivys.example", "kims.example", "kits.example"}, ks.Known.Slice())
	for _, id := range out.Closed {
		a := m.agency(t, id)
		require.Equal(t, agency.Closed, a.State)
		require.Equal(t, agency.AgencyID("ks"), a.Into)
	}
	for id, want := range map[agency.RecruiterID]agency.Recruiter{
		"kim": {State: agency.RecruiterActive, Since: now, User: "login-kim"}, "kit": {State: agency.RecruiterActive, Since: now, Admin: true, User: "login-kit"},
		"dan": {State: agency.RecruiterDeactivated, Since: now, User: "login-dan"}, "ivy": {},
	} {
		r := m.whoIs(t, id)
		want.ID, want.Agency, want.Email, want.Created = id, "ks", r.Email, r.Created
		require.Equal(t, want, r)
	}
	both := map[candidate.SubmissionID]string{kims: "Agency kims", kits: "Agency kits"}
	require.Equal(t, both, m.sees(t, "kim"), "sources keep their names")
	require.Equal(t, both, m.sees(t, "kit"))
	require.Equal(t, agency.AgencyID("ks"), m.claim(t, kims).Agency)
	require.Equal(t, claims.From, m.claim(t, kims).From)
	require.Equal(t, agency.AgencyID("ks"), m.credit(t, kims).Agency())
	require.Equal(t, []string{"host", "agency:ks"}, heard[*event.AgenciesGrouped](t, m.eng))

	m.configure(t, func(s *agency.Settings) { s.Terms = "" })
	receipt, err := m.rec("kit").Submit(ctx, "dev", request, candidate.Entry{Name: "Joe Roe", Emails: agency.Freeze("joe@roe.example")})
	require.NoError(t, err)
	require.Equal(t, kits, receipt.Submission, "a repeated request has its first receipt")
	_, err = m.rec("kit").Submit(ctx, "dev", request, jane)
	require.ErrorIs(t, err, access.ErrRequestMismatch)
	_, err = m.try("kit", "dev", jane)
	require.Equal(t, []policy.Code{policy.AlreadySubmitted}, toldTo(t, err), "a colleague did")
	require.NoError(t, m.rec("kit").Withdraw(ctx, kims), "who is an admin of both now")
	accepted, err := m.sys.Accept(ctx, ivys.Secret, "login-ivy")
	require.NoError(t, err)
	require.Equal(t, agency.AgencyID("ks"), accepted.Agency)
	require.Equal(t, "The Ks", accepted.AgencyTitle)
	require.True(t, m.may(t, "ivy", "dev"))

	offered, err := m.sys.Invite(ctx, access.Invitee{Email: "new@kits.example", NewAgency: "New"})
	require.Equal(t, []policy.Code{policy.KnownDomain}, why(t, err))
	require.Equal(t, []agency.AgencyID{"ks"}, idsOf(offered.Offered))

	require.NoError(t, m.sys.Move(ctx, "kim", "north"))
	require.NoError(t, m.sys.Reactivate(ctx, "dan"))
	require.Len(t, m.sees(t, "dan"), 2)
}

// TestGroupJoins: who comes to an agency that is there holds what it holds, and
// those who are there stay what they are.
func TestGroupJoins(t *testing.T) {
	ctx := context.Background()
	m, _ := loners(t, agency.Settings{})
	m.configure(t, func(s *agency.Settings) { s.Sharing = agency.ShareWithAgencies })
	_, err := m.sys.Share(ctx, one("dev", agency.ToAgency("north")))
	require.NoError(t, err)
	out := m.group(t, access.Grouping{
		Agency: "north", Recruiters: []agency.RecruiterID{"kim", "bob"}, Admins: []agency.RecruiterID{"bob"},
	})
	require.Equal(t, access.Grouped{Agency: "north", Closed: []agency.AgencyID{"kims"}, Recruiters: []agency.RecruiterID{"kim"}}, out)
	require.True(t, m.may(t, "kim", "dev"))
	require.False(t, m.may(t, "kim", "ops"), "her own share lies dormant")
	for id, admin := range map[agency.RecruiterID]bool{"ann": true, "bob": true, "kim": false} {
		require.Equal(t, admin, m.whoIs(t, id).Admin, id)
	}
	out = m.group(t, access.Grouping{Agency: "north", Recruiters: []agency.RecruiterID{"kim", "bob"}})
	require.Equal(t, access.Grouped{Agency: "north"}, out)
}

// TestGroupedClaims: of claims to one person the earliest start counts, whoever's
// it was.
func TestGroupedClaims(t *testing.T) {
	for _, test := range []struct {
		name   string
		order  []agency.RecruiterID // who introduce her, a day after each other
		before agency.AgencyID
		after  agency.AgencyID
	}{
		{"the first of theirs", []agency.RecruiterID{"kim", "cem", "kit"}, "kims", "ks"},
		{"another's", []agency.RecruiterID{"cem", "kim", "kit"}, "south", "south"},
		{"theirs alone", []agency.RecruiterID{"kit", "kim"}, "kits", "ks"},
	} {
		t.Run(test.name, func(t *testing.T) {
			m, _ := loners(t, agency.Settings{Duplicates: agency.Duplicates{Outcome: agency.FlagDuplicate, Ownership: agency.Period{Days: 365}}})
			var all []candidate.SubmissionID
			for i, id := range test.order {
				m.after(time.Duration(i) * 24 * time.Hour)
				all = append(all, m.submit(t, id, "dev", jane))
			}
			first := m.claim(t, all[0])
			require.Equal(t, test.before, m.credit(t, all[0]).Agency())
			m.group(t, kimKitAndIvy)
			for _, s := range all {
				require.Equal(t, test.after, m.credit(t, s).Agency())
			}
			require.Equal(t, first.From, m.claim(t, all[0]).From)
		})
	}
}

// TestGroupedShares do not widen.
func TestGroupedShares(t *testing.T) {
	ctx := context.Background()
	day := func(n int) time.Time { return enginetest.Start.AddDate(0, 0, n) }
	window := func(from, until int) (w agency.Window) {
		if from != 0 {
			w.From = day(from)
		}
		if until != 0 {
			w.Until = day(until)
		}
		return w
	}
	type held struct {
		from, until int // days from now; 0: now, and for ever
	}
	for _, test := range []struct {
		name       string
		kims, kits *held
		common     *held // what the agency that they become has; nil: nothing
	}{
		{name: "nobody", kims: nil, kits: nil},
		{name: "both", kims: &held{}, kits: &held{}, common: &held{}},
		{name: "one of them", kims: &held{}},
		{name: "both, one for a time", kims: &held{}, kits: &held{until: 10}, common: &held{until: 10}},
		{name: "both, one later", kims: &held{from: 3}, kits: &held{}, common: &held{from: 3}},
		{name: "both, for times that overlap", kims: &held{from: 2, until: 8}, kits: &held{until: 6}, common: &held{from: 2, until: 6}},
		{name: "both, one after the other", kims: &held{until: 3}, kits: &held{from: 3, until: 9}},
	} {
		for mode, settings := range map[string]agency.Sharing{"per agency": agency.ShareWithAgencies, "either": agency.ShareWithEither} {
			t.Run(test.name+"/"+mode, func(t *testing.T) {
				m := newMarket(t, agency.Settings{})
				m.join(t, "kim", "kims")
				m.join(t, "kit", "kits")
				m.configure(t, func(s *agency.Settings) { s.Sharing = settings })
				shares := 0
				for id, h := range map[agency.AgencyID]*held{"kims": test.kims, "kits": test.kits} {
					if h != nil {
						g := one("dev", agency.ToAgency(id))
						g.Window = window(h.from, h.until)
						_, err := m.sys.Share(ctx, g)
						require.NoError(t, err)
						shares++
					}
				}
				g := access.Grouping{Agency: "ks", NewAgency: "The Ks", Recruiters: []agency.RecruiterID{"kim", "kit"}}
				out := m.group(t, g)
				switch {
				case test.common != nil:
					want := agency.Share{Opening: "dev", Grantee: agency.ToAgency("ks"), Window: window(test.common.from, test.common.until), Granted: enginetest.Start}
					if want.From.IsZero() {
						want.From = enginetest.Start
					}
					require.Equal(t, []agency.Share{want}, out.Shared)
					require.Empty(t, out.Lost)
				case settings == agency.ShareWithEither:
					require.Len(t, out.Shared, shares)
					require.Empty(t, out.Lost)
					for _, sh := range out.Shared {
						require.NotEmpty(t, sh.Recruiter)
					}
				default:
					require.Empty(t, out.Shared)
					require.Len(t, out.Lost, shares)
				}
				for _, id := range []agency.AgencyID{"kims", "kits"} {
					page, err := m.sys.SharesOf(ctx, agency.ToAgency(id), "", 0)
					require.NoError(t, err)
					for _, sh := range page.Rows {
						require.Equal(t, enginetest.Start, sh.Revoked, "what an agency had ends with it")
					}
				}
				for n := range 12 { // nobody may on a day on which they could not
					m.clock.Set(day(n).Add(time.Minute))
					for id, h := range map[agency.RecruiterID]*held{"kim": test.kims, "kit": test.kits} {
						had := h != nil && n >= h.from && (h.until == 0 || n < h.until)
						if may := m.may(t, id, "dev"); may {
							require.True(t, had, "%s on day %d", id, n)
						} else if settings == agency.ShareWithEither && test.common == nil {
							require.False(t, had, "%s lost it on day %d", id, n)
						}
					}
				}
			})
		}
	}
}

func TestGroupIsRefused(t *testing.T) {
	ctx := context.Background()
	m, _ := loners(t, agency.Settings{})
	into := func(to agency.AgencyID, who ...agency.RecruiterID) access.Grouping {
		return access.Grouping{Agency: to, Recruiters: who}
	}
	brand := access.Grouping{Agency: "south", NewAgency: "South", Recruiters: []agency.RecruiterID{"kim"}}
	state := func(change func(context.Context, agency.AgencyID) error, id agency.AgencyID) func() error {
		return func() error { return change(ctx, id) }
	}
	_, err := m.sys.Group(ctx, into("north", "ivy"))
	require.NoError(t, err)
	for _, test := range []struct {
		name   string
		by     agency.StaffID
		g      access.Grouping
		before func() error
		want   []policy.Code
		err    error
	}{
		{"an unknown recruiter", "", into("north", "kim", "none"), nil, []policy.Code{policy.NotFound}, nil},
		{"an unknown agency", "", into("none", "kim"), nil, []policy.Code{policy.NotFound}, nil},
		{"a closed agency", "", into("ivys", "kim"), nil, []policy.Code{policy.AgencyTerminated}, nil},
		{"a new one that is there", "", brand, nil, nil, store.ErrExists},
		{"by a manager", "mona", into("north", "kim"), nil, []policy.Code{policy.RoleInsufficient}, nil},
		{"a suspended agency that is left", "", into("north", "kit", "kim"), state(m.sys.Suspend, "kims"), []policy.Code{policy.AgencySuspended}, nil},
		{"a suspended agency that is joined", "", into("kims", "kit"), nil, []policy.Code{policy.AgencySuspended}, nil},
		{"a terminated agency that is left", "", into("north", "kit", "kim"), state(m.sys.Terminate, "kims"), []policy.Code{policy.AgencyTerminated}, nil},
		{"a terminated agency that is joined", "", into("kims", "kit"), nil, []policy.Code{policy.AgencyTerminated}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.before != nil {
				require.NoError(t, test.before())
			}
			by := m.sys.Staff
			if test.by != "" {
				by = m.eng.Staff("acme", test.by)
			}
			for i, call := range []func(context.Context, access.Grouping) (access.Grouped, error){by.PreviewGroup, by.Group} {
				entries := m.unchanged(t, func() {
					out, err := call(ctx, test.g)
					require.Equal(t, access.Grouped{}, out)
					if test.err != nil {
						require.ErrorIs(t, err, test.err)
						return
					}
					require.Equal(t, test.want, why(t, err))
				})
				require.Len(t, entries, i*len(test.want), "a preview leaves none")
			}
		})
	}
	t.Run("some of an agency", func(t *testing.T) {
		m.join(t, "kip", "kits")
		require.Empty(t, m.unchanged(t, func() {
			_, err := m.sys.Group(ctx, into("north", "kit"))
			requireInvalid(t, "recruiters", err)
		}))
		require.NoError(t, m.sys.Move(ctx, "kip", "south"))
		_, err := m.sys.Group(ctx, into("north", "kit"))
		require.NoError(t, err)
	})
}

// TestGroupedPausedShares are lost, and come back as they were.
func TestGroupedPausedShares(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	m.join(t, "kim", "kims")
	m.configure(t, func(s *agency.Settings) { s.Sharing = agency.ShareWithEither })
	g := one("dev", agency.ToAgency("kims"))
	_, err := m.sys.Share(ctx, g)
	require.NoError(t, err)
	_, err = m.sys.Pause(ctx, g)
	require.NoError(t, err)
	require.False(t, m.may(t, "kim", "dev"))
	out := m.group(t, access.Grouping{Agency: "ks", NewAgency: "The Ks", Recruiters: []agency.RecruiterID{"kim"}})
	require.False(t, m.may(t, "kim", "dev"))
	require.Empty(t, out.Shared)
	require.Len(t, out.Lost, 1)
	_, err = m.sys.Ungroup(ctx, "kims")
	require.NoError(t, err)
	require.False(t, m.may(t, "kim", "dev"))
	_, err = m.sys.Unpause(ctx, g)
	require.NoError(t, err)
	require.True(t, m.may(t, "kim", "dev"))
}
