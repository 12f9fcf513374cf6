package memstore

import (
	"cmp"
	"context"
	"crypto/rand"
	"slices"
	"sync"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// A queue holds the events of one account that were not acknowledged. Its
// lock is nobody's but the outbox's and, for a moment, the committing
// writer's.
type queue struct {
	mu      sync.Mutex
	last    int64      // sequence number of the newest event there ever was
	waiting []delivery // oldest first

	token string // of the present claim, which is of the first held events
	held  int
	until time.Time // when the present claim can be taken over
	retry time.Time // before then nothing is handed out
}

type delivery struct {
	event store.Event
	done  bool // acknowledged; removed when the claim ends
}

func (q *queue) add(events []store.Event) {
	for _, e := range events {
		q.last++
		e.Seq = q.last
		q.waiting = append(q.waiting, delivery{event: e})
	}
}

func (q *queue) claimable(now time.Time) bool {
	if q.token != "" && now.Before(q.until) {
		return false
	}
	return len(q.waiting) > 0 && !now.Before(q.retry)
}

// end ends the present claim. What was not acknowledged stays in front.
func (q *queue) end() {
	kept := q.held
	for i := q.held - 1; i >= 0; i-- {
		if !q.waiting[i].done {
			kept--
			q.waiting[kept] = q.waiting[i]
		}
	}
	clear(q.waiting[:kept])
	q.waiting = q.waiting[kept:]
	if len(q.waiting) == 0 {
		q.waiting = nil
	}
	q.token, q.held = "", 0
}

// Outbox returns the queue of events waiting to be delivered.
func (s *Store) Outbox() store.Outbox { return outbox{s} }

type outbox struct{ store *Store }

// index changes the set of accounts that have events. The account's queue is
// locked, which keeps the changes for one account in order.
func (s *Store) index(a *account, change func(*order, *edit, position)) {
	for {
		before := s.waiting.Load()
		next := *before
		change(&next, new(edit), byID(a.id))
		if s.waiting.CompareAndSwap(before, &next) {
			return
		}
	}
}

func (o outbox) Pending(ctx context.Context, from agency.AccountID, limit int) ([]agency.AccountID, error) {
	if err := o.store.ready(ctx); err != nil {
		return nil, err
	}
	if limit < 1 || limit > store.MaxLimit {
		return nil, invalid("limit")
	}
	var pending []agency.AccountID
	now := o.store.clock()
	w := after(byID(from), *o.store.waiting.Load(), order{})
	for id, ok := w.next(); ok && len(pending) < limit; id, ok = w.next() {
		a := o.store.find(agency.AccountID(id))
		if a == nil {
			continue // deleted since
		}
		a.queue.mu.Lock()
		claimable := a.queue.claimable(now)
		a.queue.mu.Unlock()
		if claimable {
			pending = append(pending, a.id)
		}
	}
	return pending, nil
}

func (o outbox) Claim(ctx context.Context, id agency.AccountID, lease time.Duration, limit int) (store.Claim, error) {
	if err := o.store.ready(ctx); err != nil {
		return store.Claim{}, err
	}
	if limit < 1 || limit > store.MaxLimit {
		return store.Claim{}, invalid("limit")
	}
	if lease <= 0 {
		return store.Claim{}, invalid("lease")
	}
	a := o.store.find(id)
	if a == nil {
		return store.Claim{}, nil
	}
	q := &a.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	now := o.store.clock()
	if !q.claimable(now) {
		return store.Claim{}, nil
	}
	q.end() // its lease has run out
	q.token, q.until = rand.Text(), now.Add(lease)
	q.held = min(limit, len(q.waiting))
	events := make([]store.Event, q.held)
	for i := range events {
		e := &q.waiting[i].event
		e.Attempt++
		events[i] = *e
		events[i].Payload = slices.Clone(e.Payload)
	}
	return store.Claim{Token: q.token, Events: events}, nil
}

func (o outbox) Ack(ctx context.Context, id agency.AccountID, token string, seqs ...int64) error {
	return o.holding(ctx, id, token, func(a *account) error {
		q := &a.queue
		claimed := q.waiting[:q.held]
		for _, seq := range seqs {
			if seq < claimed[0].event.Seq || seq > claimed[len(claimed)-1].event.Seq {
				return invalid("sequence number outside the claim")
			}
		}
		for _, seq := range seqs {
			i, there := slices.BinarySearchFunc(claimed, seq, func(d delivery, seq int64) int {
				return cmp.Compare(d.event.Seq, seq)
			})
			if there {
				claimed[i].done = true
			}
		}
		if slices.ContainsFunc(claimed, func(d delivery) bool { return !d.done }) {
			return nil
		}
		q.end()
		if len(q.waiting) == 0 {
			o.store.index(a, (*order).remove)
		}
		return nil
	})
}

func (o outbox) Release(ctx context.Context, id agency.AccountID, token string, retryAfter time.Duration) error {
	return o.holding(ctx, id, token, func(a *account) error {
		a.queue.end()
		a.queue.retry = o.store.clock().Add(retryAfter)
		return nil
	})
}

// holding runs fn under the lock of the account's queue if token is that of
// its present claim.
func (o outbox) holding(ctx context.Context, id agency.AccountID, token string, fn func(*account) error) error {
	if err := o.store.ready(ctx); err != nil {
		return err
	}
	a := o.store.find(id)
	if a == nil || token == "" {
		return store.ErrConflict
	}
	a.queue.mu.Lock()
	defer a.queue.mu.Unlock()
	if a.queue.token != token {
		return store.ErrConflict
	}
	return fn(a)
}
