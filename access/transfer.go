package access

import (
	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// transfer makes one agency's submissions and claims another's. The journal tells
// of each under the agency that was closed, so that it can be taken back.
type transfer struct {
	*op
	from, to agency.AgencyID
	about    agency.AgencyID // the one that was closed

	moved   int // submissions
	claimed int // claims
}

// everything transfers what there is of the agency's.
func (t *transfer) everything() error {
	scope := store.Scope{Kind: store.ListSubmissions, Agency: t.from}
	err := t.each(scope, func(rows *store.Rows) (store.After, error) {
		batch := make([]candidate.Submission, len(rows.Submissions))
		for i := range rows.Submissions {
			batch[i] = rows.Submissions[i].Submission
		}
		_, err := t.put(batch)
		return afterSubmission(&rows.Submissions[len(rows.Submissions)-1]), err
	})
	if err != nil {
		return err
	}
	scope.Kind = store.ListClaims
	return t.each(scope, func(rows *store.Rows) (store.After, error) {
		for i := range rows.Claims {
			t.claim(rows.Claims[i].Claim)
		}
		return afterClaim(&rows.Claims[len(rows.Claims)-1]), nil
	})
}

// some transfers submissions, at most [store.MaxLimit] of them, with their claims.
func (t *transfer) some(batch []candidate.Submission) error {
	known, err := t.put(batch)
	if err != nil {
		return err
	}
	in := make(map[candidate.SubmissionID]bool, len(batch))
	for i := range batch {
		in[batch[i].ID] = true
	}
	for i := range known {
		for _, c := range known[i].Claims {
			if c.Agency == t.from && c.Submission != "" && in[c.Submission] {
				t.claim(c)
			}
		}
	}
	return nil
}

// put transfers submissions with their candidates and receipts, and returns what
// is known of the persons.
func (t *transfer) put(batch []candidate.Submission) ([]store.Known, error) {
	ids := make([]candidate.ID, len(batch))
	mine := make(map[candidate.ID]bool, len(batch))
	for i, s := range batch {
		ids[i], mine[s.Candidate] = s.Candidate, true
		if err := t.receipt(&s); err != nil {
			return nil, err
		}
		s.Agency = t.to
		t.tx.PutSubmissions(s)
		t.journal(store.Subject{Submission: s.ID, Opening: s.Opening, Agency: t.about, Recruiter: s.Recruiter},
			store.Value{Field: "agency", Before: string(t.from), After: string(t.to)})
		t.moved++
	}
	if len(ids) == 0 {
		return nil, nil
	}
	f, err := t.tx.Facts(store.Query{Candidates: ids})
	if err != nil {
		return nil, err
	}
	for i := range f.Known {
		if c := f.Known[i].Candidate; mine[c.ID] && c.Agency == t.from {
			c.Agency = t.to
			t.tx.PutCandidates(c)
			t.tx.Hold(c.ID, c.Agency, c.Held)
		}
	}
	return f.Known, nil
}

// receipt lets the request that made the submission be repeated for the other
// agency. The recruiter is in the one that it was made for still.
func (t *transfer) receipt(s *candidate.Submission) error {
	if s.Request == "" || t.now.Sub(s.At) >= candidate.ReceiptsKept {
		return nil
	}
	f, err := t.tx.Facts(store.Query{Recruiter: s.Recruiter, Request: s.Request})
	if err != nil || f.Receipt == nil || f.Receipt.Submission != s.ID {
		return err
	}
	r := *f.Receipt
	r.Agency = t.to
	t.tx.PutReceipts(r)
	return nil
}

func (t *transfer) claim(c candidate.Claim) {
	c.Agency = t.to
	t.tx.PutClaims(c)
	t.claimed++
	if c.Submission == "" {
		t.journal(store.Subject{Opening: c.Opening, Agency: t.about, Recruiter: c.Recruiter},
			store.Value{Field: "claim", Before: string(c.ID), After: string(c.ID)},
			store.Value{Field: "agency", Before: string(t.from), After: string(t.to)})
	}
}

// rehome writes a recruiter who is in another agency from now on, with the
// invitation that they have.
func (o *op) rehome(before, after agency.Recruiter, about agency.AgencyID) error {
	f, err := o.tx.Facts(store.Query{Recruiter: before.ID, Latest: true})
	if err != nil {
		return err
	}
	if i := f.Latest; i != nil && i.Fate == invite.Waiting {
		i.Agency = after.Agency
		o.tx.PutInvitations(*i)
	}
	changed := diffRecruiter(before, after)
	o.tx.PutRecruiters(after)
	o.journal(store.Subject{Recruiter: after.ID, Agency: about}, changed...)
	return o.publish(event.RecruiterChanged{
		Recruiter: after.ID, Agency: after.Agency, State: after.State, Fields: fieldNames(changed),
	})
}
