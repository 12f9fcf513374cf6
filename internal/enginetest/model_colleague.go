package enginetest

import (
	"strings"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
)

// colleague applies what an agency's admin does about the agency's people.
func (m *model) colleague(op Op) expect {
	id := op.ByRecruiter
	r := m.recruiters[id]
	q := question{action: policy.InviteColleague}
	if op.Do != "invite-colleague" {
		q = question{action: policy.ManageColleague, target: op.Recruiter.ID, leaves: op.Do == "deactivate-colleague" || op.Do == "withdraw-admin"}
	}
	if c := m.decide(id, q); len(c) > 0 {
		return expect{codes: c, told: m.told(id, q, c)}
	}
	if op.Do == "invite-colleague" {
		return m.inviteColleague(op, r)
	}
	target := m.recruiters[op.Recruiter.ID]
	last := m.latest[target.ID]
	switch op.Do {
	case "resend-colleague":
		if target.State != agency.RecruiterInvited {
			return expect{invalid: true}
		}
		next := &letter{colleague: id}
		if last != nil && last.agency == target.Agency && (len(last.openings) > 0 || last.all) {
			next = &letter{openings: last.openings, all: last.all, staff: last.staff, colleague: last.colleague}
		}
		target.Conflict = len(m.claimed(target.Email, target.ID, "")) > 0
		m.recruiters[target.ID] = target
		m.send(op, target.ID, next)
		return expect{}
	case "revoke-colleague":
		if target.State != agency.RecruiterInvited {
			return expect{invalid: true}
		}
		m.deactivate(target.ID)
	case "deactivate-colleague":
		m.deactivate(target.ID)
	default:
		if target.State == agency.RecruiterDeactivated {
			return expect{invalid: true}
		}
		target.Admin = strings.HasPrefix(op.Do, "make")
		m.recruiters[target.ID] = target
	}
	return expect{}
}

func (m *model) inviteColleague(op Op, by agency.Recruiter) expect {
	email := op.Invitee.Email
	for _, one := range m.recruiters {
		if one.Agency == by.Agency && one.State != agency.RecruiterDeactivated && plainAddress(one.Email) == plainAddress(email) {
			return expect{invalid: true}
		}
	}
	c := agency.Recruiter{
		ID: agency.RecruiterID(idOf(op.Label, 1)), Agency: by.Agency, Email: email, Admin: op.Invitee.Admin, Created: m.now,
		Conflict: len(m.claimed(email, "", "")) > 0,
	}
	m.recruiters[c.ID] = c
	m.send(op, c.ID, &letter{colleague: by.ID})
	return expect{}
}

// judgeColleague weighs whom an admin would do something to.
func (m *model) judgeColleague(by agency.Recruiter, q question) (c codes) {
	if !by.Admin {
		c = append(c, policy.NotAgencyAdmin)
	}
	if t, ok := m.recruiters[q.target]; !ok || t.Agency != by.Agency {
		c = append(c, policy.NotFound)
	}
	if !q.leaves || !by.Admin {
		return c
	}
	for _, one := range m.recruiters {
		if one.Agency == by.Agency && one.ID != q.target && one.Admin && one.State == agency.RecruiterActive {
			return c
		}
	}
	return append(c, policy.LastAdmin)
}
