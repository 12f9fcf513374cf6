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
	"github.com/agencyaccess/agencyaccess/invite"
)

// owns are the submissions that a recruiter sees as their own.
func (m *market) owns(t *testing.T, id agency.RecruiterID) (out []candidate.SubmissionID) {
	t.Helper()
	page, err := m.rec(id).Submissions(context.Background(), access.SubmissionFilter{}, "", 0)
	require.NoError(t, err)
	for _, s := range page.Rows {
		if s.Mine {
			out = append(out, s.ID)
		}
	}
	return out
}

// TestHandOver: what was submitted for the present agency is the colleague's own,
// also where recruiters see nothing else.
func TestHandOver(t *testing.T) {
	ctx := context.Background()
	for _, visibility := range []agency.Visibility{agency.SeeAgency, agency.SeeOwn} {
		t.Run(visibility.String(), func(t *testing.T) {
			m := newMarket(t, agency.Settings{Visibility: visibility, Quota: agency.Quota{PerOpening: 2}})
			joe := candidate.Entry{Name: "Joe Roe", Emails: agency.Freeze("joe@roe.example")}
			first := m.submit(t, "ann", "dev", jane)
			second := m.submit(t, "ann", "dev", joe)
			bobs := m.submit(t, "bob", "ops", candidate.Entry{Name: "Bea Bay"})
			cems := m.submit(t, "cem", "dev", candidate.Entry{Name: "Cid Coe"})
			source := m.sees(t, "ann")[first]
			require.NoError(t, m.rec("ann").Withdraw(ctx, second))
			m.mail(t)
			m.after(time.Hour)
			require.NoError(t, m.sys.Deactivate(ctx, "ann", access.HandOver("bob")))
			require.Equal(t, []string{"host", "recruiter:bob"}, heard[*event.SubmissionsHandedOver](t, m.eng))
			require.ElementsMatch(t, []candidate.SubmissionID{first, second, bobs}, m.owns(t, "bob"))
			require.Equal(t, source, m.sees(t, "bob")[first], "the source stays")
			require.Equal(t, []candidate.SubmissionID{cems}, m.owns(t, "cem"))
			page, err := m.rec("bob").Claims(ctx, time.Time{}, "", 0)
			require.NoError(t, err)
			own := 0
			for range page.Rows {
				own++
			}
			require.Equal(t, 3, own)
			require.Equal(t, agency.RecruiterID("bob"), m.claim(t, first).Recruiter)
			_, err = m.try("bob", "dev", jane)
			require.Equal(t, []policy.Code{policy.AlreadySubmitted}, toldTo(t, err))

			m.submit(t, "bob", "dev", candidate.Entry{Name: "Dan Dow"})
			_, err = m.try("bob", "dev", candidate.Entry{Name: "Eli Eve"})
			require.Equal(t, []policy.Code{policy.QuotaExhausted}, toldTo(t, err), "what was handed over counts")
			require.NoError(t, m.rec("bob").Withdraw(ctx, first))
			m.submit(t, "bob", "dev", candidate.Entry{Name: "Eli Eve"})

			handed := 0
			for _, row := range m.journal(t) {
				if row.Action == "deactivate" && row.Submission != "" {
					handed++
					require.Equal(t, agency.RecruiterID("ann"), row.Recruiter)
					require.Equal(t, agency.Freeze("recruiter"), row.Fields)
				}
			}
			require.Equal(t, 2, handed)
			require.NoError(t, m.sys.Reactivate(ctx, "ann"))
			require.Empty(t, m.owns(t, "ann"))
		})
	}
}

// TestHandOverIsOfThePresentAgency: what was submitted for a former one stays where
// it is, as does everything without the option.
func TestHandOverIsOfThePresentAgency(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	norths := m.submit(t, "ann", "dev", jane)
	require.NoError(t, m.sys.Move(ctx, "ann", "south"))
	_, err := m.sys.Share(ctx, one("dev", agency.ToRecruiter("ann")))
	require.NoError(t, err)
	souths := m.submit(t, "ann", "dev", candidate.Entry{Name: "Joe Roe"})
	require.Empty(t, m.unchanged(t, func() { requireInvalid(t, "to", m.sys.Deactivate(ctx, "ann", access.HandOver("bob"))) }), "no colleague any more")
	require.NoError(t, m.sys.Deactivate(ctx, "ann"))
	require.Equal(t, agency.RecruiterID("ann"), m.claim(t, souths).Recruiter)
	require.NoError(t, m.sys.Deactivate(ctx, "ann", access.HandOver("dee")), "afterwards, too")
	require.Equal(t, []candidate.SubmissionID{souths}, m.owns(t, "dee"))
	require.Equal(t, agency.RecruiterID("dee"), m.claim(t, souths).Recruiter)
	require.Equal(t, agency.RecruiterID("ann"), m.claim(t, norths).Recruiter)
	require.Empty(t, m.unchanged(t, func() { require.NoError(t, m.sys.Deactivate(ctx, "ann", access.HandOver("dee"))) }), "there is nothing left")
}

func TestDeactivateIsRefused(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	m.staff(t)
	m.submit(t, "ann", "dev", jane)
	for _, test := range []struct {
		by   agency.StaffID
		who  agency.RecruiterID
		want policy.Code
	}{
		{"mona", "ann", policy.RoleInsufficient},
		{"root", "none", policy.NotFound},
	} {
		require.Len(t, m.unchanged(t, func() {
			err := m.eng.Staff("acme", test.by).Deactivate(ctx, test.who, access.HandOver("bob"))
			require.Equal(t, []policy.Code{test.want}, why(t, err))
		}), 1)
	}
	in := m.invite(t, access.Invitee{Email: "ivy@north.example", Agency: "north", Recruiter: "ivy"})
	require.NoError(t, m.sys.Deactivate(ctx, "ivy", access.HandOver("bob")), "who is invited has nothing to hand over")
	require.Equal(t, invite.Revoked, m.sentTo(t, "ivy")[0].Fate)
	_, err := m.sys.Accept(ctx, in.Secret, "login")
	require.ErrorIs(t, err, access.ErrInvalidInvitation)
}
