// Mail shows how a host mails the invitations of its accounts. The package that
// does it is [smtpmail], beside this program; here are an account in memory and
// people to invite.
//
//	go run ./examples/mail                    how to use it
//	go run ./examples/mail -demo              invites two people, and prints the mails in place of sending them
//	go run ./examples/mail -send ADDRESS...   invites these, and sends the mails
//
// Sending takes the server and the sender from the environment; see
// smtpmail.FromEnv.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"net/url"
	"os"
	"os/signal"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/examples/mail/smtpmail"
)

const usage = `usage: mail -demo             invites two people of a made-up account, and prints the mails
       mail -send ADDRESS...  invites these people, and sends the mails

Sending takes from the environment:
    MAIL_HOST      the SMTP server's name, as in its certificate
    MAIL_PORT      empty: 587, or what goes with MAIL_TLS
    MAIL_USER      empty: no log-in
    MAIL_PASSWORD
    MAIL_TLS       starttls, which is the default; implicit; or none, for a relay on the same machine
    MAIL_FROM      who mails are from: Acme Jobs <jobs@acme.example>
    MAIL_ACCEPT    the page on which invitations are accepted: https://jobs.acme.example/accept`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, args []string) error {
	switch {
	case len(args) == 0:
		_, err := fmt.Fprintln(out, usage)
		return err
	case args[0] == "-demo" && len(args) == 1:
		return demo(ctx, out)
	case args[0] == "-send" && len(args) > 1:
		return send(ctx, out, args[1:])
	}
	return errors.New(usage)
}

func demo(ctx context.Context, out io.Writer) error {
	eng, err := account(ctx, twoPeople)
	if err != nil {
		return err
	}
	m, err := smtpmail.New(printer{out}, smtpmail.Options{
		From:   mail.Address{Name: "Acme Jobs", Address: "jobs@acme.example"},
		Accept: &url.URL{Scheme: "https", Host: "jobs.acme.example", Path: "/accept"},
		Engine: eng,
	})
	if err != nil {
		return err
	}
	return eng.Deliver(ctx, m.Handle, access.DeliverOptions{UntilEmpty: true})
}

// send ends when each of the invitations was sent or refused; until then it keeps
// trying.
func send(ctx context.Context, out io.Writer, addresses []string) error {
	server, opt, err := smtpmail.FromEnv(os.Getenv)
	if err != nil {
		return err
	}
	eng, err := account(ctx, invitees(addresses))
	if err != nil {
		return err
	}
	refused := 0
	opt.Engine = eng
	opt.GaveUp = func(_ context.Context, u smtpmail.Undelivered) {
		refused++
		fmt.Fprintln(out, "not sent:", u.Err)
	}
	m, err := smtpmail.New(server, opt)
	if err != nil {
		return err
	}
	ctx, done := context.WithCancel(ctx)
	defer done()
	left := len(addresses)
	err = eng.Deliver(ctx, func(ctx context.Context, d access.Delivery) error {
		if err := m.Handle(ctx, d); err != nil {
			fmt.Fprintln(out, "will be tried again:", err)
			return err
		}
		if _, ok := d.Event.(*event.InvitationSent); ok {
			if left--; left == 0 {
				done()
			}
		}
		return nil
	}, access.DeliverOptions{})
	if left > 0 {
		return err
	}
	fmt.Fprintln(out, len(addresses)-refused, "sent,", refused, "refused")
	return nil
}
