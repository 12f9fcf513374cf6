package match

import (
	"math"
	"slices"
	"strings"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// block is who holds a key, without the candidate that the search is for.
type block struct {
	rows    []row  // at most MaxBlock, none where too many hold the key
	holders int    // an agency counting once; MaxBlock+1 stands for too many
	more    []more // agencies that have several
}

// row is one who holds a key. It has no pointers, which thousands of them would
// pay for.
type row struct {
	place  int32 // among the holders that the store found
	at     int32 // in the people of the search, -1 for one who was not weighed
	agency int32 // -1 for none
	more   int32 // in the block's, -1 for an agency that has one
	first  bool  // the agency's first, or of no agency
}

// more is an agency that holds a key several times.
type more struct {
	agency  int32
	rows    int     // besides the first
	holders int     // what the block has for this agency: all its rows count
	rarity  float64 // bits
}

// seen by an agency, or by none: -1.
func (b *block) heldFor(agency int32) int {
	for i := range b.more {
		if b.more[i].agency == agency {
			return b.more[i].holders
		}
	}
	return b.holders
}

// count makes the blocks of the holders that the store found.
func (s *Search) count() {
	n := 0
	for _, list := range s.stored {
		n += min(len(list), MaxBlock+1)
	}
	rows := make([]row, 0, n)
	s.blocks = make([]block, len(s.stored))
	t := tally{search: s}
	for i, list := range s.stored {
		t.key = int32(i) + 1
		rows = t.add(&s.blocks[i], rows, list)
	}
}

// tally counts the rows of agencies in one block after the other.
type tally struct {
	search *Search
	key    int32

	last   agency.AgencyID // the agency of the row before, and its number
	number int32

	in, more []int32 // by agency: the last block it was seen in, and its place in more there
}

func (t *tally) add(b *block, rows []row, list []candidate.Holder) []row {
	cut, turn := len(list) > MaxBlock, uint8(0)
	if cut {
		list = list[:MaxBlock+1]
		if turn = list[MaxBlock].Turn; turn == 0 && !t.hasSelf(list) {
			b.holders = MaxBlock + 1 // each is somebody's first: there is no need to look at them all
			return rows
		}
	}
	start := len(rows)
	for i := range list {
		if list[i].Candidate == t.search.self {
			continue
		}
		r := row{place: int32(i), at: -1, agency: t.agency(list[i].Agency), more: -1}
		switch {
		case r.agency < 0:
			r.first = true
			b.holders++
		case t.in[r.agency] != t.key:
			r.first = true
			b.holders++
			t.in[r.agency], t.more[r.agency] = t.key, -1
		case t.more[r.agency] < 0:
			t.more[r.agency] = int32(len(b.more))
			b.more = append(b.more, more{agency: r.agency, rows: 1})
		default:
			b.more[t.more[r.agency]].rows++
		}
		rows = append(rows, r)
	}
	if b.holders > MaxBlock {
		b.holders, b.more = MaxBlock+1, nil
		return rows[:start]
	}
	rows = rows[:min(len(rows), start+MaxBlock)]
	b.rows = rows[start:len(rows):len(rows)]
	if len(b.more) == 0 {
		return rows
	}
	for i := range b.rows {
		if r := &b.rows[i]; r.agency >= 0 {
			r.more = t.more[r.agency]
		}
	}
	for i := range b.more {
		m := &b.more[i]
		m.holders = min(b.holders+m.rows, MaxBlock)
		if cut && m.rows+1 >= int(turn) {
			m.holders = MaxBlock + 1 // it may have any number beyond those read
		}
		m.rarity = math.Log2(2 * MaxBlock / float64(m.holders))
		t.search.several[m.agency] = true
	}
	return rows
}

// hasSelf reports whether the search is for one of the holders, all of whom
// have one turn.
func (t *tally) hasSelf(list []candidate.Holder) bool {
	if t.search.self == "" {
		return false
	}
	_, found := slices.BinarySearchFunc(list, t.search.self, func(h candidate.Holder, id candidate.ID) int {
		return strings.Compare(string(h.Candidate), string(id))
	})
	return found
}

// agency numbers the agencies, -1 for none.
func (t *tally) agency(id agency.AgencyID) int32 {
	switch {
	case id == "":
		return -1
	case id == t.last:
		return t.number
	}
	n, known := t.search.agencies[id]
	if !known {
		n = int32(len(t.search.agencies))
		t.search.agencies[id] = n
		t.search.several = append(t.search.several, false)
		t.in, t.more = append(t.in, 0), append(t.more, -1)
	}
	t.last, t.number = id, n
	return n
}

// Holdings returns what a candidate of the agency, empty for none, is to hold so
// that the record is found: its own keys, each with the first turn that no other
// record of the agency has in the key's block. Blocks and self are those of
// [Lookup.Search], which it does not take.
func (l Lookup) Holdings(blocks [][]candidate.Holder, self candidate.ID, of agency.AgencyID) candidate.Held {
	held := make([]candidate.Holding, l.own)
	for i := range held {
		held[i].Digest = l.keys[i].Digest
		if of != "" && i < len(blocks) {
			held[i].Turn = turn(blocks[i], self, of)
		}
	}
	return candidate.Hold(held...)
}

func turn(list []candidate.Holder, self candidate.ID, of agency.AgencyID) uint8 {
	var taken [math.MaxUint8 + 1]bool
	for i := range list {
		if h := &list[i]; h.Agency == of && h.Candidate != self {
			taken[h.Turn] = true
		}
	}
	for turn, is := range taken {
		if !is {
			return uint8(turn)
		}
	}
	return math.MaxUint8
}
