package access

import (
	"context"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// Promote turns a recruiter into a regular user, in one transaction: the
// recruiter is deactivated, and the user has their address, and their name unless
// another is given. What was submitted stays credited to the agency. A user of the
// ID may be there if it is deactivated, and is replaced; otherwise the error is
// store.ErrExists. Nobody makes a user who may do more than they may themselves.
func (s Staff) Promote(ctx context.Context, id agency.RecruiterID, user agency.Staff) error {
	if err := agency.CheckID("recruiter", id); err != nil {
		return err
	}
	user.State, user.Email = agency.StaffActive, ""
	if err := user.Validate(); err != nil {
		return agency.In("user", err)
	}
	_, err := run(ctx, s.actor, "promote-recruiter", func(o *op) (struct{}, error) {
		var none struct{}
		f, err := o.facts(store.Query{Recruiter: id, Latest: true})
		if err != nil {
			return none, err
		}
		there, err := o.tx.Facts(store.Query{Staff: user.ID, Email: agency.FoldEmail(f.Recruiter.Email)})
		if err != nil {
			return none, err
		}
		pf := policyFacts(&f, o.now)
		pf.EmailIsStaff = there.EmailStaff != "" && there.EmailStaff != user.ID
		about := store.Subject{Recruiter: id, Agency: f.Agency.ID, Staff: user.ID}
		if !o.permit(o.decide(policy.Request{Action: policy.PromoteRecruiter}, pf), about) {
			return none, nil
		}
		next := user
		if next.Email = f.Recruiter.Email; next.Name == "" {
			next.Name = f.Recruiter.Name
		}
		switch {
		case there.Staff.ID != "" && there.Staff.State == agency.StaffActive:
			return none, store.ErrExists
		case there.EmailRecruiter != "" && there.EmailRecruiter != id:
			return none, &agency.Invalid{Field: "recruiter", Rule: "must have an address that is nobody else's"}
		case o.side == policy.StaffSide && !f.Settings.LevelsOf(f.Staff).Includes(f.Settings.LevelsOf(next)):
			return none, &agency.Invalid{Field: "user.role", Rule: "must not be allowed more than the user who promotes"}
		}
		if err := o.revoke(&f); err != nil {
			return none, err
		}
		return none, o.putStaff(there.Staff, next)
	})
	return err
}
