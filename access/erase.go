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
// texts of the remarks, the journal's values, and, while the request that made
// it can be repeated, its digest. That there was a submission, its opening,
// source and present stage remain, and so do the claims to the person and the
// keyed digests by which the person is known still.
//
// Erasing again removes what has come since, and the resume if it could not be
// removed before: an error asks for that. The resume is removed after the
// commit; inside a transaction of the host's own, that is before the host's, so
// a host that rolls back has lost the resume only.
func (s System) Erase(ctx context.Context, id candidate.SubmissionID) error {
	if err := agency.CheckID("submission", id); err != nil {
		return err
	}
	blob, err := run(ctx, s.actor, "erase", func(o *op) (string, error) {
		f, err := o.facts(store.Query{Submission: id, Person: true})
		if err != nil || !o.allows(policy.Erase, &f, store.Subject{Submission: id}) || f.Entry == nil {
			return "", err
		}
		return f.Entry.Resume.Blob, o.erase(&f)
	})
	if err == nil && blob != "" && s.eng.opt.Blobs != nil {
		if err := s.eng.opt.Blobs.Delete(context.WithoutCancel(ctx), s.account, blob); err != nil {
			return s.fault(ctx, "erase", err)
		}
	}
	return err
}

// EraseCandidate removes the personal data of all whom the host knows by a record
// of its own: the submissions that are linked to it, as Erase does, and what was
// imported without one. An error asks for erasing again.
func (s System) EraseCandidate(ctx context.Context, host candidate.HostID) error {
	if err := agency.CheckID("candidate", host); err != nil {
		return err
	}
	var linked []candidate.SubmissionID
	err := s.mirror(ctx, "erase-candidate", func(o *op) error {
		linked = linked[:0]
		f, err := o.tx.Facts(store.Query{Host: host})
		if err != nil {
			return err
		}
		erased := false
		for i := range f.Known {
			c := f.Known[i].Candidate
			switch {
			case c.Host != host:
			case c.Submission != "":
				linked = append(linked, c.Submission)
			default:
				also, err := o.eraseKnown(&f.Known[i])
				if err != nil {
					return err
				}
				erased = erased || also
			}
		}
		if erased {
			o.journal(store.Subject{})
		}
		return nil
	})
	for _, id := range linked {
		if err == nil {
			err = s.Erase(ctx, id)
		}
	}
	return err
}

// erase removes what there is to remove.
func (o *op) erase(f *store.Facts) error {
	s := &f.Submission
	erased, err := o.eraseRemarks(s.ID)
	if err != nil {
		return err
	}
	if f.Entry.Erased.IsZero() {
		erased = true
		o.tx.PutEntries(f.Entry.Erase(o.now))
		// Once its time is over, the request ID may be another submission's.
		if s.Request != "" && o.now.Sub(s.At) < candidate.ReceiptsKept {
			o.tx.PutReceipts(candidate.Receipt{
				Agency: s.Agency, Recruiter: s.Recruiter, Request: s.Request, Submission: s.ID, At: s.At,
			})
		}
	}
	also, err := o.erasePerson(f)
	if err != nil {
		return err
	}
	erased = erased || also
	if !erased {
		return nil
	}
	o.tx.EraseValues(store.Subject{Submission: s.ID})
	o.journal(aboutSubmission(f, s.ID))
	return o.publish(event.SubmissionErased{Submission: s.ID})
}

// eraseRemarks removes the texts of what was remarked, and reports whether there
// were any.
func (o *op) eraseRemarks(id candidate.SubmissionID) (bool, error) {
	scope := store.Scope{
		Kind: store.ListRemarks, Submission: id,
		Remarks: 1<<candidate.Note | 1<<candidate.Feedback | 1<<candidate.PersonMessage,
	}
	erased := false
	var after store.After
	for {
		f, err := o.tx.Facts(store.Query{List: &store.List{Scope: scope, After: after, Limit: store.MaxLimit}})
		if err != nil || len(f.Rows.Remarks) == 0 {
			return erased, err
		}
		for _, r := range f.Rows.Remarks {
			after = store.After{At: r.At, ID: r.ID}
			if r != r.Erase() {
				erased = true
				o.tx.PutRemarks(r.Erase())
			}
		}
		if !f.Rows.More {
			return erased, nil
		}
	}
}

// erasePerson removes what the account's own record says, and what staff wrote
// about the claims, and reports whether there was anything.
func (o *op) erasePerson(f *store.Facts) (bool, error) {
	for i := range f.Known {
		if f.Known[i].Candidate.ID == f.Submission.Candidate {
			return o.eraseKnown(&f.Known[i])
		}
	}
	return false, nil
}

func (o *op) eraseKnown(k *store.Known) (bool, error) {
	c := k.Candidate
	erased := c != c.Erase()
	if erased && c.Typed != "" { // who staff made of it is who is known from now on
		held, err := o.heldBy(c.Sketch, &c)
		if err != nil {
			return false, err
		}
		o.tx.LetGo(c.ID, c.Held)
		c.Held, c.Key = held, o.eng.index[0].ID
		o.tx.Hold(c.ID, c.Agency, c.Held)
	}
	if erased {
		o.tx.PutCandidates(c.Erase())
	}
	for _, claim := range k.Claims {
		if claim != claim.Erase() {
			erased = true
			o.tx.PutClaims(claim.Erase())
		}
	}
	return erased, nil
}
