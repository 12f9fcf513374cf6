package storetest

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// held is what a wrapper of the outbox knows of the present claims.
type held struct {
	mu     sync.Mutex
	claims map[agency.AccountID]store.Claim
	until  map[agency.AccountID]time.Time
}

func newHeld() *held {
	return &held{claims: make(map[agency.AccountID]store.Claim), until: make(map[agency.AccountID]time.Time)}
}

func (h *held) of(account agency.AccountID) (store.Claim, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c, ok := h.claims[account]
	return c, ok
}

// watch remembers each claim that o hands out.
func (h *held) watch(o *faultyOutbox) {
	o.claim = func(ctx context.Context, account agency.AccountID, lease time.Duration, limit int) (store.Claim, error) {
		c, err := o.disk.Claim(ctx, account, lease, limit)
		if err == nil && c.Token != "" {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.claims[account], h.until[account] = c, time.Now().Add(lease)
		}
		return c, err
	}
}

// holding plants faults that need to know the present claim.
func holding(fn func(h *held, o *faultyOutbox)) func(store.Store) hooks {
	return func(store.Store) hooks {
		h := newHeld()
		return hooks{outbox: func(o *faultyOutbox) {
			h.watch(o)
			fn(h, o)
		}}
	}
}

// pendingAs changes what Pending answers.
func pendingAs(fn func(after agency.AccountID, limit int, all []agency.AccountID) []agency.AccountID) hooks {
	return hooks{outbox: func(o *faultyOutbox) {
		o.pending = func(ctx context.Context, after agency.AccountID, limit int) ([]agency.AccountID, error) {
			if _, err := o.disk.Pending(ctx, after, limit); err != nil {
				return nil, err
			}
			all, err := o.disk.Pending(ctx, "", store.MaxLimit)
			return fn(after, limit, all), err
		}
	}}
}

func behind(all []agency.AccountID, after agency.AccountID) []agency.AccountID {
	all = slices.DeleteFunc(slices.Clone(all), func(a agency.AccountID) bool { return a <= after })
	if len(all) == 0 {
		return nil
	}
	return all
}

func outboxFaults() []fault {
	return []fault{
		{
			name: "events backwards", flaw: "A claim's events are newest first.", caught: "OUT-01",
			hooks: hooks{outbox: claiming(func(_ agency.AccountID, c *store.Claim) { slices.Reverse(c.Events) })},
		},
		{
			name: "events numbered with the journal", flaw: "Events share the journal's numbers.", caught: "OUT-01",
			hooks: hooks{outbox: claiming(func(_ agency.AccountID, c *store.Claim) {
				turn(c.Events, func(e *store.Event) { e.Seq += 2 })
			})},
		},
		{
			name: "events numbered for all accounts", flaw: "The accounts' events share one sequence of numbers.", caught: "OUT-01",
			plant: func(store.Store) hooks {
				var mu sync.Mutex
				numbers := make(map[[2]any]int64)
				return hooks{outbox: claiming(func(account agency.AccountID, c *store.Claim) {
					mu.Lock()
					defer mu.Unlock()
					turn(c.Events, func(e *store.Event) {
						key := [2]any{account, e.Seq}
						if numbers[key] == 0 {
							numbers[key] = int64(len(numbers) + 1)
						}
						e.Seq = numbers[key]
					})
				})}
			},
		},
		{
			name: "the oldest events last", flaw: "A claim that cannot have all events has the newest.", caught: "OUT-02",
			hooks: hooks{outbox: claiming(func(_ agency.AccountID, c *store.Claim) {
				turn(c.Events, func(e *store.Event) { e.Seq++ })
			})},
		},
		{
			name: "the claim's limit ignored", flaw: "A claim has more events than asked for.", caught: "OUT-02",
			hooks: hooks{outbox: func(o *faultyOutbox) {
				o.claim = func(ctx context.Context, account agency.AccountID, lease time.Duration, limit int) (store.Claim, error) {
					if limit > 0 && limit < store.MaxLimit {
						limit = store.MaxLimit
					}
					return o.disk.Claim(ctx, account, lease, limit)
				}
			}},
		},
		{
			name: "limits unchecked", flaw: "The outbox cuts a limit that is out of bounds.", caught: "OUT-08",
			hooks: hooks{outbox: func(o *faultyOutbox) {
				o.claim = func(ctx context.Context, account agency.AccountID, lease time.Duration, limit int) (store.Claim, error) {
					return o.disk.Claim(ctx, account, lease, max(1, min(limit, store.MaxLimit)))
				}
			}},
		},
		{
			name: "Pending's limit unchecked", flaw: "Pending cuts a limit that is out of bounds.", caught: "OUT-08",
			hooks: hooks{outbox: func(o *faultyOutbox) {
				o.pending = func(ctx context.Context, after agency.AccountID, limit int) ([]agency.AccountID, error) {
					return o.disk.Pending(ctx, after, max(1, min(limit, store.MaxLimit)))
				}
			}},
		},
		{
			name: "leases unchecked", flaw: "A lease that is not positive is accepted.", caught: "OUT-08",
			hooks: hooks{outbox: func(o *faultyOutbox) {
				o.claim = func(ctx context.Context, account agency.AccountID, lease time.Duration, limit int) (store.Claim, error) {
					return o.disk.Claim(ctx, account, max(lease, time.Nanosecond), limit)
				}
			}},
		},
		{
			name: "attempts not counted", flaw: "Every claim is the first attempt.", caught: "OUT-04",
			hooks: hooks{outbox: claiming(func(_ agency.AccountID, c *store.Claim) {
				turn(c.Events, func(e *store.Event) { e.Attempt = 1 })
			})},
		},
		{
			name: "attempts from 0", flaw: "The first claim is attempt 0.", caught: "OUT-01",
			hooks: hooks{outbox: claiming(func(_ agency.AccountID, c *store.Claim) {
				turn(c.Events, func(e *store.Event) { e.Attempt-- })
			})},
		},
		{
			name: "one attempt for all", flaw: "Attempts are counted for the account, not for the event.", caught: "OUT-04",
			hooks: hooks{outbox: claiming(func(_ agency.AccountID, c *store.Claim) {
				turn(c.Events, func(e *store.Event) { e.Attempt = c.Events[0].Attempt })
			})},
		},
		{
			name: "a token without events", flaw: "A claim without events has a token.", caught: "OUT-01",
			hooks: hooks{outbox: func(o *faultyOutbox) {
				o.claim = func(ctx context.Context, account agency.AccountID, lease time.Duration, limit int) (store.Claim, error) {
					c, err := o.disk.Claim(ctx, account, lease, limit)
					if err == nil && c.Token == "" {
						c.Token = "none"
					}
					return c, err
				}
			}},
		},
		{
			name: "no events is an error", flaw: "A claim on an account without events fails.", caught: "OUT-01",
			hooks: hooks{outbox: func(o *faultyOutbox) {
				o.claim = func(ctx context.Context, account agency.AccountID, lease time.Duration, limit int) (store.Claim, error) {
					c, err := o.disk.Claim(ctx, account, lease, limit)
					if err == nil && c.Token == "" {
						err = store.ErrNotFound
					}
					return c, err
				}
			}},
		},
		{
			name: "pending without events", flaw: "Pending lists every account that ever had events.", caught: "OUT-07",
			plant: func(store.Store) hooks {
				var mu sync.Mutex
				seen := make(map[agency.AccountID]bool)
				return pendingAs(func(after agency.AccountID, limit int, all []agency.AccountID) []agency.AccountID {
					mu.Lock()
					defer mu.Unlock()
					for _, a := range all {
						seen[a] = true
					}
					all = nil
					for a := range seen {
						all = append(all, a)
					}
					slices.Sort(all)
					all = behind(all, after)
					return all[:min(limit, len(all))]
				})
			},
		},
		{
			name: "pending in some language", flaw: "Pending is in the order of some language.", caught: "OUT-07",
			hooks: pendingAs(func(after agency.AccountID, limit int, all []agency.AccountID) []agency.AccountID {
				order := func(a, b agency.AccountID) int {
					return cmp.Or(strings.Compare(strings.ToLower(string(a)), strings.ToLower(string(b))), strings.Compare(string(a), string(b)))
				}
				slices.SortFunc(all, order)
				all = slices.DeleteFunc(all, func(a agency.AccountID) bool { return after != "" && order(a, after) <= 0 })
				if len(all) == 0 {
					return nil
				}
				return all[:min(limit, len(all))]
			}),
		},
		{
			name: "pending from the start", flaw: "Pending ignores where to go on.", caught: "OUT-07",
			hooks: pendingAs(func(_ agency.AccountID, limit int, all []agency.AccountID) []agency.AccountID {
				return all[:min(limit, len(all))]
			}),
		},
		{
			name: "pending after a known account", flaw: "Pending after an account that has no events is empty.", caught: "OUT-07",
			hooks: pendingAs(func(after agency.AccountID, limit int, all []agency.AccountID) []agency.AccountID {
				if after != "" && !slices.Contains(all, after) {
					return nil
				}
				all = behind(all, after)
				return all[:min(limit, len(all))]
			}),
		},
		{
			name: "pending includes where it goes on", flaw: "Pending includes the account that it is to come after.", caught: "OUT-07",
			hooks: pendingAs(func(after agency.AccountID, limit int, all []agency.AccountID) []agency.AccountID {
				all = slices.DeleteFunc(all, func(a agency.AccountID) bool { return a < after })
				return all[:min(limit, len(all))]
			}),
		},
		{
			name: "pending without limit", flaw: "Pending ignores the limit.", caught: "OUT-07",
			hooks: pendingAs(func(after agency.AccountID, _ int, all []agency.AccountID) []agency.AccountID {
				return behind(all, after)
			}),
		},
		{
			name: "pending while claimed", flaw: "Pending lists accounts whose events are claimed.", caught: "OUT-02",
			plant: func(store.Store) hooks {
				h := newHeld()
				return hooks{outbox: func(o *faultyOutbox) {
					h.watch(o)
					o.pending = func(ctx context.Context, after agency.AccountID, limit int) ([]agency.AccountID, error) {
						all, err := o.disk.Pending(ctx, after, limit)
						if c, ok := h.of(acme); ok && err == nil && after < acme && o.disk.Ack(ctx, acme, c.Token) == nil && !slices.Contains(all, acme) {
							all = append(all, acme)
						}
						return all, err
					}
				}}
			},
		},
	}
}
