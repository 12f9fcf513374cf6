package access

import (
	"context"
	"slices"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// PutAgency makes an agency, or changes one's title and domains. By a domain that
// is declared no longer it is known no longer, unless one of its recruiters has an
// address there. The state of an agency that is there already changes only by
// Suspend, Reinstate and Terminate: naming the present one or none is fine, another
// is refused. Terms, Created, Into and Known are the engine's.
func (s Staff) PutAgency(ctx context.Context, a agency.Agency) error {
	a.Created, a.Terms, a.Into, a.Known = agency.Agency{}.Created, "", "", agency.Frozen[string]{}
	if a.State == agency.Closed { // which naming does not make it
		return &agency.Invalid{Field: "agency.state", Rule: "must be changed by Group and Ungroup"}
	}
	if err := a.Validate(); err != nil {
		return agency.In("agency", err)
	}
	_, err := run(ctx, s.actor, "put-agency", func(o *op) (struct{}, error) {
		var none struct{}
		f, err := o.facts(store.Query{Agency: a.ID})
		if err != nil || !o.allows(policy.EditAgency, &f, store.Subject{Agency: a.ID}) {
			return none, err
		}
		next := a
		if before := f.Agency; before.ID != "" {
			if next.State != agency.Active && next.State != before.State {
				return none, &agency.Invalid{Field: "agency.state", Rule: "must be changed by Suspend, Reinstate or Terminate"}
			}
			next.State, next.Terms, next.Created = before.State, before.Terms, before.Created
			next.Into, next.Known = before.Into, before.Known
			if next.Domains != before.Domains {
				if next, err = o.forget(next, before.Domains); err != nil {
					return none, err
				}
			}
		} else {
			next.Created = o.now
		}
		return none, o.putAgency(f.Agency, invite.KnownBy(next, ""))
	})
	return err
}

// Suspend keeps an agency's recruiters from new work until it is reinstated.
func (s Staff) Suspend(ctx context.Context, id agency.AgencyID) error {
	return s.changeAgency(ctx, "suspend", policy.SuspendAgency, id, agency.Agency.Suspend)
}

// Reinstate lets a suspended agency work again.
func (s Staff) Reinstate(ctx context.Context, id agency.AgencyID) error {
	return s.changeAgency(ctx, "reinstate", policy.SuspendAgency, id, agency.Agency.Reinstate)
}

// Terminate ends the relationship with an agency for good.
func (s Staff) Terminate(ctx context.Context, id agency.AgencyID) error {
	return s.changeAgency(ctx, "terminate", policy.TerminateAgency, id, agency.Agency.Terminate)
}

func (s Staff) changeAgency(
	ctx context.Context, call string, action policy.Action, id agency.AgencyID,
	change func(agency.Agency) (agency.Agency, error),
) error {
	if err := agency.CheckID("agency", id); err != nil {
		return err
	}
	_, err := run(ctx, s.actor, call, func(o *op) (struct{}, error) {
		var none struct{}
		f, err := o.facts(store.Query{Agency: id})
		if err != nil || !o.allows(action, &f, store.Subject{Agency: id}) {
			return none, err
		}
		next, err := change(f.Agency)
		if err != nil {
			return none, err
		}
		return none, o.putAgency(f.Agency, next)
	})
	return err
}

// offered is the agency as it is offered to whom its domains are: one that is gone
// is offered to nobody.
func offered(a agency.Agency) agency.Agency {
	if a.State > agency.Suspended {
		a.Known = agency.Frozen[string]{}
	}
	return a
}

// knownBy is the agency known by one more address, if it is offered at all.
func knownBy(a agency.Agency, email string) agency.Agency { return offered(invite.KnownBy(a, email)) }

// putAgency writes an agency that differs from what it was.
func (o *op) putAgency(before, after agency.Agency) error {
	after = offered(after)
	if before == after {
		return nil
	}
	changed := diffAgency(before, after)
	o.tx.PutAgencies(after)
	o.journal(store.Subject{Agency: after.ID}, changed...)
	fields := except(fieldNames(changed), "known") // which is the account's own note
	if len(fields) == 0 {
		return nil
	}
	return o.publish(event.AgencyChanged{Agency: after.ID, Title: after.Title, State: after.State, Fields: fields})
}

// forget returns the agency without those of the domains among its Known that it
// does not declare, and at which none of its recruiters has an address.
func (o *op) forget(a agency.Agency, domains agency.Frozen[string]) (agency.Agency, error) {
	lost := make(map[string]bool)
	for d := range domains.All() {
		lost[invite.Domain(d)] = true
	}
	for d := range a.Domains.All() {
		delete(lost, invite.Domain(d))
	}
	if len(lost) == 0 {
		return a, nil
	}
	err := o.each(store.Scope{Kind: store.ListRecruiters, Agency: a.ID}, func(rows *store.Rows) (store.After, error) {
		for i := range rows.Recruiters {
			if delete(lost, invite.Domain(rows.Recruiters[i].Recruiter.Email)); len(lost) == 0 {
				return store.After{}, errEnough
			}
		}
		return afterRecruiter(&rows.Recruiters[len(rows.Recruiters)-1]), nil
	})
	a.Known = agency.Freeze(slices.DeleteFunc(a.Known.Slice(), func(d string) bool { return lost[d] })...)
	return a, err
}
