package access

import (
	"slices"
	"strings"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/candidate/match"
	"github.com/agencyaccess/agencyaccess/store"
)

// nobody is asked for beside those who may be the person, so that a lookup that
// finds nobody reads the store like one that does. No candidate has that ID: the
// engine makes none with a hyphen.
const nobody candidate.ID = "-"

// sighting is what the account knows of a person.
type sighting struct {
	found []match.Found // surest first
	known map[candidate.ID]*store.Known
	of    map[candidate.ID][]*store.Known // by person
}

// sight looks for those who may be the person. Self is who is looked for, if it
// is somebody who is known: their own candidates are left out.
func (o *op) sight(p *person, size int64, self candidate.Candidate) (*sighting, error) {
	return sight(o.tx.Facts, p, size, self)
}

func sight(
	ask func(store.Query) (store.Facts, error), p *person, size int64, self candidate.Candidate,
) (*sighting, error) {
	search := p.search(self.ID)
	f, err := ask(store.Query{Candidates: append(search.Candidates(), nobody)})
	if err != nil {
		return nil, err
	}
	s := &sighting{known: make(map[candidate.ID]*store.Known, len(f.Known)), of: make(map[candidate.ID][]*store.Known)}
	compared := make([]match.Known, 0, len(f.Known))
	for i := range f.Known {
		k := &f.Known[i]
		c := &k.Candidate
		s.known[c.ID], s.of[c.Person] = k, append(s.of[c.Person], k)
		compared = append(compared, match.Known{Candidate: c.ID, Agency: c.Agency, Sketch: c.Sketch})
	}
	s.found = search.Compare(p.record, size, compared)
	if self.ID != "" {
		s.leave(self.Person)
	}
	s.part(self)
	return s, nil
}

// part leaves out who was marked as distinct from somebody who is at least as
// much like the person, or is the person.
func (s *sighting) part(self candidate.Candidate) {
	kept := s.found[:0]
	var before []*candidate.Candidate
	if self.ID != "" {
		before = append(before, &self)
	}
	for _, f := range s.found {
		c := &s.known[f.Candidate].Candidate
		if !slices.ContainsFunc(before, func(b *candidate.Candidate) bool { return s.distinct(b, c) }) {
			kept, before = append(kept, f), append(before, c)
		}
	}
	s.found = kept
}

// leave leaves out a person's own candidates.
func (s *sighting) leave(person candidate.ID) {
	s.found = slices.DeleteFunc(s.found, func(f match.Found) bool {
		return s.known[f.Candidate].Candidate.Person == person
	})
}

// distinct reports whether any of one person's candidates was marked as distinct
// from any of another's.
func (s *sighting) distinct(a, b *candidate.Candidate) bool {
	if a.Person == b.Person {
		return false
	}
	of := func(c *candidate.Candidate) []*candidate.Candidate {
		out := []*candidate.Candidate{c}
		for _, k := range s.of[c.Person] {
			out = append(out, &k.Candidate)
		}
		return out
	}
	for _, x := range of(a) {
		for _, y := range of(b) {
			if x.Distinct.Has(y.ID) || y.Distinct.Has(x.ID) {
				return true
			}
		}
	}
	return false
}

// introductions are the claims to everybody who was found, and to those who were
// merged with them.
func (s *sighting) introductions() []candidate.Introduction {
	var out []candidate.Introduction
	seen := make(map[candidate.ID]bool)
	for _, f := range s.found { // a person's surest comes first
		person := s.known[f.Candidate].Candidate.Person
		if seen[person] {
			continue
		}
		seen[person] = true
		for _, k := range s.of[person] {
			for _, c := range k.Claims {
				out = append(out, candidate.Introduction{Claim: c, Verdict: f.Verdict})
			}
		}
	}
	return out
}

// findings are what a ruling keeps.
func (s *sighting) findings() []candidate.Finding {
	out := make([]candidate.Finding, 0, min(len(s.found), candidate.MaxFindings))
	for _, f := range s.found[:cap(out)] {
		out = append(out, candidate.Finding{
			Candidate: f.Candidate, Verdict: f.Verdict, Score: f.Score, Evidence: f.Evidence.String(),
		})
	}
	return out
}

// rule judges the person, put forward or applying as the case says.
func (o *op) rule(settings *agency.Settings, s *sighting, c candidate.Case) candidate.Ruling {
	c.At, c.OwnOnly = o.now, settings.Visibility == agency.SeeOwn
	c.Known = s.introductions()
	r := candidate.Rule(settings.Duplicates, c)
	r.Rules, r.Evidence = settings.Version, agency.SeriesOf(s.findings()...)
	return r
}

func compareIDs[T ~string](a, b T) int { return strings.Compare(string(a), string(b)) }
