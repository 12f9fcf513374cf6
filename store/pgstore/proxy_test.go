package pgstore_test

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// A proxy stands between a store and its server, and can lose what they say.
type proxy struct {
	DSN string

	network, server string
	listener        net.Listener
	done            sync.WaitGroup

	mu    sync.Mutex
	dead  bool
	links map[net.Conn]net.Conn // client to server
	rule  rule
}

// A message is one of PostgreSQL's protocol: see "Message Formats" in its manual.
// That which begins a session has no type.
type message struct {
	fromServer bool
	kind       byte
	body       []byte
}

// A rule decides about each message; it may wait.
type rule func(message) verdict

type verdict int

const (
	pass      verdict = iota
	cut               // the connection, before the message
	cutBehind         // the connection, after the message
)

// through makes a proxy to the server of a connection string, which is closed
// with the test.
func through(t testing.TB, dsn string) *proxy {
	config, err := pgx.ParseConfig(dsn)
	require.NoError(t, err)
	p := &proxy{links: map[net.Conn]net.Conn{}, network: "unix", server: filepath.Join(config.Host, ".s.PGSQL."+strconv.Itoa(int(config.Port)))}
	p.listener, err = net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p.DSN = fmt.Sprintf("host=127.0.0.1 port=%d user=%s dbname='%s' sslmode=disable",
		p.listener.Addr().(*net.TCPAddr).Port, config.User, config.Database)
	p.done.Go(p.accept)
	t.Cleanup(p.close)
	return p
}

// obey sets the rule from now on; nil lets everything pass.
func (p *proxy) obey(r rule) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rule = r
}

func (p *proxy) decide(m message) verdict {
	p.mu.Lock()
	r := p.rule
	p.mu.Unlock()
	if r == nil {
		return pass
	}
	return r(m)
}

// kill cuts all connections and lets nobody connect any more, as when the
// process on this side is killed.
func (p *proxy) kill() {
	p.mu.Lock()
	p.dead = true
	p.mu.Unlock()
	p.cutAll()
}

func (p *proxy) cutAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for client, server := range p.links {
		_ = client.Close()
		_ = server.Close()
	}
}

func (p *proxy) close() {
	_ = p.listener.Close()
	p.kill()
	p.done.Wait()
}

func (p *proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.done.Go(func() { p.serve(client) })
	}
}

func (p *proxy) serve(client net.Conn) {
	defer client.Close()
	server, err := net.Dial(p.network, p.server)
	if err != nil {
		return
	}
	defer server.Close()
	p.mu.Lock()
	dead := p.dead
	p.links[client] = server
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		delete(p.links, client)
		p.mu.Unlock()
	}()
	if dead {
		return
	}
	p.done.Go(func() {
		defer client.Close()
		defer server.Close()
		p.carry(server, client, true)
	})
	p.carry(client, server, false)
}

// carry passes messages on until one side is gone or the rule says so.
func (p *proxy) carry(from io.Reader, to io.Writer, fromServer bool) {
	for first := !fromServer; ; first = false {
		head := make([]byte, 5)
		if first {
			head = head[:4]
		}
		if _, err := io.ReadFull(from, head); err != nil {
			return
		}
		m := message{fromServer: fromServer}
		if !first {
			m.kind = head[0]
		}
		m.body = make([]byte, binary.BigEndian.Uint32(head[len(head)-4:])-4)
		if _, err := io.ReadFull(from, m.body); err != nil {
			return
		}
		v := p.decide(m)
		if v == cut {
			return
		}
		if _, err := to.Write(append(head, m.body...)); err != nil || v == cutBehind {
			return
		}
	}
}
