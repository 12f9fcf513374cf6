package fuzz

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// A modelQueue is the outbox of an account. Leases are of an hour, which does
// not pass.
type modelQueue struct {
	last    int64
	waiting []store.Event
	held    []int64 // numbers of the present claim's events, acknowledged or not; nil without one
	resting bool    // released to be tried later
}

func (q *modelQueue) add(e store.Event) {
	q.last++
	e.Seq, e.Attempt = q.last, 0
	e.Payload = slices.Clone(e.Payload)
	q.waiting = append(q.waiting, e)
}

func (q *modelQueue) claimable() bool { return q.held == nil && !q.resting && len(q.waiting) > 0 }

// claiming is a Claim for an hour.
type claiming struct {
	whole
	account agency.AccountID
	limit   int
}

// settling is how often, and how long apart, a store is asked again that has no
// events yet: those released at once may be so by a clock that lags a little.
const (
	settling      = 50
	settlingPause = 2 * time.Millisecond
)

func (c claiming) do(w *world) answer {
	for i := 0; ; i++ {
		claim, err := w.store.Outbox().Claim(w.ctx, c.account, time.Hour, c.limit)
		wanted, _ := w.wanted.([]store.Event)
		if err == nil && claim.Token == "" && len(wanted) > 0 && i < settling {
			time.Sleep(settlingPause)
			continue
		}
		if claim.Token != "" && claim.Token == w.claims[c.account].Token || (claim.Token == "") != (len(claim.Events) == 0) {
			err = fmt.Errorf("the token %q of %d events is not a new one", claim.Token, len(claim.Events))
		}
		if claim.Token != "" {
			w.claims[c.account] = claim
		}
		return answer{value: claim.Events, err: err}
	}
}

func (c claiming) expect(m model) answer {
	a := m.of(c.account)
	if c.limit < 1 || c.limit > store.MaxLimit {
		return answer{err: store.ErrInvalid}
	}
	if !a.queue.claimable() {
		return answer{value: []store.Event(nil)}
	}
	a = a.clone()
	m[c.account] = a
	events := a.queue.waiting[:min(c.limit, len(a.queue.waiting))]
	for i := range events {
		events[i].Attempt++
		a.queue.held = append(a.queue.held, events[i].Seq)
	}
	return answer{value: slices.Clone(events)}
}

func (c claiming) without(int) step { return c }
func (c claiming) lines() []string {
	return []string{fmt.Sprintf("claim, err := s.Outbox().Claim(ctx, %q, time.Hour, %d)", c.account, c.limit)}
}

// acknowledging is an Ack by the token of the account's last claim, which may
// have ended, or by one that never was.
type acknowledging struct {
	whole
	account agency.AccountID
	forged  bool
	all     bool    // the claim's events
	some    []int64 // or these, counted from the claim's first event
}

func (c acknowledging) do(w *world) answer {
	claim, seqs := w.claims[c.account], []int64(nil)
	for i, e := range claim.Events {
		if c.all {
			seqs = append(seqs, e.Seq)
		} else if i == 0 {
			for _, n := range c.some {
				seqs = append(seqs, e.Seq+n)
			}
		}
	}
	return answer{err: w.store.Outbox().Ack(w.ctx, c.account, token(claim, c.forged), seqs...)}
}

func (c acknowledging) expect(m model) answer {
	a := m.of(c.account).clone()
	q := &a.queue
	if c.forged || q.held == nil {
		return answer{err: store.ErrConflict}
	}
	first, last := q.held[0], q.held[len(q.held)-1]
	gone := func(seq int64) bool {
		if c.all {
			return seq <= last
		}
		return slices.Contains(c.some, seq-first)
	}
	for _, n := range c.some {
		if !c.all && (n < 0 || first+n > last) {
			return answer{err: store.ErrInvalid}
		}
	}
	q.waiting = slices.DeleteFunc(q.waiting, func(e store.Event) bool { return gone(e.Seq) })
	if !slices.ContainsFunc(q.waiting, func(e store.Event) bool { return e.Seq <= last }) {
		q.held = nil
	}
	m[c.account] = a
	return answer{}
}

func (c acknowledging) without(int) step { return c }

func (c acknowledging) lines() []string {
	seqs := "all of claim.Events"
	if !c.all {
		var each []string
		for _, n := range c.some {
			each = append(each, fmt.Sprintf("claim.Events[0].Seq+%d", n))
		}
		seqs = strings.Join(each, ", ")
	}
	return []string{fmt.Sprintf("s.Outbox().Ack(ctx, %q, %s, %s)", c.account, tokenText(c.forged), seqs)}
}

// releasing is a Release by a token as for acknowledging.
type releasing struct {
	whole
	account    agency.AccountID
	forged     bool
	retryAfter time.Duration // zero or an hour
}

func (c releasing) do(w *world) answer {
	token := token(w.claims[c.account], c.forged)
	return answer{err: w.store.Outbox().Release(w.ctx, c.account, token, c.retryAfter)}
}

func (c releasing) expect(m model) answer {
	a := m.of(c.account).clone()
	if c.forged || a.queue.held == nil {
		return answer{err: store.ErrConflict}
	}
	a.queue.held, a.queue.resting = nil, c.retryAfter > 0
	m[c.account] = a
	return answer{}
}

func (c releasing) without(int) step { return c }

func (c releasing) lines() []string {
	return []string{fmt.Sprintf("s.Outbox().Release(ctx, %q, %s, %s)", c.account, tokenText(c.forged), golike(c.retryAfter))}
}

func token(of store.Claim, forged bool) string {
	if forged {
		return "x" + of.Token
	}
	return of.Token
}

func tokenText(forged bool) string {
	if forged {
		return `"x"+claim.Token`
	}
	return "claim.Token"
}

// pendingAfter is a Pending.
type pendingAfter struct {
	whole
	after agency.AccountID
	limit int
}

func (c pendingAfter) do(w *world) answer {
	for i := 0; ; i++ {
		found, err := w.store.Outbox().Pending(w.ctx, c.after, c.limit)
		wanted, _ := w.wanted.([]agency.AccountID)
		if err == nil && len(found) < len(wanted) && i < settling {
			time.Sleep(settlingPause)
			continue
		}
		return answer{value: some(found), err: err}
	}
}

func (c pendingAfter) expect(m model) answer {
	if c.limit < 1 || c.limit > store.MaxLimit {
		return answer{err: store.ErrInvalid}
	}
	var found []agency.AccountID
	for id, a := range m {
		if id > c.after && a.queue.claimable() {
			found = append(found, id)
		}
	}
	slices.Sort(found)
	return answer{value: some(found[:min(c.limit, len(found))])}
}

func (c pendingAfter) without(int) step { return c }
func (c pendingAfter) lines() []string {
	return []string{fmt.Sprintf("s.Outbox().Pending(ctx, %q, %d)", c.after, c.limit)}
}
