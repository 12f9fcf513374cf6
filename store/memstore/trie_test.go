package memstore

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// weak hashes collide in their low bits, in all bits, or not at all.
func weak(kind int, key int) uint64 {
	switch kind {
	case 0:
		return uint64(key) * 0x9E3779B97F4A7C15
	case 1:
		return uint64(key) << 55
	case 2:
		return uint64(key % 3)
	}
	return 1 << 63
}

func TestTrieIsAMapAndOldVersionsStay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.IntRange(0, 3).Draw(t, "hash")
		key := rapid.IntRange(0, 60)
		var now trie[int, int]
		want := make(map[int]int)
		var old []trie[int, int]
		var oldWant []map[int]int
		by := new(edit)
		same := func(of *trie[int, int], want map[int]int) {
			require.Equal(t, want, maps.Collect(of.all()))
			for k := range 61 {
				v, ok := of.get(weak(kind, k), k)
				w, wok := want[k]
				require.Equal(t, wok, ok, "key %d", k)
				require.Equal(t, w, v, "key %d", k)
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"put": func(t *rapid.T) {
				k, v := key.Draw(t, "key"), rapid.Int().Draw(t, "value")
				now.put(by, weak(kind, k), k, v)
				want[k] = v
			},
			"remove": func(t *rapid.T) {
				k := key.Draw(t, "key")
				now.remove(by, weak(kind, k), k)
				delete(want, k)
			},
			"publish": func(*rapid.T) {
				old, oldWant = append(old, now), append(oldWant, maps.Clone(want))
				by = new(edit)
			},
			"roll back": func(*rapid.T) {
				by = new(edit)
				if n := len(old); n > 0 {
					now, want = old[n-1], maps.Clone(oldWant[n-1])
				} else {
					now, want = trie[int, int]{}, make(map[int]int)
				}
			},
		})
		same(&now, want)
		for i := range old {
			same(&old[i], oldWant[i])
		}
	})
}

func TestWalkingATrieStops(t *testing.T) {
	var m trie[int, int]
	by := new(edit)
	for k := range 100 {
		m.put(by, weak(0, k), k, k)
	}
	n := 0
	for range m.all() {
		if n++; n == 40 {
			break
		}
	}
	require.Equal(t, 40, n)
}
