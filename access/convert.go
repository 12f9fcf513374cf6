package access

import (
	"context"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// Conversion turns a regular user into an agency's recruiter.
type Conversion struct {
	Staff agency.StaffID

	// OldEmail is the address that the user's login has from now on, so that the one
	// it had is free for the recruiter. Nobody else of the account may have it.
	OldEmail string

	// As says where to and as what; its Email must be empty, for it is the one that
	// the user had.
	As Invitee
}

// Convert turns a regular user into a recruiter, in one transaction: the user is
// deactivated, their login gets another address, and they are invited with the
// one it had, as by [Staff.Invite]. Their access as a user is gone at once; what
// they did stays theirs in the journal. A user without an address cannot be
// converted; nor do users convert themselves, or anybody who may do more than they
// may.
func (s Staff) Convert(ctx context.Context, c Conversion) (Invited, error) {
	if err := agency.CheckID("staff", c.Staff); err != nil {
		return Invited{}, err
	}
	old, err := invite.ParseAddress(c.OldEmail)
	if err != nil {
		return Invited{}, &agency.Invalid{Field: "old-email", Rule: err.(*agency.Invalid).Rule}
	}
	if c.As.Email != "" {
		return Invited{}, agency.In("as", &agency.Invalid{Field: "email", Rule: "must be empty: it is the user's"})
	}
	c.As.Email = "checked@later.example" // the user's, which is not known yet
	w, err := c.As.check()
	if err != nil {
		return Invited{}, agency.In("as", err)
	}
	var offered []agency.Agency
	out, err := run(ctx, s.actor, "convert-staff", func(o *op) (Invited, error) {
		v := *w
		v.op = o
		out, err := o.convert(&v, c.Staff, old.Email)
		offered = v.offered
		return out, err
	})
	if err != nil {
		return Invited{Offered: offered}, err
	}
	return out, nil
}

func (o *op) convert(v *inviting, id agency.StaffID, old string) (Invited, error) {
	f, err := o.facts(store.Query{Agency: v.Agency})
	if err != nil {
		return Invited{}, err
	}
	target, err := o.tx.Facts(store.Query{Staff: id, Email: agency.FoldEmail(old)})
	if err != nil {
		return Invited{}, err
	}
	pf := policyFacts(&f, o.now)
	pf.Target = &target.Staff
	if !o.permit(o.decide(policy.Request{Action: policy.ConvertStaff, ToAgency: v.NewAgency == ""}, pf), store.Subject{Staff: id, Agency: v.Agency}) {
		return Invited{}, nil
	}
	user := target.Staff
	switch {
	case o.side == policy.StaffSide && id == o.staff:
		return Invited{}, &agency.Invalid{Field: "staff", Rule: "must not be the user who converts"}
	case o.side == policy.StaffSide && !f.Settings.LevelsOf(f.Staff).Includes(f.Settings.LevelsOf(user)):
		return Invited{}, &agency.Invalid{Field: "staff", Rule: "must not be allowed more than the user who converts"}
	case user.Email == "":
		return Invited{}, &agency.Invalid{Field: "staff", Rule: "must have an address"}
	case agency.FoldEmail(old) == agency.FoldEmail(user.Email):
		return Invited{}, &agency.Invalid{Field: "old-email", Rule: "must be another address than the user's"}
	case target.EmailStaff != "" || target.EmailRecruiter != "":
		return Invited{}, &agency.Invalid{Field: "old-email", Rule: "must not be in use by somebody of this account"}
	}
	v.email, v.frees = user.Email, id
	if v.Name == "" {
		v.Name = user.Name
	}
	v.first = func() error {
		next := user.Deactivate()
		next.Email = old
		return o.putStaff(user, next)
	}
	return v.invite()
}
