package enginetest

import (
	"slices"
	"strings"
	"time"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// letter is an invitation that was sent, or held back.
type letter struct {
	recruiter agency.RecruiterID
	agency    agency.AgencyID
	email     string
	openings  []agency.OpeningID
	all       bool
	staff     agency.StaffID
	colleague agency.RecruiterID
	created   time.Time
	promised  time.Time // first, by letters that share the same
	expires   time.Time
	waiting   bool
}

// domainOf is what an address of the tests' tells of who somebody works for.
func domainOf(email string) string {
	_, domain, _ := strings.Cut(plainAddress(email), "@")
	labels := strings.Split(domain, ".")
	if domain == "" || domain == "gmail.com" {
		return ""
	}
	return strings.Join(labels[max(0, len(labels)-2):], ".")
}

// holders are who has an address: users of any state, and recruiters who are not
// deactivated and not in conflict.
func (m *model) holders(email string) (u agency.StaffID, r agency.RecruiterID) {
	email = plainAddress(email)
	for _, one := range m.staff {
		if email != "" && plainAddress(one.Email) == email {
			u = one.ID
		}
	}
	for _, one := range m.recruiters {
		if email != "" && plainAddress(one.Email) == email && one.State != agency.RecruiterDeactivated && !one.Conflict {
			r = one.ID
		}
	}
	return u, r
}

// claimed lists what speaks against an address's being a recruiter's.
func (m *model) claimed(email string, by agency.RecruiterID, frees agency.StaffID) (c codes) {
	u, r := m.holders(email)
	if u != "" && u != frees {
		c = append(c, policy.EmailIsStaff)
	}
	if r != "" && r != by {
		c = append(c, policy.EmailTaken)
	}
	return c
}

func (m *model) gone(id agency.AgencyID) bool {
	s := m.agencies[id].State
	return s == agency.Terminated || s == agency.Closed
}

// knows notes that an agency is known by an address's domain.
func (m *model) knows(id agency.AgencyID, email string) {
	if d := domainOf(email); d != "" {
		if m.domains[id] == nil {
			m.domains[id] = map[string]bool{}
		}
		m.domains[id][d] = true
	}
}

// knownElsewhere reports whether an agency that is at work is known by the
// address's domain.
func (m *model) knownElsewhere(email string) bool {
	for id, known := range m.domains {
		if known[domainOf(email)] && !m.gone(id) {
			return true
		}
	}
	return false
}

// teams stands for all openings in what an invitation promises: those of the
// teams of who invites.
const teams agency.OpeningID = "(all)"

// promises are the openings of an invitation.
func promises(openings []agency.OpeningID, all bool) []agency.OpeningID {
	if all {
		return []agency.OpeningID{teams}
	}
	return openings
}

// mayInvite lists what speaks against inviting somebody, on the first opening on
// which something does.
// Besides is what speaks against the address, and is told to who may invite.
func (m *model) mayInvite(by agency.StaffID, to agency.AgencyID, fresh bool, on []agency.OpeningID, besides codes) codes {
	if len(on) == 0 {
		on = []agency.OpeningID{""}
	}
	for _, id := range on {
		n := need{agencies: 3}
		if id != "" {
			if n.agencies = 2; id != teams && (m.levels(by).Agencies < agency.ManageAgencies || m.staff[by].ID == "") {
				n.opening = id
			}
		}
		c := m.staffMay(Op{ByStaff: by}, n)
		if _, ok := m.staff[by]; id == teams && !ok && by != "" { // somebody unknown is on no team
			c = append(c, policy.NotOnTeam)
		}
		if _, ok := m.openings[id]; id != "" && id != teams && !ok {
			c = append(c, policy.NotFound)
		}
		if _, ok := m.agencies[to]; !ok && !fresh {
			c = append(c, policy.NotFound)
		}
		if m.gone(to) {
			c = append(c, policy.AgencyTerminated)
		}
		if len(c) > 0 {
			return c.sorted()
		}
	}
	return besides.sorted()
}

// invite invites somebody; frees is the user who gives the address up.
func (m *model) invite(op Op, email string, frees agency.StaffID, first func()) expect {
	in := op.Invitee
	besides := m.claimed(email, "", frees)
	if in.NewAgency != "" && !in.Anyway && m.knownElsewhere(email) {
		besides = append(besides, policy.KnownDomain)
	}
	if in.Admin && in.NewAgency == "" { // which takes what inviting for nothing takes
		if c := m.mayInvite(op.ByStaff, in.Agency, false, nil, nil); len(c) > 0 {
			return expect{codes: c}
		}
	}
	if c := m.mayInvite(op.ByStaff, in.Agency, in.NewAgency != "", promises(in.Openings, in.AllOpenings), besides); len(c) > 0 {
		return expect{codes: c}
	}
	_, there := m.agencies[in.Agency]
	if _, taken := m.recruiters[in.Recruiter]; taken || there && in.NewAgency != "" {
		return expect{is: store.ErrExists}
	}
	first()
	if in.NewAgency != "" {
		m.agencies[in.Agency] = agency.Agency{ID: in.Agency, Title: in.NewAgency}
	}
	m.knows(in.Agency, email)
	m.recruiters[in.Recruiter] = agency.Recruiter{
		ID: in.Recruiter, Agency: in.Agency, Name: in.Name, Email: email, Admin: in.Admin, Created: m.now,
	}
	m.send(op, in.Recruiter, &letter{openings: in.Openings, all: in.AllOpenings, staff: op.ByStaff})
	return expect{}
}

// send sends a letter to a recruiter, and ends the one before.
func (m *model) send(op Op, to agency.RecruiterID, l *letter) {
	r := m.recruiters[to]
	m.endLetter(to)
	l.created = m.now
	if last := m.latest[to]; last != nil && !l.created.After(last.created) {
		l.created = last.created.Add(time.Microsecond)
	}
	if l.promised = l.created; m.latest[to] != nil && slices.Equal(l.openings, m.latest[to].openings) && l.all == m.latest[to].all {
		l.promised = m.latest[to].promised
	}
	l.recruiter, l.agency, l.email, l.expires = to, r.Agency, r.Email, m.now.Add(14*24*time.Hour)
	l.waiting = !r.Conflict
	m.letters[op.Label], m.latest[to] = l, l
}

func (m *model) endLetter(of agency.RecruiterID) {
	if l := m.latest[of]; l != nil {
		l.waiting = false
	}
}

// deactivate ends a recruiter's access, and the letter.
func (m *model) deactivate(id agency.RecruiterID) {
	m.endLetter(id)
	r := m.recruiters[id]
	r.State = agency.RecruiterDeactivated
	m.recruiters[id] = r
}

// doNetwork applies what the hiring side does about the agencies' people; ok says
// whether it is such an operation.
func (m *model) doNetwork(op Op) (e expect, ok bool) {
	nothing := func() {}
	switch op.Do {
	case "invite":
		return m.invite(op, op.Invitee.Email, "", nothing), true
	case "resend", "revoke":
		return m.again(op), true
	case "accept":
		return m.accept(op), true
	case "convert":
		return m.convert(op), true
	case "promote":
		return m.promote(op), true
	case "move":
		return m.move(op), true
	case "hand-over":
		return m.handOver(op), true
	case "put-staff":
		return m.putStaff(op), true
	}
	return e, false
}

func (m *model) again(op Op) expect {
	r, there := m.recruiters[op.Recruiter.ID]
	if !there {
		return expect{codes: append(m.staffMay(op, need{agencies: 3}), policy.NotFound).sorted()}
	}
	last := m.latest[r.ID]
	if last == nil {
		last = new(letter)
	}
	if op.Do == "revoke" {
		return m.takeBack(op, r, last)
	}
	if last.agency != r.Agency { // nothing is taken along
		last = new(letter)
	}
	besides := m.claimed(r.Email, r.ID, "")
	if c := m.mayInvite(op.ByStaff, r.Agency, false, promises(last.openings, last.all), besides); len(c) > 0 {
		return expect{codes: c}
	}
	if r.State != agency.RecruiterInvited {
		return expect{invalid: true}
	}
	r.Conflict = false
	m.recruiters[r.ID] = r
	m.send(op, r.ID, &letter{openings: last.openings, all: last.all, staff: op.ByStaff})
	return expect{}
}

// takeBack revokes the last letter, which who sent it may as well.
func (m *model) takeBack(op Op, r agency.Recruiter, last *letter) expect {
	n := need{agencies: 3}
	if last.staff != "" && last.staff == op.ByStaff {
		n.agencies = 2
	}
	if c := m.staffMay(op, n); len(c) > 0 {
		return expect{codes: c.sorted()}
	}
	if r.State != agency.RecruiterInvited {
		return expect{invalid: true}
	}
	m.deactivate(r.ID)
	return expect{}
}

func (m *model) accept(op Op) expect {
	l := m.letters[op.Secret]
	if l == nil || !l.waiting || !m.now.Before(l.expires) || !m.holds(l) {
		return expect{is: access.ErrInvalidInvitation}
	}
	l.waiting = false
	r := m.recruiters[l.recruiter]
	if r.State = agency.RecruiterActive; r.Since.IsZero() {
		r.Since = m.now
	}
	m.recruiters[r.ID] = r
	m.knows(l.agency, l.email) // which a colleague's invitation alone does not make it
	if len(l.openings) > 0 || l.all {
		g := access.Grants{Openings: l.openings, AllOpenings: l.all, To: []agency.Grantee{agency.ToRecruiter(r.ID)}}
		if m.settings.Sharing == agency.ShareWithAgencies {
			g.To = []agency.Grantee{agency.ToAgency(r.Agency)}
		}
		e := m.share(Op{ByStaff: l.staff, Grants: g, promised: l.promised})
		var shared []agency.OpeningID
		for _, row := range e.rows {
			if len(row.refused) == 0 {
				shared = append(shared, row.opening)
			}
		}
		return expect{shared: shared}
	}
	return expect{}
}

// holds reports whether a letter's premises do.
func (m *model) holds(l *letter) bool {
	r := m.recruiters[l.recruiter]
	same := r.State == agency.RecruiterInvited && r.Agency == l.agency && plainAddress(r.Email) == plainAddress(l.email) && !r.Conflict
	if !same || len(m.claimed(l.email, r.ID, "")) > 0 || m.agencies[r.Agency].State != agency.Active {
		return false
	}
	if l.colleague != "" {
		return m.recruiters[l.colleague].Agency == l.agency && len(m.decide(l.colleague, question{action: policy.InviteColleague})) == 0
	}
	if len(l.openings) == 0 {
		return len(m.mayInvite(l.staff, r.Agency, false, promises(nil, l.all), nil)) == 0
	}
	return slices.ContainsFunc(l.openings, func(o agency.OpeningID) bool {
		return len(m.mayInvite(l.staff, r.Agency, false, []agency.OpeningID{o}, nil)) == 0
	})
}

func (m *model) move(op Op) expect {
	r, there := m.recruiters[op.Recruiter.ID]
	c := m.staffMay(op, need{agencies: 3})
	if _, ok := m.agencies[op.Agency.ID]; !there || !ok {
		c = append(c, policy.NotFound)
	}
	if m.gone(op.Agency.ID) {
		c = append(c, policy.AgencyTerminated)
	}
	if len(c) > 0 {
		return expect{codes: c.sorted()}
	}
	if r.Agency == op.Agency.ID {
		return expect{}
	}
	m.endLetter(r.ID)
	for key, s := range m.grants {
		if key.to == agency.ToRecruiter(r.ID) && s.revoked.IsZero() {
			s.revoked = m.now
		}
	}
	m.knows(op.Agency.ID, r.Email)
	if r.Agency, r.Admin = op.Agency.ID, false; !r.Since.IsZero() {
		r.Since = m.now
	}
	m.recruiters[r.ID] = r
	return expect{}
}

func (m *model) handOver(op Op) expect {
	r, there := m.recruiters[op.Recruiter.ID]
	if op.Heir == op.Recruiter.ID {
		return expect{invalid: true}
	}
	c := m.staffMay(op, need{agencies: 3})
	if !there {
		c = append(c, policy.NotFound)
	}
	if len(c) > 0 {
		return expect{codes: c.sorted()}
	}
	if heir := m.recruiters[op.Heir]; heir.ID == "" || heir.Agency != r.Agency || heir.State != agency.RecruiterActive {
		return expect{invalid: true}
	}
	for id, s := range m.submissions {
		if s.Agency == r.Agency && s.Recruiter == r.ID {
			s.Recruiter = op.Heir
			m.submissions[id] = s
		}
	}
	for _, c := range m.claims() {
		if c.agency == r.Agency && c.recruiter == r.ID {
			c.recruiter = op.Heir
		}
	}
	m.deactivate(r.ID)
	return expect{}
}

// promised reports whether somebody who never was active has been promised
// openings.
func (m *model) promised() bool {
	for id, l := range m.latest {
		if m.recruiters[id].Since.IsZero() && (len(l.openings) > 0 || l.all) {
			return true
		}
	}
	return false
}
