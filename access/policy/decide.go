package policy

import (
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// Decide judges the request by the facts. It is total: whatever is missing or
// unknown denies. It neither allocates nor blocks, and the same arguments
// always give the same Decision.
func Decide(q Request, f Facts) Decision {
	var d Decision
	switch {
	case q.Action == 0 || q.Action >= numActions:
		d.miss(0)
	case q.Side == RecruiterSide && q.Action.byRecruiters():
		decideRecruiter(&d, q.Action, &f)
	case q.Side == StaffSide || q.Side == HostSide:
		decideStaff(&d, q, &f)
	default:
		d.miss(0)
	}
	if d.codes == 0 {
		return Decision{verdict: verdict{allowed: true}}
	}
	if settingsKnown(f.Settings) {
		d.account = f.Settings.Title
	}
	return d
}

func settingsKnown(s *agency.Settings) bool { return s != nil && s.Version != 0 }

// rightOf is the right in the matrix that each of the recruiters' actions takes.
// Lists are not there: they take any right at all.
var rightOf = [...]agency.Right{
	ViewOpening:     agency.ViewOpening,
	Submit:          agency.Submit,
	ViewSubmission:  agency.ViewProgress,
	Message:         agency.Message,
	Withdraw:        agency.Withdraw,
	InviteColleague: agency.InviteColleagues,
	ManageColleague: agency.InviteColleagues,
	AcceptTerms:     agency.InviteColleagues,
}

// hearing is a recruiter's request being judged. Records that are missing, or
// are not the one they should be, are nil in it.
//
// It holds the facts by value: behind one more pointer the compiler would take
// the records for escaping, and every caller would allocate them.
type hearing struct {
	*Decision
	action    Action
	facts     Facts
	settings  *agency.Settings
	recruiter *agency.Recruiter
	agency    *agency.Agency // the one that the recruiter is in
	opening   *agency.Opening
}

func decideRecruiter(d *Decision, action Action, f *Facts) {
	h := hearing{Decision: d, action: action, facts: *f, settings: f.Settings}
	d.toRecruiter = true
	if !settingsKnown(f.Settings) {
		h.settings = new(agency.Settings)
		d.miss(kindAccount)
	}
	d.tell = h.settings.Duplicates.Tell
	if f.Recruiter != nil && f.Recruiter.ID != "" {
		h.recruiter = f.Recruiter
		if f.Agency != nil && f.Agency.ID != "" && f.Agency.ID == f.Recruiter.Agency {
			h.agency = f.Agency
		}
	}
	h.judgeSelf()
	h.judgeAgency()

	switch action {
	case ViewOpening, Submit:
		d.asked = kindOpening
		if h.opening = knownOpening(f.Opening); h.opening == nil {
			d.miss(kindOpening)
			return
		}
		h.judgeGrant()
		h.judgeOpening()
		if action == Submit {
			h.judgeLimits()
			h.judgeRuling()
		}
	case ViewSubmission, Message, Withdraw:
		d.asked = kindSubmission
		s := knownSubmission(f.Submission)
		h.opening = openingOf(s, f.Opening)
		h.judgeGrant()
		h.judgeOpening()
		h.judgeSubmission(s)
	case InviteColleague, AcceptTerms:
		h.judgeAdmin()
	case ManageColleague:
		d.asked = kindRecruiter
		h.judgeAdmin()
		h.judgeColleague()
	}
}

// takes reports whether cause takes away the right that the action needs.
func (h *hearing) takes(cause agency.Cause) bool {
	left := h.settings.Offboarding.Leaves(cause)
	switch h.action {
	case ListOpenings, ListSubmissions, ListClaims, ListColleagues:
		return left == 0
	}
	return !left.Has(rightOf[h.action])
}

func (h *hearing) judgeSelf() {
	r := h.recruiter
	switch {
	case r == nil:
		h.deny(RecruiterNotActive)
		return
	case r.State == agency.RecruiterActive:
		return
	case r.State == agency.RecruiterDeactivated:
		if !h.takes(agency.CauseRecruiterDeactivated) {
			return
		}
		h.deny(RecruiterDeactivated)
	default:
		if !h.takes(agency.CauseRecruiterInvited) {
			return
		}
		h.deny(RecruiterNotActive)
	}
	h.Decision.recruiter = r.ID
}

func (h *hearing) judgeAgency() {
	a := h.agency
	switch {
	case a == nil:
		h.deny(AgencyTerminated)
		return
	case a.State == agency.Active:
		return
	case a.State == agency.Suspended:
		if !h.takes(agency.CauseAgencySuspended) {
			return
		}
		h.deny(AgencySuspended)
	default:
		if !h.takes(agency.CauseAgencyTerminated) {
			return
		}
		h.deny(AgencyTerminated)
	}
	h.Decision.agency = a.Title
}

func (h *hearing) judgeOpening() {
	if h.opening != nil && h.opening.State != agency.Open && h.takes(agency.CauseOpeningArchived) {
		h.denyFor(OpeningArchived, h.opening)
	}
}

func (h *hearing) judgeSubmission(s *candidate.Submission) {
	switch r := h.recruiter; {
	case s == nil:
		h.miss(kindSubmission)
	case r == nil || s.Agency == "" || s.Agency != r.Agency:
		h.deny(OtherAgency)
	case s.Recruiter == r.ID:
	case h.settings.Visibility != agency.SeeAgency, h.action == Withdraw && !r.Admin:
		h.deny(NotOwnSubmission)
	}
}

func (h *hearing) judgeAdmin() {
	if h.recruiter == nil || !h.recruiter.Admin {
		h.deny(NotAgencyAdmin)
	}
}

// judgeColleague looks at nothing else of somebody who is not of the own agency,
// lest they be told apart from nobody.
func (h *hearing) judgeColleague() {
	r, colleague := h.recruiter, h.facts.Colleague
	switch {
	case r == nil, colleague == nil, colleague.ID == "", colleague.Agency == "", colleague.Agency != r.Agency:
		h.miss(kindRecruiter)
	case h.facts.LastAdmin:
		h.deny(LastAdmin)
	}
}

func (h *hearing) judgeLimits() {
	f, s := &h.facts, h.settings
	if f.AlreadySubmitted {
		h.deny(AlreadySubmitted)
	}
	if limit := s.Quota.PerOpening; limit > 0 && int64(f.Standing) >= int64(limit) {
		h.deny(QuotaExhausted)
		h.limit = limit
	}
	if s.Terms != "" && (h.agency == nil || h.agency.Terms != s.Terms) {
		h.deny(TermsNotAccepted)
		h.terms = s.Terms
	}
	if s.ConsentRequired && !f.Consent {
		h.deny(ConsentMissing)
	}
	if f.ProbesSpent {
		h.deny(ProbeLimit)
	}
}

func (h *hearing) judgeRuling() {
	switch ruling := h.facts.Ruling; {
	case ruling <= candidate.Flagged:
		return
	case ruling == candidate.Alerted:
		if h.tell == agency.TellNothing {
			return
		}
		h.deny(DuplicateAlert)
	default:
		h.deny(DuplicateBlocked)
	}
	if h.tell == agency.TellClass {
		h.class = true
		if own := h.facts.OwnClaim; own <= candidate.ClaimInForce {
			h.own = own
		}
	}
	if h.facts.OwnedByOther {
		h.deny(OwnedByOther)
	}
}

func knownOpening(o *agency.Opening) *agency.Opening {
	if o == nil || o.ID == "" {
		return nil
	}
	return o
}

func knownSubmission(s *candidate.Submission) *candidate.Submission {
	if s == nil || s.ID == "" {
		return nil
	}
	return s
}

// openingOf returns o when it is the opening that s is for.
func openingOf(s *candidate.Submission, o *agency.Opening) *agency.Opening {
	if s == nil || o == nil || o.ID == "" || o.ID != s.Opening {
		return nil
	}
	return o
}
