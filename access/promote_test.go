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

// TestPromote: a recruiter becomes a user with their address, and what they
// submitted stays the agency's.
func TestPromote(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	m.staff(t)
	require.NoError(t, m.sys.PutRecruiter(ctx, agency.Recruiter{ID: "ann", Agency: "north", Name: "Ann Annerley", Email: "ann@north.example", Admin: true}))
	id := m.submit(t, "ann", "dev", jane)
	root := m.eng.Staff("acme", "root")
	require.NoError(t, root.Promote(ctx, "ann", agency.Staff{
		ID: "ann", Role: agency.RecruitmentManager, Email: "ignored@acme.example", State: agency.StaffDeactivated,
	}))
	require.Equal(t, agency.Staff{ID: "ann", Name: "Ann Annerley", Email: "ann@north.example", Role: agency.RecruitmentManager},
		m.read(t, store.Query{Staff: "ann"}).Staff)
	require.Equal(t, agency.RecruiterDeactivated, m.whoIs(t, "ann").State)
	require.False(t, m.may(t, "ann", "dev"))
	_, err := m.eng.Staff("acme", "ann").Agencies(ctx, "", 0)
	require.NoError(t, err)
	record, err := m.sys.Submission(ctx, id)
	require.NoError(t, err)
	require.Equal(t, agency.AgencyID("north"), record.Agency)
	require.Equal(t, "North Recruiting", record.Source)
	require.Equal(t, agency.AgencyID("north"), m.credit(t, id).Agency())
	require.Equal(t, []policy.Code{policy.EmailIsStaff}, why(t, m.sys.Reactivate(ctx, "ann")))

	// And back, and there again.
	in, err := root.Convert(ctx, access.Conversion{Staff: "ann", OldEmail: "ann.old@acme.example", As: access.Invitee{Agency: "south", Recruiter: "ann2"}})
	require.NoError(t, err)
	require.NoError(t, root.Promote(ctx, "ann2", agency.Staff{ID: "ann", Name: "Ann", Role: agency.StaffRecruiter}), "who is invited, as a user who is deactivated")
	require.Equal(t, agency.Staff{ID: "ann", Name: "Ann", Email: "ann@north.example", Role: agency.StaffRecruiter}, m.read(t, store.Query{Staff: "ann"}).Staff)
	_, err = m.sys.Accept(ctx, in.Secret, "login")
	require.ErrorIs(t, err, access.ErrInvalidInvitation)
}

func TestPromoteIsRefused(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	m.staff(t)
	full := agency.Levels{Agencies: agency.AdminAgencies, Submissions: agency.ReadSubmissions}
	require.NoError(t, m.sys.PutStaff(ctx, agency.Staff{ID: "lead", Role: agency.RecruitmentManager, Levels: full}))
	require.NoError(t, m.sys.Deactivate(ctx, "dee"))
	require.NoError(t, m.sys.PutRecruiter(ctx, agency.Recruiter{ID: "new", Agency: "north", Email: "dee@south.example", State: agency.RecruiterActive}))
	as := func(role agency.Role, levels agency.Levels) agency.Staff {
		return agency.Staff{ID: "user", Role: role, Levels: levels}
	}
	for _, test := range []struct {
		name    string
		by      agency.StaffID
		who     agency.RecruiterID
		user    agency.Staff
		want    []policy.Code
		invalid string
		err     error
	}{
		{name: "who is unknown", who: "none", user: as(agency.StaffRecruiter, agency.Levels{}), want: []policy.Code{policy.NotFound}},
		{name: "by a manager", by: "mona", who: "bob", user: as(agency.StaffRecruiter, agency.Levels{}), want: []policy.Code{policy.RoleInsufficient}},
		{name: "above oneself", by: "lead", who: "bob", user: as(agency.SuperAdmin, agency.Levels{}), invalid: "user.role"},
		{name: "above oneself in one area", by: "lead", who: "bob", user: as(agency.HiringTeamMember, agency.Levels{Submissions: agency.WorkSubmissions}), invalid: "user.role"},
		{name: "above oneself in messages", by: "lead", who: "bob", user: as(agency.HiringTeamMember, agency.Levels{Submissions: agency.ReadSubmissions, Messages: agency.ViewMessages}), invalid: "user.role"},
		{name: "a user who is there", who: "bob", user: agency.Staff{ID: "root", Role: agency.StaffRecruiter}, err: store.ErrExists},
		{name: "whose address is another's by now", who: "dee", user: as(agency.StaffRecruiter, agency.Levels{}), invalid: "recruiter"},
	} {
		t.Run(test.name, func(t *testing.T) {
			by := m.sys.Staff
			if test.by != "" {
				by = m.eng.Staff("acme", test.by)
			}
			entries := m.unchanged(t, func() {
				err := by.Promote(ctx, test.who, test.user)
				switch {
				case test.err != nil:
					require.ErrorIs(t, err, test.err)
				case test.invalid != "":
					requireInvalid(t, test.invalid, err)
				default:
					require.Equal(t, test.want, why(t, err))
				}
			})
			require.Len(t, entries, len(test.want))
		})
	}
	t.Run("to the same levels", func(t *testing.T) {
		require.NoError(t, m.eng.Staff("acme", "lead").Promote(ctx, "bob", as(agency.RecruitmentManager, full)))
	})
	t.Run("whose address is a user's by now", func(t *testing.T) {
		require.NoError(t, m.sys.Deactivate(ctx, "cem"))
		require.NoError(t, m.sys.PutStaff(ctx, agency.Staff{ID: "cem", Role: agency.StaffRecruiter, Email: "CEM@south.example"}))
		require.Equal(t, []policy.Code{policy.EmailIsStaff}, why(t, m.sys.Promote(ctx, "cem", as(agency.StaffRecruiter, agency.Levels{}))))
	})
}
