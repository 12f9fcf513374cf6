package enginetest

import (
	"slices"
	"time"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
)

// target is a grantee; or the members of an agency of whom none is known.
type target struct {
	agency.Grantee
	nobody bool
}

// granting resolves whom and what a call of Share or Unshare is about.
func (m *model) granting(op Op, taking bool) (on []agency.OpeningID, to []target, refused codes) {
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
	add := func(who target) {
		if !slices.Contains(to, who) {
			to = append(to, who)
		}
	}
	for _, who := range g.To {
		add(target{Grantee: who})
	}
	for _, id := range g.MembersOf {
		found := false
		for _, r := range m.recruiters {
			if m.mayShare(op) && r.Agency == id && (taking || r.State != agency.RecruiterDeactivated) {
				found = true
				add(target{Grantee: agency.ToRecruiter(r.ID)})
			}
		}
		if !found {
			add(target{agency.ToAgency(id), true})
		}
	}
	return on, to, nil
}

// mayShare reports whether a user may share at all, which who may not is not told
// about agencies for.
func (m *model) mayShare(op Op) bool { return len(m.staffMay(op, need{agencies: 2})) == 0 }

// grantable lists what speaks against a row.
func (m *model) grantable(op Op, on agency.OpeningID, to target, taking bool) codes {
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
		if !m.mayShare(op) {
			a = agency.Agency{ID: to.Agency}
		}
		switch {
		case taking:
		case to.nobody && mode == agency.ShareWithAgencies:
			c = append(c, policy.PerAgencySharing)
		case !to.nobody && mode == agency.ShareWithRecruiters:
			c = append(c, policy.PerRecruiterSharing)
		}
		if a.ID == "" {
			c = append(c, policy.NotFound)
		}
	}
	if (a.State == agency.Terminated || a.State == agency.Closed) && !taking {
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
			row := rowExpect{opening: o, to: who.Grantee, refused: m.grantable(op, o, who, false)}
			key := grantKey{o, who.Grantee}
			if s := m.grants[key]; s != nil && !op.promised.IsZero() && len(row.refused) == 0 && !s.givesWay(op.promised, m.now) {
				if s.stands(m.now) == agency.Effective {
					e.add(row)
				}
				continue
			}
			if len(row.refused) == 0 && who.nobody {
				continue
			}
			if len(row.refused) == 0 {
				row.changed = m.give(key, w)
			}
			e.add(row)
		}
	}
	return e
}

// givesWay reports whether a share is over, and was not minded since something was
// promised.
func (s *share) givesWay(promised, now time.Time) bool {
	stands := s.stands(now)
	return (stands == agency.Ended || stands == agency.ShareRevoked) && s.granted.Before(promised) && s.revoked.Before(promised)
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
			row := rowExpect{opening: o, to: who.Grantee, refused: m.grantable(op, o, who, true)}
			if len(row.refused) == 0 && who.nobody {
				continue
			}
			if len(row.refused) == 0 {
				row.changed = m.take(grantKey{o, who.Grantee})
			}
			if row.changed || len(row.refused) > 0 || !op.Grants.AllOpenings {
				e.add(row)
			}
			if who.Agency == "" || len(row.refused) > 0 || !slices.Contains(op.Grants.To, who.Grantee) || !m.mayShare(op) {
				continue
			}
			for _, r := range m.recruiters { // with all its people
				if member := agency.ToRecruiter(r.ID); r.Agency == who.Agency && !slices.Contains(to, target{Grantee: member}) && m.take(grantKey{o, member}) {
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
