package enginetest

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// guest is whom the races invite, and how.
var guest = access.Invitee{Recruiter: "kim", Agency: "kims", NewAgency: "Kim Search", Email: "kim@kim.example", Openings: []agency.OpeningID{"dev"}}

// OneAcceptance checks that of any number who accept one secret at once one
// succeeds, and that whatever else happens to an invitation at the same instant
// comes either before or after.
func OneAcceptance(t *testing.T, newStore NewStore) {
	st := newStore(t)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	accounts := 0
	world := func(t T) (*World, invite.Secret) {
		accounts++
		w := Open(t, st, accountNumber(accounts), nil)
		w.North(t, agency.Settings{})
		invited, err := w.Sys.Invite(background, guest)
		require.NoError(t, err)
		return w, invited.Secret
	}
	t.Run("one secret", func(t *testing.T) {
		const n = 8
		for range 3 {
			w, secret := world(t)
			all := atOnce(n, func(i int) error {
				_, err := w.Sys.Accept(background, secret, agency.UserID(fmt.Sprintf("login%d", i)))
				return err
			})
			first := -1
			for i, err := range all {
				if err != nil {
					require.ErrorIs(t, err, access.ErrInvalidInvitation)
					continue
				}
				require.Negative(t, first, "accepted twice")
				first = i
			}
			require.GreaterOrEqual(t, first, 0, "accepted by nobody")
			r := w.look(t, "kim")
			require.Equal(t, agency.RecruiterActive, r.State)
			require.Equal(t, agency.UserID(fmt.Sprintf("login%d", first)), r.User)
			w.acceptedOnce(t, n-1)
		}
	})
	for _, rival := range rivalsOfAcceptance {
		t.Run(rival.name, func(t *testing.T) {
			for round := range 6 { // the first two in one order and the other
				w, secret := world(t)
				var again invite.Secret
				call := func(i int) error {
					if i == 0 {
						_, err := w.Sys.Accept(background, secret, "login")
						return err
					}
					var err error
					again, err = rival.call(w)
					return err
				}
				all := make([]error, 2)
				switch round {
				case 0:
					all[0] = call(0)
					all[1] = call(1)
					require.NoError(t, all[0])
				case 1:
					all[1] = call(1)
					all[0] = call(0)
					require.Error(t, all[0])
				default:
					all = atOnce(2, call)
				}
				if all[0] != nil {
					require.ErrorIs(t, all[0], access.ErrInvalidInvitation)
				}
				var invalid *agency.Invalid
				if all[1] != nil {
					require.ErrorAs(t, all[1], &invalid)
				}
				if rival.one {
					require.NotEqual(t, all[0] == nil, all[1] == nil, "one of the two comes first: %v", all)
				} else {
					require.NoError(t, all[1])
				}
				want := rival.first
				if all[0] == nil {
					want = rival.second
				}
				require.Equal(t, want, w.look(t, "kim").State)
				w.unique(t)
				_, err := w.Sys.Accept(background, secret, "late")
				require.ErrorIs(t, err, access.ErrInvalidInvitation)
				if again != "" {
					_, err := w.Sys.Accept(background, again, "again")
					require.NoError(t, err)
				}
			}
		})
	}
}

// rivalsOfAcceptance are calls that decide about an invitation. One says that one
// of the two is refused; the states are the recruiter's if the call comes first,
// and if it comes second.
var rivalsOfAcceptance = []struct {
	name          string
	one           bool
	first, second agency.RecruiterState
	call          func(*World) (invite.Secret, error)
}{
	{"revoke", true, agency.RecruiterDeactivated, agency.RecruiterActive, func(w *World) (invite.Secret, error) {
		return "", w.Sys.Revoke(background, "kim")
	}},
	{"resend", true, agency.RecruiterInvited, agency.RecruiterActive, func(w *World) (invite.Secret, error) {
		again, err := w.Sys.Resend(background, "kim")
		return again.Secret, err
	}},
	{"the host's upsert of a user with the address", true, agency.RecruiterInvited, agency.RecruiterActive, func(w *World) (invite.Secret, error) {
		return "", w.Sys.PutStaff(background, agency.Staff{ID: "kim", Email: "KIM@kim.example", Role: agency.SuperAdmin})
	}},
	{"suspend", false, agency.RecruiterInvited, agency.RecruiterActive, func(w *World) (invite.Secret, error) {
		return "", w.Sys.Suspend(background, "kims")
	}},
	{"move", false, agency.RecruiterInvited, agency.RecruiterActive, func(w *World) (invite.Secret, error) {
		return "", w.Sys.Move(background, "kim", "south")
	}},
	{"deactivate", false, agency.RecruiterDeactivated, agency.RecruiterDeactivated, func(w *World) (invite.Secret, error) {
		return "", w.Sys.Deactivate(background, "kim")
	}},
	{"promote", false, agency.RecruiterDeactivated, agency.RecruiterDeactivated, func(w *World) (invite.Secret, error) {
		return "", w.Sys.Promote(background, "kim", agency.Staff{ID: "kim", Role: agency.StaffRecruiter})
	}},
}

// look is a recruiter as the hiring side sees them.
func (w *World) look(t T, id agency.RecruiterID) agency.Recruiter {
	t.Helper()
	f, err := w.Store.Read(background, w.Account, store.Query{Recruiter: id})
	require.NoError(t, err)
	return f.Recruiter
}

// acceptedOnce checks that the journal and the outbox tell of one acceptance, and
// the journal of the denials.
func (w *World) acceptedOnce(t T, denials int) {
	t.Helper()
	rows, err := collect(func(c access.Cursor) (access.Page[store.JournalRow], error) {
		return w.Sys.Journal(background, store.Subject{Recruiter: "kim"}, c, access.MaxLimit)
	})
	require.NoError(t, err)
	accepted, denied := 0, 0
	for _, row := range rows {
		switch {
		case row.Action != "accept-invitation":
		case row.Denied:
			require.Equal(t, []string{"invitation_used"}, row.Reasons.Slice())
			denied++
		case row.Fields.Has("state"):
			accepted++
		}
	}
	require.Equal(t, 1, accepted, "entries of an acceptance")
	require.Equal(t, denials, denied, "entries of a denial")
	published := 0
	for _, e := range w.drain(t) {
		decoded, err := event.Decode(e.Name, e.Version, e.Payload)
		require.NoError(t, err)
		if _, ok := decoded.(*event.InvitationAccepted); ok {
			published++
		}
	}
	require.Equal(t, 1, published, "events of an acceptance")
}
