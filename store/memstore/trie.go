package memstore

import (
	"iter"
	"math/bits"
	"slices"
)

// An edit is the identity of one transaction. A transaction changes in place
// what it made itself and copies everything else, so that states published
// before stay as they are. Once the transaction is over nobody has its edit
// any more, and nothing that it made can change again.
type edit struct{ _ byte } // not of size zero: pointers must differ

// A trie is a persistent hash map (CHAMP: M. Steindorfer and J. Vinju,
// "Optimizing Hash-Array Mapped Tries for Fast and Lean Immutable JVM
// Collections", OOPSLA 2015). Copying the trie value makes a snapshot. Callers
// hash their keys, so that one hash serves lookups in several tries; a key
// must always come with the same hash. Where the hash says all, the key is a
// struct{}, which takes no room.
type trie[K comparable, V any] struct{ root *branch[K, V] }

type branch[K comparable, V any] struct {
	owner    *edit
	leaves   uint32 // which slots hold an entry
	inner    uint32 // which slots hold a child
	entries  []entry[K, V]
	children []*branch[K, V]
}

type entry[K comparable, V any] struct {
	hash  uint64
	key   K
	value V
}

const (
	slotBits = 5
	slotMask = 1<<slotBits - 1
	hashBits = 64 // below this depth entries share the whole hash and stand in a row
)

func (t *trie[K, V]) get(hash uint64, key K) (value V, ok bool) {
	b := t.root
	for shift := 0; b != nil && shift < hashBits; shift += slotBits {
		bit := uint32(1) << (hash >> shift & slotMask)
		if b.leaves&bit != 0 {
			e := &b.entries[bits.OnesCount32(b.leaves&(bit-1))]
			if e.hash == hash && e.key == key {
				return e.value, true
			}
			return value, false
		}
		if b.inner&bit == 0 {
			return value, false
		}
		b = b.children[bits.OnesCount32(b.inner&(bit-1))]
	}
	if b != nil {
		for i := range b.entries {
			if b.entries[i].key == key {
				return b.entries[i].value, true
			}
		}
	}
	return value, false
}

func (t *trie[K, V]) put(by *edit, hash uint64, key K, value V) {
	t.root = t.root.put(by, 0, entry[K, V]{hash, key, value})
}

func (b *branch[K, V]) put(by *edit, shift int, e entry[K, V]) *branch[K, V] {
	b = b.own(by)
	if shift >= hashBits {
		for i := range b.entries {
			if b.entries[i].key == e.key {
				b.entries[i] = e
				return b
			}
		}
		b.entries = append(b.entries, e)
		return b
	}
	bit := uint32(1) << (e.hash >> shift & slotMask)
	i, j := bits.OnesCount32(b.leaves&(bit-1)), bits.OnesCount32(b.inner&(bit-1))
	switch {
	case b.inner&bit != 0:
		b.children[j] = b.children[j].put(by, shift+slotBits, e)
	case b.leaves&bit == 0:
		b.entries = slices.Insert(b.entries, i, e)
		b.leaves |= bit
	case b.entries[i].hash == e.hash && b.entries[i].key == e.key:
		b.entries[i] = e
	default:
		var child *branch[K, V]
		child = child.put(by, shift+slotBits, b.entries[i]).put(by, shift+slotBits, e)
		b.entries = slices.Delete(b.entries, i, i+1)
		b.leaves &^= bit
		b.children = slices.Insert(b.children, j, child)
		b.inner |= bit
	}
	return b
}

// remove leaves inner branches uncollapsed: few things are ever removed, and
// where one was there is soon another.
func (t *trie[K, V]) remove(by *edit, hash uint64, key K) {
	if _, ok := t.get(hash, key); ok {
		t.root = t.root.remove(by, 0, hash, key)
	}
}

func (b *branch[K, V]) remove(by *edit, shift int, hash uint64, key K) *branch[K, V] {
	b = b.own(by)
	if shift >= hashBits {
		b.entries = slices.DeleteFunc(b.entries, func(e entry[K, V]) bool { return e.key == key })
		return b
	}
	bit := uint32(1) << (hash >> shift & slotMask)
	if b.leaves&bit != 0 {
		i := bits.OnesCount32(b.leaves & (bit - 1))
		b.entries = slices.Delete(b.entries, i, i+1)
		b.leaves &^= bit
		return b
	}
	j := bits.OnesCount32(b.inner & (bit - 1))
	child := b.children[j].remove(by, shift+slotBits, hash, key)
	if b.children[j] = child; len(child.entries)+len(child.children) == 0 {
		b.children = slices.Delete(b.children, j, j+1)
		b.inner &^= bit
	}
	return b
}

// own returns the branch if by made it, and otherwise a copy that has room
// for one more entry.
func (b *branch[K, V]) own(by *edit) *branch[K, V] {
	switch {
	case b == nil:
		return &branch[K, V]{owner: by}
	case b.owner == by:
		return b
	}
	c := &branch[K, V]{owner: by, leaves: b.leaves, inner: b.inner}
	c.entries = append(make([]entry[K, V], 0, len(b.entries)+1), b.entries...)
	if len(b.children) > 0 {
		c.children = append(make([]*branch[K, V], 0, len(b.children)+1), b.children...)
	}
	return c
}

// all yields the entries in no particular order.
func (t *trie[K, V]) all() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) { t.root.walk(yield) }
}

func (b *branch[K, V]) walk(yield func(K, V) bool) bool {
	if b == nil {
		return true
	}
	for i := range b.entries {
		if !yield(b.entries[i].key, b.entries[i].value) {
			return false
		}
	}
	for _, c := range b.children {
		if !c.walk(yield) {
			return false
		}
	}
	return true
}
