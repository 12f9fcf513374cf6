package enginetest

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/idna"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// plainAddress is what two spellings of an address have in common. It does not
// use what the engine compares addresses with.
func plainAddress(email string) string {
	local, domain, ok := strings.Cut(strings.ToLower(email), "@")
	if !ok {
		return email
	}
	if ascii, err := idna.Lookup.ToASCII(domain); err == nil {
		domain = ascii
	}
	return local + "@" + domain
}

// unique checks that every address is in use at most once among regular users,
// active recruiters, and those who are invited and not in conflict; and that
// an invitation that waits is the last one of somebody whose address it holds.
func (w *World) unique(t T) {
	t.Helper()
	holders := map[string]string{}
	hold := func(email, who string) {
		if email = plainAddress(email); email != "" {
			require.Empty(t, holders[email], "%s is %s's as well", email, who)
			holders[email] = who
		}
	}
	require.NoError(t, w.Store.View(background, w.Account, func(r store.Reader) error {
		clear(holders)
		people := map[agency.RecruiterID]agency.Recruiter{}
		for _, kind := range []store.Kind{store.ListStaffUsers, store.ListRecruiters} {
			if err := eachPage(r, store.Scope{Kind: kind}, func(rows *store.Rows) {
				for _, u := range rows.Staff {
					hold(u.Email, "user "+string(u.ID))
				}
				for _, row := range rows.Recruiters {
					one := row.Recruiter
					people[one.ID] = one
					if one.State == agency.RecruiterActive || one.State == agency.RecruiterInvited && !one.Conflict {
						hold(one.Email, "recruiter "+string(one.ID))
					}
				}
			}); err != nil {
				return err
			}
		}
		waiting := map[agency.RecruiterID]bool{}
		return eachPage(r, store.Scope{Kind: store.ListInvitations}, func(rows *store.Rows) {
			for _, i := range rows.Invitations { // newest first
				if i.Fate != invite.Waiting {
					continue
				}
				one := people[i.Recruiter]
				require.False(t, waiting[i.Recruiter], "two invitations of %s wait", i.Recruiter)
				waiting[i.Recruiter] = true
				require.Equal(t, agency.RecruiterInvited, one.State, "%s", i.Recruiter)
				require.False(t, one.Conflict, "%s", i.Recruiter)
				require.Equal(t, one.Agency, i.Agency, "%s", i.Recruiter)
			}
		})
	}))
}

// spellings of one address.
var spellings = []string{"Kim@b\u00fccher.example", "kim@xn--bcher-kva.example", "KIM@B\u00dcCHER.example", "kIm@XN--BCHER-KVA.Example", "kim@bu\u0308cher.example"}

// AddressesAreUnique checks that of all who claim one address at the same instant,
// in whatever way and spelling, one gets it.
func AddressesAreUnique(t *testing.T, newStore NewStore) {
	st := newStore(t)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	accounts := 0
	for _, before := range []struct {
		name string
		hold func(t T, w *World) invite.Secret
	}{
		{"nobody's", func(T, *World) invite.Secret { return "" }},
		{"an invited one's", func(t T, w *World) invite.Secret {
			in := guest
			in.Email, in.Anyway = spellings[0], true
			invited, err := w.Sys.Invite(background, in)
			require.NoError(t, err)
			return invited.Secret
		}},
		{"an active one's", func(t T, w *World) invite.Secret {
			require.NoError(t, w.Sys.PutRecruiter(background, agency.Recruiter{ID: "has", Agency: "south", Email: spellings[2], State: agency.RecruiterActive}))
			return ""
		}},
		{"a user's who is converted", func(t T, w *World) invite.Secret {
			require.NoError(t, w.Sys.PutStaff(background, agency.Staff{ID: "tim", Email: spellings[1], Role: agency.StaffRecruiter}))
			return ""
		}},
	} {
		t.Run(before.name, func(t *testing.T) {
			for round := range 4 {
				accounts++
				w := Open(t, st, accountNumber(accounts), nil)
				w.North(t, agency.Settings{})
				claims := w.claimants(t, round)
				secret := before.hold(t, w)
				claims = append(claims, func(string) error {
					_, err := w.Sys.Accept(background, secret, "login")
					return err
				}, func(string) error {
					_, err := w.Sys.Convert(background, access.Conversion{Staff: "tim", OldEmail: "tim.old@acme.example", As: access.Invitee{Agency: "south"}})
					return err
				})
				all := atOnce(len(claims), func(i int) error { return claims[i](spellings[(i+round)%len(spellings)]) })
				done := 0
				for i, err := range all {
					var invalid *agency.Invalid
					switch {
					case err == nil:
						done++
					case deniedWith(err) == nil && !errors.As(err, &invalid) && !errors.Is(err, access.ErrInvalidInvitation):
						require.NoError(t, err, "claim %d", i)
					}
				}
				require.NotZero(t, done)
				w.unique(t)
			}
		})
	}
}

// claimants are the ways to come by an address.
func (w *World) claimants(t T, round int) []func(email string) error {
	for _, r := range []agency.Recruiter{
		{ID: "back", Agency: "north", State: agency.RecruiterDeactivated},
		{ID: "risen", Agency: "south", State: agency.RecruiterDeactivated},
	} {
		r.Email = spellings[round%len(spellings)]
		require.NoError(t, w.Sys.PutRecruiter(background, r))
	}
	require.NoError(t, w.Sys.PutStaff(background, agency.Staff{ID: "root", Role: agency.SuperAdmin}, agency.Staff{ID: "old", Email: "old@acme.example", Role: agency.SuperAdmin}))
	all := []func(string) error{
		func(string) error { return w.Sys.Reactivate(background, "back") },
		func(string) error {
			return w.Sys.Promote(background, "risen", agency.Staff{ID: "risen", Role: agency.StaffRecruiter})
		},
		func(email string) error { // whose login gets the address
			_, err := w.Sys.Convert(background, access.Conversion{Staff: "old", OldEmail: email, As: access.Invitee{Agency: "south"}})
			return err
		},
		func(email string) error {
			_, err := w.Recruiter("ann").Invite(background, access.NewColleague{Email: email})
			return err
		},
		func(email string) error {
			return w.Sys.PutRecruiter(background, agency.Recruiter{ID: "bob", Agency: "north", Email: email})
		},
	}
	for i := range 2 {
		all = append(all, func(email string) error {
			return w.Sys.PutStaff(background, agency.Staff{ID: agency.StaffID(fmt.Sprintf("u%d", i)), Email: email, Role: agency.StaffRecruiter})
		}, func(email string) error {
			return w.Sys.PutRecruiter(background, agency.Recruiter{
				ID: agency.RecruiterID(fmt.Sprintf("new%d", i)), Agency: "south", Email: email, State: agency.RecruiterState(i),
			})
		}, func(email string) error {
			_, err := w.Staff("root").Invite(background, access.Invitee{
				Recruiter: agency.RecruiterID(fmt.Sprintf("in%d", i)), Email: email, NewAgency: "New", Agency: agency.AgencyID(fmt.Sprintf("new%d", i)), Anyway: true,
			})
			return err
		})
	}
	return all
}
