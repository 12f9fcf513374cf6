package access

import (
	"context"
	"time"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// Note adds an internal note to a submission. No agency ever sees it.
func (s Staff) Note(ctx context.Context, id candidate.SubmissionID, text string) error {
	return s.remark(ctx, "note", policy.WriteNote, candidate.Note, id, text)
}

// Feedback adds what an interviewer thought. No agency ever sees it.
func (s Staff) Feedback(ctx context.Context, id candidate.SubmissionID, text string) error {
	return s.remark(ctx, "feedback", policy.WriteFeedback, candidate.Feedback, id, text)
}

// RecordMessage keeps a message to or from the person. No agency ever sees it.
func (s Staff) RecordMessage(ctx context.Context, id candidate.SubmissionID, text string) error {
	return s.remark(ctx, "record-message", policy.WriteMessage, candidate.PersonMessage, id, text)
}

func (s Staff) remark(
	ctx context.Context, call string, action policy.Action, kind candidate.RemarkKind, id candidate.SubmissionID, text string,
) error {
	r := candidate.Remark{Submission: id, Kind: kind, Author: s.staff, Text: text}
	if err := r.Validate(); err != nil {
		return err
	}
	_, err := run(ctx, s.actor, call, func(o *op) (struct{}, error) {
		var none struct{}
		f, err := o.facts(store.Query{Submission: id})
		if err != nil {
			return none, err
		}
		about := aboutSubmission(&f, id)
		if !o.allows(action, &f, about) {
			return none, nil
		}
		r := r
		if r.ID, err = o.eng.newID(); err != nil {
			return none, err
		}
		r.At = o.now
		o.tx.PutRemarks(r)
		o.journal(about)
		return none, o.publish(event.RemarkAdded{
			Remark: r.ID, Remarked: kind.String(), Submission: id, Opening: f.Submission.Opening, Author: s.staff,
		})
	})
	return err
}

// Remarks lists a submission's notes and feedback, oldest first.
func (s Staff) Remarks(ctx context.Context, id candidate.SubmissionID, cursor Cursor, limit int) (Page[candidate.Remark], error) {
	return s.remarks(ctx, "list-remarks", policy.ReadRemarks, 1<<candidate.Note|1<<candidate.Feedback, id, cursor, limit)
}

// RecordedMessages lists the messages to and from the person, oldest first.
func (s Staff) RecordedMessages(ctx context.Context, id candidate.SubmissionID, cursor Cursor, limit int) (Page[candidate.Remark], error) {
	return s.remarks(ctx, "list-messages", policy.ReadMessages, 1<<candidate.PersonMessage, id, cursor, limit)
}

func (s Staff) remarks(
	ctx context.Context, call string, action policy.Action, kinds uint8, id candidate.SubmissionID, cursor Cursor, limit int,
) (Page[candidate.Remark], error) {
	if err := agency.CheckID("submission", id); err != nil {
		return Page[candidate.Remark]{}, err
	}
	l := listing[candidate.Remark, candidate.Remark]{
		actor:  s.actor,
		call:   call,
		filter: string(id),
		query:  store.Query{Submission: id},
		scope:  store.Scope{Kind: store.ListRemarks, Submission: id, Remarks: kinds},
		listed: policy.Request{Side: s.side, Action: action},
		rows:   func(rows *store.Rows) []candidate.Remark { return rows.Remarks },
		view:   func(_ *store.Facts, r *candidate.Remark, _ time.Time) candidate.Remark { return *r },
		after:  func(r *candidate.Remark) store.After { return store.After{At: r.At, ID: r.ID} },
	}
	return l.page(ctx, cursor, limit)
}
