package smtpmail_test

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/examples/mail/smtpmail"
)

// postOffice is an SMTP server on the loopback interface.
type postOffice struct {
	listener net.Listener
	tls      *tls.Config
	roots    *x509.CertPool

	plain, implicit bool              // no STARTTLS is offered; the latter has TLS from the first byte
	codeless        bool              // it does not say that it has status codes
	at              func(step string) // sees each command before it is answered; may be nil

	mu      sync.Mutex
	answers map[string][]string // what comes next in place of yes, by the command's first word
	got     []received
	calls   sync.WaitGroup
}

// received is a mail that was taken.
type received struct {
	from, to, body string
	user, password string
	tls            bool
}

// hangUp in place of an answer ends the connection.
const hangUp = "hang up"

// newPostOffice starts a server that ends with the test, once it has been set.
func newPostOffice(t *testing.T, set ...func(*postOffice)) *postOffice {
	t.Helper()
	certified := httptest.NewTLSServer(http.NotFoundHandler()) // for its certificate only
	defer certified.Close()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p := &postOffice{
		listener: listener, answers: make(map[string][]string),
		tls:   &tls.Config{Certificates: certified.TLS.Certificates},
		roots: certified.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs,
	}
	for _, s := range set {
		s(p)
	}
	p.calls.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			p.calls.Go(func() { p.serve(conn) })
		}
	})
	t.Cleanup(func() {
		listener.Close()
		p.calls.Wait()
	})
	return p
}

// server is how to reach it.
func (p *postOffice) server() *smtpmail.Server {
	return &smtpmail.Server{
		Host: "127.0.0.1", Port: p.listener.Addr().(*net.TCPAddr).Port, User: "acme", Password: "pass", RootCAs: p.roots,
	}
}

// answer has the next commands of a kind answered so; later ones are taken.
func (p *postOffice) answer(command string, with ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answers[command] = append(p.answers[command], with...)
}

// mails are those that were taken.
func (p *postOffice) mails() []received {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]received(nil), p.got...)
}

func (p *postOffice) next(command, yes string) string {
	if p.at != nil {
		p.at(command)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if a := p.answers[command]; len(a) > 0 {
		p.answers[command] = a[1:]
		return a[0]
	}
	return yes
}

func (p *postOffice) serve(conn net.Conn) {
	if p.implicit {
		conn = tls.Server(conn, p.tls)
	}
	defer func() { conn.Close() }()
	in := textproto.NewReader(bufio.NewReader(conn))
	io.WriteString(conn, p.next("CONNECT", "220 here")+"\r\n")
	m := received{tls: p.implicit}
	for {
		text, err := in.ReadLine()
		if err != nil {
			return
		}
		command, rest, _ := strings.Cut(text, " ")
		yes := map[string]string{
			"EHLO": "250-here\r\n250-ENHANCEDSTATUSCODES\r\n250-STARTTLS\r\n250 AUTH PLAIN",
			"AUTH": "235 2.7.0 welcome", "DATA": "354 go on", "STARTTLS": "220 go on", "QUIT": "221 bye",
		}[command]
		switch {
		case yes == "":
			yes = "250 2.0.0 fine"
		case command == "EHLO" && (p.plain || p.implicit || m.tls):
			yes = strings.Replace(yes, "250-STARTTLS\r\n", "", 1)
		}
		if p.codeless {
			yes = strings.Replace(yes, "250-ENHANCEDSTATUSCODES\r\n", "", 1)
		}
		answer := p.next(command, yes)
		if answer == hangUp {
			return
		}
		io.WriteString(conn, answer+"\r\n")
		if answer != yes {
			continue
		}
		switch command {
		case "STARTTLS":
			conn = tls.Server(conn, p.tls)
			in, m = textproto.NewReader(bufio.NewReader(conn)), received{tls: true}
		case "AUTH":
			token, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(rest, "PLAIN "))
			if fields := strings.Split(string(token), "\x00"); len(fields) == 3 {
				m.user, m.password = fields[1], fields[2]
			}
		case "MAIL":
			m.from = path(rest)
		case "RCPT":
			m.to = path(rest)
		case "QUIT":
			return
		case "DATA":
			body, err := io.ReadAll(in.DotReader())
			if err != nil {
				return
			}
			m.body = string(body)
			const taken = "250 2.0.0 taken"
			if answer := p.next("BODY", taken); answer != taken {
				io.WriteString(conn, answer+"\r\n")
				continue
			}
			p.mu.Lock()
			p.got = append(p.got, m)
			p.mu.Unlock()
			io.WriteString(conn, taken+"\r\n")
		}
	}
}

// path is the address of "TO:<ann@north.example> ...".
func path(s string) string {
	_, s, _ = strings.Cut(s, "<")
	s, _, _ = strings.Cut(s, ">")
	return s
}
