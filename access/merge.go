package access

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// errNoCandidate is for the host: a record was lost.
var errNoCandidate = errors.New("access: a submission has no candidate")

// Merge makes one person of the people of two submissions. The choice says whose
// values count, see [Staff.Person]; what either agency sees stays as it is. The
// claims to both count for the one person from then on.
func (s Staff) Merge(ctx context.Context, into, from candidate.SubmissionID, choice candidate.Choice) error {
	if err := choice.Validate(); err != nil {
		return agency.In("choice", err)
	}
	return s.pair(ctx, "merge", into, from, func(o *op, a, b *acquaintance, subject store.Subject) error {
		switch {
		case a.self.Person == b.self.Person:
			return nil
		case len(a.facts.Known)+len(b.facts.Known) > candidate.MaxMerged:
			return &agency.Invalid{Field: "candidates", Rule: "must be at most 50 that are one person"}
		case apart(a.facts.Known, b.facts.Known):
			return &agency.Invalid{Field: "candidates", Rule: "must not be marked as distinct"}
		}
		o.merge(a.self.Person, b.facts.Known, choice)
		o.journal(subject, store.Value{Field: "person", Before: string(b.self.Person), After: string(a.self.Person)})
		return o.publish(event.CandidatesMerged{Candidate: b.self.Person, Other: a.self.Person})
	})
}

// merge makes all candidates of a person somebody else's.
func (o *op) merge(into candidate.ID, of []store.Known, choice candidate.Choice) {
	for i := range of {
		c := of[i].Candidate
		if c.ID == c.Person {
			c.Into, c.Merged, c.Choice = into, o.now, choice
		}
		c.Person = into
		o.tx.PutCandidates(c)
	}
}

// apart reports whether any of the one was marked as distinct from any of the
// other.
func apart(a, b []store.Known) bool {
	for i := range a {
		for j := range b {
			if a[i].Candidate.Distinct.Has(b[j].Candidate.ID) || b[j].Candidate.Distinct.Has(a[i].Candidate.ID) {
				return true
			}
		}
	}
	return false
}

// Unmerge takes the person of a submission apart again: the submission's own
// candidate from what it was merged into, or, where others were merged into it,
// the last of them from it. Both are what they were before, with whoever else
// was merged into them, but for a link to the host's record of who stays. It takes
// the permission for both submissions.
func (s Staff) Unmerge(ctx context.Context, id candidate.SubmissionID) error {
	return s.person(ctx, "unmerge", policy.MergeCandidates, id, func(o *op, k *acquaintance, subject store.Subject) error {
		leaving := k.self
		if leaving.Into == "" {
			leaving = candidate.Candidate{}
			for i := range k.facts.Known {
				if c := &k.facts.Known[i].Candidate; c.Into == k.self.ID && !c.Merged.Before(leaving.Merged) {
					leaving = *c
				}
			}
		}
		if leaving.ID == "" {
			return &agency.Invalid{Field: "submission", Rule: "must be of somebody who was merged"}
		}
		into, _ := of(k.facts.Known, leaving.Into)
		for _, other := range []candidate.SubmissionID{into.Submission, leaving.Submission} {
			if other == "" || other == id {
				continue
			}
			if also, _, err := o.acquaint(policy.MergeCandidates, other); err != nil || also == nil {
				return err
			}
		}
		before := leaving.Person
		for _, c := range subtree(k.facts.Known, leaving.ID) {
			if c.Person = leaving.ID; c.ID == leaving.ID {
				c.Into, c.Merged, c.Choice = "", time.Time{}, candidate.Choice{}
			}
			if c.Host == into.Host {
				c.Host = "" // the host's record is of who stays
			}
			o.tx.PutCandidates(c)
		}
		o.journal(subject, store.Value{Field: "person", Before: string(before), After: string(leaving.ID)})
		return o.publish(event.CandidatesUnmerged{Candidate: leaving.ID, Other: before})
	})
}

// subtree returns a candidate and all that were merged into it, directly or not.
func subtree(of []store.Known, root candidate.ID) []candidate.Candidate {
	var out []candidate.Candidate
	for i := range of {
		if of[i].Candidate.ID == root {
			out = append(out, of[i].Candidate)
		}
	}
	for i := 0; i < len(out); i++ {
		for j := range of {
			if of[j].Candidate.Into == out[i].ID {
				out = append(out, of[j].Candidate)
			}
		}
	}
	return out
}

// MarkDistinct says that the people of two submissions are two, however much
// they are alike, or takes that back; whoever was merged with them by then is
// meant too. They do not count as duplicates of one another any more, nor does
// either for somebody who is more like the other.
func (s Staff) MarkDistinct(ctx context.Context, a, b candidate.SubmissionID, distinct bool) error {
	return s.pair(ctx, "mark-distinct", a, b, func(o *op, a, b *acquaintance, subject store.Subject) error {
		if a.self.Person == b.self.Person {
			return &agency.Invalid{Field: "candidates", Rule: "must not be one person"}
		}
		changed, err := o.tell(a.facts.Known, b.facts.Known, distinct)
		if err == nil {
			more, failed := o.tell(b.facts.Known, a.facts.Known, distinct)
			changed, err = changed || more, failed
		}
		if err != nil || !changed {
			return err
		}
		before, after := "false", "true"
		if !distinct {
			before, after = after, before
		}
		o.journal(subject, store.Value{Field: "distinct", Before: before, After: after})
		return o.publish(event.CandidatesDistinct{Candidate: a.self.ID, Other: b.self.ID, Distinct: distinct})
	})
}

// tell marks each candidate of one person as distinct from each of another's, or
// as not so, and reports whether that changed any.
func (o *op) tell(of, from []store.Known, distinct bool) (bool, error) {
	changed := false
	for i := range of {
		c := of[i].Candidate
		ids := c.Distinct.Slice()
		for j := range from {
			other := from[j].Candidate.ID
			ids = slices.DeleteFunc(ids, func(id candidate.ID) bool { return id == other })
			if distinct {
				ids = append(ids, other)
			}
		}
		if len(ids) > candidate.MaxDistinct {
			return false, &agency.Invalid{Field: "candidates", Rule: "must be distinct from at most 100"}
		}
		slices.Sort(ids)
		if next := agency.Freeze(ids...); next != c.Distinct {
			c.Distinct, changed = next, true
			o.tx.PutCandidates(c)
		}
	}
	return changed, nil
}

// person changes something about the person of a submission.
func (s Staff) person(
	ctx context.Context, call string, action policy.Action, id candidate.SubmissionID,
	change func(*op, *acquaintance, store.Subject) error,
) error {
	if err := agency.CheckID("submission", id); err != nil {
		return err
	}
	_, err := run(ctx, s.actor, call, func(o *op) (struct{}, error) {
		k, subject, err := o.acquaint(action, id)
		if err != nil || k == nil {
			return struct{}{}, err
		}
		return struct{}{}, change(o, k, subject)
	})
	return err
}

// pair changes something about the people of two submissions.
func (s Staff) pair(
	ctx context.Context, call string, a, b candidate.SubmissionID,
	change func(o *op, a, b *acquaintance, subject store.Subject) error,
) error {
	if err := agency.CheckID("other", b); err != nil {
		return err
	}
	return s.person(ctx, call, policy.MergeCandidates, a, func(o *op, first *acquaintance, subject store.Subject) error {
		second, _, err := o.acquaint(policy.MergeCandidates, b)
		if err != nil || second == nil {
			return err
		}
		if a == b {
			return &agency.Invalid{Field: "other", Rule: "must be another submission"}
		}
		return change(o, first, second, subject)
	})
}

// acquaint decides on a submission and returns its person, nil if the call is
// denied.
func (o *op) acquaint(action policy.Action, id candidate.SubmissionID) (*acquaintance, store.Subject, error) {
	f, err := o.facts(store.Query{Submission: id, Person: true})
	if err != nil {
		return nil, store.Subject{}, err
	}
	subject := aboutSubmission(&f, id)
	if !o.allows(action, &f, subject) {
		return nil, subject, nil
	}
	k := &acquaintance{actor: o.actor, facts: f, ask: o.tx.Facts, now: o.now}
	var ok bool
	if k.self, ok = of(f.Known, f.Submission.Candidate); !ok {
		return nil, subject, errNoCandidate
	}
	return k, subject, nil
}
