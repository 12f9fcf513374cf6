package access_test

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// everything is all that a store was ever given of records, journal and events.
type everything struct {
	store.Store
	text strings.Builder
}

func (e *everything) Update(ctx context.Context, a agency.AccountID, fn func(store.Tx) error) error {
	return e.Store.Update(ctx, a, func(tx store.Tx) error { return fn(keepingTx{tx, e}) })
}

type keepingTx struct {
	store.Tx
	all *everything
}

func (t keepingTx) PutInvitations(r ...invite.Invitation) {
	for _, i := range r {
		fmt.Fprintf(&t.all.text, "%#v %s\n", i, i.Digest)
	}
	t.Tx.PutInvitations(r...)
}

func (t keepingTx) PutRecruiters(r ...agency.Recruiter) {
	fmt.Fprintf(&t.all.text, "%+v\n", r)
	t.Tx.PutRecruiters(r...)
}

func (t keepingTx) PutAgencies(r ...agency.Agency) {
	fmt.Fprintf(&t.all.text, "%+v\n", r)
	t.Tx.PutAgencies(r...)
}

func (t keepingTx) Journal(e store.Entry, values ...store.Value) {
	fmt.Fprintf(&t.all.text, "%+v %+v\n", e, values)
	t.Tx.Journal(e, values...)
}

func (t keepingTx) Publish(e store.Event) {
	fmt.Fprintf(&t.all.text, "%+v %s\n", e, e.Payload)
	t.Tx.Publish(e)
}

// forms are in what a secret, its random part and its bytes may be written down.
func forms(t *testing.T, s invite.Secret) []string {
	t.Helper()
	_, random, ok := strings.Cut(string(s), ".")
	require.True(t, ok)
	b, err := base64.RawURLEncoding.DecodeString(random)
	require.NoError(t, err)
	require.Len(t, b, 32, "256 bits")
	var out []string
	for _, text := range []string{string(s), random, string(b)} {
		out = append(out, text, hex.EncodeToString([]byte(text)), strings.ToUpper(hex.EncodeToString([]byte(text))),
			base64.RawStdEncoding.EncodeToString([]byte(text)), base64.RawURLEncoding.EncodeToString([]byte(text)), fmt.Sprintf("%d", []byte(text)))
	}
	return out
}

// TestSecretsAreSealed: the secret of an invitation is given to who invites and
// to who delivers, and is nowhere else, whatever becomes of it.
func TestSecretsAreSealed(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	m.staff(t)
	kept := &everything{Store: m.store}
	eng, err := access.New(kept, access.Options{
		Secret: []byte(marketSecret), Clock: m.clock.Read, Blobs: memstore.NewBlobs(),
		Logger:  slog.New(slog.NewTextHandler(&m.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Observe: func(_ context.Context, o access.Observation) { m.observed = append(m.observed, o) },
	})
	require.NoError(t, err)
	m.eng, m.sys = eng, eng.System("acme", "test")

	var secrets []invite.Secret
	var said strings.Builder
	got := func(in access.Invited, err error) {
		require.NoError(t, err)
		require.NotContains(t, secrets, in.Secret)
		secrets = append(secrets, in.Secret)
		slog.New(slog.NewTextHandler(&said, nil)).Info("invited", "secret", in.Secret)
		fmt.Fprintf(&said, "%+v %v %#v\n", in, in, in)
	}
	failed := func(_ any, err error) {
		require.Error(t, err)
		fmt.Fprintf(&said, "%v %+v %#v\n", err, err, err)
	}
	got(m.sys.Invite(ctx, access.Invitee{Email: "kim@kims.example", NewAgency: "Kims", Recruiter: "kim"}))
	got(m.sys.Resend(ctx, "kim"))
	got(eng.Staff("acme", "root").Invite(ctx, access.Invitee{Email: "kit@kims.example", Agency: "north", Recruiter: "kit"}))
	got(m.sys.Convert(ctx, access.Conversion{Staff: "mona", OldEmail: "old@acme.example", As: access.Invitee{Agency: "north"}}))
	colleague, err := m.rec("ann").Invite(ctx, access.NewColleague{Email: "cleo@north.example"})
	require.NoError(t, err)
	require.NoError(t, m.rec("ann").Resend(ctx, colleague.ID))
	failed(m.sys.Accept(ctx, secrets[0], "login"))
	failed(m.sys.Invitation(ctx, secrets[0]))
	failed(m.sys.Accept(ctx, secrets[1]+"x", "login"))
	failed(eng.System("other", "test").Accept(ctx, secrets[1], "login"))
	accepted, err := m.sys.Accept(ctx, secrets[1], "login")
	require.NoError(t, err)
	fmt.Fprintf(&said, "%+v\n", accepted)
	failed(m.sys.Accept(ctx, secrets[1], "login"))
	require.NoError(t, m.sys.Revoke(ctx, "kit"))

	handed := 0
	fails := errors.New("no mail today")
	for _, answer := range []error{fails, nil} { // the first time it goes back
		var mailed []invite.Secret
		err := eng.Deliver(ctx, func(_ context.Context, d access.Delivery) error {
			fmt.Fprintf(&said, "%+v %#v\n", d, d.Event)
			if sent, ok := d.Event.(*event.InvitationSent); ok {
				mailed = append(mailed, invite.Secret(sent.Secret))
				slog.New(slog.NewTextHandler(&said, nil)).Info("mailed", "event", sent, "secret", sent.Secret)
				return answer
			}
			return nil
		}, access.DeliverOptions{UntilEmpty: true, Retry: time.Nanosecond})
		require.NoError(t, err)
		handed += len(mailed)
		if answer == nil {
			require.Len(t, mailed, 6)
			require.Equal(t, secrets, mailed[:len(secrets)])
			secrets = append(secrets, mailed[len(secrets):]...)
		}
	}
	require.Greater(t, handed, 6)
	pending, err := m.store.Outbox().Pending(ctx, "", store.MaxLimit)
	require.NoError(t, err)
	require.Empty(t, pending, "what was delivered is gone, and what it held with it")
	_, err = m.sys.Accept(ctx, secrets[5], "login-cleo")
	require.NoError(t, err, "what was delivered holds")

	var out strings.Builder
	out.WriteString(kept.text.String())
	out.WriteString(said.String())
	out.WriteString(m.log.String())
	out.WriteString(m.records(t))
	for _, o := range m.observed {
		fmt.Fprintf(&out, "%+v %v\n", o, o.Err)
	}
	for _, row := range m.journal(t) {
		fmt.Fprintf(&out, "%+v\n", row)
	}
	fmt.Fprintf(&out, "%#v", m.sentTo(t, ""))
	for i, s := range secrets {
		for _, form := range forms(t, s) {
			require.False(t, strings.Contains(out.String(), form), "secret %d got out", i)
		}
		require.Contains(t, kept.text.String(), string(s.Digest("acme")), "nothing was kept to find it in")
	}
	require.Contains(t, out.String(), "invitation.sent")
	require.Contains(t, said.String(), "(a secret)")
}

// TestSecretsOfAnotherKey: who delivers with another Options.Secret gets the event
// without what cannot be opened, and so does who finds it in another place.
func TestSecretsOfAnotherKey(t *testing.T) {
	ctx := context.Background()
	delivered := func(t *testing.T, eng *access.Engine) (secret event.Secret) {
		t.Helper()
		n := 0
		require.NoError(t, eng.Deliver(ctx, func(_ context.Context, d access.Delivery) error {
			if sent, ok := d.Event.(*event.InvitationSent); ok {
				n++
				secret = sent.Secret
				require.Equal(t, "kim@kims.example", sent.Email)
			}
			return nil
		}, access.DeliverOptions{UntilEmpty: true}))
		require.Equal(t, 1, n)
		return secret
	}
	moved := func(change func(*store.Event)) func(*testing.T, *market) *access.Engine {
		return func(t *testing.T, m *market) *access.Engine {
			for _, e := range m.events(t) {
				if e.Name != "invitation.sent" {
					continue
				}
				account := agency.AccountID("acme")
				if change == nil {
					account = "other"
					require.NoError(t, m.eng.System("other", "test").Configure(ctx, agency.Settings{}))
				} else {
					change(&e)
				}
				claim, err := m.store.Outbox().Claim(ctx, "acme", time.Hour, store.MaxLimit)
				require.NoError(t, err)
				for _, old := range claim.Events {
					require.NoError(t, m.store.Outbox().Ack(ctx, "acme", claim.Token, old.Seq))
				}
				require.NoError(t, m.store.Update(ctx, account, func(tx store.Tx) error { tx.Publish(e); return nil }))
			}
			return m.eng
		}
	}
	for name, deliverer := range map[string]func(*testing.T, *market) *access.Engine{
		"another Options.Secret": func(t *testing.T, m *market) *access.Engine {
			eng, err := access.New(m.store, access.Options{
				Secret: []byte("a wholly different secret of 32 bytes"), Clock: m.clock.Read, Logger: slog.New(slog.NewTextHandler(&m.log, nil)),
			})
			require.NoError(t, err)
			return eng
		},
		"in another account": moved(nil),
		"of another invitation": moved(func(e *store.Event) {
			e.Payload = []byte(strings.Replace(string(e.Payload), `"invitation":"`, `"invitation":"x`, 1))
		}),
		"spoilt": moved(func(e *store.Event) {
			e.Payload = []byte(strings.Replace(string(e.Payload), `"secret":"`, `"secret":"x`, 1))
		}),
		"cut short": moved(func(e *store.Event) { e.Payload = sealed.ReplaceAll(e.Payload, []byte(`"secret":"AA"`)) }),
	} {
		t.Run(name, func(t *testing.T) {
			m := newMarket(t, agency.Settings{})
			in := m.invite(t, access.Invitee{Email: "kim@kims.example", Agency: "north", Recruiter: "kim"})
			require.Empty(t, delivered(t, deliverer(t, m)))
			require.Contains(t, m.log.String(), "sealed with another Options.Secret")
			_, err := m.sys.Accept(ctx, in.Secret, "login")
			require.NoError(t, err, "it holds all the same")
		})
	}
	m := newMarket(t, agency.Settings{})
	in := m.invite(t, access.Invitee{Email: "kim@kims.example", Agency: "north", Recruiter: "kim"})
	require.Equal(t, event.Secret(in.Secret), delivered(t, m.eng))
}
