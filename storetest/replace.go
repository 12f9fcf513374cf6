package storetest

import (
	"strconv"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// edition n of the records of every kind: their identifiers stay the same, and
// all that can change differs.
func edition(n int) (f store.Facts) {
	v := strconv.Itoa(n)
	f.Settings = agency.Settings{Version: int64(n), Title: "Title " + v}
	f.Staff = agency.Staff{ID: "lee", Name: "Lee " + v, Email: "lee" + v + "@acme.example", Role: agency.SuperAdmin}
	f.Agency = knownBy("north", "North "+v, "north.example", "north"+v+".example")
	f.AtDomain = []agency.Agency{f.Agency}
	f.Recruiter = agency.Recruiter{ID: "ann", Agency: "north", Name: "Ann " + v, Email: "ann" + v + "@north.example"}
	f.Opening = opening("dev", n)
	f.Opening.Title = "Developer " + v
	f.ToRecruiter = share("dev", agency.ToRecruiter("ann"), n)
	f.ToAgency = share("dev", agency.ToAgency("north"), n)
	f.Submission = submission("s1", "dev", "ann", "north", n)
	f.Submission.Source = "Source " + v
	typed := entry("s1")
	typed.Name = "Jane " + v
	f.Entry = &typed
	f.Receipt = &candidate.Receipt{
		Agency: "north", Recruiter: "ann", Request: "r1", Payload: [16]byte{byte(n)}, Submission: "s1", At: minute(n),
	}
	c := hosted("c-s1", candidate.HostID("host "+v))
	c.Key = "key " + v
	f.Claim = to("dev", "s1", claimTo("c-s1", "k1", "ann", "north", 1, 20+n))
	f.Claim.Reason = "Reason " + v
	f.Known = []store.Known{{Candidate: c, Claims: []candidate.Claim{f.Claim}}}
	judged := ruling("s1")
	judged.Rules = int64(n)
	one := probeBy("p1", "ann", "north", n)
	f.Ruling, f.Probe, f.Probes = &judged, &one, store.Probes{Agency: 1, Recruiter: 1}
	f.Index = candidate.Index{Size: int64(n), Key: v}
	f.Holders = [][]candidate.Holder{{holder("c-s1", "agency "+v, 0)}}
	sent := invitation("i1", "ann", "north", n)
	sent.Email = "ann" + v + "@north.example"
	tier := listOf("tier 1", agency.ToAgency("north"))
	tier.Title = "Tier " + v
	f.Invitation, f.Latest, f.Lists = &sent, &sent, []agency.List{tier}
	f.Rows = &store.Rows{Remarks: []candidate.Remark{{ID: "m1", Submission: "s1", Text: "Text " + v, At: minute(n)}}}
	return f
}

// wholeEdition asks for all facts of an edition.
func wholeEdition() store.Query {
	return store.Query{
		Staff: "lee", Recruiter: "ann", Submission: "s1", Request: "r1", Claim: "k1", Probe: "p1", ProbesSince: minute(0),
		Candidates: []candidate.ID{"c-s1"}, Keys: []candidate.Digest{1},
		Invitation: "i1", Latest: true, Lists: []agency.ListID{"tier 1"}, Domain: "north.example",
	}
}

// putEditions writes the records of every kind, the editions of one kind by one
// call.
func (p *probe) putEditions(t store.Tx, editions ...int) {
	var staff []agency.Staff
	var agencies []agency.Agency
	var recruiters []agency.Recruiter
	var openings []agency.Opening
	var shares []agency.Share
	var entries []candidate.Entry
	var submissions []candidate.Submission
	var receipts []candidate.Receipt
	var remarks []candidate.Remark
	var candidates []candidate.Candidate
	var claims []candidate.Claim
	var rulings []candidate.Ruling
	var probes []candidate.Probe
	var invitations []invite.Invitation
	var lists []agency.List
	for _, n := range editions {
		f := edition(n)
		t.PutSettings(f.Settings)
		staff, agencies = append(staff, f.Staff), append(agencies, f.Agency)
		recruiters, openings = append(recruiters, f.Recruiter), append(openings, f.Opening)
		shares = append(shares, f.ToRecruiter, f.ToAgency)
		entries, submissions = append(entries, *f.Entry), append(submissions, f.Submission)
		receipts, remarks = append(receipts, *f.Receipt), append(remarks, f.Rows.Remarks...)
		candidates, claims = append(candidates, f.Known[0].Candidate), append(claims, f.Claim)
		rulings, probes = append(rulings, *f.Ruling), append(probes, *f.Probe)
		invitations, lists = append(invitations, *f.Invitation), append(lists, f.Lists...)
		t.PutIndex(f.Index)
		t.Hold("c-s1", f.Holders[0][0].Agency, at(0, 1))
	}
	t.PutStaff(staff...)
	t.PutAgencies(agencies...)
	t.PutRecruiters(recruiters...)
	t.PutOpenings(openings...)
	t.PutShares(shares...)
	t.PutEntries(entries...)
	t.PutSubmissions(submissions...)
	t.PutReceipts(receipts...)
	t.PutCandidates(candidates...)
	t.PutClaims(claims...)
	t.PutRulings(rulings...)
	t.PutProbes(probes...)
	t.PutInvitations(invitations...)
	t.PutLists(lists...)
	if p.has(Remarks) {
		t.PutRemarks(remarks...)
	}
}

func replaces(p *probe) {
	shows := func(what string, n int, old ...int) {
		expected := edition(n)
		expected.Counters = store.Counters{Agency: 1, Recruiter: 1}
		expected.EmailStaff = "lee"
		q := wholeEdition()
		q.Counters, q.Email = true, expected.Staff.Email
		q.List = &store.List{Scope: store.Scope{Kind: store.ListRemarks, Submission: "s1", Remarks: 7}, Limit: 9}
		if !p.has(Remarks) {
			q.List, expected.Rows = nil, nil
		}
		p.equal("the facts "+what, expected, p.read(acme, q))
		p.equal("who has the recruiter's address "+what, agency.RecruiterID("ann"),
			p.read(acme, store.Query{Email: expected.Recruiter.Email}).EmailRecruiter)
		for _, n := range old {
			f := edition(n)
			p.equal("who has a former address "+what, store.Facts{Settings: expected.Settings}, p.read(acme, store.Query{Email: f.Staff.Email}))
			p.equal("who has a former address "+what, store.Facts{Settings: expected.Settings}, p.read(acme, store.Query{Email: f.Recruiter.Email}))
			p.equal("who was known by a former domain "+what, store.Facts{Settings: expected.Settings},
				p.read(acme, store.Query{Domain: "north" + strconv.Itoa(n) + ".example"}))
			p.equal("whom the host knew "+what, []store.Known(nil), p.know(store.Query{Host: f.Known[0].Candidate.Host}))
		}
		ann := store.Query{Recruiter: "ann"}
		for name, of := range map[string]store.Scope{
			"lee": {Kind: store.ListStaffUsers}, "north": {Kind: store.ListAgencies}, "ann": {Kind: store.ListColleagues},
			"s1": {Kind: store.ListOwnSubmissions}, "k1": {Kind: store.ListOwnClaims}, "c-s1": {Kind: store.ListCandidates}, "i1": {Kind: store.ListInvitations}, "tier 1": {Kind: store.ListLists}, "dev": {Kind: store.ListGranted, ToRecruiter: true, ToAgency: true},
		} {
			p.lists("a list "+what, ann, of, name)
		}
		p.lists("the openings "+what, ann, store.Scope{Kind: store.ListOpenings}, "dev")
		p.lists("the claims "+what, ann, store.Scope{Kind: store.ListClaims}, "k1")
		p.equal("the one whom the host knows "+what, expected.Known, p.know(store.Query{Host: expected.Known[0].Candidate.Host}))
		p.lists("the submissions "+what, ann, store.Scope{Kind: store.ListSubmissions}, "s1")
		p.lists("the shares "+what, ann, store.Scope{Kind: store.ListShares, Opening: "dev"}, "agency:north", "recruiter:ann")
	}
	p.update(acme, func(t store.Tx) { p.putEditions(t, 5, 6) })
	shows("after two editions in a call", 6, 5)
	p.update(acme, func(t store.Tx) { p.putEditions(t, 7) })
	shows("after another call", 7, 5, 6)
	p.update(acme, func(t store.Tx) { p.putEditions(t, 8, 9, 4) })
	shows("after going back in time", 4, 6, 7, 8, 9)
	p.update(acme, func(t store.Tx) {
		p.putEditions(t, 1)
		p.putEditions(t, 2)
	})
	shows("after two calls in a transaction", 2, 1, 4)
	p.update(acme, func(t store.Tx) { t.PutAgencies(agency.Agency{ID: "south", Title: "South"}) })
	p.equal("the title of another", "South", p.title(acme, "south"))
	p.equal("the title beside another", "North 2", p.title(acme, "north"))
}
