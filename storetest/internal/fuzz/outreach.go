package fuzz

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// modelOutreach is how agencies are reached.
type modelOutreach struct {
	invitations map[invite.ID]invite.Invitation
	lists       map[agency.ListID]agency.List
}

func newModelOutreach() modelOutreach {
	return modelOutreach{invitations: map[invite.ID]invite.Invitation{}, lists: map[agency.ListID]agency.List{}}
}

func (o modelOutreach) clone() modelOutreach {
	o.invitations, o.lists = maps.Clone(o.invitations), maps.Clone(o.lists)
	return o
}

// outreach answers what q asks about invitations, lists and domains.
func (a *modelAccount) outreach(q store.Query, f *store.Facts) {
	if i, ok := a.invitations[q.Invitation]; ok {
		f.Invitation = &i
	}
	for _, i := range a.invitations {
		if q.Latest && i.Recruiter == q.Recruiter && (f.Latest == nil ||
			cmp.Or(i.Created.Compare(f.Latest.Created), strings.Compare(string(i.ID), string(f.Latest.ID))) > 0) {
			f.Latest = &i
		}
	}
	for _, id := range q.Lists {
		f.Lists = append(f.Lists, a.lists[id])
	}
	for _, r := range a.agencies {
		if q.Domain != "" && r.Known.Has(q.Domain) {
			f.AtDomain = append(f.AtDomain, r)
		}
	}
	slices.SortFunc(f.AtDomain, func(a, b agency.Agency) int { return strings.Compare(string(a.ID), string(b.ID)) })
}

func (a *modelAccount) invitationRows(l *store.List) (rows []invite.Invitation) {
	for _, i := range a.invitations {
		if (l.Agency == "" || i.Agency == l.Agency) && (l.Recruiter == "" || i.Recruiter == l.Recruiter) {
			rows = append(rows, i)
		}
	}
	return rows
}

// askOutreach adds what is asked about invitations, lists and domains.
func (d dice) askOutreach(q *store.Query) {
	q.Invitation, q.Latest, q.Lists = perhaps[invite.ID](d), d.oneIn(2), upTo3[agency.ListID](d)
	q.Domain = d.domain()
}

func (d dice) domain() string { return pick(d, "", "a.example", "A.example", "b.example") }

// reaching is a write of how agencies are reached.
func (d dice) reaching() write {
	switch d.IntN(5) {
	case 0, 1, 2:
		return several(d, "PutInvitations", store.Tx.PutInvitations,
			func(a *modelAccount, r invite.Invitation) { a.invitations[r.ID] = r }, d.invitation)
	case 3:
		return several(d, "PutLists", store.Tx.PutLists, func(a *modelAccount, r agency.List) { a.lists[r.ID] = r }, d.roster)
	}
	return several(d, "DropLists", store.Tx.DropLists,
		func(a *modelAccount, gone agency.ListID) { delete(a.lists, gone) }, func() agency.ListID { return id[agency.ListID](d) })
}

func (d dice) invitation() invite.Invitation {
	i := invite.Invitation{
		ID: id[invite.ID](d), Recruiter: id[agency.RecruiterID](d), Agency: id[agency.AgencyID](d), Email: d.email(),
		Digest: invite.Digest(strings.Repeat(fmt.Sprint(d.IntN(9)), 64)), Staff: perhaps[agency.StaffID](d), Created: d.at(), Expires: minute(9),
		Openings: agency.Freeze(perhaps[agency.OpeningID](d)), AllOpenings: d.oneIn(3),
	}
	if d.oneIn(3) {
		i = i.End(invite.Fate(1+d.IntN(4)), minute(5))
	}
	return i
}

func (d dice) roster() agency.List {
	l := agency.List{ID: id[agency.ListID](d), Title: d.text("List"), Created: d.at()}
	for range d.IntN(3) {
		l.Members = l.Members.Add(d.grantee())
	}
	return l
}

// deleting is a Delete.
type deleting struct {
	whole
	account agency.AccountID
}

func (c deleting) do(w *world) answer { return answer{err: w.store.Delete(w.ctx, c.account)} }

func (c deleting) expect(m model) answer {
	delete(m, c.account)
	return answer{}
}

func (c deleting) without(int) step { return c }
func (c deleting) lines() []string  { return []string{fmt.Sprintf("s.Delete(ctx, %q)", c.account)} }
