package policy

import (
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// Request is a question: may this side do that?
type Request struct {
	Side   Side
	Action Action

	// ToAgency says for Share and Unshare that the grantee is Facts.Agency;
	// otherwise it is Facts.Recruiter. For InviteRecruiter and ConvertStaff it says
	// that the agency is there already, so that Facts.Agency is missed when it is not.
	ToAgency bool

	// OnOpening says for Explain and InviteRecruiter that the question names an
	// opening, so that Facts.Opening is missed when it is not there.
	OnOpening bool
}

// Facts are what a decision depends on. A nil record, or one with an empty ID,
// is one that the account does not have. Decide keeps none of the pointers.
type Facts struct {
	Now      time.Time
	Settings *agency.Settings

	Staff *agency.Staff // who asks, on StaffSide

	// Recruiter and Agency are who asks, on RecruiterSide; the target, on the
	// other sides. A recruiter's Agency is the one they are in.
	Recruiter *agency.Recruiter
	Agency    *agency.Agency

	// Opening is the target, or the opening of Submission; the shares are of it.
	Opening     *agency.Opening
	ToRecruiter *agency.Share
	ToAgency    *agency.Share

	Submission *candidate.Submission
	Target     *agency.Staff     // the regular user that ConvertStaff and DeactivateStaff act on
	Colleague  *agency.Recruiter // whom ManageColleague acts on; may be who asks
	LastAdmin  bool              // for ManageColleague: the agency would have no active admin afterwards

	// For Submit.
	Standing         int               // standing submissions that agency.Quota.PerOpening bounds
	AlreadySubmitted bool              // the agency's (or recruiter's) own entry for the person is there
	Consent          bool              // the entry says when the person consented
	ProbesSpent      bool              // the budget for submissions that probe is used up
	Ruling           candidate.Outcome // on the entry
	OwnedByOther     bool              // another agency owns the introduction

	// OwnClaim is how the asker's own earlier claim to the person stands. An
	// unknown standing counts as NoClaim.
	OwnClaim candidate.Standing

	// For InviteRecruiter and EditRecruiter; EmailIsStaff also for
	// PromoteRecruiter, of the address that the regular user will have.
	EmailIsStaff bool
	EmailTaken   bool
	KnownDomain  bool // for InviteRecruiter, unless the choice was made
}
