package access

import (
	"context"
	"time"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// PutRecruiter makes a recruiter, or changes one's name, address and role. A
// recruiter that is there already stays in their agency and, but for an invited
// one who may become active, in their state: naming the present state or none
// is fine, another is refused; see Deactivate and Reactivate. User is the
// recruiter's login at the host; where it is not given it stays. Since, Created and
// Conflict are the engine's. An invited recruiter is sent nothing: see Invite and
// Resend.
//
// An address may be in use once among regular users, active and invited
// recruiters; letter case does not make a difference.
func (s Staff) PutRecruiter(ctx context.Context, r agency.Recruiter) error {
	r.Since, r.Created, r.Conflict, r.Email = time.Time{}, time.Time{}, false, invite.Canonical(r.Email)
	if err := r.Validate(); err != nil {
		return agency.In("recruiter", err)
	}
	_, err := run(ctx, s.actor, "put-recruiter", func(o *op) (struct{}, error) {
		var none struct{}
		f, err := o.facts(store.Query{Recruiter: r.ID, Email: agency.FoldEmail(r.Email), Latest: true})
		if err != nil {
			return none, err
		}
		homes, err := o.tx.Agencies(r.Agency)
		if err != nil {
			return none, err
		}
		pf := policyFacts(&f, o.now)
		pf.Agency = &homes[0]
		state := r.State
		if f.Recruiter.ID != "" {
			state = f.Recruiter.State
		}
		moves := f.Recruiter.ID == "" || agency.FoldEmail(r.Email) != agency.FoldEmail(f.Recruiter.Email)
		moves = moves || f.Recruiter.Conflict && r.State == agency.RecruiterActive
		if !o.edits(&pf, &f, r.ID, moves && state != agency.RecruiterDeactivated) {
			return none, nil
		}
		next, err := o.mirrorRecruiter(f.Recruiter, r)
		if err != nil {
			return none, err
		}
		next.Conflict = f.Recruiter.Conflict && !moves
		if err := o.putAgency(homes[0], invite.KnownBy(homes[0], r.Email)); err != nil {
			return none, err
		}
		if next.State != agency.RecruiterInvited { // who came in by another way
			if err := o.endInvitation(f.Latest); err != nil {
				return none, err
			}
		}
		return none, o.putRecruiter(f.Recruiter, next)
	})
	return err
}

// edits decides whether the recruiter may be edited and, if they claim the
// address that f was asked about, have it. A deactivated recruiter claims none.
func (o *op) edits(pf *policy.Facts, f *store.Facts, id agency.RecruiterID, claims bool) bool {
	if claims {
		pf.EmailIsStaff, pf.EmailTaken = f.EmailStaff != "", f.EmailRecruiter != "" && f.EmailRecruiter != id
	}
	d := o.decide(policy.Request{Action: policy.EditRecruiter}, *pf)
	return o.permit(d, store.Subject{Recruiter: id, Agency: pf.Agency.ID})
}

// mirrorRecruiter is the recruiter as it will be.
func (o *op) mirrorRecruiter(before, r agency.Recruiter) (agency.Recruiter, error) {
	state := r.State
	if before.ID == "" {
		r.Created = o.now
		if state == agency.RecruiterActive {
			r = r.Activate(o.now)
		}
		return r, nil
	}
	if r.Agency != before.Agency {
		return r, &agency.Invalid{Field: "recruiter.agency", Rule: "must be the agency that the recruiter is in"}
	}
	r.State, r.Since, r.Created = before.State, before.Since, before.Created
	if r.User == "" {
		r.User = before.User
	}
	switch {
	case state == agency.RecruiterInvited, state == before.State:
		return r, nil
	case state == agency.RecruiterActive && before.State == agency.RecruiterInvited:
		return invite.Accept(r, o.now)
	}
	return r, &agency.Invalid{Field: "recruiter.state", Rule: "must be changed by Deactivate or Reactivate"}
}

// Reactivate gives a deactivated recruiter access again, unless the address has
// come into use elsewhere. One who never was active is in state invited again, and
// is sent an invitation by [Staff.Resend].
func (s Staff) Reactivate(ctx context.Context, id agency.RecruiterID) error {
	if err := agency.CheckID("recruiter", id); err != nil {
		return err
	}
	_, err := run(ctx, s.actor, "reactivate", func(o *op) (struct{}, error) {
		var none struct{}
		f, err := o.facts(store.Query{Recruiter: id})
		if err != nil {
			return none, err
		}
		if about := (store.Subject{Recruiter: id}); f.Recruiter.ID == "" {
			o.allows(policy.DeactivateRecruiter, &f, about) // not found, or not for this user to know
			return none, nil
		}
		holder, err := o.tx.Facts(store.Query{Email: agency.FoldEmail(f.Recruiter.Email)})
		if err != nil {
			return none, err
		}
		f.EmailStaff, f.EmailRecruiter = holder.EmailStaff, holder.EmailRecruiter
		pf := policyFacts(&f, o.now)
		if !o.edits(&pf, &f, id, f.Recruiter.State == agency.RecruiterDeactivated) {
			return none, nil
		}
		next := f.Recruiter.Reactivate(o.now)
		next.Conflict = next.Conflict && next.State == f.Recruiter.State
		return none, o.putRecruiter(f.Recruiter, next)
	})
	return err
}

// putRecruiter writes a recruiter that differs from what it was.
func (o *op) putRecruiter(before, after agency.Recruiter) error {
	if before == after {
		return nil
	}
	changed := diffRecruiter(before, after)
	o.tx.PutRecruiters(after)
	o.journal(store.Subject{Recruiter: after.ID, Agency: after.Agency}, changed...)
	fields := except(fieldNames(changed), "conflict") // of which nobody of the agency may hear
	if len(fields) == 0 {
		return nil
	}
	return o.publish(event.RecruiterChanged{Recruiter: after.ID, Agency: after.Agency, State: after.State, Fields: fields})
}
