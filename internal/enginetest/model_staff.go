package enginetest

import (
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// need is what an action takes of a regular user.
type need struct {
	agencies, submissions, messages int
	settings                        bool
	opening                         agency.OpeningID       // whose team
	submission                      candidate.SubmissionID // whose opening's team
}

// standing levels of the roles, as the policy's table has them.
var table = map[agency.Role]agency.Levels{
	agency.SuperAdmin:         {Agencies: 4, Submissions: 2, Messages: 2, AllOpenings: true, Settings: true, Journal: true},
	agency.RecruitmentManager: {Agencies: 2, Submissions: 2, Messages: 2},
	agency.StaffRecruiter:     {Agencies: 1, Submissions: 2, Messages: 2},
	agency.HiringTeamMember:   {Submissions: 1},
}

// levels are what the one who acts may do; the host everything.
func (m *model) levels(id agency.StaffID) agency.Levels {
	if id == "" {
		return table[agency.SuperAdmin]
	}
	u := m.staff[id]
	if u.Levels != (agency.Levels{}) {
		return u.Levels
	}
	return table[u.Role]
}

// staffMay lists what speaks against a regular user's doing something, the
// target aside.
func (m *model) staffMay(op Op, n need) codes {
	id := op.ByStaff
	if id == "" {
		return nil
	}
	var c codes
	u, ok := m.staff[id]
	if !ok || u.State == agency.StaffDeactivated {
		c = append(c, policy.StaffInactive)
	}
	l := m.levels(id)
	if !ok {
		l = agency.Levels{}
	}
	if int(l.Agencies) < n.agencies || int(l.Submissions) < n.submissions || int(l.Messages) < n.messages ||
		n.settings && !l.Settings {
		c = append(c, policy.RoleInsufficient)
	}
	on := n.opening
	if n.submission != "" {
		s, ok := m.submissions[n.submission]
		if !ok {
			return c.sorted()
		}
		if on = s.Opening; on == "" && !l.AllOpenings {
			return append(c, policy.NotOnTeam).sorted()
		}
	}
	if o, ok := m.openings[on]; ok && !l.AllOpenings && !o.Team.Has(id) {
		c = append(c, policy.NotOnTeam)
	}
	return c.sorted()
}

// doStaff applies what regular users and the host do alike.
func (m *model) doStaff(op Op) expect {
	var n need
	var missing bool
	var against codes
	_, known := m.agencies[op.Agency.ID]
	recruiter, there := m.recruiters[op.Recruiter.ID]
	switch op.Do {
	case "archive", "reopen", "make-private", "make-public":
		n = need{agencies: 2, opening: op.Opening.ID}
		_, ok := m.openings[op.Opening.ID]
		missing = !ok
	case "suspend", "reinstate", "terminate":
		n, missing = need{agencies: 4}, !known
		if m.gone(op.Agency.ID) {
			against = codes{policy.AgencyTerminated}
		}
	case "put-agency":
		n = need{agencies: 3}
	case "put-recruiter":
		home, ok := m.agencies[op.Recruiter.Agency]
		n, missing = need{agencies: 3}, !ok
		if m.gone(home.ID) {
			against = codes{policy.AgencyTerminated}
		}
		if m.claimsAddress(op.Recruiter, recruiter) {
			against = append(against, m.claimed(op.Recruiter.Email, op.Recruiter.ID, "")...)
		}
	case "reactivate":
		home, ok := m.agencies[recruiter.Agency]
		n, missing = need{agencies: 3}, !ok
		if m.gone(home.ID) {
			against = codes{policy.AgencyTerminated}
		}
		if recruiter.State == agency.RecruiterDeactivated {
			against = append(against, m.claimed(recruiter.Email, recruiter.ID, "")...)
		}
	case "deactivate":
		n, missing = need{agencies: 3}, !there
	case "deactivate-user", "reactivate-user":
		_, ok := m.staff[op.Staff.ID]
		n, missing = need{settings: true}, !ok
	case "advance", "note":
		n = need{submissions: 2, submission: op.Submission}
	case "feedback":
		n = need{submissions: 1, submission: op.Submission}
	case "record-message":
		n = need{messages: 2, submission: op.Submission}
	default:
		panic("the model does not know " + op.Do)
	}
	if n.submission != "" {
		_, ok := m.submissions[op.Submission]
		missing = !ok
	}
	c := append(m.staffMay(op, n), against...)
	if missing {
		c = append(c, policy.NotFound)
	}
	if len(c) > 0 {
		return expect{codes: c.sorted()}
	}
	return m.apply(op)
}

// apply is the effect of what is allowed.
func (m *model) apply(op Op) expect {
	o, a, r := m.openings[op.Opening.ID], m.agencies[op.Agency.ID], m.recruiters[op.Recruiter.ID]
	u := m.staff[op.Staff.ID]
	switch op.Do {
	case "archive":
		o.State = agency.Archived
	case "reopen":
		o.State = agency.Open
	case "make-private":
		o.Private = true
	case "make-public":
		o.Private = false
	case "suspend":
		a.State = agency.Suspended
	case "reinstate":
		a.State = agency.Active
	case "terminate":
		a.State = agency.Terminated
	case "put-agency":
		if op.Agency.State != agency.Active && op.Agency.State != a.State && a.ID != "" {
			return expect{invalid: true}
		}
		if a.ID == "" {
			a.State = op.Agency.State
		}
		a.ID, a.Title, a.Domains = op.Agency.ID, op.Agency.Title, op.Agency.Domains
		for d := range a.Domains.All() {
			m.knows(a.ID, "x@"+d)
		}
	case "put-recruiter":
		return m.putRecruiter(op.Recruiter, r)
	case "deactivate":
		m.deactivate(r.ID)
		r = m.recruiters[r.ID]
	case "reactivate":
		if r.State == agency.RecruiterDeactivated {
			r.Conflict = false
		}
		switch {
		case r.State != agency.RecruiterDeactivated:
		case r.Since.IsZero():
			r.State = agency.RecruiterInvited
		default:
			r.State, r.Since = agency.RecruiterActive, m.now
		}
	case "deactivate-user":
		u.State = agency.StaffDeactivated
	case "reactivate-user":
		u.State = agency.StaffActive
	case "advance":
		s := m.submissions[op.Submission]
		if s.Stage == agency.Withdrawn && op.Stage != agency.Withdrawn {
			return expect{invalid: true}
		}
		m.stage(op.Submission, op.Stage)
	case "note", "feedback", "record-message":
		m.remarks[op.Submission]++
	}
	if o.ID != "" {
		m.openings[o.ID] = o
	}
	if a.ID != "" {
		m.agencies[a.ID] = a
	}
	if r.ID != "" {
		m.recruiters[r.ID] = r
	}
	if u.ID != "" {
		m.staff[u.ID] = u
	}
	return expect{}
}

// claimsAddress reports whether a recruiter who is put comes to use the address.
func (m *model) claimsAddress(next, before agency.Recruiter) bool {
	if before.ID != "" && before.State == agency.RecruiterDeactivated || before.ID == "" && next.State == agency.RecruiterDeactivated {
		return false
	}
	return m.changesHands(next, before)
}

func (m *model) changesHands(next, before agency.Recruiter) bool {
	return before.ID == "" || plainAddress(next.Email) != plainAddress(before.Email) ||
		before.Conflict && next.State == agency.RecruiterActive
}

func (m *model) putRecruiter(next, before agency.Recruiter) expect {
	state := next.State
	next.Conflict = before.Conflict && !m.changesHands(next, before)
	switch {
	case before.ID == "":
		if next.Created = m.now; state == agency.RecruiterActive {
			next.Since = m.now
		}
		m.recruiters[next.ID] = next
		m.knows(next.Agency, next.Email)
		return expect{}
	case next.Agency != before.Agency:
		return expect{invalid: true}
	case state == agency.RecruiterActive && before.State == agency.RecruiterInvited:
		next.Since = m.now
	case state == agency.RecruiterInvited || state == before.State:
		next.State, next.Since = before.State, before.Since
	default:
		return expect{invalid: true}
	}
	if next.State != agency.RecruiterInvited {
		m.endLetter(next.ID)
	}
	m.knows(next.Agency, next.Email)
	next.Created = before.Created
	m.recruiters[next.ID] = next
	return expect{}
}
