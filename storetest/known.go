package storetest

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

var knownChecks = []check{
	{"ID-18", "Identifiers of candidates, of the host's persons, of claims and of probes are compared and ordered byte by byte.", comparesPersons, nil},
	{"KNOWN-01", "Candidates asks about the persons who they are: all candidates who are one of these, by ID, each once; nil if there are none.", findsPersons, nil},
	{"KNOWN-02", "A candidate known comes with the claims to it, and to no other, by From, then by ID; nil if there are none.", bringsClaims, nil},
	{"KNOWN-03", "Person asks about who the submission is about, or else the claim; without these, or with what is not there, it asks nothing.", asksAboutPerson, nil},
	{"KNOWN-04", "Host asks about whom the host knows by that identifier, which may be several candidates.", asksByHost, nil},
	{"KNOWN-05", "What is known follows candidates who become somebody else, become another of the host's, and are themselves again.", followsMerges, nil},
	{"KNOWN-06", "A claim put again may be to another candidate, and from another time.", followsClaims, nil},
	{"KNOWN-07", "A question may ask for 200 candidates with claims, and MaxMerged candidates may be one person.", knowsMany, nil},
}

// know asks who is known in acme.
func (p *probe) know(q store.Query) []store.Known { return p.read(acme, q).Known }

// merged puts a and c, who are a, b, who is d, and z, whose person has no record.
func merged(t store.Tx) {
	t.PutCandidates(person("c", "a"), person("z", "Z"), person("d", "d"), person("b", "d"), person("a", "a"), person("e", "e"), person("y", "Z"))
}

func candidateIDs(names ...string) (ids []candidate.ID) {
	for _, n := range names {
		ids = append(ids, candidate.ID(n))
	}
	return ids
}

func comparesPersons(p *probe) {
	p.update(acme, func(t store.Tx) {
		for i, id := range alike {
			c := hosted(id, candidate.HostID(id))
			c.Key = "key of " + id
			t.PutCandidates(c)
			t.PutClaims(claimTo(id, id, id, id, 1, 0))
			t.PutProbes(probeBy(id, id, id, i))
			t.Hold(candidate.ID(id), agency.AgencyID(id), at(0, 1, 2))
			t.LetGo(candidate.ID(id), at(0, 2))
			t.PutRecruiters(agency.Recruiter{ID: agency.RecruiterID(id), Agency: agency.AgencyID(id)})
		}
	})
	sorted := slices.Sorted(slices.Values(alike))
	p.equal("all candidates", candidateIDs(sorted...), knownIDs(p.know(store.Query{Candidates: candidateIDs(alike...)})))
	for i, id := range alike {
		f := p.read(acme, store.Query{
			Recruiter: agency.RecruiterID(id), Host: candidate.HostID(id), Claim: candidate.ClaimID(id), Probe: id, ProbesSince: instants[0],
		})
		k := head(p, "the one whom the host knows as "+strconv.Quote(id), f.Known)
		p.equal("whom the host knows as "+strconv.Quote(id), "key of "+id, k.Candidate.Key)
		p.equal("the claims to "+strconv.Quote(id), []candidate.ClaimID{candidate.ClaimID(id)}, claimIDs(k.Claims))
		p.equal("the claim "+strconv.Quote(id), claimTo(id, id, id, id, 1, 0), f.Claim)
		one := probeBy(id, id, id, i)
		p.equal("the probe "+strconv.Quote(id), &one, f.Probe)
		p.equal("the probes of "+strconv.Quote(id), store.Probes{Agency: 1, Recruiter: 1}, f.Probes)
		p.equal("who is known as "+strconv.Quote(id), []store.Known{k}, p.know(store.Query{Candidates: candidateIDs(id)}))
	}
	var all []candidate.Holder
	for _, id := range sorted {
		all = append(all, holder(id, id, 0))
	}
	p.holders("that all hold", []candidate.Digest{1, 2}, all, nil)
	for _, limit := range []int{1, 4, len(alike)} {
		p.equal("the candidates", sorted, p.pages(acme, store.Query{}, store.Scope{Kind: store.ListCandidates}, limit))
		p.equal("the claims", sorted, p.pages(acme, store.Query{}, store.Scope{Kind: store.ListClaims}, limit))
	}
}

func findsPersons(p *probe) {
	p.equal("who is known in an unknown account", []store.Known(nil), p.know(store.Query{Candidates: candidateIDs("a")}))
	p.update(acme, merged)
	known := func(what string, asked []candidate.ID, expected ...string) {
		p.equal("who is known "+what, candidateIDs(expected...), knownIDs(p.know(store.Query{Candidates: asked})))
	}
	known("as the person", candidateIDs("a"), "a", "c")
	known("as one of a person's", candidateIDs("c"), "a", "c")
	known("as nobody else", candidateIDs("e"), "e")
	known("as several of one person's", candidateIDs("c", "a", "c"), "a", "c")
	known("as several persons, in any order", candidateIDs("e", "b", "c", "a", "d", "e"), "a", "b", "c", "d", "e")
	known("whose person has no record", candidateIDs("z"), "y", "z")
	known("as who has no record", candidateIDs("Z"))
	known("beside nobodies", append(candidateIDs(nobodys...), "b"), "b", "d")
	for _, text := range nobodys {
		p.equal("who is known as "+strconv.Quote(text), []store.Known(nil), p.know(store.Query{Candidates: candidateIDs(text)}))
	}
	p.equal("who is known as no candidates", []store.Known(nil), p.know(store.Query{Candidates: []candidate.ID{}}))
	p.equal("what is known of them", []store.Known{{Candidate: person("b", "d")}, {Candidate: person("d", "d")}},
		p.know(store.Query{Candidates: candidateIDs("b")}))
}

func bringsClaims(p *probe) {
	p.update(acme, func(t store.Tx) {
		merged(t)
		t.PutClaims(claimTo("a", "k3", "ann", "north", 2, 9), claimTo("a", "k1", "", "", 2, 0), claimTo("a", "K9", "bob", "north", 2, 3),
			claimTo("c", "k2", "ann", "north", 1, 9), claimTo("a", "k0", "cat", "south", 4, 5), claimTo("a", "k8", "cat", "south", 1, 2),
			claimTo("Z", "k5", "cat", "south", 1, 2), claimTo("A", "k6", "cat", "south", 1, 2))
	})
	claims := func(of string) (texts []string) {
		for _, k := range p.know(store.Query{Candidates: candidateIDs(of)}) {
			texts = append(texts, fmt.Sprint(k.Candidate.ID, ": ", claimIDs(k.Claims)))
		}
		return texts
	}
	p.equal("the claims to a person", []string{"a: [k8 K9 k1 k3 k0]", "c: [k2]"}, claims("c"))
	p.equal("the claims to somebody without any", []string{"e: []"}, claims("e"))
	p.equal("the claims to who has no record", []string(nil), claims("Z"))
	p.equal("the claims to those who are who has no record", []string{"y: []", "z: []"}, claims("z"))
	known := p.know(store.Query{Candidates: candidateIDs("e", "c")})
	p.equal("what is known of several", []store.Known{
		{Candidate: person("a", "a"), Claims: []candidate.Claim{
			claimTo("a", "k8", "cat", "south", 1, 2), claimTo("a", "K9", "bob", "north", 2, 3), claimTo("a", "k1", "", "", 2, 0),
			claimTo("a", "k3", "ann", "north", 2, 9), claimTo("a", "k0", "cat", "south", 4, 5),
		}},
		{Candidate: person("c", "a"), Claims: []candidate.Claim{claimTo("c", "k2", "ann", "north", 1, 9)}},
		{Candidate: person("e", "e")},
	}, known)
}

func asksAboutPerson(p *probe) {
	p.update(acme, func(t store.Tx) {
		merged(t)
		ofB, ofNobody, direct := submission("s1", "dev", "ann", "north", 1), submission("s2", "dev", "ann", "north", 1), submission("s3", "", "", "", 1)
		ofB.Candidate, ofNobody.Candidate, direct.Candidate = "b", "nobody", ""
		t.PutSubmissions(ofB, ofNobody, direct)
		t.PutClaims(claimTo("c", "k1", "ann", "north", 1, 9), claimTo("nobody", "k2", "ann", "north", 1, 9))
	})
	known := func(what string, q store.Query, expected ...string) {
		p.equal("who is known "+what, candidateIDs(expected...), knownIDs(p.know(q)))
	}
	known("by a submission", store.Query{Person: true, Submission: "s1"}, "b", "d")
	known("by a submission whose entry is left out", store.Query{Person: true, Submission: "s1", WithoutEntry: true}, "b", "d")
	known("by a submission of who has no record", store.Query{Person: true, Submission: "s2"})
	known("by a submission of nobody", store.Query{Person: true, Submission: "s3"})
	known("by a submission that is not there", store.Query{Person: true, Submission: "s9"})
	known("by a claim", store.Query{Person: true, Claim: "k1"}, "a", "c")
	known("by a claim to who has no record", store.Query{Person: true, Claim: "k2"})
	known("by a claim that is not there", store.Query{Person: true, Claim: "k9"})
	known("by both", store.Query{Person: true, Submission: "s1", Claim: "k1"}, "b", "d")
	known("by neither", store.Query{Person: true})
	known("by neither, with others", store.Query{Person: true, Candidates: candidateIDs("e")}, "e")
	known("by a submission, with others", store.Query{Person: true, Submission: "s1", Candidates: candidateIDs("e", "d")}, "b", "d", "e")
	known("unasked", store.Query{Submission: "s1", Claim: "k1"})
	f := p.read(acme, store.Query{Person: true, Claim: "k1"})
	p.equal("the claim", claimTo("c", "k1", "ann", "north", 1, 9), f.Claim)
	p.equal("what is known by a claim", []store.Known{
		{Candidate: person("a", "a")}, {Candidate: person("c", "a"), Claims: []candidate.Claim{f.Claim}},
	}, f.Known)
}

func asksByHost(p *probe) {
	linked := func(id, is string, host candidate.HostID) candidate.Candidate {
		c := person(id, is)
		c.Host = host
		return c
	}
	p.update(acme, func(t store.Tx) {
		merged(t)
		t.PutCandidates(linked("d", "d", "4711"), linked("f", "f", "4711"), linked("c", "a", "c's"), linked("g", "g", "4712"))
	})
	known := func(what string, q store.Query, expected ...string) {
		p.equal("who is known "+what, candidateIDs(expected...), knownIDs(p.know(q)))
	}
	known("by the host", store.Query{Host: "4712"}, "g")
	known("by the host, of one person's", store.Query{Host: "c's"}, "a", "c")
	known("by the host more than once", store.Query{Host: "4711"}, "b", "d", "f")
	known("by the host, with others", store.Query{Host: "4712", Candidates: candidateIDs("c")}, "a", "c", "g")
	known("by the host and by a submission that is not there", store.Query{Host: "4712", Person: true, Submission: "s9"}, "g")
	for _, text := range nobodys {
		p.equal("whom the host knows as "+strconv.Quote(text), []store.Known(nil), p.know(store.Query{Host: candidate.HostID(text)}))
	}
	p.equal("what is known", []store.Known{{Candidate: linked("g", "g", "4712")}}, p.know(store.Query{Host: "4712"}))
}

func followsMerges(p *probe) {
	put := func(all ...candidate.Candidate) { p.update(acme, func(t store.Tx) { t.PutCandidates(all...) }) }
	known := func(what string, q store.Query, expected ...string) {
		p.equal("who is known "+what, candidateIDs(expected...), knownIDs(p.know(q)))
	}
	a, b := store.Query{Candidates: candidateIDs("a")}, store.Query{Candidates: candidateIDs("b")}
	linked := person("b", "b")
	linked.Host = "1"
	put(person("a", "a"), linked)
	p.update(acme, func(t store.Tx) { t.PutClaims(claimTo("b", "k1", "ann", "north", 1, 2)) })
	known("apart", a, "a")
	into := linked
	into.Person, into.Into, into.Merged = "a", "a", minute(5)
	put(into)
	known("once merged", a, "a", "b")
	known("once merged, by the other", b, "a", "b")
	known("once merged, by the host", store.Query{Host: "1"}, "a", "b")
	known("once merged, by the claim", store.Query{Claim: "k1", Person: true}, "a", "b")
	p.equal("what is known once merged", []store.Known{
		{Candidate: person("a", "a")}, {Candidate: into, Claims: []candidate.Claim{claimTo("b", "k1", "ann", "north", 1, 2)}},
	}, p.know(a))
	put(person("c", "c"), person("a", "c"))
	known("once the person is another's", b, "b")
	known("who is the other", a, "a", "c")
	linked.Host = "2"
	put(linked, person("a", "a"))
	known("once apart again", a, "a")
	known("once apart again, the other", b, "b")
	known("by what the host calls nobody any more", store.Query{Host: "1"})
	known("by what the host calls them", store.Query{Host: "2"}, "b")
	put(person("b", "b"))
	known("by what the host called them", store.Query{Host: "2"})
}

func followsClaims(p *probe) {
	claims := func(what, of string, expected ...candidate.ClaimID) {
		known := p.know(store.Query{Candidates: candidateIDs(of)})
		p.equal("the claims "+what, expected, claimIDs(head(p, "who is known", known).Claims))
	}
	p.update(acme, func(t store.Tx) {
		t.PutCandidates(person("a", "a"), person("b", "b"))
		t.PutClaims(claimTo("a", "k1", "ann", "north", 1, 0), claimTo("a", "k2", "ann", "north", 2, 0), claimTo("a", "k3", "ann", "north", 3, 0))
	})
	claims("at first", "a", "k1", "k2", "k3")
	p.update(acme, func(t store.Tx) {
		t.PutClaims(claimTo("a", "k1", "ann", "north", 9, 0), claimTo("b", "k2", "ann", "north", 2, 0))
	})
	claims("after a change", "a", "k3", "k1")
	claims("that went to another", "b", "k2")
	p.update(acme, func(t store.Tx) {
		t.PutClaims(claimTo("b", "k1", "", "", 1, 0), claimTo("b", "k3", "", "", 1, 0), claimTo("a", "k1", "", "", 1, 0))
	})
	claims("of which one came back", "a", "k1")
	claims("that stayed with the other", "b", "k3", "k2")
}

func knowsMany(p *probe) {
	const asked, claimsEach = 200, 3
	var ids []candidate.ID
	var apart, one []candidate.Candidate
	var claims []candidate.Claim
	var expected []store.Known
	for i := range asked {
		id := numbered(i)
		k := store.Known{Candidate: person(id, id)}
		k.Candidate.Sketch = candidate.Sketch("sketch of " + id)
		for j := range claimsEach {
			c := claimTo(id, fmt.Sprint(id, "-", j), "ann", "north", j, 0)
			k.Claims = append(k.Claims, c)
			claims = append(claims, c)
		}
		ids, apart, expected = append(ids, candidate.ID(id)), append(apart, k.Candidate), append(expected, k)
	}
	for i := range candidate.MaxMerged {
		one = append(one, person("one "+numbered(i), "one 0007"))
	}
	slices.Reverse(ids)
	slices.Reverse(claims)
	p.update(acme, func(t store.Tx) {
		t.PutCandidates(apart...)
		t.PutCandidates(one...)
		t.PutClaims(claims...)
	})
	p.equal("what is known of many", expected, p.know(store.Query{Candidates: ids}))
	var all []store.Known
	for _, c := range one {
		all = append(all, store.Known{Candidate: c})
	}
	p.equal("who is one person", all, p.know(store.Query{Candidates: candidateIDs("one 0049")}))
	for _, c := range one[:asked/len(one)] {
		ids = append(ids, c.ID)
	}
	p.equal("who is known beside one person", append(expected, all...), p.know(store.Query{Candidates: ids}))
	const agencies = 5 // who each claim everybody
	p.update(acme, func(t store.Tx) {
		for i := range agencies {
			var more []candidate.Claim
			for _, c := range one {
				more = append(more, claimTo(string(c.ID), fmt.Sprint(c.ID, "-", i), "ann", numbered(i), 10-i, 0))
			}
			t.PutClaims(more...)
		}
	})
	for _, k := range p.know(store.Query{Candidates: candidateIDs("one 0003")}) {
		id := candidate.ClaimID(k.Candidate.ID)
		p.equal("the claims to one of a person's", []candidate.ClaimID{id + "-4", id + "-3", id + "-2", id + "-1", id + "-0"}, claimIDs(k.Claims))
	}
}
