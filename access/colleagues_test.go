package access_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// takers give somebody else of the account eve's address.
var takers = map[string]func(context.Context, *market) error{
	"a regular user has it": func(ctx context.Context, m *market) error {
		return m.sys.PutStaff(ctx, agency.Staff{ID: "eve", Role: agency.StaffRecruiter, Email: "EVE@eves.example"})
	},
	"a deactivated user has it": func(ctx context.Context, m *market) error {
		return errors.Join(m.sys.PutStaff(ctx, agency.Staff{ID: "eve", Role: agency.StaffRecruiter, Email: "eve@eves.example"}), m.sys.DeactivateUser(ctx, "eve"))
	},
	"another agency's recruiter has it": func(ctx context.Context, m *market) error {
		return m.sys.PutRecruiter(ctx, agency.Recruiter{ID: "a", Agency: "south", Email: "eve@EVES.example", State: agency.RecruiterActive})
	},
	"another agency's recruiter was invited with it": func(ctx context.Context, m *market) error {
		_, err := m.sys.Invite(ctx, access.Invitee{Recruiter: "a", Agency: "south", Email: "eve@eves.example"})
		return err
	},
}

// TestTakenAddressesLookTheSame: an admin who invites an address that somebody
// else of the account has, or comes to have, is answered as if nobody had, in
// words and in what the store is asked.
func TestTakenAddressesLookTheSame(t *testing.T) {
	ctx := context.Background()
	type step struct {
		name string
		do   func(m *market) (any, error)
	}
	var colleague agency.RecruiterID
	steps := []step{
		{"invite", func(m *market) (any, error) {
			c, err := m.rec("ann").Invite(ctx, access.NewColleague{Email: "Eve <eve@eves.example>"})
			colleague = c.ID
			return c, err
		}},
		{"list", func(m *market) (any, error) { return m.rec("ann").Colleagues(ctx, "", 0) }},
		{"list as a member", func(m *market) (any, error) { return m.rec("bob").Colleagues(ctx, "", 0) }},
		{"ask for oneself", func(m *market) (any, error) { return m.rec("ann").Can(ctx, policy.InviteColleague, access.Target{}) }},
		{"ask as who was invited", func(m *market) (any, error) { return m.rec(colleague).Can(ctx, policy.ListOpenings, access.Target{}) }},
		{"invite again", func(m *market) (any, error) {
			return m.rec("ann").Invite(ctx, access.NewColleague{Email: "EVE@eves.example"})
		}},
		{"resend", func(m *market) (any, error) { return nil, m.rec("ann").Resend(ctx, colleague) }},
		{"resend again", func(m *market) (any, error) { return nil, m.rec("ann").Resend(ctx, colleague) }},
		{"make an admin", func(m *market) (any, error) { return nil, m.rec("ann").SetAdmin(ctx, colleague, true) }},
		{"list what was made", func(m *market) (any, error) { return m.rec("ann").Colleagues(ctx, "", 1) }},
		{"revoke", func(m *market) (any, error) { return nil, m.rec("ann").Revoke(ctx, colleague) }},
		{"list what was revoked", func(m *market) (any, error) { return m.rec("ann").Colleagues(ctx, "", 0) }},
		{"invite once more", func(m *market) (any, error) {
			c, err := m.rec("ann").Invite(ctx, access.NewColleague{Email: "eve@eves.example"})
			colleague = c.ID
			return c, err
		}},
		{"deactivate", func(m *market) (any, error) { return nil, m.rec("ann").Deactivate(ctx, colleague) }},
		{"deactivate again", func(m *market) (any, error) { return nil, m.rec("ann").Deactivate(ctx, colleague) }},
	}
	walk := func(t *testing.T, take func(context.Context, *market) error, before string) (answers, asked []string) {
		m := newMarket(t, agency.Settings{})
		spy := &noting{Store: m.store}
		n := 0
		eng, err := access.New(spy, access.Options{
			Secret: []byte(marketSecret), Clock: m.clock.Read, Blobs: memstore.NewBlobs(), IDs: func() string { n++; return fmt.Sprint("id", n) },
		})
		require.NoError(t, err)
		m.eng = eng
		for _, s := range steps {
			if s.name == before && take != nil {
				require.NoError(t, take(ctx, m))
			}
			spy.take()
			v, err := s.do(m)
			answers = append(answers, fmt.Sprintf("%s: %#v %T %v", s.name, v, err, err))
			asked = append(asked, s.name+": "+spy.take())
		}
		return answers, asked
	}
	free, asked := walk(t, nil, "")
	require.Contains(t, free[5], "must not be a colleague's already", "the walk goes somewhere")
	require.Contains(t, free[0], "eve@eves.example")
	for name, take := range takers {
		for _, before := range []string{"invite", "resend", "resend again", "revoke", "invite once more", "deactivate"} {
			if strings.HasPrefix(name, "another") && !strings.HasPrefix(before, "invite") {
				continue // whose address is free: an invitation is waiting
			}
			t.Run(name+"/before "+before, func(t *testing.T) {
				said, shapes := walk(t, take, before)
				for i := range steps {
					require.Equal(t, free[i], said[i])
					require.Equal(t, asked[i], shapes[i])
				}
			})
		}
	}
}

// TestStaffSeeConflicts that an agency's own people must not be told of.
func TestStaffSeeConflicts(t *testing.T) {
	ctx := context.Background()
	for name, take := range takers {
		t.Run(name, func(t *testing.T) {
			m := newMarket(t, agency.Settings{})
			require.NoError(t, take(ctx, m))
			m.mail(t)
			c, err := m.rec("ann").Invite(ctx, access.NewColleague{Email: "eve@eves.example"})
			require.NoError(t, err)
			require.True(t, m.whoIs(t, c.ID).Conflict)
			require.Equal(t, invite.Unsent, m.sentTo(t, c.ID)[0].Fate)
			found := false
			for _, v := range m.journal(t)[1].Values {
				found = found || v == store.Value{Field: "conflict", Before: "false", After: "true"}
			}
			require.Contains(t, m.journal(t)[0].Values, store.Value{Field: "fate", After: "unsent"})
			require.True(t, found, "the journal tells")
			var held []event.InvitationHeld
			require.NoError(t, m.eng.Deliver(ctx, func(_ context.Context, d access.Delivery) error {
				switch e := d.Event.(type) {
				case *event.InvitationHeld:
					held = append(held, *e)
					require.Equal(t, []event.Recipient{{Kind: event.Host}}, d.To)
				case *event.InvitationSent:
					require.Fail(t, "there is mail")
				case *event.RecruiterChanged:
					require.NotContains(t, e.Fields, "conflict")
				}
				return nil
			}, access.DeliverOptions{UntilEmpty: true}))
			require.Len(t, held, 1)
			require.Equal(t, c.ID, held[0].Recruiter)
			require.Equal(t, agency.RecruiterID("ann"), held[0].Colleague)
			require.Equal(t, strings.Contains(name, "user"), held[0].ByStaff)

			_, err = m.sys.Resend(ctx, c.ID)
			require.NotEmpty(t, why(t, err), "staff are told why not")
			if strings.Contains(name, "user") {
				require.NoError(t, m.sys.PutStaff(ctx, agency.Staff{ID: "eve", Role: agency.StaffRecruiter, Email: "eve@acme.example"}))
			} else {
				require.NoError(t, m.sys.Deactivate(ctx, "a"))
			}
			require.NoError(t, m.rec("ann").Resend(ctx, c.ID))
			require.False(t, m.whoIs(t, c.ID).Conflict, "the address is free now")
			_, err = m.sys.Accept(ctx, invite.Secret(m.mail(t)), "login")
			require.NoError(t, err)
		})
	}
}

func TestColleagueDomains(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{ColleagueDomains: true})
	m.agencies(t, map[agency.AgencyID][]string{"mails": {"gmail.com", "mails.example"}})
	m.join(t, "max", "mails")
	require.NoError(t, m.sys.PutRecruiter(ctx, agency.Recruiter{ID: "max", Agency: "mails", Email: "max@gmail.com", Admin: true}))
	for _, test := range []struct {
		by    agency.RecruiterID
		email string
		ok    bool
	}{
		{"ann", "a@north.example", true},
		{"ann", "b@mail.NORTH.example", true},
		{"ann", "c@south.example", false},
		{"ann", "cem@south.example", false},
		{"ann", "d@gmail.com", false},
		{"max", "e@mails.example", true},
		{"max", "f@gmail.com", false},
		{"max", "g@googlemail.com", false},
	} {
		_, err := m.rec(test.by).Invite(ctx, access.NewColleague{Email: test.email})
		if test.ok {
			require.NoError(t, err, test.email)
			continue
		}
		requireInvalid(t, "email", err)
		require.NotContains(t, err.Error(), test.email)
	}
	_, err := m.rec("cem").Invite(ctx, access.NewColleague{Email: "gus@gus.example"})
	requireInvalid(t, "email", err)
	m.invite(t, access.Invitee{Email: "gus@gus.example", Agency: "south"})
	_, err = m.rec("cem").Invite(ctx, access.NewColleague{Email: "gil@gus.example"})
	require.NoError(t, err, "the account made it one of theirs")
}

// TestManagingColleagues is of the own agency, by its admins, who keep one.
func TestManagingColleagues(t *testing.T) {
	ctx := context.Background()
	calls := map[string]func(access.Recruiter, agency.RecruiterID) error{
		"resend":         func(r access.Recruiter, id agency.RecruiterID) error { return r.Resend(ctx, id) },
		"revoke":         func(r access.Recruiter, id agency.RecruiterID) error { return r.Revoke(ctx, id) },
		"deactivate":     func(r access.Recruiter, id agency.RecruiterID) error { return r.Deactivate(ctx, id) },
		"make admin":     func(r access.Recruiter, id agency.RecruiterID) error { return r.SetAdmin(ctx, id, true) },
		"withdraw admin": func(r access.Recruiter, id agency.RecruiterID) error { return r.SetAdmin(ctx, id, false) },
		"invite": func(r access.Recruiter, _ agency.RecruiterID) error {
			_, err := r.Invite(ctx, access.NewColleague{Email: "new@north.example"})
			return err
		},
	}
	m := newMarket(t, agency.Settings{})
	spy := &noting{Store: m.store}
	m.open(t, spy)
	m.join(t, "sam", "south")
	m.invite(t, access.Invitee{Email: "ivy@south.example", Agency: "south", Recruiter: "ivy"})
	for _, test := range []struct {
		name   string
		by     agency.RecruiterID
		at     agency.RecruiterID
		before func() error
		want   policy.Code
	}{
		{"a member, at a colleague", "bob", "ann", nil, policy.NotAgencyAdmin},
		{"a member, at oneself", "bob", "bob", nil, policy.NotAgencyAdmin},
		{"an admin, at nobody", "ann", "none", nil, policy.NotFound},
		{"an admin, at another agency's admin", "ann", "cem", nil, policy.NotFound},
		{"an admin, at another agency's member", "ann", "sam", nil, policy.NotFound},
		{"an admin, at another agency's invited", "ann", "ivy", nil, policy.NotFound},
		{"nobody", "none", "ann", nil, policy.RecruiterNotActive},
		{"an admin of a suspended agency", "ann", "bob", func() error { return m.sys.Suspend(ctx, "north") }, policy.AgencySuspended},
		{"a deactivated admin", "ann", "bob", func() error {
			return errors.Join(m.sys.Reinstate(ctx, "north"), m.sys.Deactivate(ctx, "ann"))
		}, policy.RecruiterDeactivated},
	} {
		if test.before != nil {
			require.NoError(t, test.before())
		}
		for name, call := range calls {
			if name == "invite" && test.want == policy.NotFound {
				continue
			}
			t.Run(test.name+"/"+name, func(t *testing.T) {
				entries := m.unchanged(t, func() { require.Equal(t, test.want, toldTo(t, call(m.rec(test.by), test.at))[0]) })
				require.Len(t, entries, 1)
				if test.want != policy.NotFound {
					return
				}
				var said, shape string
				for _, at := range []agency.RecruiterID{"none", "cem", "sam", "ivy"} {
					spy.take()
					err := call(m.rec("ann"), at)
					now, asked := fmt.Sprintf("%#v %v", err, err), spy.take()
					require.True(t, said == "" || said == now, "%s is told from nobody", at)
					require.True(t, shape == "" || shape == asked, "%s is told from nobody: %s, %s", at, shape, asked)
					said, shape = now, asked
				}
			})
		}
	}
}

func TestAnAgencyKeepsAnAdmin(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	ann, bob := m.rec("ann"), m.rec("bob")
	last := func(err error) { t.Helper(); require.Equal(t, []policy.Code{policy.LastAdmin}, toldTo(t, err)) }
	last(ann.Deactivate(ctx, "ann"))
	last(ann.SetAdmin(ctx, "ann", false))
	_, err := ann.Invite(ctx, access.NewColleague{Email: "new@north.example", Admin: true})
	require.NoError(t, err)
	last(ann.SetAdmin(ctx, "ann", false)) // who is invited is none yet
	require.NoError(t, ann.SetAdmin(ctx, "bob", true))
	require.NoError(t, m.sys.Deactivate(ctx, "bob"))
	last(ann.Deactivate(ctx, "ann")) // nor is who is deactivated
	require.NoError(t, m.sys.Reactivate(ctx, "bob"))

	require.NoError(t, ann.SetAdmin(ctx, "ann", false), "bob has the role now")
	require.Equal(t, []policy.Code{policy.NotAgencyAdmin}, toldTo(t, ann.SetAdmin(ctx, "ann", true)))
	last(bob.Deactivate(ctx, "bob"))
	require.NoError(t, bob.Deactivate(ctx, "ann"))
	requireInvalid(t, "recruiter", bob.SetAdmin(ctx, "ann", true))
	requireInvalid(t, "recruiter", bob.SetAdmin(ctx, "ann", false))
	require.Equal(t, []policy.Code{policy.RecruiterDeactivated}, toldTo(t, func() error { _, err := ann.Colleagues(ctx, "", 0); return err }()))
	require.NoError(t, m.sys.Deactivate(ctx, "bob"), "staff may")
}

// TestAColleagueHoldsWhatTheModeSays and no more, whoever invites them.
func TestAColleagueHoldsWhatTheModeSays(t *testing.T) {
	ctx := context.Background()
	for mode, holds := range map[agency.Sharing][]agency.OpeningID{
		agency.ShareWithRecruiters: nil, agency.ShareWithAgencies: {"ops"}, agency.ShareWithEither: {"ops"},
	} {
		t.Run(mode.String(), func(t *testing.T) {
			m := newMarket(t, agency.Settings{}) // where ann and bob hold dev and ops in person
			m.configure(t, func(s *agency.Settings) { s.Sharing = agency.ShareWithAgencies })
			_, err := m.sys.Share(ctx, one("ops", agency.ToAgency("north")))
			require.NoError(t, err)
			m.configure(t, func(s *agency.Settings) { s.Sharing = mode })
			c, err := m.rec("ann").Invite(ctx, access.NewColleague{Email: "new@north.example", Admin: true})
			require.NoError(t, err)
			accepted, err := m.sys.Accept(ctx, invite.Secret(m.mail(t)), "login")
			require.NoError(t, err)
			require.Empty(t, accepted.Shared)
			for _, id := range []agency.OpeningID{"dev", "ops"} {
				require.Equal(t, slices.Contains(holds, id), m.may(t, c.ID, id), id)
			}
		})
	}
	t.Run("whom the account invites for openings", func(t *testing.T) {
		m := newMarket(t, agency.Settings{})
		m.invite(t, access.Invitee{Email: "new@north.example", Agency: "north", Recruiter: "new", Openings: []agency.OpeningID{"dev"}})
		require.NoError(t, m.sys.PutStaff(ctx, agency.Staff{ID: "root", Role: agency.SuperAdmin}))
		root := m.eng.Staff("acme", "root")
		_, err := root.Resend(ctx, "new")
		require.NoError(t, err)
		require.NoError(t, m.rec("ann").Resend(ctx, "new"))
		last := m.sentTo(t, "new")[0]
		require.Equal(t, agency.StaffID("root"), last.Staff, "whose it still is to give")
		require.Empty(t, last.Colleague)
		accepted, err := m.sys.Accept(ctx, invite.Secret(m.mail(t)), "login")
		require.NoError(t, err)
		require.Equal(t, []agency.OpeningID{"dev"}, accepted.Shared)
	})
	t.Run("whom the account invites for openings to another agency", func(t *testing.T) {
		m := newMarket(t, agency.Settings{})
		m.invite(t, access.Invitee{Email: "new@north.example", Agency: "south", Recruiter: "new", Openings: []agency.OpeningID{"dev"}})
		require.NoError(t, m.sys.Move(ctx, "new", "north"))
		require.NoError(t, m.rec("ann").Resend(ctx, "new"))
		require.Equal(t, agency.RecruiterID("ann"), m.sentTo(t, "new")[0].Colleague)
		accepted, err := m.sys.Accept(ctx, invite.Secret(m.mail(t)), "login")
		require.NoError(t, err)
		require.Empty(t, accepted.Shared)
	})
}

// TestAColleaguesAddressMakesADomainKnown once the colleague has accepted: nobody
// can claim for the agency what is somebody else's.
func TestAColleaguesAddressMakesADomainKnown(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	known := m.agency(t, "north").Known
	c, err := m.rec("ann").Invite(ctx, access.NewColleague{Email: "eve@eves.example"})
	require.NoError(t, err)
	require.NoError(t, m.rec("ann").Resend(ctx, c.ID))
	require.Equal(t, known, m.agency(t, "north").Known)
	m.configure(t, func(s *agency.Settings) { s.ColleagueDomains = true })
	_, err = m.rec("ann").Invite(ctx, access.NewColleague{Email: "eva@eves.example"})
	requireInvalid(t, "email", err)
	_, err = m.sys.Accept(ctx, invite.Secret(m.mail(t)), "login")
	require.NoError(t, err)
	require.Equal(t, append(known.Slice(), "eves.example"), m.agency(t, "north").Known.Slice())
	_, err = m.rec("ann").Invite(ctx, access.NewColleague{Email: "eva@eves.example"})
	require.NoError(t, err)
}

// TestRevokingLooksTheSame whether or not the address has come into use, for who was
// revoked and is invited again, and for who was moved.
func TestRevokingLooksTheSame(t *testing.T) {
	ctx := context.Background()
	for name, happened := range map[string]func(*market) error{
		"reactivated": func(m *market) error {
			return errors.Join(m.sys.Revoke(ctx, "eve"), m.sys.Reactivate(ctx, "eve"))
		},
		"moved": func(m *market) error {
			return errors.Join(m.sys.Move(ctx, "eve", "south"), m.sys.Move(ctx, "eve", "north"))
		},
		"neither": func(*market) error { return nil },
	} {
		for call, do := range map[string]func(access.Recruiter) error{
			"resend":     func(r access.Recruiter) error { return r.Resend(ctx, "eve") },
			"revoke":     func(r access.Recruiter) error { return r.Revoke(ctx, "eve") },
			"deactivate": func(r access.Recruiter) error { return r.Deactivate(ctx, "eve") },
		} {
			for _, openings := range [][]agency.OpeningID{nil, {"dev"}} {
				t.Run(fmt.Sprint(name, "/", call, "/", openings), func(t *testing.T) {
					var shapes []string
					for _, taken := range []bool{false, true} {
						m := newMarket(t, agency.Settings{})
						spy := &noting{Store: m.store}
						m.open(t, spy)
						m.invite(t, access.Invitee{Email: "eve@eves.example", Agency: "north", Recruiter: "eve", Openings: openings})
						require.NoError(t, happened(m))
						if taken {
							require.NoError(t, takers["a regular user has it"](ctx, m))
						}
						spy.take()
						require.NoError(t, do(m.rec("ann")))
						shapes = append(shapes, spy.take())
					}
					require.Equal(t, shapes[0], shapes[1])
				})
			}
		}
	}
}
