package access

import (
	"cmp"
	"context"
	"slices"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/candidate/match"
	"github.com/agencyaccess/agencyaccess/store"
)

// Correction says what came of correcting an entry.
type Correction struct {
	Fields    []string    // names of those that the account's record now has otherwise
	Found     []Duplicate // who is, or may be, the person now and was not before
	Dismissed []Duplicate // who was before and is not now
}

// CorrectEntry corrects what the account's own record says about the person of a
// submission, and by what the person is found. The entry stays as the agency
// typed it, and is all that the agency sees. An entry like the one that was typed
// takes the correction back. Resume, comment and consent are not corrected.
func (s Staff) CorrectEntry(ctx context.Context, id candidate.SubmissionID, entry candidate.Entry) (Correction, error) {
	entry = personal(entry)
	var out Correction
	if err := entry.Validate(); err != nil {
		return out, agency.In("entry", err)
	}
	err := s.person(ctx, "correct-entry", policy.CorrectEntry, id, func(o *op, k *acquaintance, subject store.Subject) error {
		out = Correction{}
		if k.facts.Entry == nil || !k.facts.Entry.Erased.IsZero() {
			return &agency.Invalid{Field: "submission", Rule: "must not be one whose personal data was erased"}
		}
		typed, before := personal(*k.facts.Entry), k.record()
		changed := diffEntry(before, entry)
		if len(changed) == 0 {
			return nil
		}
		was, err := k.sight()
		if err != nil {
			return err
		}
		is, err := o.recorrect(k, entry, entry == typed)
		if err != nil {
			return err
		}
		out.Fields = fieldNames(changed)
		out.Found, out.Dismissed = gone(is.duplicates(), was), gone(was.duplicates(), is)
		o.journal(subject, changed...)
		if err := o.publish(event.EntryCorrected{Submission: id, Opening: k.facts.Submission.Opening, Fields: out.Fields}); err != nil {
			return err
		}
		return o.publishFound(k, is, out.Found)
	})
	if err != nil {
		return Correction{}, err
	}
	return out, nil
}

// recorrect has the candidate found by what staff made of the entry, besides by
// what the agency typed, which is what its own entries are compared with; or, if
// that is taken back, by the latter alone.
func (o *op) recorrect(k *acquaintance, entry candidate.Entry, back bool) (*sighting, error) {
	asTyped := cmp.Or(k.self.Typed, k.self.Sketch)
	p, err := o.personAgain(asTyped)
	if err != nil {
		return nil, err
	}
	var also candidate.Held
	if k.self = k.self.Correct(candidate.Entry{}); !back {
		k.self = k.self.Correct(entry)
		k.self.Typed = asTyped
		if also, err = o.heldBy(asTyped, &k.self); err != nil {
			return nil, err
		}
		corrected := match.Normalise(entry, match.Options{Region: k.facts.Settings.Region}).WithResumeOf(p.record)
		p = personWith(p.rings, corrected)
	}
	f, err := o.tx.Facts(store.Query{Keys: p.asked})
	if err != nil {
		return nil, err
	}
	p.hear(without(f.Holders, k.self.ID))
	k.self = o.reenter(k.self, p, also)
	return o.sight(p, f.Index.Size, k.self)
}

// personal is what tells one person from another in an entry.
func personal(e candidate.Entry) candidate.Entry {
	return candidate.Entry{
		Name: e.Name, Given: e.Given, Surname: e.Surname, Emails: e.Emails, Phones: e.Phones, URLs: e.URLs,
		Born: e.Born, Place: e.Place, Address: e.Address, NationalID: e.NationalID,
	}
}

// record is what the account's own record says about the person.
func (k *acquaintance) record() candidate.Entry {
	if e, ok := k.self.Correction(); ok {
		return e
	}
	if k.facts.Entry == nil {
		return candidate.Entry{}
	}
	return personal(*k.facts.Entry)
}

// gone returns the duplicates that the sighting does not have.
func gone(list []Duplicate, s *sighting) []Duplicate {
	has := s.duplicates()
	return slices.DeleteFunc(list, func(d Duplicate) bool {
		return slices.ContainsFunc(has, func(h Duplicate) bool { return h.Submission == d.Submission && h.Host == d.Host })
	})
}

// without leaves a candidate out of blocks.
func without(blocks [][]candidate.Holder, id candidate.ID) [][]candidate.Holder {
	for i, b := range blocks {
		blocks[i] = slices.DeleteFunc(b, func(h candidate.Holder) bool { return h.Candidate == id })
	}
	return blocks
}

// publishFound tells that an edit revealed who the person is, as was seen.
func (o *op) publishFound(k *acquaintance, seen *sighting, found []Duplicate) error {
	if len(found) == 0 {
		return nil
	}
	s := &k.facts.Submission
	r := candidate.Rule(k.facts.Settings.Duplicates, candidate.Case{
		Agency: s.Agency, Recruiter: s.Recruiter, Opening: s.Opening, At: o.now,
		Known: append(k.own(), seen.introductions()...),
	})
	if r.Outcome == candidate.Accepted {
		return nil // the account does not want to know
	}
	return o.publish(event.DuplicateFound{
		Submission: s.ID, Opening: s.Opening, Verdict: found[0].Verdict, Outcome: r.Outcome, Owned: r.OwnedByOther,
	})
}
