package smtpmail_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/examples/mail/smtpmail"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// now is what the engine's clock always shows.
var now = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// host is an account whose invitations go through a post office.
type host struct {
	*access.Engine
	sys    access.System
	mailer *smtpmail.Mailer
	sender smtpmail.Sender // that the mailer has
	opt    smtpmail.Options
	log    *buffer // of the engine and of the mailer

	gaveUp []smtpmail.Undelivered
}

// buffer is a log that may be written to by several.
type buffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

func newHost(t *testing.T, sender smtpmail.Sender) *host {
	t.Helper()
	h := &host{log: new(buffer)}
	logger := slog.New(slog.NewTextHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	var err error
	h.Engine, err = access.New(memstore.New(), access.Options{
		Secret: []byte("a secret that is only for this test"), Logger: logger, Clock: func() time.Time { return now },
	})
	require.NoError(t, err)
	h.sys = h.System("acme", "test")
	settings := agency.PerRecruiter()
	settings.Title = "Acme"
	require.NoError(t, h.sys.Configure(t.Context(), settings))
	require.NoError(t, h.sys.PutOpenings(t.Context(), agency.Opening{ID: "dev", Title: "Développeur <b>"}))
	h.sender, h.opt = sender, smtpmail.Options{
		From:   mail.Address{Name: "Acme Jobs", Address: "jobs@acme.example"},
		Accept: &url.URL{Scheme: "https", Host: "jobs.acme.example", Path: "/accept"},
		GaveUp: func(_ context.Context, u smtpmail.Undelivered) { h.gaveUp = append(h.gaveUp, u) },
		Logger: logger, Engine: h.Engine,
	}
	h.mailer, err = smtpmail.New(h.sender, h.opt)
	require.NoError(t, err)
	return h
}

// forge hands over an event of an invitation that there is not.
func (h *host) forge(t *testing.T, seq int64, e *event.InvitationSent) {
	t.Helper()
	opt := h.opt
	opt.Engine = nil
	m, err := smtpmail.New(h.sender, opt)
	require.NoError(t, err)
	require.NoError(t, m.Handle(t.Context(), access.Delivery{Account: "acme", Seq: seq, Event: e}))
}

func (h *host) invite(t *testing.T) access.Invited {
	t.Helper()
	sent, err := h.sys.Invite(t.Context(), access.Invitee{
		Email: `"Zoë, Kim" <zoe@kim.example>`, Recruiter: "zoe", NewAgency: "Kim & Daughters", Admin: true,
		Openings: []agency.OpeningID{"dev"},
	})
	require.NoError(t, err)
	return sent
}

// once delivers what is there now.
func (h *host) once(t *testing.T) {
	t.Helper()
	require.NoError(t, h.Deliver(t.Context(), h.mailer.Handle, access.DeliverOptions{UntilEmpty: true}))
}

// untilSettled delivers until an invitation is done with, and returns how often
// it was tried and with which errors.
func (h *host) untilSettled(t *testing.T) (errs []error) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	err := h.Deliver(ctx, func(ctx context.Context, d access.Delivery) error {
		err := h.mailer.Handle(ctx, d)
		if _, ok := d.Event.(*event.InvitationSent); !ok {
			return err
		}
		if errs = append(errs, err); err == nil {
			stop()
		}
		return err
	}, access.DeliverOptions{Retry: time.Millisecond, Poll: time.Millisecond})
	require.ErrorIs(t, err, context.Canceled)
	return errs
}

// secretive checks that nothing of an invitation is in logs and errors.
func (h *host) secretive(t *testing.T, sent access.Invited, errs ...error) {
	t.Helper()
	text := h.log.String()
	for _, err := range errs {
		if err != nil {
			text += err.Error()
		}
	}
	for _, u := range h.gaveUp {
		text += u.Err.Error()
	}
	for _, s := range []string{string(sent.Secret), sent.Email, "Zoë"} {
		require.NotContains(t, text, s)
	}
}

// letter is a mail as its reader has it.
type letter struct {
	header     mail.Header
	text, html string
}

func read(t *testing.T, raw string) letter {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(raw))
	require.NoError(t, err)
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	require.NoError(t, err)
	require.Equal(t, "multipart/alternative", kind)
	l := letter{header: m.Header}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for _, part := range []*string{&l.text, &l.html} { // in this order: readers take the last that they can show
		p, err := parts.NextRawPart()
		require.NoError(t, err)
		require.Equal(t, "quoted-printable", p.Header.Get("Content-Transfer-Encoding"))
		b, err := io.ReadAll(quotedprintable.NewReader(p))
		require.NoError(t, err)
		*part = strings.ReplaceAll(string(b), "\r\n", "\n")
	}
	_, err = parts.NextPart()
	require.ErrorIs(t, err, io.EOF)
	return l
}
