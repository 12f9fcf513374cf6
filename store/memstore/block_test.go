package memstore

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// drawRow draws one of 1800 rows, which are enough for a block of three levels.
func drawRow(t *rapid.T) *row {
	return &row{Holder: candidate.Holder{
		Candidate: candidate.ID(fmt.Sprint(rapid.IntRange(0, 599).Draw(t, "candidate"))),
		Agency:    agency.AgencyID(fmt.Sprint(rapid.IntRange(0, 2).Draw(t, "agency"))),
		Turn:      uint8(rapid.IntRange(0, 2).Draw(t, "turn")),
	}}
}

// byTurn is the order that the contract asks for.
func byTurn(a, b candidate.Holder) int {
	if a.Turn != b.Turn {
		return int(a.Turn) - int(b.Turn)
	}
	return slices.Compare([]byte(a.Candidate), []byte(b.Candidate))
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
		want := make(map[candidate.Digest][]candidate.Holder)
		var old []keys
		var oldWant []map[candidate.Digest][]candidate.Holder
		by := new(edit)
		hold := func(d candidate.Digest, r *row) {
			now.hold(by, d, r)
			i, found := slices.BinarySearchFunc(want[d], r.Holder, byTurn)
			if want[d] = slices.Clone(want[d]); found {
				want[d][i] = r.Holder
			} else {
				want[d] = slices.Insert(want[d], i, r.Holder)
			}
		}
		letGo := func(d candidate.Digest, r *row) {
			now.letGo(by, d, r)
			if i, found := slices.BinarySearchFunc(want[d], r.Holder, byTurn); found {
				want[d] = slices.Delete(slices.Clone(want[d]), i, i+1)
			}
		}
		same := func(k *keys, want map[candidate.Digest][]candidate.Holder) {
			for _, d := range digests {
				require.True(t, slices.Equal(want[d], heldBy(k, d, 1<<20)), "digest %d", d)
				if r, ok := k.get(uint64(d), struct{}{}); ok && r.more != nil {
					narrow(t, r.more)
				}
			}
		}
		publish := func() {
			kept := make(map[candidate.Digest][]candidate.Holder)
			for d, rows := range want {
				kept[d] = rows
			}
			old, oldWant, by = append(old, now), append(oldWant, kept), new(edit)
		}
		t.Repeat(map[string]func(*rapid.T){
			"hold":   func(t *rapid.T) { hold(digest.Draw(t, "digest"), drawRow(t)) },
			"let go": func(t *rapid.T) { letGo(digest.Draw(t, "digest"), drawRow(t)) },
			"hold many": func(t *rapid.T) {
				d, first, step := digest.Draw(t, "digest"), drawRow(t), rapid.SampledFrom([]int{1, 7, 599}).Draw(t, "step")
				for i := range 400 {
					r := *first
					r.Candidate = candidate.ID(fmt.Sprint(i * step % 600))
					hold(d, &r)
				}
			},
			"let go of many": func(t *rapid.T) {
				d, n := digest.Draw(t, "digest"), rapid.IntRange(1, 600).Draw(t, "number")
				for _, h := range want[d][:min(n, len(want[d]))] {
					letGo(d, &row{Holder: h})
				}
			},
			"publish": func(*rapid.T) { publish() },
			"read some": func(t *rapid.T) {
				d, n := digest.Draw(t, "digest"), rapid.IntRange(1, 700).Draw(t, "limit")
				require.True(t, slices.Equal(want[d][:min(n, len(want[d]))], heldBy(&now, d, n)))
				read := now.holders([]candidate.Digest{d})[0]
				require.True(t, slices.Equal(want[d][:min(store.MaxHolders, len(want[d]))], read))
			},
		})
		same(&now, want)
		for i := range old {
			same(&old[i], oldWant[i])
		}
	})
}

// Holding a key that 100,000 hold copies one node of each level.
func TestHoldingAKeyOfManyCopiesLittle(t *testing.T) {
	var k keys
	first := new(edit)
	for i := range 100_000 {
		k.hold(first, 7, &row{Holder: candidate.Holder{Candidate: candidate.ID(fmt.Sprint(i))}})
	}
	before, _ := k.get(7, struct{}{})
	k.hold(new(edit), 7, &row{Holder: candidate.Holder{Candidate: "one more"}})
	after, _ := k.get(7, struct{}{})
	old := make(map[*block]bool)
	var walk func(*block, func(*block))
	walk = func(b *block, visit func(*block)) {
		visit(b)
		for _, kid := range b.kids {
			walk(kid, visit)
		}
	}
	walk(before.more, func(b *block) { old[b] = true })
	copied := 0
	walk(after.more, func(b *block) {
		if !old[b] {
			copied++
		}
	})
	require.GreaterOrEqual(t, copied, 1)
	require.LessOrEqual(t, copied, 6, "of %d", len(old))
}
