package storetest

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// bulk is how many records a call puts, and how many IDs it is asked for.
const bulk = 1000

func numbered(i int) string { return fmt.Sprintf("%04d", i) }

func putBulk(p *probe) {
	var staff []agency.Staff
	var agencies []agency.Agency
	var recruiters []agency.Recruiter
	var openings []agency.Opening
	var shares []agency.Share
	var entries []candidate.Entry
	var candidates []candidate.Candidate
	var submissions []candidate.Submission
	var receipts []candidate.Receipt
	var claims []candidate.Claim
	var rulings []candidate.Ruling
	var probes []candidate.Probe
	var invitations []invite.Invitation
	var lists []agency.List
	for i := range bulk {
		id := numbered(i)
		staff = append(staff, agency.Staff{ID: agency.StaffID(id), Role: agency.SuperAdmin})
		agencies = append(agencies, agency.Agency{ID: agency.AgencyID(id), Title: "Title " + id})
		recruiters = append(recruiters, agency.Recruiter{ID: agency.RecruiterID(id), Agency: agency.AgencyID(id), Email: id + "@north.example"})
		openings = append(openings, opening(id, 1))
		shares = append(shares, share(id, agency.ToRecruiter(agency.RecruiterID(id)), 1))
		entries = append(entries, entry(id))
		candidates = append(candidates, candidate.Candidate{ID: candidate.ID(id), Person: candidate.ID(id), Created: minute(1)})
		submissions = append(submissions, submission(id, id, id, id, 1))
		claims, rulings = append(claims, claimTo(id, id, id, id, 1, 9)), append(rulings, ruling(id))
		probes = append(probes, probeBy(id, id, id, 1))
		invitations, lists = append(invitations, invitation(id, id, id, 1)), append(lists, listOf(id, agency.ToAgency(agency.AgencyID(id))))
		receipts = append(receipts, candidate.Receipt{
			Agency: agency.AgencyID(id), Recruiter: agency.RecruiterID(id), Request: "r1", Submission: candidate.SubmissionID(id), At: minute(1),
		})
	}
	p.update(acme, func(t store.Tx) {
		t.PutStaff(staff...)
		t.PutAgencies(agencies...)
		t.PutRecruiters(recruiters...)
		t.PutOpenings(openings...)
		t.PutShares(shares...)
		t.PutEntries(entries...)
		t.PutCandidates(candidates...)
		t.PutSubmissions(submissions...)
		t.PutReceipts(receipts...)
		t.PutClaims(claims...)
		t.PutRulings(rulings...)
		t.PutProbes(probes...)
		t.PutInvitations(invitations...)
		t.PutLists(lists...)
		if p.has(Remarks) {
			var remarks []candidate.Remark
			for i := range bulk {
				remarks = append(remarks, candidate.Remark{ID: numbered(i), Submission: "0000", Text: "Text", At: minute(1)})
			}
			t.PutRemarks(remarks...)
		}
	})
}

func putsMany(p *probe) {
	putBulk(p)
	ids := make([]string, bulk)
	for i := range ids {
		ids[i] = numbered(i)
	}
	for what, of := range map[string]store.Scope{
		"the staff":       {Kind: store.ListStaffUsers},
		"the agencies":    {Kind: store.ListAgencies},
		"the recruiters":  {Kind: store.ListRecruiters},
		"the openings":    {Kind: store.ListOpenings},
		"the submissions": {Kind: store.ListSubmissions},
		"the claims":      {Kind: store.ListClaims},
		"the candidates":  {Kind: store.ListCandidates},
		"the invitations": {Kind: store.ListInvitations},
		"the lists":       {Kind: store.ListLists},
		"the remarks":     {Kind: store.ListRemarks, Submission: "0000", Remarks: 7},
	} {
		if of.Kind != store.ListRemarks || p.has(Remarks) {
			p.equal(what, ids, p.pages(acme, store.Query{}, of, store.MaxLimit))
		}
	}
	for _, i := range []int{0, 1, bulk / 2, bulk - 1} {
		id := numbered(i)
		f := p.read(acme, store.Query{Recruiter: agency.RecruiterID(id), Submission: candidate.SubmissionID(id), Request: "r1", Email: id + "@north.example", Probe: id})
		typed := entry(id)
		p.equal("the entry of "+id, &typed, f.Entry)
		p.equal("the share of "+id, share(id, agency.ToRecruiter(agency.RecruiterID(id)), 1), f.ToRecruiter)
		p.equal("whether "+id+" has a receipt", true, f.Receipt != nil)
		p.equal("whether "+id+" has a ruling and a probe", []bool{true, true}, []bool{f.Ruling != nil, f.Probe != nil})
		p.equal("who has the address of "+id, agency.RecruiterID(id), f.EmailRecruiter)
	}
}

func getsMany(p *probe) {
	p.update(acme, func(t store.Tx) {
		network(t)
		t.PutOpenings(opening("dev", 1))
		t.PutShares(share("dev", agency.ToRecruiter("ann"), 1))
	})
	var agencies []agency.AgencyID
	var recruiters []agency.RecruiterID
	var openings []agency.OpeningID
	for i := range bulk {
		agencies = append(agencies, agency.AgencyID(numbered(i)))
		recruiters = append(recruiters, agency.RecruiterID(numbered(i)))
		openings = append(openings, agency.OpeningID(numbered(i)))
	}
	const there = bulk - 7
	agencies[there], recruiters[there], openings[there] = "north", "ann", "dev"
	p.ok(p.store.View(p.ctx, acme, func(r store.Reader) error {
		expected := make([]agency.Agency, bulk)
		expected[there] = agency.Agency{ID: "north", Title: "North"}
		foundAgencies, err := r.Agencies(agencies...)
		p.ok(err)
		p.equal("the agencies", expected, foundAgencies)
		people := make([]agency.Recruiter, bulk)
		people[there] = agency.Recruiter{ID: "ann", Agency: "north"}
		foundRecruiters, err := r.Recruiters(recruiters...)
		p.ok(err)
		p.equal("the recruiters", people, foundRecruiters)
		jobs := make([]agency.Opening, bulk)
		jobs[there] = opening("dev", 1)
		foundOpenings, err := r.Openings(openings...)
		p.ok(err)
		p.equal("the openings", jobs, foundOpenings)
		shares := make([]agency.Share, 3*bulk)
		shares[3*there+1] = share("dev", agency.ToRecruiter("ann"), 1)
		foundShares, err := r.Shares(openings, []agency.Grantee{agency.ToAgency("ann"), agency.ToRecruiter("ann"), agency.ToRecruiter("bob")})
		p.ok(err)
		p.equal("the shares", shares, foundShares)
		none, err := r.Shares(openings, nil)
		p.ok(err)
		p.equal("the number of shares with nobody", 0, len(none))
		none, err = r.Shares(nil, []agency.Grantee{agency.ToAgency("north")})
		p.equal("the number of shares of nothing", 0, len(none))
		return err
	}))
}

func returnsNil(p *probe) {
	empty := func(what string) {
		for _, l := range p.everyList() {
			q := store.Query{Recruiter: "nobody", List: &store.List{Scope: l.of, Limit: 9}}
			p.equal("the page "+what, &store.Rows{}, p.read(acme, q).Rows)
		}
	}
	empty("of an unknown account")
	p.update(acme, func(t store.Tx) { t.PutSettings(agency.Settings{Version: 1}) })
	empty("of an account without records")
	p.update(acme, func(t store.Tx) {
		p.writeEveryKind(t)
		t.Journal(store.Entry{At: minute(1), Action: "without values"})
	})
	f := p.read(acme, store.Query{Recruiter: "ann"})
	if f.Rows != nil || f.Entry != nil || f.Receipt != nil {
		p.fail("what was not asked for", "nil", f)
	}
	if p.has(JournalQueries) {
		q := store.Query{List: &store.List{Scope: history, Limit: 1}}
		p.equal("the values of an entry without values", []store.Value(nil), head(p, "the journal", p.read(acme, q).Rows.Journal).Values)
	}
	for _, l := range p.everyList() { // after its last row
		q := store.Query{Recruiter: "ann", List: &store.List{Scope: l.of, Limit: 9}}
		page := p.read(acme, q).Rows
		_, q.List.After = rows(page, l.of)
		p.equal("the page after the last", &store.Rows{}, p.read(acme, q).Rows)
	}
}

func keepsEntries(p *probe) {
	var expected []store.JournalRow
	add := func(e store.Entry, values ...store.Value) {
		p.update(acme, func(t store.Tx) { t.Journal(e, values...) })
		e.Seq = int64(len(expected) + 1)
		expected = append([]store.JournalRow{{Entry: e, Values: values}}, expected...)
	}
	for i, at := range instants {
		add(store.Entry{At: at, Action: "test", Actor: store.Actor{Kind: store.ActorKind(i % 3), ID: "lee"}, Denied: i%2 == 0})
	}
	var values []store.Value
	for i, text := range odd {
		values = append(values, store.Value{Field: "field", Before: text, After: odd[len(odd)-1-i]})
	}
	list := agency.Freeze(odd...)
	text := strings.Join(odd, " ")
	add(store.Entry{At: minute(1), Action: text, Actor: store.Actor{ID: text}, Reasons: list, Fields: list}, values...)
	large := strings.Repeat("é", agency.MaxProse/2)
	add(store.Entry{At: minute(1), Action: "large", Reasons: agency.Freeze(many(200, 20)...)},
		store.Value{Field: "text", Before: large, After: large}, store.Value{}, store.Value{Field: "text"})
	add(store.Entry{At: minute(1)})
	p.equal("the journal", expected, p.journal(history))
}

func keepsEvents(p *probe) {
	var expected []store.Event
	p.update(acme, func(t store.Tx) {
		expected = nil
		add := func(e store.Event) {
			t.Publish(e)
			e.Seq, e.Attempt = int64(len(expected)+1), 1
			expected = append(expected, e)
		}
		for i, at := range instants {
			add(store.Event{At: at, Name: "test." + strconv.Itoa(i), Version: i, Payload: []byte(`{}`)})
		}
		for _, payload := range []string{
			`null`, `[]`, `""`, "{ \"b\" :1,\n\t\"a\": [ 1.0, 1e2, 123456789012345678901234567890 ], \"b\": 2 }", `"\u00e9\u2028\ud83d\ude00\/"`, "\"\u2028é\U0001F600<>&\"",
			`{"":"` + strings.Repeat("0123456789abcdef", 1<<16) + `"}`,
		} {
			add(store.Event{At: minute(1), Name: "test", Version: 1, Payload: []byte(payload)})
		}
		add(store.Event{At: minute(1), Name: strings.Join(odd, " "), To: agency.Freeze(odd...), Payload: []byte(`{}`)})
		add(store.Event{At: minute(1), Name: "test", To: agency.Freeze(many(1000, 30)...), Payload: []byte(`{}`)})
	})
	claim := p.claim(acme, 100)
	p.equal("the number of events", len(expected), len(claim.Events))
	for i := range expected { // without a line by line comparison of a mebibyte
		if string(expected[i].Payload) != string(claim.Events[i].Payload) {
			p.fail("a payload", string(expected[i].Payload), string(claim.Events[i].Payload))
		}
		expected[i].Payload, claim.Events[i].Payload = nil, nil
	}
	p.equal("the events", expected, claim.Events)
}

func keepsRemarks(p *probe) {
	var expected []candidate.Remark
	for i, text := range odd {
		expected = append(expected, candidate.Remark{
			ID: numbered(i), Submission: "s1", Kind: candidate.RemarkKind(i % 3), Author: agency.StaffID("a" + text), Text: text, At: minute(1),
		})
	}
	expected = append(expected, candidate.Remark{ID: "x1", Submission: "s1", Text: strings.Join(odd, "\r\n\t"), At: minute(1)},
		candidate.Remark{ID: "x2", Submission: "s1", Text: strings.Repeat("é", agency.MaxProse/2), At: minute(1)})
	for i, at := range instants[7:] {
		expected = append(expected, candidate.Remark{ID: "y" + strconv.Itoa(i), Submission: "s1", Text: "Text", At: at})
	}
	p.update(acme, func(t store.Tx) { t.PutRemarks(expected...) })
	l := store.List{Scope: store.Scope{Kind: store.ListRemarks, Submission: "s1", Remarks: 7}, Limit: store.MaxLimit}
	p.equal("the remarks", expected, p.read(acme, store.Query{List: &l}).Rows.Remarks)
}
