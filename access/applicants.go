package access

import (
	"context"
	"errors"
	"time"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// Applicant is a person who applied without an agency.
type Applicant struct {
	ID      candidate.SubmissionID // the host's own
	Opening agency.OpeningID       // empty: no opening in particular
	Entry   candidate.Entry        // fields that the engine sets are ignored

	// Candidate is the host's own record of the person. Where it is linked to
	// somebody to whom an agency has a claim in force, the application is theirs and
	// opens no claim of the person's own. Empty: not linked.
	Candidate candidate.HostID
}

// PutApplicant mirrors a person who applied directly: makes the submission, or
// replaces what is known about the person, corrections by staff included. The
// opening stays what it was, and so does a link to the host's own record, see
// [System.LinkCandidate]. An ID that is an agency's submission is store.ErrExists.
//
// An application is a claim of the person's own, for as long as the account's
// settings say. Somebody who is known is told to the hiring side, and taken all
// the same.
func (s System) PutApplicant(ctx context.Context, a Applicant) error {
	a.Entry.ID, a.Entry.Resume = "", candidate.Resume{}
	a.Entry.Created, a.Entry.Erased = time.Time{}, time.Time{}
	if err := agency.CheckID("id", a.ID); err != nil {
		return err
	}
	if a.Opening != "" {
		if err := agency.CheckID("opening", a.Opening); err != nil {
			return err
		}
	}
	if a.Candidate != "" {
		if err := agency.CheckID("candidate", a.Candidate); err != nil {
			return err
		}
	}
	if err := a.Entry.Validate(); err != nil {
		return agency.In("entry", err)
	}
	return s.mirror(ctx, "put-applicant", func(o *op) error {
		f, p, err := o.applied(&a)
		if err != nil {
			return err
		}
		switch {
		case a.Opening != "" && f.Opening.ID == "":
			return &agency.Invalid{Field: "opening", Rule: "must be one of the account's"}
		case f.Submission.ID == "":
			return o.apply(&f, &a, p)
		case !f.Submission.Direct():
			return store.ErrExists
		case f.Entry == nil:
			return errors.New("access: a submission has no entry")
		case !f.Entry.Erased.IsZero():
			return &agency.Invalid{Field: "id", Rule: "must not be one whose personal data was erased"}
		}
		return o.reapply(&f, &a, p)
	})
}

// applied asks all that an application depends on but those who may be the
// person.
func (o *op) applied(a *Applicant) (f store.Facts, p *person, err error) {
	guess := o.guess()
	for {
		if p, err = o.personOf(a.Entry, nil, guess.region(), nil); err != nil {
			return f, nil, err
		}
		f, err = o.tx.Facts(store.Query{
			Submission: a.ID, Opening: a.Opening, Keys: p.asked, Host: a.Candidate, Person: true,
		})
		if err != nil {
			return f, nil, err
		}
		if !o.missed(&guess, &f.Settings) {
			p.hear(f.Holders)
			return f, p, o.usable(f.Index)
		}
	}
}

// apply records somebody new.
func (o *op) apply(f *store.Facts, a *Applicant, p *person) error {
	n := newcomer{
		Submission: candidate.Submission{ID: a.ID, Opening: a.Opening, Source: candidate.DirectSource},
		entry:      a.Entry, person: p, lasts: f.Settings.Duplicates.Direct, host: a.Candidate,
	}
	var theirs []candidate.Introduction
	for i := range f.Known { // whom the host knows by that record
		c := &f.Known[i].Candidate
		if c.ID == c.Person && len(f.Known) < candidate.MaxMerged {
			n.as = c
		}
		for _, claim := range f.Known[i].Claims {
			n.unclaimed = n.unclaimed || !claim.Direct() && claim.InForce(o.now)
			theirs = append(theirs, candidate.Introduction{Claim: claim, Verdict: candidate.Exact})
		}
	}
	seen, err := o.sight(p, f.Index.Size, candidate.Candidate{})
	if err != nil {
		return err
	}
	if n.as != nil {
		seen.part(*n.as)
		seen.leave(n.as.Person)
	}
	n.ruling = o.rule(&f.Settings, seen, candidate.Case{Opening: a.Opening, Known: theirs})
	if _, err := o.receive(f, n); err != nil {
		return err
	}
	o.journal(store.Subject{Submission: a.ID, Opening: a.Opening})
	return nil
}

// reapply replaces what is known about somebody.
func (o *op) reapply(f *store.Facts, a *Applicant, p *person) error {
	next := a.Entry
	next.ID, next.Created, next.Resume = f.Entry.ID, f.Entry.Created, f.Entry.Resume
	changed := diffEntry(*f.Entry, next)
	if len(changed) == 0 {
		return nil
	}
	about := store.Subject{Submission: a.ID, Opening: f.Submission.Opening}
	o.tx.PutEntries(next)
	o.journal(about, changed...)
	err := o.publish(event.SubmissionChanged{Submission: a.ID, Opening: about.Opening, Fields: fieldNames(changed)})
	if err != nil || personal(next) == personal(*f.Entry) {
		return err
	}
	k := &acquaintance{actor: o.actor, facts: *f, ask: o.tx.Facts, now: o.now}
	var ok bool
	if k.self, ok = of(f.Known, f.Submission.Candidate); !ok {
		return errNoCandidate
	}
	was, err := k.sight()
	if err != nil {
		return err
	}
	p.hear(without(p.holders, k.self.ID))
	k.self = o.reenter(k.self.Correct(candidate.Entry{}), p) // what staff corrected was another entry
	is, err := o.sight(p, f.Index.Size, k.self)
	if err != nil {
		return err
	}
	return o.publishFound(k, is, gone(is.duplicates(), was))
}
