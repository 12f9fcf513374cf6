package memstore

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// drawRow draws one of 900 rows, which are enough for a block of several nodes.
func drawRow(t *rapid.T) *row {
	return &row{Holder: candidate.Holder{
		Candidate: candidate.ID(fmt.Sprint(rapid.IntRange(0, 299).Draw(t, "candidate"))),
		Agency:    agency.AgencyID(fmt.Sprint(rapid.IntRange(0, 2).Draw(t, "agency"))),
		Turn:      uint8(rapid.IntRange(0, 2).Draw(t, "turn")),
	}}
}

// byTurn is the order that the contract asks for.
func byTurn(a, b candidate.Holder) int {
	if a.Turn != b.Turn {
		return int(a.Turn) - int(b.Turn)
	}
	return strings.Compare(string(a.Candidate), string(b.Candidate))
}

// A place is what a holder is replaced by.
type place struct {
	candidate candidate.ID
	turn      uint8
}

func placeOf(h candidate.Holder) place { return place{h.Candidate, h.Turn} }

// A ledger is what keys should be.
type ledger map[candidate.Digest]map[place]candidate.Holder

func (l ledger) clone() ledger {
	c := maps.Clone(l)
	for d := range c {
		c[d] = maps.Clone(c[d])
	}
	return c
}

func (l ledger) sorted(d candidate.Digest) []candidate.Holder {
	return slices.SortedFunc(maps.Values(l[d]), byTurn)
}

func heldBy(k *keys, d candidate.Digest, limit int) []candidate.Holder {
	r, ok := k.get(uint64(d), struct{}{})
	switch {
	case !ok:
		return nil
	case r.more == nil:
		return []candidate.Holder{r.Holder}
	}
	return r.more.read(nil, limit)
}

// narrow fails unless each node has a bounded number of rows, at least one, and
// none before its own first one.
func narrow(t require.TestingT, b *block) {
	require.NotEmpty(t, b.rows)
	require.LessOrEqual(t, len(b.rows), blockWidth)
	if b.kids != nil {
		require.Len(t, b.kids, len(b.rows))
	}
	for i, kid := range b.kids {
		narrow(t, kid)
		require.LessOrEqual(t, b.rows[i].compare(kid.rows[0]), 0)
	}
}

func TestKeysAreSortedSetsOfHoldersAndOldVersionsStay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digests := []candidate.Digest{0, 1, 32, 1 << 63, 1<<64 - 1}
		digest := rapid.SampledFrom(digests)
		var now keys
		want := ledger{}
		for _, d := range digests {
			want[d] = map[place]candidate.Holder{}
		}
		var old []keys
		var oldWant []ledger
		by := new(edit)
		hold := func(d candidate.Digest, r *row) {
			now.hold(by, d, r)
			want[d][placeOf(r.Holder)] = r.Holder
		}
		letGo := func(d candidate.Digest, r *row) {
			now.letGo(by, d, r)
			delete(want[d], placeOf(r.Holder))
		}
		same := func(k *keys, want ledger) {
			for _, d := range digests {
				require.True(t, slices.Equal(want.sorted(d), heldBy(k, d, 1<<20)), "digest %d", d)
				if r, ok := k.get(uint64(d), struct{}{}); ok && r.more != nil {
					narrow(t, r.more)
				}
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"hold":   func(t *rapid.T) { hold(digest.Draw(t, "digest"), drawRow(t)) },
			"let go": func(t *rapid.T) { letGo(digest.Draw(t, "digest"), drawRow(t)) },
			"hold many": func(t *rapid.T) {
				d, first, step := digest.Draw(t, "digest"), drawRow(t), rapid.SampledFrom([]int{1, 7, 299}).Draw(t, "step")
				for i := range 250 {
					r := *first
					r.Candidate = candidate.ID(fmt.Sprint(i * step % 300))
					hold(d, &r)
				}
			},
			"let go of many": func(t *rapid.T) {
				d, n := digest.Draw(t, "digest"), rapid.IntRange(1, 600).Draw(t, "number")
				all := want.sorted(d)
				for _, h := range all[:min(n, len(all))] {
					letGo(d, &row{Holder: h})
				}
			},
			"publish": func(*rapid.T) {
				old, oldWant, by = append(old, now), append(oldWant, want.clone()), new(edit)
			},
			"read some": func(t *rapid.T) {
				d, n := digest.Draw(t, "digest"), rapid.IntRange(1, 700).Draw(t, "limit")
				all, read := want.sorted(d), now.holders([]candidate.Digest{d})[0]
				require.True(t, slices.Equal(all[:min(n, len(all))], heldBy(&now, d, n)))
				require.True(t, slices.Equal(all[:min(store.MaxHolders, len(all))], read))
			},
		})
		same(&now, want)
		for i := range old {
			same(&old[i], oldWant[i])
		}
	})
}

// Holding a key that 100,000 hold copies one node of each level, and letting go
// of it leaves nothing.
func TestHoldingAKeyOfManyCopiesLittle(t *testing.T) {
	const n, d = 100_000, 7
	var k keys
	by := new(edit)
	holder := func(i int) *row { return &row{Holder: candidate.Holder{Candidate: candidate.ID(fmt.Sprint(i))}} }
	for i := range n {
		k.hold(by, d, holder(i))
	}
	before := k
	k.hold(new(edit), d, holder(n))
	require.Len(t, heldBy(&before, d, 2*n), n)
	all := heldBy(&k, d, 2*n)
	require.Len(t, all, n+1)
	require.True(t, slices.IsSortedFunc(all, byTurn))

	root, _ := k.get(d, struct{}{})
	narrow(t, root.more)
	was, is := nodes(&before, d), nodes(&k, d)
	made := 0
	for b := range is {
		if !was[b] {
			made++
		}
	}
	require.Greater(t, len(is), 1000)
	require.GreaterOrEqual(t, made, 3)
	require.LessOrEqual(t, made, 6)

	by = new(edit)
	for i := range n + 1 {
		k.letGo(by, d, holder(i))
	}
	require.Nil(t, k.holders([]candidate.Digest{d})[0])
	require.Len(t, heldBy(&before, d, 2*n), n)
}

func nodes(k *keys, d candidate.Digest) map[*block]bool {
	found := make(map[*block]bool)
	var walk func(*block)
	walk = func(b *block) {
		found[b] = true
		for _, kid := range b.kids {
			walk(kid)
		}
	}
	r, _ := k.get(uint64(d), struct{}{})
	walk(r.more)
	return found
}
