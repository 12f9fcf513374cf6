package enginetest

import (
	"slices"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
)

// granting resolves whom and what a call of Share or Unshare is about.
func (m *model) granting(op Op, taking bool) (on []agency.OpeningID, to []agency.Grantee, refused codes) {
	g := op.Grants
	if on = g.Openings; g.AllOpenings {
		c := m.staffMay(op, need{agencies: 2})
		if _, ok := m.staff[op.ByStaff]; !ok && op.ByStaff != "" {
			c = append(c, policy.NotOnTeam) // somebody unknown is on no team
		}
		if len(c) > 0 {
			return nil, nil, c
		}
		all := m.levels(op.ByStaff).AllOpenings
		for id, o := range m.openings {
			if (taking || o.State == agency.Open) && (all || o.Team.Has(op.ByStaff)) {
				on = append(on, id)
			}
		}
	}
	to = slices.Clone(g.To)
	add := func(who agency.Grantee) {
		if !slices.Contains(to, who) {
			to = append(to, who)
		}
	}
	for _, id := range g.MembersOf {
		some := false
		for _, r := range m.recruiters {
			if m.mayGrant(op) && r.Agency == id && (taking || r.State != agency.RecruiterDeactivated) {
				some = true
				add(agency.ToRecruiter(r.ID))
			}
		}
		if !some {
			add(agency.ToAgency(id))
		}
	}
	return on, to, nil
}

// mayGrant reports whether the user may share at all. Who may not does not learn
// which agencies there are, and with whom in them.
func (m *model) mayGrant(op Op) bool { return len(m.staffMay(op, need{agencies: 2})) == 0 }

// ofNobody reports whether a row stands for the members of an agency, of whom none
// is known.
func ofNobody(op Op, to agency.Grantee) bool {
	return to.Agency != "" && !slices.Contains(op.Grants.To, to)
}

// grantable lists what speaks against a row.
func (m *model) grantable(op Op, on agency.OpeningID, to agency.Grantee, taking bool) codes {
	c := m.staffMay(op, need{agencies: 2, opening: on})
	if _, ok := m.openings[on]; !ok {
		c = append(c, policy.NotFound)
	}
	a, mode := m.agencies[to.Agency], m.settings.Sharing
	if to.Recruiter != "" {
		r, ok := m.recruiters[to.Recruiter]
		if a = m.agencies[r.Agency]; !ok {
			c = append(c, policy.NotFound)
		}
		if r.State == agency.RecruiterDeactivated && !taking {
			c = append(c, policy.RecruiterDeactivated)
		}
		if mode == agency.ShareWithAgencies && !taking {
			c = append(c, policy.PerAgencySharing)
		}
	} else {
		if a.ID == "" && m.mayGrant(op) {
			c = append(c, policy.NotFound)
		}
		switch nobody := ofNobody(op, to); {
		case mode == agency.ShareWithRecruiters && !taking && !nobody:
			c = append(c, policy.PerRecruiterSharing)
		case mode == agency.ShareWithAgencies && !taking && nobody:
			c = append(c, policy.PerAgencySharing)
		}
	}
	if m.gone(a.ID) && !taking && (to.Recruiter != "" || m.mayGrant(op)) {
		c = append(c, policy.AgencyTerminated)
	}
	return c.sorted()
}

func (m *model) share(op Op) expect {
	w := op.Grants.Window
	if !w.Until.IsZero() && !w.Until.After(m.now) {
		return expect{invalid: true}
	}
	on, to, refused := m.granting(op, false)
	if refused != nil {
		return expect{codes: refused}
	}
	var e expect
	for _, o := range on {
		for _, who := range to {
			row := rowExpect{opening: o, to: who, refused: m.grantable(op, o, who, false)}
			if len(row.refused) == 0 && ofNobody(op, who) {
				continue
			}
			if s := m.grants[grantKey{o, who}]; s != nil && !op.promised.IsZero() && s.revoked.After(op.promised) {
				continue
			}
			if len(row.refused) == 0 {
				row.changed = m.give(grantKey{o, who}, w)
			}
			e.add(row)
		}
	}
	return e
}

// give makes a share, or changes one that goes on.
func (m *model) give(key grantKey, w agency.Window) bool {
	next := &share{from: w.From, until: w.Until, granted: m.now}
	if next.from.IsZero() {
		next.from = m.now
	}
	if before := m.grants[key]; before != nil {
		stands := before.stands(m.now)
		if stands == agency.Effective {
			next.from, next.granted = before.from, before.granted
		}
		if (stands == agency.Effective || stands == agency.NotStarted) && next.from.Equal(before.from) && next.until.Equal(before.until) {
			return false
		}
	}
	m.grants[key] = next
	return true
}

func (m *model) unshare(op Op) expect {
	on, to, refused := m.granting(op, true)
	if refused != nil {
		return expect{codes: refused}
	}
	var e expect
	for _, o := range on {
		for _, who := range to {
			row := rowExpect{opening: o, to: who, refused: m.grantable(op, o, who, true)}
			if len(row.refused) == 0 && ofNobody(op, who) {
				continue
			}
			if len(row.refused) == 0 {
				row.changed = m.take(grantKey{o, who})
			}
			if row.changed || len(row.refused) > 0 || !op.Grants.AllOpenings {
				e.add(row)
			}
			if who.Agency == "" || len(row.refused) > 0 || !slices.Contains(op.Grants.To, who) {
				continue
			}
			for _, r := range m.recruiters { // with all its people
				if member := agency.ToRecruiter(r.ID); r.Agency == who.Agency && !slices.Contains(to, member) && m.take(grantKey{o, member}) {
					e.add(rowExpect{opening: o, to: member, changed: true})
				}
			}
		}
	}
	return e
}

// take revokes a share that is or will be in effect.
func (m *model) take(key grantKey) bool {
	s := m.grants[key]
	if s == nil {
		return false
	}
	if at := s.stands(m.now); at != agency.Effective && at != agency.NotStarted {
		return false
	}
	s.revoked = m.now
	return true
}

// add appends a row; the call's denial is that of its first refused row.
func (e *expect) add(row rowExpect) {
	e.rows = append(e.rows, row)
}
