package storetest

import (
	"slices"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// outreach is the part of a batch that is about how agencies are reached.
type outreach struct {
	invitations []invite.Invitation
	rosters     []agency.List
	dropped     []agency.ListID
}

func (o outreach) apply(t store.Tx) {
	switch {
	case o.rosters != nil:
		t.PutLists(o.rosters...)
	case o.dropped != nil:
		t.DropLists(o.dropped...)
	default:
		t.PutInvitations(o.invitations...)
	}
}

func (w writer) PutInvitations(r ...invite.Invitation) {
	w(&batch{kind: anInvitation, outreach: outreach{invitations: slices.Clone(r)}})
}

func (w writer) PutLists(r ...agency.List) {
	w(&batch{kind: aList, outreach: outreach{rosters: slices.Clone(r)}})
}

func (w writer) DropLists(ids ...agency.ListID) {
	w(&batch{kind: aDrop, outreach: outreach{dropped: slices.Clone(ids)}})
}

func (o outreach) times(fn func(name string, t *time.Time)) {
	turn(o.invitations, func(r *invite.Invitation) {
		fn("Invitation.Created", &r.Created)
		fn("Invitation.Expires", &r.Expires)
		fn("Invitation.Ended", &r.Ended)
	})
	turn(o.rosters, func(r *agency.List) { fn("List.Created", &r.Created) })
}

func (o outreach) rename(fn func(kind, string) string) {
	turn(o.invitations, func(r *invite.Invitation) {
		rename(fn, anInvitation, &r.ID)
		rename(fn, aRecruiter, &r.Recruiter)
		rename(fn, anAgency, &r.Agency)
		rename(fn, aStaff, &r.Staff)
		rename(fn, aRecruiter, &r.Colleague)
		openings := r.Openings.Slice()
		turn(openings, func(id *agency.OpeningID) { rename(fn, anOpening, id) })
		r.Openings = agency.Freeze(openings...)
	})
	turn(o.rosters, func(r *agency.List) {
		rename(fn, aList, &r.ID)
		members := r.Members.Slice()
		turn(members, func(g *agency.Grantee) {
			rename(fn, aRecruiter, &g.Recruiter)
			rename(fn, anAgency, &g.Agency)
		})
		r.Members = agency.SeriesOf(members...)
	})
	turn(o.dropped, func(id *agency.ListID) { rename(fn, aList, id) })
}

// identifiers calls must with each identifier that must be there, and may with
// the others.
func (o outreach) identifiers(must, may func(name, id string)) {
	turn(o.invitations, func(r *invite.Invitation) {
		must("Invitation.ID", string(r.ID))
		must("Invitation.Recruiter", string(r.Recruiter))
		must("Invitation.Agency", string(r.Agency))
		may("Invitation.Staff", string(r.Staff))
		may("Invitation.Colleague", string(r.Colleague))
		for id := range r.Openings.All() {
			must("Invitation.Openings", string(id))
		}
	})
	turn(o.rosters, func(r *agency.List) {
		must("List.ID", string(r.ID))
		for m := range r.Members.All() {
			may("List's recruiter", string(m.Recruiter))
			may("List's agency", string(m.Agency))
			if (m.Recruiter == "") == (m.Agency == "") {
				must("List.Members", "")
			}
		}
	})
}
