package storetest

import (
	"strconv"
	"strings"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

var ownedChecks = []check{
	{"FACT-12", "Submission asks for the ruling on it too, which may be left out with WithoutEntry.", bringsRuling, nil},
	{"FACT-13", "Claim and Probe are found by their ID, whoever asks.", findsByID, nil},
	{"FACT-14", "Probes are counted from ProbesSince on, that instant included: by the asker's agency and, of these, by the asker.", countsProbes, nil},
	{"FACT-15", "Probes stay for as long as candidate.ProbesCounted says.", keepsProbes, nil},
	{"FACT-16", "Members are those of Emails that members of the asker's agency hold who are not deactivated, in the order of the query.", findsMembers, nil},
}

func ruling(on string) candidate.Ruling {
	return candidate.Ruling{
		Submission: candidate.SubmissionID(on), At: minute(1), Rules: 3, Outcome: candidate.Flagged, Verdict: candidate.Probable,
		Owner: "k1", OwnerAgency: "south", OwnedByOther: true,
		Evidence: agency.SeriesOf(candidate.Finding{Candidate: "c", Verdict: candidate.Probable, Score: 11.25, Evidence: "same number"}),
	}
}

func bringsRuling(p *probe) {
	r1 := ruling("s1")
	p.update(acme, func(t store.Tx) {
		t.PutEntries(entry("s1"))
		t.PutSubmissions(submission("s1", "dev", "ann", "north", 1), submission("s2", "dev", "ann", "north", 1), submission("S1", "dev", "ann", "north", 1))
		t.PutRulings(r1, ruling("s3"))
	})
	of := func(q store.Query) *candidate.Ruling { return p.read(acme, q).Ruling }
	none := (*candidate.Ruling)(nil)
	p.equal("the ruling", &r1, of(store.Query{Submission: "s1"}))
	p.equal("the ruling for the one who submitted", &r1, of(store.Query{Recruiter: "ann", Submission: "s1", Opening: "ops"}))
	p.equal("the ruling on another", none, of(store.Query{Submission: "s2"}))
	p.equal("the ruling on one that is spelt alike", none, of(store.Query{Submission: "S1"}))
	p.equal("the ruling on what is not there", none, of(store.Query{Submission: "s9"}))
	p.equal("a ruling that was not asked for", none, of(store.Query{Recruiter: "ann", Opening: "dev"}))
	if r := of(store.Query{Submission: "s1", WithoutEntry: true}); r != nil { // it may be left out
		p.equal("the ruling where none is needed", &r1, r)
	}
	r1.Outcome, r1.Acknowledged, r1.Evidence = candidate.Accepted, true, agency.Series[candidate.Finding]{}
	p.update(acme, func(t store.Tx) { t.PutRulings(ruling("s1"), r1) })
	p.equal("the ruling put again", &r1, of(store.Query{Submission: "s1"}))
}

func findsByID(p *probe) {
	k1, k2 := claimTo("a", "k1", "ann", "north", 1, 9), claimTo("b", "k2", "", "", 1, 0)
	p1, p2 := probeBy("p1", "ann", "north", 1), probeBy("p2", "cat", "south", 2)
	p.update(acme, func(t store.Tx) {
		network(t)
		t.PutClaims(k1, k2)
		t.PutProbes(p1, p2)
	})
	for _, asker := range []agency.RecruiterID{"", "ann", "cat", "nobody"} {
		f := p.read(acme, store.Query{Recruiter: asker, Claim: "k1", Probe: "p1"})
		p.equal("the claim", k1, f.Claim)
		p.equal("the probe", &p1, f.Probe)
		p.equal("probes that nobody counted", store.Probes{}, f.Probes)
		f = p.read(acme, store.Query{Recruiter: asker, Claim: "k2", Probe: "p2"})
		p.equal("the other claim", k2, f.Claim)
		p.equal("the other probe", &p2, f.Probe)
	}
	for _, text := range nobodys {
		f := p.read(acme, store.Query{Claim: candidate.ClaimID(text), Probe: text})
		p.equal("what is found by "+strconv.Quote(text), store.Facts{}, f)
	}
	k1 = step(k1, candidate.Step{At: minute(3), Kind: candidate.Withdrawn})
	p1.Used = minute(3)
	p.update(acme, func(t store.Tx) {
		t.PutClaims(k1)
		t.PutProbes(p1)
	})
	f := p.read(acme, store.Query{Claim: "k1", Probe: "p1"})
	p.equal("the claim put again", k1, f.Claim)
	p.equal("the probe put again", &p1, f.Probe)
}

func countsProbes(p *probe) {
	p.update(acme, func(t store.Tx) {
		network(t)
		t.PutProbes(probeBy("p1", "ann", "north", 1), probeBy("p2", "ann", "north", 2), probeBy("p3", "bob", "north", 2),
			probeBy("p4", "ann", "north", 3), probeBy("p5", "cat", "south", 2), probeBy("p6", "ann", "south", 2), probeBy("p7", "Ann", "north", 3))
	})
	count := func(what string, r agency.RecruiterID, since time.Time, byAgency, byRecruiter int) {
		f := p.read(acme, store.Query{Recruiter: r, ProbesSince: since})
		p.equal("the probes "+what, store.Probes{Agency: byAgency, Recruiter: byRecruiter}, f.Probes)
	}
	count("of all time", "ann", instants[0], 5, 3)
	count("from the first on", "ann", minute(1), 5, 3)
	count("after the first", "ann", minute(1).Add(time.Microsecond), 4, 2)
	count("from several on", "ann", minute(2), 4, 2)
	count("after several", "ann", minute(2).Add(time.Microsecond), 2, 1)
	count("from the last on", "ann", minute(3), 2, 1)
	count("after the last", "ann", minute(3).Add(time.Microsecond), 0, 0)
	count("of a colleague", "bob", minute(1), 5, 1)
	count("of another agency", "cat", minute(1), 2, 1)
	count("of nobody", "nobody", minute(1), 0, 0)
	count("not asked for", "ann", time.Time{}, 0, 0)
	again := probeBy("p2", "ann", "north", 5)
	again.Used = minute(6)
	p.update(acme, func(t store.Tx) { t.PutProbes(again, probeBy("p3", "bob", "south", 2)) })
	count("once one is later", "ann", minute(4), 1, 1)
	count("in all, put again", "ann", minute(1), 4, 3)
	count("of the agency that one went to", "cat", minute(1), 3, 1)
	p.update(acme, func(t store.Tx) { t.PutRecruiters(agency.Recruiter{ID: "ann", Agency: "south"}) })
	count("for the new agency", "ann", minute(1), 3, 1)
	count("of the colleague left", "bob", minute(1), 4, 0)
}

// keepsProbes puts probes whose times differ by almost as much as they count; a
// store may drop older ones only, and those of the same agency.
func keepsProbes(p *probe) {
	p.update(acme, network)
	now := minute(0).Add(candidate.ProbesCounted)
	put := func(id, by, of string, at time.Time) candidate.Probe {
		one := probeBy(id, by, of, 0)
		one.At = at
		p.update(acme, func(t store.Tx) { t.PutProbes(one) })
		return one
	}
	ages := put("ages", "cat", "south", minute(0).Add(-time.Hour))
	oldest, old := put("oldest", "ann", "north", minute(0)), put("old", "bob", "north", now.Add(-time.Minute))
	put("now", "ann", "north", now)
	put("then", "ann", "north", now.Add(-time.Hour))
	for _, young := range []candidate.Probe{oldest, old, ages} {
		p.equal("the probe "+young.ID, &young, p.read(acme, store.Query{Probe: young.ID}).Probe)
	}
	p.equal("the probes that count", store.Probes{Agency: 4, Recruiter: 3}, p.read(acme, store.Query{Recruiter: "ann", ProbesSince: minute(0)}).Probes)
	p.equal("those of another agency", store.Probes{Agency: 1, Recruiter: 1},
		p.read(acme, store.Query{Recruiter: "cat", ProbesSince: minute(0).Add(-time.Hour)}).Probes)
}

func findsMembers(p *probe) {
	member := func(id, of, address string, s agency.RecruiterState) agency.Recruiter {
		return agency.Recruiter{ID: agency.RecruiterID(id), Agency: agency.AgencyID(of), Email: address, State: s}
	}
	p.update(acme, func(t store.Tx) {
		network(t)
		t.PutStaff(agency.Staff{ID: "lee", Email: "lee@acme.example", Role: agency.SuperAdmin})
		t.PutRecruiters(member("ann", "north", "Ann@North.example", agency.RecruiterActive), member("bob", "north", "bob@north.example", agency.RecruiterInvited),
			member("gone", "north", "gone@north.example", agency.RecruiterDeactivated), member("cat", "south", "cat@south.example", agency.RecruiterActive),
			member("two", "south", "desk@north.example", agency.RecruiterActive), member("one", "north", "Desk@north.example", agency.RecruiterActive),
			member("half", "north", "half@north.example", agency.RecruiterDeactivated), member("other half", "south", "half@north.example", agency.RecruiterActive),
			member("İ", "north", "İ@north.example", agency.RecruiterActive))
	})
	emails := func(typed ...string) (folded []string) {
		for _, e := range typed {
			folded = append(folded, agency.FoldEmail(e))
		}
		return folded
	}
	asks := func(what string, r agency.RecruiterID, asked []string, expected ...string) {
		p.equal("members "+what, expected, p.read(acme, store.Query{Recruiter: r, Emails: asked}).Members)
	}
	all := emails("cat@south.example", "İ@north.example", "bob@north.example", "gone@north.example", "DESK@north.example", "half@north.example",
		"lee@acme.example", "ANN@north.example", "nobody@north.example")
	asks("of the asker's agency", "ann", all, emails("İ@north.example", "bob@north.example", "desk@north.example", "ann@north.example")...)
	asks("of another's agency", "cat", all, emails("cat@south.example", "desk@north.example", "half@north.example")...)
	asks("of no agency", "", all)
	asks("of nobody's agency", "nobody", all)
	asks("in another order", "ann", emails("ann@north.example", "bob@north.example"), "ann@north.example", "bob@north.example")
	asks("asked for twice", "ann", emails("ann@north.example", "bob@north.example", "ann@north.example"), "ann@north.example", "bob@north.example", "ann@north.example")
	asks("by ill-formed texts", "ann", append(append([]string{}, nobodys...), strings.Repeat("x", 5000), "ann@north", "bob@north.example", " ann@north.example"), "bob@north.example")
	asks("by no addresses", "ann", []string{})
	p.equal("members of an agency asked for", []string{"desk@north.example"},
		p.read(acme, store.Query{Agency: "north", Emails: []string{"cat@south.example", "desk@north.example"}}).Members)
	p.update(acme, func(t store.Tx) {
		t.PutRecruiters(member("ann", "south", "ann@north.example", agency.RecruiterActive), member("bob", "north", "bob@new.example", agency.RecruiterActive),
			member("gone", "north", "gone@north.example", agency.RecruiterActive))
	})
	asks("after changes", "bob", emails("ann@north.example", "bob@north.example", "bob@new.example", "gone@north.example"), "bob@new.example", "gone@north.example")
	asks("after a move", "ann", emails("bob@north.example", "ann@north.example"), "ann@north.example")
}
