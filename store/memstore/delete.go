package memstore

import (
	"context"
	"hash/maphash"

	"github.com/agencyaccess/agencyaccess/agency"
)

// Delete waits for the account's turn like a writer. Readers under way keep
// their snapshot.
func (s *Store) Delete(ctx context.Context, id agency.AccountID) error {
	if err := s.begin(ctx); err != nil {
		return err
	}
	defer s.gate.Leave()
	a := s.find(id)
	if a == nil {
		return nil
	}
	if err := s.take(ctx, a); err != nil {
		return err
	}
	defer a.leave()
	if !a.gone {
		s.drop(a)
	}
	return nil
}

// drop takes away the account, whose turn the caller has. Who found it before
// finds it empty, and writers who wait for the turn look for another one.
func (s *Store) drop(a *account) {
	a.gone = true
	a.queue.mu.Lock()
	if len(a.queue.waiting) > 0 {
		s.index(a, (*order).remove)
	}
	a.queue.waiting, a.queue.token, a.queue.held = nil, "", 0
	a.state.Store(s.none)
	a.queue.mu.Unlock()
	for { // last, so that no other account of this ID has had events yet
		before := s.accounts.Load()
		next := *before
		next.remove(new(edit), maphash.String(s.seed, string(a.id)), a.id)
		if s.accounts.CompareAndSwap(before, &next) {
			return
		}
	}
}
