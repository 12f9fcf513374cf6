package access_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/internal/enginetest"
	"github.com/agencyaccess/agencyaccess/store"
)

// Until an alert is acknowledged there is one row in the journal and one probe.
func TestAnAlertStoresNothingOfThePerson(t *testing.T) {
	for _, test := range []struct {
		name  string
		entry candidate.Entry
		opts  []access.SubmitOption
	}{
		{"without a resume", jane, nil},
		{"with a resume", jane, []access.SubmitOption{cv("one")}},
		{"with one that brings the alert about", candidate.Entry{Name: "Jane Doe"}, []access.SubmitOption{cv("Jane Doe, jane@home.example")}},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMarket(t, agency.Settings{})
			m.submit(t, "cem", "dev", jane)
			records, events, journal := m.records(t), m.events(t), m.journal(t)
			m.alerted(t, "ann", "dev", test.entry, test.opts...)

			require.Equal(t, records, m.records(t))
			require.Equal(t, events, m.events(t))
			require.Equal(t, store.Probes{Agency: 1, Recruiter: 1}, m.probes(t, "ann"))
			require.Zero(t, m.probes(t, "cem"))
			added := m.journal(t)
			require.Equal(t, journal, added[1:])
			row := added[0]
			require.True(t, row.Denied)
			require.Equal(t, []string{"duplicate_alert", "owned_by_other"}, row.Reasons.Slice())
			require.Equal(t, store.Subject{Recruiter: "ann", Agency: "north", Opening: "dev"}, row.Subject)
			require.Len(t, row.Values, 1)
			require.Regexp(t, "^[0-9a-f]{32}$", row.Values[0].After, "a keyed digest")
			f, err := m.store.Read(context.Background(), "acme", store.Query{Recruiter: "ann", Request: "request 2"})
			require.NoError(t, err)
			require.Nil(t, f.Receipt)
		})
	}
}

func TestAnAcknowledgedSubmissionIsLikeAnyOther(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	first := m.submit(t, "cem", "dev", jane)
	token := m.alerted(t, "ann", "dev", jane)
	m.after(time.Minute)
	receipt, err := m.rec("ann").Submit(ctx, "dev", "mine", jane, access.WithAcknowledgement(token))
	require.NoError(t, err)
	require.Equal(t, enginetest.Start.Add(time.Minute), receipt.At)
	view, entry, err := m.rec("ann").Submission(ctx, receipt.Submission)
	require.NoError(t, err)
	require.Equal(t, "Jane Doe", view.Name)
	require.Equal(t, jane.Emails.Slice(), entry.Emails)
	ruling, err := m.sys.Ruling(ctx, receipt.Submission)
	require.NoError(t, err)
	require.True(t, ruling.Acknowledged)
	require.True(t, ruling.OwnedByOther)
	require.Equal(t, agency.AgencyID("south"), ruling.OwnerAgency)
	require.Equal(t, m.claim(t, first).ID, ruling.Owner)
	require.Equal(t, candidate.Exact, ruling.Verdict)
	require.Equal(t, 1, ruling.Evidence.Len())
	record, err := m.sys.Submission(ctx, receipt.Submission)
	require.NoError(t, err)
	require.Equal(t, candidate.Flagged, record.Outcome)
	require.Equal(t, candidate.ClaimInForce, m.claim(t, receipt.Submission).Standing, "the agency has a claim, though another owns the introduction")
	require.Equal(t, 1, m.probes(t, "ann").Recruiter, "the alert's alone")

	again, err := m.rec("ann").Submit(ctx, "dev", "mine", jane, access.WithAcknowledgement(token))
	require.NoError(t, err, "a request is repeated with the token")
	require.Equal(t, receipt, again)
	again, err = m.rec("ann").Submit(ctx, "dev", "mine", jane)
	require.NoError(t, err, "and without it")
	require.Equal(t, receipt, again)
	_, err = m.rec("ann").Submit(ctx, "ops", "mine", jane, access.WithAcknowledgement(token))
	require.ErrorIs(t, err, access.ErrRequestMismatch)
}

// An acknowledgement holds for what was alerted, once, for an hour.
func TestAcknowledgements(t *testing.T) {
	ctx := context.Background()
	unlike := jane
	unlike.Comment = "She is good."
	move := func(m *market, id agency.RecruiterID) error { // as if the recruiter had moved there
		return m.store.Update(ctx, "acme", func(tx store.Tx) error {
			f, err := tx.Facts(store.Query{Recruiter: id})
			f.Recruiter.Agency = "south"
			tx.PutRecruiters(f.Recruiter)
			return err
		})
	}
	holds := func(t *testing.T, err error) { require.NoError(t, err) }
	invalid := func(t *testing.T, err error) {
		require.Equal(t, access.ErrInvalidAck, err, "one answer, whatever the cause")
	}
	nothing := func(*market, *string) error { return nil }
	for _, test := range []struct {
		name    string
		between func(m *market, token *string) error
		who     agency.RecruiterID
		to      agency.OpeningID
		entry   candidate.Entry
		opts    []access.SubmitOption
		check   func(*testing.T, error)
	}{
		{"holds", nothing, "ann", "dev", jane, nil, holds},
		{"holds until the hour is over", func(m *market, _ *string) error {
			m.after(candidate.AlertsKept - time.Microsecond)
			return nil
		}, "ann", "dev", jane, nil, holds},
		{"is over with the hour", func(m *market, _ *string) error {
			m.after(candidate.AlertsKept)
			return nil
		}, "ann", "dev", jane, nil, invalid},
		{"of a colleague", nothing, "bob", "dev", jane, nil, invalid},
		{"of another agency's", nothing, "dee", "dev", jane, nil, invalid},
		{"for another opening", nothing, "ann", "ops", jane, nil, invalid},
		{"for another entry", nothing, "ann", "dev", unlike, nil, invalid},
		{"for the entry with a resume", nothing, "ann", "dev", jane, []access.SubmitOption{cv("one")}, invalid},
		{"after moving to another agency", func(m *market, _ *string) error { return move(m, "ann") }, "ann", "dev", jane, nil, invalid},
		{"after the settings were changed", func(m *market, _ *string) error {
			s, err := m.sys.Settings(ctx)
			if err != nil {
				return err
			}
			s.Title = "Acme"
			return m.sys.Configure(ctx, s)
		}, "ann", "dev", jane, nil, invalid},
		{"cut off", func(_ *market, token *string) error { *token = (*token)[1:]; return nil }, "ann", "dev", jane, nil, invalid},
		{"with more", func(_ *market, token *string) error { *token += "A"; return nil }, "ann", "dev", jane, nil, invalid},
		{"forged", func(_ *market, token *string) error {
			*token = string(flip(access.Cursor(*token)))
			return nil
		}, "ann", "dev", jane, nil, invalid},
		{"of another length", func(_ *market, token *string) error { *token = "token"; return nil }, "ann", "dev", jane, nil, invalid},
		{"that is no text", func(_ *market, token *string) error {
			*token = strings.Repeat("\xff", len(*token))
			return nil
		}, "ann", "dev", jane, nil, invalid},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMarket(t, agency.Settings{})
			m.submit(t, "cem", "dev", jane)
			token := m.alerted(t, "ann", "dev", jane)
			require.NoError(t, test.between(m, &token))
			records, probes := m.records(t), m.probes(t, test.who)
			_, err := m.try(test.who, test.to, test.entry, append(test.opts, access.WithAcknowledgement(token))...)
			test.check(t, err)
			if err != nil {
				require.Equal(t, records, m.records(t))
				require.Equal(t, probes, m.probes(t, test.who))
			}
		})
	}
}

func TestAnAcknowledgementIsUsedOnce(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	m.submit(t, "cem", "dev", jane)
	token := m.alerted(t, "ann", "dev", jane)
	first := m.submit(t, "ann", "dev", jane, access.WithAcknowledgement(token))
	_, err := m.try("ann", "dev", jane, access.WithAcknowledgement(token))
	require.Equal(t, access.ErrInvalidAck, err)
	require.NoError(t, m.rec("ann").Withdraw(ctx, first))
	_, err = m.try("ann", "dev", jane, access.WithAcknowledgement(token))
	require.Equal(t, access.ErrInvalidAck, err, "not after withdrawing either")
	m.insist(t, "ann", "dev", jane)
}

func TestAcknowledgementsAreAllOfOneLength(t *testing.T) {
	m := newMarket(t, agency.Settings{})
	m.submit(t, "cem", "dev", jane)
	long := jane
	long.Comment = strings.Repeat("She is good. ", 200)
	lengths := map[int]bool{}
	for range 5 {
		lengths[len(m.alerted(t, "ann", "dev", jane))] = true
		lengths[len(m.alerted(t, "bob", "ops", long, cv("one")))] = true
		m.configure(t, func(s *agency.Settings) { s.Title += "!" })
	}
	require.Len(t, lengths, 1)
}

// A resume is part of what was alerted, and is stored once that is acknowledged.
func TestAnAcknowledgementWithAResume(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	m.submit(t, "cem", "dev", jane)
	token := m.alerted(t, "ann", "dev", jane, cv("one"))
	_, err := m.try("ann", "dev", jane, cv("two"), access.WithAcknowledgement(token))
	require.Equal(t, access.ErrInvalidAck, err)
	_, err = m.try("ann", "dev", jane, access.WithAcknowledgement(token))
	require.Equal(t, access.ErrInvalidAck, err)
	id := m.submit(t, "ann", "dev", jane, cv("one"), access.WithAcknowledgement(token))
	in, _, err := m.sys.Resume(ctx, id)
	require.NoError(t, err)
	require.NoError(t, in.Close())
}

// What was alerted is judged again when it is acknowledged.
func TestAnAcknowledgementOfWhoIsNotKnownAnyMore(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{Duplicates: agency.Duplicates{LookBack: agency.Period{Days: 1}}})
	m.submit(t, "cem", "dev", jane)
	m.after(24*time.Hour - time.Minute)
	token := m.alerted(t, "ann", "dev", jane)
	m.after(24 * time.Hour)
	id := m.submit(t, "ann", "dev", jane, access.WithAcknowledgement(token))
	ruling, err := m.sys.Ruling(ctx, id)
	require.NoError(t, err)
	require.Equal(t, candidate.Accepted, ruling.Outcome)
	require.False(t, ruling.Acknowledged)
}

// One that has become blocked is refused, whatever was acknowledged: a change of
// settings makes the token void, and the own submission counts as it does.
func TestAnAcknowledgementOfWhoWasSubmittedMeanwhile(t *testing.T) {
	m := newMarket(t, agency.Settings{})
	m.submit(t, "cem", "dev", jane)
	anns, bobs := m.alerted(t, "ann", "dev", jane), m.alerted(t, "bob", "dev", jane)
	m.submit(t, "bob", "dev", jane, access.WithAcknowledgement(bobs))
	_, err := m.try("ann", "dev", jane, access.WithAcknowledgement(anns))
	require.Equal(t, []policy.Code{policy.AlreadySubmitted}, toldTo(t, err))
}

// Nobody is told who it is that knows the person.
func TestAnAlertIsTheSameForWhoeverIsKnown(t *testing.T) {
	ctx := context.Background()
	for name, know := range map[string]func(t *testing.T, m *market){
		"another agency's":   func(t *testing.T, m *market) { m.submit(t, "cem", "dev", jane) },
		"of another opening": func(t *testing.T, m *market) { m.submit(t, "cem", "ops", jane) },
		"a direct applicant": func(t *testing.T, m *market) { m.apply(t, access.Applicant{ID: "jane", Entry: jane}) },
		"one of the host's": func(t *testing.T, m *market) {
			_, err := m.sys.Import(ctx, rowsOf(access.ImportRow{Candidate: "4711", Entry: jane}), access.ImportOptions{})
			require.NoError(t, err)
		},
		"an erased person": func(t *testing.T, m *market) {
			require.NoError(t, m.sys.Erase(ctx, m.submit(t, "cem", "dev", jane)))
		},
		"whose claim is over": func(t *testing.T, m *market) {
			require.NoError(t, m.sys.ReleaseClaim(ctx, m.claim(t, m.submit(t, "cem", "dev", jane)).ID, "a call"))
		},
		"withdrawn": func(t *testing.T, m *market) {
			require.NoError(t, m.rec("cem").Withdraw(ctx, m.submit(t, "cem", "dev", jane)))
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMarket(t, agency.Settings{})
			know(t, m)
			_, err := m.try("ann", "dev", jane)
			var denied *access.Denied
			require.ErrorAs(t, err, &denied)
			require.Equal(t, "access: deny duplicate_alert", err.Error())
			require.Len(t, denied.Reasons(), 1)
			require.Empty(t, denied.Reasons()[0].Args)
		})
	}
}
