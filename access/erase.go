package access

import (
	"context"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

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
