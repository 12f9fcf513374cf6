package pgcluster

import (
	"context"
	"errors"
	"fmt"
)

// Standby starts a server that follows this one, and lets every commit here
// wait, from when Standby returns, until the standby has it on its disk: what
// was acknowledged is there when this server is killed and the standby promoted.
// Commits wait for good while the standby is down. A server has one standby at
// most.
//
// The standby is stopped with this server, if it is not stopped before.
func (c *Cluster) Standby() (*Cluster, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*patience)
	defer cancel()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped || len(c.standbys) > 0 {
		return nil, errors.New("pgcluster: the server is stopped or has a standby already")
	}
	s := &Cluster{bin: c.bin, owner: c.owner, opt: c.opt}
	var err error
	if s.dir, err = directory(s.owner); err != nil {
		return nil, err
	}
	if err := c.followedBy(ctx, s); err != nil {
		err = fmt.Errorf("%w\nthe log of the standby:\n%s", err, s.Log())
		s.Stop()
		return nil, err
	}
	c.standbys = append(c.standbys, s)
	return s, nil
}

// followedBy makes s a copy of c that replays what c writes.
func (c *Cluster) followedBy(ctx context.Context, s *Cluster) error {
	if _, err := c.tool(ctx, "pg_basebackup", "-D", s.data(), "-d", c.DSN("postgres"),
		"-R", "-X", "stream", "-C", "-S", s.name(), "-c", "fast", "--no-sync"); err != nil {
		return err
	}
	if err := s.begin(ctx); err != nil {
		return err
	}
	streams := fmt.Sprintf("SELECT count(*) FROM pg_stat_replication WHERE application_name = '%s' AND state = 'streaming'", s.name())
	if err := c.becomes(ctx, "1", streams); err != nil {
		return err
	}
	wait := fmt.Sprintf(`FIRST 1 ("%s")`, s.name())
	if _, err := c.query(ctx, "postgres", "ALTER SYSTEM SET synchronous_standby_names = '"+wait+"'"); err != nil {
		return err
	}
	if _, err := c.query(ctx, "postgres", "SELECT pg_reload_conf()"); err != nil {
		return err
	}
	// A session that begins with the new setting began after all the server's
	// processes were told of it. The checkpointer is the one that tells commits
	// to wait, and it does so before it makes another checkpoint.
	if err := c.becomes(ctx, wait, "SHOW synchronous_standby_names"); err != nil {
		return err
	}
	_, err := c.query(ctx, "postgres", "CHECKPOINT")
	return err
}

// Promote makes a standby a server of its own, which waits for nobody, and
// returns when it takes writes. The server that it followed should have been
// killed: commits there wait for good from now on.
func (c *Cluster) Promote() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if _, err := c.query(ctx, "postgres", "SELECT pg_promote()"); err != nil {
		return err
	}
	return c.becomes(ctx, "f", "SELECT pg_is_in_recovery()")
}

// becomes waits until a query answers as wanted.
func (c *Cluster) becomes(ctx context.Context, want, question string) error {
	return until(ctx, question+" is "+want, func() (bool, error) {
		got, err := c.query(ctx, "postgres", question)
		return got == want, err
	})
}
