package access

import (
	"context"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// Withdraw takes a submission back: its submitter may, and an admin of the
// agency who can see it. A withdrawal is final, ends the claim to the person,
// and counts as a probe; withdrawing again changes nothing.
func (r Recruiter) Withdraw(ctx context.Context, id candidate.SubmissionID) error {
	if err := agency.CheckID("submission", id); err != nil {
		return err
	}
	_, err := run(ctx, r.actor, "withdraw", func(o *op) (struct{}, error) {
		var none struct{}
		f, err := o.facts(store.Query{Recruiter: o.recruiter, Submission: id, Person: true})
		if err != nil {
			return none, err
		}
		about := aboutSubmission(&f, id)
		if !o.allows(policy.Withdraw, &f, about) {
			return none, nil
		}
		s := f.Submission.Withdraw(o.now)
		if s == f.Submission {
			return none, nil
		}
		told, err := o.watchers(&s)
		if err != nil {
			return none, err
		}
		o.tx.PutSubmissions(s)
		for _, c := range claimsOf(&f, s.ID) {
			o.tx.PutClaims(c.Withdraw(o.now))
		}
		if _, err := o.probe(&f, nil); err != nil {
			return none, err
		}
		o.journal(about, store.Value{Field: "stage", Before: string(f.Submission.Stage), After: string(s.Stage)})
		return none, o.publish(event.SubmissionWithdrawn{
			Submission: s.ID, Opening: s.Opening, Agency: s.Agency, Recruiter: s.Recruiter,
			By: o.recruiter, Told: told,
		})
	})
	return err
}

// claimsOf returns the claims that came from a submission.
func claimsOf(f *store.Facts, id candidate.SubmissionID) []candidate.Claim {
	var out []candidate.Claim
	for i := range f.Known {
		for _, c := range f.Known[i].Claims {
			if c.Submission == id {
				out = append(out, c)
			}
		}
	}
	return out
}
