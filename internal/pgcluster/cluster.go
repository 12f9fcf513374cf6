package pgcluster

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

// patience bounds whatever a server is waited for.
const patience = time.Minute

// superuser is who may do everything in the cluster.
const superuser = "postgres"

// Cluster is a PostgreSQL server with its data. Its methods are safe for
// concurrent use.
type Cluster struct {
	bin   string
	dir   string // with the data, the log and the socket
	owner *owner
	port  int
	opt   options

	mu       sync.Mutex
	server   *process // the last one started
	stopped  bool
	standbys []*Cluster
}

// Run starts a server and waits until it answers. Where the machine has no
// PostgreSQL, the error is [ErrNoServer]. Whoever calls Run calls Stop.
func Run(ctx context.Context, opts ...Option) (*Cluster, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*patience)
	defer cancel()
	c := &Cluster{}
	for _, o := range opts {
		o(&c.opt)
	}
	var err error
	if c.bin, err = binaries(); err != nil {
		return nil, err
	}
	if c.owner, err = serverOwner(); err != nil {
		return nil, err
	}
	if c.dir, err = directory(c.owner); err != nil {
		return nil, err
	}
	if err := c.initialise(ctx); err != nil {
		c.Stop()
		return nil, err
	}
	if err := c.begin(ctx); err != nil {
		c.Stop()
		return nil, err
	}
	return c, nil
}

// directory makes one that the owner can use, with a path that is short enough
// for a socket in it.
func directory(o *owner) (string, error) {
	const longest = 60 // some systems allow 104 bytes for all of the path
	for _, above := range []string{os.TempDir(), "/tmp", "/var/tmp"} {
		if len(above) > longest || !o.reaches(above) {
			continue
		}
		dir, err := os.MkdirTemp(above, "pgcluster")
		if err != nil {
			continue
		}
		if err := o.own(dir); err != nil {
			_ = os.Remove(dir) // which is empty
			return "", err
		}
		return dir, nil
	}
	return "", fmt.Errorf("pgcluster: no directory for temporary files that is short and open to the server's user")
}

func (c *Cluster) initialise(ctx context.Context) error {
	args := append([]string{
		"-D", c.data(), "-U", superuser, "-A", "trust", "-E", "UTF8", "--no-locale", "-N", "--no-instructions",
	}, c.opt.initdb...)
	_, err := c.tool(ctx, "initdb", args...)
	return err
}

func (c *Cluster) data() string    { return filepath.Join(c.dir, "data") }
func (c *Cluster) logFile() string { return filepath.Join(c.dir, "log") }

// Socket is the directory of the server's Unix socket.
func (c *Cluster) Socket() string { return c.dir }

// Port is the port of the server on the loopback address 127.0.0.1, and part of
// the socket's name.
func (c *Cluster) Port() int { return c.port }

// DSN is the connection string of a database, in the form of keywords and
// values, to which more can be appended. It stays the same when the server is
// restarted.
func (c *Cluster) DSN(database string) string {
	quoted := strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(database)
	return fmt.Sprintf("host=%s port=%d user=%s dbname='%s' sslmode=disable", c.Socket(), c.port, superuser, quoted)
}

// CreateDatabase makes a database.
func (c *Cluster) CreateDatabase(name string) error {
	_, err := c.SQL("postgres", `CREATE DATABASE "`+strings.ReplaceAll(name, `"`, `""`)+`"`)
	return err
}

// SQL runs statements in a database, in a session of their own, and returns the
// rows: a line for each, with "|" between the columns.
func (c *Cluster) SQL(database, statements string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return c.query(ctx, database, statements)
}

func (c *Cluster) query(ctx context.Context, database, statements string) (string, error) {
	out, err := c.tool(ctx, "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", c.DSN(database), "-c", statements)
	return strings.TrimSuffix(out, "\n"), err
}

// Kill lets the server crash: it ends at once, with all its sessions, and
// writes nothing down that is not written yet.
func (c *Cluster) Kill() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kill()
}

func (c *Cluster) kill() {
	if c.server != nil {
		c.server.end(syscall.SIGQUIT)
	}
}

// Restart starts the server again, after it was killed or in place of one that
// runs and is shut down for it, and waits until it answers.
func (c *Cluster) Restart() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped {
		return fmt.Errorf("pgcluster: restarted after Stop")
	}
	if c.server.running() {
		c.server.end(syscall.SIGINT)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return c.start(ctx)
}

// Stop ends the server and its standbys for good and removes their files.
// Stopping twice is no error.
func (c *Cluster) Stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopped = true
	for _, s := range c.standbys {
		s.Stop()
	}
	c.kill()
	_ = os.RemoveAll(c.dir) // what is left is in the directory for temporary files
}

// Log returns the last lines that the server and its standbys have written.
func (c *Cluster) Log() string {
	const most = 100
	b, err := os.ReadFile(c.logFile())
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimRight(string(b), "\n"), "\n")
	text := strings.Join(lines[max(0, len(lines)-most):], "\n")
	c.mu.Lock()
	standbys := slices.Clone(c.standbys)
	c.mu.Unlock()
	for i, s := range standbys {
		text += fmt.Sprintf("\nstandby %d:\n%s", i+1, s.Log())
	}
	return text
}

// tool runs one of PostgreSQL's programs as the server's user.
func (c *Cluster) tool(ctx context.Context, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, filepath.Join(c.bin, name), args...)
	cmd.Dir, cmd.Env, cmd.SysProcAttr = c.dir, environment(), attributes(c.owner)
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	cmd.WaitDelay = time.Second // for what the program has started itself
	p, err := launch(cmd)
	if err != nil {
		return "", fmt.Errorf("pgcluster: %w", err)
	}
	<-p.done
	switch {
	case ctx.Err() != nil:
		return "", fmt.Errorf("pgcluster: %s: %w", name, ctx.Err())
	case !cmd.ProcessState.Success():
		return "", fmt.Errorf("pgcluster: %s: %v: %s", name, cmd.ProcessState, strings.TrimSpace(errs.String()))
	}
	return out.String(), nil
}
