package memstore

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func drawPosition(t *rapid.T) position {
	return position{
		rank: rapid.Int64Range(-2, 2).Draw(t, "rank"),
		id:   rapid.SampledFrom([]string{"A", "a", "b", "aa", "é", "c"}).Draw(t, "id"),
	}
}

// content returns the IDs and ranks behind p by descending into o.
func content(o order, p position) (all []position) {
	var walk func(*knot)
	walk = func(k *knot) {
		if k == nil {
			return
		}
		walk(k.left)
		if p.compare(k.at) < 0 {
			all = append(all, k.at)
		}
		walk(k.right)
	}
	walk(o.root)
	return all
}

func names(ps []position) (ids []string) {
	for _, p := range ps {
		ids = append(ids, p.id)
	}
	return ids
}

func walked(p position, a, b order) (ids []string) {
	w := after(p, a, b)
	for id, ok := w.next(); ok; id, ok = w.next() {
		ids = append(ids, id)
	}
	return ids
}

// heap fails unless no knot weighs more than the one above it, which keeps
// the tree shallow.
func heap(t require.TestingT, k *knot) {
	if k == nil {
		return
	}
	for _, c := range []*knot{k.left, k.right} {
		if c != nil {
			require.LessOrEqual(t, c.weight, k.weight)
			heap(t, c)
		}
	}
}

func TestOrderIsASortedSetAndOldVersionsStay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var now order
		var want []position
		var old []order
		var oldWant [][]position
		by := new(edit)
		t.Repeat(map[string]func(*rapid.T){
			"insert": func(t *rapid.T) {
				p := drawPosition(t)
				now.insert(by, p)
				if i, found := slices.BinarySearchFunc(want, p, position.compare); !found {
					want = slices.Insert(slices.Clone(want), i, p)
				}
			},
			"remove": func(t *rapid.T) {
				p := drawPosition(t)
				now.remove(by, p)
				if i, found := slices.BinarySearchFunc(want, p, position.compare); found {
					want = slices.Delete(slices.Clone(want), i, i+1)
				}
			},
			"publish": func(*rapid.T) {
				old, oldWant, by = append(old, now), append(oldWant, want), new(edit)
			},
			"roll back": func(*rapid.T) {
				now, want, by = order{}, nil, new(edit)
				if n := len(old); n > 0 {
					now, want = old[n-1], oldWant[n-1]
				}
			},
			"walk": func(t *rapid.T) {
				p := drawPosition(t)
				i, found := slices.BinarySearchFunc(want, p, position.compare)
				if found {
					i++
				}
				require.Equal(t, names(want[i:]), walked(p, now, order{}))
				require.Equal(t, names(want[i:]), walked(p, order{}, now))
			},
			"walk the union with an old version": func(t *rapid.T) {
				if len(old) == 0 {
					return
				}
				p, i := drawPosition(t), rapid.IntRange(0, len(old)-1).Draw(t, "version")
				both := slices.Concat(content(now, p), content(old[i], p))
				slices.SortFunc(both, position.compare)
				require.Equal(t, names(slices.Compact(both)), walked(p, now, old[i]))
			},
			"": func(t *rapid.T) {
				require.True(t, slices.Equal(want, content(now, start)), "%v", want)
				heap(t, now.root)
			},
		})
		for i := range old {
			require.True(t, slices.Equal(oldWant[i], content(old[i], start)), "version %d", i)
		}
	})
}

func TestOrderStaysShallow(t *testing.T) {
	var o order
	by := new(edit)
	const n = 10_000
	for i := range int64(n) {
		o.insert(by, position{rank: i, id: "x"})
	}
	var depth func(*knot) int
	depth = func(k *knot) int {
		if k == nil {
			return 0
		}
		return 1 + max(depth(k.left), depth(k.right))
	}
	require.Less(t, depth(o.root), 80, "expected about 35")
}
