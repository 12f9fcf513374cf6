package storetest

import (
	"slices"
	"strings"
	"sync"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// holdersAs changes each list of holders.
func holdersAs(fn func([]candidate.Holder) []candidate.Holder) hooks {
	return answered(func(_ store.Query, f *store.Facts) {
		turn(f.Holders, func(all *[]candidate.Holder) { *all = fn(*all) })
	})
}

// reheld changes what is held and let go of.
func reheld(fn func([]candidate.Holding) []candidate.Holding) hooks {
	return altered(func(b *batch) { b.held = candidate.Hold(fn(slices.Collect(b.held.All()))...) })
}

// digested keeps digests as fn makes them, and looks for them so.
func digested(fn func(candidate.Digest) candidate.Digest) hooks {
	h := reheld(func(all []candidate.Holding) []candidate.Holding {
		turn(all, func(h *candidate.Holding) { h.Digest = fn(h.Digest) })
		return all
	})
	h.answer = asked(func(q *store.Query) {
		q.Keys = slices.Clone(q.Keys)
		turn(q.Keys, func(d *candidate.Digest) { *d = fn(*d) })
	}).answer
	return h
}

func holdsTwice(b *batch) bool {
	var seen []candidate.Holding
	for h := range b.held.All() {
		if slices.Contains(seen, h) {
			return true
		}
		seen = append(seen, h)
	}
	return false
}

func keyFaults() []fault {
	return []fault{
		{
			name: "holders by ID", flaw: "The holders of a key are in the order of their IDs alone.", caught: "KEY-01",
			hooks: holdersAs(func(all []candidate.Holder) []candidate.Holder {
				slices.SortFunc(all, func(a, b candidate.Holder) int { return strings.Compare(string(a.Candidate), string(b.Candidate)) })
				return all
			}),
		},
		{
			name: "holders of a turn in locale order", flaw: "Holders of one turn are in the order of some language.", caught: "KEY-01 ID-18",
			hooks: holdersAs(func(all []candidate.Holder) []candidate.Holder {
				slices.SortStableFunc(all, func(a, b candidate.Holder) int {
					if a.Turn != b.Turn {
						return int(a.Turn) - int(b.Turn)
					}
					return locale(string(a.Candidate), string(b.Candidate))
				})
				return all
			}),
		},
		{
			name: "holders of a key once", flaw: "A key that is asked for twice has holders only once.", caught: "KEY-01",
			hooks: answered(func(q store.Query, f *store.Facts) {
				for i, d := range q.Keys {
					if slices.Contains(q.Keys[:i], d) {
						f.Holders[i] = nil
					}
				}
			}),
		},
		{
			name: "keys that are held", flaw: "Holders leaves out keys that nobody holds.", caught: "KEY-01 FACT-01",
			hooks: answered(func(_ store.Query, f *store.Facts) {
				f.Holders = slices.DeleteFunc(f.Holders, func(all []candidate.Holder) bool { return all == nil })
			}),
		},
		{
			name: "no holders", flaw: "A key that nobody holds has a list of holders that is empty, and not nil.", caught: "KEY-01",
			hooks: holdersAs(func(all []candidate.Holder) []candidate.Holder { return append([]candidate.Holder{}, all...) }),
		},
		{
			name: "holders of no keys", flaw: "Without keys Holders is empty, and not nil.", caught: "KEY-01",
			hooks: answered(func(_ store.Query, f *store.Facts) { f.Holders = append([][]candidate.Holder{}, f.Holders...) }),
		},
		{
			name: "keys in table order", flaw: "Holders are in the order of the digests.", caught: "KEY-01",
			hooks: asked(func(q *store.Query) {
				q.Keys = slices.Clone(q.Keys)
				slices.Sort(q.Keys)
			}),
		},
		{
			name: "one holder less", flaw: "Of a key's holders one less than MaxHolders is told.", caught: "KEY-02",
			hooks: holdersAs(func(all []candidate.Holder) []candidate.Holder { return all[:min(len(all), store.MaxHolders-1)] }),
		},
		{
			name: "holders of all keys together", flaw: "MaxHolders bounds the holders of all keys of a question.", caught: "KEY-02",
			hooks: answered(func(_ store.Query, f *store.Facts) {
				left := store.MaxHolders
				turn(f.Holders, func(all *[]candidate.Holder) {
					if *all = (*all)[:min(len(*all), left)]; len(*all) == 0 {
						*all = nil
					}
					left -= len(*all)
				})
			}),
		},
		{
			name: "the first to come", flaw: "Of more than MaxHolders those are told who held the key first.", caught: "KEY-02",
			plant: func(store.Store) hooks {
				var mu sync.Mutex
				held := make(map[candidate.Holding]int)
				return hooks{write: func(t store.Tx, b *batch) {
					mu.Lock()
					defer mu.Unlock()
					if b.kind == aHold {
						for h := range b.held.All() {
							if h.Turn = 0; held[h] >= store.MaxHolders {
								return
							}
							held[h]++
						}
					}
					b.apply(t)
				}}
			},
		},
		{
			name: "one turn each", flaw: "A candidate holds a key at one turn only.", caught: "KEY-03",
			hooks: holdersAs(func(all []candidate.Holder) []candidate.Holder {
				return slices.CompactFunc(all, func(a, b candidate.Holder) bool { return a.Candidate == b.Candidate })
			}),
		},
		{
			name: "holds for the first agency", flaw: "Holding a key again does not replace its agency.", caught: "KEY-03 FACT-03",
			hooks: hooks{write: func(t store.Tx, b *batch) {
				if b.kind != aHold {
					b.apply(t)
					return
				}
				var missing []candidate.Holding
				for h := range b.held.All() {
					f, err := t.Facts(store.Query{Keys: []candidate.Digest{h.Digest}})
					if err != nil || !slices.ContainsFunc(f.Holders[0], func(o candidate.Holder) bool { return o.Candidate == b.holder && o.Turn == h.Turn }) {
						missing = append(missing, h)
					}
				}
				b.held = candidate.Hold(missing...)
				b.apply(t)
			}},
		},
		{
			name: "lets go of every turn", flaw: "LetGo takes the keys at all turns.", caught: "KEY-04",
			hooks: hooks{write: func(t store.Tx, b *batch) {
				if b.kind == aLetGo {
					var all []candidate.Holding
					for h := range b.held.All() {
						for n := range uint8(8) {
							all = append(all, candidate.Holding{Digest: h.Digest, Turn: n})
						}
					}
					b.held = candidate.Hold(all...)
				}
				b.apply(t)
			}},
		},
		{
			name: "lets go for everybody", flaw: "LetGo takes the keys from other candidates as well.", caught: "KEY-04",
			hooks: hooks{write: func(t store.Tx, b *batch) {
				if b.kind == aLetGo {
					for h := range b.held.All() {
						f, err := t.Facts(store.Query{Keys: []candidate.Digest{h.Digest}})
						for _, o := range slices.Concat(f.Holders...) {
							if err == nil && o.Turn == h.Turn {
								t.LetGo(o.Candidate, candidate.Hold(h))
							}
						}
					}
				}
				b.apply(t)
			}},
		},
		{
			name: "holds on", flaw: "LetGo has no effect.", caught: "KEY-04", hooks: droppingWrites(func(b *batch) bool { return b.kind == aLetGo }),
		},
		{
			name: "cannot let go", flaw: "To let go of what is not held fails.", caught: "KEY-04",
			hooks: hooks{write: func(t store.Tx, b *batch) {
				if b.kind == aLetGo {
					for h := range b.held.All() {
						f, err := t.Facts(store.Query{Keys: []candidate.Digest{h.Digest}})
						if err == nil && !slices.Contains(holderIDs(f.Holders[0]), b.holder) {
							t.PutAgencies(agency.Agency{})
						}
					}
				}
				b.apply(t)
			}},
		},
		{
			name: "a hundred keys", flaw: "The first hundred keys of a question are looked up.", caught: "KEY-05",
			hooks: hooks{answer: func(a asking) (store.Facts, error) {
				n := len(a.q.Keys)
				a.q.Keys = a.q.Keys[:min(n, 100)]
				f, err := a.ask()
				if err == nil && n > 100 {
					f.Holders = append(f.Holders, make([][]candidate.Holder, n-100)...)
				}
				return f, err
			}},
		},
		{
			name: "digests without their first bit", flaw: "Digests are kept in 63 bits.", caught: "KEY-05",
			hooks: digested(func(d candidate.Digest) candidate.Digest { return d &^ (1 << 63) }),
		},
		{
			name: "digests as floats", flaw: "Digests are kept with 53 significant bits.", caught: "KEY-05",
			hooks: digested(func(d candidate.Digest) candidate.Digest {
				if d >= 1<<53 {
					return d &^ (1<<11 - 1)
				}
				return d
			}),
		},
		{
			name: "digest 0 is none", flaw: "Nobody holds the digest 0.", caught: "KEY-05",
			hooks: reheld(func(all []candidate.Holding) []candidate.Holding {
				return slices.DeleteFunc(all, func(h candidate.Holding) bool { return h.Digest == 0 })
			}),
		},
		{
			name: "turns in seven bits", flaw: "Turns over 127 are kept as 127.", caught: "KEY-01 KEY-05 KEY-06",
			hooks: reheld(func(all []candidate.Holding) []candidate.Holding {
				turn(all, func(h *candidate.Holding) { h.Turn = min(h.Turn, 127) })
				return all
			}),
		},
		{
			name: "a hundred holdings", flaw: "A candidate holds the first hundred keys of a call.", caught: "KEY-06",
			hooks: reheld(func(all []candidate.Holding) []candidate.Holding { return first100(all) }),
		},
		{
			name: "held twice in a call", flaw: "To hold a key twice in a call fails.", caught: "KEY-06",
			hooks: hooks{write: func(t store.Tx, b *batch) {
				if holdsTwice(b) {
					t.PutAgencies(agency.Agency{})
				}
				b.apply(t)
			}},
		},
		{
			name: "index unasked", flaw: "The index comes without keys as well.", caught: "KEY-07",
			hooks: hooks{answer: func(a asking) (store.Facts, error) {
				f, err := a.ask()
				if err == nil && len(a.q.Keys) == 0 {
					var with store.Facts
					with, err = a.next(store.Query{Keys: []candidate.Digest{1}})
					f.Index = with.Index
				}
				return f, err
			}},
		},
		{
			name: "the first index", flaw: "PutIndex does not replace the index.", caught: "KEY-07",
			hooks: hooks{write: func(t store.Tx, b *batch) {
				if f, err := t.Facts(store.Query{Keys: []candidate.Digest{1}}); b.kind == anIndex && err == nil && f.Index.Size > 0 {
					return
				}
				b.apply(t)
			}},
		},
		{
			name: "settings without an index", flaw: "PutSettings forgets the index.", caught: "KEY-07",
			hooks: hooks{write: func(t store.Tx, b *batch) {
				if b.kind == aSettings {
					t.PutIndex(candidate.Index{})
				}
				b.apply(t)
			}},
		},
		{
			name: "holders with a record", flaw: "Holders are candidates with a record.", caught: "KEY-01",
			hooks: hooks{answer: func(a asking) (store.Facts, error) {
				f, err := a.ask()
				if err != nil {
					return f, err
				}
				known, err := a.next(store.Query{Candidates: holderIDs(slices.Concat(f.Holders...))})
				turn(f.Holders, func(all *[]candidate.Holder) {
					*all = slices.DeleteFunc(*all, func(h candidate.Holder) bool { return !slices.Contains(knownIDs(known.Known), h.Candidate) })
				})
				return f, err
			}},
		},
		{
			name: "holds what the record has", flaw: "A record's Held is held as if by Hold.", caught: "KEY-08",
			hooks: hooks{write: func(t store.Tx, b *batch) {
				b.apply(t)
				for _, c := range b.candidates {
					t.Hold(c.ID, c.Agency, c.Held)
				}
			}},
		},
	}
}

func holderIDs(all []candidate.Holder) (ids []candidate.ID) {
	for _, h := range all {
		ids = append(ids, h.Candidate)
	}
	return ids
}
