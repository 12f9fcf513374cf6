package access_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/internal/enginetest"
)

// people are as many who have nothing in common.
func people(n int) []candidate.Entry {
	names := []string{"Ola Nordmann", "Erika Mustermann", "Juan Perez", "Ivan Petrov", "Mario Rossi", "Hanako Yamada", "Wanjiku Kamau"}
	out := make([]candidate.Entry, n)
	for i := range out {
		out[i] = candidate.Entry{Name: names[i]}
	}
	return out
}

// ends lists the submissions of an agency's claims as its recruiter sees them,
// page by page.
func (m *market) ends(t *testing.T, id agency.RecruiterID, after time.Time, limit int) (out []candidate.SubmissionID) {
	t.Helper()
	for c, err := range access.All(func(c access.Cursor) (access.Page[access.ClaimView], error) {
		return m.rec(id).Claims(context.Background(), after, c, limit)
	}) {
		require.NoError(t, err)
		out = append(out, c.Submission)
	}
	return out
}

// allEnds does the same for the hiring side.
func allEnds(t *testing.T, s access.Staff, of access.ClaimsOf, limit int) (out []candidate.SubmissionID) {
	t.Helper()
	for c, err := range access.All(func(c access.Cursor) (access.Page[access.ClaimRecord], error) {
		return s.Claims(context.Background(), of, c, limit)
	}) {
		require.NoError(t, err)
		out = append(out, c.Submission)
	}
	return out
}

// TestClaimsAreListedByTheirEnd on both sides, page by page.
func TestClaimsAreListedByTheirEnd(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{Duplicates: agency.Duplicates{Ownership: agency.Period{Days: 10}}})
	require.NoError(t, m.sys.PutStaff(ctx, agency.Staff{ID: "hank", Role: agency.HiringTeamMember}))
	require.NoError(t, m.sys.PutOpenings(ctx, agency.Opening{ID: "ops", Title: "Operator", Team: agency.Freeze[agency.StaffID]("hank")}))
	who := people(6)
	day := 24 * time.Hour
	var subs []candidate.SubmissionID
	for i, by := range []agency.RecruiterID{"ann", "bob", "cem", "ann", "ann"} {
		m.after(time.Duration(i) * day)
		to := agency.OpeningID("dev")
		if i == 3 {
			to = "ops"
		}
		subs = append(subs, m.submit(t, by, to, who[i]))
	}
	m.apply(t, access.Applicant{ID: "ivan", Opening: "dev", Entry: who[5]})
	change := func(err error) { t.Helper(); require.NoError(t, err) }
	change(m.sys.ExtendClaim(ctx, m.claim(t, subs[0]).ID, time.Time{}, "for good"))
	change(m.sys.ExtendClaim(ctx, m.claim(t, subs[3]).ID, enginetest.Start.Add(5*day), "until tomorrow"))
	change(m.sys.ReleaseClaim(ctx, m.claim(t, subs[4]).ID, "today"))
	now := enginetest.Start.Add(4 * day)
	for _, limit := range []int{1, 2, 200} {
		north := []candidate.SubmissionID{subs[4], subs[3], subs[1], subs[0]}
		for _, who := range []agency.RecruiterID{"ann", "bob"} {
			require.Equal(t, north, m.ends(t, who, time.Time{}, limit))
			require.Equal(t, north[1:], m.ends(t, who, now, limit), "in force, what is about to expire first")
		}
		require.Equal(t, []candidate.SubmissionID{subs[2]}, m.ends(t, "dee", time.Time{}, limit))

		all := allEnds(t, m.sys.Staff, access.ClaimsOf{}, limit)
		require.Equal(t, []candidate.SubmissionID{subs[4], subs[3], subs[1], subs[2]}, all[:4])
		require.ElementsMatch(t, []candidate.SubmissionID{subs[0], "ivan"}, all[4:])
		require.Equal(t, all[1:], allEnds(t, m.sys.Staff, access.ClaimsOf{After: now}, limit))
		require.Equal(t, north, allEnds(t, m.sys.Staff, access.ClaimsOf{Agency: "north"}, limit))
		require.Equal(t, subs[3:4], allEnds(t, m.sys.Staff, access.ClaimsOf{Opening: "ops"}, limit))
		require.Empty(t, allEnds(t, m.sys.Staff, access.ClaimsOf{Opening: "ops", Agency: "south"}, limit))
		require.Equal(t, subs[3:4], allEnds(t, m.eng.Staff("acme", "hank"), access.ClaimsOf{}, limit), "of the own team")
	}
	m.configure(t, func(s *agency.Settings) { s.Visibility = agency.SeeOwn })
	require.Equal(t, subs[1:2], m.ends(t, "bob", time.Time{}, 200))
}

// An agency sees its claims with their dates, and nothing of the hiring side's.
func TestAnAgencySeesItsOwnDates(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{Duplicates: agency.Duplicates{Ownership: agency.Period{Days: 10}}})
	id := m.submit(t, "ann", "dev", jane)
	day := 24 * time.Hour
	from, until := enginetest.Start, enginetest.Start.Add(10*day)
	see := func(want access.ClaimView) {
		t.Helper()
		page, err := m.rec("bob").Claims(ctx, time.Time{}, "", 0)
		require.NoError(t, err)
		require.Equal(t, []access.ClaimView{want}, page.Rows)
	}
	want := access.ClaimView{Submission: id, Opening: "dev", Name: "Jane Doe", From: from, Until: until, Standing: candidate.ClaimInForce}
	m.after(10*day - time.Microsecond)
	see(want)
	m.after(10 * day)
	want.Standing = candidate.ClaimOver
	see(want)
	_, err := m.sys.CorrectEntry(ctx, id, candidate.Entry{Name: "Janet Doe"})
	require.NoError(t, err)
	see(want)
	require.NoError(t, m.sys.ExtendClaim(ctx, m.claim(t, id).ID, enginetest.Start.Add(20*day), "a call"))
	want.Standing, want.Until = candidate.ClaimInForce, enginetest.Start.Add(20*day)
	see(want)
	require.NoError(t, m.sys.DisputeClaim(ctx, m.claim(t, id).ID, "a call"))
	want.Standing = candidate.ClaimDisputed
	see(want)
	m.after(11 * day)
	require.NoError(t, m.rec("ann").Withdraw(ctx, id))
	want.Standing, want.Until = candidate.ClaimOver, enginetest.Start.Add(11*day)
	see(want)
	require.NoError(t, m.sys.Erase(ctx, id))
	want.Name = ""
	see(want)

	require.NoError(t, m.sys.Suspend(ctx, "north"))
	see(want)
	require.NoError(t, m.sys.Terminate(ctx, "north"))
	_, err = m.rec("bob").Claims(ctx, time.Time{}, "", 0)
	require.Equal(t, []policy.Code{policy.AgencyTerminated}, toldTo(t, err))
}

// TestClaimChanges: what staff do to a claim, and what the agency does.
func TestClaimChanges(t *testing.T) {
	ctx := context.Background()
	day := 24 * time.Hour
	at := func(days int) time.Time { return enginetest.Start.Add(time.Duration(days) * day) }
	type step = func(*market, candidate.SubmissionID, candidate.ClaimID) error
	extend := func(days int) step {
		return func(m *market, _ candidate.SubmissionID, c candidate.ClaimID) error {
			return m.sys.ExtendClaim(ctx, c, at(days), "a call")
		}
	}
	release := func(m *market, _ candidate.SubmissionID, c candidate.ClaimID) error {
		return m.sys.ReleaseClaim(ctx, c, "a call")
	}
	dispute := func(m *market, _ candidate.SubmissionID, c candidate.ClaimID) error {
		return m.sys.DisputeClaim(ctx, c, "a call")
	}
	resolve := func(upheld bool) step {
		return func(m *market, _ candidate.SubmissionID, c candidate.ClaimID) error {
			return m.sys.ResolveClaim(ctx, c, upheld, "a call")
		}
	}
	withdraw := func(m *market, s candidate.SubmissionID, _ candidate.ClaimID) error {
		return m.rec("ann").Withdraw(ctx, s)
	}
	advance := func(to agency.Stage) step {
		return func(m *market, s candidate.SubmissionID, _ candidate.ClaimID) error { return m.sys.Advance(ctx, s, to) }
	}
	wait := func(days int) step {
		return func(m *market, _ candidate.SubmissionID, _ candidate.ClaimID) error {
			m.clock.Set(at(days))
			return nil
		}
	}
	refused := func(field string, of step) step {
		return func(m *market, s candidate.SubmissionID, c candidate.ClaimID) error {
			err := of(m, s, c)
			if err == nil {
				return &agency.Invalid{Field: field, Rule: "must have been refused"}
			}
			requireInvalid(t, field, err)
			return nil
		}
	}
	for _, test := range []struct {
		name     string
		steps    []step
		standing candidate.Standing
		ends     time.Time
	}{
		{"as it was opened", nil, candidate.ClaimInForce, at(10)},
		{"over", []step{wait(10)}, candidate.ClaimOver, at(10)},
		{"extended", []step{extend(20), wait(19)}, candidate.ClaimInForce, at(20)},
		{"extended for good", []step{func(m *market, _ candidate.SubmissionID, c candidate.ClaimID) error {
			return m.sys.ExtendClaim(ctx, c, time.Time{}, "a call")
		}, wait(1000)}, candidate.ClaimInForce, time.Time{}},
		{"extended after it was over", []step{wait(15), extend(20)}, candidate.ClaimInForce, at(20)},
		{"extended, and over", []step{wait(15), extend(20), wait(20)}, candidate.ClaimOver, at(20)},
		{"shortened", []step{extend(5)}, candidate.ClaimInForce, at(5)},
		{"released", []step{wait(3), release}, candidate.ClaimOver, at(3)},
		{"released, for good", []step{wait(3), release, refused("claim", extend(20)), refused("claim", release), refused("claim", dispute)}, candidate.ClaimOver, at(3)},
		{"released after it was over", []step{wait(15), release}, candidate.ClaimOver, at(10)},
		{"disputed", []step{dispute, refused("claim", dispute)}, candidate.ClaimDisputed, at(10)},
		{"disputed, and over", []step{dispute, wait(10)}, candidate.ClaimOver, at(10)},
		{"upheld", []step{dispute, wait(1), resolve(true)}, candidate.ClaimInForce, at(10)},
		{"upheld, and disputed again", []step{dispute, wait(1), resolve(true), dispute}, candidate.ClaimDisputed, at(10)},
		{"overruled", []step{dispute, wait(1), resolve(false)}, candidate.ClaimOver, at(1)},
		{"resolved without a dispute", []step{refused("claim", resolve(false))}, candidate.ClaimInForce, at(10)},
		{"withdrawn", []step{wait(2), withdraw}, candidate.ClaimOver, at(2)},
		{"withdrawn, for good", []step{wait(2), withdraw, refused("claim", extend(20))}, candidate.ClaimOver, at(2)},
		{"withdrawn while disputed", []step{dispute, wait(2), withdraw, refused("claim", resolve(true))}, candidate.ClaimOver, at(2)},
		{"withdrawn by staff", []step{wait(2), advance(agency.Withdrawn)}, candidate.ClaimOver, at(2)},
		{"rejected", []step{advance(agency.Rejected)}, candidate.ClaimInForce, at(10)},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMarket(t, agency.Settings{Duplicates: agency.Duplicates{Ownership: agency.Period{Days: 10}}})
			id := m.submit(t, "ann", "dev", jane)
			for _, do := range test.steps {
				require.NoError(t, do(m, id, m.claim(t, id).ID))
			}
			c := m.claim(t, id)
			require.Equal(t, test.standing, c.Standing)
			require.Equal(t, test.ends, c.Ends)
		})
	}
}

// Who works on claims: admins of the agencies' side, on their own openings.
func TestWhoManagesClaims(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	require.NoError(t, m.sys.PutStaff(ctx,
		agency.Staff{ID: "root", Role: agency.SuperAdmin}, agency.Staff{ID: "rita", Role: agency.RecruitmentManager},
		agency.Staff{ID: "max", Role: agency.RecruitmentManager, Levels: agency.Levels{Agencies: agency.ManageAgencies, Submissions: agency.WorkSubmissions}},
		agency.Staff{ID: "hank", Role: agency.HiringTeamMember}))
	require.NoError(t, m.sys.PutOpenings(ctx, agency.Opening{ID: "dev", Title: "Developer", Team: agency.Freeze[agency.StaffID]("rita", "max", "hank")}))
	on := map[agency.OpeningID]candidate.SubmissionID{"dev": m.submit(t, "ann", "dev", jane), "ops": m.submit(t, "ann", "ops", joe)}
	for _, test := range []struct {
		who  agency.StaffID
		to   agency.OpeningID
		code []policy.Code
	}{
		{"root", "dev", nil},
		{"root", "ops", nil},
		{"max", "dev", nil},
		{"max", "ops", []policy.Code{policy.NotOnTeam}},
		{"rita", "dev", []policy.Code{policy.RoleInsufficient}},
		{"rita", "ops", []policy.Code{policy.RoleInsufficient, policy.NotOnTeam}},
		{"hank", "dev", []policy.Code{policy.RoleInsufficient}},
	} {
		t.Run(string(test.who)+" on "+string(test.to), func(t *testing.T) {
			s := m.eng.Staff("acme", test.who)
			opened, err := s.OpenClaim(ctx, on[test.to], access.Introduction{Agency: "south", Reason: "they met"})
			require.Equal(t, test.code, why(t, err))
			require.Equal(t, test.code == nil, opened.ID != "")
			theirs := opened.ID
			if theirs == "" {
				theirs = m.claim(t, on[test.to]).ID
			}
			require.Equal(t, test.code, why(t, s.ExtendClaim(ctx, theirs, time.Time{}, "a call")))
			require.Equal(t, test.code, why(t, s.DisputeClaim(ctx, theirs, "a call")))
			require.Equal(t, test.code, why(t, s.ResolveClaim(ctx, theirs, true, "a call")))
			require.Equal(t, test.code, why(t, s.ReleaseClaim(ctx, theirs, "a call")))
			if test.code != nil {
				require.True(t, m.journal(t)[0].Denied)
			}
		})
	}
	require.Equal(t, []policy.Code{policy.NotFound}, why(t, m.sys.ReleaseClaim(ctx, "none", "a call")))
}

// What staff open is theirs to explain, and no agency is told but by its list.
func TestAClaimThatStaffOpened(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{Duplicates: agency.Duplicates{Ownership: agency.Period{Days: 10}}})
	id := m.submit(t, "ann", "dev", jane)
	from := enginetest.Start.AddDate(-1, 0, 0)
	c, err := m.sys.OpenClaim(ctx, id, access.Introduction{Agency: "south", From: from, Until: from.AddDate(5, 0, 0), Reason: "they met"})
	require.NoError(t, err)
	require.Equal(t, "they met", c.Reason)
	require.Equal(t, agency.OpeningID("dev"), c.Opening)
	page, err := m.rec("cem").Claims(ctx, time.Time{}, "", 0)
	require.NoError(t, err)
	// The opening and the name are of what another agency put forward.
	require.Equal(t, []access.ClaimView{{From: from, Until: from.AddDate(5, 0, 0), Standing: candidate.ClaimInForce}}, page.Rows)
	d, err := m.sys.OpenClaim(ctx, id, access.Introduction{Agency: "south", Reason: "they met again"})
	require.NoError(t, err)
	require.Equal(t, enginetest.Start, d.From, "from now")
	require.Equal(t, enginetest.Start.AddDate(0, 0, 10), d.Until, "for as long as the settings say")
}

// A claim to somebody whom only the host knew is the host's to change.
func TestAClaimToSomebodyWhomTheHostKnew(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	_, err := m.sys.Import(ctx, rowsOf(access.ImportRow{Candidate: "4711", Entry: jane}), access.ImportOptions{})
	require.NoError(t, err)
	c := m.claim(t, "")
	require.Equal(t, candidate.ClaimInForce, c.Standing)
	require.NoError(t, m.sys.ReleaseClaim(ctx, c.ID, "a call"))
	require.Equal(t, candidate.ClaimOver, m.claim(t, "").Standing)
}
