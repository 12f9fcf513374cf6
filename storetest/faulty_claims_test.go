package storetest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

func claimFaults() []fault {
	return []fault{
		{
			name: "claims without lease", flaw: "Claimed events are handed out to anybody else at once.", caught: "OUT-02",
			plant: holding(func(h *held, o *faultyOutbox) {
				claim := o.claim
				o.claim = func(ctx context.Context, account agency.AccountID, lease time.Duration, limit int) (store.Claim, error) {
					if c, ok := h.of(account); ok {
						_ = o.disk.Release(ctx, account, c.Token, 0)
					}
					return claim(ctx, account, lease, limit)
				}
			}),
		},
		{
			name: "claims beside one another", flaw: "While an account's oldest events are claimed, the newer ones are handed out.", caught: "OUT-02 OUT-18",
			plant: beyondClaims,
		},
		{
			name: "leases for good", stuck: true, flaw: "A claim never runs out.", caught: "OUT-05",
			hooks: hooks{outbox: func(o *faultyOutbox) {
				o.claim = func(ctx context.Context, account agency.AccountID, lease time.Duration, limit int) (store.Claim, error) {
					if lease > 0 {
						lease = 24 * time.Hour
					}
					return o.disk.Claim(ctx, account, lease, limit)
				}
			}},
		},
		{
			name: "short leases", flaw: "A claim lasts 10 milliseconds at most.", caught: "OUT-09",
			hooks: hooks{outbox: func(o *faultyOutbox) {
				o.claim = func(ctx context.Context, account agency.AccountID, lease time.Duration, limit int) (store.Claim, error) {
					return o.disk.Claim(ctx, account, min(lease, 10*time.Millisecond), limit)
				}
			}},
		},
		{
			name: "leases in seconds", flaw: "Leases are cut to whole seconds, and so a short one is none.", caught: "OUT-05",
			hooks: hooks{outbox: func(o *faultyOutbox) {
				o.claim = func(ctx context.Context, account agency.AccountID, lease time.Duration, limit int) (store.Claim, error) {
					return o.disk.Claim(ctx, account, lease.Truncate(time.Second), limit)
				}
			}},
		},
		{
			name: "late acknowledgements refused", flaw: "A claim whose lease ran out cannot be acknowledged though nobody took it over.", caught: "OUT-10",
			plant: holding(func(h *held, o *faultyOutbox) {
				o.ack = func(ctx context.Context, account agency.AccountID, token string, seqs ...int64) error {
					if h.late(account, token) {
						return store.ErrConflict
					}
					return o.disk.Ack(ctx, account, token, seqs...)
				}
			}),
		},
		{
			name: "late releases refused", flaw: "A claim whose lease ran out cannot be released though nobody took it over.", caught: "OUT-10",
			plant: holding(func(h *held, o *faultyOutbox) {
				o.release = func(ctx context.Context, account agency.AccountID, token string, retryAfter time.Duration) error {
					if h.late(account, token) {
						return store.ErrConflict
					}
					return o.disk.Release(ctx, account, token, retryAfter)
				}
			}),
		},
		{
			name: "any token acknowledges", flaw: "Ack does not look at the token.", caught: "OUT-04",
			plant: holding(func(h *held, o *faultyOutbox) {
				o.ack = func(ctx context.Context, account agency.AccountID, token string, seqs ...int64) error {
					if c, ok := h.of(account); ok {
						token = c.Token
					}
					return o.disk.Ack(ctx, account, token, seqs...)
				}
			}),
		},
		{
			name: "any token releases", flaw: "Release does not look at the token.", caught: "OUT-05 ACC-07",
			plant: holding(func(h *held, o *faultyOutbox) {
				o.release = func(ctx context.Context, account agency.AccountID, token string, retryAfter time.Duration) error {
					if c, ok := h.of(account); ok {
						token = c.Token
					}
					return o.disk.Release(ctx, account, token, retryAfter)
				}
			}),
		},
		{
			name: "a wrong token is nothing", flaw: "Ack and Release by a wrong token do nothing and say nothing.", caught: "OUT-04",
			hooks: hooks{outbox: func(o *faultyOutbox) {
				o.ack = func(ctx context.Context, account agency.AccountID, token string, seqs ...int64) error {
					return unless(store.ErrConflict, o.disk.Ack(ctx, account, token, seqs...))
				}
				o.release = func(ctx context.Context, account agency.AccountID, token string, retryAfter time.Duration) error {
					return unless(store.ErrConflict, o.disk.Release(ctx, account, token, retryAfter))
				}
			}},
		},
		{
			name: "tokens of the account", flaw: "Every claim of an account has the same token.", caught: "OUT-05 OUT-21",
			plant: holding(func(h *held, o *faultyOutbox) {
				claim := o.claim
				o.claim = func(ctx context.Context, account agency.AccountID, lease time.Duration, limit int) (store.Claim, error) {
					c, err := claim(ctx, account, lease, limit)
					if c.Token != "" {
						c.Token = "token of " + string(account)
					}
					return c, err
				}
				real := func(account agency.AccountID, token string) string {
					if c, ok := h.of(account); ok && token == "token of "+string(account) {
						return c.Token
					}
					return token
				}
				o.ack = func(ctx context.Context, account agency.AccountID, token string, seqs ...int64) error {
					return o.disk.Ack(ctx, account, real(account, token), seqs...)
				}
				o.release = func(ctx context.Context, account agency.AccountID, token string, retryAfter time.Duration) error {
					return o.disk.Release(ctx, account, real(account, token), retryAfter)
				}
			}),
		},
		{
			name: "acknowledging one removes all", flaw: "Ack of one event removes the whole claim.", caught: "OUT-06",
			plant: holding(func(h *held, o *faultyOutbox) {
				o.ack = func(ctx context.Context, account agency.AccountID, token string, seqs ...int64) error {
					if c, ok := h.of(account); ok && c.Token == token && len(seqs) > 0 {
						for _, e := range c.Events {
							seqs = append(seqs, e.Seq)
						}
					}
					return o.disk.Ack(ctx, account, token, seqs...)
				}
			}),
		},
		{
			name: "acknowledging ends the claim", flaw: "Ack of some events ends the claim.", caught: "OUT-03",
			hooks: hooks{outbox: func(o *faultyOutbox) {
				o.ack = func(ctx context.Context, account agency.AccountID, token string, seqs ...int64) error {
					err := o.disk.Ack(ctx, account, token, seqs...)
					if err == nil && len(seqs) > 0 {
						_ = o.disk.Release(ctx, account, token, 0)
					}
					return err
				}
			}},
		},
		{
			name: "acknowledging nothing", flaw: "Ack removes nothing.", caught: "OUT-03",
			hooks: hooks{outbox: func(o *faultyOutbox) {
				o.ack = func(ctx context.Context, account agency.AccountID, token string, _ ...int64) error {
					return o.disk.Ack(ctx, account, token)
				}
			}},
		},
		{
			name: "acknowledging only the first", stuck: true, flaw: "Ack removes the first of the events it names.", caught: "OUT-03 OUT-14 OUT-23",
			hooks: hooks{outbox: func(o *faultyOutbox) {
				o.ack = func(ctx context.Context, account agency.AccountID, token string, seqs ...int64) error {
					return o.disk.Ack(ctx, account, token, seqs[:min(len(seqs), 1)]...)
				}
			}},
		},
		{
			name: "acknowledging twice is an error", flaw: "Ack of an event that is gone fails.", caught: "OUT-03",
			plant: func(store.Store) hooks {
				var gone sync.Map
				return hooks{outbox: func(o *faultyOutbox) {
					o.ack = func(ctx context.Context, account agency.AccountID, token string, seqs ...int64) error {
						for _, seq := range seqs {
							if _, ok := gone.Load([2]any{token, seq}); ok {
								return store.ErrInvalid
							}
						}
						err := o.disk.Ack(ctx, account, token, seqs...)
						for _, seq := range seqs {
							gone.Store([2]any{token, seq}, true)
						}
						return err
					}
				}}
			},
		},
		{
			name: "numbers outside are skipped", flaw: "Ack leaves out numbers outside the claim and says nothing.", caught: "OUT-04",
			hooks: hooks{outbox: func(o *faultyOutbox) {
				o.ack = func(ctx context.Context, account agency.AccountID, token string, seqs ...int64) error {
					for _, seq := range seqs {
						if err := o.disk.Ack(ctx, account, token, seq); err != nil && !errors.Is(err, store.ErrInvalid) {
							return err
						}
					}
					return o.disk.Ack(ctx, account, token)
				}
			}},
		},
		{
			name: "half an acknowledgement", flaw: "Ack that is refused for one number removes those before it.", caught: "OUT-04",
			hooks: hooks{outbox: func(o *faultyOutbox) {
				o.ack = func(ctx context.Context, account agency.AccountID, token string, seqs ...int64) error {
					for _, seq := range seqs {
						if err := o.disk.Ack(ctx, account, token, seq); err != nil {
							return err
						}
					}
					return nil
				}
			}},
		},
		{
			name: "released at once", flaw: "Release ignores when to try again.", caught: "OUT-06",
			hooks: hooks{outbox: func(o *faultyOutbox) {
				o.release = func(ctx context.Context, account agency.AccountID, token string, _ time.Duration) error {
					return o.disk.Release(ctx, account, token, 0)
				}
			}},
		},
		{
			name: "released soon", flaw: "A release is over after 10 milliseconds at most.", caught: "OUT-09",
			hooks: hooks{outbox: func(o *faultyOutbox) {
				o.release = func(ctx context.Context, account agency.AccountID, token string, retryAfter time.Duration) error {
					return o.disk.Release(ctx, account, token, min(retryAfter, 10*time.Millisecond))
				}
			}},
		},
		{
			name: "released for good", stuck: true, flaw: "What was released to be tried later is never tried.", caught: "OUT-09",
			hooks: hooks{outbox: func(o *faultyOutbox) {
				o.release = func(ctx context.Context, account agency.AccountID, token string, retryAfter time.Duration) error {
					if retryAfter > 0 {
						retryAfter = 24 * time.Hour
					}
					return o.disk.Release(ctx, account, token, retryAfter)
				}
			}},
		},
		{
			name: "releasing removes", stuck: true, flaw: "Release removes the events.", caught: "OUT-06",
			plant: holding(func(h *held, o *faultyOutbox) {
				o.release = func(ctx context.Context, account agency.AccountID, token string, retryAfter time.Duration) error {
					if c, ok := h.of(account); ok && c.Token == token {
						for _, e := range c.Events {
							_ = o.disk.Ack(ctx, account, token, e.Seq)
						}
						return nil
					}
					return o.disk.Release(ctx, account, token, retryAfter)
				}
			}),
		},
		{
			name: "releasing does nothing", stuck: true, flaw: "Release leaves the claim as it is.", caught: "OUT-06",
			hooks: hooks{outbox: func(o *faultyOutbox) {
				o.release = func(ctx context.Context, account agency.AccountID, token string, _ time.Duration) error {
					return o.disk.Ack(ctx, account, token)
				}
			}},
		},
		{
			name: "two at the same time", flaw: "Two claims at the same time may get the same events.", caught: "OUT-02",
			plant: func(store.Store) hooks {
				var mu sync.Mutex
				last := make(map[agency.AccountID]store.Claim)
				var n atomic.Int32
				return hooks{outbox: func(o *faultyOutbox) {
					o.claim = func(ctx context.Context, account agency.AccountID, lease time.Duration, limit int) (store.Claim, error) {
						c, err := o.disk.Claim(ctx, account, lease, limit)
						mu.Lock()
						defer mu.Unlock()
						if err == nil && c.Token != "" {
							last[account] = c
						} else if c, ok := last[account]; ok && err == nil && n.Add(1) == 1 {
							c.Events = slices.Clone(c.Events)
							return c, nil
						}
						return c, err
					}
				}}
			},
		},
	}
}

// late reports whether token is that of a claim whose lease ran out.
func (h *held) late(account agency.AccountID, token string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.claims[account].Token == token && time.Now().After(h.until[account])
}

// unless returns err but for one that is left out.
func unless(left, err error) error {
	if errors.Is(err, left) {
		return nil
	}
	return err
}

// beyondClaims hands out the events behind a claim: they wait in an account
// beside the one whose events are claimed.
func beyondClaims(disk store.Store) hooks {
	shadow := func(account agency.AccountID) agency.AccountID { return account + "+" }
	h := newHeld()
	return hooks{
		update: func(u updating) error {
			claim, claimed := h.of(u.account)
			if claimed && disk.Outbox().Ack(u.ctx, u.account, claim.Token) != nil {
				claimed = false
			}
			var events []*batch
			run := u
			run.fn = func(t store.Tx) error {
				events = nil
				return u.fn(transaction{t, func(b *batch) {
					if b.kind == anEvent && claimed {
						events = append(events, b)
						return
					}
					b.apply(t)
				}})
			}
			if err := run.run(); err != nil || len(events) == 0 {
				return err
			}
			return disk.Update(u.ctx, shadow(u.account), func(t store.Tx) error {
				for _, b := range events {
					b.apply(t)
				}
				return nil
			})
		},
		outbox: func(o *faultyOutbox) {
			h.watch(o)
			claim := o.claim
			o.claim = func(ctx context.Context, account agency.AccountID, lease time.Duration, limit int) (store.Claim, error) {
				c, err := claim(ctx, account, lease, limit)
				if err != nil || c.Token != "" {
					return c, err
				}
				return o.disk.Claim(ctx, shadow(account), lease, limit)
			}
		},
	}
}
