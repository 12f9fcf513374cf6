package access_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// TestConvert: the old access is gone at once, what the user did stays theirs, and
// the address is the recruiter's.
func TestConvert(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	m.staff(t)
	mona := m.eng.Staff("acme", "mona")
	require.NoError(t, mona.Archive(ctx, "dev"))
	_, err := m.sys.Invite(ctx, access.Invitee{Email: "mona@acme.example", Agency: "north"})
	require.Equal(t, []policy.Code{policy.EmailIsStaff}, why(t, err), "as long as she is a user")
	in, err := m.eng.Staff("acme", "root").Convert(ctx, access.Conversion{
		Staff: "mona", OldEmail: "Mona <mona.old@ACME.example>",
		As: access.Invitee{Agency: "north", Recruiter: "mona", Openings: []agency.OpeningID{"ops"}},
	})
	require.NoError(t, err)
	require.Equal(t, "mona@acme.example", in.Email)
	require.Equal(t, agency.Staff{
		ID: "mona", Name: "Mona May", Email: "mona.old@acme.example", Role: agency.RecruitmentManager, State: agency.StaffDeactivated,
	}, m.read(t, store.Query{Staff: "mona"}).Staff)
	require.Equal(t, []policy.Code{policy.StaffInactive}, why(t, mona.Reopen(ctx, "dev")))
	require.Equal(t, "Mona May", m.whoIs(t, "mona").Name)
	accepted, err := m.sys.Accept(ctx, in.Secret, "login-mona")
	require.NoError(t, err)
	require.Equal(t, []agency.OpeningID{"ops"}, accepted.Shared)
	require.True(t, m.may(t, "mona", "ops"))
	page, err := m.sys.Journal(ctx, store.Subject{Opening: "dev"}, "", 0)
	require.NoError(t, err)
	require.Equal(t, store.Actor{Kind: store.StaffActor, ID: "mona"}, page.Rows[1].Actor, "before her attempt")

	require.NoError(t, m.sys.ReactivateUser(ctx, "mona"), "with the other address")
	require.Equal(t, []policy.Code{policy.EmailIsStaff}, why(t, func() error {
		_, err := m.sys.Invite(ctx, access.Invitee{Email: "mona.old@acme.example", Agency: "south"})
		return err
	}()))
}

func TestConvertIsRefused(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	m.staff(t)
	m.agencies(t, map[agency.AgencyID][]string{"known": {"acme.example"}, "ended": nil})
	require.NoError(t, m.sys.Terminate(ctx, "ended"))
	require.NoError(t, m.sys.PutStaff(ctx,
		agency.Staff{ID: "boss", Role: agency.RecruitmentManager, Levels: agency.Levels{Agencies: agency.ManageAgencies}},
		agency.Staff{ID: "lead", Role: agency.RecruitmentManager, Email: "lead@acme.example", Levels: agency.Levels{Agencies: agency.AdminAgencies}},
		agency.Staff{ID: "mute", Role: agency.StaffRecruiter}))
	to := func(as access.Invitee) access.Conversion {
		return access.Conversion{Staff: "mona", OldEmail: "old@acme.example", As: as}
	}
	north := access.Invitee{Agency: "north"}
	for _, test := range []struct {
		name    string
		by      agency.StaffID
		c       access.Conversion
		want    []policy.Code
		invalid string
		err     error
		offered []agency.AgencyID
	}{
		{name: "who is unknown", c: access.Conversion{Staff: "none", OldEmail: "old@acme.example", As: north}, want: []policy.Code{policy.NotFound}},
		{name: "to an unknown agency", c: to(access.Invitee{Agency: "none"}), want: []policy.Code{policy.NotFound}},
		{name: "to a terminated agency", c: to(access.Invitee{Agency: "ended"}), want: []policy.Code{policy.AgencyTerminated}},
		{name: "for an unknown opening", c: to(access.Invitee{Agency: "north", Openings: []agency.OpeningID{"none"}}), want: []policy.Code{policy.NotFound}},
		{name: "by who may only manage", by: "boss", c: to(north), want: []policy.Code{policy.RoleInsufficient}},
		{name: "past a known domain", c: to(access.Invitee{NewAgency: "New"}), want: []policy.Code{policy.KnownDomain}, offered: []agency.AgencyID{"known"}},
		{name: "to a new agency that is there", c: to(access.Invitee{Agency: "north", NewAgency: "North", Anyway: true}), err: store.ErrExists},
		{name: "as a recruiter who is there", c: to(access.Invitee{Agency: "north", Recruiter: "ann"}), err: store.ErrExists},
		{name: "with an address", c: to(access.Invitee{Agency: "north", Email: "mona@acme.example"}), invalid: "as.email"},
		{name: "oneself", by: "lead", c: access.Conversion{Staff: "lead", OldEmail: "old@acme.example", As: north}, invalid: "staff"},
		{name: "above oneself", by: "lead", c: access.Conversion{Staff: "root", OldEmail: "old@acme.example", As: north}, invalid: "staff"},
		{name: "above oneself in one area", by: "lead", c: to(north), invalid: "staff"},
		{name: "by a manager, at a known domain", by: "boss", c: to(access.Invitee{NewAgency: "New"}), want: []policy.Code{policy.RoleInsufficient}},
		{name: "who has no address", c: access.Conversion{Staff: "mute", OldEmail: "old@acme.example", As: north}, invalid: "staff"},
		{name: "with the same address", c: access.Conversion{Staff: "mona", OldEmail: "MONA@acme.example", As: north}, invalid: "old-email"},
		{name: "with another user's", c: access.Conversion{Staff: "mona", OldEmail: "Root@acme.example", As: north}, invalid: "old-email"},
		{name: "with a deactivated user's", c: access.Conversion{Staff: "mona", OldEmail: "rick@acme.example", As: north}, invalid: "old-email"},
		{name: "with a recruiter's", c: access.Conversion{Staff: "mona", OldEmail: "ann@NORTH.example", As: north}, invalid: "old-email"},
	} {
		t.Run(test.name, func(t *testing.T) {
			by := m.sys.Staff
			if test.by != "" {
				by = m.eng.Staff("acme", test.by)
			}
			entries := m.unchanged(t, func() {
				out, err := by.Convert(ctx, test.c)
				require.Equal(t, test.offered, idsOf(out.Offered))
				require.Empty(t, out.Secret)
				switch {
				case test.err != nil:
					require.ErrorIs(t, err, test.err)
				case test.invalid != "":
					requireInvalid(t, test.invalid, err)
				default:
					require.Equal(t, test.want, why(t, err))
				}
			})
			if test.want == nil {
				require.Empty(t, entries)
				return
			}
			require.Len(t, entries, 1)
			require.True(t, entries[0].Denied)
		})
	}
	_, err := m.sys.Convert(ctx, to(access.Invitee{NewAgency: "New", Anyway: true}))
	require.NoError(t, err)
}

// TestUsersComeBeforeInvitations: a user who is mirrored beats an invitation that
// waits, and nobody who is active, in whatever form the address is written.
func TestUsersComeBeforeInvitations(t *testing.T) {
	ctx := context.Background()
	user := func(email string) agency.Staff {
		return agency.Staff{ID: "eve", Role: agency.StaffRecruiter, Email: email}
	}
	for _, test := range []struct{ name, recruiter, user string }{
		{"the same", "eve@north.example", "eve@north.example"},
		{"in other letter case", "Eve@north.example", "eVE@NORTH.example"},
		{"an international domain", "eve@bücher.example", "EVE@xn--bcher-kva.example"},
		{"an international domain, the other way", "eve@xn--bcher-kva.example", "eve@BÜCHER.example"},
		{"a decomposed local part", "j\u00f6rg@north.example", "jo\u0308rg@north.example"},
		{"with a final dot", "eve@north.example", "eve@north.example."},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMarket(t, agency.Settings{})
			in := m.invite(t, access.Invitee{Email: test.recruiter, Agency: "north", Recruiter: "eve"})
			require.NoError(t, m.sys.PutStaff(ctx, user(test.user)))
			require.True(t, m.whoIs(t, "eve").Conflict)
			require.Equal(t, agency.RecruiterInvited, m.whoIs(t, "eve").State)
			_, err := m.sys.Accept(ctx, in.Secret, "login")
			require.ErrorIs(t, err, access.ErrInvalidInvitation)
			_, err = m.sys.Resend(ctx, "eve")
			require.Equal(t, []policy.Code{policy.EmailIsStaff}, why(t, err))
			require.Equal(t, []policy.Code{policy.EmailIsStaff}, why(t, m.sys.PutRecruiter(ctx, agency.Recruiter{
				ID: "eve", Agency: "north", Email: test.recruiter, State: agency.RecruiterActive,
			})))

			require.NoError(t, m.sys.PutStaff(ctx, user("eve@acme.example")))
			again, err := m.sys.Resend(ctx, "eve")
			require.NoError(t, err, "the address is free again")
			require.False(t, m.whoIs(t, "eve").Conflict)
			_, err = m.sys.Accept(ctx, again.Secret, "login")
			require.NoError(t, err)
			require.Empty(t, m.unchanged(t, func() { requireInvalid(t, "staff[0].email", m.sys.PutStaff(ctx, user(test.user))) }), "who is active keeps it")
			require.NoError(t, m.sys.Deactivate(ctx, "eve"))
			require.NoError(t, m.sys.PutStaff(ctx, user(test.user)))
			require.Len(t, m.unchanged(t, func() {
				require.Equal(t, []policy.Code{policy.EmailIsStaff}, why(t, m.sys.Reactivate(ctx, "eve")))
			}), 1)
			require.NoError(t, m.sys.DeactivateUser(ctx, "eve"))
			require.Equal(t, []policy.Code{policy.EmailIsStaff}, why(t, m.sys.Reactivate(ctx, "eve")), "a deactivated user holds it too")
			require.NoError(t, m.sys.PutStaff(ctx, user("eve@acme.example")))
			require.NoError(t, m.sys.Reactivate(ctx, "eve"))
		})
	}
}

// TestRecruitersKeepTheirAddresses: whoever edits one may not give them another's.
func TestRecruitersKeepTheirAddresses(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	m.staff(t)
	m.invite(t, access.Invitee{Email: "ivy@bücher.example", Agency: "north", Recruiter: "ivy"})
	require.NoError(t, m.sys.Deactivate(ctx, "dee"))
	put := func(id agency.RecruiterID, email string) error {
		return m.sys.PutRecruiter(ctx, agency.Recruiter{ID: id, Agency: "north", Email: email})
	}
	for _, id := range []agency.RecruiterID{"bob", "new"} {
		for email, want := range map[string]policy.Code{
			"ROOT@acme.example": policy.EmailIsStaff, "rick@acme.example": policy.EmailIsStaff, "Cem@south.example": policy.EmailTaken,
			"ivy@XN--bcher-kva.example": policy.EmailTaken, "IVY@BÜCHER.example": policy.EmailTaken,
		} {
			require.Len(t, m.unchanged(t, func() { require.Equal(t, []policy.Code{want}, why(t, put(id, email)), email) }), 1)
		}
	}
	require.NoError(t, put("bob", "dee@south.example"), "a deactivated recruiter's is free")
	require.Equal(t, []policy.Code{policy.EmailTaken}, why(t, m.sys.Reactivate(ctx, "dee")))
	require.NoError(t, put("bob", "BOB@north.example"))
	require.NoError(t, m.sys.Reactivate(ctx, "dee"))
}
