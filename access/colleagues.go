package access

import (
	"context"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// NewColleague is whom an admin of an agency invites into it.
type NewColleague struct {
	Email string // see invite.ParseAddress
	Name  string // at most agency.MaxName bytes, not blank; empty: the one in Email, if there is one
	Admin bool
}

// Invite invites a colleague into the recruiter's own agency; its admins may. The
// host mails the invitation. Where the account restricts colleagues to the
// agency's domains, another address is refused, and so is one that a colleague
// has. An address that somebody else of the account has is answered like any
// other: no mail goes out, and the hiring side sees the conflict.
//
// A colleague may do on openings what the account shares with them, or with the
// agency, and no more. The agency becomes known by the address's domain when the
// invitation is accepted, not before.
func (r Recruiter) Invite(ctx context.Context, in NewColleague) (ColleagueView, error) {
	at, err := invite.ParseAddress(in.Email)
	if err != nil {
		return ColleagueView{}, err
	}
	if in.Name, err = trimmed("name", in.Name); err != nil {
		return ColleagueView{}, err
	}
	if in.Name == "" {
		in.Name = at.Name
	}
	in.Email = at.Email
	return run(ctx, r.actor, "invite-colleague", func(o *op) (ColleagueView, error) {
		folded := agency.FoldEmail(in.Email)
		f, err := o.facts(store.Query{Recruiter: o.recruiter, Email: folded, Emails: []string{folded}})
		if err != nil {
			return ColleagueView{}, err
		}
		if !o.allows(policy.InviteColleague, &f, store.Subject{Recruiter: o.recruiter, Agency: f.Agency.ID}) {
			return ColleagueView{}, nil
		}
		switch domain := invite.Domain(in.Email); {
		case f.Settings.ColleagueDomains && (domain == "" || !f.Agency.Known.Has(domain)):
			return ColleagueView{}, &agency.Invalid{Field: "email", Rule: "must be of one of your agency's domains"}
		case len(f.Members) > 0:
			return ColleagueView{}, &agency.Invalid{Field: "email", Rule: "must not be a colleague's already"}
		}
		return o.inviteColleague(&f, in)
	})
}

func (o *op) inviteColleague(f *store.Facts, in NewColleague) (ColleagueView, error) {
	id, err := o.eng.newID()
	if err != nil {
		return ColleagueView{}, err
	}
	c := agency.Recruiter{
		ID: agency.RecruiterID(id), Agency: f.Agency.ID, Name: in.Name, Email: in.Email, Admin: in.Admin, Created: o.now,
		Conflict: f.EmailStaff != "" || f.EmailRecruiter != "",
	}
	if err := o.putRecruiter(agency.Recruiter{}, c); err != nil {
		return ColleagueView{}, err
	}
	_, err = o.send(&c, f, invite.Invitation{Colleague: o.recruiter}, o.inviter(f), nil)
	return viewColleague(&c), err
}

// Resend sends a colleague who has not accepted another invitation, which ends
// the last one; admins of the agency may. What the account promised with that is
// still the account's to give.
func (r Recruiter) Resend(ctx context.Context, id agency.RecruiterID) error {
	return r.manage(ctx, "resend-invitation", id, func(o *op, f *store.Facts, c *store.Facts) error {
		if c.Recruiter.State != agency.RecruiterInvited {
			return notInvited()
		}
		if err := o.holder(c); err != nil {
			return err
		}
		c.Settings, c.Agency = f.Settings, f.Agency
		openings, err := o.promised(c)
		if err != nil {
			return err
		}
		_, err = o.resend(c, f, openings)
		return err
	})
}

// Revoke takes back the invitation of a colleague who has not accepted; admins of
// the agency may.
func (r Recruiter) Revoke(ctx context.Context, id agency.RecruiterID) error {
	return r.manage(ctx, "revoke-invitation", id, func(o *op, _ *store.Facts, c *store.Facts) error {
		if c.Recruiter.State != agency.RecruiterInvited {
			return notInvited()
		}
		return o.revoke(c)
	})
}

// Deactivate takes a colleague's access away, at once, or the recruiter's own;
// admins of the agency may, as long as it keeps another one. What the colleague
// submitted stays the agency's.
func (r Recruiter) Deactivate(ctx context.Context, id agency.RecruiterID) error {
	return r.manage(ctx, "deactivate-colleague", id, func(o *op, _ *store.Facts, c *store.Facts) error {
		return o.revoke(c)
	})
}

// SetAdmin passes the admin role to a colleague who is not deactivated, or takes it
// away; admins of the agency may, as long as it keeps one who is active.
func (r Recruiter) SetAdmin(ctx context.Context, id agency.RecruiterID, admin bool) error {
	call := "withdraw-admin"
	if admin {
		call = "make-admin"
	}
	return r.manage(ctx, call, id, func(o *op, _ *store.Facts, c *store.Facts) error {
		next := c.Recruiter
		if next.State == agency.RecruiterDeactivated {
			return &agency.Invalid{Field: "recruiter", Rule: "must not be deactivated"}
		}
		next.Admin = admin
		return o.putRecruiter(c.Recruiter, next)
	})
}

// manage does something to a colleague, who is told from somebody else's and
// from nobody by what the policy says alone.
func (r Recruiter) manage(
	ctx context.Context, call string, id agency.RecruiterID, change func(o *op, asker, colleague *store.Facts) error,
) error {
	if err := agency.CheckID("recruiter", id); err != nil {
		return err
	}
	_, err := run(ctx, r.actor, call, func(o *op) (struct{}, error) {
		var none struct{}
		f, err := o.facts(store.Query{Recruiter: o.recruiter})
		if err != nil {
			return none, err
		}
		c, err := o.tx.Facts(store.Query{Recruiter: id, Latest: true})
		if err != nil {
			return none, err
		}
		pf := policyFacts(&f, o.now)
		pf.Colleague = &c.Recruiter
		if f.Recruiter.Admin && (call == "deactivate-colleague" || call == "withdraw-admin") {
			if pf.LastAdmin, err = o.lastAdmin(&f.Recruiter, &c.Recruiter); err != nil {
				return none, err
			}
		}
		about := store.Subject{Recruiter: o.recruiter, Agency: f.Agency.ID}
		if !o.permit(o.decide(policy.Request{Action: policy.ManageColleague}, pf), about) {
			return none, nil
		}
		return none, change(o, &f, &c)
	})
	return err
}

// lastAdmin reports whether the agency of who asks has no other active admin
// than the target. One who asks about somebody else is one.
func (o *op) lastAdmin(asker, target *agency.Recruiter) (bool, error) {
	last := true
	err := o.each(store.Scope{Kind: store.ListRecruiters, Agency: asker.Agency}, func(rows *store.Rows) (store.After, error) {
		for i := range rows.Recruiters {
			if m := &rows.Recruiters[i].Recruiter; m.ID != target.ID && m.Admin && m.State == agency.RecruiterActive {
				last = false
				return store.After{}, errEnough
			}
		}
		return afterRecruiter(&rows.Recruiters[len(rows.Recruiters)-1]), nil
	})
	return last, err
}

func viewColleague(c *agency.Recruiter) ColleagueView {
	return ColleagueView{ID: c.ID, Name: c.Name, Email: c.Email, Admin: c.Admin, State: c.State}
}
