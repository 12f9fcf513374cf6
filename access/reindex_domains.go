package access

import (
	"context"
	"slices"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// noteDomains notes by which domains the agencies are known that were there before
// anybody noted it.
func (s System) noteDomains(ctx context.Context) error {
	for _, next := range []func(*op, store.After) (store.After, bool, error){(*op).noteDeclared, (*op).noteAddresses} {
		var page struct {
			at   store.After
			last bool
		}
		for !page.last {
			from := page.at
			_, err := run(ctx, s.actor, "reindex", func(o *op) (struct{}, error) {
				f, err := o.facts(store.Query{})
				if err == nil && o.allows(policy.Reindex, &f, store.Subject{}) {
					page.at, page.last, err = next(o, from)
				}
				return struct{}{}, err
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// noteDeclared looks at the domains that agencies declare.
func (o *op) noteDeclared(after store.After) (store.After, bool, error) {
	f, err := o.tx.Facts(store.Query{List: &store.List{Scope: store.Scope{Kind: store.ListAgencies}, After: after, Limit: reindexed}})
	if err != nil || f.Rows == nil || len(f.Rows.Agencies) == 0 {
		return after, true, err
	}
	rows := f.Rows.Agencies
	for _, a := range rows {
		o.noteKnown(a, knownBy(a, ""))
	}
	return store.After{ID: string(rows[len(rows)-1].ID)}, !f.Rows.More, nil
}

// noteAddresses looks at the addresses of recruiters. Who was invited and never
// came is passed over: who invited them has noted it, or had no right to.
func (o *op) noteAddresses(after store.After) (store.After, bool, error) {
	f, err := o.tx.Facts(store.Query{List: &store.List{Scope: store.Scope{Kind: store.ListRecruiters}, After: after, Limit: reindexed}})
	if err != nil || f.Rows == nil || len(f.Rows.Recruiters) == 0 {
		return after, true, err
	}
	rows := f.Rows.Recruiters
	emails := make(map[agency.AgencyID][]string)
	var ids []agency.AgencyID
	for i := range rows {
		r := &rows[i].Recruiter
		if r.Email == "" {
			continue
		}
		if r.Since.IsZero() {
			of, err := o.tx.Facts(store.Query{Recruiter: r.ID, Latest: true})
			if err != nil {
				return after, false, err
			}
			if of.Latest != nil {
				continue
			}
		}
		if !slices.Contains(ids, r.Agency) {
			ids = append(ids, r.Agency)
		}
		emails[r.Agency] = append(emails[r.Agency], r.Email)
	}
	agencies, err := o.tx.Agencies(ids...)
	if err != nil {
		return after, false, err
	}
	for _, a := range agencies {
		next := a
		for _, email := range emails[a.ID] {
			next = knownBy(next, email)
		}
		o.noteKnown(a, next)
	}
	return afterRecruiter(&rows[len(rows)-1]), !f.Rows.More, nil
}

// noteKnown writes what an agency is known by, of which nobody is told.
func (o *op) noteKnown(before, after agency.Agency) {
	if before == after {
		return
	}
	o.tx.PutAgencies(after)
	o.journal(store.Subject{Agency: after.ID}, diffAgency(before, after)...)
}
