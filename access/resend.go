package access

import (
	"context"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// Resend sends an invited recruiter another invitation, to the address that the
// recruiter has now, and ends the last one. It shares what the last one would
// have, unless that was one to another agency. Who never was sent one, having been
// made by [Staff.PutRecruiter], is sent the first. Who is not invited is refused,
// and so is an address that has come into use.
func (s Staff) Resend(ctx context.Context, id agency.RecruiterID) (Invited, error) {
	if err := agency.CheckID("recruiter", id); err != nil {
		return Invited{}, err
	}
	return run(ctx, s.actor, "resend-invitation", func(o *op) (Invited, error) {
		f, openings, err := o.invited(id)
		if err != nil || f == nil {
			return Invited{}, err
		}
		return o.resend(f, f, openings)
	})
}

// Revoke ends the invitation of an invited recruiter, who is deactivated; see
// [Staff.Reactivate]. That there was one stays known. It takes what deactivating
// takes, or for the user who sent that invitation what sending it took; how the
// agency stands does not matter.
func (s Staff) Revoke(ctx context.Context, id agency.RecruiterID) error {
	if err := agency.CheckID("recruiter", id); err != nil {
		return err
	}
	_, err := run(ctx, s.actor, "revoke-invitation", func(o *op) (struct{}, error) {
		f, err := o.facts(store.Query{Recruiter: id, Latest: true})
		if err != nil || !o.permit(o.mayRevoke(&f), store.Subject{Recruiter: id, Agency: f.Agency.ID}) {
			return struct{}{}, err
		}
		if f.Recruiter.State != agency.RecruiterInvited {
			return struct{}{}, notInvited()
		}
		return struct{}{}, o.revoke(&f)
	})
	return err
}

// mayRevoke decides on taking back the last invitation of a recruiter.
func (o *op) mayRevoke(f *store.Facts) policy.Decision {
	pf := policyFacts(f, o.now)
	d := o.decide(policy.Request{Action: policy.DeactivateRecruiter}, pf)
	if d.Allowed() || o.side != policy.StaffSide || f.Latest == nil || f.Latest.Staff != o.staff {
		return d
	}
	own := anyOf(o.staff)
	pf.Opening, pf.Agency = &own, nil
	if sent := o.decide(policy.Request{Action: policy.InviteRecruiter, OnOpening: true}, pf); sent.Allowed() {
		return sent
	}
	return d
}

func notInvited() error {
	return &agency.Invalid{Field: "recruiter", Rule: "must be invited, and not have accepted"}
}

// invited loads an invited recruiter, what their last invitation shares, and who
// has the address. The facts are nil when the call is denied.
func (o *op) invited(id agency.RecruiterID) (*store.Facts, []agency.Opening, error) {
	f, err := o.facts(store.Query{Recruiter: id, Latest: true})
	if err != nil {
		return nil, nil, err
	}
	about := store.Subject{Recruiter: id, Agency: f.Agency.ID}
	if f.Recruiter.ID == "" {
		o.allows(policy.DeactivateRecruiter, &f, about) // not found, or not for this user to know
		return nil, nil, nil
	}
	pf := policyFacts(&f, o.now)
	if err := o.holder(&f); err != nil {
		return nil, nil, err
	}
	pf.EmailIsStaff = f.EmailStaff != ""
	pf.EmailTaken = f.EmailRecruiter != "" && f.EmailRecruiter != id
	openings, err := o.promised(&f)
	if err != nil {
		return nil, nil, err
	}
	if !o.permit(o.may(pf, inviteTo{}, openings, promisesAll(&f)), about) {
		return nil, nil, nil
	}
	if f.Recruiter.State != agency.RecruiterInvited {
		return nil, nil, notInvited()
	}
	return &f, openings, nil
}

// promised are the openings that the recruiter's last invitation shares. Whether
// there are any makes no difference to how the store is asked.
func (o *op) promised(f *store.Facts) ([]agency.Opening, error) {
	if !promises(f) || f.Latest.AllOpenings {
		_, err := o.tx.Openings("-")
		return nil, err
	}
	return o.tx.Openings(f.Latest.Openings.Slice()...)
}

// promises reports whether the recruiter's last invitation shares anything still.
// Whoever moved takes nothing along.
func promises(f *store.Facts) bool {
	i := f.Latest
	return i != nil && i.Agency == f.Recruiter.Agency && (i.AllOpenings || i.Openings.Len() > 0)
}

func promisesAll(f *store.Facts) bool { return promises(f) && f.Latest.AllOpenings }

// holder asks who has the recruiter's address.
func (o *op) holder(f *store.Facts) error {
	held, err := o.tx.Facts(store.Query{Email: agency.FoldEmail(f.Recruiter.Email)})
	f.EmailStaff, f.EmailRecruiter = held.EmailStaff, held.EmailRecruiter
	return err
}

// resend replaces the last invitation of the recruiter in f, whose address is free
// unless there is a conflict. Asker are the facts about who sends it.
func (o *op) resend(f, asker *store.Facts, openings []agency.Opening) (Invited, error) {
	if f.Recruiter.Email == "" {
		return Invited{}, &agency.Invalid{Field: "recruiter", Rule: "must have an address"}
	}
	next := invite.Invitation{Staff: o.staff, Colleague: o.recruiter}
	if last := f.Latest; last != nil {
		if promises(f) {
			next.Openings, next.AllOpenings = last.Openings, last.AllOpenings
			if o.side == policy.RecruiterSide { // who has none of these to give
				next.Staff, next.Colleague = last.Staff, last.Colleague
			}
		}
		o.putInvitation(*last, last.End(invite.Replaced, o.now))
	}
	r := f.Recruiter
	r.Conflict = f.EmailStaff != "" || f.EmailRecruiter != "" && f.EmailRecruiter != r.ID
	o.tx.PutRecruiters(r) // though it be the same: the work must not tell whether it is
	o.journal(store.Subject{Recruiter: r.ID, Agency: r.Agency}, diffRecruiter(f.Recruiter, r)...)
	return o.send(&r, f, next, o.inviter(asker), openings)
}

// revoke ends the recruiter's invitation, and the recruiter's access with it. One
// that was held back, has given way or came to nothing otherwise takes the same work
// as one that waits, lest an agency's admin tell them apart.
func (o *op) revoke(f *store.Facts) error {
	r, last := f.Recruiter, f.Latest
	if r.State == agency.RecruiterInvited && last != nil && last.Fate != invite.Waiting {
		o.putInvitation(*last, *last)
		if err := o.revoked(last); err != nil {
			return err
		}
	}
	if err := o.endInvitation(last); err != nil {
		return err
	}
	return o.putRecruiter(r, r.Deactivate())
}

// endInvitation revokes an invitation that can still be accepted, if it is one.
func (o *op) endInvitation(last *invite.Invitation) error {
	if last == nil || last.Fate != invite.Waiting {
		return nil
	}
	o.putInvitation(*last, last.End(invite.Revoked, o.now))
	return o.revoked(last)
}

// putInvitation writes an invitation, though it be the same.
func (o *op) putInvitation(before, after invite.Invitation) {
	o.tx.PutInvitations(after)
	o.journal(store.Subject{Recruiter: after.Recruiter, Agency: after.Agency}, diffInvitation(before, after)...)
}

// diffInvitation names the invitation and its fate always, whether or not anything
// of it differs: how much is written must not tell whether it waits. Its secret and
// what it was sent to are not for the journal.
func diffInvitation(a, b invite.Invitation) []store.Value {
	d := []store.Value{{Field: "invitation", Before: string(a.ID), After: string(b.ID)}}
	d = field(d, "openings", text(a.Openings), text(b.Openings))
	d = field(d, "all-openings", text(a.AllOpenings), text(b.AllOpenings))
	d = field(d, "expires", text(a.Expires), text(b.Expires))
	return append(d, store.Value{Field: "fate", Before: stateOf(a.ID, a.Fate), After: b.Fate.String()})
}

// revoked tells the host.
func (o *op) revoked(last *invite.Invitation) error {
	return o.publish(event.InvitationRevoked{Invitation: string(last.ID), Recruiter: last.Recruiter, Agency: last.Agency})
}
