package invite

import (
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
)

// Accept returns the invited recruiter as active from now on. A recruiter who
// is active already, or deactivated, has no invitation to accept: the error is
// then an [*agency.Invalid] about the field "state", and the recruiter is
// returned unchanged. Letting a deactivated recruiter back in is the account's
// choice, not theirs; see [agency.Recruiter.Reactivate].
func Accept(r agency.Recruiter, now time.Time) (agency.Recruiter, error) {
	if r.State != agency.RecruiterInvited {
		return r, &agency.Invalid{Field: "state", Rule: "must be invited"}
	}
	return r.Activate(now), nil
}
