package access

import (
	"cmp"
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
	by    agency.AgencyID                 // who puts the person forward, if that is why
}

// sight looks for those who may be the person. Self is who is looked for, if it
// is somebody who is known: their own candidates are left out. Otherwise it says
// at most which agency puts them forward.
func (o *op) sight(p *person, size int64, self candidate.Candidate) (*sighting, error) {
	return sight(o.tx.Facts, p, size, self)
}

func sight(
	ask func(store.Query) (store.Facts, error), p *person, size int64, self candidate.Candidate,
) (*sighting, error) {
	search := p.search(self.ID)
	asked := search.Candidates()
	f, err := ask(store.Query{Candidates: append(asked, nobody)})
	if err != nil {
		return nil, err
	}
	s := sighted(f.Known)
	// Who comes along only because staff merged them with somebody is not compared:
	// it must make no difference to what an agency is told.
	compared := make([]match.Known, 0, len(asked))
	for _, id := range asked {
		if k := s.known[id]; k != nil {
			compared = append(compared, match.Known{Candidate: id, Agency: k.Candidate.Agency, Sketch: k.Candidate.Sketch})
		}
	}
	s.found = search.Compare(p.record, size, compared)
	if self.ID != "" {
		s.leave(self.Person)
	} else {
		s.own(p.record, self.Agency, asked)
	}
	s.part(self)
	return s, nil
}

// sighted is a sighting before anybody was found.
func sighted(known []store.Known) *sighting {
	s := &sighting{known: make(map[candidate.ID]*store.Known, len(known)), of: make(map[candidate.ID][]*store.Known)}
	for i := range known {
		k := &known[i]
		c := &k.Candidate
		s.known[c.ID], s.of[c.Person] = k, append(s.of[c.Person], k)
	}
	return s
}

// own compares the agency's own candidates anew, by what it typed and by nothing
// that others hold: what an agency is told of its own entries must not depend on
// what staff corrected, or on whom else the account knows.
func (s *sighting) own(r *match.Record, by agency.AgencyID, asked []candidate.ID) {
	if s.by = by; by == "" {
		return
	}
	var mine []match.Found
	for _, id := range asked {
		k := s.known[id]
		if k == nil {
			continue
		}
		c := &k.Candidate
		if c.Agency != by || c.Sketch == "" {
			continue
		}
		s.found = slices.DeleteFunc(s.found, func(f match.Found) bool { return f.Candidate == id })
		record, err := match.Open(cmp.Or(c.Typed, c.Sketch))
		if err != nil {
			continue
		}
		if m := match.Compare(r, record, nil); m.Verdict >= candidate.Possible {
			mine = append(mine, match.Found{Candidate: id, Match: m})
		}
	}
	s.found = append(s.found, mine...)
	slices.SortFunc(s.found, func(a, b match.Found) int {
		return cmp.Or(cmp.Compare(b.Verdict, a.Verdict), cmp.Compare(b.Score, a.Score), cmp.Compare(a.Candidate, b.Candidate))
	})
}

// part leaves out who was marked as distinct from somebody who is at least as
// much like the person, or is the person. That others were merged with them makes
// no difference: it must make none to what an agency is told. Nor must a mark that
// tells the agency's own entries from others', so these stay.
func (s *sighting) part(self candidate.Candidate) {
	kept := s.found[:0]
	var before []*candidate.Candidate
	if self.ID != "" {
		before = append(before, &self)
	}
	for _, f := range s.found {
		c := &s.known[f.Candidate].Candidate
		own := self.ID == "" && self.Agency != "" && c.Agency == self.Agency
		if own || !slices.ContainsFunc(before, func(b *candidate.Candidate) bool { return b.Distinct.Has(c.ID) }) {
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

// introductions are the claims to everybody who was found, and to those who were
// merged with them: of several candidates of one person the surest counts for
// these.
func (s *sighting) introductions() []candidate.Introduction {
	var out []candidate.Introduction
	found := make(map[candidate.ID]bool, len(s.found))
	for _, f := range s.found {
		found[f.Candidate] = true
		k := s.known[f.Candidate]
		// What is left of an own entry that staff had corrected is what they made of
		// it, of which the agency knows nothing.
		amended := s.by != "" && k.Candidate.Agency == s.by && k.Candidate.Amended
		for _, c := range k.Claims {
			out = append(out, candidate.Introduction{Claim: c, Verdict: f.Verdict, Merged: amended})
		}
	}
	for _, f := range s.found { // surest first
		for _, k := range s.of[s.known[f.Candidate].Candidate.Person] {
			if found[k.Candidate.ID] {
				continue
			}
			found[k.Candidate.ID] = true
			for _, c := range k.Claims {
				out = append(out, candidate.Introduction{Claim: c, Verdict: f.Verdict, Merged: true})
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
	c.Known = append(c.Known, s.introductions()...)
	r := candidate.Rule(settings.Duplicates, c)
	r.OwnOnly, r.Rules, r.Evidence = c.OwnOnly, settings.Version, agency.SeriesOf(s.findings()...)
	return r
}

func compareIDs[T ~string](a, b T) int { return strings.Compare(string(a), string(b)) }
