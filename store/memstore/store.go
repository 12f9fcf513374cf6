// Package memstore keeps accounts in memory. It is the reference
// implementation of store.Store and the default for a host that has no
// database of its own: what it holds is gone when the process ends.
//
// A reader takes the account's present state, which never changes, with one
// atomic load; it takes no lock and waits for nobody. Writers of an account
// take turns, and a writer that waits for its turn stops waiting when its
// context ends. Accounts have nothing in common that could make one wait for
// another. A callback runs at most once.
//
// Events stay in memory until somebody delivers them (access.Engine.Deliver)
// or otherwise takes them from the Outbox: a host that never does keeps them
// all.
//
// Nothing requires that the record behind an identifier exists: shares,
// submissions, claims and remarks are found by the identifiers that they carry.
//
// Beside its record, a candidate who holds 18 keys takes about 700 bytes of
// index, most of it for the keys that nobody else holds. Holding a key takes
// time by the logarithm of how many hold it already; looking one up, by how many
// holders are told.
package memstore

import (
	"context"
	"hash/maphash"
	"sync/atomic"
	"time"

	"github.com/cockroachdb/errors"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/internal/gate"
	"github.com/agencyaccess/agencyaccess/store"
)

// Store is a store.Store in memory; [New] makes one.
type Store struct {
	seed     maphash.Seed
	clock    func() time.Time
	none     *state // of an account that nobody has written
	accounts atomic.Pointer[trie[agency.AccountID, *account]]
	waiting  atomic.Pointer[order] // accounts that have events, by ID

	gate *gate.Gate // transactions are inside
}

var _ store.Store = (*Store)(nil)

// Option is a choice for [New].
type Option func(*Store)

// WithClock sets the clock by which claims of the outbox expire; it must be
// safe for concurrent use. The default is [time.Now].
func WithClock(now func() time.Time) Option { return func(s *Store) { s.clock = now } }

// New returns an empty store.
func New(opts ...Option) *Store {
	seed := maphash.MakeSeed()
	s := &Store{seed: seed, clock: time.Now, gate: gate.New()}
	s.none = emptyState(seed)
	s.accounts.Store(new(trie[agency.AccountID, *account]))
	s.waiting.Store(new(order))
	for _, o := range opts {
		o(s)
	}
	return s
}

// Read answers one question and never waits. It allocates for a list, for the
// entry of a submission and the ruling on it (unless q.WithoutEntry says that they
// may be left out), for the receipt of a request, for a probe, and for what is
// found by addresses, domains, keys and candidates, for invitations and lists, and
// otherwise not at all.
func (s *Store) Read(ctx context.Context, id agency.AccountID, q store.Query) (f store.Facts, err error) {
	if err := s.ready(ctx); err != nil {
		return f, err
	}
	err = s.state(id).facts(&q, &f)
	return f, err
}

// View runs fn, at most once, on one snapshot.
func (s *Store) View(ctx context.Context, id agency.AccountID, fn func(store.Reader) error) error {
	if err := s.begin(ctx); err != nil {
		return err
	}
	defer s.gate.Leave()
	r := &reader{ctx: ctx, state: s.state(id)}
	defer r.close()
	return fn(r)
}

// Update runs fn, at most once, as the account's only writer. The error is fn's
// own, unless a write was refused or the context has ended.
func (s *Store) Update(ctx context.Context, id agency.AccountID, fn func(store.Tx) error) error {
	if err := s.begin(ctx); err != nil {
		return err
	}
	defer s.gate.Leave()
	if err := agency.CheckID("account", id); err != nil {
		return err
	}
	a := s.open(id)
	err := s.take(ctx, a)
	for err == nil && a.gone {
		a.leave()
		a = s.open(id)
		err = s.take(ctx, a)
	}
	if err != nil {
		return err
	}
	defer a.leave()
	t := newTx(ctx, a.state.Load())
	defer t.close()
	err = fn(t)
	switch {
	case t.err != nil:
		return t.err
	case err != nil:
		return err
	case ctx.Err() != nil:
		return ended(ctx)
	case t.edit != nil:
		s.publish(a, t)
	}
	return nil
}

// take waits for the account's turn.
func (s *Store) take(ctx context.Context, a *account) error {
	select {
	case a.turn <- struct{}{}:
	case <-ctx.Done():
		return ended(ctx)
	}
	if err := s.ready(ctx); err != nil { // select does not prefer either
		a.leave()
		return err
	}
	return nil
}

// Close waits for the transactions under way to end. It must not be called
// inside one.
func (s *Store) Close() error {
	s.gate.Close()
	return nil
}

func (s *Store) begin(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return ended(ctx)
	}
	if !s.gate.Enter() {
		return store.ErrClosed
	}
	return nil
}

// ready answers whether a call may go ahead.
func (s *Store) ready(ctx context.Context) error {
	if ctx.Err() != nil {
		return ended(ctx)
	}
	if !s.gate.Open() {
		return store.ErrClosed
	}
	return nil
}

func ended(ctx context.Context) error { return errors.Wrap(ctx.Err(), "memstore") }

func (s *Store) find(id agency.AccountID) *account {
	a, _ := s.accounts.Load().get(maphash.String(s.seed, string(id)), id)
	return a
}

func (s *Store) state(id agency.AccountID) *state {
	if a := s.find(id); a != nil {
		return a.state.Load()
	}
	return s.none
}

// open returns the account, made if need be.
func (s *Store) open(id agency.AccountID) *account {
	a := s.find(id)
	if a != nil {
		return a
	}
	a = newAccount(id, s.none)
	for {
		before := s.accounts.Load()
		h := maphash.String(s.seed, string(id))
		if other, ok := before.get(h, id); ok {
			return other
		}
		next := *before
		next.put(new(edit), h, id, a)
		if s.accounts.CompareAndSwap(before, &next) {
			return a
		}
	}
}
