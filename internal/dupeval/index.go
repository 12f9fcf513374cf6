package main

import (
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/candidate/match"
)

// index finds records by their keys.
type index struct {
	ring    *match.Keyring
	records []*match.Record
	blocks  map[candidate.Key]*block
}

// block is who holds a key. Beyond what is looked at, they are only counted.
type block struct {
	count int
	ids   []int32
}

func newIndex(ring *match.Keyring) *index {
	return &index{ring: ring, blocks: make(map[candidate.Key]*block)}
}

// add indexes a record, whose ID is how many there were before.
func (x *index) add(r *match.Record) {
	id := int32(len(x.records))
	x.records = append(x.records, r)
	for _, k := range x.ring.Keys(r) {
		b := x.blocks[k]
		if b == nil {
			b = new(block)
			x.blocks[k] = b
		}
		if b.count++; b.count <= match.MaxBlock {
			b.ids = append(b.ids, id)
		}
	}
}

// hit is a record that was compared with the one looked up.
type hit struct {
	id int32
	match.Match
}

// lookup compares the record with those that share a key with it.
func (x *index) lookup(r *match.Record) []hit {
	l := x.ring.Lookup(r)
	keys := l.Keys()
	holders := make([]int, len(keys))
	blocks := make([][]int32, 0, len(keys))
	for i, k := range keys {
		b := x.blocks[k]
		if b == nil {
			continue
		}
		if holders[i] = min(b.count, match.MaxBlock+1); b.count <= match.MaxBlock {
			blocks = append(blocks, b.ids)
		}
	}
	w := l.Weights(len(x.records), holders)
	best := match.Best(blocks)
	hits := make([]hit, len(best))
	for i, id := range best {
		hits[i] = hit{id, match.Compare(r, x.records[id], w)}
	}
	return hits
}
