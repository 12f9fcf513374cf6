package access_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// about is all that the account says of a recruiter but what waits in the outbox.
func (m *market) about(t *testing.T, id agency.RecruiterID) string {
	t.Helper()
	return m.records(t) + fmt.Sprintf("%+v\n%+v", m.invitations(t, id), m.journal(t))
}

// invitations are all that a recruiter was sent, newest first.
func (m *market) invitations(t *testing.T, id agency.RecruiterID) []invite.Invitation {
	t.Helper()
	f, err := m.store.Read(context.Background(), "acme", store.Query{List: &store.List{
		Scope: store.Scope{Kind: store.ListInvitations, Recruiter: id}, Limit: store.MaxLimit,
	}})
	require.NoError(t, err)
	return f.Rows.Invitations
}

// recruiter is the record of one.
func (m *market) recruiter(t *testing.T, id agency.RecruiterID) agency.Recruiter {
	t.Helper()
	f, err := m.store.Read(context.Background(), "acme", store.Query{Recruiter: id})
	require.NoError(t, err)
	return f.Recruiter
}

// news are the events of one call.
func (m *market) news(t *testing.T, call func()) (names []string) {
	t.Helper()
	before := len(m.events(t))
	call()
	for _, e := range m.events(t)[before:] {
		names = append(names, e.Name)
	}
	return names
}

func TestEraseRecruiter(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.PerRecruiter())
	_, err := m.sys.Invite(ctx, access.Invitee{
		Email: "Eve Evergreen <eve@evergreen.example>", Agency: "north", Recruiter: "eve", Openings: []agency.OpeningID{"dev"},
	})
	require.NoError(t, err)
	again, err := m.sys.Resend(ctx, "eve")
	require.NoError(t, err)
	_, err = m.sys.Accept(ctx, again.Secret, "login-of-eve")
	require.NoError(t, err)
	sub := m.submit(t, "eve", "dev", jane)
	require.NoError(t, m.sys.Note(ctx, sub, "eve called"))
	claim, before := m.claim(t, sub), m.recruiter(t, "eve")
	for _, personal := range []string{"Eve Evergreen", "eve@evergreen.example", "login-of-eve"} {
		require.Contains(t, m.about(t, "eve"), personal)
	}

	names := m.news(t, func() { require.NoError(t, m.sys.EraseRecruiter(ctx, "eve")) })
	require.Equal(t, []string{"recruiter.erased"}, names)
	for _, personal := range []string{"Eve Evergreen", "eve@evergreen.example", "login-of-eve"} {
		require.NotContains(t, m.about(t, "eve"), personal)
	}
	require.Equal(t, agency.Recruiter{
		ID: "eve", Agency: "north", State: agency.RecruiterDeactivated, Since: before.Since, Created: before.Created,
	}, m.recruiter(t, "eve"))
	require.Len(t, m.invitations(t, "eve"), 2, "that there were some remains")
	last := m.journal(t)[0]
	require.Equal(t, "erase-recruiter", last.Action)
	require.Equal(t, store.Subject{Recruiter: "eve", Agency: "north"}, last.Subject)
	require.Empty(t, last.Values)
	record, err := m.sys.Submission(ctx, sub)
	require.NoError(t, err)
	require.Equal(t, agency.RecruiterID("eve"), record.Recruiter)
	require.Equal(t, "North Recruiting", record.Source)
	require.Equal(t, jane.Name, record.Entry.Name, "the candidate is somebody else")
	require.Equal(t, claim, m.claim(t, sub))
	remarks, err := m.sys.Remarks(ctx, sub, "", 0)
	require.NoError(t, err)
	require.Equal(t, "eve called", remarks.Rows[0].Text)

	_, err = m.try("eve", "dev", joe)
	require.NotEmpty(t, toldTo(t, err), "has no access")
	journal := m.journal(t)
	require.Empty(t, m.news(t, func() { require.NoError(t, m.sys.EraseRecruiter(ctx, "eve")) }))
	require.Equal(t, journal, m.journal(t), "nothing is left to erase")

	require.NoError(t, m.sys.Reactivate(ctx, "eve"))
	require.Empty(t, m.recruiter(t, "eve").Email)
	require.NoError(t, m.sys.EraseRecruiter(ctx, "eve"))
	require.NoError(t, m.sys.PutRecruiter(ctx, agency.Recruiter{ID: "fay", Agency: "south", Email: "eve@evergreen.example"}), "the address is free")
}

// An address that the recruiter has no more is in the journal still.
func TestEraseRecruiterRemovesWhatTheJournalRemembers(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.PerRecruiter())
	require.NoError(t, m.sys.PutRecruiter(ctx, agency.Recruiter{ID: "bob", Agency: "north", State: agency.RecruiterActive}))
	require.NoError(t, m.sys.Deactivate(ctx, "bob"))
	require.Empty(t, m.recruiter(t, "bob").Email)
	require.Contains(t, m.about(t, "bob"), "bob@north.example")
	require.NoError(t, m.sys.EraseRecruiter(ctx, "bob"))
	require.NotContains(t, m.about(t, "bob"), "bob@north.example")
	require.Contains(t, m.about(t, "ann"), "ann@north.example", "nobody else's")
}

func TestEraseRecruiterEndsTheInvitation(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.PerRecruiter())
	invited, err := m.sys.Invite(ctx, access.Invitee{Email: "eve@north.example", Agency: "north", Recruiter: "eve"})
	require.NoError(t, err)
	require.Equal(t, []string{"invitation.revoked", "recruiter.erased"}, m.news(t, func() {
		require.NoError(t, m.sys.EraseRecruiter(ctx, "eve"))
	}))
	sent := m.invitations(t, "eve")
	require.Len(t, sent, 1)
	require.Empty(t, sent[0].Email)
	require.Equal(t, invite.Revoked, sent[0].Fate)
	_, err = m.sys.Accept(ctx, invited.Secret, "login")
	require.ErrorIs(t, err, access.ErrInvalidInvitation)

	require.NoError(t, m.sys.Reactivate(ctx, "eve"))
	_, err = m.sys.Resend(ctx, "eve")
	requireInvalid(t, "recruiter", err)
	require.NoError(t, m.sys.PutRecruiter(ctx, agency.Recruiter{ID: "eve", Agency: "north", Email: "eve@two.example"}))
	_, err = m.sys.Resend(ctx, "eve")
	require.NoError(t, err)
}

func TestEraseNobody(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.PerRecruiter())
	records := m.records(t)
	require.Equal(t, []policy.Code{policy.NotFound}, why(t, m.sys.EraseRecruiter(ctx, "nobody")))
	last := m.journal(t)[0]
	require.True(t, last.Denied)
	require.Equal(t, agency.RecruiterID("nobody"), last.Recruiter)
	require.Equal(t, records, m.records(t))
	require.Equal(t, []event.Recipient{{Kind: event.Host}}, event.RecruiterErased{Recruiter: "ann"}.Recipients())
}

// More invitations than there are in a page are erased all the same.
func TestEraseRecruiterOfManyInvitations(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.PerRecruiter())
	var sent []invite.Invitation
	for i := range store.MaxLimit + 5 {
		sent = append(sent, invite.Invitation{
			ID: invite.ID(fmt.Sprintf("i%04d", i)), Recruiter: "bob", Agency: "north", Email: "bob@north.example",
			Created: ago(10).Add(time.Duration(i/2) * time.Second), Expires: ago(1), Fate: invite.Replaced, Ended: ago(9),
		})
	}
	require.NoError(t, m.store.Update(ctx, "acme", func(tx store.Tx) error { tx.PutInvitations(sent...); return nil }))
	require.NoError(t, m.sys.EraseRecruiter(ctx, "bob"))
	var after store.After
	for n := 0; ; {
		f, err := m.store.Read(ctx, "acme", store.Query{List: &store.List{
			Scope: store.Scope{Kind: store.ListInvitations, Recruiter: "bob"}, After: after, Limit: store.MaxLimit,
		}})
		require.NoError(t, err)
		for _, i := range f.Rows.Invitations {
			require.Empty(t, i.Email)
			after = store.After{At: i.Created, ID: string(i.ID)}
		}
		if n += len(f.Rows.Invitations); !f.Rows.More {
			require.Equal(t, len(sent), n)
			return
		}
	}
}
