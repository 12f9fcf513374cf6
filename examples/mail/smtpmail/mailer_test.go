package smtpmail_test

import (
	"mime"
	"net/mail"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/examples/mail/smtpmail"
	"github.com/agencyaccess/agencyaccess/invite"
)

func TestAnInvitationIsMailed(t *testing.T) {
	office := newPostOffice(t)
	h := newHost(t, office.server())
	sent := h.invite(t)
	h.once(t)

	mails := office.mails()
	require.Len(t, mails, 1) // other events send nothing
	m := mails[0]
	require.True(t, m.tls)
	require.Equal(t, []string{"acme", "pass"}, []string{m.user, m.password})
	require.Equal(t, []string{"jobs@acme.example", "zoe@kim.example"}, []string{m.from, m.to})

	l := read(t, m.body)
	to, err := l.header.AddressList("To")
	require.NoError(t, err)
	require.Equal(t, []*mail.Address{{Name: "Zoë, Kim", Address: "zoe@kim.example"}}, to)
	from, err := l.header.AddressList("From")
	require.NoError(t, err)
	require.Equal(t, []*mail.Address{{Name: "Acme Jobs", Address: "jobs@acme.example"}}, from)
	subject, err := new(mime.WordDecoder).DecodeHeader(l.header.Get("Subject"))
	require.NoError(t, err)
	require.Equal(t, "Acme invites you to recruit for Kim & Daughters", subject)
	date, err := l.header.Date()
	require.NoError(t, err)
	require.True(t, date.Equal(now), "%v is not when it happened", date)
	require.Equal(t, "auto-generated", l.header.Get("Auto-Submitted"))
	require.Regexp(t, `^<[0-9a-f]{32}@acme\.example>$`, l.header.Get("Message-ID"))

	link := "https://jobs.acme.example/accept#" + string(sent.Secret)
	require.Contains(t, l.text, "\n"+link+"\n")
	require.Contains(t, l.text, "\n- Développeur <b>\n")
	require.Contains(t, l.text, "as a recruiter of Kim & Daughters, to which you may invite colleagues.")
	require.Contains(t, l.text, "before 15 March 2026, 09:00 UTC:")
	require.Contains(t, l.html, `<a href="`+link+`">`)
	require.Contains(t, l.html, "<li>Développeur &lt;b&gt;</li>")

	// What a browser sends of the link has nothing of the secret; the page hands
	// the rest back.
	at, err := url.Parse(link)
	require.NoError(t, err)
	require.Equal(t, "/accept", at.RequestURI())
	_, err = h.sys.Accept(t.Context(), invite.Secret(at.Fragment), "login-7")
	require.NoError(t, err)
	h.secretive(t, sent)
}

func TestNamesCannotAddHeaders(t *testing.T) {
	const evil = "x\r\nBcc: all@evil.example\r\n\r\n<script>alert(1)</script>"
	for name, set := range map[string]func(*event.InvitationSent){
		"name":    func(e *event.InvitationSent) { e.Name = evil },
		"quotes":  func(e *event.InvitationSent) { e.Name = `x" <all@evil.example>, "y` },
		"agency":  func(e *event.InvitationSent) { e.AgencyTitle = evil },
		"account": func(e *event.InvitationSent) { e.Account = evil },
		"inviter": func(e *event.InvitationSent) { e.Inviter = evil },
		"opening": func(e *event.InvitationSent) { e.Openings = []string{evil} },
	} {
		t.Run(name, func(t *testing.T) {
			office := newPostOffice(t)
			h := newHost(t, office.server())
			e := &event.InvitationSent{Email: "zoe@kim.example", AgencyTitle: "Kim", Secret: "s.x"}
			set(e)
			h.forge(t, 1, e)

			require.Len(t, office.mails(), 1)
			require.Equal(t, "zoe@kim.example", office.mails()[0].to)
			l := read(t, office.mails()[0].body)
			require.Empty(t, l.header.Get("Bcc"))
			require.NotContains(t, l.text, "\nBcc:")
			require.NotContains(t, l.html, "<script>")
			to, err := l.header.AddressList("To")
			require.NoError(t, err)
			require.Len(t, to, 1)
			require.Equal(t, "zoe@kim.example", to[0].Address)
		})
	}
}

func TestAnAddressCannotAddRecipients(t *testing.T) {
	for _, email := range []string{"zoe@kim.example\r\nRCPT TO:<all@evil.example>", "zoe@kim.example, all@evil.example", "zoe", ""} {
		office := newPostOffice(t)
		h := newHost(t, office.server())
		e := &event.InvitationSent{Email: email, AgencyTitle: "Kim", Secret: "s.x"}
		h.forge(t, 1, e)
		require.Empty(t, office.mails())
		require.Len(t, h.gaveUp, 1)
		require.NotContains(t, h.log.String(), "evil")
	}
}

func TestAnInvitationWithoutItsSecretIsNotMailed(t *testing.T) {
	office := newPostOffice(t)
	h := newHost(t, office.server())
	e := &event.InvitationSent{Invitation: "i1", Recruiter: "zoe", Email: "zoe@kim.example", Name: "Zoë", AgencyTitle: "Kim"}
	require.NoError(t, h.mailer.Handle(t.Context(), access.Delivery{Account: "acme", Seq: 7, Event: e}))
	require.Empty(t, office.mails())
	require.Equal(t, []smtpmail.Undelivered{{Account: "acme", Seq: 7, Invitation: "i1", Recruiter: "zoe", Err: smtpmail.ErrNoSecret}}, h.gaveUp)
	require.Contains(t, h.log.String(), "send the invitation again")
	h.secretive(t, access.Invited{Email: e.Email, Secret: "none"})
}

func TestOtherEventsPass(t *testing.T) {
	office := newPostOffice(t, func(p *postOffice) { p.at = func(string) { t.Error("a connection") } })
	h := newHost(t, office.server())
	for _, e := range event.Catalogue() {
		if _, ok := e.(*event.InvitationSent); !ok {
			require.NoError(t, h.mailer.Handle(t.Context(), access.Delivery{Account: "acme", Seq: 1, Event: e}))
		}
	}
	require.Empty(t, h.gaveUp)
}
