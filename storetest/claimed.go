package storetest

import (
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

var claimedChecks = []check{
	{"LIST-12", "ListClaims are in ascending order of their ends, then of ID; Opening, Agency, Recruiter, Team and EffectiveAt apply.", listsClaims, nil},
	{"LIST-13", "ListAgencyClaims are those of the agency that Query.Recruiter is in, ListOwnClaims those of them that are Query.Recruiter's.", listsOwnClaims, nil},
	{"LIST-14", "ListCandidates are in ascending order of ID, merged ones and all.", listsCandidates, nil},
	{"LIST-15", "A claim put again is listed where it ends now: by what happened to it last, which may be that it ends never.", movesClaims, nil},
}

// to returns the claim as of what came by a submission to an opening.
func to(opening, submission string, c candidate.Claim) candidate.Claim {
	c.Opening, c.Submission = agency.OpeningID(opening), candidate.SubmissionID(submission)
	return c
}

func claimsOf(k store.Kind, o agency.OpeningID, a agency.AgencyID, r agency.RecruiterID, team agency.StaffID) store.Scope {
	return store.Scope{Kind: k, Opening: o, Agency: a, Recruiter: r, Team: team}
}

func listsClaims(p *probe) {
	p.lists("no claims", store.Query{}, store.Scope{Kind: store.ListClaims})
	k2 := to("ops", "s2", claimTo("b", "k2", "ann", "north", 5, 10))
	p.update(acme, func(t store.Tx) {
		network(t)
		t.PutOpenings(opening("dev", 1, "lee"), opening("ops", 2))
		t.PutEntries(entry("s2"))
		t.PutSubmissions(submission("s2", "ops", "ann", "north", 1))
		t.PutShares(share("ops", agency.ToRecruiter("ann"), 1), share("ops", agency.ToAgency("north"), 2))
		t.PutClaims(to("dev", "s1", claimTo("a", "k1", "ann", "north", 1, 20)), k2, to("dev", "s3", claimTo("a", "k3", "cat", "south", 1, 15)),
			to("dev", "s4", claimTo("c", "K4", "bob", "north", 2, 15)), to("dev", "", claimTo("c", "k5", "", "", 3, 0)), claimTo("d", "k6", "ann", "south", 4, 0),
			to("gone", "s7", claimTo("d", "k7", "", "north", 4, 30)),
			to("dev", "s8", step(claimTo("d", "k8", "ann", "north", 1, 0), candidate.Step{At: minute(12), Kind: candidate.Released, Reason: "A reason"})))
	})
	none := store.Query{}
	of := func(o agency.OpeningID, a agency.AgencyID, r agency.RecruiterID, team agency.StaffID) store.Scope {
		return claimsOf(store.ListClaims, o, a, r, team)
	}
	p.lists("all", none, of("", "", "", ""), "k2", "k8", "K4", "k3", "k1", "k7", "k5", "k6")
	p.lists("an opening's", none, of("dev", "", "", ""), "k8", "K4", "k3", "k1", "k5")
	p.lists("an unknown opening's", none, of("gone", "", "", ""), "k7")
	p.lists("no opening's", none, of("x", "", "", ""))
	p.lists("an agency's", none, of("", "north", "", ""), "k2", "k8", "K4", "k1", "k7")
	p.lists("an agency's to an opening", none, of("dev", "north", "", ""), "k8", "K4", "k1")
	p.lists("a recruiter's", none, of("", "", "ann", ""), "k2", "k8", "k1", "k6")
	p.lists("a recruiter's for an agency", none, of("", "north", "ann", ""), "k2", "k8", "k1")
	p.lists("a recruiter's to an opening", none, of("ops", "", "ann", ""), "k2")
	p.lists("all of it", none, of("dev", "north", "ann", "lee"), "k8", "k1")
	p.lists("a team's", none, of("", "", "", "lee"), "k8", "K4", "k3", "k1", "k5")
	p.lists("a team's of an agency", none, of("", "south", "", "lee"), "k3")
	p.lists("nobody's", none, of("", "", "", "max"))
	inForce := func(at time.Time, expected ...string) {
		s := of("", "", "", "")
		s.EffectiveAt = at
		p.lists("those in force at "+at.Format("04:05.000000"), none, s, expected...)
	}
	inForce(minute(0))
	inForce(minute(1), "k8", "k3", "k1")
	inForce(minute(5).Add(-time.Microsecond), "k8", "K4", "k3", "k1", "k7", "k5", "k6")
	inForce(minute(5), "k2", "k8", "K4", "k3", "k1", "k7", "k5", "k6")
	inForce(minute(12).Add(-time.Microsecond), "k8", "K4", "k3", "k1", "k7", "k5", "k6")
	inForce(minute(12), "K4", "k3", "k1", "k7", "k5", "k6")
	inForce(minute(15), "k1", "k7", "k5", "k6")
	inForce(minute(50), "k5", "k6")
	f := p.read(acme, store.Query{Recruiter: "ann", List: &store.List{Scope: of("", "", "", ""), Limit: 1}})
	p.equal("the page", &store.Rows{More: true, Claims: []store.ClaimRow{{
		Claim: k2, Name: entry("s2").FullName(), Opening: opening("ops", 2),
		ToRecruiter: share("ops", agency.ToRecruiter("ann"), 1), ToAgency: share("ops", agency.ToAgency("north"), 2),
	}}}, f.Rows)
}

func listsOwnClaims(p *probe) {
	k2 := to("ops", "s2", claimTo("b", "k2", "ann", "north", 5, 10))
	p.update(acme, func(t store.Tx) {
		network(t)
		t.PutOpenings(opening("dev", 1), opening("ops", 2))
		t.PutEntries(entry("s2"))
		t.PutSubmissions(submission("s2", "ops", "ann", "north", 2))
		t.PutShares(share("ops", agency.ToAgency("north"), 2))
		t.PutClaims(to("dev", "s1", claimTo("a", "k1", "ann", "north", 1, 20)), k2, to("dev", "s3", claimTo("a", "k3", "bob", "north", 1, 5)),
			to("dev", "s4", claimTo("c", "k4", "cat", "south", 2, 15)), to("dev", "", claimTo("c", "k5", "", "", 3, 0)),
			to("dev", "s6", claimTo("d", "k6", "ann", "south", 4, 0)), claimTo("d", "k7", "", "north", 4, 30))
	})
	of := func(k store.Kind, o agency.OpeningID) store.Scope { return claimsOf(k, o, "", "", "") }
	ann, nobody := store.Query{Recruiter: "ann"}, store.Query{Recruiter: "nobody"}
	p.lists("the agency's", ann, of(store.ListAgencyClaims, ""), "k3", "k2", "k1", "k7")
	p.lists("the agency's to an opening", ann, of(store.ListAgencyClaims, "dev"), "k3", "k1")
	p.lists("her own", ann, of(store.ListOwnClaims, ""), "k2", "k1")
	p.lists("her own to an opening", ann, of(store.ListOwnClaims, "dev"), "k1")
	p.lists("nobody's agency's", nobody, of(store.ListAgencyClaims, ""))
	p.lists("nobody's own", nobody, of(store.ListOwnClaims, "dev"))
	for _, at := range []struct {
		minute int
		ours   []string
		own    []string
	}{
		{1, []string{"k3", "k1"}, []string{"k1"}}, {5, []string{"k2", "k1", "k7"}, []string{"k2", "k1"}}, {10, []string{"k1", "k7"}, []string{"k1"}}, {30, nil, nil},
	} {
		ours, own := of(store.ListAgencyClaims, ""), of(store.ListOwnClaims, "")
		ours.EffectiveAt, own.EffectiveAt = minute(at.minute), minute(at.minute)
		p.lists("the agency's in force", ann, ours, at.ours...)
		p.lists("her own in force", ann, own, at.own...)
	}
	for _, k := range []store.Kind{store.ListAgencyClaims, store.ListOwnClaims} {
		s := of(k, "ops")
		f := p.read(acme, store.Query{Recruiter: "ann", List: &store.List{Scope: s, Limit: 2}})
		p.equal("the page", &store.Rows{Claims: []store.ClaimRow{{
			Claim: k2, Name: entry("s2").FullName(), Opening: opening("ops", 2), ToAgency: share("ops", agency.ToAgency("north"), 2),
		}}}, f.Rows)
	}
	p.update(acme, func(t store.Tx) { t.PutRecruiters(agency.Recruiter{ID: "ann", Agency: "south"}) })
	p.lists("the new agency's", ann, of(store.ListAgencyClaims, ""), "k4", "k6")
	p.lists("her own for the new agency", ann, of(store.ListOwnClaims, ""), "k6")
}

func listsCandidates(p *probe) {
	of := store.Scope{Kind: store.ListCandidates}
	p.lists("no candidates", store.Query{}, of)
	c := person("B", "a")
	c.Into, c.Merged, c.Sketch, c.Held = "a", minute(3), "a sketch", at(0, 1)
	p.update(acme, func(t store.Tx) {
		merged(t)
		t.PutCandidates(c)
		t.Hold("x", "north", at(0, 1)) // who has no record
	})
	p.lists("the candidates", store.Query{}, of, "B", "a", "b", "c", "d", "e", "y", "z")
	f := p.read(acme, store.Query{List: &store.List{Scope: of, Limit: 2}})
	p.equal("the page", &store.Rows{Candidates: []candidate.Candidate{c, person("a", "a")}, More: true}, f.Rows)
}

func movesClaims(p *probe) {
	ann, all := store.Query{Recruiter: "ann"}, store.Scope{Kind: store.ListClaims}
	k1, k2, k3 := claimTo("a", "k1", "ann", "north", 1, 10), claimTo("a", "k2", "ann", "north", 1, 20), claimTo("a", "k3", "ann", "north", 1, 30)
	k1, k2, k3 = to("dev", "s1", k1), to("dev", "s2", k2), to("dev", "s3", k3)
	p.update(acme, func(t store.Tx) {
		network(t)
		t.PutOpenings(opening("dev", 1, "lee"))
		t.PutClaims(k3, k1, k2)
	})
	lists := []store.Scope{
		all,
		{Kind: store.ListClaims, Agency: "north"},
		{Kind: store.ListClaims, Opening: "dev"},
		{Kind: store.ListClaims, Recruiter: "ann"},
		{Kind: store.ListClaims, Team: "lee"},
		{Kind: store.ListAgencyClaims},
		{Kind: store.ListOwnClaims},
		{Kind: store.ListOwnClaims, Opening: "dev"},
	}
	shows := func(what string, expected ...string) {
		for _, l := range lists {
			p.lists("the claims "+what, ann, l, expected...)
		}
	}
	put := func(all ...candidate.Claim) { p.update(acme, func(t store.Tx) { t.PutClaims(all...) }) }
	shows("at first", "k1", "k2", "k3")
	k1 = step(k1, candidate.Step{At: minute(5), Kind: candidate.Extended, Until: minute(25), Reason: "A reason"})
	put(k1)
	shows("once one is extended", "k2", "k1", "k3")
	k3 = step(k3, candidate.Step{At: minute(6), Kind: candidate.Withdrawn})
	put(k3)
	shows("once one is withdrawn", "k3", "k2", "k1")
	k2 = step(k2, candidate.Step{At: minute(7), Kind: candidate.Extended, Reason: "A reason"})
	put(k2)
	shows("once one ends never", "k3", "k1", "k2")
	k1 = step(k1, candidate.Step{At: minute(8), Kind: candidate.Disputed, Reason: "A reason"})
	put(k1)
	shows("once one is disputed", "k3", "k1", "k2")
	k1 = step(k1, candidate.Step{At: minute(9), Kind: candidate.Extended, Reason: "A reason"})
	put(k1)
	shows("once two end never", "k3", "k1", "k2")
	put(step(k1, candidate.Step{At: minute(4), Kind: candidate.Overruled, Reason: "A reason"}))
	shows("once one has ended first", "k1", "k3", "k2")
	late := k1
	late.History = agency.SeriesOf(candidate.Step{At: minute(12), Kind: candidate.Extended, Until: minute(40), Reason: "A reason"})
	put(late) // which was over from minute 10 to minute 12
	meanwhile := all
	meanwhile.EffectiveAt = minute(11)
	p.lists("those in force, as far as is known now", ann, meanwhile, "k1", "k2")
	k1.Agency, k1.Recruiter, k1.Opening = "south", "cat", "ops"
	put(k1)
	for _, l := range lists[1:] {
		p.lists("the claims once one is another's", ann, l, "k3", "k2")
	}
	p.lists("all claims", ann, all, "k3", "k1", "k2")
	p.lists("the other's", store.Query{Recruiter: "cat"}, store.Scope{Kind: store.ListOwnClaims, Opening: "ops"}, "k1")
}
