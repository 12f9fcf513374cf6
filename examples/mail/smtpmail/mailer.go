// Package smtpmail sends the invitations of an engine as mail. It shows how a
// host may do that; copy it and change the templates.
//
//	m, err := smtpmail.New(server, smtpmail.Options{From: from, Accept: accept, Engine: eng, GaveUp: tellSupport})
//	...
//	err = eng.Deliver(ctx, m.Handle, access.DeliverOptions{})
//
// A host that does more with events calls [Mailer.Handle] from a handler of its
// own.
//
// # The link
//
// A mail has a link to the host's own page, with the secret in its fragment:
// https://jobs.acme.example/accept#SECRET. A browser keeps the fragment to itself.
// So the secret is in no server's or proxy's log and in no Referer header, and
// what scans mail by fetching links accepts nothing. The page reads the fragment
// with a script, asks the host for System.Invitation in the body of a POST, and
// accepts by System.Accept when the person says so.
//
// The secret is in the mail and nowhere else: no log and no error has it, nor who
// it is for.
//
// # What fails
//
// An event is delivered at least once. The mail of one is the same every time, but
// for what separates its parts: its Message-ID follows from the account,
// Delivery.Seq and the invitation, so that a mail that is sent twice can be told
// from two.
//
// What may pass (no connection, an answer of 4xx, a log-in, a sender or a mail that
// the server does not take) is an error: the event comes again, and the account's
// later ones wait behind it. What will not pass is told to Options.GaveUp, and the
// event is done with: a recipient that there is not (see Refusal.Permanent), and an
// invitation whose secret cannot be opened any more. Staff.Resend makes another
// invitation, once the cause is gone.
//
// An invitation that holds no more when its turn comes, because it was accepted,
// revoked or sent again, is not mailed.
package smtpmail

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/mail"
	"net/url"

	gomail "github.com/wneessen/go-mail"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
)

// ErrNoSecret says that an invitation cannot be mailed, because its secret was
// sealed with another secret of the engine's: it has to be sent again.
var ErrNoSecret = errors.New("smtpmail: the secret cannot be opened any more: send the invitation again")

// Sender sends one mail. A refusal that counts as permanent is a [*Refusal] that
// says so; after any other error the mail is sent again. No error may have
// personal data.
type Sender interface {
	Send(ctx context.Context, m *gomail.Msg) error
}

// Undelivered is an event whose mail will not be sent.
type Undelivered struct {
	Account    agency.AccountID
	Seq        int64 // of the delivery
	Invitation string
	Recruiter  agency.RecruiterID
	Err        error // ErrNoSecret, a *Refusal, or what is wrong with the mail
}

// Options configure a [Mailer].
type Options struct {
	From   mail.Address // who the mails are from; its domain is that of their Message-IDs
	Accept *url.URL     // the page on which invitations are accepted: https, without a fragment

	// Engine is asked, just before a mail is sent, whether its invitation still holds.
	// Nil: nobody is, and mails may arrive whose link does not work.
	Engine *access.Engine

	// GaveUp is told of what will not be sent. Nil: it is logged only.
	GaveUp func(context.Context, Undelivered)

	Logger *slog.Logger // nil means slog.Default
}

// Mailer is a handler of events. It is safe for concurrent use if its Sender is.
type Mailer struct {
	sender Sender
	opt    Options
	domain string // of From
}

// New returns a mailer. The error is about the options.
func New(sender Sender, opt Options) (*Mailer, error) {
	domain, err := domainOf(opt.From)
	if err != nil {
		return nil, fmt.Errorf("smtpmail: from: %w", err)
	}
	switch a := opt.Accept; {
	case sender == nil:
		return nil, errors.New("smtpmail: there must be a sender")
	case a == nil || a.Scheme != "https" || a.Host == "" || a.Fragment != "":
		return nil, errors.New("smtpmail: accept must be an https URL without a fragment")
	}
	opt.Logger = cmp.Or(opt.Logger, slog.Default())
	return &Mailer{sender: sender, opt: opt, domain: domain}, nil
}

// Handle mails the invitation that an event asks for, and lets others pass. It is
// a handler for access.Engine.Deliver.
func (m *Mailer) Handle(ctx context.Context, d access.Delivery) error {
	e, ok := d.Event.(*event.InvitationSent)
	if !ok {
		return nil
	}
	if e.Secret == "" {
		m.giveUp(ctx, d, e, ErrNoSecret)
		return nil
	}
	if holds, err := m.holds(ctx, d, e); err != nil || !holds {
		return err
	}
	msg, err := m.compose(d, e)
	if err != nil { // it would be no better next time
		m.giveUp(ctx, d, e, err)
		return nil
	}
	err = m.sender.Send(ctx, msg)
	if refusal := (*Refusal)(nil); errors.As(err, &refusal) && refusal.Permanent() {
		m.giveUp(ctx, d, e, refusal)
		return nil
	}
	return err
}

// holds reports whether the invitation can still be accepted.
func (m *Mailer) holds(ctx context.Context, d access.Delivery, e *event.InvitationSent) (bool, error) {
	if m.opt.Engine == nil {
		return true, nil
	}
	_, err := m.opt.Engine.System(d.Account, "mail").Invitation(ctx, invite.Secret(e.Secret))
	if errors.Is(err, access.ErrInvalidInvitation) {
		m.opt.Logger.InfoContext(ctx, "an invitation is over and was not mailed",
			"account", d.Account, "seq", d.Seq, "recruiter", e.Recruiter)
		return false, nil
	}
	return err == nil, err
}

func (m *Mailer) giveUp(ctx context.Context, d access.Delivery, e *event.InvitationSent, why error) {
	u := Undelivered{Account: d.Account, Seq: d.Seq, Invitation: e.Invitation, Recruiter: e.Recruiter, Err: why}
	m.opt.Logger.WarnContext(ctx, "an invitation was not mailed",
		"account", u.Account, "seq", u.Seq, "recruiter", u.Recruiter, "error", u.Err)
	if m.opt.GaveUp != nil {
		m.opt.GaveUp(ctx, u)
	}
}
