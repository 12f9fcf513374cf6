package storetest

import (
	"slices"
	"sync"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// numbering gives journal entries other numbers than the disk does.
type numbering struct {
	mu    sync.Mutex
	next  map[agency.AccountID]int64
	shown map[agency.AccountID][]int64 // by the disk's number, less one
}

// renumbered numbers journal entries by next, which is told the last number of
// the scope that of returns.
func renumbered(first int64, of func(agency.AccountID) agency.AccountID, burns bool) func(store.Store) hooks {
	return func(store.Store) hooks {
		n := &numbering{next: make(map[agency.AccountID]int64), shown: make(map[agency.AccountID][]int64)}
		take := func(account agency.AccountID) int64 {
			scope := of(account)
			if _, ok := n.next[scope]; !ok {
				n.next[scope] = first
			}
			n.next[scope]++
			return n.next[scope] - 1
		}
		h := hooks{update: func(u updating) error {
			var own []int64
			fn := u.fn
			u.fn = func(t store.Tx) error {
				own = nil
				return fn(transaction{t, func(b *batch) {
					if b.kind == aLine && burns {
						n.mu.Lock()
						own = append(own, take(u.account))
						n.mu.Unlock()
					} else if b.kind == aLine {
						own = append(own, 0)
					}
					b.apply(t)
				}})
			}
			err := u.run()
			n.mu.Lock()
			defer n.mu.Unlock()
			if err == nil {
				for i := range own {
					if !burns {
						own[i] = take(u.account)
					}
				}
				n.shown[u.account] = append(n.shown[u.account], own...)
			}
			return err
		}}
		h.answer = func(a asking) (store.Facts, error) {
			n.mu.Lock()
			shown := slices.Clone(n.shown[a.account])
			n.mu.Unlock()
			if a.q.List != nil && a.q.List.After.Seq > 0 {
				if i := slices.Index(shown, a.q.List.After.Seq); i >= 0 {
					a.q.List.After.Seq = int64(i) + 1
				}
			}
			f, err := a.ask()
			if err == nil && f.Rows != nil {
				turn(f.Rows.Journal, func(r *store.JournalRow) {
					if int(r.Seq) <= len(shown) {
						r.Seq = shown[r.Seq-1]
					}
				})
			}
			return f, err
		}
		return h
	}
}

// erasing changes what EraseValues is told.
func erasing(fn func(*store.Subject)) hooks {
	return altered(func(b *batch) {
		if b.kind == anErasure && b.erased != (store.Subject{}) {
			fn(&b.erased)
		}
	})
}

// unerased leaves out erasures whose subject sets a field, as if nothing had
// that field.
func unerased(sets func(store.Subject) bool) hooks {
	return droppingWrites(func(b *batch) bool { return b.kind == anErasure && sets(b.erased) })
}

func journalFaults() []fault {
	own := func(account agency.AccountID) agency.AccountID { return account }
	return []fault{
		{
			name: "journal lost", flaw: "Journal entries are not kept.", caught: "LOG-01",
			hooks: droppingWrites(func(b *batch) bool { return b.kind == aLine }),
		},
		{
			name: "events lost", stuck: true, flaw: "Events are not kept.", caught: "OUT-01",
			hooks: droppingWrites(func(b *batch) bool { return b.kind == anEvent }),
		},
		{
			name: "values lost", flaw: "Only the first value beside an entry is kept.", caught: "LOG-01",
			hooks: altered(func(b *batch) { b.values = b.values[:min(len(b.values), 1)] }),
		},
		{
			name: "numbers from 0", flaw: "The journal is numbered from 0.", caught: "LOG-01 LOG-06", plant: renumbered(0, own, false),
		},
		{
			name: "numbers burnt", flaw: "A callback that is rolled back uses up numbers of the journal.", caught: "LOG-01 LOG-05", plant: renumbered(1, own, true),
		},
		{
			name: "numbers of all accounts", flaw: "The accounts' journals share one sequence of numbers.", caught: "ID-01 ACC-06",
			plant: renumbered(1, func(agency.AccountID) agency.AccountID { return "" }, false),
		},
		{
			name: "a transaction's entries backwards", flaw: "The entries of one transaction are numbered backwards.", caught: "LOG-01 LOG-09",
			hooks: hooks{update: func(u updating) error {
				fn := u.fn
				u.fn = func(t store.Tx) error {
					var lines []*batch
					if err := fn(transaction{t, func(b *batch) {
						if b.kind == aLine {
							lines = append(lines, b)
							return
						}
						b.apply(t)
					}}); err != nil {
						return err
					}
					slices.Reverse(lines)
					for _, b := range lines {
						b.apply(t)
					}
					return nil
				}
				return u.run()
			}},
		},
		{
			name: "one entry for each transaction", flaw: "Only the last entry of a transaction is kept.", caught: "LOG-01",
			hooks: hooks{update: func(u updating) error {
				fn := u.fn
				u.fn = func(t store.Tx) error {
					var last *batch
					err := fn(transaction{t, func(b *batch) {
						if b.kind == aLine {
							last = b
							return
						}
						b.apply(t)
					}})
					if last != nil {
						last.apply(t)
					}
					return err
				}
				return u.run()
			}},
		},
		{
			name: "the number handed in", flaw: "Entry.Seq as handed in is not ignored.", caught: "LOG-01",
			plant: func(store.Store) hooks {
				var seqs sync.Map
				h := rowsOf(store.ListJournal, func(_ store.Query, f *store.Facts) {
					turn(f.Rows.Journal, func(r *store.JournalRow) {
						if seq, ok := seqs.Load(r.Action); ok {
							r.Seq = seq.(int64)
						}
					})
				})
				h.write = func(t store.Tx, b *batch) {
					if b.kind == aLine && b.line.Seq != 0 {
						seqs.Store(b.line.Action, b.line.Seq)
					}
					b.apply(t)
				}
				return h
			},
		},
		{
			name: "a zero subject erases all", flaw: "EraseValues of a zero subject erases every value.", caught: "LOG-03",
			plant: func(store.Store) hooks {
				var mu sync.Mutex
				last := make(map[agency.AccountID]int64)
				return hooks{
					update: func(u updating) error {
						zero := false
						fn := u.fn
						u.fn = func(t store.Tx) error {
							return fn(transaction{t, func(b *batch) {
								zero = zero || b.kind == anErasure && b.erased == store.Subject{}
								b.apply(t)
							}})
						}
						err := u.run()
						if err != nil || !zero {
							return err
						}
						f, err := u.s.disk.Read(u.ctx, u.account, store.Query{List: &store.List{Scope: history, Limit: 1}})
						if err == nil && len(f.Rows.Journal) > 0 {
							mu.Lock()
							defer mu.Unlock()
							last[u.account] = f.Rows.Journal[0].Seq
						}
						return err
					},
					answer: func(a asking) (store.Facts, error) {
						f, err := a.ask()
						if err == nil && f.Rows != nil {
							mu.Lock()
							defer mu.Unlock()
							turn(f.Rows.Journal, func(r *store.JournalRow) {
								if r.Seq <= last[a.account] {
									r.Values = nil
								}
							})
						}
						return f, err
					},
				}
			},
		},
		{
			name: "erases by any field", flaw: "EraseValues erases what has one of the fields set.", caught: "LOG-03",
			hooks: hooks{write: func(t store.Tx, b *batch) {
				s := b.erased
				for _, part := range []store.Subject{
					{Opening: s.Opening}, {Agency: s.Agency}, {Recruiter: s.Recruiter}, {Staff: s.Staff}, {Submission: s.Submission},
				} {
					if b.kind == anErasure {
						t.EraseValues(part)
					}
				}
				if b.kind != anErasure {
					b.apply(t)
				}
			}},
		},
		{
			name: "erases by submission only", flaw: "EraseValues looks at the submission only.", caught: "LOG-03",
			hooks: erasing(func(s *store.Subject) {
				if s.Submission != "" {
					*s = store.Subject{Submission: s.Submission}
				}
			}),
		},
		{
			name: "erases before writing", flaw: "EraseValues does not reach entries of its own transaction.", caught: "LOG-03",
			hooks: hooks{update: func(u updating) error {
				fn := u.fn
				u.fn = func(t store.Tx) error {
					var lines []*batch
					err := fn(transaction{t, func(b *batch) {
						if b.kind == aLine {
							lines = append(lines, b)
							return
						}
						b.apply(t)
					}})
					for _, b := range lines {
						b.apply(t)
					}
					return err
				}
				return u.run()
			}},
		},
		{
			name: "erases at the end", flaw: "EraseValues reaches entries that its transaction writes later.", caught: "LOG-03",
			hooks: hooks{update: func(u updating) error {
				fn := u.fn
				u.fn = func(t store.Tx) error {
					var erasures []*batch
					err := fn(transaction{t, func(b *batch) {
						if b.kind == anErasure {
							erasures = append(erasures, b)
							return
						}
						b.apply(t)
					}})
					for _, b := range erasures {
						b.apply(t)
					}
					return err
				}
				return u.run()
			}},
		},
		{
			name: "erases nothing", flaw: "EraseValues does nothing.", caught: "LOG-03 LOG-08",
			hooks: droppingWrites(func(b *batch) bool { return b.kind == anErasure }),
		},
		{
			name: "erases nothing by opening", flaw: "EraseValues ignores subjects with an opening.", caught: "LOG-10",
			hooks: unerased(func(s store.Subject) bool { return s.Opening != "" }),
		},
		{
			name: "erases nothing by recruiter", flaw: "EraseValues ignores subjects with a recruiter.", caught: "LOG-07 ID-10",
			hooks: unerased(func(s store.Subject) bool { return s.Recruiter != "" }),
		},
		{
			name: "erases nothing by staff", flaw: "EraseValues ignores subjects with a user.", caught: "LOG-07",
			hooks: unerased(func(s store.Subject) bool { return s.Staff != "" }),
		},
		{
			name: "erases nothing by agency", flaw: "EraseValues ignores subjects with nothing but an agency.", caught: "LOG-07",
			hooks: unerased(func(s store.Subject) bool { return s == store.Subject{Agency: s.Agency} }),
		},
	}
}
