package storetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// handedIn sees the very slices that a callback hands in.
type handedIn struct {
	store.Tx
	values   func([]store.Value)
	payload  func([]byte)
	agencies func([]agency.Agency)
}

func (t handedIn) Journal(e store.Entry, values ...store.Value) {
	if t.values != nil {
		t.values(values)
	}
	t.Tx.Journal(e, values...)
}

func (t handedIn) Publish(e store.Event) {
	if t.payload != nil {
		t.payload(e.Payload)
	}
	t.Tx.Publish(e)
}

func (t handedIn) PutAgencies(records ...agency.Agency) {
	if t.agencies != nil {
		t.agencies(records)
	}
	t.Tx.PutAgencies(records...)
}

// handing puts a handedIn around the Tx of each Update.
func handing(t handedIn) func(updating) error {
	return func(u updating) error {
		fn := u.fn
		u.fn = func(tx store.Tx) error {
			t := t
			t.Tx = tx
			return fn(t)
		}
		return u.run()
	}
}

// remembering returns the first value that it saw for a key.
type remembering struct{ first sync.Map }

func (m *remembering) of(key, v any) any {
	first, _ := m.first.LoadOrStore(key, v)
	return first
}

// claiming changes what Claim hands out.
func claiming(fn func(account agency.AccountID, c *store.Claim)) func(*faultyOutbox) {
	return func(o *faultyOutbox) {
		o.claim = func(ctx context.Context, account agency.AccountID, lease time.Duration, limit int) (store.Claim, error) {
			c, err := o.disk.Claim(ctx, account, lease, limit)
			if err == nil && c.Token != "" {
				fn(account, &c)
			}
			return c, err
		}
	}
}

func memoryFaults() []fault {
	return []fault{
		{
			name: "keeps the values handed in", flaw: "The values beside a journal entry share memory with what was handed in.", caught: "LOG-04 PAGE-13",
			plant: func(store.Store) hooks {
				var mu sync.Mutex
				var kept [][]store.Value
				h := rowsOf(store.ListJournal, func(_ store.Query, f *store.Facts) {
					mu.Lock()
					defer mu.Unlock()
					turn(f.Rows.Journal, func(r *store.JournalRow) {
						for _, values := range kept {
							if len(values) == len(r.Values) && len(values) > 0 && values[0].Field == r.Values[0].Field {
								r.Values = slices.Clone(values)
							}
						}
					})
				})
				h.update = handing(handedIn{values: func(values []store.Value) {
					mu.Lock()
					defer mu.Unlock()
					kept = append(kept, values)
				}})
				return h
			},
		},
		{
			name: "keeps the payload handed in", flaw: "An event's payload shares memory with what was handed in.", caught: "LOG-04 MEM-05",
			plant: func(store.Store) hooks {
				var mu sync.Mutex
				var kept [][]byte
				return hooks{
					update: handing(handedIn{payload: func(payload []byte) {
						mu.Lock()
						defer mu.Unlock()
						kept = append(kept, payload)
					}}),
					outbox: claiming(func(_ agency.AccountID, c *store.Claim) {
						mu.Lock()
						defer mu.Unlock()
						turn(c.Events, func(e *store.Event) {
							if n := int(e.Seq) - 1; n < len(kept) {
								e.Payload = slices.Clone(kept[n])
							}
						})
					}),
				}
			},
		},
		{
			name: "hands out its values", flaw: "The values of a journal row share memory with the store.", caught: "LOG-04 MEM-04",
			plant: func(store.Store) hooks {
				var m remembering
				return rowsOf(store.ListJournal, func(_ store.Query, f *store.Facts) {
					turn(f.Rows.Journal, func(r *store.JournalRow) {
						if len(r.Values) > 0 {
							r.Values = m.of(r.Seq, r.Values).([]store.Value)
						}
					})
				})
			},
		},
		{
			name: "hands out its payloads", flaw: "The payload of a claimed event shares memory with the store.", caught: "LOG-04",
			plant: func(store.Store) hooks {
				var m remembering
				return hooks{outbox: claiming(func(account agency.AccountID, c *store.Claim) {
					turn(c.Events, func(e *store.Event) { e.Payload = m.of([2]any{account, e.Seq}, e.Payload).([]byte) })
				})}
			},
		},
		{
			name: "hands out its entries", flaw: "Facts.Entry points into the store.", caught: "LOG-04",
			plant: func(store.Store) hooks {
				var m remembering
				return answered(func(_ store.Query, f *store.Facts) {
					if f.Entry != nil {
						f.Entry = m.of(f.Entry.ID, f.Entry).(*candidate.Entry)
					}
				})
			},
		},
		{
			name: "hands out its receipts", flaw: "Facts.Receipt points into the store.", caught: "MEM-02",
			plant: func(store.Store) hooks {
				var m remembering
				return answered(func(_ store.Query, f *store.Facts) {
					if f.Receipt != nil {
						f.Receipt = m.of(f.Receipt.Request, f.Receipt).(*candidate.Receipt)
					}
				})
			},
		},
		{
			name: "hands out its invitations", flaw: "Facts.Invitation points into the store.", caught: "MEM-02 MEM-06",
			plant: func(store.Store) hooks {
				var m remembering
				return answered(func(_ store.Query, f *store.Facts) {
					if f.Invitation != nil {
						f.Invitation = m.of(f.Invitation.ID, f.Invitation).(*invite.Invitation)
					}
				})
			},
		},
		{
			name: "hands out its lists", flaw: "Facts.Lists shares memory with the store.", caught: "MEM-02 MEM-06",
			plant: func(store.Store) hooks {
				var m remembering
				return answered(func(q store.Query, f *store.Facts) {
					if len(f.Lists) > 0 {
						f.Lists = m.of(fmt.Sprint(q.Lists, f.Lists), f.Lists).([]agency.List)
					}
				})
			},
		},
		{
			name: "hands out its pages", flaw: "The same question twice returns the same page.", caught: "LOG-04",
			plant: func(store.Store) hooks {
				var m remembering
				return answered(func(q store.Query, f *store.Facts) {
					if f.Rows != nil {
						rows := m.of(fmt.Sprint(*q.List, q.Recruiter, len(takeApart(f.Rows))), f.Rows).(*store.Rows)
						f.Rows = &store.Rows{
							Agencies: rows.Agencies, Staff: rows.Staff, Recruiters: rows.Recruiters, Openings: rows.Openings,
							Submissions: rows.Submissions, Shares: rows.Shares, Remarks: rows.Remarks, Journal: rows.Journal, More: rows.More,
						}
					}
				})
			},
		},
		{
			name: "hands out its slices", flaw: "What a View's getter returns is returned again by the next call.", caught: "MEM-03",
			hooks: hooks{reader: func(r store.Reader) store.Reader {
				var m remembering
				return changedReader{Reader: r, agencies: func(rows []agency.Agency) []agency.Agency {
					if len(rows) == 0 {
						return rows
					}
					return m.of(rows[0].ID, rows).([]agency.Agency)
				}}
			}},
		},
		{
			name: "getters use one buffer", flaw: "What Agencies returns is overwritten by its next call.", caught: "MEM-06",
			hooks: hooks{reader: func(r store.Reader) store.Reader {
				buffer := make([]agency.Agency, 0, 64)
				return changedReader{Reader: r, agencies: func(rows []agency.Agency) []agency.Agency {
					return append(buffer[:0], rows...)
				}}
			}},
		},
		{
			name: "sorts what is handed in", flaw: "A call of PutAgencies sorts the caller's slice.", caught: "MEM-01",
			hooks: hooks{update: handing(handedIn{agencies: func(a []agency.Agency) {
				slices.SortFunc(a, func(a, b agency.Agency) int { return strings.Compare(string(a.ID), string(b.ID)) })
			}})},
		},
		{
			name: "changes the question", flaw: "A Read of a list changes the caller's limit to look for more.", caught: "LIST-01",
			hooks: hooks{answer: func(a asking) (store.Facts, error) {
				if a.list != nil && a.list.Limit > 0 && a.list.Limit < store.MaxLimit {
					a.list.Limit++
				}
				return a.ask()
			}},
		},
	}
}
