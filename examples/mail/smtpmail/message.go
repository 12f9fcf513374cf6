package smtpmail

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	html "html/template"
	"net/mail"
	"strings"
	text "text/template"
	"unicode"

	gomail "github.com/wneessen/go-mail"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/invite"
)

var (
	//go:embed templates
	files embed.FS

	// One file has the subject and the text, so that both are read together.
	texts = text.Must(text.ParseFS(files, "templates/invitation.txt"))
	pages = html.Must(html.ParseFS(files, "templates/invitation.html"))
)

// letter is what the templates see. It has nothing of more than one line.
type letter struct {
	Account, Agency, Name, Inviter string
	Openings                       []string
	All, Admin, Again              bool
	Expires                        string
	Link                           string
}

// compose makes the mail of an invitation. Its error has no personal data.
func (m *Mailer) compose(d access.Delivery, e *event.InvitationSent) (*gomail.Msg, error) {
	to, err := invite.ParseAddress(e.Email)
	if err != nil {
		return nil, fmt.Errorf("smtpmail: to: %w", err)
	}
	link := *m.opt.Accept
	link.Fragment = string(e.Secret)
	l := letter{
		Account: line(e.Account), Agency: line(e.AgencyTitle), Name: line(e.Name), Inviter: line(e.Inviter),
		All: e.AllOpenings, Admin: e.Admin, Again: e.Again,
		Expires: e.Expires.UTC().Format("2 January 2006, 15:04 UTC"), Link: link.String(),
	}
	for _, title := range e.Openings {
		l.Openings = append(l.Openings, line(title))
	}
	var subject strings.Builder
	if err := texts.ExecuteTemplate(&subject, "subject", l); err != nil {
		return nil, fmt.Errorf("smtpmail: subject: %w", err)
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(&m.opt.From)
	// As addresses, not as text: names are quoted or encoded, whatever is in them.
	msg.ToMailAddress(&mail.Address{Name: l.Name, Address: to.Email})
	msg.Subject(subject.String())
	msg.SetMessageIDWithValue(m.messageID(d, e))
	msg.SetDateWithValue(d.At) // not the time of this attempt
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	if err := msg.SetBodyTextTemplate(texts.Lookup("body"), l); err != nil {
		return nil, fmt.Errorf("smtpmail: text: %w", err)
	}
	if err := msg.AddAlternativeHTMLTemplate(pages, l); err != nil {
		return nil, fmt.Errorf("smtpmail: page: %w", err)
	}
	return msg, nil
}

// messageID is the same for every attempt at a delivery, and no other's. An account
// that was deleted and made again counts from 1 again, so the invitation is in it as
// well. The account's ID, and how much happens there, is nobody's business.
func (m *Mailer) messageID(d access.Delivery, e *event.InvitationSent) string {
	of := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%d", d.Account, e.Invitation, d.Seq))
	return hex.EncodeToString(of[:16]) + "@" + m.domain
}

// line makes one line of a text. The engine has no names with control characters;
// this is so that nothing depends on that.
func line(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
}

// domainOf is the domain of an address, which has to be one.
func domainOf(a mail.Address) (string, error) {
	at, err := invite.ParseAddress(a.Address)
	if err != nil {
		return "", err
	}
	_, domain, found := strings.Cut(at.Email, "@")
	if !found || line(a.Name) != a.Name {
		return "", errors.New("must be one line")
	}
	return domain, nil
}
