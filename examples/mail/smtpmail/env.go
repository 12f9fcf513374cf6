package smtpmail

import (
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"strconv"
)

// FromEnv reads where mails go to and who they are from, by way of os.Getenv:
//
//	MAIL_HOST      the server's name, as in its certificate
//	MAIL_PORT      empty: 587, or what goes with MAIL_TLS
//	MAIL_USER      empty: no log-in
//	MAIL_PASSWORD
//	MAIL_TLS       starttls, which is the default; implicit; or none, for a relay on the same machine
//	MAIL_FROM      who mails are from: Acme Jobs <jobs@acme.example>
//	MAIL_ACCEPT    the page on which invitations are accepted: https://jobs.acme.example/accept
//
// An error names the variable, and quotes none.
func FromEnv(getenv func(string) string) (*Server, Options, error) {
	s := &Server{Host: getenv("MAIL_HOST"), User: getenv("MAIL_USER"), Password: getenv("MAIL_PASSWORD")}
	var opt Options
	if s.Host == "" {
		return nil, opt, errors.New("smtpmail: MAIL_HOST must be set")
	}
	if p := getenv("MAIL_PORT"); p != "" {
		port, err := strconv.ParseUint(p, 10, 16)
		if err != nil || port == 0 {
			return nil, opt, errors.New("smtpmail: MAIL_PORT must be 1 to 65535")
		}
		s.Port = int(port)
	}
	switch getenv("MAIL_TLS") {
	case "", "starttls":
	case "implicit":
		s.Security = Implicit
	case "none":
		s.Security = Insecure
	default:
		return nil, opt, errors.New("smtpmail: MAIL_TLS must be starttls, implicit or none")
	}
	if s.Security == Insecure && s.User != "" {
		return nil, opt, errors.New("smtpmail: MAIL_USER must not be set where MAIL_TLS is none")
	}
	from, err := mail.ParseAddress(getenv("MAIL_FROM"))
	if err != nil {
		return nil, opt, errors.New("smtpmail: MAIL_FROM must be an address")
	}
	accept, err := url.Parse(getenv("MAIL_ACCEPT"))
	if err != nil || accept.Scheme != "https" {
		return nil, opt, errors.New("smtpmail: MAIL_ACCEPT must be an https URL")
	}
	opt.From, opt.Accept = *from, accept
	if _, err := New(s, opt); err != nil {
		return nil, opt, fmt.Errorf("%w, in MAIL_FROM or MAIL_ACCEPT", err)
	}
	return s, opt, nil
}
