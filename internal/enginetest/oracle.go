package enginetest

import (
	"slices"
	"time"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// codes are reasons in the order of the policy; empty allows.
type codes []policy.Code

func (c codes) has(code policy.Code) bool { return slices.Contains(c, code) }

func (c codes) sorted() codes {
	slices.Sort(c)
	return slices.Compact(c)
}

// question is what a recruiter asks.
type question struct {
	action     policy.Action
	opening    agency.OpeningID
	submission candidate.SubmissionID
	replay     bool // the request was answered before
	noConsent  bool
	target     agency.RecruiterID // of what is done to a colleague
	leaves     bool               // and who would leave the agency
	probing    bool               // it is to be carried out, or may be, and may tell who is known
}

// matrix is the policy's table: what each cause leaves.
var matrix = map[agency.Cause][]agency.Right{
	agency.CauseNotGranted:      {agency.ViewProgress, agency.Message, agency.Withdraw, agency.InviteColleagues},
	agency.CauseGrantOver:       {agency.ViewProgress, agency.Message, agency.Withdraw, agency.InviteColleagues},
	agency.CauseOpeningArchived: {agency.ViewProgress, agency.Message, agency.Withdraw, agency.InviteColleagues},
	agency.CauseAgencySuspended: {agency.ViewProgress, agency.Message, agency.Withdraw},
}

// takes reports whether a cause takes away what the action needs.
func (m *model) takes(c agency.Cause, action policy.Action) bool {
	left, ok := m.overrides[c]
	if !ok {
		left = matrix[c]
	}
	need := map[policy.Action]agency.Right{
		policy.ViewOpening: agency.ViewOpening, policy.Submit: agency.Submit, policy.ViewSubmission: agency.ViewProgress,
		policy.Message: agency.Message, policy.Withdraw: agency.Withdraw,
		policy.InviteColleague: agency.InviteColleagues, policy.ManageColleague: agency.InviteColleagues, policy.AcceptTerms: agency.InviteColleagues,
	}
	right, one := need[action]
	if !one { // a list takes any right at all
		return len(left) == 0
	}
	return !slices.Contains(left, right)
}

// decide answers a recruiter's question as POLICY.md reads.
func (m *model) decide(id agency.RecruiterID, q question) codes {
	var c codes
	r, known := m.recruiters[id]
	switch {
	case !known:
		c = append(c, policy.RecruiterNotActive)
	case r.State == agency.RecruiterInvited && m.takes(agency.CauseRecruiterInvited, q.action):
		c = append(c, policy.RecruiterNotActive)
	case r.State == agency.RecruiterDeactivated && m.takes(agency.CauseRecruiterDeactivated, q.action):
		c = append(c, policy.RecruiterDeactivated)
	}
	a, housed := m.agencies[r.Agency]
	switch {
	case !housed:
		c = append(c, policy.AgencyTerminated)
	case a.State == agency.Suspended && m.takes(agency.CauseAgencySuspended, q.action):
		c = append(c, policy.AgencySuspended)
	case (a.State == agency.Terminated || a.State == agency.Closed) && m.takes(agency.CauseAgencyTerminated, q.action):
		c = append(c, policy.AgencyTerminated)
	}
	switch q.action {
	case policy.ViewOpening, policy.Submit:
		o, ok := m.openings[q.opening]
		if !ok {
			return append(c, policy.NotFound).sorted()
		}
		c = append(c, m.judgeOpening(r, o, q.action)...)
		if q.action == policy.Submit {
			c = append(c, m.judgeLimits(r, q)...)
		}
	case policy.ViewSubmission, policy.Message, policy.Withdraw:
		s, ok := m.submissions[q.submission]
		c = append(c, m.judgeOpening(r, m.openings[s.Opening], q.action)...)
		switch {
		case !ok:
			c = append(c, policy.NotFound)
		case s.Agency == "" || s.Agency != r.Agency:
			c = append(c, policy.OtherAgency)
		case s.Recruiter == id:
		case m.settings.Visibility == agency.SeeOwn, q.action == policy.Withdraw && !r.Admin:
			c = append(c, policy.NotOwnSubmission)
		}
	case policy.ManageColleague:
		c = append(c, m.judgeColleague(r, q)...)
	case policy.InviteColleague, policy.AcceptTerms:
		if !r.Admin {
			c = append(c, policy.NotAgencyAdmin)
		}
	}
	return c.sorted()
}

// judgeOpening weighs the grant and the opening's state. The zero opening is one
// that is not there: nothing is granted on it.
func (m *model) judgeOpening(r agency.Recruiter, o agency.Opening, action policy.Action) codes {
	var c codes
	if s := m.standing(r, o.ID); s != agency.Effective {
		cause := agency.CauseNotGranted
		over := s == agency.Ended || s == agency.ShareRevoked || s == agency.SharePaused
		if over && m.covered(r, m.naming(r, o.ID)) { // one that never served them is like none
			cause = agency.CauseGrantOver
		}
		if m.takes(cause, action) {
			c = append(c, map[agency.Standing]policy.Code{
				agency.NeverShared: policy.NotShared, agency.NotStarted: policy.ShareNotStarted,
				agency.Ended: policy.ShareEnded, agency.ShareRevoked: policy.ShareRevoked,
				agency.SharePaused: policy.SharePaused,
			}[s])
		}
	}
	if o.State == agency.Archived && m.takes(agency.CauseOpeningArchived, action) {
		c = append(c, policy.OpeningArchived)
	}
	return c
}

// shares returns the shares that count for a recruiter, their own first.
func (m *model) shares(r agency.Recruiter, o agency.OpeningID) (own, whole *share) {
	if m.settings.Sharing != agency.ShareWithAgencies {
		own = m.grants[grantKey{o, agency.ToRecruiter(r.ID)}]
	}
	if m.settings.Sharing != agency.ShareWithRecruiters {
		whole = m.grants[grantKey{o, agency.ToAgency(r.Agency)}]
	}
	return own, whole
}

// naming is the share that decides: an effective one, or the one made last.
func (m *model) naming(r agency.Recruiter, o agency.OpeningID) *share {
	own, whole := m.shares(r, o)
	switch {
	case own == nil || whole == nil:
		if own == nil {
			return whole
		}
		return own
	case own.stands(m.now) == agency.Effective:
		return own
	case whole.stands(m.now) == agency.Effective, whole.granted.After(own.granted):
		return whole
	}
	return own
}

func (m *model) standing(r agency.Recruiter, o agency.OpeningID) agency.Standing {
	if s := m.naming(r, o); s != nil {
		return s.stands(m.now)
	}
	return agency.NeverShared
}

// covered reports whether the share was in effect at some past instant while the
// recruiter was one of those it was made to.
func (m *model) covered(r agency.Recruiter, s *share) bool {
	if r.Since.IsZero() {
		return false
	}
	begin := s.from
	for _, t := range []time.Time{s.granted, r.Since} {
		if begin.Before(t) {
			begin = t
		}
	}
	return !begin.After(m.now) &&
		(s.until.IsZero() || begin.Before(s.until)) && (s.revoked.IsZero() || begin.Before(s.revoked))
}

func (m *model) judgeLimits(r agency.Recruiter, q question) codes {
	var c codes
	if limit := int(m.settings.Quota.PerOpening); limit > 0 && !q.replay {
		n := 0
		for _, s := range m.submissions {
			if s.Opening == q.opening && s.Agency != "" && s.Agency == r.Agency && s.Stage != agency.Withdrawn &&
				(m.settings.Visibility == agency.SeeAgency || s.Recruiter == r.ID) {
				n++
			}
		}
		if n >= limit {
			c = append(c, policy.QuotaExhausted)
		}
	}
	if m.settings.Terms != "" && m.agencies[r.Agency].Terms != m.settings.Terms {
		c = append(c, policy.TermsNotAccepted)
	}
	if m.settings.ConsentRequired && q.noConsent {
		c = append(c, policy.ConsentMissing)
	}
	if q.probing && m.probed(r) {
		c = append(c, policy.ProbeLimit)
	}
	return c
}

// told is what the recruiter may be told of a denial.
func (m *model) told(id agency.RecruiterID, q question, c codes) codes {
	if len(c) == 0 {
		return nil
	}
	var self codes
	for _, code := range []policy.Code{
		policy.RecruiterNotActive, policy.RecruiterDeactivated, policy.AgencySuspended, policy.AgencyTerminated,
	} {
		if c.has(code) {
			self = append(self, code)
		}
	}
	if len(self) > 0 {
		return self
	}
	hidden := codes{policy.NotFound}
	for _, code := range []policy.Code{
		policy.NotFound, policy.NotShared, policy.ShareNotStarted, policy.NotOwnSubmission, policy.OtherAgency,
	} {
		if c.has(code) {
			return hidden
		}
	}
	r := m.recruiters[id]
	o := q.opening
	if q.submission != "" {
		o = m.submissions[q.submission].Opening
	}
	if (c.has(policy.ShareRevoked) || c.has(policy.ShareEnded) || c.has(policy.SharePaused)) && !m.covered(r, m.naming(r, o)) {
		return hidden
	}
	told := slices.Clone(c)
	if m.standing(r, o) != agency.Effective {
		told = slices.DeleteFunc(told, func(code policy.Code) bool { return code == policy.OpeningArchived })
	}
	if len(told) == 0 {
		return hidden
	}
	return told
}
