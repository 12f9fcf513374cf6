package access_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// TestOwnEntriesAreJudgedByWhatWasTyped: what staff correct shows in no answer
// about an agency's own entry, and in those to others it does.
func TestOwnEntriesAreJudgedByWhatWasTyped(t *testing.T) {
	ctx := context.Background()
	typed := candidate.Entry{Name: "Kim Lee", Emails: agency.Freeze("kim@work.example")}
	corrected := candidate.Entry{Name: "Kim Lee-Marsh", Emails: agency.Freeze("kim.marsh@home.example"), Born: "1980-02-03"}
	again := []policy.Code{policy.AlreadySubmitted}
	known := []policy.Code{policy.DuplicateAlert}
	for _, test := range []struct {
		name    string
		then    func(*testing.T, *market, candidate.SubmissionID)
		by      agency.RecruiterID
		entry   candidate.Entry
		refused []policy.Code
	}{
		{"its own as it typed it", nil, "ann", typed, again},
		{"its own as it typed it, by a colleague", nil, "bob", typed, again},
		{"its own as staff corrected it", nil, "ann", corrected, nil},
		{"another's as staff corrected it", nil, "cem", corrected, known},
		{"another's as it was typed", nil, "cem", typed, nil},
		{"its own as typed, corrected once more", func(t *testing.T, m *market, id candidate.SubmissionID) {
			_, err := m.sys.CorrectEntry(ctx, id, ada)
			require.NoError(t, err)
		}, "ann", typed, again},
		{"its own as corrected first", func(t *testing.T, m *market, id candidate.SubmissionID) {
			_, err := m.sys.CorrectEntry(ctx, id, ada)
			require.NoError(t, err)
		}, "ann", corrected, nil},
		{"its own as typed, the correction taken back", func(t *testing.T, m *market, id candidate.SubmissionID) {
			_, err := m.sys.CorrectEntry(ctx, id, typed)
			require.NoError(t, err)
		}, "ann", typed, again},
		{"another's as typed, the correction taken back", func(t *testing.T, m *market, id candidate.SubmissionID) {
			_, err := m.sys.CorrectEntry(ctx, id, typed)
			require.NoError(t, err)
		}, "cem", typed, known},
		{"another's as corrected, the correction taken back", func(t *testing.T, m *market, id candidate.SubmissionID) {
			_, err := m.sys.CorrectEntry(ctx, id, typed)
			require.NoError(t, err)
		}, "cem", corrected, nil},
		{"its own as typed, indexed anew", func(t *testing.T, m *market, _ candidate.SubmissionID) {
			m.open(t, m.store, newKey, oldKey)
			require.NoError(t, m.sys.Reindex(ctx, nil))
		}, "ann", typed, again},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMarket(t, agency.Settings{})
			m.open(t, m.store, oldKey)
			id := m.submit(t, "ann", "dev", typed)
			_, err := m.sys.CorrectEntry(ctx, id, corrected)
			require.NoError(t, err)
			if test.then != nil {
				test.then(t, m, id)
			}
			_, err = m.try(test.by, "dev", test.entry)
			require.Equal(t, test.refused, why(t, err))
		})
	}
}

// TestOwnEntriesAnswerWhoeverElseIsKnown: how common a name or a telephone is
// among those whom others hold makes no difference to an agency's own.
func TestOwnEntriesAnswerWhoeverElseIsKnown(t *testing.T) {
	phone := agency.Freeze("+49 171 5551234")
	for _, test := range []struct {
		name       string
		own, again candidate.Entry
		other      func(i int) candidate.Entry
	}{
		{
			"of one telephone",
			candidate.Entry{Name: "Kim Lee", Phones: phone},
			candidate.Entry{Name: "Kim Leh", Phones: phone},
			func(i int) candidate.Entry {
				return candidate.Entry{Name: fmt.Sprintf("Xav%c Quin%c", 'a'+i%26, 'a'+i/26), Phones: phone}
			},
		},
		{
			"of one telephone and another name",
			candidate.Entry{Name: "Kimberly Oxenford", Phones: phone},
			candidate.Entry{Name: "Kim Smith", Phones: phone},
			func(i int) candidate.Entry {
				return candidate.Entry{Name: fmt.Sprintf("Xav%c Quin%c", 'a'+i%26, 'a'+i/26), Phones: phone}
			},
		},
		{
			"of one name and birthday",
			candidate.Entry{Name: "Kim Lee", Born: "1980-02-03"},
			candidate.Entry{Name: "Kim Lee", Born: "1980-02-03"},
			func(i int) candidate.Entry {
				return candidate.Entry{Name: "Kim Lee", Born: fmt.Sprintf("19%02d-%02d-%02d", 50+i%30, 1+i%12, 5+i%20)}
			},
		},
		{
			"of one name and place",
			candidate.Entry{Name: "Kim Lee", Place: "Berlin"},
			candidate.Entry{Name: "Kim Lee", Place: "Berlin"},
			func(i int) candidate.Entry {
				return candidate.Entry{Name: fmt.Sprintf("Kim%c Lee", 'a'+i%26), Place: "Berlin"}
			},
		},
		{
			"of one name",
			candidate.Entry{Name: "Kim Lee"},
			candidate.Entry{Name: "Kim Lee"},
			func(i int) candidate.Entry {
				return candidate.Entry{Name: fmt.Sprintf("Xav%c Quin%c", 'a'+i%26, 'a'+i/26)}
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			answer := func(others int) []policy.Code {
				m := newMarket(t, agency.Settings{})
				m.submit(t, "ann", "dev", test.own)
				for i := range others {
					m.apply(t, access.Applicant{ID: candidate.SubmissionID(fmt.Sprint("a", i)), Entry: test.other(i)})
				}
				// Elsewhere, so that nobody but the agency's own is told of.
				m.configure(t, func(s *agency.Settings) {
					s.Duplicates.Outcome, s.Duplicates.Exact = agency.IgnoreDuplicate, agency.OverrideIgnore
				})
				_, err := m.try("ann", "dev", test.again)
				return why(t, err)
			}
			alone := answer(0)
			for _, others := range []int{1, 10, 120} {
				require.Equal(t, alone, answer(others), "beside %d others", others)
			}
		})
	}
}

// TestACorrectionKeepsTheResume: what was found in it tells who the person is,
// whatever staff write above it.
func TestACorrectionKeepsTheResume(t *testing.T) {
	ctx := context.Background()
	for _, name := range []string{"Kim Le", "Kim Lee", "Kimberly Lee"} {
		t.Run(name, func(t *testing.T) {
			m := newMarket(t, agency.Settings{})
			id := m.submit(t, "cem", "dev", candidate.Entry{Name: "Kim Le"}, cv("Kim Lee, kim.lee@home.example"))
			_, err := m.sys.CorrectEntry(ctx, id, candidate.Entry{Name: name})
			require.NoError(t, err)
			m.after(time.Hour)
			m.alerted(t, "ann", "dev", candidate.Entry{Name: "Kim Lee", Emails: agency.Freeze("kim.lee@home.example")})
		})
	}
}

// An erased person is nobody's to tell of what was corrected.
func TestACorrectedAndErasedPersonLeavesNoSketch(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	id := m.submit(t, "ann", "dev", jane)
	_, err := m.sys.CorrectEntry(ctx, id, ada)
	require.NoError(t, err)
	require.NoError(t, m.sys.Erase(ctx, id))
	require.NotContains(t, m.records(t), "jane")
	m.alerted(t, "cem", "dev", ada)
}
