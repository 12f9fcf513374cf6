package memstore

import (
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

var _ store.Outreach = (*tx)(nil)

func (t *tx) PutInvitations(records ...invite.Invitation) {
	for _, r := range records {
		if !t.writing() || t.refuse(store.CheckIDs(r)) {
			return
		}
		h := hash(t.state, r.ID)
		if old, ok := t.state.invitations.get(h, r.ID); ok {
			t.enlistInvitation(old, (*order).remove)
		}
		t.state.invitations.put(t.edit, h, r.ID, &r)
		t.enlistInvitation(&r, (*order).insert)
	}
}

func (t *tx) enlistInvitation(r *invite.Invitation, change func(*order, *edit, position)) {
	at := newestFirst(r.Created, r.ID)
	change(&t.state.invitationOrder, t.edit, at)
	change(&own(t, &t.state.agencies, r.Agency).invitations, t.edit, at)
	change(&own(t, &t.state.recruiters, r.Recruiter).invitations, t.edit, at)
}

func (t *tx) PutLists(records ...agency.List) {
	for _, r := range records {
		if !t.writing() || t.refuse(store.CheckIDs(r)) {
			return
		}
		t.state.lists.put(t.edit, hash(t.state, r.ID), r.ID, &r)
		t.state.listOrder.insert(t.edit, byID(r.ID))
	}
}

func (t *tx) DropLists(ids ...agency.ListID) {
	for _, id := range ids {
		if !t.writing() {
			return
		}
		t.state.lists.remove(t.edit, hash(t.state, id), id)
		t.state.listOrder.remove(t.edit, byID(id))
	}
}

// outreach fills in what is known about agencies and people to be reached.
func (s *state) outreach(q *store.Query, asker *recruiterNode, f *store.Facts) {
	if q.Domain != "" {
		f.AtDomain = s.atDomain(q.Domain)
	}
	if q.Invitation != "" {
		f.Invitation = copied(s.invitation(q.Invitation))
	}
	if q.Latest && asker != nil {
		f.Latest = copied(s.latest(asker.invitations))
	}
	if len(q.Lists) > 0 {
		f.Lists = make([]agency.List, len(q.Lists))
		for i, id := range q.Lists {
			if r, ok := s.lists.get(hash(s, id), id); ok {
				f.Lists[i] = *r
			}
		}
	}
}

func (s *state) atDomain(domain string) (found []agency.Agency) {
	in, _ := s.domains.get(hash(s, domain), domain)
	w := after(start, in, order{})
	for id, ok := w.next(); ok && len(found) < store.MaxAtDomain; id, ok = w.next() {
		found = append(found, s.agency(agency.AgencyID(id)).record)
	}
	return found
}

func (s *state) invitation(id invite.ID) *invite.Invitation {
	r, _ := s.invitations.get(hash(s, id), id)
	return r
}

// latest returns the newest invitation in an order, the one with the greatest
// ID when several are equally new, which is not the first one there; nil for
// none.
func (s *state) latest(in order) (last *invite.Invitation) {
	w := after(start, in, order{})
	for id, ok := w.next(); ok; id, ok = w.next() {
		r := s.invitation(invite.ID(id))
		if last != nil && r.Created.Before(last.Created) {
			break
		}
		last = r
	}
	return last
}

func (s *state) listInvitations(l *store.List) ([]invite.Invitation, bool) {
	in := s.invitationOrder
	switch {
	case l.Recruiter != "":
		n := s.recruiter(l.Recruiter)
		if n == nil {
			return nil, false
		}
		in = n.invitations
	case l.Agency != "":
		n := s.agency(l.Agency)
		if n == nil {
			return nil, false
		}
		in = n.invitations
	}
	found, more := page(in, order{}, fromNewest(l.After), l.Limit, func(id string) *invite.Invitation {
		r := s.invitation(invite.ID(id))
		if l.Agency != "" && r.Agency != l.Agency {
			return nil
		}
		return r
	})
	return values(found, func(row, r *invite.Invitation) { *row = *r }), more
}

func (s *state) listLists(l *store.List) ([]agency.List, bool) {
	found, more := page(s.listOrder, order{}, fromID(l.After), l.Limit, func(id string) *agency.List {
		r, _ := s.lists.get(hash(s, id), agency.ListID(id))
		return r
	})
	return values(found, func(row, r *agency.List) { *row = *r }), more
}
