package access

import (
	"context"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// Move makes a recruiter one of another agency's people, as a member. Nothing
// goes along: what was submitted stays the former agency's, and so do its claims;
// the recruiter's own shares are revoked, and acknowledgements and request IDs
// hold no more. An invitation that was not accepted is revoked; see [Staff.Resend].
func (s Staff) Move(ctx context.Context, id agency.RecruiterID, to agency.AgencyID) error {
	if err := agency.CheckID("recruiter", id); err != nil {
		return err
	}
	if err := agency.CheckID("agency", to); err != nil {
		return err
	}
	_, err := run(ctx, s.actor, "move-recruiter", func(o *op) (struct{}, error) {
		var none struct{}
		f, err := o.facts(store.Query{Recruiter: id, Latest: true})
		if err != nil {
			return none, err
		}
		homes, err := o.tx.Agencies(to)
		if err != nil {
			return none, err
		}
		pf := policyFacts(&f, o.now)
		pf.Agency = &homes[0]
		if !o.permit(o.decide(policy.Request{Action: policy.MoveRecruiter}, pf), store.Subject{Recruiter: id, Agency: to}) {
			return none, nil
		}
		before := f.Recruiter
		if before.Agency == to {
			return none, nil
		}
		if err := o.endInvitation(f.Latest); err != nil {
			return none, err
		}
		if err := o.revokeOwn(&f); err != nil {
			return none, err
		}
		if err := o.putAgency(homes[0], invite.KnownBy(homes[0], before.Email)); err != nil {
			return none, err
		}
		next := before
		next.Agency, next.Admin = to, false
		if !before.Since.IsZero() {
			next.Since = o.now
		}
		return none, o.putRecruiter(before, next)
	})
	return err
}

// revokeOwn takes back what is shared with the recruiter of the facts in person.
func (o *op) revokeOwn(f *store.Facts) error {
	var changes []shareChange
	own := party{Grantee: agency.ToRecruiter(f.Recruiter.ID), recruiter: f.Recruiter, agency: f.Agency}
	scope := store.Scope{Kind: store.ListShares, Recruiter: f.Recruiter.ID}
	err := o.each(scope, func(rows *store.Rows) (store.After, error) {
		for _, before := range rows.Shares {
			if before.Revoked.IsZero() {
				after := before.Revoke(o.now)
				o.tx.PutShares(after)
				o.journal(store.Subject{Opening: after.Opening, Recruiter: f.Recruiter.ID}, diffShare(before, after)...)
				if stands(&before, o.now) {
					changes = append(changes, shareChange{own, before, after})
				}
			}
		}
		return store.After{ID: string(rows.Shares[len(rows.Shares)-1].Opening)}, nil
	})
	if err != nil {
		return err
	}
	return o.tellShares(f, changes)
}
