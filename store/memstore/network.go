package memstore

import (
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

func (t *tx) PutSettings(r agency.Settings) {
	if t.writing() {
		t.state.settings = &r
	}
}

func (t *tx) PutStaff(records ...agency.Staff) {
	for _, r := range records {
		if !t.writing() || t.refuse(store.CheckIDs(r)) {
			return
		}
		h := hash(t.state, r.ID)
		if old, ok := t.state.staff.get(h, r.ID); ok {
			t.holdStaff(old.Email, r.ID, false)
		} else {
			t.state.staffOrder.insert(t.edit, byID(r.ID))
		}
		t.holdStaff(r.Email, r.ID, true)
		t.state.staff.put(t.edit, h, r.ID, &r)
	}
}

func (t *tx) PutAgencies(records ...agency.Agency) {
	for _, r := range records {
		if !t.writing() || t.refuse(store.CheckIDs(r)) {
			return
		}
		n := own(t, &t.state.agencies, r.ID)
		if n.record.ID == "" {
			t.state.agencyOrder.insert(t.edit, byID(r.ID))
		}
		if n.record.Known != r.Known {
			for d := range n.record.Known.All() {
				t.known(d, r.ID, (*order).remove)
			}
			for d := range r.Known.All() {
				t.known(d, r.ID, (*order).insert)
			}
		}
		n.record = r
	}
}

// known puts an agency among those known by a domain, or takes it out.
func (t *tx) known(domain string, id agency.AgencyID, change func(*order, *edit, position)) {
	h := hash(t.state, domain)
	at, _ := t.state.domains.get(h, domain)
	if change(&at, t.edit, byID(id)); at.root == nil {
		t.state.domains.remove(t.edit, h, domain)
		return
	}
	t.state.domains.put(t.edit, h, domain, at)
}

func (t *tx) PutRecruiters(records ...agency.Recruiter) {
	for _, r := range records {
		if !t.writing() || t.refuse(store.CheckIDs(r)) {
			return
		}
		n := own(t, &t.state.recruiters, r.ID)
		old := n.record
		n.record = r
		if old.ID == "" {
			t.state.recruiterOrder.insert(t.edit, byID(r.ID))
		}
		if old.Agency != r.Agency {
			if old.ID != "" {
				own(t, &t.state.agencies, old.Agency).members.remove(t.edit, byID(r.ID))
			}
			own(t, &t.state.agencies, r.Agency).members.insert(t.edit, byID(r.ID))
		}
		if old.ID != "" {
			t.holdRecruiter(&old, false)
		}
		if r.State != agency.RecruiterDeactivated {
			t.holdRecruiter(&r, true)
		}
	}
}

func (t *tx) PutOpenings(records ...agency.Opening) {
	for _, r := range records {
		if !t.writing() || t.refuse(store.CheckIDs(r)) {
			return
		}
		n := own(t, &t.state.openings, r.ID)
		old := n.record
		n.record = r
		was, is := newestFirst(old.Created, old.ID), newestFirst(r.Created, r.ID)
		if was == is {
			continue
		}
		move := func(o *order) {
			if old.ID != "" {
				o.remove(t.edit, was)
			}
			o.insert(t.edit, is)
		}
		move(&t.state.openingOrder)
		for id := range n.toRecruiter.all() {
			move(&t.grants(agency.ToRecruiter(id)).known)
		}
		for id := range n.toAgency.all() {
			move(&t.grants(agency.ToAgency(id)).known)
		}
	}
}

func (t *tx) grants(g agency.Grantee) *grants {
	if g.Agency != "" {
		return &own(t, &t.state.agencies, g.Agency).grants
	}
	return &own(t, &t.state.recruiters, g.Recruiter).grants
}

func (t *tx) PutShares(records ...agency.Share) {
	for _, r := range records {
		if !t.writing() || t.refuse(store.CheckIDs(r)) {
			return
		}
		n := own(t, &t.state.openings, r.Opening)
		p := t.state.parties(r.Recruiter, r.Grantee.Agency)
		if n.share(&p) == nil {
			n.grantees.insert(t.edit, byID(r.Grantee.String()))
			g := t.grants(r.Grantee)
			g.all.insert(t.edit, byID(r.Opening))
			if n.record.ID != "" {
				g.known.insert(t.edit, newestFirst(n.record.Created, r.Opening))
			}
		}
		if r.Recruiter != "" {
			n.toRecruiter.put(t.edit, p.recruiterHash, p.recruiter, &r)
		} else {
			n.toAgency.put(t.edit, p.agencyHash, p.agency, &r)
		}
	}
}
