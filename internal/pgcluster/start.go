package pgcluster

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// begin starts the server for the first time, on a port that nobody has. Between
// finding it free and taking it somebody else may take it.
func (c *Cluster) begin(ctx context.Context) error {
	for attempt := 1; ; attempt++ {
		port, err := freePort()
		if err != nil {
			return err
		}
		c.port = port
		if err = c.start(ctx); err == nil || attempt == 5 || !strings.Contains(err.Error(), "in use") {
			return err
		}
	}
}

// freePort looks below the ports that systems give to outgoing connections, so
// that the port stays free while a server is down.
func freePort() (int, error) {
	for range 100 {
		port := 20000 + rand.IntN(12000)
		l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err == nil {
			return port, l.Close()
		}
	}
	return 0, fmt.Errorf("pgcluster: no free port")
}

// start starts the server on its port and waits until it answers.
func (c *Cluster) start(ctx context.Context) error {
	log, err := os.OpenFile(c.logFile(), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("pgcluster: %w", err)
	}
	defer log.Close() // the server has its own
	before, err := log.Stat()
	if err != nil {
		return fmt.Errorf("pgcluster: %w", err)
	}
	args := []string{"-D", c.data()}
	for _, s := range append([][2]string{
		{"port", strconv.Itoa(c.port)},
		{"listen_addresses", "127.0.0.1"},
		{"unix_socket_directories", c.Socket()},
		{"cluster_name", c.name()},
		{"shared_buffers", "32MB"},
		{"max_wal_senders", "10"},
		{"hot_standby", "on"},
		{"log_line_prefix", "%m [%p] %a "},
	}, c.opt.settings...) {
		args = append(args, "-c", s[0]+"="+s[1])
	}
	cmd := exec.Command(filepath.Join(c.bin, "postgres"), args...)
	cmd.Dir, cmd.Env, cmd.SysProcAttr = c.dir, environment(), attributes(c.owner)
	cmd.Stdout, cmd.Stderr = log, log
	if c.server, err = launch(cmd); err != nil {
		return fmt.Errorf("pgcluster: %w", err)
	}
	return c.answers(ctx, before.Size())
}

// answers waits until the server takes sessions.
func (c *Cluster) answers(ctx context.Context, logged int64) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return until(ctx, "the server answers", func() (bool, error) {
		if !c.server.running() {
			b, err := os.ReadFile(c.logFile())
			if err != nil {
				return false, err
			}
			return false, fmt.Errorf("the server has ended:\n%s", b[min(logged, int64(len(b))):])
		}
		_, err := c.tool(ctx, "pg_isready", "-q", "-d", c.DSN("postgres"))
		return err == nil, nil
	})
}

// name is what the server calls itself, to the primary that it follows too.
func (c *Cluster) name() string { return filepath.Base(c.dir) }

// until asks again until the answer is yes, an error, or too late.
func until(ctx context.Context, what string, fn func() (bool, error)) error {
	for {
		ok, err := fn()
		if err != nil {
			return fmt.Errorf("pgcluster: waiting until %s: %w", what, err)
		}
		if ok {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("pgcluster: waiting until %s: %w", what, ctx.Err())
		case <-time.After(10 * time.Millisecond):
		}
	}
}
