package access

import (
	"context"
	"errors"

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
}

// PutApplicant mirrors a person who applied directly: makes the submission, or
// replaces what is known about the person. The opening stays what it was. An ID
// that is an agency's submission is store.ErrExists.
func (s System) PutApplicant(ctx context.Context, a Applicant) error {
	a.Entry.ID, a.Entry.Resume = "", candidate.Resume{}
	a.Entry.Created, a.Entry.Erased = candidate.Entry{}.Created, candidate.Entry{}.Erased
	if err := agency.CheckID("id", a.ID); err != nil {
		return err
	}
	if a.Opening != "" {
		if err := agency.CheckID("opening", a.Opening); err != nil {
			return err
		}
	}
	if err := a.Entry.Validate(); err != nil {
		return agency.In("entry", err)
	}
	return s.mirror(ctx, "put-applicant", func(o *op) error {
		f, err := o.tx.Facts(store.Query{Submission: a.ID, Opening: a.Opening})
		if err != nil {
			return err
		}
		about := store.Subject{Submission: a.ID, Opening: a.Opening}
		switch {
		case a.Opening != "" && f.Opening.ID == "":
			return &agency.Invalid{Field: "opening", Rule: "must be one of the account's"}
		case f.Submission.ID == "":
			made := candidate.Submission{ID: a.ID, Opening: a.Opening, Source: candidate.DirectSource}
			if _, err := o.receive(&f.Settings, made, a.Entry); err != nil {
				return err
			}
			o.journal(about)
			return nil
		case !f.Submission.Direct():
			return store.ErrExists
		case f.Entry == nil:
			return errors.New("a submission has no entry")
		case !f.Entry.Erased.IsZero():
			return &agency.Invalid{Field: "id", Rule: "must not be one whose personal data was erased"}
		}
		next := a.Entry
		next.ID, next.Created, next.Resume = f.Entry.ID, f.Entry.Created, f.Entry.Resume
		changed := diffEntry(*f.Entry, next)
		if len(changed) == 0 {
			return nil
		}
		o.tx.PutEntries(next)
		about.Opening = f.Submission.Opening
		o.journal(about, changed...)
		return o.publish(event.SubmissionChanged{Submission: a.ID, Opening: about.Opening, Fields: fieldNames(changed)})
	})
}
