package match

import (
	"cmp"
	"math"
	"slices"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

const (
	// MaxBlock is up to how many holders of a key are looked at, an agency
	// counting once and a candidate whom none brought as itself. A block that has
	// more is skipped as a whole. That is safe for names: one that more than 200
	// hold weighs too little to raise a verdict by itself, and whatever must come
	// to its help, such as a birth date, a place or an identifier, has a key of its
	// own or together with the name. An identifier of that many is nobody's.
	MaxBlock = 200

	// maxScored is how many candidates are compared with one record at most. Those
	// with most keys in common come first, weighed by rarity: among 200,000 generated
	// people comparing twice as many finds not one pair in a thousand more.
	maxScored = 100

	// maxWeighed is how many candidates are considered for that.
	maxWeighed = 4 * maxScored

	// maxOfOne is how many of those compared may be one agency's, where others
	// would be left out for them.
	maxOfOne = maxScored / 4
)

// Search is who may be whom a lookup was made for. It is immutable.
//
// No agency can blind a search by entering many records that share a key with
// somebody: blocks are in the order of turns, so that everybody's first record
// is seen before anybody's second; an agency's records count once against
// MaxBlock; and what an agency holds besides lowers the weight of the key among
// its own records alone.
type Search struct {
	lookup   Lookup
	self     candidate.ID
	stored   [][]candidate.Holder
	blocks   []block // in the order of the keys
	people   []contender
	at       map[candidate.ID]int32 // in people
	agencies map[agency.AgencyID]int32
	several  []bool // by agency: whether it holds some key more than once
	best     []candidate.ID
}

// contender is a candidate who was found.
type contender struct {
	id     candidate.ID
	agency int32
	common float64 // bits
	keys   keySet  // in common
}

// Search takes the holders of the keys, in the order of Keys. A block holds, in
// ascending order of turn and then of candidate, all who hold its key or the
// first MaxBlock+1 of them; what follows those is ignored. Self is the
// candidate that the record is of, to be left out; empty when it is new. The
// blocks must not change any more.
func (l Lookup) Search(blocks [][]candidate.Holder, self candidate.ID) *Search {
	s := &Search{lookup: l, self: self, stored: blocks[:min(len(blocks), len(l.keys))], agencies: make(map[agency.AgencyID]int32)}
	s.count()
	s.weigh()
	s.choose()
	return s
}

// Candidates returns those who have most in common with the record, at most
// 100, best first. Rare keys count for more, and who shares nothing but
// the most frequent ones may be left out before all are weighed, so that the
// work is bounded.
func (s *Search) Candidates() []candidate.ID { return slices.Clone(s.best) }

// weigh sums up what the holders have in common with the record, starting with
// the rarest keys. Everybody's first record is considered before any second.
func (s *Search) weigh() {
	byRarity := make([]int, 0, len(s.blocks))
	rows := 0
	for i := range s.blocks {
		if n := len(s.blocks[i].rows); n > 0 {
			byRarity, rows = append(byRarity, i), rows+n
		}
	}
	slices.SortStableFunc(byRarity, func(a, b int) int { return cmp.Compare(s.blocks[a].holders, s.blocks[b].holders) })
	s.people = make([]contender, 0, min(rows, maxWeighed))
	s.at = make(map[candidate.ID]int32, min(rows, maxWeighed))
	for _, first := range []bool{true, false} {
		for _, i := range byRarity {
			b := &s.blocks[i]
			if !first && len(b.more) == 0 {
				continue
			}
			rarity := math.Log2(2 * MaxBlock / float64(b.holders))
			for j := range b.rows {
				if r := &b.rows[j]; r.first == first {
					bits := rarity
					if r.more >= 0 {
						bits = b.more[r.more].rarity
					}
					s.meet(r, i, bits)
				}
			}
		}
	}
}

// meet adds the bits of a key to the holder in the row.
func (s *Search) meet(r *row, key int, bits float64) {
	id := s.stored[key][r.place].Candidate
	at, known := s.at[id]
	if !known {
		if len(s.people) == maxWeighed {
			return
		}
		at = int32(len(s.people))
		s.at[id] = at
		s.people = append(s.people, contender{id: id, agency: r.agency})
	}
	r.at = at
	p := &s.people[at]
	p.common += bits
	p.keys.add(key)
}

// choose picks the best.
func (s *Search) choose() {
	order := make([]int32, len(s.people))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		p, q := &s.people[a], &s.people[b]
		return cmp.Or(cmp.Compare(q.common, p.common), cmp.Compare(p.id, q.id))
	})
	if len(order) > maxScored {
		order = s.share(order)
	}
	s.best = make([]candidate.ID, len(order))
	for i, at := range order {
		s.best[i] = s.people[at].id
	}
}

// share leaves maxScored of more people, in their order. Those of one agency
// beyond its share come last.
func (s *Search) share(order []int32) []int32 {
	of := make([]int, len(s.agencies))
	beyond := func(at int32) bool {
		a := s.people[at].agency
		if a < 0 {
			return false
		}
		of[a]++
		return of[a] > maxOfOne
	}
	within := 0
	for _, at := range order {
		if !beyond(at) {
			within++
		}
	}
	spare := max(0, maxScored-within) // of those beyond, the first so many stay
	clear(of)
	kept := make([]int32, 0, maxScored)
	for _, at := range order {
		switch {
		case len(kept) == maxScored:
			return kept
		case !beyond(at):
			kept = append(kept, at)
		case spare > 0:
			spare--
			kept = append(kept, at)
		}
	}
	return kept
}
