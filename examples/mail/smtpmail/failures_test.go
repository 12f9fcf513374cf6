package smtpmail_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/examples/mail/smtpmail"
)

func TestWhatMayPassComesAgain(t *testing.T) {
	for name, refuse := range map[string]func(*postOffice){
		"the recipient, for now":           func(p *postOffice) { p.answer("RCPT", "450 4.2.1 <zoe@kim.example> is busy") },
		"the mail, for now":                func(p *postOffice) { p.answer("BODY", "451 4.3.0 zoe@kim.example: try later") },
		"the sender, for now":              func(p *postOffice) { p.answer("MAIL", "452 4.3.1 full") },
		"the sender, until somebody looks": func(p *postOffice) { p.answer("MAIL", "550 5.7.1 not from you") },
		"the log-in":                       func(p *postOffice) { p.answer("AUTH", "535 5.7.8 wrong") },
		"everybody":                        func(p *postOffice) { p.answer("CONNECT", "554 5.3.2 closed") },
		"the sender, at the recipient":     func(p *postOffice) { p.answer("RCPT", "550 5.7.1 relaying denied for zoe@kim.example") },
		"a log-in, at the recipient":       func(p *postOffice) { p.answer("RCPT", "530 5.7.0 log in first") },
		"the sender's domain":              func(p *postOffice) { p.answer("RCPT", "550 5.1.8 no such domain of the sender") },
		"the sender's address":             func(p *postOffice) { p.answer("RCPT", "553 5.1.7 bad sender") },
		"a list of bad senders":            func(p *postOffice) { p.answer("RCPT", "554 5.7.1 you are listed") },
		"the mail, by policy":              func(p *postOffice) { p.answer("BODY", "554 5.7.1 this looks like spam") },
		"the mail, for whatever reason":    func(p *postOffice) { p.answer("BODY", "550 no") },
		"policy, of a server that did not say that it has codes": func(p *postOffice) {
			p.codeless = true
			p.answer("RCPT", "550 5.7.1 not from you")
		},
		"by hanging up": func(p *postOffice) { p.answer("RCPT", hangUp) },
	} {
		t.Run(name, func(t *testing.T) {
			office := newPostOffice(t)
			refuse(office)
			h := newHost(t, office.server())
			sent := h.invite(t)
			errs := h.untilSettled(t)
			require.Len(t, errs, 2)
			require.Error(t, errs[0])
			require.NotContains(t, errs[0].Error(), "refused with 0")
			require.NoError(t, errs[1])
			require.Len(t, office.mails(), 1)
			require.Empty(t, h.gaveUp)
			h.secretive(t, sent, errs...)
		})
	}
}

// What was sent twice can be told from two mails.
func TestAMailThatComesAgainIsTheSame(t *testing.T) {
	office := newPostOffice(t)
	h := newHost(t, office.server())
	h.invite(t)
	failed := errors.New("the process dies after the mail was sent")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	err := h.Deliver(ctx, func(ctx context.Context, d access.Delivery) error {
		if err := h.mailer.Handle(ctx, d); err != nil || len(office.mails()) == 0 {
			return err
		}
		if len(office.mails()) == 1 {
			return failed
		}
		stop()
		return nil
	}, access.DeliverOptions{Retry: time.Millisecond, Poll: time.Millisecond})
	require.ErrorIs(t, err, context.Canceled)
	_, err = h.sys.Resend(t.Context(), "zoe")
	require.NoError(t, err)
	h.once(t)

	mails := office.mails()
	require.Len(t, mails, 3)
	first, again, another := read(t, mails[0].body), read(t, mails[1].body), read(t, mails[2].body)
	for _, name := range []string{"Message-ID", "Date", "Subject"} {
		require.Equal(t, first.header.Get(name), again.header.Get(name))
	}
	require.Equal(t, first.text, again.text)
	require.NotEqual(t, first.header.Get("Message-ID"), another.header.Get("Message-ID"))
	require.NotContains(t, first.text, "It replaces")
	require.Contains(t, another.text, "It replaces")
}

func TestWhatWillNotPassIsToldAndDoneWith(t *testing.T) {
	for name, at := range map[string]string{"the recipient": "RCPT", "the mail": "BODY", "data": "DATA"} {
		t.Run(name, func(t *testing.T) {
			office := newPostOffice(t)
			office.answer(at, "550 5.1.1 <zoe@kim.example>: nobody here")
			h := newHost(t, office.server())
			sent := h.invite(t)
			require.Equal(t, []error{nil}, h.untilSettled(t))
			h.once(t) // there is nothing left
			require.Empty(t, office.mails())

			require.Len(t, h.gaveUp, 1)
			u := h.gaveUp[0]
			stage := smtpmail.AtMail
			if at == "RCPT" {
				stage = smtpmail.AtRecipient
			}
			require.Equal(t, &smtpmail.Refusal{Code: 550, Status: "5.1.1", Stage: stage}, u.Err)
			require.Equal(t, []string{"acme", string(sent.Invitation), "zoe"}, []string{string(u.Account), u.Invitation, string(u.Recruiter)})
			require.Contains(t, h.log.String(), "an invitation was not mailed")
			h.secretive(t, sent)
		})
	}
}

func TestWhatIsRefusedForGood(t *testing.T) {
	const at, mail = smtpmail.AtRecipient, smtpmail.AtMail
	for _, tt := range []struct {
		smtpmail.Refusal
		want bool
	}{
		{smtpmail.Refusal{Code: 550, Status: "5.1.1", Stage: at}, true},
		{smtpmail.Refusal{Code: 550, Status: "5.1.2", Stage: at}, true},
		{smtpmail.Refusal{Code: 550, Status: "5.1.3", Stage: mail}, true},
		{smtpmail.Refusal{Code: 551, Status: "5.1.6", Stage: at}, true},
		{smtpmail.Refusal{Code: 556, Status: "5.1.10", Stage: at}, true},
		{smtpmail.Refusal{Code: 552, Status: "5.2.2", Stage: at}, true},
		{smtpmail.Refusal{Code: 550, Stage: at}, true},
		{smtpmail.Refusal{Code: 551, Stage: at}, true},
		{smtpmail.Refusal{Code: 553, Stage: at}, true},
		{smtpmail.Refusal{Code: 550, Stage: mail}, false},
		{smtpmail.Refusal{Code: 554, Stage: at}, false},
		{smtpmail.Refusal{Code: 530, Stage: at}, false},
		{smtpmail.Refusal{Code: 535, Stage: at}, false},
		{smtpmail.Refusal{Code: 550, Status: "5.1.7", Stage: at}, false},
		{smtpmail.Refusal{Code: 550, Status: "5.1.8", Stage: at}, false},
		{smtpmail.Refusal{Code: 550, Status: "5.7.26", Stage: mail}, false},
		{smtpmail.Refusal{Code: 550, Status: "5.1.1"}, false}, // at the sender
		{smtpmail.Refusal{Code: 450, Status: "4.2.1", Stage: at}, false},
	} {
		require.Equal(t, tt.want, tt.Permanent(), "%+v", tt.Refusal)
	}
}

func TestWhatIsOverIsNotMailed(t *testing.T) {
	for name, end := range map[string]func(*testing.T, *host, access.Invited){
		"revoked": func(t *testing.T, h *host, _ access.Invited) { require.NoError(t, h.sys.Revoke(t.Context(), "zoe")) },
		"accepted": func(t *testing.T, h *host, sent access.Invited) {
			_, err := h.sys.Accept(t.Context(), sent.Secret, "login-7")
			require.NoError(t, err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			office := newPostOffice(t, func(p *postOffice) { p.at = func(string) { t.Error("a connection") } })
			h := newHost(t, office.server())
			sent := h.invite(t)
			end(t, h, sent)
			h.once(t)
			require.Empty(t, h.gaveUp)
			require.Contains(t, h.log.String(), "is over and was not mailed")
			h.secretive(t, sent)
		})
	}
	t.Run("sent again", func(t *testing.T) {
		office := newPostOffice(t)
		h := newHost(t, office.server())
		h.invite(t)
		again, err := h.sys.Resend(t.Context(), "zoe")
		require.NoError(t, err)
		h.once(t)
		require.Len(t, office.mails(), 1)
		require.Contains(t, read(t, office.mails()[0].body).text, string(again.Secret))
	})
}

// Once the server has taken a mail, it is sent.
func TestTroubleAfterwardsSendsNothingTwice(t *testing.T) {
	for _, command := range []string{"RSET", "QUIT"} {
		t.Run(command, func(t *testing.T) {
			office := newPostOffice(t)
			office.answer(command, hangUp)
			h := newHost(t, office.server())
			h.invite(t)
			require.Equal(t, []error{nil}, h.untilSettled(t))
			require.Len(t, office.mails(), 1)
		})
	}
}

func TestNothingIsSentWithoutTLS(t *testing.T) {
	for name, change := range map[string]func(*smtpmail.Server){
		"no STARTTLS":              func(*smtpmail.Server) {},
		"no STARTTLS and no user":  func(s *smtpmail.Server) { s.User = "" },
		"a certificate of nobody":  func(s *smtpmail.Server) { s.RootCAs = nil },
		"another's certificate":    func(s *smtpmail.Server) { s.Host = "localhost" },
		"a password without TLS":   func(s *smtpmail.Server) { s.Security = smtpmail.Insecure },
		"a kind that there is not": func(s *smtpmail.Server) { s.Security = 9 },
	} {
		t.Run(name, func(t *testing.T) {
			office := newPostOffice(t, func(p *postOffice) {
				p.plain = strings.HasPrefix(name, "no STARTTLS")
				p.at = func(step string) {
					if step == "AUTH" || step == "MAIL" {
						t.Errorf("%s was sent", step)
					}
				}
			})
			server := office.server()
			change(server)
			h := newHost(t, server)
			h.invite(t)
			h.once(t)
			require.Empty(t, office.mails())
			require.Empty(t, h.gaveUp)
		})
	}
}

func TestImplicitTLSAndNone(t *testing.T) {
	t.Run("implicit", func(t *testing.T) {
		office := newPostOffice(t, func(p *postOffice) { p.implicit = true })
		server := office.server()
		server.Security = smtpmail.Implicit
		h := newHost(t, server)
		h.invite(t)
		h.once(t)
		require.Len(t, office.mails(), 1)
		require.Equal(t, "pass", office.mails()[0].password)
	})
	t.Run("none", func(t *testing.T) {
		office := newPostOffice(t, func(p *postOffice) { p.plain = true })
		server := office.server()
		server.Security, server.User = smtpmail.Insecure, ""
		h := newHost(t, server)
		h.invite(t)
		h.once(t)
		require.Len(t, office.mails(), 1)
	})
}

// A server that says nothing keeps nobody longer than the handler may take.
func TestSendingEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	office := newPostOffice(t, func(p *postOffice) {
		p.at = func(step string) {
			if step == "RCPT" {
				cancel()
				<-t.Context().Done() // no answer while the test runs
			}
		}
	})
	h := newHost(t, office.server())
	h.invite(t)
	began := time.Now()
	err := h.Deliver(ctx, h.mailer.Handle, access.DeliverOptions{})
	require.ErrorIs(t, err, context.Canceled)
	require.Less(t, time.Since(began), 10*time.Second, "the client's own patience is 15 seconds")
	require.Empty(t, h.gaveUp)
}
