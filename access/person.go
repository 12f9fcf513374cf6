package access

import (
	"slices"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/candidate/match"
)

// person is somebody to be looked up.
type person struct {
	rings   []*match.Keyring
	record  *match.Record
	lookups []match.Lookup // one for each ring, with the same keys in the same order
	asked   []candidate.Digest
	holders [][]candidate.Holder // of each key of the first lookup, by whatever ring

	searched *match.Search // the last search,
	self     candidate.ID  // and who was left out
}

// personOf makes an entry ready to be looked up. Found is what its resume says;
// own is the agency's own contact data, once it is known.
func (a *actor) personOf(e candidate.Entry, found *match.Resume, region string, own *match.Own) (*person, error) {
	rings, err := a.rings()
	if err != nil {
		return nil, err
	}
	return personWith(rings, match.Normalise(e, match.Options{Region: region, Resume: found, Own: own})), nil
}

// personAgain is somebody who was looked up before.
func (a *actor) personAgain(s candidate.Sketch) (*person, error) {
	rings, err := a.rings()
	if err != nil {
		return nil, err
	}
	record, err := match.Open(s)
	if err != nil {
		return nil, err
	}
	return personWith(rings, record), nil
}

func personWith(rings []*match.Keyring, record *match.Record) *person {
	p := &person{rings: rings, record: record}
	for _, ring := range rings {
		l := ring.Lookup(record)
		p.lookups = append(p.lookups, l)
		for _, k := range l.Keys() {
			p.asked = append(p.asked, k.Digest)
		}
	}
	return p
}

// hear takes the store's answer to p.asked.
func (p *person) hear(holders [][]candidate.Holder) {
	n := len(p.lookups[0].Keys())
	p.holders = make([][]candidate.Holder, n)
	for i, h := range holders {
		if at := i % n; p.holders[at] == nil {
			p.holders[at] = h
		} else if len(h) > 0 {
			p.holders[at] = mergeHolders(p.holders[at], h)
		}
	}
}

// hearOf takes over what was answered about p's keys when others were asked for
// too.
func (p *person) hearOf(other *person) {
	at := make(map[candidate.Digest]int, len(other.holders))
	for i, k := range other.lookups[0].Keys() {
		at[k.Digest] = i
	}
	keys := p.lookups[0].Keys()
	p.holders = make([][]candidate.Holder, len(keys))
	for i, k := range keys {
		if j, ok := at[k.Digest]; ok {
			p.holders[i] = other.holders[j]
		}
	}
}

// mergeHolders makes one block of those under two secrets.
func mergeHolders(a, b []candidate.Holder) []candidate.Holder {
	all := slices.Concat(a, b)
	slices.SortFunc(all, func(x, y candidate.Holder) int {
		if x.Turn != y.Turn {
			return int(x.Turn) - int(y.Turn)
		}
		return compareIDs(x.Candidate, y.Candidate)
	})
	return slices.CompactFunc(all, func(x, y candidate.Holder) bool { return x.Candidate == y.Candidate })
}

// search ranks those who have keys in common with the person, leaving out self.
func (p *person) search(self candidate.ID) *match.Search {
	if p.searched == nil || p.self != self {
		p.searched, p.self = p.lookups[0].Search(p.holders, self), self
	}
	return p.searched
}

// held is what a candidate whom the agency brings is to hold.
func (p *person) held(by agency.AgencyID) candidate.Held {
	return p.lookups[0].Holdings(p.holders, p.self, by)
}
