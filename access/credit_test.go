package access_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/internal/enginetest"
	"github.com/agencyaccess/agencyaccess/store"
)

// TestCredit: it comes from the claims, whatever the source says. In each, south
// puts Jane forward at the start and north a day later, who is hired after 20.
func TestCredit(t *testing.T) {
	ctx := context.Background()
	const day = 24 * time.Hour
	type ids struct{ first, second candidate.SubmissionID }
	twoPeople := func(t *testing.T, m *market) ids {
		a := ids{first: m.submit(t, "cem", "dev", jane)}
		m.after(day)
		a.second = m.submit(t, "ann", "dev", joe)
		return a
	}
	onePerson := func(t *testing.T, m *market) ids {
		a := ids{first: m.submit(t, "cem", "dev", jane)}
		m.after(day)
		a.second = m.insist(t, "ann", "dev", jane)
		return a
	}
	merged := func(t *testing.T, m *market) ids {
		a := twoPeople(t, m)
		require.NoError(t, m.sys.Merge(ctx, a.second, a.first, candidate.Choice{}))
		return a
	}
	month := agency.Duplicates{Ownership: agency.Period{Days: 30}, Direct: agency.Period{Days: 30}}
	nothing := func(*testing.T, *market, ids) {}
	for _, test := range []struct {
		name  string
		d     agency.Duplicates
		make  func(*testing.T, *market) ids
		then  func(*testing.T, *market, ids)
		owner agency.AgencyID // of the second submission's person
	}{
		{"to who came first", month, onePerson, nothing, "south"},
		{"of two people, to each", month, twoPeople, nothing, "north"},
		{"of two who were merged, to who came first", month, merged, nothing, "south"},
		{"of two who were taken apart again, to each", month, merged, func(t *testing.T, m *market, a ids) {
			require.NoError(t, m.sys.Unmerge(ctx, a.second))
		}, "north"},
		{"of two who are marked as distinct, to each", month, onePerson, func(t *testing.T, m *market, a ids) {
			require.NoError(t, m.sys.MarkDistinct(ctx, a.first, a.second, true))
		}, "north"},
		{"to who came first, though that was erased", month, onePerson, func(t *testing.T, m *market, a ids) {
			require.NoError(t, m.sys.Erase(ctx, a.first))
		}, "south"},
		{"to who came first, though both were erased", month, merged, func(t *testing.T, m *market, a ids) {
			require.NoError(t, m.sys.Erase(ctx, a.first))
			require.NoError(t, m.sys.Erase(ctx, a.second))
		}, "south"},
		{"to who came first, though the recruiter moved", month, onePerson, func(t *testing.T, m *market, _ ids) {
			require.NoError(t, m.store.Update(ctx, "acme", func(tx store.Tx) error {
				f, err := tx.Facts(store.Query{Recruiter: "cem"})
				f.Recruiter.Agency = "north"
				tx.PutRecruiters(f.Recruiter)
				return err
			}))
		}, "south"},
		{"to who came first, though their agency was terminated", month, onePerson, func(t *testing.T, m *market, _ ids) {
			require.NoError(t, m.sys.Terminate(ctx, "south"))
		}, "south"},
		{"to the next where the first was withdrawn", month, onePerson, func(t *testing.T, m *market, a ids) {
			require.NoError(t, m.rec("cem").Withdraw(ctx, a.first))
		}, "north"},
		{"to the next where the first was withdrawn by staff", month, onePerson, func(t *testing.T, m *market, a ids) {
			require.NoError(t, m.sys.Advance(ctx, a.first, agency.Withdrawn))
		}, "north"},
		{"to the next where the first was released", month, onePerson, func(t *testing.T, m *market, a ids) {
			require.NoError(t, m.sys.ReleaseClaim(ctx, m.claim(t, a.first).ID, "a call"))
		}, "north"},
		{"to the first while that is disputed", month, onePerson, func(t *testing.T, m *market, a ids) {
			require.NoError(t, m.sys.DisputeClaim(ctx, m.claim(t, a.first).ID, "a call"))
			require.True(t, m.credit(t, a.second).Disputed())
		}, "south"},
		{"to the next where the first was overruled", month, onePerson, func(t *testing.T, m *market, a ids) {
			require.NoError(t, m.sys.DisputeClaim(ctx, m.claim(t, a.first).ID, "a call"))
			require.NoError(t, m.sys.ResolveClaim(ctx, m.claim(t, a.first).ID, false, "a call"))
		}, "north"},
		{"to the first, however late they apply themselves", month, onePerson, func(t *testing.T, m *market, _ ids) {
			m.apply(t, access.Applicant{ID: "jane", Opening: "dev", Entry: jane})
		}, "south"},
		{"to whom staff say, if that was earlier", month, onePerson, func(t *testing.T, m *market, a ids) {
			_, err := m.sys.OpenClaim(ctx, a.second, access.Introduction{Agency: "north", From: enginetest.Start.Add(-15 * day), Reason: "they met"})
			require.NoError(t, err)
		}, "south"}, // it is over after 30 days, when the first is not
		{"to whom staff say, if that was earlier and lasts", month, onePerson, func(t *testing.T, m *market, a ids) {
			_, err := m.sys.OpenClaim(ctx, a.second, access.Introduction{
				Agency: "north", From: enginetest.Start.Add(-15 * day), Until: enginetest.Start.Add(100 * day), Reason: "they met",
			})
			require.NoError(t, err)
		}, "north"},
		{"not to whom staff say, if that was later", month, onePerson, func(t *testing.T, m *market, a ids) {
			_, err := m.sys.OpenClaim(ctx, a.second, access.Introduction{Agency: "north", Reason: "they met"})
			require.NoError(t, err)
		}, "south"},
		{"to nobody once all is over", agency.Duplicates{Ownership: agency.Period{Days: 10}}, onePerson, nothing, ""},
		{"to the next once the first is over", agency.Duplicates{Ownership: agency.Period{Days: 19, Months: 0}}, onePerson, func(t *testing.T, m *market, a ids) {
			require.NoError(t, m.sys.ExtendClaim(ctx, m.claim(t, a.second).ID, time.Time{}, "a call"))
		}, "north"},
		{"of an opening alone, to who came first there", agency.Duplicates{Scope: agency.WithinOpening}, func(t *testing.T, m *market) ids {
			a := ids{first: m.submit(t, "cem", "ops", jane)}
			m.after(day)
			a.second = m.submit(t, "ann", "dev", jane)
			return a
		}, nothing, "north"},
		{"from the interview on, to who came that far", agency.Duplicates{Stages: agency.Freeze(agency.Interview, agency.Hired)}, func(t *testing.T, m *market) ids {
			a := ids{first: m.submit(t, "cem", "dev", jane)}
			m.after(day)
			a.second = m.submit(t, "ann", "dev", jane)
			return a
		}, nothing, "north"},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMarket(t, agency.Settings{Duplicates: test.d})
			a := test.make(t, m)
			m.after(15 * day)
			test.then(t, m, a)
			m.after(20 * day)
			require.NoError(t, m.sys.Advance(ctx, a.second, agency.Hired))
			record, err := m.sys.Submission(ctx, a.second)
			require.NoError(t, err)
			require.Equal(t, "North Recruiting", record.Source, "whatever becomes of the credit")
			c := m.credit(t, a.second)
			require.Equal(t, enginetest.Start.Add(20*day), c.At)
			require.Equal(t, test.owner, c.Agency())
			require.Equal(t, test.owner != "", c.Owner.ID != "")

			m.after(100 * day)
			require.Equal(t, c.Owner.ID, m.credit(t, a.second).Owner.ID, "it stays so")
		})
	}
}

// A credit is that of the instant of the hire, and of now before.
func TestCreditAtTheHire(t *testing.T) {
	ctx := context.Background()
	const day = 24 * time.Hour
	for _, test := range []struct {
		name  string
		hired time.Duration
		owner agency.AgencyID
	}{
		{"to the microsecond before the end", 10*day - time.Microsecond, "north"},
		{"not at the end", 10 * day, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMarket(t, agency.Settings{Duplicates: agency.Duplicates{Ownership: agency.Period{Days: 10}}})
			id := m.submit(t, "ann", "dev", jane)
			m.after(test.hired)
			require.Equal(t, test.owner, m.credit(t, id).Agency(), "it is what it is now")
			require.NoError(t, m.sys.Advance(ctx, id, agency.Hired))
			m.after(50 * day)
			require.Equal(t, test.owner, m.credit(t, id).Agency())
			require.Len(t, m.credit(t, id).Claims, 1)
			require.NoError(t, m.sys.ReleaseClaim(ctx, m.claim(t, id).ID, "a call"))
			require.Equal(t, test.owner, m.credit(t, id).Agency(), "what is released later was in force then")
			require.NoError(t, m.sys.Advance(ctx, id, agency.Rejected))
			require.Equal(t, test.owner, m.credit(t, id).Agency(), "hired, whatever came of it")
			require.NoError(t, m.sys.Advance(ctx, id, agency.Offer))
			require.Empty(t, m.credit(t, id).Agency(), "who was not hired after all is nobody's now")
		})
	}
}

// A dispute about a hire counts, whenever it is.
func TestCreditThatIsDisputedAfterTheHire(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	first := m.submit(t, "cem", "dev", jane)
	m.after(time.Hour)
	second := m.insist(t, "ann", "dev", jane)
	m.after(2 * time.Hour)
	require.NoError(t, m.sys.Advance(ctx, second, agency.Hired))
	m.after(3 * time.Hour)
	require.NoError(t, m.sys.DisputeClaim(ctx, m.claim(t, first).ID, "a call"))
	require.True(t, m.credit(t, second).Disputed())
	require.Equal(t, agency.AgencyID("south"), m.credit(t, second).Agency())
	require.NoError(t, m.sys.ResolveClaim(ctx, m.claim(t, first).ID, false, "a call"))
	require.Equal(t, agency.AgencyID("north"), m.credit(t, second).Agency())
	require.False(t, m.credit(t, second).Disputed())
}

// Who applied first is the person's own, and their agency is credited with
// nothing.
func TestCreditOfWhoAppliedFirst(t *testing.T) {
	m := newMarket(t, agency.Settings{Duplicates: agency.Duplicates{Direct: agency.Period{Days: 10}}})
	m.apply(t, access.Applicant{ID: "jane", Opening: "dev", Entry: jane})
	m.after(time.Hour)
	id := m.insist(t, "ann", "dev", jane)
	c := m.credit(t, id)
	require.Equal(t, m.claim(t, "jane").ID, c.Owner.ID)
	require.Empty(t, c.Agency())
	require.Equal(t, c.Owner, m.credit(t, "jane").Owner)
	m.after(10 * 24 * time.Hour)
	require.Equal(t, agency.AgencyID("north"), m.credit(t, id).Agency())
	require.Equal(t, agency.AgencyID("north"), m.credit(t, "jane").Agency())
}

// A ruling is what it was, and its replay says so: what happened since does not
// count, what is known of the person does.
func TestReplay(t *testing.T) {
	ctx := context.Background()
	const day = 24 * time.Hour
	m := newMarket(t, agency.Settings{Duplicates: agency.Duplicates{Ownership: agency.Period{Days: 10}}})
	first := m.submit(t, "cem", "dev", jane)
	m.after(day)
	second := m.insist(t, "ann", "dev", jane)
	ruling, err := m.sys.Ruling(ctx, second)
	require.NoError(t, err)
	require.Equal(t, enginetest.Start.Add(day), ruling.At)

	m.after(5 * day)
	require.NoError(t, m.sys.ReleaseClaim(ctx, m.claim(t, first).ID, "a call"))
	m.configure(t, func(s *agency.Settings) { s.Duplicates.Outcome = agency.IgnoreDuplicate })
	replay := func(at time.Time) candidate.Ruling {
		t.Helper()
		r, err := m.sys.Replay(ctx, second, at)
		require.NoError(t, err)
		require.Equal(t, ruling.Settings, r.Settings, "those of the ruling")
		require.Equal(t, ruling.Rules, r.Rules)
		require.Equal(t, second, r.Submission)
		return r
	}
	again := replay(time.Time{})
	require.Equal(t, ruling.At, again.At)
	require.Equal(t, candidate.Alerted, again.Outcome)
	require.Equal(t, agency.AgencyID("south"), again.OwnerAgency)
	require.Equal(t, candidate.Accepted, replay(enginetest.Start.Add(-time.Microsecond)).Outcome, "before anybody knew")
	require.Equal(t, agency.AgencyID("south"), replay(enginetest.Start.Add(5*day-time.Microsecond)).OwnerAgency)
	released := replay(enginetest.Start.Add(5 * day))
	require.Empty(t, released.Owner)
	require.Equal(t, candidate.Alerted, released.Outcome, "known still")

	require.NoError(t, m.sys.MarkDistinct(ctx, first, second, true))
	require.Equal(t, candidate.Accepted, replay(time.Time{}).Outcome)
	is, err := m.sys.Ruling(ctx, second)
	require.NoError(t, err)
	require.Equal(t, ruling, is)
}
