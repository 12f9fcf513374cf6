package pgcluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
)

// Start starts a server for one test, which is skipped where there is no
// PostgreSQL, or fails if AGENCYACCESS_REQUIRE_POSTGRES is 1. The server is
// stopped when the test has ended; if it failed, the server's log is shown.
func Start(tb testing.TB, opts ...Option) *Cluster {
	tb.Helper()
	c, err := Run(tb.Context(), opts...)
	check(tb, err)
	tb.Cleanup(func() {
		showLog(tb, c)
		c.Stop()
	})
	return c
}

// check ends a test that cannot have its server.
func check(tb testing.TB, err error) {
	tb.Helper()
	switch {
	case err == nil:
	case errors.Is(err, ErrNoServer) && os.Getenv("AGENCYACCESS_REQUIRE_POSTGRES") != "1":
		tb.Skipf("%v; set AGENCYACCESS_PGBIN to their directory", err)
	default:
		tb.Fatalf("%v", err)
	}
}

func showLog(tb testing.TB, c *Cluster) {
	if tb.Failed() {
		tb.Logf("the log of PostgreSQL:\n%s", c.Log())
	}
}

// Shared is a server for all the tests of a package. The zero value starts one
// for the first test that needs it.
type Shared struct {
	Options []Option

	mu      sync.Mutex
	started bool
	cluster *Cluster
	err     error
	last    int // number of databases made
}

// Cluster returns the server. If the test fails, the end of the server's log is
// shown. For a test where there is no PostgreSQL, see [Start].
func (s *Shared) Cluster(tb testing.TB) *Cluster {
	tb.Helper()
	c := s.start(tb)
	tb.Cleanup(func() { showLog(tb, c) })
	return c
}

func (s *Shared) start(tb testing.TB) *Cluster {
	tb.Helper()
	s.mu.Lock()
	if !s.started {
		s.started = true
		s.cluster, s.err = Run(context.Background(), s.Options...)
	}
	c, err := s.cluster, s.err
	s.mu.Unlock()
	check(tb, err)
	return c
}

// Database makes a database for one test and returns its connection string. It
// is dropped when the test has ended, with the sessions that it still has.
func (s *Shared) Database(tb testing.TB) string {
	tb.Helper()
	c := s.Cluster(tb)
	s.mu.Lock()
	s.last++
	name := fmt.Sprintf("test%d", s.last)
	s.mu.Unlock()
	check(tb, c.CreateDatabase(name))
	tb.Cleanup(func() {
		if _, err := c.SQL("postgres", "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			tb.Errorf("dropping the test's database: %v", err)
		}
	})
	return c.DSN(name)
}

// Stop ends the server, if there is one. The tests have ended by then.
func (s *Shared) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cluster != nil {
		s.cluster.Stop()
	}
}
