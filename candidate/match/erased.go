package match

import (
	"math/bits"

	"github.com/agencyaccess/agencyaccess/candidate"
)

// byKeys judges an erased candidate, of whom only keys are left, by those in
// common with the record, as nearly as can be as it would be judged by its
// sketch, so that an erasure changes little. It is never exact, and its score is
// the least of its verdict.
func (s *Search) byKeys(keys *keySet, r *Record, w *Weights) Match {
	c := inCommon{Evidence: KnownErased}
	for i, key := range s.lookup.keys {
		if keys.has(i) {
			c.add(s.lookup.roles[i], key.Kind, s.lookup.values[i], r, w)
		}
	}
	switch {
	case c.probable(r.name.generation):
		return Match{Score: w.bar + probableAt, Verdict: candidate.Probable, Evidence: c.Evidence}
	case c.identifier, c.name && c.has(wholeBirth), c.has(wholeName) && c.rest:
		return Match{Score: w.bar + possibleAt, Verdict: candidate.Possible, Evidence: c.Evidence}
	}
	return Match{}
}

// inCommon is what keys tell that two records share.
type inCommon struct {
	Evidence
	roles      uint16 // bits by role
	few        uint16 // bits by kind, of identifiers that few people have
	identifier bool   // one that is not everybody's
	name       bool   // the whole name, or its beginnings
	rest       bool   // parts of the birth date or of the address
}

func (c *inCommon) has(r role) bool { return c.roles&(1<<r) != 0 }

func (c *inCommon) add(as role, kind candidate.KeyKind, value uint64, r *Record, w *Weights) {
	c.roles |= 1 << as
	c.Evidence |= roleEvidence[as]
	switch {
	case identifies(kind):
		if n := w.holders(value); n < manyHolders {
			c.identifier = true
			c.Evidence |= identifierEvidence(kind, r, value)
			if n <= fewHolders {
				c.few |= 1 << kind
			}
		}
	case kind == candidate.KeyName:
		c.name = true
	case kind == candidate.KeyPlace, kind == candidate.KeyBirth && as != wholeBirth:
		c.rest = true
	}
}

var roleEvidence = [...]Evidence{
	likeness: 0, wholeName: SameGiven | SameSurname, onlyName: SameSurname, givenName: SameGiven, familyName: SameSurname, generationName: SameGeneration,
	nickname: Nickname | SameSurname, openNickname: OpenNickname | SameSurname, wholeBirth: SamePartBirth,
}

// probable reports whether more is in common than a household shares, whose
// members differ by the given name, or by the generation.
func (c *inCommon) probable(generation uint8) bool {
	switch {
	case c.few&(1<<candidate.KeyNationalID) != 0, c.has(wholeName) && c.has(wholeBirth):
		return true
	case c.few == 0:
		return false
	case c.any(personal):
		return c.name || c.has(onlyName) || c.has(givenName) || c.has(familyName)
	case c.has(wholeName):
		return generation == 0 || c.has(generationName)
	case c.has(onlyName), c.has(nickname), c.has(openNickname) && c.has(wholeBirth):
		return true
	}
	return c.has(givenName) && (c.has(wholeBirth) || c.few&(1<<candidate.KeyEmail) != 0 || bits.OnesCount16(c.few) > 1)
}

func identifierEvidence(k candidate.KeyKind, r *Record, value uint64) Evidence {
	switch k {
	case candidate.KeyNationalID:
		return SameNationalID
	case candidate.KeyEmail:
		return SameEmail
	case candidate.KeyPhone:
		return SameLastDigits
	case candidate.KeyResume:
		return SameResume
	}
	for i := range r.profiles {
		if r.profiles[i].value == value {
			return samePages[r.profiles[i].network]
		}
	}
	return SamePage
}
