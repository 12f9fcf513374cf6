package access_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
)

// TestWhoeverSentAnInvitationTakesItBack however the agency stands.
func TestWhoeverSentAnInvitationTakesItBack(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	m.staff(t)
	mona := m.eng.Staff("acme", "mona")
	dev := []agency.OpeningID{"dev"}
	for _, id := range []agency.RecruiterID{"kim", "kit", "lou"} {
		by := mona
		if id == "lou" {
			by = m.eng.Staff("acme", "root")
		}
		_, err := by.Invite(ctx, access.Invitee{Email: string(id) + "@new.example", Agency: "north", Recruiter: id, Openings: dev})
		require.NoError(t, err)
	}
	require.Equal(t, []policy.Code{policy.RoleInsufficient}, why(t, mona.Revoke(ctx, "lou")), "which another user sent")
	require.Equal(t, []policy.Code{policy.RoleInsufficient}, why(t, mona.Revoke(ctx, "ann")))
	require.Equal(t, []policy.Code{policy.RoleInsufficient, policy.NotFound}, why(t, mona.Revoke(ctx, "none")))
	require.NoError(t, mona.Revoke(ctx, "kim"))
	require.NoError(t, m.sys.Terminate(ctx, "north"))
	require.NoError(t, mona.Revoke(ctx, "kit"))
	require.NoError(t, m.sys.Revoke(ctx, "lou"))
}

// TestNamesAreTrimmed and are not blank.
func TestNamesAreTrimmed(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	in := m.invite(t, access.Invitee{Email: "kim@kims.example", Name: " Kim  Lee\u00a0", NewAgency: " Kims "})
	require.Equal(t, "Kim  Lee", m.whoIs(t, in.Recruiter).Name)
	require.Equal(t, "Kims", m.agency(t, in.Agency).Title)
	_, err := m.sys.Invite(ctx, access.Invitee{Email: "a@new.example", Name: " ", NewAgency: "New"})
	requireInvalid(t, "name", err)
	_, err = m.sys.Invite(ctx, access.Invitee{Email: "a@new.example", NewAgency: " \u00a0"})
	requireInvalid(t, "new-agency", err)
	_, err = m.rec("ann").Invite(ctx, access.NewColleague{Email: "a@new.example", Name: " "})
	requireInvalid(t, "name", err)
}

// TestTheJournalTellsOfInvitations what they share and what became of them, and
// never of their secrets.
func TestTheJournalTellsOfInvitations(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	about := func(call string) map[string]string {
		for _, row := range m.journal(t) {
			if row.Action == call && row.Fields.Has("invitation") {
				out := make(map[string]string)
				for _, v := range row.Values {
					out[v.Field] = v.Before + " to " + v.After
				}
				return out
			}
		}
		return nil
	}
	in := m.invite(t, access.Invitee{Email: "kim@kims.example", Agency: "north", Recruiter: "kim", Openings: []agency.OpeningID{"dev"}})
	id := string(in.Invitation)
	require.Equal(t, map[string]string{
		"invitation": " to " + id, "openings": `[] to ["dev"]`, "expires": " to 2026-03-15T09:00:00Z", "fate": " to waiting",
	}, about("invite"))
	again, err := m.sys.Resend(ctx, "kim")
	require.NoError(t, err)
	require.Equal(t, " to "+string(again.Invitation), about("resend-invitation")["invitation"])
	require.NoError(t, m.sys.Move(ctx, "kim", "south"))
	require.Equal(t, map[string]string{"invitation": string(again.Invitation) + " to " + string(again.Invitation), "fate": "waiting to revoked"}, about("move-recruiter"))
	again, err = m.sys.Resend(ctx, "kim")
	require.NoError(t, err)
	_, err = m.sys.Accept(ctx, again.Secret, "login")
	require.NoError(t, err)
	require.Equal(t, "waiting to accepted", about("accept-invitation")["fate"])
	for _, row := range m.journal(t) {
		for _, v := range row.Values {
			for _, secret := range []string{string(in.Secret), string(again.Secret)} {
				require.NotContains(t, v.After+v.Before, secret[len(secret)-43:])
			}
		}
	}
}
