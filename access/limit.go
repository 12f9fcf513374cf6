package access

import (
	"context"
	"time"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
)

// Attempt is a recruiter's call that is about to begin.
type Attempt struct {
	Account   agency.AccountID
	Recruiter agency.RecruiterID
	Call      string // as in [Observation]: "submit", "can", "list-openings"
}

// Limited answers a recruiter whom Options.Limit keeps waiting. Nothing was read
// or written, nor is it in the journal.
type Limited struct {
	Wait time.Duration // until the call may succeed
}

func (e *Limited) Error() string { return "access: rate_limited: try again in " + e.Wait.String() }

// limit asks the host whether the call may begin; a part of one has no name.
func (a *actor) limit(ctx context.Context, call string) (err error) {
	if call == "" || a.side != policy.RecruiterSide || a.eng.opt.Limit == nil {
		return nil
	}
	defer hostFailed("limit", &err)
	if wait := a.eng.opt.Limit(ctx, Attempt{Account: a.account, Recruiter: a.recruiter, Call: call}); wait > 0 {
		return &Limited{Wait: wait}
	}
	return nil
}
