package match

import (
	"cmp"
	"math"
	"slices"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// Known is a candidate to be compared with.
type Known struct {
	Candidate candidate.ID
	Agency    agency.AgencyID  // that brought the candidate; empty for none
	Sketch    candidate.Sketch // empty once the candidate was erased
}

// Found is a candidate who may be the one looked for.
type Found struct {
	Candidate candidate.ID
	Match
}

// Compare compares the record that the search is for with those of its
// candidates that are known, in an account of so many candidates, and returns
// those who are at least [candidate.Possible], the surest first: by verdict, then
// by score. Who was erased is told by few keys, whose score is low for what they
// say.
//
// A name weighs by how many candidates of the account have it, an identifier by
// how many people: records of one name count as one person's. Of every agency
// but the known candidate's own, one record counts.
//
// One who has no sketch, or one that cannot be read, is judged by the keys in
// common alone: see [KnownErased].
func (s *Search) Compare(r *Record, size int64, known []Known) []Found {
	c := s.comparing(size, known)
	var found []Found
	var other Record
	for _, k := range known {
		if k.Candidate == s.self {
			continue
		}
		w := c.weightsFor(k.Agency)
		var m Match
		if k.Sketch != "" && reopen(k.Sketch, &other) {
			m = Compare(r, &other, w)
		} else if at, ok := s.at[k.Candidate]; ok {
			m = s.byKeys(&s.people[at].keys, r, w)
		}
		if m.Verdict >= candidate.Possible {
			found = append(found, Found{k.Candidate, m})
		}
	}
	slices.SortFunc(found, func(a, b Found) int {
		return cmp.Or(cmp.Compare(b.Verdict, a.Verdict), cmp.Compare(b.Score, a.Score), cmp.Compare(a.Candidate, b.Candidate))
	})
	return found
}

// comparing is what one call of Compare finds out on its way.
type comparing struct {
	search   *Search
	size     int
	sketches []candidate.Sketch // by place in people, empty where not at hand
	names    []uint64           // likewise, what name.who tells; 0 for not asked yet
	all      *Weights           // for agencies that hold nothing twice
	one      map[int32]*Weights // for others
}

func (s *Search) comparing(size int64, known []Known) *comparing {
	c := &comparing{
		search: s, size: int(min(size, math.MaxInt32)), one: make(map[int32]*Weights),
		sketches: make([]candidate.Sketch, len(s.people)), names: make([]uint64, len(s.people)),
	}
	for i := range known {
		if at, ok := s.at[known[i].Candidate]; ok {
			c.sketches[at] = known[i].Sketch
		}
	}
	c.all = c.weights(-1)
	return c
}

func (c *comparing) weightsFor(of agency.AgencyID) *Weights {
	a, known := c.search.agencies[of]
	if !known || !c.search.several[a] {
		return c.all
	}
	w := c.one[a]
	if w == nil {
		w = c.weights(a)
		c.one[a] = w
	}
	return w
}

// weights are those to compare with candidates of the agency, -1 for none.
func (c *comparing) weights(agency int32) *Weights {
	l := &c.search.lookup
	holders := make([]int, len(c.search.blocks))
	for i := range holders {
		b := &c.search.blocks[i]
		switch {
		case l.values[i] == 0:
		case identifies(l.keys[i].Kind):
			holders[i] = c.persons(b, agency)
		default:
			holders[i] = b.heldFor(agency)
		}
	}
	return l.Weights(c.size, holders)
}

// persons counts the people who hold an identifier, up to as many as make it
// nobody's: those of one name are one, and those whose name is not at hand are
// one each.
func (c *comparing) persons(b *block, agency int32) int {
	if b.holders > MaxBlock {
		return b.holders
	}
	var names [manyHolders]uint64
	n := 0
	for i := range b.rows {
		r := &b.rows[i]
		if !r.first && r.agency != agency {
			continue
		}
		name := c.name(r.at)
		if name != 0 && slices.Contains(names[:n], name) {
			continue
		}
		names[n] = name
		if n++; n == len(names) {
			break
		}
	}
	return n
}

func (c *comparing) name(at int32) uint64 {
	if at < 0 || c.sketches[at] == "" {
		return 0
	}
	if c.names[at] == 0 {
		c.names[at] = nameIn(c.sketches[at])
	}
	return c.names[at]
}

// identifies reports whether a key is of something that one person has, or a
// few.
func identifies(k candidate.KeyKind) bool {
	switch k {
	case candidate.KeyNationalID, candidate.KeyProfile, candidate.KeyEmail, candidate.KeyPhone, candidate.KeyResume:
		return true
	}
	return false
}
