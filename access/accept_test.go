package access_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/internal/enginetest"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

func TestAccept(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{Title: "Acme"})
	m.staff(t)
	in := m.invite(t, access.Invitee{Email: "Kim Lee <kim@kims.example>", NewAgency: "Kims", Admin: true, Openings: []agency.OpeningID{"dev"}})
	m.after(time.Hour)
	want := access.Acceptance{
		Recruiter: in.Recruiter, Agency: in.Agency, AgencyTitle: "Kims", Account: "Acme", Name: "Kim Lee", Email: "kim@kims.example", Admin: true,
	}
	require.Empty(t, m.unchanged(t, func() {
		got, err := m.sys.Invitation(ctx, in.Secret)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}), "asking is no use")
	got, err := m.sys.Accept(ctx, in.Secret, "login-7")
	require.NoError(t, err)
	want.Shared = []agency.OpeningID{"dev"}
	require.Equal(t, want, got)
	now := enginetest.Start.Add(time.Hour)
	require.Equal(t, agency.Recruiter{
		ID: in.Recruiter, Agency: in.Agency, Name: "Kim Lee", Email: "kim@kims.example", Admin: true, State: agency.RecruiterActive,
		User: "login-7", Since: now, Created: enginetest.Start,
	}, m.whoIs(t, in.Recruiter))
	sent := m.sentTo(t, in.Recruiter)
	require.Len(t, sent, 1)
	require.Equal(t, invite.Accepted, sent[0].Fate)
	require.Equal(t, now, sent[0].Ended)
	require.True(t, m.may(t, in.Recruiter, "dev"))
	require.False(t, m.may(t, in.Recruiter, "ops"))
	require.Equal(t, []string{"host", "agency:" + string(in.Agency)}, heard[*event.InvitationAccepted](t, m.eng))
}

// TestSecretsThatDoNotHold are all one answer, which leaves one entry in the
// journal that says what it was.
func TestSecretsThatDoNotHold(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	asked := &noting{Store: m.store}
	m.open(t, asked)
	used := m.invite(t, access.Invitee{Email: "a@new.example", Agency: "north"}).Secret
	_, err := m.sys.Accept(ctx, used, "login")
	require.NoError(t, err)
	expired := m.invite(t, access.Invitee{Email: "b@new.example", Agency: "north"}).Secret
	m.after(14 * 24 * time.Hour)
	revoked := m.invite(t, access.Invitee{Email: "c@new.example", Agency: "north"})
	require.NoError(t, m.sys.Revoke(ctx, revoked.Recruiter))
	replaced := m.invite(t, access.Invitee{Email: "d@new.example", Agency: "north"})
	good, err := m.sys.Resend(ctx, replaced.Recruiter)
	require.NoError(t, err)
	id, random, _ := strings.Cut(string(good.Secret), ".")
	zero := strings.Repeat("A", 43)
	var shapes []string
	for _, test := range []struct {
		name   string
		secret invite.Secret
		reason string
	}{
		{"used", used, "invitation_used"},
		{"expired", expired, "invitation_expired"},
		{"revoked", revoked.Secret, "invitation_revoked"},
		{"replaced", replaced.Secret, "invitation_revoked"},
		{"empty", "", "invitation_unknown"},
		{"no secret", "nonsense", "invitation_unknown"},
		{"of no invitation", invite.Secret("none." + zero), "invitation_unknown"},
		{"another's random part", invite.Secret(id + "." + zero), "invitation_unknown"},
		{"without its random part", invite.Secret(id + "."), "invitation_unknown"},
		{"without its invitation", invite.Secret("." + random), "invitation_unknown"},
		{"without the dot", invite.Secret(id + random), "invitation_unknown"},
		{"cut short", good.Secret[:len(good.Secret)-1], "invitation_unknown"},
		{"with more behind it", good.Secret + "A", "invitation_unknown"},
		{"with a line break", good.Secret + "\n", "invitation_unknown"},
		{"in other letter case", invite.Secret(id + "." + strings.ToLower(random)), "invitation_unknown"},
		{"of a used one with another random part", used[:len(used)-43] + invite.Secret(zero), "invitation_unknown"},
		{"of an invitation that is no identifier", invite.Secret("a\x00b." + zero), "invitation_unknown"},
		{"of an over-long invitation", invite.Secret(strings.Repeat("x", 1<<16) + "." + zero), "invitation_unknown"},
		{"that is no text", invite.Secret("\xff." + zero), "invitation_unknown"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var said [2]error
			asked.take()
			require.Empty(t, m.unchanged(t, func() { _, said[0] = m.sys.Invitation(ctx, test.secret) }))
			read := asked.take()
			entries := m.unchanged(t, func() { _, said[1] = m.sys.Accept(ctx, test.secret, "login") })
			shapes = append(shapes, read+" | "+asked.take())
			for _, err := range said {
				require.Equal(t, access.ErrInvalidInvitation.Error(), err.Error())
				require.ErrorIs(t, err, access.ErrInvalidInvitation)
			}
			require.Len(t, entries, 1)
			require.True(t, entries[0].Denied)
			require.Equal(t, agency.Freeze(test.reason), entries[0].Reasons)
			require.Equal(t, test.reason == "invitation_unknown", entries[0].Subject == store.Subject{}, "the journal says whose it was")
		})
	}
	for _, s := range shapes {
		require.Equal(t, shapes[0], s, "the store is asked the same")
	}
	_, err = m.eng.System("other", "test").Accept(ctx, good.Secret, "login")
	require.ErrorIs(t, err, access.ErrInvalidInvitation, "another account's")
	_, err = m.sys.Accept(ctx, good.Secret, "login")
	require.NoError(t, err)
}

// TestAcceptingIsDecidedAgain: what held when the invitation was sent must hold
// still, and holds again where it comes back.
func TestAcceptingIsDecidedAgain(t *testing.T) {
	ctx := context.Background()
	write := func(fn func(store.Tx)) func(*market) error { // what no call of the engine does
		return func(m *market) error {
			return m.store.Update(ctx, "acme", func(tx store.Tx) error { fn(tx); return nil })
		}
	}
	mona := func(change func(*agency.Staff)) func(*market) error {
		return func(m *market) error {
			u := agency.Staff{ID: "mona", Name: "Mona May", Role: agency.RecruitmentManager, Email: "mona@acme.example"}
			change(&u)
			return m.sys.PutStaff(ctx, u)
		}
	}
	for _, test := range []struct {
		name    string
		by      string // "mona", "ann"; otherwise the host
		happens func(*market) error
		undo    func(*market) error // nil: there is no way back
		reasons []string
	}{
		{"the address became a regular user's", "", func(m *market) error {
			return m.sys.PutStaff(ctx, agency.Staff{ID: "eve", Role: agency.StaffRecruiter, Email: "EVE@north.example"})
		}, nil, []string{"invitation_revoked"}},
		{"the address is a regular user's all of a sudden", "", write(func(tx store.Tx) {
			tx.PutStaff(agency.Staff{ID: "eve", Role: agency.StaffRecruiter, Email: "EVE@north.example"})
		}), write(func(tx store.Tx) {
			tx.PutStaff(agency.Staff{ID: "eve", Role: agency.StaffRecruiter})
		}), []string{"email_is_staff"}},
		{"the address is another recruiter's all of a sudden", "", write(func(tx store.Tx) {
			tx.PutRecruiters(agency.Recruiter{ID: "a", Agency: "south", Email: "Eve@north.example", Created: enginetest.Start})
		}), write(func(tx store.Tx) {
			tx.PutRecruiters(agency.Recruiter{ID: "a", Agency: "south", Created: enginetest.Start})
		}), []string{"email_taken"}},
		{"the address changed", "", func(m *market) error {
			return m.sys.PutRecruiter(ctx, agency.Recruiter{ID: "eve", Agency: "north", Email: "new@north.example"})
		}, func(m *market) error {
			return m.sys.PutRecruiter(ctx, agency.Recruiter{ID: "eve", Agency: "north", Email: "eve@north.example"})
		}, []string{"invitation_revoked"}},
		{"the recruiter was deactivated", "", func(m *market) error { return m.sys.Deactivate(ctx, "eve") }, nil, []string{"invitation_revoked"}},
		{"the recruiter was deactivated for a while", "", func(m *market) error {
			return errors.Join(m.sys.Deactivate(ctx, "eve"), m.sys.Reactivate(ctx, "eve"))
		}, nil, []string{"invitation_revoked"}},
		{"the recruiter became active otherwise", "", func(m *market) error {
			return m.sys.PutRecruiter(ctx, agency.Recruiter{ID: "eve", Agency: "north", Email: "eve@north.example", State: agency.RecruiterActive})
		}, nil, []string{"invitation_revoked"}},
		{"the recruiter moved", "", func(m *market) error { return m.sys.Move(ctx, "eve", "south") }, nil, []string{"invitation_revoked"}},
		{"the recruiter moved for a while", "", func(m *market) error {
			return errors.Join(m.sys.Move(ctx, "eve", "south"), m.sys.Move(ctx, "eve", "north"))
		}, nil, []string{"invitation_revoked"}},
		{"the agency is suspended", "", func(m *market) error { return m.sys.Suspend(ctx, "north") }, func(m *market) error {
			return m.sys.Reinstate(ctx, "north")
		}, []string{"agency_suspended"}},
		{"the agency is terminated", "", func(m *market) error { return m.sys.Terminate(ctx, "north") }, nil, []string{"agency_terminated"}},
		{"the user who invited is deactivated", "mona", func(m *market) error { return m.sys.DeactivateUser(ctx, "mona") }, func(m *market) error {
			return m.sys.ReactivateUser(ctx, "mona")
		}, []string{"staff_inactive"}},
		{"the user who invited may no more", "mona", mona(func(u *agency.Staff) { u.Role = agency.HiringTeamMember }), mona(func(*agency.Staff) {}), []string{"role_insufficient"}},
		{"the role of the user who invited may no more", "mona", func(m *market) error {
			s, err := m.sys.Settings(ctx)
			s.Roles = s.Roles.With(agency.RecruitmentManager, agency.Levels{Agencies: agency.ViewAgencies})
			return errors.Join(err, m.sys.Configure(ctx, s))
		}, func(m *market) error {
			s, err := m.sys.Settings(ctx)
			s.Roles = agency.Roles{}
			return errors.Join(err, m.sys.Configure(ctx, s))
		}, []string{"role_insufficient"}},
		{"the user who invited is off the team", "mona", func(m *market) error {
			return m.sys.PutOpenings(ctx, agency.Opening{ID: "dev", Title: "Developer"})
		}, func(m *market) error {
			return m.sys.PutOpenings(ctx, agency.Opening{ID: "dev", Title: "Developer", Team: agency.Freeze[agency.StaffID]("mona")})
		}, []string{"not_on_team"}},
		{"the user who invited became a recruiter", "mona", func(m *market) error {
			_, err := m.sys.Convert(ctx, access.Conversion{Staff: "mona", OldEmail: "old@acme.example", As: access.Invitee{Agency: "south"}})
			return err
		}, nil, []string{"staff_inactive"}},
		{"the colleague who invited is no admin any more", "ann", func(m *market) error {
			return m.sys.PutRecruiter(ctx, agency.Recruiter{ID: "ann", Agency: "north", Email: "ann@north.example"})
		}, func(m *market) error {
			return m.sys.PutRecruiter(ctx, agency.Recruiter{ID: "ann", Agency: "north", Email: "ann@north.example", Admin: true})
		}, []string{"not_agency_admin"}},
		{"the colleague who invited is deactivated", "ann", func(m *market) error { return m.sys.Deactivate(ctx, "ann") }, func(m *market) error {
			return m.sys.Reactivate(ctx, "ann")
		}, []string{"recruiter_deactivated"}},
		{"the colleague who invited moved", "ann", func(m *market) error { return m.sys.Move(ctx, "ann", "south") }, nil, []string{"recruiter_not_active", "agency_terminated", "not_agency_admin"}},
		{"the agency of the colleague is suspended", "ann", func(m *market) error { return m.sys.Suspend(ctx, "north") }, func(m *market) error {
			return m.sys.Reinstate(ctx, "north")
		}, []string{"agency_suspended"}},
		{"the user has a recruiter in the agency, who is deactivated", "mona", func(m *market) error { return m.sys.Deactivate(ctx, "bob") }, nil, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMarket(t, agency.Settings{})
			m.staff(t)
			secret := m.inviteEve(t, test.by)
			require.NoError(t, test.happens(m))
			if test.reasons != nil {
				require.Empty(t, m.unchanged(t, func() {
					_, err := m.sys.Invitation(ctx, secret)
					require.ErrorIs(t, err, access.ErrInvalidInvitation)
				}))
				entries := m.unchanged(t, func() {
					_, err := m.sys.Accept(ctx, secret, "login")
					require.ErrorIs(t, err, access.ErrInvalidInvitation)
				})
				require.Len(t, entries, 1)
				require.Equal(t, agency.Freeze(test.reasons...).Slice(), entries[0].Reasons.Slice())
				if test.undo == nil {
					return
				}
				require.NoError(t, test.undo(m))
			}
			_, err := m.sys.Accept(ctx, secret, "login")
			require.NoError(t, err)
		})
	}
}

// inviteEve has eve invited to the north by mona, for dev, by ann or by the host.
func (m *market) inviteEve(t *testing.T, by string) invite.Secret {
	t.Helper()
	ctx := context.Background()
	in := access.Invitee{Email: "eve@north.example", Agency: "north", Recruiter: "eve"}
	switch by {
	case "mona":
		in.Openings = []agency.OpeningID{"dev"}
		out, err := m.eng.Staff("acme", "mona").Invite(ctx, in)
		require.NoError(t, err)
		return out.Secret
	case "ann":
		_, err := m.rec("ann").Invite(ctx, access.NewColleague{Email: in.Email})
		require.NoError(t, err)
		return invite.Secret(m.mail(t))
	}
	return m.invite(t, in).Secret
}

// mail delivers what is pending, and returns the last secret in it.
func (m *market) mail(t *testing.T) (last event.Secret) {
	t.Helper()
	require.NoError(t, m.eng.Deliver(context.Background(), func(_ context.Context, d access.Delivery) error {
		if sent, ok := d.Event.(*event.InvitationSent); ok {
			last = sent.Secret
		}
		return nil
	}, access.DeliverOptions{UntilEmpty: true}))
	return last
}

func TestAcceptingSharesWhatWasPromised(t *testing.T) {
	ctx := context.Background()
	named := func(ids ...agency.OpeningID) access.Invitee { return access.Invitee{Openings: ids} }
	for _, test := range []struct {
		name    string
		in      access.Invitee
		archive agency.OpeningID // between inviting and accepting
		by      agency.StaffID
		want    []agency.OpeningID
		refused []agency.OpeningID
	}{
		{name: "nothing"},
		{name: "one", in: named("dev"), want: []agency.OpeningID{"dev"}},
		{name: "several", in: named("ops", "dev"), want: []agency.OpeningID{"ops", "dev"}},
		{name: "all", in: access.Invitee{AllOpenings: true}, want: []agency.OpeningID{"dev", "ops"}},
		{name: "all but one that was archived since", in: access.Invitee{AllOpenings: true}, archive: "ops", want: []agency.OpeningID{"dev"}},
		{name: "one that was archived since", in: named("ops"), archive: "ops", want: []agency.OpeningID{"ops"}},
		{name: "by who may share all", in: named("ops", "dev"), by: "root", want: []agency.OpeningID{"ops", "dev"}},
		{name: "all, by who may share all", in: access.Invitee{AllOpenings: true}, by: "root", want: []agency.OpeningID{"dev", "ops"}},
		{name: "all, by who is on one team", in: access.Invitee{AllOpenings: true}, by: "lead", want: []agency.OpeningID{"dev"}},
		{name: "two, by who is on one team", in: named("ops", "dev"), by: "lead", want: []agency.OpeningID{"dev"}, refused: []agency.OpeningID{"ops"}},
	} {
		for mode, settings := range map[string]agency.Settings{
			"per recruiter": {}, "per agency": {Sharing: agency.ShareWithAgencies}, "either": {Sharing: agency.ShareWithEither},
		} {
			t.Run(test.name+"/"+mode, func(t *testing.T) {
				m := newMarket(t, agency.Settings{})
				m.staff(t)
				m.configure(t, func(s *agency.Settings) { s.Sharing = settings.Sharing })
				require.NoError(t, m.sys.PutStaff(ctx, agency.Staff{ // who may invite to anything
					ID: "lead", Role: agency.RecruitmentManager, Levels: agency.Levels{Agencies: agency.ManageAgencies},
				}))
				require.NoError(t, m.sys.PutOpenings(ctx, agency.Opening{ID: "dev", Title: "Developer", Team: agency.Freeze[agency.StaffID]("lead")}))
				by := m.sys.Staff
				if test.by != "" {
					by = m.eng.Staff("acme", test.by)
				}
				in := test.in
				in.Email, in.NewAgency, in.Agency, in.Recruiter = "kim@kims.example", "Kims", "kims", "kim"
				invited, err := by.Invite(ctx, in)
				require.NoError(t, err)
				m.join(t, "kit", "kims")
				if test.archive != "" {
					require.NoError(t, m.sys.Archive(ctx, test.archive))
				}
				before := len(m.journal(t))
				accepted, err := m.sys.Accept(ctx, invited.Secret, "login")
				require.NoError(t, err)
				require.ElementsMatch(t, test.want, accepted.Shared)
				for _, id := range []agency.OpeningID{"dev", "ops"} {
					shared := false
					for _, got := range test.want {
						shared = shared || got == id && id != test.archive
					}
					require.Equal(t, shared, m.may(t, "kim", id), id)
					require.Equal(t, shared && mode == "per agency", m.may(t, "kit", id), "a colleague holds what the agency holds: %s", id)
				}
				var refused []agency.OpeningID
				journal := m.journal(t)
				for _, row := range journal[:len(journal)-before] {
					if row.Denied {
						refused = append(refused, row.Opening)
						require.Equal(t, agency.Freeze("not_on_team"), row.Reasons)
						require.Equal(t, store.Actor{Kind: store.StaffActor, ID: string(test.by)}, row.Actor)
					}
				}
				require.Equal(t, test.refused, refused)
			})
		}
	}
}

// TestOneAcceptsOnce: of many who accept one secret at once, as the same login or
// as another each, one succeeds.
func TestOneAcceptsOnce(t *testing.T) {
	for name, login := range map[string]func(int) agency.UserID{
		"the same login": func(int) agency.UserID { return "login" },
		"a login each":   func(i int) agency.UserID { return agency.UserID(fmt.Sprint("login ", i)) },
	} {
		t.Run(name, func(t *testing.T) {
			m := newMarket(t, agency.Settings{})
			in := m.invite(t, access.Invitee{Email: "kim@kims.example", Agency: "north", Recruiter: "kim", AllOpenings: true})
			const clients = 16
			var wg sync.WaitGroup
			start, errs := make(chan struct{}), make([]error, clients)
			for i := range clients {
				eng, err := access.New(m.store, access.Options{Secret: []byte(marketSecret), Clock: m.clock.Read})
				require.NoError(t, err)
				sys := eng.System("acme", "test")
				wg.Go(func() {
					<-start
					_, errs[i] = sys.Accept(context.Background(), in.Secret, login(i))
				})
			}
			close(start)
			wg.Wait()
			winner := -1
			for i, err := range errs {
				if err == nil {
					require.Equal(t, -1, winner, "a second one succeeded")
					winner = i
					continue
				}
				require.ErrorIs(t, err, access.ErrInvalidInvitation)
			}
			require.NotEqual(t, -1, winner)
			require.Equal(t, login(winner), m.whoIs(t, "kim").User)
			denied := 0
			for _, row := range m.journal(t) {
				if row.Action == "accept-invitation" && row.Denied {
					denied++
					require.Equal(t, agency.Freeze("invitation_used"), row.Reasons)
				}
			}
			require.Equal(t, clients-1, denied)
			accepted := 0
			for _, e := range m.events(t) {
				if e.Name == "invitation.accepted" {
					accepted++
				}
			}
			require.Equal(t, 1, accepted)
		})
	}
}
