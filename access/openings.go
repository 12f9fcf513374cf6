package access

import (
	"context"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// Archive closes an opening to new candidates; agencies keep seeing the
// progress of those they added. Archiving an archived opening changes nothing.
func (s Staff) Archive(ctx context.Context, id agency.OpeningID) error {
	return s.changeOpening(ctx, "archive", id, agency.Opening.Archive)
}

// Reopen opens an opening again, to those who have a share of it.
func (s Staff) Reopen(ctx context.Context, id agency.OpeningID) error {
	return s.changeOpening(ctx, "reopen", id, agency.Opening.Reopen)
}

// MakePrivate stops an opening from being advertised. Agencies with a share may
// work on it all the same.
func (s Staff) MakePrivate(ctx context.Context, id agency.OpeningID) error {
	return s.changeOpening(ctx, "make-private", id, func(o agency.Opening) agency.Opening { o.Private = true; return o })
}

// MakePublic lets an opening be advertised.
func (s Staff) MakePublic(ctx context.Context, id agency.OpeningID) error {
	return s.changeOpening(ctx, "make-public", id, func(o agency.Opening) agency.Opening { o.Private = false; return o })
}

func (s Staff) changeOpening(ctx context.Context, call string, id agency.OpeningID, change func(agency.Opening) agency.Opening) error {
	if err := agency.CheckID("opening", id); err != nil {
		return err
	}
	_, err := run(ctx, s.actor, call, func(o *op) (struct{}, error) {
		f, err := o.facts(store.Query{Opening: id})
		if err != nil || !o.allows(policy.ChangeOpening, &f, store.Subject{Opening: id}) {
			return struct{}{}, err
		}
		return struct{}{}, o.putOpening(f.Opening, change(f.Opening))
	})
	return err
}

// putOpening writes an opening that differs from what it was.
func (o *op) putOpening(before, after agency.Opening) error {
	if before == after {
		return nil
	}
	changed := diffOpening(before, after)
	o.tx.PutOpenings(after)
	o.journal(store.Subject{Opening: after.ID}, changed...)
	fields := fieldNames(changed)
	if last := len(fields) - 1; before.ID != "" && last > 0 && fields[last] == "team" {
		// What became of the team is told apart, for the team alone.
		if err := o.publishOpening(after, fields[last:]); err != nil {
			return err
		}
		fields = fields[:last]
	}
	return o.publishOpening(after, fields)
}

func (o *op) publishOpening(after agency.Opening, fields []string) error {
	return o.publish(event.OpeningChanged{
		Opening: after.ID, Title: after.Title, State: after.State, Private: after.Private, Fields: fields,
	})
}

// PutOpenings mirrors openings, their state and hiring team included: inserts or
// replaces by ID, all or none. Created is the engine's.
func (s System) PutOpenings(ctx context.Context, openings ...agency.Opening) error {
	if err := checkEach("openings", ids(openings, func(o agency.Opening) agency.OpeningID { return o.ID }), agency.CheckID[agency.OpeningID]); err != nil {
		return err
	}
	for i, o := range openings {
		o.Created = agency.Opening{}.Created
		if err := o.Validate(); err != nil {
			return agency.InRow("openings", i, err)
		}
	}
	return s.mirror(ctx, "put-openings", func(o *op) error {
		before, err := o.tx.Openings(ids(openings, func(o agency.Opening) agency.OpeningID { return o.ID })...)
		if err != nil {
			return err
		}
		for i, next := range openings {
			if next.Created = before[i].Created; before[i].ID == "" {
				next.Created = o.now
			}
			if err := o.putOpening(before[i], next); err != nil {
				return err
			}
		}
		return nil
	})
}
