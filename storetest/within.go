package storetest

import (
	"strconv"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

var withinChecks = []check{
	{"OWN-01", "In a Tx, ListGranted follows openings and shares that were put before, in whichever order.", seesOwnGrants, nil},
	{"OWN-02", "In a Tx, counters, receipts and holders of addresses follow the transaction's own writes.", seesOwnFacts, nil},
	{"OWN-03", "In a Tx, a Reader sees the journal entries, values and erasures of the transaction.", seesOwnJournal, []need{journalQueries}},
	{"OWN-04", "In a Tx, writes and reads take turns as often as they like, and each read sees all writes before it.", takesTurns, nil},
	{"OWN-05", "In a Tx, lists follow a recruiter who changes agencies and a submission that changes hands.", seesOwnMoves, nil},
	{"OWN-06", "In a Tx, remarks are seen where they were put last.", seesOwnRemarks, []need{remarks}},
	{"OWN-07", "In a Tx, who is known, who holds keys, claims, probes and members follow the transaction's own writes.", seesOwnPersons, nil},
}

// inside runs fn in an Update of acme; ask asks a question there.
func (p *probe) inside(fn func(t store.Tx, ask func(store.Query) store.Facts)) {
	p.update(acme, func(t store.Tx) {
		fn(t, func(q store.Query) store.Facts {
			f, err := t.Facts(q)
			p.ok(err)
			if q.List != nil && f.Rows == nil {
				p.fail("a page inside the transaction", "rows", "nil")
			}
			return f
		})
	})
}

// names returns the names of ann's rows of a list.
func names(ask func(store.Query) store.Facts, of store.Scope) []string {
	names, _ := rows(ask(store.Query{Recruiter: "ann", List: &store.List{Scope: of, Limit: 99}}).Rows, of)
	return names
}

func seesOwnGrants(p *probe) {
	of := store.Scope{Kind: store.ListGranted, ToRecruiter: true, ToAgency: true, OpenOnly: true, EffectiveAt: minute(30)}
	p.inside(func(t store.Tx, ask func(store.Query) store.Facts) {
		grants := func(what string, expected ...string) { p.equal("the openings "+what, expected, names(ask, of)) }
		grants("of an unknown recruiter")
		network(t)
		t.PutShares(share("dev", agency.ToRecruiter("ann"), 1), share("ops", agency.ToAgency("north"), 1))
		grants("before they are put")
		t.PutOpenings(opening("dev", 1), opening("ops", 2))
		grants("once they are put", "ops", "dev")
		t.PutOpenings(opening("dev", 3))
		grants("after one has become newer", "dev", "ops")
		t.PutOpenings(opening("dev", 3).Archive())
		grants("after one was archived", "ops")
		t.PutOpenings(opening("dev", 0))
		grants("after it was opened again", "ops", "dev")
		revoked := share("ops", agency.ToAgency("north"), 1)
		t.PutShares(revoked.Revoke(minute(5)))
		grants("after a share was revoked", "dev")
		t.PutRecruiters(agency.Recruiter{ID: "ann", Agency: "south"})
		t.PutShares(share("ops", agency.ToAgency("south"), 1))
		grants("of the new agency", "ops", "dev")
	})
	ask := func(q store.Query) store.Facts { return p.read(acme, q) }
	p.equal("the openings afterwards", []string{"ops", "dev"}, names(ask, of))
}

func seesOwnFacts(p *probe) {
	q := store.Query{Recruiter: "ann", Opening: "dev", Request: "r1", Email: "ann@north.example", Counters: true}
	var last store.Facts
	p.inside(func(t store.Tx, ask func(store.Query) store.Facts) {
		network(t)
		t.PutOpenings(opening("dev", 1))
		s1 := submission("s1", "dev", "ann", "north", 1)
		counts := func(what string, byAgency, byRecruiter int) {
			p.equal("the counters "+what, store.Counters{Agency: byAgency, Recruiter: byRecruiter}, ask(q).Counters)
		}
		counts("at first", 0, 0)
		t.PutSubmissions(s1, submission("s2", "dev", "bob", "north", 1))
		counts("after two submissions", 2, 1)
		t.PutSubmissions(s1.Withdraw(minute(2)))
		counts("after withdrawing one", 1, 0)
		t.PutSubmissions(s1)
		counts("after putting it back", 2, 1)

		p.equal("the receipt at first", (*candidate.Receipt)(nil), ask(q).Receipt)
		receipt := candidate.Receipt{Agency: "north", Recruiter: "ann", Request: "r1", Submission: "s1", At: minute(1)}
		t.PutReceipts(receipt)
		p.equal("the receipt", &receipt, ask(q).Receipt)
		receipt.Payload[3] = 7
		t.PutReceipts(receipt)
		p.equal("the receipt put again", &receipt, ask(q).Receipt)

		holds := func(what string, staff agency.StaffID, r agency.RecruiterID) {
			f := ask(q)
			p.equal("who has the address "+what, []string{string(staff), string(r)}, []string{string(f.EmailStaff), string(f.EmailRecruiter)})
		}
		holds("at first", "", "")
		ann := agency.Recruiter{ID: "ann", Agency: "north", Email: "ANN@north.example"}
		t.PutRecruiters(ann)
		t.PutStaff(agency.Staff{ID: "lee", Email: "Ann@North.Example", Role: agency.SuperAdmin})
		holds("once it is taken", "lee", "ann")
		t.PutRecruiters(ann.Deactivate())
		holds("after the recruiter was deactivated", "lee", "")
		t.PutStaff(agency.Staff{ID: "lee", Email: "lee@acme.example", Role: agency.SuperAdmin})
		t.PutRecruiters(agency.Recruiter{ID: "bob", Agency: "north", Email: "ann@north.example"})
		holds("after it has passed on", "", "bob")
		last = ask(q)
	})
	p.equal("the facts afterwards", last, p.read(acme, q))
}

func seesOwnJournal(p *probe) {
	of := store.Subject{Submission: "s1"}
	value := store.Value{Field: "name", Before: "Jane"}
	q := store.Query{List: &store.List{Scope: history, Limit: 9}}
	p.update(acme, func(t store.Tx) { t.Journal(store.Entry{At: minute(0), Action: "before", Subject: of}, value) })
	var last []store.JournalRow
	p.inside(func(t store.Tx, ask func(store.Query) store.Facts) {
		first := store.JournalRow{Entry: store.Entry{Seq: 1, At: minute(0), Action: "before", Subject: of}, Values: []store.Value{value}}
		second := store.JournalRow{Entry: store.Entry{Seq: 2, At: minute(1), Action: "within", Subject: of}, Values: []store.Value{value, value}}
		third := store.JournalRow{Entry: store.Entry{Seq: 3, At: minute(2), Action: "after", Subject: of}, Values: []store.Value{value}}
		t.Journal(second.Entry, second.Values...)
		p.equal("the journal", []store.JournalRow{second, first}, ask(q).Rows.Journal)
		t.EraseValues(of)
		t.Journal(third.Entry, third.Values...)
		first.Values, second.Values = nil, nil
		p.equal("the journal after erasing", []store.JournalRow{third, second, first}, ask(q).Rows.Journal)
		p.equal("what is about it", []store.JournalRow{third, second, first}, ask(store.Query{List: &store.List{Scope: about(of), Limit: 9}}).Rows.Journal)
		last = ask(q).Rows.Journal
	})
	p.equal("the journal afterwards", last, p.journal(history))
}

func takesTurns(p *probe) {
	const turns = 12
	p.inside(func(t store.Tx, ask func(store.Query) store.Facts) {
		var all []string
		for i := range turns {
			id := numbered(i)
			t.PutSettings(agency.Settings{Version: int64(i + 1)})
			t.PutAgencies(agency.Agency{ID: agency.AgencyID(id), Title: "Title"}, agency.Agency{ID: "same", Title: strconv.Itoa(i)})
			t.PutOpenings(opening(id, 1))
			t.PutShares(share(id, agency.ToAgency("same"), i))
			all = append(all, id)
			f := ask(store.Query{Agency: "same", Opening: agency.OpeningID(id)})
			p.equal("the version", int64(i+1), f.Settings.Version)
			p.equal("the title", strconv.Itoa(i), f.Agency.Title)
			p.equal("the share", share(id, agency.ToAgency("same"), i), f.ToAgency)
			p.equal("the openings", all, names(ask, store.Scope{Kind: store.ListOpenings}))
			found, err := t.Agencies(agency.AgencyID(id), "same")
			p.ok(err)
			p.equal("the title by Agencies", strconv.Itoa(i), found[1].Title)
		}
	})
	p.equal("the title afterwards", strconv.Itoa(turns-1), p.title(acme, "same"))
}

func seesOwnMoves(p *probe) {
	p.inside(func(t store.Tx, ask func(store.Query) store.Facts) {
		colleagues := func(expected ...string) {
			p.equal("ann's colleagues", expected, names(ask, store.Scope{Kind: store.ListColleagues}))
		}
		network(t)
		colleagues("ann", "bob")
		t.PutRecruiters(agency.Recruiter{ID: "cat", Agency: "north"}, agency.Recruiter{ID: "bob", Agency: "south"})
		colleagues("ann", "cat")
		t.PutRecruiters(agency.Recruiter{ID: "ann", Agency: "south"})
		colleagues("ann", "bob")

		own := store.Scope{Kind: store.ListOwnSubmissions}
		t.PutOpenings(opening("dev", 1))
		t.PutSubmissions(submission("s1", "dev", "ann", "south", 1), submission("s2", "dev", "ann", "south", 2))
		p.equal("her submissions", []string{"s2", "s1"}, names(ask, own))
		t.PutSubmissions(submission("s2", "dev", "bob", "south", 2), submission("s1", "ops", "ann", "south", 5))
		p.equal("her submissions after a change", []string{"s1"}, names(ask, own))
		own.Opening = "dev"
		p.equal("her submissions to the old opening", []string(nil), names(ask, own))
		p.equal("her agency's", []string{"s1", "s2"}, names(ask, store.Scope{Kind: store.ListAgencySubmissions}))
		t.PutEntries(entry("s1"))
		f := ask(store.Query{Recruiter: "ann", Submission: "s1", List: &store.List{Scope: store.Scope{Kind: store.ListAgencySubmissions}, Limit: 1}})
		p.equal("the name in her agency's", entry("s1").Name, head(p, "the submissions", f.Rows.Submissions).Name)
		p.equal("whether the entry is there", true, f.Entry != nil)
	})
}

func seesOwnRemarks(p *probe) {
	remark := func(id string, on candidate.SubmissionID, at int) candidate.Remark {
		return candidate.Remark{ID: id, Submission: on, Text: "Text", At: minute(at)}
	}
	of := func(on candidate.SubmissionID) store.Scope {
		return store.Scope{Kind: store.ListRemarks, Submission: on, Remarks: 7}
	}
	p.inside(func(t store.Tx, ask func(store.Query) store.Facts) {
		t.PutRemarks(remark("a", "s1", 2), remark("b", "s1", 1))
		p.equal("the remarks", []string{"b", "a"}, names(ask, of("s1")))
		t.PutRemarks(remark("b", "s1", 3))
		p.equal("the remarks after a change", []string{"a", "b"}, names(ask, of("s1")))
		t.PutRemarks(remark("a", "s2", 2))
		p.equal("the remarks that stayed", []string{"b"}, names(ask, of("s1")))
		p.equal("the remarks that came", []string{"a"}, names(ask, of("s2")))
	})
}

func seesOwnPersons(p *probe) {
	q := store.Query{
		Recruiter: "ann", Host: "4711", Keys: []candidate.Digest{1}, ProbesSince: minute(0), Emails: []string{"bob@north.example"},
		Claim: "k1", List: &store.List{Scope: store.Scope{Kind: store.ListOwnClaims}, Limit: 9},
	}
	var last store.Facts
	p.inside(func(t store.Tx, ask func(store.Query) store.Facts) {
		network(t)
		known := func(what string, expected ...string) {
			p.equal("who is known "+what, candidateIDs(expected...), knownIDs(ask(q).Known))
		}
		known("at first")
		t.PutCandidates(hosted("a", "4711"), person("b", "b"))
		known("once one is there", "a")
		t.PutCandidates(person("b", "a"))
		known("once they are one", "a", "b")
		t.PutCandidates(person("b", "b"))
		known("once they are two", "a")

		who := func(what string, expected ...candidate.Holder) {
			p.equal("who holds the key "+what, expected, ask(q).Holders[0])
		}
		who("at first")
		t.Hold("a", "north", at(1, 1))
		t.Hold("b", "north", at(0, 1))
		who("once two do", holder("b", "north", 0), holder("a", "north", 1))
		t.LetGo("b", at(0, 1))
		t.Hold("a", "south", at(1, 1))
		who("after a change", holder("a", "south", 1))
		p.equal("the index", candidate.Index{}, ask(q).Index)
		t.PutIndex(candidate.Index{Size: 2, Key: "1"})
		p.equal("the index put", candidate.Index{Size: 2, Key: "1"}, ask(q).Index)

		k1, own := claimTo("a", "k1", "ann", "north", 1, 5), q.List.Scope
		t.PutClaims(k1, claimTo("a", "k2", "ann", "north", 1, 6))
		p.equal("her claims", []string{"k1", "k2"}, names(ask, own))
		k1 = step(k1, candidate.Step{At: minute(2), Kind: candidate.Extended, Until: minute(9), Reason: "A reason"})
		t.PutClaims(k1)
		p.equal("her claims after a change", []string{"k2", "k1"}, names(ask, own))
		p.equal("the claim", k1, ask(q).Claim)
		p.equal("the claims to the one known", []candidate.ClaimID{"k1", "k2"}, claimIDs(ask(q).Known[0].Claims))

		t.PutProbes(probeBy("p1", "ann", "north", 1), probeBy("p2", "bob", "north", 1))
		p.equal("the probes", store.Probes{Agency: 2, Recruiter: 1}, ask(q).Probes)
		t.PutProbes(probeBy("p2", "ann", "north", 1))
		p.equal("the probes after a change", store.Probes{Agency: 2, Recruiter: 2}, ask(q).Probes)

		p.equal("the members", []string(nil), ask(q).Members)
		t.PutRecruiters(agency.Recruiter{ID: "bob", Agency: "north", Email: "Bob@north.example"})
		p.equal("the members after a change", q.Emails, ask(q).Members)
		last = ask(q)
	})
	p.equal("the facts afterwards", last, p.read(acme, q))
}
