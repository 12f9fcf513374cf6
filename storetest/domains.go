package storetest

import (
	"slices"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// atDomain returns the IDs of the agencies known by the domain.
func atDomain(f store.Facts) (ids []string) {
	for _, a := range f.AtDomain {
		ids = append(ids, string(a.ID))
	}
	return ids
}

func findsAtDomain(p *probe) {
	const domain = "north.example"
	closed := knownBy("d", "Closed", domain)
	closed.State, closed.Into = agency.Closed, "a"
	declared := knownBy("declared", "Declares it only", "other.example")
	declared.Domains = agency.Freeze(domain)
	p.update(acme, func(t store.Tx) {
		t.PutAgencies(knownBy("c", "C", "a.example", domain), closed, knownBy("B", "B", domain, "z.example"), knownBy("a", "A", domain), declared,
			knownBy("none", "None"), knownBy("sub", "Sub", "sub."+domain, "example"))
		t.PutAgencies(agency.Agency{ID: "b", Title: "B", State: agency.Terminated, Known: agency.Freeze(domain)})
	})
	finds := func(what, domain string, expected ...string) {
		p.equal("agencies "+what, expected, atDomain(p.read(acme, store.Query{Domain: domain})))
	}
	finds("at a domain", domain, "B", "a", "b", "c", "d")
	finds("at another", "z.example", "B")
	finds("at nobody's", "nobody.example")
	finds("where no domain is asked for", "")
	f := p.read(acme, store.Query{Recruiter: "ann", Agency: "south", Domain: "sub." + domain})
	p.equal("the agency", []agency.Agency{knownBy("sub", "Sub", "sub."+domain, "example")}, f.AtDomain)
	for _, text := range nobodys {
		p.equal("what is found at "+text, store.Facts{}, p.read(acme, store.Query{Domain: text}))
	}
	var all []string
	p.update(acme, func(t store.Tx) {
		all = nil
		for i := range 2 * store.MaxAtDomain {
			id := numbered(i * 7 % (2 * store.MaxAtDomain))
			t.PutAgencies(knownBy(id, "One of many", "many.example"))
			all = append(all, id)
		}
	})
	slices.Sort(all)
	finds("at one where there are many", "many.example", all[:store.MaxAtDomain]...)
	p.update(acme, func(t store.Tx) {
		for _, id := range all[:store.MaxAtDomain] {
			t.PutAgencies(knownBy(id, "One of many"))
		}
	})
	finds("that were not told before", "many.example", all[store.MaxAtDomain:]...)
}

func followsKnown(p *probe) {
	finds := func(what, domain string, expected ...string) {
		p.equal("agencies "+what, expected, atDomain(p.read(acme, store.Query{Domain: domain})))
	}
	p.update(acme, func(t store.Tx) {
		t.PutAgencies(knownBy("a", "A", "old.example", "kept.example"), knownBy("b", "B", "old.example"))
	})
	finds("at first", "old.example", "a", "b")
	p.update(acme, func(t store.Tx) { t.PutAgencies(knownBy("a", "A", "new.example", "kept.example")) })
	finds("at the domain that one gave up", "old.example", "b")
	finds("at the domain that it kept", "kept.example", "a")
	finds("at its new domain", "new.example", "a")
	p.update(acme, func(t store.Tx) {
		t.PutAgencies(knownBy("a", "A", "first.example"), knownBy("b", "B", "b.example"), knownBy("a", "A", "second.example"))
	})
	finds("at the domain of the first of two versions", "first.example")
	finds("at the domain of the second", "second.example", "a")
	finds("at the domain that nobody has any more", "old.example")
	p.update(acme, func(t store.Tx) {
		t.PutAgencies(knownBy("a", "Anew", "second.example"))
		t.PutAgencies(knownBy("b", "B"))
	})
	p.equal("the agency put again", []agency.Agency{knownBy("a", "Anew", "second.example")}, p.read(acme, store.Query{Domain: "second.example"}).AtDomain)
	finds("at the domain of one that has none left", "b.example")
}

func passesConflictsOver(p *probe) {
	const address = "jane@north.example"
	jane := func(id, of string, conflict bool) agency.Recruiter {
		return agency.Recruiter{ID: agency.RecruiterID(id), Agency: agency.AgencyID(of), Email: "Jane@North.example", Conflict: conflict}
	}
	p.update(acme, func(t store.Tx) {
		network(t)
		t.PutRecruiters(jane("a", "north", true), jane("b", "south", true))
	})
	holds := func(what string, r agency.RecruiterID) {
		p.equal("who holds the address "+what, r, p.read(acme, store.Query{Email: address}).EmailRecruiter)
	}
	members := func(what string, of agency.AgencyID, expected ...string) {
		p.equal("members "+what, expected, p.read(acme, store.Query{Agency: of, Emails: []string{"x@north.example", address}}).Members)
	}
	holds("where there are conflicts only", "")
	members("with a conflict", "north", address)
	members("of another agency with a conflict", "south", address)
	members("of nowhere", "nowhere")
	p.update(acme, func(t store.Tx) { t.PutRecruiters(jane("z", "south", false)) })
	holds("once somebody does", "z")
	p.update(acme, func(t store.Tx) { t.PutRecruiters(jane("b", "south", false), jane("z", "south", true)) })
	holds("after the conflict has passed on", "b")
	members("with and without", "south", address)
	p.update(acme, func(t store.Tx) {
		gone := jane("a", "north", true)
		gone.State = agency.RecruiterDeactivated
		moved := jane("b", "south", true)
		moved.Email = "b@north.example"
		t.PutRecruiters(gone, moved)
	})
	holds("after all have gone", "")
	members("who are gone", "north")
	p.update(acme, func(t store.Tx) { t.PutRecruiters(jane("a", "north", false)) })
	holds("once one is back", "a")
	p.equal("the recruiter with a conflict", jane("z", "south", true), p.read(acme, store.Query{Recruiter: "z"}).Recruiter)
}
