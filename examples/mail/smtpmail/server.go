package smtpmail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
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
	Sender bool   // it was the sender that was refused, or the connection: see Permanent
}

func (r *Refusal) Error() string {
	return strings.TrimSpace(fmt.Sprintf("smtpmail: the server refused with %d %s", r.Code, r.Status))
}

// Permanent reports whether sending the mail again is of no use. A server that
// does not take the sender refuses every mail until somebody sees to it, and that
// must not lose them all.
func (r *Refusal) Permanent() bool { return r.Code >= 500 && !r.Sender }

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
	sender := failed.Reason != gomail.ErrSMTPRcptTo && failed.Reason != gomail.ErrSMTPData && failed.Reason != gomail.ErrSMTPDataClose
	return &Refusal{Code: failed.ErrorCode(), Status: failed.EnhancedStatusCode(), Sender: sender}
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
