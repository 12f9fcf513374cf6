package access

import (
	"context"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// DeactivateOption adds to a deactivation.
type DeactivateOption func(*parting)

// parting is what options say.
type parting struct {
	to  agency.RecruiterID
	set bool
}

// HandOver hands what the recruiter submitted for their present agency, and the
// claims that came with it, to an active colleague, whose they are from then on:
// they see them as their own, and may withdraw them. The source stays.
//
// What they submitted for another agency, which they have left by [Staff.Move], is
// that agency's and is not handed over: its admins may withdraw it.
func HandOver(to agency.RecruiterID) DeactivateOption {
	return func(p *parting) { p.to, p.set = to, true }
}

// Deactivate takes a recruiter's access away, at once, and ends their invitation
// if they have one. What they did stays theirs, unless it is handed over.
func (s Staff) Deactivate(ctx context.Context, id agency.RecruiterID, opts ...DeactivateOption) error {
	if err := agency.CheckID("recruiter", id); err != nil {
		return err
	}
	var p parting
	for _, opt := range opts {
		if opt == nil {
			return &agency.Invalid{Field: "options", Rule: "must not be nil"}
		}
		opt(&p)
	}
	if p.set {
		if err := agency.CheckID("to", p.to); err != nil {
			return err
		}
		if p.to == id {
			return &agency.Invalid{Field: "to", Rule: "must be somebody else"}
		}
	}
	_, err := run(ctx, s.actor, "deactivate", func(o *op) (struct{}, error) {
		var none struct{}
		f, err := o.facts(store.Query{Recruiter: id, Latest: true})
		about := store.Subject{Recruiter: id, Agency: f.Agency.ID}
		if err != nil || !o.allows(policy.DeactivateRecruiter, &f, about) {
			return none, err
		}
		if p.set {
			if err := o.handOver(&f.Recruiter, p.to); err != nil {
				return none, err
			}
		}
		return none, o.revoke(&f)
	})
	return err
}

// handOver makes a colleague's what was the recruiter's.
func (o *op) handOver(from *agency.Recruiter, to agency.RecruiterID) error {
	heirs, err := o.tx.Recruiters(to)
	if err != nil {
		return err
	}
	if heir := &heirs[0]; heir.ID == "" || heir.Agency != from.Agency || heir.State != agency.RecruiterActive {
		return &agency.Invalid{Field: "to", Rule: "must be an active colleague"}
	}
	handed := 0
	scope := store.Scope{Kind: store.ListSubmissions, Agency: from.Agency, Recruiter: from.ID}
	err = o.each(scope, func(rows *store.Rows) (store.After, error) {
		for i := range rows.Submissions {
			s := rows.Submissions[i].Submission
			s.Recruiter = to
			o.tx.PutSubmissions(s)
			o.journal(store.Subject{Submission: s.ID, Opening: s.Opening, Agency: s.Agency, Recruiter: from.ID},
				store.Value{Field: "recruiter", Before: string(from.ID), After: string(to)})
			handed++
		}
		return afterSubmission(&rows.Submissions[len(rows.Submissions)-1]), nil
	})
	if err != nil {
		return err
	}
	scope.Kind = store.ListClaims
	err = o.each(scope, func(rows *store.Rows) (store.After, error) {
		for i := range rows.Claims {
			c := rows.Claims[i].Claim
			c.Recruiter = to
			o.tx.PutClaims(c)
		}
		return afterClaim(&rows.Claims[len(rows.Claims)-1]), nil
	})
	if err != nil || handed == 0 {
		return err
	}
	return o.publish(event.SubmissionsHandedOver{Agency: from.Agency, From: from.ID, To: to, Submissions: handed})
}
