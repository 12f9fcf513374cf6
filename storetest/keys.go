package storetest

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

var keyChecks = []check{
	{"KEY-01", "Holders are who holds each of Query.Keys, one by one, repetitions included: ascending by Turn, then by Candidate; nil where nobody does.", findsHolders, nil},
	{"KEY-02", "Of more than MaxHolders of a key, the first ones are told.", cutsHolders, nil},
	{"KEY-03", "A candidate may hold a key at several turns; holding one again replaces its agency.", holdsAgain, nil},
	{"KEY-04", "LetGo takes the holdings that it names, and no other; to let go of what is not held is no error.", letsGo, nil},
	{"KEY-05", "A question may have as many keys as there are, and a digest any value.", asksManyKeys, nil},
	{"KEY-06", "A candidate may hold MaxHeld keys, and be said to hold one twice in a call.", holdsMany, nil},
	{"KEY-07", "Index comes with Keys, as it was put last, and not without them.", bringsIndex, nil},
	{"KEY-08", "Who holds a key depends on Hold and LetGo alone, and not on the candidate's record.", holdsWithoutRecord, nil},
}

// holders checks who holds the keys in acme.
func (p *probe) holders(what string, keys []candidate.Digest, expected ...[]candidate.Holder) {
	p.equal("who holds the keys "+what, expected, p.read(acme, store.Query{Keys: keys}).Holders)
}

func those(all ...candidate.Holder) []candidate.Holder { return all }

func findsHolders(p *probe) {
	p.holders("of an unknown account", []candidate.Digest{1, 2}, nil, nil)
	p.update(acme, func(t store.Tx) {
		t.Hold("b", "north", at(0, 1, 2))
		t.Hold("é", "north", at(1, 1))
		t.Hold("a", "south", at(1, 1))
		t.Hold("Z", "", at(1, 1))
		t.Hold("c", "south", at(255, 1))
		t.Hold("a", "south", at(10, 3))
		t.Hold("b", "south", at(9, 3))
		t.Hold("10", "south", at(2, 3))
		t.Hold("9", "south", at(2, 3))
	})
	one := those(holder("b", "north", 0), holder("Z", "", 1), holder("a", "south", 1), holder("é", "north", 1), holder("c", "south", 255))
	two := those(holder("b", "north", 0))
	three := those(holder("10", "south", 2), holder("9", "south", 2), holder("b", "south", 9), holder("a", "south", 10))
	p.holders("one by one", []candidate.Digest{1}, one)
	p.holders("in the order of the question", []candidate.Digest{3, 99, 1, 2}, three, nil, one, two)
	p.holders("asked for twice", []candidate.Digest{2, 1, 2, 99, 2, 99}, two, one, two, nil, two, nil)
	p.holders("that nobody holds", []candidate.Digest{4}, nil)
	for what, keys := range map[string][]candidate.Digest{"nil": nil, "empty": {}} {
		p.equal("the holders of no keys, "+what, [][]candidate.Holder(nil), p.read(acme, store.Query{Keys: keys}).Holders)
	}
}

// block is more holders of a key than are told, in no order, and as they stand.
func block(n int) (all []candidate.Holder) {
	for i := range n {
		id := fmt.Sprintf("%04d", i*7919%n)
		all = append(all, holder(id, "agency "+id[2:], uint8(i*31%7)))
	}
	return all
}

func inOrder(all []candidate.Holder) []candidate.Holder {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b candidate.Holder) int {
		if a.Turn != b.Turn {
			return int(a.Turn) - int(b.Turn)
		}
		return strings.Compare(string(a.Candidate), string(b.Candidate))
	})
	return all
}

func (p *probe) hold(d candidate.Digest, all []candidate.Holder) {
	p.update(acme, func(t store.Tx) {
		for _, h := range all {
			t.Hold(h.Candidate, h.Agency, at(h.Turn, d))
		}
	})
}

func cutsHolders(p *probe) {
	const more = store.MaxHolders + 60
	all := block(more)
	few := those(holder("few", "north", 0))
	p.hold(7, all[:store.MaxHolders])
	p.hold(8, few)
	keys := []candidate.Digest{7, 8, 7}
	p.holders("as many as are told", keys, inOrder(all[:store.MaxHolders]), few, inOrder(all[:store.MaxHolders]))
	p.hold(7, all[store.MaxHolders:store.MaxHolders+1])
	first := inOrder(all[:store.MaxHolders+1])[:store.MaxHolders]
	p.holders("one more", keys, first, few, first)
	p.hold(7, all[store.MaxHolders+1:])
	sorted := inOrder(all)
	p.holders("many more", keys, sorted[:store.MaxHolders], few, sorted[:store.MaxHolders])
	p.update(acme, func(t store.Tx) {
		for _, h := range sorted[:50] {
			t.LetGo(h.Candidate, at(h.Turn, 7))
		}
	})
	p.holders("after the first have gone", keys[:1], sorted[50:50+store.MaxHolders])
}

func holdsAgain(p *probe) {
	p.update(acme, func(t store.Tx) { t.Hold("a", "north", at(0, 1, 2)) })
	p.update(acme, func(t store.Tx) {
		t.Hold("a", "north", at(3, 1))
		t.Hold("b", "south", at(3, 1))
	})
	keys := []candidate.Digest{1, 2}
	p.holders("at several turns", keys,
		those(holder("a", "north", 0), holder("a", "north", 3), holder("b", "south", 3)), those(holder("a", "north", 0)))
	p.update(acme, func(t store.Tx) { t.Hold("a", "south", at(0, 1)) })
	p.holders("for another agency", keys,
		those(holder("a", "south", 0), holder("a", "north", 3), holder("b", "south", 3)), those(holder("a", "north", 0)))
	p.update(acme, func(t store.Tx) {
		t.Hold("a", "", at(3, 1))
		t.Hold("b", "east", at(3, 1))
		t.Hold("b", "west", at(3, 1))
	})
	p.holders("for no agency, and twice over", keys,
		those(holder("a", "south", 0), holder("a", "", 3), holder("b", "west", 3)), those(holder("a", "north", 0)))
}

func letsGo(p *probe) {
	keys := []candidate.Digest{1, 2, 3}
	a, b, later := holder("a", "north", 0), holder("b", "south", 0), holder("a", "north", 1)
	p.update(acme, func(t store.Tx) {
		t.Hold("a", "north", candidate.Hold(candidate.Holding{Digest: 1}, candidate.Holding{Digest: 2}, candidate.Holding{Digest: 1, Turn: 1}))
		t.Hold("b", "south", at(0, 1, 2, 3))
	})
	p.holders("at first", keys, those(a, b, later), those(a, b), those(b))
	p.update(acme, func(t store.Tx) {
		t.LetGo("a", "")           // of nothing
		t.LetGo("a", at(0, 3, 99)) // of what others hold, and nobody
		t.LetGo("a", at(2, 1))     // of another turn
		t.LetGo("nobody", at(0, 1))
	})
	p.holders("after letting go of what is not held", keys, those(a, b, later), those(a, b), those(b))
	p.update(acme, func(t store.Tx) { t.LetGo("a", at(0, 1, 3)) })
	p.holders("after letting go of some", keys, those(b, later), those(a, b), those(b))
	p.update(acme, func(t store.Tx) {
		t.LetGo("a", at(0, 1, 2))
		t.LetGo("a", at(1, 1))
		t.LetGo("b", at(0, 3))
	})
	p.holders("after letting go of all", keys, those(b), those(b), nil)
	p.update(acme, func(t store.Tx) { t.Hold("a", "east", at(0, 1)) })
	p.holders("after holding again", keys, those(holder("a", "east", 0), b), those(b), nil)
	p.update(acme, func(t store.Tx) {
		t.LetGo("a", at(0, 1))
		t.Hold("a", "west", at(0, 1))
		t.Hold("c", "west", at(0, 3))
		t.LetGo("c", at(0, 3))
	})
	p.holders("after both in one transaction", keys, those(holder("a", "west", 0), b), those(b), nil)
}

// digests are hard to keep for some column or conversion.
var digests = []candidate.Digest{
	0, 1, 255, 256, 1 << 31, 1<<32 - 1, 1 << 32, 1<<53 + 1, math.MaxInt64, math.MaxInt64 + 1, math.MaxInt64 + 2, math.MaxUint64 - 1, math.MaxUint64,
}

func asksManyKeys(p *probe) {
	const asked = 300
	var keys []candidate.Digest
	for i := range asked - len(digests) {
		keys = append(keys, candidate.Digest(i+1)*0x9e3779b97f4a7c15)
	}
	keys = append(keys, digests...)
	held := func(i int) bool { return i >= asked-len(digests) || i%3 > 0 }
	expected := make([][]candidate.Holder, asked)
	for i := range keys {
		if held(i) {
			expected[i] = those(holder(numbered(i), "of "+numbered(i), uint8(i)))
		}
	}
	p.update(acme, func(t store.Tx) {
		for i, d := range keys {
			for _, h := range expected[i] {
				t.Hold(h.Candidate, h.Agency, at(h.Turn, d))
			}
		}
	})
	for i, d := range digests {
		p.holders(fmt.Sprintf("of the digest %d", d), []candidate.Digest{d}, expected[asked-len(digests)+i])
	}
	keys, expected = append(keys, keys[0], keys[1], keys[asked-1]), append(expected, expected[0], expected[1], expected[asked-1])
	p.holders("in one question", keys, expected...)
}

func holdsMany(p *probe) {
	var all []candidate.Holding
	var keys []candidate.Digest
	var expected [][]candidate.Holder
	for i := range candidate.MaxHeld {
		d := candidate.Digest(i+1) << 40
		all = append(all, candidate.Holding{Digest: d, Turn: uint8(2 * i)})
		keys = append(keys, d)
		expected = append(expected, those(holder("a", "north", uint8(2*i))))
	}
	p.update(acme, func(t store.Tx) { t.Hold("a", "north", candidate.Hold(all...)) })
	p.holders("that are many", keys, expected...)
	twice := candidate.Hold(all[0], all[1], all[0], all[0])
	p.update(acme, func(t store.Tx) { t.Hold("a", "south", twice) })
	p.holders("one of them twice over", keys[:3], those(holder("a", "south", 0)), those(holder("a", "south", 2)), expected[2])
	p.update(acme, func(t store.Tx) { t.LetGo("a", twice) })
	p.holders("one of them let go twice over", keys[:3], nil, nil, expected[2])
	p.update(acme, func(t store.Tx) { t.LetGo("a", candidate.Hold(all...)) })
	p.holders("that are gone", keys, make([][]candidate.Holder, len(keys))...)
}

func bringsIndex(p *probe) {
	index := func(what string, expected candidate.Index, keys ...candidate.Digest) {
		p.equal("the index "+what, expected, p.read(acme, store.Query{Keys: keys}).Index)
	}
	index("of an unknown account", candidate.Index{}, 1)
	x := candidate.Index{Size: math.MaxInt64, Key: "a key's name, 'é' %"}
	p.update(acme, func(t store.Tx) { t.PutIndex(x) })
	index("as it was put", x, 1)
	index("with several keys", x, 1, 1, 2)
	index("without keys", candidate.Index{})
	p.update(acme, func(t store.Tx) {
		t.PutIndex(candidate.Index{Size: 7, Key: "2"})
		t.PutIndex(candidate.Index{Size: 1})
	})
	index("as it was put last", candidate.Index{Size: 1}, 1)
	p.update(acme, func(t store.Tx) { t.PutSettings(agency.Settings{Version: 5}) })
	index("beside other settings", candidate.Index{Size: 1}, 1)
	p.update(acme, func(t store.Tx) { t.PutIndex(x) })
	f := p.read(acme, store.Query{Keys: []candidate.Digest{1}})
	p.equal("the settings beside another index", store.Facts{Settings: agency.Settings{Version: 5}, Index: x, Holders: make([][]candidate.Holder, 1)}, f)
}

func holdsWithoutRecord(p *probe) {
	c := person("a", "a")
	c.Held, c.Agency = at(0, 1, 2), "north"
	p.update(acme, func(t store.Tx) { t.PutCandidates(c) })
	p.holders("that a record alone has", []candidate.Digest{1, 2}, nil, nil)
	p.update(acme, func(t store.Tx) { t.Hold("a", "south", at(4, 2, 3)) })
	expected := those(holder("a", "south", 4))
	p.holders("that a record has otherwise", []candidate.Digest{1, 2, 3}, nil, expected, expected)
	c.Held, c.Agency = "", "west"
	p.update(acme, func(t store.Tx) { t.PutCandidates(c) })
	p.holders("that no record has any more", []candidate.Digest{1, 2, 3}, nil, expected, expected)
	p.update(acme, func(t store.Tx) { t.LetGo("a", at(4, 2, 3)) })
	p.equal("the record", []store.Known{{Candidate: c}}, p.read(acme, store.Query{Candidates: []candidate.ID{"a"}}).Known)
}
