package access

import (
	"context"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// EraseRecruiter removes the personal data of a recruiter: the name, the address,
// the host's login, the address in all of their invitations, and the journal's
// values. It deactivates them and ends an invitation that could be accepted. The
// ID and the agency remain, and so does what they submitted, with its claims and
// sources, which are about other people, what other people wrote, and the domain
// by which the agency is known. An agency of one person keeps its title, even if
// that is the person's name: see [Staff.PutAgency].
//
// The journal's entries remain, but not what they changed, in every entry that
// names the recruiter: the stages of what they submitted are among that, and who
// was made an admin, so that where the recruiter was grouped under another agency
// before, [Staff.Ungroup] no longer knows whether they were one.
//
// Who was a regular user before, or became one, has a staff record besides, with
// a name and an address of its own. It is the host's to erase, by
// [System.PutStaff].
//
// An invitation that waits in the outbox is out of reach: its event still has the
// name and the address until it is acknowledged, and a secret that no longer holds.
//
// Erasing again removes what has come since. Who is reactivated afterwards has no
// address until they are given one by [Staff.PutRecruiter].
func (s System) EraseRecruiter(ctx context.Context, id agency.RecruiterID) error {
	if err := agency.CheckID("recruiter", id); err != nil {
		return err
	}
	_, err := run(ctx, s.actor, "erase-recruiter", func(o *op) (struct{}, error) {
		var none struct{}
		f, err := o.facts(store.Query{Recruiter: id, Latest: true})
		about := store.Subject{Recruiter: id, Agency: f.Recruiter.Agency}
		if err != nil || !o.allows(policy.EraseRecruiter, &f, about) {
			return none, err
		}
		return none, o.eraseRecruiter(&f, about)
	})
	return err
}

// eraseRecruiter removes what there is to remove.
func (o *op) eraseRecruiter(f *store.Facts, about store.Subject) error {
	next := f.Recruiter.Deactivate()
	next.Name, next.Email, next.User, next.Conflict = "", "", "", false
	if err := o.endInvitation(f.Latest); err != nil {
		return err
	}
	invited, err := o.eraseInvitations(next.ID)
	if err != nil {
		return err
	}
	told, err := o.hasValues(store.Subject{Recruiter: next.ID})
	if err != nil || !invited && !told && next == f.Recruiter {
		return err
	}
	o.tx.PutRecruiters(next)
	o.tx.EraseValues(store.Subject{Recruiter: next.ID})
	o.journal(about)
	return o.publish(event.RecruiterErased{Recruiter: next.ID, Agency: next.Agency})
}

// eraseInvitations removes the address from all invitations of the recruiter, and
// reports whether it was in any.
func (o *op) eraseInvitations(id agency.RecruiterID) (bool, error) {
	erased := false
	err := o.each(store.Scope{Kind: store.ListInvitations, Recruiter: id}, func(rows *store.Rows) (store.After, error) {
		for _, i := range rows.Invitations {
			if i != i.Erase() {
				erased = true
				o.tx.PutInvitations(i.Erase())
			}
		}
		last := &rows.Invitations[len(rows.Invitations)-1]
		return store.After{At: last.Created, ID: string(last.ID)}, nil
	})
	return erased, err
}

// hasValues reports whether the journal has any values beside entries that are
// about all of what is named.
func (o *op) hasValues(of store.Subject) (bool, error) {
	found := false
	scope := store.Scope{
		Kind: store.ListJournal, Opening: of.Opening, Agency: of.Agency,
		Recruiter: of.Recruiter, Staff: of.Staff, Submission: of.Submission,
	}
	err := o.each(scope, func(rows *store.Rows) (store.After, error) {
		for i := range rows.Journal {
			if len(rows.Journal[i].Values) > 0 {
				found = true
				return store.After{}, errEnough
			}
		}
		return store.After{Seq: rows.Journal[len(rows.Journal)-1].Seq}, nil
	})
	return found, err
}
