package enginetest

import (
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

func (m *model) convert(op Op) expect {
	u, there := m.staff[op.Staff.ID]
	c := m.staffMay(op, need{agencies: 4})
	if _, ok := m.agencies[op.Invitee.Agency]; !there || !ok && op.Invitee.NewAgency == "" {
		c = append(c, policy.NotFound)
	}
	if m.gone(op.Invitee.Agency) {
		c = append(c, policy.AgencyTerminated)
	}
	if len(c) > 0 {
		return expect{codes: c.sorted()}
	}
	if s, r := m.holders(op.Text); u.Email == "" || s != "" || r != "" || op.ByStaff != "" && (op.ByStaff == u.ID || !m.levels(op.ByStaff).Includes(m.levels(u.ID))) {
		return expect{invalid: true}
	}
	if op.Invitee.Name == "" {
		op.Invitee.Name = u.Name
	}
	return m.invite(op, u.Email, u.ID, func() {
		u.State, u.Email = agency.StaffDeactivated, op.Text
		m.staff[u.ID] = u
	})
}

func (m *model) promote(op Op) expect {
	r, there := m.recruiters[op.Recruiter.ID]
	c := m.staffMay(op, need{agencies: 4})
	if !there {
		c = append(c, policy.NotFound)
	}
	s, other := m.holders(r.Email)
	if s != "" && s != op.Staff.ID {
		c = append(c, policy.EmailIsStaff)
	}
	if len(c) > 0 {
		return expect{codes: c.sorted()}
	}
	switch u, ok := m.staff[op.Staff.ID]; {
	case ok && u.State == agency.StaffActive:
		return expect{is: store.ErrExists}
	case other != "" && other != r.ID:
		return expect{invalid: true}
	}
	m.deactivate(r.ID)
	next := op.Staff
	next.Email = r.Email
	if next.Name == "" {
		next.Name = r.Name
	}
	m.staff[next.ID] = next
	return expect{}
}

// putStaff mirrors a user, before whom an invitation gives way.
func (m *model) putStaff(op Op) expect {
	s, id := m.holders(op.Staff.Email)
	r := m.recruiters[id]
	if id != "" && r.State == agency.RecruiterActive || s != "" && s != op.Staff.ID {
		return expect{invalid: true}
	}
	if id != "" {
		m.endLetter(id)
		r.Conflict = true
		m.recruiters[id] = r
	}
	m.staff[op.Staff.ID] = op.Staff
	return expect{}
}
