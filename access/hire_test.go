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
)

const aDay = 24 * time.Hour

// TestAHireKeepsItsCredit: nothing that happens after a hire moves the credit,
// least of all the end of the claim.
func TestAHireKeepsItsCredit(t *testing.T) {
	ctx := context.Background()
	advance := func(to agency.Stage) func(*testing.T, *market, candidate.SubmissionID) {
		return func(t *testing.T, m *market, id candidate.SubmissionID) {
			require.NoError(t, m.sys.Advance(ctx, id, to))
		}
	}
	for _, test := range []struct {
		name  string
		then  func(*testing.T, *market, candidate.SubmissionID)
		owner agency.AgencyID
	}{
		{"who stays", func(*testing.T, *market, candidate.SubmissionID) {}, "north"},
		{"who goes on to a later stage", advance("settled"), "north"},
		{"who leaves", advance(agency.Withdrawn), "north"},
		{"whom the agency withdraws", func(t *testing.T, m *market, id candidate.SubmissionID) {
			require.NoError(t, m.rec("ann").Withdraw(ctx, id))
		}, "north"},
		{"who is erased", func(t *testing.T, m *market, id candidate.SubmissionID) {
			require.NoError(t, m.sys.Erase(ctx, id))
		}, "north"},
		{"where the account calls its stages otherwise since", func(t *testing.T, m *market, id candidate.SubmissionID) {
			m.configure(t, func(s *agency.Settings) { s.Stages = agency.Freeze[agency.Stage]("sourced", "settled") })
			require.NoError(t, m.sys.Advance(ctx, id, "settled"))
		}, "north"},
		{"not who was not hired after all", advance(agency.New), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMarket(t, agency.Settings{
				Stages:     agency.Freeze[agency.Stage](agency.New, agency.Hired, "settled"),
				Duplicates: agency.Duplicates{Ownership: agency.Period{Days: 180}},
			})
			id := m.submit(t, "ann", "dev", jane)
			m.after(30 * aDay)
			require.NoError(t, m.sys.Advance(ctx, id, agency.Hired))
			m.after(280 * aDay)
			require.Equal(t, agency.AgencyID("north"), m.credit(t, id).Agency())
			test.then(t, m, id)
			require.Equal(t, test.owner, m.credit(t, id).Agency())
		})
	}
}

// TestErasingMovesNoCredit: whom the erased were taken for is known still.
func TestErasingMovesNoCredit(t *testing.T) {
	ctx := context.Background()
	renamed := candidate.Entry{Name: "Jane Smith", Emails: jane.Emails, Phones: agency.Freeze("+49 155 15512345"), Born: "1980-02-03"}
	full := renamed
	full.Name = "Jane Doe"
	for _, test := range []struct {
		name        string
		south, then candidate.Entry
		hired       bool
		erase       []int // of the two
	}{
		{"of who came first", jane, jane, false, []int{0}},
		{"of who came second", jane, jane, false, []int{1}},
		{"of who came second and was hired", jane, jane, true, []int{1}},
		{"of both", jane, jane, true, []int{0, 1}},
		{"of both, the other way round", jane, jane, true, []int{1, 0}},
		{"of who came first under another name", full, renamed, false, []int{0}},
		{"of who came second under another name", full, renamed, true, []int{1}},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMarket(t, agency.Settings{})
			first := m.submit(t, "cem", "dev", test.south)
			m.after(aDay)
			second := m.insist(t, "ann", "dev", test.then)
			if m.after(2 * aDay); test.hired {
				require.NoError(t, m.sys.Advance(ctx, second, agency.Hired))
			}
			before := m.credit(t, second)
			require.Equal(t, agency.AgencyID("south"), before.Agency())
			m.after(3 * aDay)
			for _, i := range test.erase {
				require.NoError(t, m.sys.Erase(ctx, []candidate.SubmissionID{first, second}[i]))
			}
			require.Equal(t, before.Owner, m.credit(t, second).Owner)
			r, err := m.sys.Replay(ctx, second, time.Time{})
			require.NoError(t, err)
			require.Equal(t, candidate.Alerted, r.Outcome)
			require.Equal(t, agency.AgencyID("south"), r.OwnerAgency)
		})
	}
}

// Merging two whose claims stand apart is no news to the ruling of either.
func TestErasedAndMergedPeopleAreCreditedAlike(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	first := m.submit(t, "cem", "dev", joe)
	m.after(aDay)
	second := m.submit(t, "ann", "dev", jane)
	require.NoError(t, m.sys.Merge(ctx, second, first, candidate.Choice{}))
	require.NoError(t, m.sys.Erase(ctx, second))
	require.Equal(t, agency.AgencyID("south"), m.credit(t, second).Agency())
	r, err := m.sys.Replay(ctx, second, time.Time{})
	require.NoError(t, err)
	require.Equal(t, candidate.Accepted, r.Outcome, "what was told then was told of two people")
}

// TestStagesConcernSubmissions: where introductions count from a stage on, those
// that came without a submission count at once.
func TestStagesConcernSubmissions(t *testing.T) {
	ctx := context.Background()
	past := func(p access.PastSubmission) func(*testing.T, *market) {
		return func(t *testing.T, m *market) {
			p.ID, p.Opening, p.Agency, p.At = "p1", "dev", "south", enginetest.Start.Add(-aDay)
			_, err := m.sys.Import(ctx, rowsOf(access.ImportRow{Entry: jane, Submission: p}), access.ImportOptions{})
			require.NoError(t, err)
		}
	}
	for _, test := range []struct {
		name  string
		know  func(*testing.T, *market)
		known bool
	}{
		{"whom the host knew", func(t *testing.T, m *market) {
			_, err := m.sys.Import(ctx, rowsOf(access.ImportRow{Candidate: "4711", Entry: jane}), access.ImportOptions{})
			require.NoError(t, err)
		}, true},
		{"who was submitted then, and skipped the stage", past(access.PastSubmission{Stage: agency.Hired}), false},
		{"who was submitted then, and is at the stage", past(access.PastSubmission{Stage: agency.Interview}), true},
		{"who was submitted then, and was at the stage", past(access.PastSubmission{
			Stage: agency.Hired, Reached: agency.Freeze(agency.InReview, agency.Interview),
		}), true},
		{"who was submitted now", func(t *testing.T, m *market) { m.submit(t, "cem", "dev", jane) }, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMarket(t, agency.Settings{Duplicates: agency.Duplicates{Stages: agency.Freeze(agency.Interview)}})
			test.know(t, m)
			m.after(aDay)
			if test.known {
				m.alerted(t, "ann", "dev", jane)
				return
			}
			m.submit(t, "ann", "dev", jane)
		})
	}
}

// What staff say about an introduction counts at once, too.
func TestStagesAreNothingToAClaimThatStaffOpened(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{Duplicates: agency.Duplicates{Stages: agency.Freeze(agency.Interview)}})
	id := m.submit(t, "ann", "dev", jane)
	_, err := m.sys.OpenClaim(ctx, id, access.Introduction{Agency: "south", From: enginetest.Start.Add(-aDay), Reason: "they met"})
	require.NoError(t, err)
	m.after(aDay)
	require.NoError(t, m.sys.Advance(ctx, id, agency.Interview))
	require.Equal(t, agency.AgencyID("south"), m.credit(t, id).Agency())
}

// TestPastHires are credited as of when they were.
func TestPastHires(t *testing.T) {
	hired := enginetest.Start.Add(-100 * aDay)
	for _, test := range []struct {
		name string
		past access.PastSubmission
		at   time.Time
	}{
		{"hired", access.PastSubmission{Stage: agency.Hired, Changed: hired}, hired},
		{"hired, and rejected later", access.PastSubmission{Stage: agency.Rejected, Changed: hired, Reached: agency.Freeze(agency.Hired)}, hired},
		{"hired, and withdrawn later", access.PastSubmission{Stage: agency.Withdrawn, Changed: hired, Reached: agency.Freeze(agency.Hired)}, hired},
		{"hired when it was made, for all that is known", access.PastSubmission{Stage: agency.Hired}, enginetest.Start.Add(-150 * aDay)},
		{"hired, and back", access.PastSubmission{Stage: agency.Offer, Changed: hired, Reached: agency.Freeze(agency.Hired)}, enginetest.Start},
		{"not hired", access.PastSubmission{Stage: agency.Offer, Changed: hired}, enginetest.Start},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMarket(t, agency.Settings{Duplicates: agency.Duplicates{Ownership: agency.Period{Days: 120}}})
			test.past.ID, test.past.Opening, test.past.Agency, test.past.At = "p1", "dev", "south", enginetest.Start.Add(-150*aDay)
			_, err := m.sys.Import(context.Background(), rowsOf(access.ImportRow{Entry: jane, Submission: test.past}), access.ImportOptions{})
			require.NoError(t, err)
			c := m.credit(t, "p1")
			require.Equal(t, test.at, c.At)
			if test.past.Stage != agency.Withdrawn {
				require.Equal(t, test.at != enginetest.Start, c.Agency() == "south", "within its 120 days, or past them")
			}
		})
	}
}

// Who was corrected and then erased is known as whom staff made of them, and as
// nobody else: what the agency typed was not about that person.
func TestErasingTheCorrectedMovesNoCredit(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	first := m.submit(t, "ann", "dev", jane)
	_, err := m.sys.CorrectEntry(ctx, first, ada)
	require.NoError(t, err)
	m.after(aDay)
	second := m.submit(t, "cem", "dev", jane)
	m.after(2 * aDay)
	require.Equal(t, agency.AgencyID("south"), m.credit(t, second).Agency())
	require.NoError(t, m.sys.Erase(ctx, first))
	require.Equal(t, agency.AgencyID("south"), m.credit(t, second).Agency())
	m.alerted(t, "dee", "dev", ada)
}
