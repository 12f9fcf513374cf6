package access

import (
	"context"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/store"
)

// DeleteAccount removes everything that the account has, for good: its records,
// the journal, the events that wait in the outbox, and the resumes. Afterwards the
// account is unknown to every handle, as one that never was. No event tells of it,
// for there is nowhere to keep one; Options.Observe does. An account of the same ID
// that is made later starts from nothing.
//
// The resumes go first, so that those that are left are known still when
// something fails: an error asks for deleting again, and so does a process that
// ended on the way. Until then the account is at work, with fewer resumes than
// its submissions name: [Staff.Resume] answers store.ErrNotFound for the others.
// Where the outcome is store.ErrUnknown, deleting again answers that the account
// is not found if nothing is left. Nobody should work in the account meanwhile: a
// resume that is submitted after the others were removed is left over in
// Options.Blobs.
//
// Inside a transaction of the host's own the resumes are gone at once, so a host
// that rolls back has lost them.
func (s System) DeleteAccount(ctx context.Context) error {
	const call = "delete-account"
	_, err := run(ctx, s.unobserved(), call, func(o *op) (struct{}, error) {
		f, err := o.facts(store.Query{})
		if err == nil && o.allows(policy.DeleteAccount, &f, store.Subject{}) {
			o.journal(store.Subject{}) // which is all that is known if it is not finished
		}
		return struct{}{}, err
	})
	if err == nil {
		err = s.deleteResumes(ctx)
		if err == nil {
			err = s.eng.store.Delete(ctx, s.account)
		}
		if err == nil {
			s.eng.hints.saw(s.account, "", 0)
		} else {
			err = s.fault(ctx, call, err)
		}
	}
	s.observe(ctx, call, err)
	return err
}

// unobserved is the actor for a part of a call, whose end is not the call's.
func (a *actor) unobserved() actor {
	quiet := *a
	if a.eng != nil {
		eng := *a.eng
		eng.opt.Observe = nil
		quiet.eng = &eng
	}
	return quiet
}

// deleteResumes removes the documents of all submissions, those included that
// were left over when a submission was erased.
func (s System) deleteResumes(ctx context.Context) error {
	blobs := s.eng.opt.Blobs
	if blobs == nil {
		return nil
	}
	ask := func(q store.Query) (store.Facts, error) { return s.eng.store.Read(ctx, s.account, q) }
	return each(ask, store.Scope{Kind: store.ListSubmissions}, func(rows *store.Rows) (store.After, error) {
		for i := range rows.Submissions {
			f, err := ask(store.Query{Submission: rows.Submissions[i].Submission.ID})
			if err != nil {
				return store.After{}, err
			}
			if f.Entry == nil || f.Entry.Resume.Blob == "" {
				continue
			}
			if err := blobs.Delete(ctx, s.account, f.Entry.Resume.Blob); err != nil {
				return store.After{}, err
			}
		}
		return afterSubmission(&rows.Submissions[len(rows.Submissions)-1]), nil
	})
}
