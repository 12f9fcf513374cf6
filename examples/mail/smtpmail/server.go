package smtpmail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"regexp"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Security says how a connection is kept from being read.
type Security uint8

// The kinds of security. With the first two, nothing is sent without TLS.
const (
	StartTLS Security = iota // by STARTTLS, which the server must offer
	Implicit                 // TLS from the first byte (RFC 8314)
	Insecure                 // none, for a relay on the same machine; without a password
)

// Server is where mails are sent. It is a [Sender], and a plain value that must not
// change while it is used.
//
// Each mail has a connection of its own. A host with many takes a relay nearby,
// which also keeps trying where a recipient's own server does not answer.
type Server struct {
	Host     string
	Port     int    // 0 means 587; 465 for Implicit; 25 for Insecure
	User     string // empty: no log-in
	Password string
	Security Security
	RootCAs  *x509.CertPool // nil means the system's
}

// Refusal is an answer of the server's to one mail. What the server said is not
// kept: it often quotes the recipient.
type Refusal struct {
	Code   int    // as in RFC 5321: 4xx may pass, 5xx will not
	Status string // as in RFC 3463, such as 5.1.1; may be empty
	Stage  Stage  // at which it came
}

// Stage is where in handing a mail over a refusal came.
type Stage uint8

// The stages of handing a mail over.
const (
	AtSender    Stage = iota // the connection, the log-in or MAIL
	AtRecipient              // RCPT
	AtMail                   // DATA, and the mail itself
)

func (r *Refusal) Error() string {
	return strings.TrimSpace(fmt.Sprintf("smtpmail: the server refused with %d %s", r.Code, r.Status))
}

// Permanent reports whether sending the mail again is of no use: there is no such
// recipient, or the mailbox takes nothing. A server that does not take the sender,
// or has a policy against the mail, refuses every mail until somebody sees to it,
// and that must not lose them all; and who knows what any other refusal is about.
func (r *Refusal) Permanent() bool {
	switch {
	case r.Code < 500 || r.Stage == AtSender:
		return false
	case r.Status == "":
		return r.Stage == AtRecipient && (r.Code == 550 || r.Code == 551 || r.Code == 553)
	}
	switch r.Status {
	case "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10":
		return true
	}
	return strings.HasPrefix(r.Status, "5.2.")
}

// refusalOf reads the answer of a server, which may have a status without having
// said that it would.
func refusalOf(failed *gomail.SendError) *Refusal {
	r := &Refusal{Code: failed.ErrorCode(), Status: failed.EnhancedStatusCode()}
	if r.Status == "" {
		if found := status.FindStringSubmatch(failed.Error()); found != nil {
			r.Status = found[1]
		}
	}
	switch failed.Reason {
	case gomail.ErrSMTPRcptTo:
		r.Stage = AtRecipient
	case gomail.ErrSMTPData, gomail.ErrSMTPDataClose:
		r.Stage = AtMail
	}
	return r
}

// status is a code of RFC 3463 behind one of RFC 5321, as the client quotes them.
var status = regexp.MustCompile(`\b[45]\d\d[ -]"?([45]\.\d{1,3}\.\d{1,3})(?:[^.\d]|$)`)

// Send sends a mail. It ends with the context.
func (s *Server) Send(ctx context.Context, m *gomail.Msg) error {
	conn, err := s.dial(ctx)
	if err != nil {
		return fmt.Errorf("smtpmail: %w", err)
	}
	defer conn.Close() // the client leaves it open where the log-in fails
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	client, err := s.client(conn)
	if err != nil {
		return fmt.Errorf("smtpmail: %w", err)
	}
	err = client.DialAndSendWithContext(ctx, m)
	if err == nil || m.IsDelivered() { // once it was taken, trouble with parting is none
		return nil
	}
	var failed *gomail.SendError
	switch {
	case !errors.As(err, &failed): // dialling, TLS and the log-in are about nobody
		return fmt.Errorf("smtpmail: %w", err)
	case failed.ErrorCode() == 0:
		return fmt.Errorf("smtpmail: the connection failed: %s", failed.Reason)
	}
	return refusalOf(failed)
}

func (s *Server) tls() *tls.Config {
	return &tls.Config{ServerName: s.Host, RootCAs: s.RootCAs, MinVersion: tls.VersionTLS12}
}

func (s *Server) port() int {
	switch {
	case s.Port != 0:
		return s.Port
	case s.Security == Implicit:
		return 465
	case s.Security == Insecure:
		return 25
	default:
		return 587
	}
}

func (s *Server) dial(ctx context.Context) (net.Conn, error) {
	addr, dialer := net.JoinHostPort(s.Host, strconv.Itoa(s.port())), net.Dialer{Timeout: 15 * time.Second}
	if s.Security == Implicit {
		return (&tls.Dialer{NetDialer: &dialer, Config: s.tls()}).DialContext(ctx, "tcp", addr)
	}
	return dialer.DialContext(ctx, "tcp", addr)
}

// client speaks SMTP over the connection.
func (s *Server) client(conn net.Conn) (*gomail.Client, error) {
	policy := gomail.TLSMandatory
	switch s.Security {
	case StartTLS:
	case Implicit: // there is no STARTTLS within TLS, and the client sees that it has TLS
		policy = gomail.TLSOpportunistic
	case Insecure:
		if policy = gomail.NoTLS; s.User != "" {
			return nil, errors.New("a password must not be sent without TLS")
		}
	default:
		return nil, errors.New("security must be one of the three")
	}
	opts := []gomail.Option{
		gomail.WithTLSPolicy(policy), gomail.WithTLSConfig(s.tls()),
		gomail.WithDialContextFunc(func(context.Context, string, string) (net.Conn, error) { return conn, nil }),
	}
	if s.User != "" {
		opts = append(opts, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.User), gomail.WithPassword(s.Password))
	}
	return gomail.NewClient(s.Host, opts...)
}
