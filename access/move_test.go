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

// TestWhoMovesTakesNothingAlong.
func TestWhoMovesTakesNothingAlong(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	m.submit(t, "cem", "ops", candidate.Entry{Name: "Joe Roe", Emails: agency.Freeze("joe@roe.example")})
	jane1 := m.submit(t, "ann", "dev", jane) // request 2
	token := m.alerted(t, "ann", "dev", candidate.Entry{Name: "Joe Roe", Emails: agency.Freeze("joe@roe.example")})
	m.after(time.Hour)
	require.NoError(t, m.sys.Move(ctx, "ann", "south"))

	ann := m.whoIs(t, "ann")
	require.Equal(t, agency.AgencyID("south"), ann.Agency)
	require.False(t, ann.Admin)
	require.Equal(t, enginetest.Start.Add(time.Hour), ann.Since)
	require.Equal(t, []string{"south.example", "north.example"}, m.agency(t, "south").Known.Slice())
	for _, id := range []agency.OpeningID{"dev", "ops"} {
		require.False(t, m.may(t, "ann", id), "grants stay behind")
		d, err := m.rec("ann").Can(ctx, policy.ViewOpening, access.OnOpening(id))
		require.NoError(t, err)
		require.Equal(t, policy.NotFound, d.First(), "and that there was one is not told")
	}
	require.NotContains(t, m.sees(t, "ann"), jane1)
	for _, action := range []policy.Action{policy.ViewSubmission, policy.Withdraw, policy.Message} {
		d, err := m.rec("ann").Can(ctx, action, access.OnSubmission(jane1))
		require.NoError(t, err)
		require.Equal(t, policy.NotFound, d.First())
	}
	require.Contains(t, m.sees(t, "bob"), jane1, "it stays the agency's")
	require.Equal(t, agency.AgencyID("north"), m.claim(t, jane1).Agency)
	require.Len(t, m.sees(t, "ann"), 1, "what the new agency has")

	_, err := m.sys.Share(ctx, access.Grants{AllOpenings: true, To: []agency.Grantee{agency.ToRecruiter("ann")}})
	require.NoError(t, err)
	_, err = m.rec("ann").Submit(ctx, "dev", "request 2", candidate.Entry{Name: "Somebody Else"})
	require.NoError(t, err, "the request ID is a new one")
	_, err = m.try("ann", "dev", candidate.Entry{Name: "Joe Roe", Emails: agency.Freeze("joe@roe.example")}, access.WithAcknowledgement(token))
	require.Error(t, err)
	_, err = m.try("ann", "dev", jane)
	require.Equal(t, []policy.Code{policy.DuplicateAlert}, toldTo(t, err), "her former agency introduced her")
	require.Equal(t, jane1, m.submissionOf(t, "bob", jane1))

	require.NoError(t, m.sys.Move(ctx, "ann", "north"))
	require.Equal(t, jane1, m.submissionOf(t, "ann", jane1), "she is of the agency again")
	require.False(t, m.may(t, "ann", "dev"))
}

// submissionOf is a submission as a recruiter sees it.
func (m *market) submissionOf(t *testing.T, id agency.RecruiterID, s candidate.SubmissionID) candidate.SubmissionID {
	t.Helper()
	view, _, err := m.rec(id).Submission(context.Background(), s)
	require.NoError(t, err)
	return view.ID
}

func TestMove(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	m.staff(t)
	m.agencies(t, map[agency.AgencyID][]string{"ended": nil, "paused": nil})
	require.NoError(t, m.sys.Terminate(ctx, "ended"))
	require.NoError(t, m.sys.Suspend(ctx, "paused"))
	in := m.invite(t, access.Invitee{Email: "ivy@north.example", Agency: "north", Recruiter: "ivy", Openings: []agency.OpeningID{"dev"}})
	for _, test := range []struct {
		by   agency.StaffID
		who  agency.RecruiterID
		to   agency.AgencyID
		want []policy.Code
	}{
		{"", "none", "south", []policy.Code{policy.NotFound}},
		{"", "bob", "none", []policy.Code{policy.NotFound}},
		{"", "bob", "ended", []policy.Code{policy.AgencyTerminated}},
		{"mona", "bob", "south", []policy.Code{policy.RoleInsufficient}},
	} {
		by := m.sys.Staff
		if test.by != "" {
			by = m.eng.Staff("acme", test.by)
		}
		require.Len(t, m.unchanged(t, func() { require.Equal(t, test.want, why(t, by.Move(ctx, test.who, test.to))) }), 1)
	}
	require.Empty(t, m.unchanged(t, func() { require.NoError(t, m.sys.Move(ctx, "bob", "north")) }), "where he is")
	require.NoError(t, m.sys.Move(ctx, "bob", "paused"))
	require.NoError(t, m.sys.Terminate(ctx, "paused"))
	require.NoError(t, m.sys.Move(ctx, "bob", "south"), "out of a terminated one")

	require.NoError(t, m.sys.Move(ctx, "ivy", "south"))
	require.Equal(t, agency.RecruiterInvited, m.whoIs(t, "ivy").State)
	require.Zero(t, m.whoIs(t, "ivy").Since)
	_, err := m.sys.Accept(ctx, in.Secret, "login")
	require.ErrorIs(t, err, access.ErrInvalidInvitation)
	again, err := m.sys.Resend(ctx, "ivy")
	require.NoError(t, err)
	accepted, err := m.sys.Accept(ctx, again.Secret, "login")
	require.NoError(t, err)
	require.Equal(t, agency.AgencyID("south"), accepted.Agency)
}
