package storetest

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// A session is an open store over records that outlive it: closing it keeps
// them, and crashing it rolls back what is inside a callback at that moment.
type session struct {
	disk store.Store // stays open

	mu       sync.Mutex
	closed   bool
	underway sync.WaitGroup
	crashed  chan struct{}
	once     sync.Once
}

func newSession(disk store.Store) *session {
	return &session{disk: disk, crashed: make(chan struct{})}
}

var errCrashed = errors.New("the process has ended")

// crash ends the session as the end of its process would.
func (s *session) crash() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.once.Do(func() { close(s.crashed) })
}

// underway marks the context of a call that runs its callback again: it was
// under way already when the session was closed.
type underway struct{}

func (s *session) enter(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed && ctx.Value(underway{}) == nil {
		return store.ErrClosed
	}
	s.underway.Add(1)
	return nil
}

func (s *session) Read(ctx context.Context, account agency.AccountID, q store.Query) (store.Facts, error) {
	if err := s.enter(ctx); err != nil {
		return store.Facts{}, err
	}
	defer s.underway.Done()
	return s.disk.Read(ctx, account, q)
}

func (s *session) View(ctx context.Context, account agency.AccountID, fn func(store.Reader) error) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.underway.Done()
	return s.disk.View(ctx, account, fn)
}

// Update holds the disk's transaction in a goroutine of its own, which ends
// when the callback or the session does.
func (s *session) Update(ctx context.Context, account agency.AccountID, fn func(store.Tx) error) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.underway.Done()
	begun, verdict, ended := make(chan *guarded, 1), make(chan error, 1), make(chan error, 1)
	go func() {
		ended <- s.disk.Update(ctx, account, func(t store.Tx) error {
			g := &guarded{tx: t}
			begun <- g
			select {
			case err := <-verdict:
				return err
			case <-s.crashed:
				g.gone.Store(true)
				g.mu.Lock() // waits for a call under way
				defer g.mu.Unlock()
				return errCrashed
			}
		})
	}()
	select {
	case err := <-ended:
		return err
	case g := <-begun:
		finished := false
		defer func() {
			if !finished { // by a panic, or by exiting
				verdict <- errCrashed
				<-ended
				g.gone.Store(true)
			}
		}()
		err := fn(transaction{g, g.write})
		finished = true
		verdict <- err
		err = <-ended
		g.gone.Store(true)
		return err
	}
}

func (s *session) Delete(ctx context.Context, account agency.AccountID) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.underway.Done()
	return s.disk.Delete(ctx, account)
}

func (s *session) Outbox() store.Outbox {
	return &faultyOutbox{disk: s.disk.Outbox(), named: s.unnamed, ready: s.ready}
}

func (s *session) unnamed(account agency.AccountID) agency.AccountID { return account }

func (s *session) ready() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return store.ErrClosed
	}
	return nil
}

func (s *session) Close() error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.underway.Wait()
	return nil
}

// guarded is a Tx that is gone once its session has crashed.
type guarded struct {
	mu   sync.Mutex
	gone atomic.Bool
	tx   store.Tx
}

func (g *guarded) write(b *batch) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.gone.Load() {
		b.apply(g.tx)
	}
}

func guard[T any](g *guarded, read func() (T, error)) (v T, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.gone.Load() {
		return v, store.ErrClosed
	}
	return read()
}

func (g *guarded) Facts(q store.Query) (store.Facts, error) {
	return guard(g, func() (store.Facts, error) { return g.tx.Facts(q) })
}

func (g *guarded) Agencies(ids ...agency.AgencyID) ([]agency.Agency, error) {
	return guard(g, func() ([]agency.Agency, error) { return g.tx.Agencies(ids...) })
}

func (g *guarded) Recruiters(ids ...agency.RecruiterID) ([]agency.Recruiter, error) {
	return guard(g, func() ([]agency.Recruiter, error) { return g.tx.Recruiters(ids...) })
}

func (g *guarded) Openings(ids ...agency.OpeningID) ([]agency.Opening, error) {
	return guard(g, func() ([]agency.Opening, error) { return g.tx.Openings(ids...) })
}

func (g *guarded) Shares(openings []agency.OpeningID, to []agency.Grantee) ([]agency.Share, error) {
	return guard(g, func() ([]agency.Share, error) { return g.tx.Shares(openings, to) })
}
