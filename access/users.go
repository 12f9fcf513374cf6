package access

import (
	"context"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// PutStaff mirrors regular users: inserts or replaces by ID, all or none. An
// address that an active recruiter of the account uses is refused; one that was
// merely invited gives way: the invitation is revoked, and the recruiter is in
// conflict until they are invited again or get another address.
func (s System) PutStaff(ctx context.Context, users ...agency.Staff) error {
	if err := checkEach("staff", ids(users, func(u agency.Staff) agency.StaffID { return u.ID }), agency.CheckID[agency.StaffID]); err != nil {
		return err
	}
	for i, u := range users {
		if err := u.Validate(); err != nil {
			return agency.InRow("staff", i, err)
		}
	}
	return s.mirror(ctx, "put-staff", func(o *op) error {
		for i, u := range users {
			u.Email = invite.Canonical(u.Email)
			f, err := o.tx.Facts(store.Query{Staff: u.ID, Email: agency.FoldEmail(u.Email)})
			if err != nil {
				return err
			}
			taken, err := o.claimFromInvited(f.EmailRecruiter)
			if err != nil {
				return err
			}
			if taken || (f.EmailStaff != "" && f.EmailStaff != u.ID) {
				return agency.InRow("staff", i, &agency.Invalid{Field: "email", Rule: "must not be in use by somebody else of this account"})
			}
			if err := o.putStaff(f.Staff, u); err != nil {
				return err
			}
		}
		return nil
	})
}

// claimFromInvited takes an address from a recruiter who has not accepted their
// invitation, and reports whether the recruiter keeps it.
func (o *op) claimFromInvited(id agency.RecruiterID) (kept bool, err error) {
	if id == "" {
		return false, nil
	}
	f, err := o.tx.Facts(store.Query{Recruiter: id, Latest: true})
	if err != nil || f.Recruiter.State != agency.RecruiterInvited {
		return true, err
	}
	if err := o.endInvitation(f.Latest); err != nil {
		return false, err
	}
	next := f.Recruiter
	next.Conflict = true
	return false, o.putRecruiter(f.Recruiter, next)
}

// putStaff writes a regular user who differs from what they were.
func (o *op) putStaff(before, after agency.Staff) error {
	if before == after {
		return nil
	}
	changed := diffStaff(before, after)
	o.tx.PutStaff(after)
	o.journal(store.Subject{Staff: after.ID}, changed...)
	return o.publish(event.StaffChanged{Staff: after.ID, State: after.State, Fields: fieldNames(changed)})
}

// DeactivateUser ends a regular user's access, at once.
func (s Staff) DeactivateUser(ctx context.Context, id agency.StaffID) error {
	return s.changeUser(ctx, "deactivate-user", id, agency.Staff.Deactivate)
}

// ReactivateUser gives a regular user access again.
func (s Staff) ReactivateUser(ctx context.Context, id agency.StaffID) error {
	return s.changeUser(ctx, "reactivate-user", id, agency.Staff.Reactivate)
}

func (s Staff) changeUser(ctx context.Context, call string, id agency.StaffID, change func(agency.Staff) agency.Staff) error {
	if err := agency.CheckID("staff", id); err != nil {
		return err
	}
	_, err := run(ctx, s.actor, call, func(o *op) (struct{}, error) {
		var none struct{}
		f, err := o.facts(store.Query{})
		if err != nil {
			return none, err
		}
		target, err := o.tx.Facts(store.Query{Staff: id})
		if err != nil {
			return none, err
		}
		pf := policyFacts(&f, o.now)
		pf.Target = &target.Staff
		if !o.permit(o.decide(policy.Request{Action: policy.DeactivateStaff}, pf), store.Subject{Staff: id}) {
			return none, nil
		}
		return none, o.putStaff(target.Staff, change(target.Staff))
	})
	return err
}
