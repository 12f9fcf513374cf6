package access

import (
	"context"
	"errors"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// PutStaff mirrors regular users: inserts or replaces by ID, all or none. An
// address that a recruiter of the account uses is refused.
func (s System) PutStaff(ctx context.Context, users ...agency.Staff) error {
	if err := checkEach("staff", ids(users, func(u agency.Staff) agency.StaffID { return u.ID }), agency.CheckID[agency.StaffID]); err != nil {
		return err
	}
	for i, u := range users {
		if err := u.Validate(); err != nil {
			return agency.InRow("staff", i, err)
		}
	}
	return s.mirror(ctx, "put-staff", func(o *op) error {
		for i, u := range users {
			f, err := o.tx.Facts(store.Query{Staff: u.ID, Email: agency.FoldEmail(u.Email)})
			if err != nil {
				return err
			}
			if f.EmailRecruiter != "" || (f.EmailStaff != "" && f.EmailStaff != u.ID) {
				return agency.InRow("staff", i, &agency.Invalid{Field: "email", Rule: "must not be in use by somebody else of this account"})
			}
			if err := o.putStaff(f.Staff, u); err != nil {
				return err
			}
		}
		return nil
	})
}

// putStaff writes a regular user who differs from what they were.
func (o *op) putStaff(before, after agency.Staff) error {
	if before == after {
		return nil
	}
	changed := diffStaff(before, after)
	o.tx.PutStaff(after)
	o.journal(store.Subject{Staff: after.ID}, changed...)
	return o.publish(event.StaffChanged{Staff: after.ID, State: after.State, Fields: fieldNames(changed)})
}

// DeactivateUser ends a regular user's access, at once.
func (s Staff) DeactivateUser(ctx context.Context, id agency.StaffID) error {
	return s.changeUser(ctx, "deactivate-user", id, agency.Staff.Deactivate)
}

// ReactivateUser gives a regular user access again.
func (s Staff) ReactivateUser(ctx context.Context, id agency.StaffID) error {
	return s.changeUser(ctx, "reactivate-user", id, agency.Staff.Reactivate)
}

func (s Staff) changeUser(ctx context.Context, call string, id agency.StaffID, change func(agency.Staff) agency.Staff) error {
	if err := agency.CheckID("staff", id); err != nil {
		return err
	}
	_, err := run(ctx, s.actor, call, func(o *op) (struct{}, error) {
		var none struct{}
		f, err := o.facts(store.Query{})
		if err != nil {
			return none, err
		}
		target, err := o.tx.Facts(store.Query{Staff: id})
		if err != nil {
			return none, err
		}
		pf := policyFacts(&f, o.now)
		pf.Target = &target.Staff
		if !o.permit(o.decide(policy.Request{Action: policy.DeactivateStaff}, pf), store.Subject{Staff: id}) {
			return none, nil
		}
		return none, o.putStaff(target.Staff, change(target.Staff))
	})
	return err
}

// PutOpenings mirrors openings, their state and hiring team included: inserts or
// replaces by ID, all or none. Created is the engine's.
func (s System) PutOpenings(ctx context.Context, openings ...agency.Opening) error {
	if err := checkEach("openings", ids(openings, func(o agency.Opening) agency.OpeningID { return o.ID }), agency.CheckID[agency.OpeningID]); err != nil {
		return err
	}
	for i, o := range openings {
		o.Created = agency.Opening{}.Created
		if err := o.Validate(); err != nil {
			return agency.InRow("openings", i, err)
		}
	}
	return s.mirror(ctx, "put-openings", func(o *op) error {
		before, err := o.tx.Openings(ids(openings, func(o agency.Opening) agency.OpeningID { return o.ID })...)
		if err != nil {
			return err
		}
		for i, next := range openings {
			if next.Created = before[i].Created; before[i].ID == "" {
				next.Created = o.now
			}
			if err := o.putOpening(before[i], next); err != nil {
				return err
			}
		}
		return nil
	})
}

// mirror runs a host call that mirrors the host's own records.
func (s System) mirror(ctx context.Context, call string, fn func(*op) error) error {
	_, err := run(ctx, s.actor, call, func(o *op) (struct{}, error) {
		f, err := o.facts(store.Query{})
		if err != nil || !o.allows(policy.MirrorRecords, &f, store.Subject{}) {
			return struct{}{}, err
		}
		return struct{}{}, fn(o)
	})
	return err
}

func ids[R any, T ~string](records []R, id func(R) T) []T {
	out := make([]T, len(records))
	for i, r := range records {
		out[i] = id(r)
	}
	return out
}

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

// Erase removes the personal data of a submission: the entry, the resume, the
// remarks' and the journal's values about it. That there was a submission, its
// opening, source and stages remain.
func (s System) Erase(ctx context.Context, id candidate.SubmissionID) error {
	if err := agency.CheckID("submission", id); err != nil {
		return err
	}
	blob, err := run(ctx, s.actor, "erase", func(o *op) (string, error) {
		f, err := o.facts(store.Query{Submission: id})
		if err != nil || !o.allows(policy.Erase, &f, store.Subject{Submission: id}) {
			return "", err
		}
		if f.Entry == nil || !f.Entry.Erased.IsZero() {
			return "", nil
		}
		about := aboutSubmission(&f, id)
		o.tx.PutEntries(f.Entry.Erase(o.now))
		o.tx.EraseValues(store.Subject{Submission: id})
		if err := o.eraseRemarks(id); err != nil {
			return "", err
		}
		o.journal(about)
		return f.Entry.Resume.Blob, o.publish(event.SubmissionErased{Submission: id})
	})
	if err == nil && blob != "" && s.eng.opt.Blobs != nil {
		if err := s.eng.opt.Blobs.Delete(context.WithoutCancel(ctx), s.account, blob); err != nil {
			return s.fault(ctx, "erase", err)
		}
	}
	return err
}

// eraseRemarks removes the text of what was remarked.
func (o *op) eraseRemarks(id candidate.SubmissionID) error {
	scope := store.Scope{
		Kind: store.ListRemarks, Submission: id,
		Remarks: 1<<candidate.Note | 1<<candidate.Feedback | 1<<candidate.PersonMessage,
	}
	var after store.After
	for {
		f, err := o.tx.Facts(store.Query{List: &store.List{Scope: scope, After: after, Limit: store.MaxLimit}})
		if err != nil || len(f.Rows.Remarks) == 0 {
			return err
		}
		for _, r := range f.Rows.Remarks {
			after = store.After{At: r.At, ID: r.ID}
			r.Text = "(erased)"
			o.tx.PutRemarks(r)
		}
		if !f.Rows.More {
			return nil
		}
	}
}
