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

// Jane by her name alone, which is a possible match, and under another name at
// her own address, which is a probable one.
var (
	janeAlone = candidate.Entry{Name: "Jane Doe"}
	janeRoe   = candidate.Entry{Name: "Jane Roe", Emails: jane.Emails}
)

// TestOutcomes: what follows from a duplicate is a setting for each verdict, and
// how much of it is told is another.
func TestOutcomes(t *testing.T) {
	alert, blocked := []policy.Code{policy.DuplicateAlert}, []policy.Code{policy.DuplicateBlocked}
	for _, test := range []struct {
		name    string
		d       agency.Duplicates
		entry   candidate.Entry
		told    []policy.Code
		verdict candidate.Verdict // that counts
		outcome candidate.Outcome // where it is accepted
	}{
		{"alert, of the same person", agency.Duplicates{}, jane, alert, 0, 0},
		{"alert, of nearly the same", agency.Duplicates{}, janeRoe, alert, 0, 0},
		{"alert, of a name alone", agency.Duplicates{}, janeAlone, nil, candidate.Possible, candidate.Flagged},
		{"alert, of somebody else", agency.Duplicates{}, joe, nil, candidate.None, candidate.Accepted},
		{"flag, of the same person", agency.Duplicates{Outcome: agency.FlagDuplicate}, jane, nil, candidate.Exact, candidate.Flagged},
		{"flag, of nearly the same", agency.Duplicates{Outcome: agency.FlagDuplicate}, janeRoe, nil, candidate.Probable, candidate.Flagged},
		{"flag, of a name alone", agency.Duplicates{Outcome: agency.FlagDuplicate}, janeAlone, nil, candidate.Possible, candidate.Flagged},
		{"block, of the same person", agency.Duplicates{Outcome: agency.BlockDuplicate}, jane, blocked, 0, 0},
		{"block, of nearly the same", agency.Duplicates{Outcome: agency.BlockDuplicate}, janeRoe, blocked, 0, 0},
		{"block, of a name alone", agency.Duplicates{Outcome: agency.BlockDuplicate}, janeAlone, nil, candidate.Possible, candidate.Flagged},
		{"off, of the same person", agency.Duplicates{Outcome: agency.IgnoreDuplicate}, jane, nil, candidate.Exact, candidate.Accepted},
		{"off, of a name alone", agency.Duplicates{Outcome: agency.IgnoreDuplicate}, janeAlone, nil, candidate.Possible, candidate.Accepted},
		{"block only who is sure, and it is", agency.Duplicates{Exact: agency.OverrideBlock}, jane, blocked, 0, 0},
		{"block only who is sure, and it is not", agency.Duplicates{Exact: agency.OverrideBlock}, janeRoe, alert, 0, 0},
		{"flag even who is sure", agency.Duplicates{Exact: agency.OverrideFlag}, jane, nil, candidate.Exact, candidate.Flagged},
		{"alert to a name alone", agency.Duplicates{Possible: agency.OverrideAlert}, janeAlone, alert, 0, 0},
		{"block a name alone", agency.Duplicates{Possible: agency.OverrideBlock}, janeAlone, blocked, 0, 0},
		{"pass over a name alone", agency.Duplicates{Possible: agency.OverrideIgnore}, janeAlone, nil, candidate.Possible, candidate.Accepted},
		{"off, but for a name alone", agency.Duplicates{Outcome: agency.IgnoreDuplicate, Possible: agency.OverrideFlag}, janeAlone, nil, candidate.Possible, candidate.Flagged},
		{"alert, and say nothing", agency.Duplicates{Tell: agency.TellNothing}, jane, nil, candidate.Exact, candidate.Alerted},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMarket(t, agency.Settings{Duplicates: test.d})
			m.submit(t, "cem", "dev", jane)
			receipt, err := m.try("ann", "dev", test.entry)
			require.Equal(t, test.told, why(t, err))
			if err != nil {
				var denied *access.Denied
				require.ErrorAs(t, err, &denied)
				require.Equal(t, denied.Has(policy.DuplicateAlert), denied.Acknowledgement != "", "only an alert can be acknowledged")
				return
			}
			ruling, err := m.sys.Ruling(context.Background(), receipt.Submission)
			require.NoError(t, err)
			require.Equal(t, test.verdict, ruling.Verdict)
			require.Equal(t, test.outcome, ruling.Outcome)
			require.Equal(t, test.verdict >= candidate.Probable, ruling.OwnedByOther)
			require.Equal(t, test.d, ruling.Settings)
			record, err := m.sys.Submission(context.Background(), receipt.Submission)
			require.NoError(t, err)
			require.Equal(t, min(test.outcome, candidate.Flagged), record.Outcome)
		})
	}
}

// An alert that is not told is as if there was none, to the byte.
func TestASilentAlertLooksAccepted(t *testing.T) {
	ctx := context.Background()
	type answer struct {
		view  access.SubmissionView
		entry access.EntryView
	}
	submit := func(known bool) (m *market, a answer) {
		m = newMarket(t, agency.Settings{Duplicates: agency.Duplicates{Tell: agency.TellNothing}})
		other := joe
		if known {
			other = jane
		}
		m.submit(t, "cem", "dev", other)
		id := m.submit(t, "ann", "dev", jane)
		var err error
		a.view, a.entry, err = m.rec("ann").Submission(ctx, id)
		require.NoError(t, err)
		a.view.ID = ""
		return m, a
	}
	_, unknown := submit(false)
	m, known := submit(true)
	require.Equal(t, unknown, known)
	page, err := m.rec("ann").Claims(ctx, time.Time{}, "", 0)
	require.NoError(t, err)
	require.Len(t, page.Rows, 1)
	require.Equal(t, candidate.ClaimInForce, page.Rows[0].Standing)
}

// The class of a reason tells how the own claim stands, and always both.
func TestAlertsWithAClass(t *testing.T) {
	ctx := context.Background()
	for _, test := range []struct {
		name  string
		do    func(t *testing.T, m *market)
		own   string
		codes []policy.Code
	}{
		{"no own claim", func(*testing.T, *market) {}, "none", []policy.Code{policy.DuplicateAlert}},
		{"one that was withdrawn", func(t *testing.T, m *market) {
			id := m.insist(t, "bob", "dev", jane)
			require.NoError(t, m.rec("bob").Withdraw(ctx, id))
		}, "over", []policy.Code{policy.DuplicateAlert}},
		{"one in force", func(t *testing.T, m *market) { m.insist(t, "bob", "ops", jane) }, "in-force", []policy.Code{policy.DuplicateAlert}},
		{"one in dispute", func(t *testing.T, m *market) {
			require.NoError(t, m.sys.DisputeClaim(ctx, m.claim(t, m.insist(t, "bob", "ops", jane)).ID, "a call"))
		}, "disputed", []policy.Code{policy.DuplicateAlert}},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMarket(t, agency.Settings{Duplicates: agency.Duplicates{Tell: agency.TellClass}})
			m.submit(t, "cem", "dev", jane)
			m.after(time.Minute) // who came first is the owner
			test.do(t, m)
			_, err := m.try("ann", "dev", jane)
			require.Equal(t, test.codes, toldTo(t, err))
			var denied *access.Denied
			require.ErrorAs(t, err, &denied)
			require.Equal(t, []policy.Arg{{Name: "class", Value: "known"}, {Name: "claim", Value: test.own}}, denied.Reasons()[0].Args)
		})
	}
}

// TestPeriods: each lasts to the microsecond, on the calendar.
func TestPeriods(t *testing.T) {
	month := agency.Period{Months: 1}
	over := enginetest.Start.AddDate(0, 1, 0).Sub(enginetest.Start)
	owner := func(who agency.AgencyID) func(*testing.T, *market) {
		return func(t *testing.T, m *market) {
			id := m.insist(t, "ann", "dev", jane)
			ruling, err := m.sys.Ruling(context.Background(), id)
			require.NoError(t, err)
			require.Equal(t, who, ruling.OwnerAgency)
			require.Equal(t, who != "", ruling.OwnedByOther)
		}
	}
	known := func(t *testing.T, m *market) { m.alerted(t, "ann", "dev", jane) }
	unknown := func(t *testing.T, m *market) { m.submit(t, "ann", "dev", jane) }
	south := func(t *testing.T, m *market) { m.submit(t, "cem", "dev", jane) }
	direct := func(t *testing.T, m *market) { m.apply(t, access.Applicant{ID: "jane", Entry: jane}) }
	nobodys := func(t *testing.T, m *market) {
		ruling, err := m.sys.Ruling(context.Background(), m.insist(t, "ann", "dev", jane))
		require.NoError(t, err)
		require.Empty(t, ruling.Owner)
	}
	persons := func(t *testing.T, m *market) {
		ruling, err := m.sys.Ruling(context.Background(), m.insist(t, "ann", "dev", jane))
		require.NoError(t, err)
		require.Equal(t, m.claim(t, "jane").ID, ruling.Owner)
		require.True(t, ruling.OwnedByOther)
	}
	for _, test := range []struct {
		name   string
		d      agency.Duplicates
		first  func(*testing.T, *market)
		wait   time.Duration
		second func(*testing.T, *market)
	}{
		{"known until the look-back is over", agency.Duplicates{LookBack: month}, south, over - time.Microsecond, known},
		{"unknown once it is", agency.Duplicates{LookBack: month}, south, over, unknown},
		{"known for good without one", agency.Duplicates{}, south, 100 * over, known},
		{"owned until the ownership is over", agency.Duplicates{Ownership: month}, south, over - time.Microsecond, owner("south")},
		{"known still, and nobody's, once it is", agency.Duplicates{Ownership: month}, south, over, nobodys},
		{"owned for good without one", agency.Duplicates{}, south, 100 * over, owner("south")},
		{"an applicant is the person's own until their period is over", agency.Duplicates{Direct: month}, direct, over - time.Microsecond, persons},
		{"and nobody's once it is", agency.Duplicates{Direct: month}, direct, over, nobodys},
		{"an applicant's period is not the agencies'", agency.Duplicates{Ownership: month}, direct, over, persons},
		{"nor the agencies' an applicant's", agency.Duplicates{Direct: month}, south, over, owner("south")},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMarket(t, agency.Settings{Duplicates: test.d})
			test.first(t, m)
			m.after(test.wait)
			test.second(t, m)
		})
	}
}

// TestWhatCounts: where and how far an introduction must have come.
func TestWhatCounts(t *testing.T) {
	ctx := context.Background()
	here := agency.Duplicates{Scope: agency.WithinOpening}
	interview := agency.Duplicates{Stages: agency.Freeze(agency.Interview)}
	south := func(to agency.OpeningID) func(*testing.T, *market) {
		return func(t *testing.T, m *market) { m.submit(t, "cem", to, jane) }
	}
	advanced := func(stages ...agency.Stage) func(*testing.T, *market) {
		return func(t *testing.T, m *market) {
			id := m.submit(t, "cem", "dev", jane)
			for _, stage := range stages {
				require.NoError(t, m.sys.Advance(ctx, id, stage))
			}
		}
	}
	known := func(t *testing.T, m *market) { m.alerted(t, "ann", "dev", jane) }
	unowned := func(t *testing.T, m *market) {
		ruling, err := m.sys.Ruling(ctx, m.submit(t, "ann", "dev", jane))
		require.NoError(t, err)
		require.Equal(t, candidate.Accepted, ruling.Outcome)
		require.Empty(t, ruling.Owner)
	}
	for _, test := range []struct {
		name   string
		d      agency.Duplicates
		first  func(*testing.T, *market)
		second func(*testing.T, *market)
	}{
		{"in the account: another opening", agency.Duplicates{}, south("ops"), known},
		{"in the opening: the same", here, south("dev"), known},
		{"in the opening: another one", here, south("ops"), unowned},
		{"in the opening: an applicant for it", here, func(t *testing.T, m *market) {
			m.apply(t, access.Applicant{ID: "jane", Opening: "dev", Entry: jane})
		}, known},
		{"in the opening: an applicant for none", here, func(t *testing.T, m *market) { m.apply(t, access.Applicant{ID: "jane", Entry: jane}) }, unowned},
		{"from the interview: before it", interview, advanced(), unowned},
		{"from the interview: at it", interview, advanced(agency.Interview), known},
		{"from the interview: after it", interview, advanced(agency.Interview, agency.Rejected), known},
		{"from the interview: never at it", interview, advanced(agency.Rejected), unowned},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMarket(t, agency.Settings{Duplicates: test.d})
			test.first(t, m)
			test.second(t, m)
		})
	}
}

// TestResubmission: of somebody whom the agency put forward before.
func TestResubmission(t *testing.T) {
	ctx := context.Background()
	again := []policy.Code{policy.AlreadySubmitted}
	alert := []policy.Code{policy.DuplicateAlert}
	withdraw := func(t *testing.T, m *market, id candidate.SubmissionID) {
		require.NoError(t, m.rec("ann").Withdraw(ctx, id))
	}
	for _, test := range []struct {
		name     string
		settings agency.Settings
		before   func(*testing.T, *market, candidate.SubmissionID)
		who      agency.RecruiterID
		to       agency.OpeningID
		told     []policy.Code
	}{
		{"for the same opening", agency.Settings{}, nil, "ann", "dev", again},
		{"for the same opening by a colleague", agency.Settings{}, nil, "bob", "dev", again},
		{"for the same opening by a colleague who cannot see it", agency.Settings{Visibility: agency.SeeOwn}, nil, "bob", "dev", alert},
		{"for another opening", agency.Settings{}, nil, "ann", "ops", nil},
		{"for another opening by a colleague", agency.Settings{}, nil, "bob", "ops", nil},
		{"for another opening, which is judged", agency.Settings{Duplicates: agency.Duplicates{Resubmission: agency.JudgeResubmission}}, nil, "ann", "ops", alert},
		{"of who was withdrawn", agency.Settings{}, withdraw, "ann", "dev", nil},
		{"of who was withdrawn, elsewhere, which is judged", agency.Settings{Duplicates: agency.Duplicates{Resubmission: agency.JudgeResubmission}}, withdraw, "ann", "ops", nil},
		{"where duplicates are off", agency.Settings{Duplicates: agency.Duplicates{Outcome: agency.IgnoreDuplicate}}, nil, "ann", "dev", again},
		{"of who was put forward by another agency since", agency.Settings{}, func(t *testing.T, m *market, _ candidate.SubmissionID) {
			m.after(time.Minute)
			m.insist(t, "cem", "dev", jane)
		}, "ann", "ops", nil},
		{"of who was put forward by another agency before", agency.Settings{}, func(t *testing.T, m *market, id candidate.SubmissionID) {
			require.NoError(t, m.rec("ann").Withdraw(ctx, id))
			m.insist(t, "cem", "dev", jane)
			m.after(time.Minute)
			m.insist(t, "ann", "dev", jane)
		}, "ann", "ops", alert},
		{"of who was released by staff", agency.Settings{}, func(t *testing.T, m *market, id candidate.SubmissionID) {
			require.NoError(t, m.sys.ReleaseClaim(ctx, m.claim(t, id).ID, "a call"))
		}, "ann", "dev", again},
		{"of who was erased", agency.Settings{}, func(t *testing.T, m *market, id candidate.SubmissionID) {
			require.NoError(t, m.sys.Erase(ctx, id))
		}, "ann", "dev", again},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMarket(t, test.settings)
			id := m.submit(t, "ann", "dev", jane)
			if test.before != nil {
				test.before(t, m, id)
			}
			_, err := m.try(test.who, test.to, jane)
			require.Equal(t, test.told, why(t, err))
		})
	}
}
