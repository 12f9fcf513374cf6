package storetest

import (
	"fmt"
	"slices"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

func matchesLists(p *probe) {
	tier1, tier2 := listOf("tier 1", agency.ToRecruiter("zoe"), agency.ToAgency("north"), agency.ToAgency("a,b")), listOf("tier 2")
	p.update(acme, func(t store.Tx) { t.PutLists(tier1, tier2, listOf("tier 3")) })
	matches := func(what string, expected []agency.List, ids ...agency.ListID) {
		p.equal("the lists "+what, expected, p.read(acme, store.Query{Lists: ids}).Lists)
	}
	matches("in another order", []agency.List{tier2, tier1}, "tier 2", "tier 1")
	matches("asked for twice", []agency.List{tier1, tier2, tier1}, "tier 1", "tier 2", "tier 1")
	matches("of which some are not there", []agency.List{{}, tier1, {}, {}}, "x", "tier 1", "", "a\x00b")
	matches("not asked for", nil)
	var many []agency.ListID
	expected := make([]agency.List, bulk)
	for i := range bulk {
		many = append(many, agency.ListID(numbered(i)))
	}
	many[bulk/2], expected[bulk/2] = "tier 2", tier2
	matches("of many", expected, many...)
	p.update(acme, func(t store.Tx) { t.DropLists("tier 3", "x", "tier 1") })
	matches("after some were dropped", []agency.List{{}, tier2, {}}, "tier 1", "tier 2", "tier 3")
	p.lists("what is left", store.Query{}, store.Scope{Kind: store.ListLists}, "tier 2")
	tier1.Members = agency.SeriesOf(agency.ToAgency("south"))
	p.update(acme, func(t store.Tx) {
		t.PutLists(listOf("tier 3"), tier1)
		t.DropLists("tier 3")
		t.DropLists("tier 2")
		t.PutLists(tier2)
	})
	matches("after some came back", []agency.List{tier1, tier2, {}}, "tier 1", "tier 2", "tier 3")
}

func listsLists(p *probe) {
	of := store.Scope{Kind: store.ListLists}
	p.lists("no lists", store.Query{}, of)
	p.update(acme, func(t store.Tx) {
		t.PutLists(listOf("c"), listOf("a"), listOf("e", agency.ToAgency("a")), listOf("B"), listOf("d"))
	})
	p.lists("the lists", store.Query{}, of, "B", "a", "c", "d", "e")
	p.update(acme, func(t store.Tx) {
		t.PutLists(listOf("c", agency.ToRecruiter("ann")))
		t.DropLists("a", "e")
	})
	p.lists("the lists after a change", store.Query{}, of, "B", "c", "d")
	p.equal("the rows", []agency.List{listOf("B"), listOf("c", agency.ToRecruiter("ann"))},
		p.read(acme, store.Query{List: &store.List{Scope: of, Limit: 2}}).Rows.Lists)
}

func comparesOutreach(p *probe) {
	p.update(acme, func(t store.Tx) {
		for i, id := range alike {
			t.PutInvitations(invitation(id, id, "north", i))
			t.PutLists(listOf(id, agency.ToRecruiter(agency.RecruiterID(id))))
			t.PutAgencies(knownBy(fmt.Sprint("agency ", i), "An agency", id))
		}
	})
	for i, id := range alike {
		f := p.read(acme, store.Query{
			Invitation: invite.ID(id), Recruiter: agency.RecruiterID(id), Latest: true, Lists: []agency.ListID{agency.ListID(id)}, Domain: id,
		})
		expected := invitation(id, id, "north", i)
		p.equal("the invitation", &expected, f.Invitation)
		p.equal("the latest invitation", &expected, f.Latest)
		p.equal("the list", []agency.List{listOf(id, agency.ToRecruiter(agency.RecruiterID(id)))}, f.Lists)
		p.equal("the agencies at "+id, []string{fmt.Sprint("agency ", i)}, atDomain(f))
	}
	expected := slices.Sorted(slices.Values(alike))
	for _, limit := range []int{1, 4, len(alike)} {
		p.equal("the lists", expected, p.pages(acme, store.Query{}, store.Scope{Kind: store.ListLists}, limit))
	}
	p.update(acme, func(t store.Tx) { t.DropLists(agency.ListID(alike[0])) })
	p.equal("the lists without one", slices.Delete(expected, slices.Index(expected, alike[0]), slices.Index(expected, alike[0])+1),
		p.pages(acme, store.Query{}, store.Scope{Kind: store.ListLists}, 7))
}

func seesOwnOutreach(p *probe) {
	const address = "ann@north.example"
	q := store.Query{
		Recruiter: "ann", Domain: "north.example", Invitation: "i1", Latest: true, Lists: []agency.ListID{"tier 1"}, Email: address, Emails: []string{address},
		List: &store.List{Scope: store.Scope{Kind: store.ListInvitations, Agency: "north"}, Limit: 9},
	}
	var last store.Facts
	p.inside(func(t store.Tx, ask func(store.Query) store.Facts) {
		p.equal("the facts at first", store.Facts{Lists: make([]agency.List, 1), Rows: &store.Rows{}}, ask(q))
		ann := agency.Recruiter{ID: "ann", Agency: "north", Email: address, Conflict: true}
		t.PutRecruiters(ann)
		t.PutAgencies(knownBy("north", "North", "north.example"))
		i1 := invitation("i1", "ann", "north", 1)
		t.PutInvitations(i1, invitation("i2", "ann", "north", 2))
		t.PutLists(listOf("tier 1", agency.ToAgency("north")))
		f := ask(q)
		p.equal("the invitation", &i1, f.Invitation)
		p.equal("whether there is a latest", true, f.Latest != nil && f.Latest.ID == "i2")
		p.equal("the list", []agency.List{listOf("tier 1", agency.ToAgency("north"))}, f.Lists)
		p.equal("the agencies", []string{"north"}, atDomain(f))
		p.equal("the agency's invitations", []string{"i2", "i1"}, names(ask, q.List.Scope))
		p.equal("the address", []any{agency.RecruiterID(""), []string{address}}, []any{f.EmailRecruiter, f.Members})
		ann.Conflict = false
		t.PutRecruiters(ann)
		t.PutAgencies(knownBy("north", "North", "n.example"))
		i1 = i1.End(invite.Accepted, minute(4))
		i1.Created = minute(3)
		t.PutInvitations(i1, invitation("i2", "ann", "south", 2))
		t.DropLists("tier 1")
		last = ask(q)
		p.equal("the invitation after a change", &i1, last.Invitation)
		p.equal("the latest after a change", &i1, last.Latest)
		p.equal("the list that was dropped", []agency.List{{}}, last.Lists)
		p.equal("the agencies after a change", []string(nil), atDomain(last))
		p.equal("the agency's invitations after a change", []string{"i1"}, names(ask, q.List.Scope))
		p.equal("who holds the address", agency.RecruiterID("ann"), last.EmailRecruiter)
	})
	p.equal("the facts afterwards", last, p.read(acme, q))
}
