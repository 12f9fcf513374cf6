package access

import (
	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// publishClaim tells what happened to a claim. What came from a submission is
// told to whom its progress is visible to; anything else to the host alone, for
// an agency must not learn of another's submission.
func (o *op) publishClaim(f *store.Facts, c *candidate.Claim, step candidate.StepKind) error {
	e := event.ClaimChanged{
		Opening: c.Opening, Agency: c.Agency, Recruiter: c.Recruiter, Step: step.String(), Until: c.At(o.now).Until, Told: event.Host,
	}
	if c.Submission == "" || f.Submission.ID != c.Submission {
		e.Claim = c.ID
		return o.publish(e)
	}
	e.Submission = c.Submission
	var err error
	if e.Told, err = o.watchers(&f.Submission); err != nil {
		return err
	}
	return o.publish(e)
}
