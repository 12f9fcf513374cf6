package customstore

import (
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

var _ store.Outreach = (*tx)(nil)

func (t *tx) PutInvitations(records ...invite.Invitation) {
	for _, r := range records {
		if !t.writes(store.CheckIDs(r)) {
			return
		}
		k := invitations.of(string(r.ID))
		t.index(string(r.ID), invitationIndex(get[invite.Invitation](&t.reader, k)), invitationIndex(r))
		t.put(k, r)
	}
}

// invitationIndex is as submissionIndex.
func invitationIndex(r invite.Invitation) (keys []key) {
	if r.ID == "" {
		return nil
	}
	for _, a := range anyOr(string(r.Agency)) {
		for _, to := range anyOr(string(r.Recruiter)) {
			keys = append(keys, invitationsBy.of(a, to).newest(r.Created).text(string(r.ID)))
		}
	}
	return keys
}

func (t *tx) PutLists(records ...agency.List) {
	for _, r := range records {
		if !t.writes(store.CheckIDs(r)) {
			return
		}
		t.put(lists.of(string(r.ID)), r)
	}
}

func (t *tx) DropLists(ids ...agency.ListID) {
	for _, id := range ids {
		if !t.writes(nil) {
			return
		}
		t.remove(lists.of(string(id)))
	}
}

// outreach answers what q asks about how agencies are reached.
func (r *reader) outreach(q *store.Query, f *store.Facts) {
	if q.Domain != "" {
		for id := range r.walk(nil, agenciesAt.of(q.Domain)) {
			if len(f.AtDomain) == store.MaxAtDomain {
				break
			}
			f.AtDomain = append(f.AtDomain, get[agency.Agency](r, agencies.of(string(id))))
		}
	}
	f.Invitation = optional[invite.Invitation](r, invitations.of(string(q.Invitation)))
	if q.Latest && q.Recruiter != "" {
		f.Latest = r.latest(q.Recruiter)
	}
	for _, id := range q.Lists {
		f.Lists = append(f.Lists, get[agency.List](r, lists.of(string(id))))
	}
}

// latest returns a recruiter's last invitation. Of several that are equally new
// it is the one with the greatest ID, which is not the first in the list.
func (r *reader) latest(of agency.RecruiterID) (last *invite.Invitation) {
	for id := range r.walk(nil, invitationsBy.of("", string(of))) {
		next := get[invite.Invitation](r, invitations.of(string(id)))
		if last != nil && next.Created.Before(last.Created) {
			break
		}
		last = &next
	}
	return last
}
