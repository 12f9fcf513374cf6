package access_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
)

// An invitation was sent to one address: to another it must be sent anew.
func TestAnInvitationIsOfTheAddressThatItWasSentTo(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.PerRecruiter())
	old, err := m.sys.Invite(ctx, access.Invitee{
		Email: "eve@north.example", Agency: "north", Recruiter: "eve", Openings: []agency.OpeningID{"dev"},
	})
	require.NoError(t, err)
	eve := m.recruiter(t, "eve")
	eve.Email = "eve@elsewhere.example"
	require.NoError(t, m.sys.PutRecruiter(ctx, eve))
	_, err = m.sys.Accept(ctx, old.Secret, "login")
	require.ErrorIs(t, err, access.ErrInvalidInvitation)
	require.Equal(t, agency.RecruiterInvited, m.recruiter(t, "eve").State)
	require.NoError(t, m.sys.PutRecruiter(ctx, agency.Recruiter{ID: "fay", Agency: "south", Email: "EVE@north.example"}), "the address is free")

	sent, err := m.sys.Resend(ctx, "eve")
	require.NoError(t, err)
	require.Equal(t, "eve@elsewhere.example", sent.Email)
	_, err = m.sys.Accept(ctx, old.Secret, "login")
	require.ErrorIs(t, err, access.ErrInvalidInvitation)
	accepted, err := m.sys.Accept(ctx, sent.Secret, "login")
	require.NoError(t, err)
	require.Equal(t, "eve@elsewhere.example", accepted.Email)
	require.Equal(t, []agency.OpeningID{"dev"}, accepted.Shared, "it promises what the first did")
	f, err := m.sys.Agencies(ctx, "", 0)
	require.NoError(t, err)
	require.True(t, f.Rows[0].Known.Has("elsewhere.example"), "the agency is known by both")
	require.True(t, f.Rows[0].Known.Has("north.example"))
}

// An active recruiter keeps their work, shares and login under another address.
func TestARecruiterChangesTheirAddress(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.PerRecruiter())
	sub := m.submit(t, "ann", "dev", jane)
	ann := m.recruiter(t, "ann")
	ann.Email, ann.User = "ann.lee@north.example", "login-of-ann"
	require.NoError(t, m.sys.PutRecruiter(ctx, ann))
	ann.Email = "ann@north.example"
	require.NoError(t, m.sys.PutRecruiter(ctx, agency.Recruiter{ID: "fay", Agency: "north", Email: "ann@north.example"}))
	require.Equal(t, []policy.Code{policy.EmailTaken}, why(t, m.sys.PutRecruiter(ctx, ann)), "somebody else has the old one")
	require.Equal(t, "ann.lee@north.example", m.recruiter(t, "ann").Email)
	require.Equal(t, agency.UserID("login-of-ann"), m.recruiter(t, "ann").User)
	m.submit(t, "ann", "dev", joe)
	require.NoError(t, m.rec("ann").Withdraw(ctx, sub))
}

// Recorded sources stay as they were recorded; whose they are goes by the ID.
func TestAnAgencyIsRenamed(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.PerRecruiter())
	before := m.submit(t, "ann", "dev", jane)
	require.NoError(t, m.sys.PutAgency(ctx, agency.Agency{ID: "north", Title: "Northern Lights"}))
	m.after(time.Hour)
	after := m.submit(t, "ann", "dev", joe)
	page, err := m.sys.Submissions(ctx, access.SubmissionsOf{Agency: "north"}, "", 0)
	require.NoError(t, err)
	require.Len(t, page.Rows, 2, "reports go by ID")
	require.Equal(t, after, page.Rows[0].ID)
	require.Equal(t, "Northern Lights", page.Rows[0].Source)
	require.Equal(t, before, page.Rows[1].ID)
	require.Equal(t, "North Recruiting", page.Rows[1].Source)
	require.Equal(t, agency.AgencyID("north"), m.credit(t, before).Agency())
	n, err := m.sys.CountSubmissions(ctx, access.SubmissionsOf{Agency: "north"})
	require.NoError(t, err)
	require.Equal(t, 2, n)
	require.NoError(t, m.sys.Advance(ctx, before, agency.Hired))
	record, err := m.sys.Submission(ctx, before)
	require.NoError(t, err)
	require.Equal(t, "North Recruiting", record.Source, "whatever becomes of it")
}
