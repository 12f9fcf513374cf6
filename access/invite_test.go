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
	"github.com/agencyaccess/agencyaccess/internal/enginetest"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// staff brings regular users: root may do everything, mona is on dev's team and
// rick may look.
func (m *market) staff(t *testing.T) {
	t.Helper()
	ctx := context.Background()
	require.NoError(t, m.sys.PutStaff(ctx,
		agency.Staff{ID: "root", Name: "Rita Root", Role: agency.SuperAdmin, Email: "root@acme.example"},
		agency.Staff{ID: "mona", Name: "Mona May", Role: agency.RecruitmentManager, Email: "mona@acme.example"},
		agency.Staff{ID: "rick", Role: agency.StaffRecruiter, Email: "rick@acme.example"},
	))
	require.NoError(t, m.sys.DeactivateUser(ctx, "rick"))
	require.NoError(t, m.sys.PutOpenings(ctx, agency.Opening{ID: "dev", Title: "Developer", Team: agency.Freeze[agency.StaffID]("mona")}))
}

// agencies makes some, each of which declares domains.
func (m *market) agencies(t *testing.T, domains map[agency.AgencyID][]string) {
	t.Helper()
	for id, declared := range domains {
		require.NoError(t, m.sys.PutAgency(context.Background(), agency.Agency{ID: id, Title: "Agency " + string(id), Domains: agency.Freeze(declared...)}))
	}
}

// invite has the host invite somebody.
func (m *market) invite(t *testing.T, in access.Invitee) access.Invited {
	t.Helper()
	out, err := m.sys.Invite(context.Background(), in)
	require.NoError(t, err)
	return out
}

// join has the host invite a recruiter to an agency, who accepts.
func (m *market) join(t *testing.T, id agency.RecruiterID, to agency.AgencyID) {
	t.Helper()
	in := access.Invitee{Email: string(id) + "@" + string(to) + ".example", Agency: to, Recruiter: id}
	if m.agency(t, to).ID == "" {
		in.NewAgency = "Agency " + string(to)
	}
	_, err := m.sys.Accept(context.Background(), m.invite(t, in).Secret, "login-"+agency.UserID(id))
	require.NoError(t, err)
}

func (m *market) read(t *testing.T, q store.Query) store.Facts {
	t.Helper()
	f, err := m.store.Read(context.Background(), "acme", q)
	require.NoError(t, err)
	return f
}

func (m *market) agency(t *testing.T, id agency.AgencyID) agency.Agency {
	t.Helper()
	return m.read(t, store.Query{Agency: id}).Agency
}

func (m *market) whoIs(t *testing.T, id agency.RecruiterID) agency.Recruiter {
	t.Helper()
	return m.read(t, store.Query{Recruiter: id}).Recruiter
}

// sentTo are the invitations that were sent to a recruiter, or to everybody, newest first.
func (m *market) sentTo(t *testing.T, of agency.RecruiterID) []invite.Invitation {
	t.Helper()
	return m.read(t, store.Query{List: &store.List{
		Scope: store.Scope{Kind: store.ListInvitations, Recruiter: of}, Limit: store.MaxLimit,
	}}).Rows.Invitations
}

// unchanged requires that a call leaves nothing but entries in the journal, and
// returns those, newest first.
func (m *market) unchanged(t *testing.T, call func()) []store.JournalRow {
	t.Helper()
	w := &enginetest.World{Store: m.store, Account: "acme", Clock: m.clock}
	before, sent := w.Dump(t), m.sentTo(t, "")
	call()
	require.Equal(t, sent, m.sentTo(t, ""))
	return before.Unchanged(t, w.Dump(t))
}

// may reports whether a recruiter may submit to an opening.
func (m *market) may(t *testing.T, id agency.RecruiterID, to agency.OpeningID) bool {
	t.Helper()
	d, err := m.rec(id).Can(context.Background(), policy.Submit, access.OnOpening(to))
	require.NoError(t, err)
	return d.Allowed()
}

func TestInvite(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{Title: "Acme"})
	m.staff(t)
	m.events(t)
	in, err := m.eng.Staff("acme", "root").Invite(ctx, access.Invitee{
		Email: "Kim Lee <Kim@KIMS.example>", NewAgency: "Kim Search", Admin: true, Openings: []agency.OpeningID{"ops", "dev"},
	})
	require.NoError(t, err)
	require.Equal(t, "Kim@kims.example", in.Email)
	require.Equal(t, enginetest.Start.AddDate(0, 0, 14), in.Expires)
	require.Empty(t, in.Offered)

	require.Equal(t, agency.Recruiter{
		ID: in.Recruiter, Agency: in.Agency, Name: "Kim Lee", Email: "Kim@kims.example", Admin: true, Created: enginetest.Start,
	}, m.whoIs(t, in.Recruiter))
	require.Equal(t, agency.Agency{
		ID: in.Agency, Title: "Kim Search", Created: enginetest.Start, Known: agency.Freeze("kims.example"),
	}, m.agency(t, in.Agency))
	require.Equal(t, []invite.Invitation{{
		ID: in.Invitation, Recruiter: in.Recruiter, Agency: in.Agency, Email: "Kim@kims.example", Digest: in.Secret.Digest("acme"),
		Openings: agency.Freeze[agency.OpeningID]("ops", "dev"), Staff: "root", Created: enginetest.Start, Expires: in.Expires,
	}}, m.sentTo(t, in.Recruiter))
	can, err := m.rec(in.Recruiter).Can(ctx, policy.ListOpenings, access.Target{})
	require.NoError(t, err)
	require.Equal(t, policy.RecruiterNotActive, can.First())

	var sent event.InvitationSent
	require.NoError(t, m.eng.Deliver(ctx, func(_ context.Context, d access.Delivery) error {
		if e, ok := d.Event.(*event.InvitationSent); ok {
			sent = *e
			require.Equal(t, []event.Recipient{{Kind: event.Host}}, d.To)
		}
		return nil
	}, access.DeliverOptions{UntilEmpty: true}))
	require.Equal(t, event.InvitationSent{
		Invitation: string(in.Invitation), Recruiter: in.Recruiter, Agency: in.Agency, AgencyTitle: "Kim Search", Account: "Acme",
		Email: "Kim@kims.example", Name: "Kim Lee", Admin: true, Openings: []string{"Operator", "Developer"}, Staff: "root",
		Inviter: "Rita Root", Expires: in.Expires, Secret: event.Secret(in.Secret),
	}, sent)
}

func TestInviteIsRefused(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	m.staff(t)
	m.agencies(t, map[agency.AgencyID][]string{"ended": nil, "paused": nil, "shut": {"bücher.example"}})
	require.NoError(t, m.sys.Terminate(ctx, "ended"))
	require.NoError(t, m.sys.Suspend(ctx, "paused"))
	m.join(t, "sue", "shut")
	_, err := m.sys.Group(ctx, access.Grouping{Agency: "paused", Recruiters: []agency.RecruiterID{"sue"}})
	require.Equal(t, []policy.Code{policy.AgencySuspended}, why(t, err))
	_, err = m.sys.Group(ctx, access.Grouping{Agency: "south", Recruiters: []agency.RecruiterID{"sue"}})
	require.NoError(t, err)
	m.invite(t, access.Invitee{Email: "ivy@bücher.example", Agency: "south", Recruiter: "ivy"})
	require.NoError(t, m.sys.Deactivate(ctx, "bob"))
	opening := func(ids ...agency.OpeningID) []agency.OpeningID { return ids }
	for _, test := range []struct {
		name string
		by   agency.StaffID // none: the host
		in   access.Invitee
		want []policy.Code
		err  error
	}{
		{"by the host", "", access.Invitee{Email: "a@new.example", Agency: "north"}, nil, nil},
		{"to a suspended agency", "", access.Invitee{Email: "b@new.example", Agency: "paused"}, nil, nil},
		{"an address that a deactivated recruiter had", "", access.Invitee{Email: "BOB@north.example", Agency: "north"}, nil, nil},
		{"by a manager for an own opening", "mona", access.Invitee{Email: "c@new.example", Agency: "north", Openings: opening("dev")}, nil, nil},
		{"by a manager for nothing", "mona", access.Invitee{Email: "d@new.example", Agency: "north"}, []policy.Code{policy.RoleInsufficient}, nil},
		{"by a manager for all openings", "mona", access.Invitee{Email: "e@new.example", Agency: "north", AllOpenings: true}, nil, nil},
		{"by a manager for another's opening", "mona", access.Invitee{Email: "d@new.example", Agency: "north", Openings: opening("ops")}, []policy.Code{policy.NotOnTeam}, nil},
		{"by a manager for both", "mona", access.Invitee{Email: "d@new.example", Agency: "north", Openings: opening("dev", "ops")}, []policy.Code{policy.NotOnTeam}, nil},
		{"an admin, by a manager", "mona", access.Invitee{Email: "d@new.example", Agency: "north", Admin: true, Openings: opening("dev")}, []policy.Code{policy.RoleInsufficient}, nil},
		{"an admin of a new agency, by a manager", "mona", access.Invitee{Email: "f@newer.example", NewAgency: "Newer", Admin: true, Openings: opening("dev")}, nil, nil},
		{"an admin, by who may manage", "root", access.Invitee{Email: "g@new.example", Agency: "north", Admin: true, Openings: opening("dev")}, nil, nil},
		{"a user's address by a manager for nothing", "mona", access.Invitee{Email: "root@acme.example", Agency: "north"}, []policy.Code{policy.RoleInsufficient}, nil},
		{"a recruiter's by a manager for both", "mona", access.Invitee{Email: "cem@south.example", Agency: "north", Openings: opening("dev", "ops")}, []policy.Code{policy.NotOnTeam}, nil},
		{"at a known domain by a deactivated user", "rick", access.Invitee{Email: "new@north.example", NewAgency: "New"}, []policy.Code{policy.StaffInactive, policy.RoleInsufficient}, nil},
		{"a user's address for an unknown opening", "", access.Invitee{Email: "root@acme.example", Agency: "north", Openings: opening("none")}, []policy.Code{policy.NotFound}, nil},
		{"a user's address to an unknown agency", "", access.Invitee{Email: "root@acme.example", Agency: "none"}, []policy.Code{policy.NotFound}, nil},
		{"by a deactivated user", "rick", access.Invitee{Email: "d@new.example", Agency: "north"}, []policy.Code{policy.StaffInactive, policy.RoleInsufficient}, nil},
		{"by nobody", "nobody", access.Invitee{Email: "d@new.example", Agency: "north"}, []policy.Code{policy.StaffInactive, policy.RoleInsufficient}, nil},
		{"for an unknown opening", "", access.Invitee{Email: "d@new.example", Agency: "north", Openings: opening("dev", "none")}, []policy.Code{policy.NotFound}, nil},
		{"to an unknown agency", "", access.Invitee{Email: "d@new.example", Agency: "none"}, []policy.Code{policy.NotFound}, nil},
		{"to a terminated agency", "", access.Invitee{Email: "d@new.example", Agency: "ended"}, []policy.Code{policy.AgencyTerminated}, nil},
		{"to a closed agency", "", access.Invitee{Email: "d@new.example", Agency: "shut"}, []policy.Code{policy.AgencyTerminated}, nil},
		{"a regular user's address", "", access.Invitee{Email: "Root <ROOT@acme.example>", Agency: "north"}, []policy.Code{policy.EmailIsStaff}, nil},
		{"a deactivated user's address", "", access.Invitee{Email: "rick@ACME.example", Agency: "north"}, []policy.Code{policy.EmailIsStaff}, nil},
		{"a recruiter's address", "", access.Invitee{Email: "Cem@South.example.", Agency: "north"}, []policy.Code{policy.EmailTaken}, nil},
		{"an invited recruiter's address", "", access.Invitee{Email: "Ivy@xn--BCHER-kva.example", Agency: "north"}, []policy.Code{policy.EmailTaken}, nil},
		{"a recruiter who is there", "", access.Invitee{Email: "d@new.example", Agency: "north", Recruiter: "cem"}, nil, store.ErrExists},
		{"a new agency that is there", "", access.Invitee{Email: "d@brand-new.example", Agency: "north", NewAgency: "North"}, nil, store.ErrExists},
		{"one that is there, past a known domain", "", access.Invitee{Email: "d@north.example", Agency: "north", NewAgency: "North", Anyway: true}, nil, store.ErrExists},
	} {
		t.Run(test.name, func(t *testing.T) {
			by := m.sys.Staff
			if test.by != "" {
				by = m.eng.Staff("acme", test.by)
			}
			if test.want == nil && test.err == nil {
				_, err := by.Invite(ctx, test.in)
				require.NoError(t, err)
				return
			}
			denied := 0
			if test.want != nil {
				denied = 1
			}
			entries := m.unchanged(t, func() {
				out, err := by.Invite(ctx, test.in)
				require.Equal(t, access.Invited{}, out)
				if test.err != nil {
					require.ErrorIs(t, err, test.err)
					return
				}
				require.Equal(t, test.want, why(t, err))
			})
			require.Len(t, entries, denied)
		})
	}
}

func TestKnownDomains(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	m.agencies(t, map[agency.AgencyID][]string{
		"books": {"xn--bcher-kva.example"}, "west": {"shared.example"}, "east": {"shared.example"}, "suspended": {"shared.example"},
		"ended": {"shared.example", "ended.example"}, "mail": {"gmail.com"}, "one": {"one.co.uk"}, "once": nil, "shut": {"shut.example"},
	})
	require.NoError(t, m.sys.Terminate(ctx, "ended"))
	require.NoError(t, m.sys.Suspend(ctx, "suspended"))
	once := m.invite(t, access.Invitee{Email: "ann@mail.once.example", Agency: "once"})
	require.NoError(t, m.sys.Revoke(ctx, once.Recruiter))
	m.invite(t, access.Invitee{Email: "ann@googlemail.com", Agency: "mail"})
	m.join(t, "sue", "shut")
	_, err := m.sys.Group(ctx, access.Grouping{Agency: "south", Recruiters: []agency.RecruiterID{"sue"}})
	require.NoError(t, err)
	for _, test := range []struct {
		name, email string
		offered     []agency.AgencyID
	}{
		{"a recruiter's", "new@north.example", []agency.AgencyID{"north"}},
		{"in capitals", "new@NORTH.Example", []agency.AgencyID{"north"}},
		{"a subdomain", "new@mail.north.example", []agency.AgencyID{"north"}},
		{"a name that ends like it", "new@anorth.example", nil},
		{"an international one", "new@Bücher.example", []agency.AgencyID{"books"}},
		{"that of several, one of them suspended, one terminated", "new@shared.example", []agency.AgencyID{"east", "suspended", "west"}},
		{"a terminated agency's alone", "new@ended.example", nil},
		{"that of an agency which was grouped under another", "new@shut.example", []agency.AgencyID{"south"}},
		{"one of an invitation that was revoked", "new@once.example", []agency.AgencyID{"once"}},
		{"a public mail provider's", "new@gmail.com", nil},
		{"the other name of one", "new@googlemail.com", nil},
		{"below a public suffix", "new@one.co.uk", []agency.AgencyID{"one"}},
		{"the neighbour below a public suffix", "new@two.co.uk", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			in := access.Invitee{Email: test.email, NewAgency: "New"}
			if test.offered == nil {
				out := m.invite(t, in)
				require.Empty(t, out.Offered)
				return
			}
			var out access.Invited
			entries := m.unchanged(t, func() {
				var err error
				out, err = m.sys.Invite(ctx, in)
				require.Equal(t, []policy.Code{policy.KnownDomain}, why(t, err))
			})
			require.Len(t, entries, 1)
			require.Equal(t, test.offered, idsOf(out.Offered))
			require.Empty(t, out.Secret)
		})
	}
	t.Run("the choice of an existing one", func(t *testing.T) {
		out := m.invite(t, access.Invitee{Email: "one@shared.example", Agency: "west"})
		require.Equal(t, agency.AgencyID("west"), out.Agency)
	})
	t.Run("the choice of a new one", func(t *testing.T) {
		out := m.invite(t, access.Invitee{Email: "two@shared.example", NewAgency: "New", Anyway: true})
		_, err := m.sys.Invite(ctx, access.Invitee{Email: "three@shared.example", NewAgency: "Newer"})
		require.Error(t, err)
		require.Equal(t, agency.Freeze("shared.example"), m.agency(t, out.Agency).Known)
	})
	t.Run("nothing is offered beside another denial", func(t *testing.T) {
		out, err := m.sys.Invite(ctx, access.Invitee{Email: "new@shared.example", NewAgency: "New", Openings: []agency.OpeningID{"none"}})
		require.Equal(t, []policy.Code{policy.NotFound}, why(t, err))
		require.Empty(t, out.Offered)
	})
}

func idsOf(agencies []agency.Agency) (out []agency.AgencyID) {
	for _, a := range agencies {
		out = append(out, a.ID)
	}
	return out
}

func TestInvitationsEnd(t *testing.T) {
	ctx := context.Background()
	for name, days := range map[string]uint16{"by default": 0, "after a day": 1, "after a year": 365} {
		t.Run(name, func(t *testing.T) {
			m := newMarket(t, agency.Settings{InvitationDays: days})
			in := m.invite(t, access.Invitee{Email: "new@new.example", Agency: "north"})
			ends := enginetest.Start.AddDate(0, 0, int(days))
			if days == 0 {
				ends = enginetest.Start.AddDate(0, 0, 14)
			}
			require.Equal(t, ends, in.Expires)
			m.clock.Set(ends)
			_, err := m.sys.Invitation(ctx, in.Secret)
			require.ErrorIs(t, err, access.ErrInvalidInvitation)
			_, err = m.sys.Accept(ctx, in.Secret, "login")
			require.ErrorIs(t, err, access.ErrInvalidInvitation)
			require.Equal(t, agency.Freeze("invitation_expired"), m.journal(t)[0].Reasons)
			m.clock.Set(ends.Add(-time.Microsecond))
			_, err = m.sys.Invitation(ctx, in.Secret)
			require.NoError(t, err)
			_, err = m.sys.Accept(ctx, in.Secret, "login")
			require.NoError(t, err)
		})
	}
}

func TestResend(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	m.staff(t)
	first := m.invite(t, access.Invitee{Email: "kim@kims.example", NewAgency: "Kims", Recruiter: "kim", Openings: []agency.OpeningID{"dev"}})
	require.NoError(t, m.sys.PutRecruiter(ctx, agency.Recruiter{ID: "kim", Agency: first.Agency, Email: "kim@new.example"}))
	m.after(24 * time.Hour)
	second, err := m.eng.Staff("acme", "root").Resend(ctx, "kim")
	require.NoError(t, err)
	require.Equal(t, "kim@new.example", second.Email)
	require.Equal(t, enginetest.Start.AddDate(0, 0, 15), second.Expires)
	require.NotEqual(t, first.Secret, second.Secret)
	require.NotEqual(t, first.Invitation, second.Invitation)
	sent := m.sentTo(t, "kim")
	require.Len(t, sent, 2)
	require.Equal(t, invite.Replaced, sent[1].Fate)
	require.Equal(t, enginetest.Start.Add(24*time.Hour), sent[1].Ended)
	require.Equal(t, agency.StaffID("root"), sent[0].Staff)
	require.Equal(t, agency.Freeze[agency.OpeningID]("dev"), sent[0].Openings)

	third, err := m.sys.Resend(ctx, "kim") // at the same instant
	require.NoError(t, err)
	for _, old := range []access.Invited{first, second} {
		_, err = m.sys.Accept(ctx, old.Secret, "login")
		require.ErrorIs(t, err, access.ErrInvalidInvitation)
	}
	accepted, err := m.sys.Accept(ctx, third.Secret, "login")
	require.NoError(t, err)
	require.Equal(t, []agency.OpeningID{"dev"}, accepted.Shared)

	require.NoError(t, m.sys.PutRecruiter(ctx, agency.Recruiter{ID: "eve", Agency: "north", Email: "eve@north.example"}))
	_, err = m.sys.Resend(ctx, "eve")
	require.NoError(t, err, "who never was sent one")
	require.NoError(t, m.sys.PutRecruiter(ctx, agency.Recruiter{ID: "gus", Agency: "north"}))
	require.NoError(t, m.sys.PutStaff(ctx, agency.Staff{ID: "eva", Role: agency.StaffRecruiter, Email: "EVE@north.example"}))
	for id, want := range map[agency.RecruiterID]any{
		"kim": "recruiter", "bob": "recruiter", "gus": "recruiter", "none": policy.NotFound, "eve": policy.EmailIsStaff,
	} {
		m.unchanged(t, func() {
			_, err := m.sys.Resend(ctx, id)
			if code, ok := want.(policy.Code); ok {
				require.Equal(t, []policy.Code{code}, why(t, err), id)
				return
			}
			requireInvalid(t, want.(string), err)
		})
	}
}

func TestRevoke(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	in := m.invite(t, access.Invitee{Email: "kim@kims.example", Agency: "north", Recruiter: "kim"})
	require.NoError(t, m.sys.Revoke(ctx, "kim"))
	require.Equal(t, agency.RecruiterDeactivated, m.whoIs(t, "kim").State)
	require.Equal(t, invite.Revoked, m.sentTo(t, "kim")[0].Fate)
	_, err := m.sys.Accept(ctx, in.Secret, "login")
	require.ErrorIs(t, err, access.ErrInvalidInvitation)
	requireInvalid(t, "recruiter", m.sys.Revoke(ctx, "kim"))
	require.Equal(t, []policy.Code{policy.NotFound}, why(t, m.sys.Revoke(ctx, "none")))

	require.NoError(t, m.sys.Reactivate(ctx, "kim"))
	require.Equal(t, agency.RecruiterInvited, m.whoIs(t, "kim").State)
	_, err = m.sys.Accept(ctx, in.Secret, "login")
	require.ErrorIs(t, err, access.ErrInvalidInvitation, "what was revoked stays so")
	again, err := m.sys.Resend(ctx, "kim")
	require.NoError(t, err)

	require.NoError(t, m.sys.Deactivate(ctx, "kim"))
	_, err = m.sys.Accept(ctx, again.Secret, "login")
	require.ErrorIs(t, err, access.ErrInvalidInvitation, "deactivating revokes")
	m.invite(t, access.Invitee{Email: "KIM@kims.example", Agency: "south"})
	require.Equal(t, []policy.Code{policy.EmailTaken}, why(t, m.sys.Reactivate(ctx, "kim")))
}
