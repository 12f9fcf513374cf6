package match

import "github.com/agencyaccess/agencyaccess/candidate"

// byKeys judges an erased candidate, of whom only keys are left, by those in
// common with the record. An identifier of few together with the whole name, or
// the name together with the whole birth date, is probable; an identifier alone,
// or a name with part of the rest, is possible. It is never exact, and its score
// is the least of its verdict.
func (s *Search) byKeys(keys *keySet, r *Record, w *Weights) Match {
	var identifier, few, name, whole, born, rest bool
	e := KnownErased
	for i, k := range s.lookup.keys {
		if !keys.has(i) {
			continue
		}
		switch {
		case identifies(k.Kind):
			value := s.lookup.values[i]
			if n := w.holders(value); n < manyHolders {
				identifier, few = true, few || n <= fewHolders
				e |= identifierEvidence(k.Kind, r, value)
			}
		case k.Kind == candidate.KeyName:
			name, whole = true, whole || s.lookup.wholes.has(i)
		case k.Kind == candidate.KeyBirth && s.lookup.wholes.has(i):
			born = true
		case k.Kind == candidate.KeyBirth, k.Kind == candidate.KeyPlace:
			rest = true
		}
	}
	if whole {
		e |= SameGiven | SameSurname
	}
	if born {
		e |= SamePartBirth
	}
	switch {
	case whole && (few || born):
		return Match{Score: w.bar + probableAt, Verdict: candidate.Probable, Evidence: e}
	case identifier, name && born, whole && rest:
		return Match{Score: w.bar + possibleAt, Verdict: candidate.Possible, Evidence: e}
	}
	return Match{}
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
