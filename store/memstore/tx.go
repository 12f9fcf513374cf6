package memstore

import (
	"context"
	"slices"

	"github.com/cockroachdb/errors"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// A tx reads and writes the successor of a published state. Dropping it is
// all there is to rolling back.
type tx struct {
	reader
	edit   *edit // nil until something is written
	events []store.Event
}

func newTx(ctx context.Context, s *state) *tx {
	return &tx{reader: reader{ctx: ctx, state: s}}
}

// writing reports whether a write has any effect, and prepares for it.
func (t *tx) writing() bool {
	if t.state == nil || t.err != nil {
		return false
	}
	if t.edit == nil {
		next := *t.state
		t.edit, t.state = new(edit), &next
	}
	return true
}

// refuse reports whether a check failed, and if it did poisons the
// transaction.
func (t *tx) refuse(err error) bool {
	if err != nil {
		t.err = errors.Wrap(err, "memstore")
	}
	return err != nil
}

// own returns what hangs on key for this transaction to change, made if need
// be.
func own[K ~string, T any](t *tx, in *trie[K, *node[T]], key K) *T {
	h := hash(t.state, key)
	n, ok := in.get(h, key)
	if ok && n.owner == t.edit {
		return &n.v
	}
	c := &node[T]{owner: t.edit}
	if ok {
		c.v = n.v
	}
	in.put(t.edit, h, key, c)
	return &c.v
}

// publish makes what t wrote the account's present state, and its events
// claimable at the same moment.
func (s *Store) publish(a *account, t *tx) {
	if len(t.events) == 0 {
		a.state.Store(t.state)
		return
	}
	a.queue.mu.Lock()
	defer a.queue.mu.Unlock()
	if len(a.queue.waiting) == 0 {
		s.index(a, (*order).insert)
	}
	a.queue.add(t.events)
	a.state.Store(t.state)
}

// hold puts id among the holders of an address, or takes it out.
func hold[T ~string](ids []T, id T, holds bool) []T {
	i, found := slices.BinarySearch(ids, id)
	switch {
	case holds && !found:
		return slices.Insert(slices.Clone(ids), i, id)
	case !holds && found:
		return slices.Delete(slices.Clone(ids), i, i+1)
	}
	return ids
}

func (t *tx) holdStaff(address string, id agency.StaffID, holds bool) {
	t.address(address, func(h *holders) { h.staff = hold(h.staff, id, holds) })
}

func (t *tx) holdRecruiter(r *agency.Recruiter, holds bool) {
	t.address(r.Email, func(h *holders) {
		h.recruiters = hold(h.recruiters, r.ID, holds && !r.Conflict)
		h.conflicts = hold(h.conflicts, r.ID, holds && r.Conflict)
	})
}

func (t *tx) address(address string, change func(*holders)) {
	if address == "" {
		return
	}
	address = agency.FoldEmail(address)
	key := hash(t.state, address)
	h, _ := t.state.emails.get(key, address)
	if change(&h); len(h.staff)+len(h.recruiters)+len(h.conflicts) == 0 {
		t.state.emails.remove(t.edit, key, address)
		return
	}
	t.state.emails.put(t.edit, key, address, h)
}
