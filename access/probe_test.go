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
)

// joe is unknown to every market.
var joe = candidate.Entry{Name: "Joe Roe", Emails: agency.Freeze("joe@home.example")}

// TestProbes: what tells whether somebody is known counts, and nothing else.
func TestProbes(t *testing.T) {
	ctx := context.Background()
	outcome := func(o agency.DuplicateOutcome) agency.Duplicates { return agency.Duplicates{Outcome: o} }
	for _, test := range []struct {
		name   string
		d      agency.Duplicates
		do     func(t *testing.T, m *market)
		counts int
	}{
		{"an alert", outcome(agency.AlertDuplicate), func(t *testing.T, m *market) { m.alerted(t, "ann", "dev", jane) }, 1},
		{"three alerts", outcome(agency.AlertDuplicate), func(t *testing.T, m *market) {
			for range 3 {
				m.alerted(t, "ann", "dev", jane)
			}
		}, 3},
		{"a block", outcome(agency.BlockDuplicate), func(t *testing.T, m *market) {
			_, err := m.try("ann", "dev", jane)
			require.Equal(t, []policy.Code{policy.DuplicateBlocked}, toldTo(t, err))
		}, 1},
		{"an alert and going on", outcome(agency.AlertDuplicate), func(t *testing.T, m *market) { m.insist(t, "ann", "dev", jane) }, 1},
		{"a withdrawal", outcome(agency.FlagDuplicate), func(t *testing.T, m *market) {
			require.NoError(t, m.rec("ann").Withdraw(ctx, m.submit(t, "ann", "dev", joe)))
		}, 1},
		{"withdrawing what is withdrawn", outcome(agency.FlagDuplicate), func(t *testing.T, m *market) {
			id := m.submit(t, "ann", "dev", joe)
			for range 2 {
				require.NoError(t, m.rec("ann").Withdraw(ctx, id))
			}
		}, 1},
		{"a withdrawal by staff", outcome(agency.FlagDuplicate), func(t *testing.T, m *market) {
			require.NoError(t, m.sys.Advance(ctx, m.submit(t, "ann", "dev", joe), agency.Withdrawn))
		}, 0},
		{"somebody new", outcome(agency.AlertDuplicate), func(t *testing.T, m *market) { m.submit(t, "ann", "dev", joe) }, 0},
		{"somebody flagged", outcome(agency.FlagDuplicate), func(t *testing.T, m *market) { m.submit(t, "ann", "dev", jane) }, 0},
		{"an alert that is not told", agency.Duplicates{Tell: agency.TellNothing}, func(t *testing.T, m *market) { m.submit(t, "ann", "dev", jane) }, 0},
		{"the own submission again", outcome(agency.AlertDuplicate), func(t *testing.T, m *market) {
			m.submit(t, "ann", "dev", joe)
			_, err := m.try("ann", "dev", joe)
			require.Equal(t, []policy.Code{policy.AlreadySubmitted}, toldTo(t, err))
		}, 0},
		{"a denial for another reason", outcome(agency.AlertDuplicate), func(t *testing.T, m *market) {
			require.NoError(t, m.sys.Archive(ctx, "dev"))
			_, err := m.try("ann", "dev", jane)
			require.Equal(t, []policy.Code{policy.OpeningArchived}, toldTo(t, err))
		}, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMarket(t, agency.Settings{Duplicates: test.d})
			m.submit(t, "cem", "dev", jane)
			test.do(t, m)
			require.Equal(t, test.counts, m.probes(t, "ann").Recruiter)
			require.Equal(t, test.counts, m.probes(t, "bob").Agency)
			require.Zero(t, m.probes(t, "bob").Recruiter)
			require.Zero(t, m.probes(t, "cem").Agency)
		})
	}
}

// TestASpentBudget: who has used up the budget submits nobody, known or not, for
// 24 hours to the microsecond.
func TestASpentBudget(t *testing.T) {
	ctx := context.Background()
	spend := func(p agency.Probes) *market {
		m := newMarket(t, agency.Settings{Duplicates: agency.Duplicates{Probes: p}})
		m.submit(t, "cem", "dev", jane)
		return m
	}
	limited := func(t *testing.T, err error) {
		t.Helper()
		require.Equal(t, []policy.Code{policy.ProbeLimit}, toldTo(t, err))
		var denied *access.Denied
		require.ErrorAs(t, err, &denied)
		require.Empty(t, denied.Acknowledgement)
	}
	t.Run("of a recruiter", func(t *testing.T) {
		m := spend(agency.Probes{Recruiter: 2})
		m.alerted(t, "ann", "dev", jane)
		m.after(time.Hour)
		m.alerted(t, "ann", "dev", jane)
		for _, entry := range []candidate.Entry{jane, joe} {
			_, err := m.try("ann", "dev", entry)
			limited(t, err)
		}
		require.Equal(t, 2, m.probes(t, "ann").Recruiter, "what is denied for the budget costs nothing more")
		m.submit(t, "bob", "dev", joe)
		m.after(24*time.Hour - time.Microsecond)
		_, err := m.try("ann", "ops", joe)
		limited(t, err)
		m.after(24 * time.Hour)
		m.alerted(t, "ann", "dev", jane)
		_, err = m.try("ann", "ops", joe)
		limited(t, err)
		m.after(25*time.Hour - time.Microsecond)
		_, err = m.try("ann", "ops", joe)
		limited(t, err)
		m.after(25 * time.Hour)
		m.submit(t, "ann", "ops", joe)
	})
	t.Run("of an agency", func(t *testing.T) {
		m := spend(agency.Probes{Agency: 2})
		m.alerted(t, "ann", "dev", jane)
		m.alerted(t, "bob", "dev", jane)
		for _, who := range []agency.RecruiterID{"ann", "bob"} {
			_, err := m.try(who, "ops", joe)
			limited(t, err)
		}
		m.submit(t, "dee", "ops", joe)
		m.after(24*time.Hour - time.Microsecond)
		_, err := m.try("bob", "ops", joe)
		limited(t, err)
		m.after(24 * time.Hour)
		m.insist(t, "bob", "ops", joe)
	})
	t.Run("of withdrawals", func(t *testing.T) {
		m := spend(agency.Probes{Recruiter: 2})
		for range 2 {
			require.NoError(t, m.rec("ann").Withdraw(ctx, m.submit(t, "ann", "dev", joe)))
		}
		_, err := m.try("ann", "dev", joe)
		limited(t, err)
	})
	t.Run("unless set: 20 of a recruiter", func(t *testing.T) {
		m := spend(agency.Probes{})
		for range 20 {
			m.alerted(t, "ann", "dev", jane)
		}
		_, err := m.try("ann", "dev", joe)
		limited(t, err)
		m.submit(t, "bob", "dev", joe)
	})
	t.Run("is passed by who was alerted", func(t *testing.T) {
		m := spend(agency.Probes{Recruiter: 1})
		token := m.alerted(t, "ann", "dev", jane)
		_, err := m.try("ann", "dev", jane)
		limited(t, err)
		_, err = m.try("ann", "dev", joe, access.WithAcknowledgement(token))
		limited(t, err)
		m.submit(t, "ann", "dev", jane, access.WithAcknowledgement(token))
		_, err = m.try("ann", "dev", jane, access.WithAcknowledgement(token))
		limited(t, err)
	})
	t.Run("is passed by a repeated request", func(t *testing.T) {
		m := spend(agency.Probes{Recruiter: 1})
		first, err := m.rec("ann").Submit(ctx, "ops", "mine", joe, cv("one"))
		require.NoError(t, err)
		m.alerted(t, "ann", "dev", jane)
		again, err := m.rec("ann").Submit(ctx, "ops", "mine", joe, cv("one"))
		require.NoError(t, err)
		require.Equal(t, first, again)
	})
	t.Run("is told beside other limits, and not a duplicate", func(t *testing.T) {
		m := spend(agency.Probes{Recruiter: 1})
		m.alerted(t, "ann", "dev", jane)
		m.configure(t, func(s *agency.Settings) { s.ConsentRequired = true })
		_, err := m.try("ann", "dev", jane)
		require.Equal(t, []policy.Code{policy.ConsentMissing, policy.ProbeLimit}, toldTo(t, err))
	})
}

// The agency's own contact data is nobody's else, and no duplicate of anybody.
func TestOwnContactData(t *testing.T) {
	ctx := context.Background()
	with := func(emails ...string) candidate.Entry {
		return candidate.Entry{Name: "Kim Lee", Emails: agency.Freeze(emails...)}
	}
	m := newMarket(t, agency.Settings{})
	require.NoError(t, m.sys.PutAgency(ctx, agency.Agency{ID: "north", Title: "North Recruiting", Domains: agency.Freeze("north-jobs.example")}))
	for name, entry := range map[string]candidate.Entry{
		"the recruiter's own":              with("ann@north.example"),
		"in other letters":                 with("ANN@North.Example"),
		"with a tag":                       with("ann+kim@north.example"),
		"a colleague's":                    with("bob@north.example"),
		"the second of two":                with("kim@home.example", "bob@north.example"),
		"of the agency's domain":           with("kim@north-jobs.example"),
		"of a domain under the agency's":   with("kim@mail.north-jobs.example"),
		"of the agency's domain, in Latin": with("kim@NORTH-jobs.example"),
	} {
		t.Run(name, func(t *testing.T) {
			records, journal := m.records(t), m.journal(t)
			_, err := m.try("ann", "dev", entry)
			require.EqualError(t, err, "field email: must be the person's: this is your agency's address")
			requireInvalid(t, "email", err)
			require.Equal(t, records, m.records(t))
			require.Equal(t, journal, m.journal(t))
			require.Zero(t, m.probes(t, "ann"))
		})
	}
	for name, entry := range map[string]candidate.Entry{
		"another agency's":       with("cem@south.example"),
		"of a domain like it":    with("kim@not-north-jobs.example"),
		"of the domain above":    with("kim@jobs.example"),
		"a free mail provider's": with("ann@gmail.com"),
	} {
		t.Run("fine is "+name, func(t *testing.T) {
			m := newMarket(t, agency.Settings{})
			require.NoError(t, m.sys.PutAgency(ctx, agency.Agency{ID: "north", Title: "North Recruiting", Domains: agency.Freeze("north-jobs.example")}))
			m.submit(t, "ann", "dev", entry)
		})
	}
	t.Run("of the domain of a free mail provider", func(t *testing.T) {
		m := newMarket(t, agency.Settings{})
		require.NoError(t, m.sys.PutAgency(ctx, agency.Agency{ID: "north", Title: "North Recruiting", Domains: agency.Freeze("gmail.com")}))
		m.submit(t, "ann", "dev", with("kim@gmail.com"))
	})
}

// What is found in a resume is left out where it is the agency's own.
func TestOwnContactDataInAResume(t *testing.T) {
	ctx := context.Background()
	kim := candidate.Entry{Name: "Kim Lee"}
	for name, test := range map[string]struct {
		resume  string
		verdict candidate.Verdict
	}{
		"the recruiter's own":        {"Kim Lee, by ann@north.example", candidate.Possible},
		"a colleague's":              {"Kim Lee, by bob@north.example", candidate.Possible},
		"of the agency's domain":     {"Kim Lee, by jobs@mail.north-jobs.example", candidate.Possible},
		"the person's, which counts": {"Kim Lee, kim.lee@home.example", candidate.Exact},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMarket(t, agency.Settings{})
			require.NoError(t, m.sys.PutAgency(ctx, agency.Agency{ID: "north", Title: "North Recruiting", Domains: agency.Freeze("north-jobs.example")}))
			first := m.submit(t, "ann", "dev", kim, cv(test.resume+" 1"))
			m.submit(t, "ann", "ops", kim, cv(test.resume+" 2"))
			found, err := m.sys.Duplicates(ctx, first)
			require.NoError(t, err)
			require.Len(t, found, 1)
			require.Equal(t, test.verdict, found[0].Verdict)
		})
	}
}
