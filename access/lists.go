package access

import (
	"context"
	"time"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// PutList makes a list of agencies and recruiters, or replaces the one of that ID.
// Who comes onto it must be there. Created is the engine's. Who is on a list gets
// nothing by that: see [Wave].
func (s Staff) PutList(ctx context.Context, l agency.List) error {
	l.Created = time.Time{}
	if err := l.Validate(); err != nil {
		return agency.In("list", err)
	}
	_, err := run(ctx, s.actor, "put-list", func(o *op) (struct{}, error) {
		var none struct{}
		f, err := o.facts(store.Query{Lists: []agency.ListID{l.ID}})
		if err != nil || !o.managesLists(&f, l.ID) {
			return none, err
		}
		before, next := f.Lists[0], l
		if err := o.allThere(next.Members.Slice()); err != nil {
			return none, agency.In("list", err)
		}
		if next.Created = before.Created; before.ID == "" {
			next.Created = o.now
		}
		changed := diffList(before, next)
		if len(changed) == 0 {
			return none, nil
		}
		o.tx.PutLists(next)
		o.journal(store.Subject{}, append(listNamed(before.ID, next.ID), changed...)...)
		return none, o.publish(event.ListChanged{
			List: next.ID, Title: next.Title, Members: next.Members.Len(), Fields: fieldNames(changed),
		})
	})
	return err
}

// DropList deletes a list. What was shared with those on it stays shared. One that
// is not there is no error.
func (s Staff) DropList(ctx context.Context, id agency.ListID) error {
	if err := agency.CheckID("list", id); err != nil {
		return err
	}
	_, err := run(ctx, s.actor, "drop-list", func(o *op) (struct{}, error) {
		var none struct{}
		f, err := o.facts(store.Query{Lists: []agency.ListID{id}})
		if err != nil || !o.managesLists(&f, id) {
			return none, err
		}
		before := f.Lists[0]
		if before.ID == "" {
			return none, nil
		}
		o.tx.DropLists(id)
		o.journal(store.Subject{}, append(listNamed(id, ""), diffList(before, agency.List{})...)...)
		return none, o.publish(event.ListChanged{
			List: id, Title: before.Title, Members: before.Members.Len(), Dropped: true, Fields: []string{},
		})
	})
	return err
}

// Lists lists the account's lists of agencies and recruiters in the order of their
// IDs.
func (s Staff) Lists(ctx context.Context, cursor Cursor, limit int) (Page[agency.List], error) {
	l := listing[agency.List, agency.List]{
		actor:  s.actor,
		call:   "list-lists",
		scope:  store.Scope{Kind: store.ListLists},
		listed: policy.Request{Side: s.side, Action: policy.ViewAgencies},
		rows:   func(rows *store.Rows) []agency.List { return rows.Lists },
		view:   func(_ *store.Facts, l *agency.List, _ time.Time) agency.List { return *l },
		after:  func(l *agency.List) store.After { return store.After{ID: string(l.ID)} },
	}
	return l.page(ctx, cursor, limit)
}

// managesLists decides whether a list may be put or dropped.
func (o *op) managesLists(f *store.Facts, id agency.ListID) bool {
	d := o.decide(policy.Request{Action: policy.ManageLists}, policyFacts(f, o.now))
	return o.permit(d, store.Subject{}, listNamed("", id)...)
}

// allThere names the first member who is not.
func (o *op) allThere(members []agency.Grantee) error {
	var agencies []agency.AgencyID
	var recruiters []agency.RecruiterID
	for _, m := range members {
		if m.Agency != "" {
			agencies = append(agencies, m.Agency)
		} else {
			recruiters = append(recruiters, m.Recruiter)
		}
	}
	companies, err := o.tx.Agencies(agencies...)
	if err != nil {
		return err
	}
	people, err := o.tx.Recruiters(recruiters...)
	if err != nil {
		return err
	}
	for i, m := range members {
		missing := ""
		if m.Agency != "" {
			if companies[0].ID == "" {
				missing = "agency"
			}
			companies = companies[1:]
		} else {
			if people[0].ID == "" {
				missing = "recruiter"
			}
			people = people[1:]
		}
		if missing != "" {
			return agency.InRow("members", i, &agency.Invalid{Field: missing, Rule: "must be one of the account's"})
		}
	}
	return nil
}

// listNamed says which list an entry is about, for its subject has no list.
func listNamed(before, after agency.ListID) []store.Value {
	return []store.Value{{Field: "list", Before: string(before), After: string(after)}}
}

func diffList(a, b agency.List) (d []store.Value) {
	d = field(d, "title", a.Title, b.Title)
	return field(d, "members", membersText(a), membersText(b))
}

// membersText is who is on a list, such as ["agency:north","recruiter:kim"].
func membersText(l agency.List) string {
	if l.ID == "" {
		return ""
	}
	members := []string{}
	for m := range l.Members.All() {
		members = append(members, m.String())
	}
	return text(members)
}
