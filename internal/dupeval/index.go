package main

import (
	"fmt"

	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/candidate/match"
)

// index finds records by their keys.
type index struct {
	ring     *match.Keyring
	sketches []candidate.Sketch
	ids      map[candidate.ID]int
	blocks   map[candidate.Digest][]candidate.Holder // as many as are looked at
}

func newIndex(ring *match.Keyring) *index {
	return &index{ring: ring, ids: make(map[candidate.ID]int), blocks: make(map[candidate.Digest][]candidate.Holder)}
}

// add indexes a record, whose number is how many there were before.
func (x *index) add(r *match.Record) {
	n := len(x.sketches)
	id := candidate.ID(fmt.Sprintf("%08d", n)) // in the order of numbers
	x.sketches, x.ids[id] = append(x.sketches, r.Sketch()), n
	for _, k := range x.ring.Keys(r) {
		if b := x.blocks[k.Digest]; len(b) <= match.MaxBlock {
			x.blocks[k.Digest] = append(b, candidate.Holder{Candidate: id})
		}
	}
}

// lookup compares the record with those that share a key with it: compared are
// the numbers of all of them, found those who may be the same.
func (x *index) lookup(r *match.Record) (compared []int, found map[int]match.Match) {
	l := x.ring.Lookup(r)
	blocks := make([][]candidate.Holder, len(l.Keys()))
	for i, k := range l.Keys() {
		blocks[i] = x.blocks[k.Digest]
	}
	s := l.Search(blocks, "")
	var known []match.Known
	for _, id := range s.Candidates() {
		n := x.ids[id]
		compared = append(compared, n)
		known = append(known, match.Known{Candidate: id, Sketch: x.sketches[n]})
	}
	found = make(map[int]match.Match)
	for _, f := range s.Compare(r, int64(len(x.sketches)), known) {
		found[x.ids[f.Candidate]] = f.Match
	}
	return compared, found
}
