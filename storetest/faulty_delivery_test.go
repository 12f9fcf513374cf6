package storetest

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// deliveryFaults are those of events on their way between accounts and
// consumers.
func deliveryFaults() []fault {
	return []fault{
		{
			name: "tells before it is so", flaw: "Events are handed out before the commit that published them.", caught: "OUT-12",
			plant: tellsEarly,
		},
		{
			name: "one claim for all accounts", stuck: true, flaw: "While one account's events are claimed, nobody else's are handed out.", caught: "OUT-13",
			plant: func(store.Store) hooks {
				h := newHeld()
				return hooks{outbox: func(o *faultyOutbox) {
					h.watch(o)
					claim := o.claim
					o.claim = func(ctx context.Context, account agency.AccountID, lease time.Duration, limit int) (store.Claim, error) {
						h.mu.Lock()
						others := make(map[agency.AccountID]string)
						for a, c := range h.claims {
							others[a] = c.Token
						}
						h.mu.Unlock()
						for a, token := range others {
							if a != account && o.disk.Ack(ctx, a, token) == nil {
								return store.Claim{}, nil
							}
						}
						return claim(ctx, account, lease, limit)
					}
				}}
			},
		},
		{
			name: "numbers not handed out are refused", flaw: "A number within a claim that is gone is ErrInvalid.", caught: "OUT-16",
			plant: holding(func(h *held, o *faultyOutbox) {
				o.ack = func(ctx context.Context, account agency.AccountID, token string, seqs ...int64) error {
					if c, ok := h.of(account); ok && c.Token == token {
						for _, seq := range seqs {
							found := false
							for _, e := range c.Events {
								found = found || e.Seq == seq
							}
							if !found {
								return store.ErrInvalid
							}
						}
					}
					return o.disk.Ack(ctx, account, token, seqs...)
				}
			}),
		},
		{
			name: "numbers named twice are refused", flaw: "Ack of one number twice in a call is ErrInvalid.", caught: "OUT-17",
			hooks: hooks{outbox: func(o *faultyOutbox) {
				o.ack = func(ctx context.Context, account agency.AccountID, token string, seqs ...int64) error {
					if len(onceEach(append([]int64(nil), seqs...))) > len(withoutZeros(onceEach(append([]int64(nil), seqs...)))) {
						return store.ErrInvalid
					}
					return o.disk.Ack(ctx, account, token, seqs...)
				}
			}},
		},
		{
			name: "Pending waits for the writer", stuck: true, flaw: "Pending waits until the Updates under way have ended.", caught: "OUT-24",
			plant: func(store.Store) hooks {
				var mu sync.RWMutex
				return hooks{
					update: func(u updating) error {
						mu.RLock()
						defer mu.RUnlock()
						return u.run()
					},
					outbox: func(o *faultyOutbox) {
						o.pending = func(ctx context.Context, after agency.AccountID, limit int) ([]agency.AccountID, error) {
							mu.Lock()
							defer mu.Unlock()
							return o.disk.Pending(ctx, after, limit)
						}
					},
				}
			},
		},
		{
			name: "negative times are refused", flaw: "Release to a time in the past is ErrInvalid.", caught: "OUT-26",
			hooks: hooks{outbox: func(o *faultyOutbox) {
				o.release = func(ctx context.Context, account agency.AccountID, token string, retryAfter time.Duration) error {
					if retryAfter < 0 {
						return store.ErrInvalid
					}
					return o.disk.Release(ctx, account, token, retryAfter)
				}
			}},
		},
		{
			name: "dead consumers lose the first event", flaw: "What a consumer who died had claimed comes back without its first event.", caught: "OUT-25 OUT-15",
			plant: holding(func(h *held, o *faultyOutbox) {
				claim := o.claim
				o.claim = func(ctx context.Context, account agency.AccountID, lease time.Duration, limit int) (store.Claim, error) {
					if c, ok := h.of(account); ok && h.late(account, c.Token) {
						_ = o.disk.Ack(ctx, account, c.Token, c.Events[0].Seq)
					}
					return claim(ctx, account, lease, limit)
				}
			}),
		},
		{
			name: "Pending knows few", flaw: "Pending looks at the first 8 accounts only.", caught: "OUT-20",
			hooks: pendingAs(func(after agency.AccountID, limit int, all []agency.AccountID) []agency.AccountID {
				all = behind(all[:min(len(all), 8)], after)
				return all[:min(limit, len(all))]
			}),
		},
		{
			name: "newest first when there are many", flaw: "A claim that cannot have all events has the newest.", caught: "OUT-19",
			hooks: hooks{outbox: func(o *faultyOutbox) {
				o.claim = func(ctx context.Context, account agency.AccountID, lease time.Duration, limit int) (store.Claim, error) {
					c, err := o.disk.Claim(ctx, account, lease, limit)
					if err != nil || c.Token == "" || limit < 1 {
						return c, err
					}
					_ = o.disk.Release(ctx, account, c.Token, 0)
					c, err = o.disk.Claim(ctx, account, lease, store.MaxLimit)
					turn(c.Events, func(e *store.Event) { e.Attempt-- })
					c.Events = c.Events[max(0, len(c.Events)-limit):]
					return c, err
				}
			}},
		},
		{
			name: "a refused question spoils the transaction", flaw: "After a question that is ErrInvalid nothing is committed.", caught: "TX-21",
			hooks: hooks{update: func(u updating) error {
				var refused error
				fn := u.fn
				u.fn = func(t store.Tx) error {
					err := fn(transaction{noticing{t, &refused}, func(b *batch) { b.apply(t) }})
					return errors.Join(err, refused)
				}
				return u.run()
			}},
		},
		{
			name: "receipts of a week", flaw: "Receipts are dropped after a week.", caught: "FACT-10",
			plant: forgettingAfter(7 * 24 * time.Hour),
		},
		{
			name: "the last holder", flaw: "Of several holders of an address the last is found.", caught: "FACT-11",
			hooks: addressesBy(func(held, asked string) bool { return agency.FoldEmail(held) == asked }),
		},
		{
			name: "callbacks after Close", flaw: "After Close the callback runs before the error comes.", caught: "END-04 END-02",
			hooks: hooks{view: func(v viewing) error {
				err := v.run()
				if errors.Is(err, store.ErrClosed) {
					_ = v.fn(nil)
				}
				return err
			}},
		},
		{
			name: "keys put together", flaw: "A share's key is its opening and its grantee with a colon between.", caught: "ACC-10",
			plant: func(store.Store) hooks {
				var first sync.Map
				return altered(func(b *batch) {
					turn(b.shares, func(s *agency.Share) {
						if s.Grantee.Validate() != nil || agency.CheckID("opening", s.Opening) != nil {
							return
						}
						key := strings.ReplaceAll(string(s.Opening)+":"+string(s.Recruiter)+string(s.Grantee.Agency), ":", "")
						same, _ := first.LoadOrStore(key, *s)
						s.Opening, s.Grantee = same.(agency.Share).Opening, same.(agency.Share).Grantee
					})
				})
			},
		},
	}
}

// noticing is a Reader that remembers a question that was refused.
type noticing struct {
	store.Reader
	refused *error
}

func (r noticing) Facts(q store.Query) (store.Facts, error) {
	f, err := r.Reader.Facts(q)
	if errors.Is(err, store.ErrInvalid) {
		*r.refused = err
	}
	return f, err
}

// tellsEarly keeps the events in an account of their own, and commits them
// before the callback's transaction.
func tellsEarly(disk store.Store) hooks {
	const suffix = "~events"
	aside := func(account agency.AccountID) agency.AccountID { return account + suffix }
	return hooks{
		update: func(u updating) error {
			fn := u.fn
			u.fn = func(t store.Tx) error {
				var events []*batch
				if err := fn(transaction{t, func(b *batch) {
					if b.kind == anEvent {
						events = append(events, b)
						return
					}
					b.apply(t)
				}}); err != nil || len(events) == 0 {
					return err
				}
				defer func() { // somebody may look meanwhile
					for range 20 {
						if all, err := disk.Outbox().Pending(u.ctx, "", 1); err != nil || len(all) == 0 {
							break
						}
						time.Sleep(time.Millisecond)
					}
				}()
				return disk.Update(u.ctx, aside(u.account), func(t store.Tx) error {
					for _, b := range events {
						b.apply(t)
					}
					return nil
				})
			}
			return u.run()
		},
		outbox: func(o *faultyOutbox) {
			o.pending = func(ctx context.Context, after agency.AccountID, limit int) ([]agency.AccountID, error) {
				all, err := o.disk.Pending(ctx, "", store.MaxLimit)
				turn(all, func(a *agency.AccountID) { *a = agency.AccountID(strings.TrimSuffix(string(*a), suffix)) })
				all = behind(all, after)
				return all[:min(limit, len(all))], err
			}
			o.claim = func(ctx context.Context, account agency.AccountID, lease time.Duration, limit int) (store.Claim, error) {
				return o.disk.Claim(ctx, aside(account), lease, limit)
			}
			o.ack = func(ctx context.Context, account agency.AccountID, token string, seqs ...int64) error {
				return o.disk.Ack(ctx, aside(account), token, seqs...)
			}
			o.release = func(ctx context.Context, account agency.AccountID, token string, retryAfter time.Duration) error {
				return o.disk.Release(ctx, aside(account), token, retryAfter)
			}
		},
	}
}
