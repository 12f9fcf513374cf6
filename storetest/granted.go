package storetest

import (
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

var granteeChecks = []check{
	{"LIST-09", "ListGranted are the openings shared with Query.Recruiter or with the recruiter's agency; ToRecruiter, ToAgency, OpenOnly and EffectiveAt apply.", listsGranted, nil},
	{"LIST-10", "ListAgencySubmissions are those of the agency that Query.Recruiter is in, ListOwnSubmissions those of them that Query.Recruiter submitted.", listsOwn, nil},
	{"LIST-11", "ListShares are those of an opening in order of grantee, or those of a grantee in order of opening.", listsShares, nil},
}

func listsGranted(p *probe) {
	p.update(acme, func(t store.Tx) {
		network(t)
		t.PutShares(share("early", agency.ToRecruiter("ann"), 1)) // before there is an opening
		t.PutOpenings(opening("own", 3), opening("ours", 4), opening("both", 5), opening("archived", 6).Archive(),
			opening("revoked", 7), opening("ended", 8), opening("hidden", 9), opening("early", 2))
		revoked, ended := share("revoked", agency.ToAgency("north"), 1), share("ended", agency.ToRecruiter("ann"), 1)
		ended.Until = minute(5)
		t.PutShares(share("own", agency.ToRecruiter("ann"), 20), share("ours", agency.ToAgency("north"), 1),
			share("both", agency.ToRecruiter("ann"), 20), share("both", agency.ToAgency("north"), 1),
			share("archived", agency.ToRecruiter("ann"), 1), revoked.Revoke(minute(2)), ended,
			share("hidden", agency.ToRecruiter("bob"), 1), share("hidden", agency.ToAgency("south"), 1))
	})
	ann := store.Query{Recruiter: "ann"}
	of := func(r, a, open bool, at int) store.Scope {
		s := store.Scope{Kind: store.ListGranted, ToRecruiter: r, ToAgency: a, OpenOnly: open}
		if at > 0 {
			s.EffectiveAt = minute(at)
		}
		return s
	}
	p.lists("all of ann's", ann, of(true, true, false, 0), "ended", "revoked", "archived", "both", "ours", "own", "early")
	p.lists("all of ann's own", ann, of(true, false, false, 0), "ended", "archived", "both", "own", "early")
	p.lists("all of her agency's", ann, of(false, true, false, 0), "revoked", "both", "ours")
	p.lists("those of neither", ann, of(false, false, false, 0))
	p.lists("those open", ann, of(true, true, true, 0), "ended", "revoked", "both", "ours", "own", "early")
	p.lists("those effective late", ann, of(true, true, false, 30), "archived", "both", "ours", "own", "early")
	p.lists("those effective early", ann, of(true, true, true, 3), "ended", "both", "ours", "early")
	p.lists("her own effective early", ann, of(true, false, true, 3), "ended", "early")
	p.lists("those effective when one ends", ann, of(true, true, true, 5), "both", "ours", "early")
	p.lists("those of bob", store.Query{Recruiter: "bob"}, of(true, true, true, 30), "hidden", "both", "ours")
	p.lists("those of nobody", store.Query{Recruiter: "nobody"}, of(true, true, false, 0))

	f := p.read(acme, store.Query{Recruiter: "ann", List: &store.List{Scope: of(false, true, true, 30), Limit: 1}})
	p.equal("the row", []store.OpeningRow{{
		Opening: opening("both", 5), ToRecruiter: share("both", agency.ToRecruiter("ann"), 20),
		ToAgency: share("both", agency.ToAgency("north"), 1),
	}}, f.Rows.Openings)
	p.update(acme, func(t store.Tx) {
		t.PutOpenings(opening("ours", 50))
		t.PutRecruiters(agency.Recruiter{ID: "cat", Agency: "north"})
	})
	p.lists("her agency's after a change", ann, of(false, true, false, 0), "ours", "revoked", "both")
	p.lists("those of who came", store.Query{Recruiter: "cat"}, of(true, true, false, 0), "ours", "revoked", "both")
}

func listsOwn(p *probe) {
	p.update(acme, func(t store.Tx) {
		network(t)
		t.PutOpenings(opening("dev", 1), opening("ops", 2))
		t.PutEntries(entry("s2"))
		t.PutSubmissions(submission("s1", "dev", "ann", "north", 1), submission("s2", "ops", "ann", "north", 2),
			submission("s3", "dev", "bob", "north", 3), submission("s4", "dev", "cat", "south", 4),
			submission("s5", "dev", "", "", 5), submission("s6", "dev", "ann", "south", 6))
		t.PutShares(share("ops", agency.ToAgency("north"), 2))
	})
	of := func(k store.Kind, o agency.OpeningID) store.Scope { return store.Scope{Kind: k, Opening: o} }
	ann, nobody := store.Query{Recruiter: "ann"}, store.Query{Recruiter: "nobody"}
	p.lists("the agency's", ann, of(store.ListAgencySubmissions, ""), "s3", "s2", "s1")
	p.lists("the agency's to an opening", ann, of(store.ListAgencySubmissions, "dev"), "s3", "s1")
	p.lists("her own", ann, of(store.ListOwnSubmissions, ""), "s2", "s1")
	p.lists("her own to an opening", ann, of(store.ListOwnSubmissions, "dev"), "s1")
	p.lists("nobody's agency's", nobody, of(store.ListAgencySubmissions, ""))
	p.lists("nobody's own", nobody, of(store.ListOwnSubmissions, "dev"))
	f := p.read(acme, store.Query{Recruiter: "ann", List: &store.List{Scope: of(store.ListOwnSubmissions, ""), Limit: 1}})
	p.equal("the page", &store.Rows{More: true, Submissions: []store.SubmissionRow{{
		Submission: submission("s2", "ops", "ann", "north", 2), Name: entry("s2").FullName(), Opening: opening("ops", 2),
		ToAgency: share("ops", agency.ToAgency("north"), 2),
	}}}, f.Rows)
	p.update(acme, func(t store.Tx) { t.PutRecruiters(agency.Recruiter{ID: "ann", Agency: "south"}) })
	p.lists("the new agency's", ann, of(store.ListAgencySubmissions, ""), "s6", "s4")
	p.lists("her own for the new agency", ann, of(store.ListOwnSubmissions, ""), "s6")
}

func listsShares(p *probe) {
	p.update(acme, func(t store.Tx) {
		network(t)
		t.PutShares(share("dev", agency.ToRecruiter("ann"), 1), share("dev", agency.ToAgency("south"), 1),
			share("dev", agency.ToRecruiter("Ann"), 1), share("dev", agency.ToAgency("north"), 1),
			share("ops", agency.ToRecruiter("ann"), 9), share("cto", agency.ToRecruiter("ann"), 5),
			share("ops", agency.ToAgency("ann"), 1))
		revoked := share("ops", agency.ToAgency("north"), 1)
		t.PutShares(revoked.Revoke(minute(2)))
	})
	of := store.Scope{Kind: store.ListShares}
	of.Opening = "dev"
	p.lists("an opening's", store.Query{}, of, "agency:north", "agency:south", "recruiter:Ann", "recruiter:ann")
	of.Opening = "x"
	p.lists("an unknown opening's", store.Query{}, of)
	of.Opening, of.Recruiter = "", "ann"
	p.lists("a recruiter's", store.Query{}, of, "cto", "dev", "ops")
	of.Recruiter, of.Agency = "", "north"
	p.lists("an agency's", store.Query{}, of, "dev", "ops")
	f := p.read(acme, store.Query{List: &store.List{Scope: of, After: store.After{ID: "dev"}, Limit: 5}})
	revoked := share("ops", agency.ToAgency("north"), 1)
	p.equal("the page", &store.Rows{Shares: []agency.Share{revoked.Revoke(minute(2))}}, f.Rows)
	p.equal("when it was revoked", time.UTC, head(p, "the page", f.Rows.Shares).Revoked.Location())
}
