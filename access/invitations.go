package access

import (
	"context"
	"time"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// InvitationView is an invitation as the hiring side sees it.
type InvitationView struct {
	ID          invite.ID
	Recruiter   agency.RecruiterID
	Agency      agency.AgencyID
	Email       string // empty once erased
	Openings    []agency.OpeningID
	AllOpenings bool
	Staff       agency.StaffID     // who invited; empty, like Colleague: the host did
	Colleague   agency.RecruiterID // an admin of the agency who invited
	Created     time.Time
	Expires     time.Time   // the first instant at which it can no longer be accepted
	Fate        invite.Fate // waiting also once it has expired
	Ended       time.Time   // when it met it; zero while it waits
	Open        bool        // it can be accepted
}

// Invitations lists the invitations to an agency, or to all when it is empty,
// newest first. Those that were replaced, revoked or never sent are among them.
func (s Staff) Invitations(ctx context.Context, to agency.AgencyID, cursor Cursor, limit int) (Page[InvitationView], error) {
	if to != "" {
		if err := agency.CheckID("agency", to); err != nil {
			return Page[InvitationView]{}, err
		}
	}
	l := listing[invite.Invitation, InvitationView]{
		actor:  s.actor,
		call:   "list-invitations",
		filter: string(to),
		scope:  store.Scope{Kind: store.ListInvitations, Agency: to},
		listed: policy.Request{Side: s.side, Action: policy.ReadInvitations},
		rows:   func(rows *store.Rows) []invite.Invitation { return rows.Invitations },
		view: func(_ *store.Facts, i *invite.Invitation, now time.Time) InvitationView {
			return InvitationView{
				ID: i.ID, Recruiter: i.Recruiter, Agency: i.Agency, Email: i.Email,
				Openings: i.Openings.Slice(), AllOpenings: i.AllOpenings, Staff: i.Staff, Colleague: i.Colleague,
				Created: i.Created, Expires: i.Expires, Fate: i.Fate, Ended: i.Ended, Open: i.Open(now),
			}
		},
		after: func(i *invite.Invitation) store.After { return store.After{At: i.Created, ID: string(i.ID)} },
	}
	return l.page(ctx, cursor, limit)
}
