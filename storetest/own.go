package storetest

import (
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

func seesOwnWrites(p *probe) {
	var before, after store.Facts
	q := store.Query{Agency: "north", List: &store.List{Scope: store.Scope{Kind: store.ListAgencies}, Limit: 5}}
	p.ok(p.store.Update(p.ctx, acme, func(t store.Tx) (err error) {
		if before, err = t.Facts(q); err != nil {
			return err
		}
		writeAll(t)
		after, err = t.Facts(q)
		return err
	}))
	p.equal("the facts before", store.Facts{Rows: &store.Rows{}}, before)
	north := agency.Agency{ID: "north", Title: "North"}
	p.equal("the facts after", store.Facts{
		Settings: agency.Settings{Version: 1}, Agency: north, Rows: &store.Rows{Agencies: []agency.Agency{north}},
	}, after)
	p.seesEveryKind()
}

// writeEveryKind writes records of every kind that a query returns.
func (p *probe) writeEveryKind(t store.Tx) {
	t.PutSettings(agency.Settings{Version: 2})
	t.PutStaff(agency.Staff{ID: "lee", Email: "lee@acme.example", Role: agency.SuperAdmin})
	network(t)
	t.PutAgencies(knownBy("north", "North", "north.example"), knownBy("south", "South", "north.example", "south.example"))
	t.PutRecruiters(agency.Recruiter{ID: "bob", Agency: "north", Email: "Bob@north.example"})
	t.PutOpenings(opening("dev", 1), opening("ops", 2))
	t.PutShares(share("dev", agency.ToRecruiter("ann"), 1), share("ops", agency.ToAgency("north"), 1))
	t.PutEntries(entry("s1"), entry("s2"))
	t.PutSubmissions(submission("s1", "dev", "ann", "north", 1), submission("s2", "ops", "bob", "north", 2))
	t.PutReceipts(candidate.Receipt{Agency: "north", Recruiter: "ann", Request: "r1", Submission: "s1", At: minute(1)})
	if p.has(Remarks) {
		t.PutRemarks(candidate.Remark{ID: "m1", Submission: "s1", Text: "Text", At: minute(1)})
	}
	t.Journal(store.Entry{At: minute(1), Action: "test"}, store.Value{Field: "title"})
	t.PutCandidates(person("c-s1", "c-s1"), person("c-s2", "c-s1"), hosted("c-s3", "4711"))
	t.PutClaims(to("dev", "s1", claimTo("c-s1", "k1", "ann", "north", 1, 9)), to("ops", "s2", claimTo("c-s2", "k2", "bob", "north", 2, 8)),
		claimTo("c-s3", "k3", "", "", 2, 0))
	t.PutRulings(ruling("s1"))
	t.PutProbes(probeBy("p1", "ann", "north", 1), probeBy("p2", "bob", "north", 2))
	t.PutIndex(candidate.Index{Size: 3, Key: "1"})
	t.Hold("c-s1", "north", at(0, 1, 2))
	t.Hold("c-s2", "north", at(1, 1, 3))
	t.LetGo("c-s2", at(1, 3))
	p.reachOut(t)
}

// A listed is what ann finds in a list after writeEveryKind.
type listed struct {
	of    store.Scope
	names []string
	needs []need
}

// everyList is the lists that the adapter has.
func (p *probe) everyList() (lists []listed) {
	for _, l := range everyList {
		if p.harness.unmet(l.needs) == "" {
			lists = append(lists, l)
		}
	}
	return lists
}

var everyList = []listed{
	{store.Scope{Kind: store.ListAgencies}, []string{"north", "south"}, nil},
	{store.Scope{Kind: store.ListStaffUsers}, []string{"lee"}, nil},
	{store.Scope{Kind: store.ListRecruiters, Opening: "dev"}, []string{"ann", "bob", "cat"}, nil},
	{store.Scope{Kind: store.ListColleagues}, []string{"ann", "bob"}, nil},
	{store.Scope{Kind: store.ListOpenings}, []string{"ops", "dev"}, nil},
	{store.Scope{Kind: store.ListGranted, ToRecruiter: true, ToAgency: true}, []string{"ops", "dev"}, nil},
	{store.Scope{Kind: store.ListSubmissions}, []string{"s2", "s1"}, nil},
	{store.Scope{Kind: store.ListAgencySubmissions}, []string{"s2", "s1"}, nil},
	{store.Scope{Kind: store.ListOwnSubmissions}, []string{"s1"}, nil},
	{store.Scope{Kind: store.ListShares, Opening: "dev"}, []string{"recruiter:ann"}, nil},
	{store.Scope{Kind: store.ListRemarks, Submission: "s1", Remarks: 7}, []string{"m1"}, []need{remarks}},
	{store.Scope{Kind: store.ListJournal}, []string{"1"}, []need{journalQueries}},
	{store.Scope{Kind: store.ListClaims}, []string{"k2", "k1", "k3"}, nil},
	{store.Scope{Kind: store.ListAgencyClaims}, []string{"k2", "k1"}, nil},
	{store.Scope{Kind: store.ListOwnClaims}, []string{"k1"}, nil},
	{store.Scope{Kind: store.ListCandidates}, []string{"c-s1", "c-s2", "c-s3"}, nil},
	{store.Scope{Kind: store.ListInvitations}, []string{"i3", "i2", "i1"}, nil},
	{store.Scope{Kind: store.ListInvitations, Recruiter: "ann"}, []string{"i2", "i1"}, nil},
	{store.Scope{Kind: store.ListLists}, []string{"tier 1", "tier 2"}, nil},
}

// everyFact is ann's question for all facts of writeEveryKind.
func everyFact() store.Query {
	return store.Query{
		Staff: "lee", Recruiter: "ann", Submission: "s1", Request: "r1", Email: "lee@acme.example", Counters: true,
		Emails: []string{"bob@north.example"}, Keys: wantedKeys(), Candidates: []candidate.ID{"c-s2"}, Person: true, Host: "4711",
		Claim: "k1", Probe: "p1", ProbesSince: minute(1), Domain: "north.example", Invitation: "i1", Latest: true, Lists: wantedLists(),
	}
}

// wantedKeys are some that are held after writeEveryKind, and one that is not.
func wantedKeys() []candidate.Digest { return []candidate.Digest{1, 2, 3} }

// sight is all that a Reader can see of what writeEveryKind wrote.
type sight struct {
	facts      []store.Facts // with a list each
	agencies   []agency.Agency
	recruiters []agency.Recruiter
	openings   []agency.Opening
	shares     []agency.Share
}

func look(r store.Reader, lists []listed) (s sight, err error) {
	for _, l := range lists {
		q := everyFact()
		q.List = &store.List{Scope: l.of, Limit: 9}
		f, err := r.Facts(q)
		if err != nil {
			return s, err
		}
		s.facts = append(s.facts, f)
	}
	if s.agencies, err = r.Agencies("north"); err != nil {
		return s, err
	}
	if s.recruiters, err = r.Recruiters("ann"); err != nil {
		return s, err
	}
	if s.openings, err = r.Openings("dev"); err != nil {
		return s, err
	}
	s.shares, err = r.Shares([]agency.OpeningID{"dev"}, []agency.Grantee{agency.ToRecruiter("ann")})
	return s, err
}

// seesEveryKind checks that a Tx sees what it wrote as others see it once it is
// committed. That this is what was put is for other checks.
func (p *probe) seesEveryKind() {
	const account agency.AccountID = "every kind"
	var inside, after sight
	lists := p.everyList()
	p.ok(p.store.Update(p.ctx, account, func(t store.Tx) (err error) {
		p.writeEveryKind(t)
		inside, err = look(t, lists)
		return err
	}))
	for i, l := range lists {
		found := inside.facts[i].Rows
		if found == nil {
			p.fail("a page inside the transaction", "rows", "nil")
		}
		names, _ := rows(found, l.of)
		p.equal("a list inside the transaction", l.names, names)
	}
	p.ok(p.store.View(p.ctx, account, func(r store.Reader) (err error) {
		after, err = look(r, lists)
		return err
	}))
	p.equal("what the transaction sees", after, inside)
}

// sees returns what a View of the account sees of what writeEveryKind wrote.
func (p *probe) sees(account agency.AccountID) (s sight) {
	lists := p.everyList()
	p.ok(p.store.View(p.ctx, account, func(r store.Reader) (err error) {
		s, err = look(r, lists)
		return err
	}))
	return s
}
