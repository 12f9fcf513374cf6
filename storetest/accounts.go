package storetest

import (
	"strconv"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

var accountChecks = []check{
	{"ACC-01", "Facts are those of the account asked, though another has records of the same IDs.", separatesFacts, nil},
	{"ACC-02", "Lists are those of the account asked, though another has records of the same IDs.", separatesLists, nil},
	{"ACC-03", "What a Reader or Tx gets by ID is of its account.", separatesGetters, nil},
	{"ACC-04", "What is written in one account changes nothing in another.", changesNoOther, nil},
	{"ACC-05", "EraseValues erases in its account only.", erasesInAccount, []need{journalQueries}},
	{"ACC-06", "The journal of each account is numbered on its own, beside writers of the others.", numbersEachJournal, []need{journalQueries}},
	{"ACC-07", "Claims, tokens, acknowledgements and releases are of one account.", separatesClaims, []need{delivery}},
	{"ACC-08", "An account without records sees nothing of a full one, in any fact or list.", seesNoOther, nil},
	{"ACC-09", "Counters, probes, and holders of an address or a key are counted and looked up within the account.", countsInAccount, nil},
	{"ACC-10", "Identifiers that look alike when they are put together stay apart.", keepsPartsApart, nil},
}

// twins are two accounts with records of the same IDs and different contents:
// editions 1 and 2.
var twins = []agency.AccountID{"twin", "Twin"}

func (p *probe) putTwins() {
	for i, account := range twins {
		p.update(account, func(t store.Tx) { p.putEditions(t, i+1) })
	}
}

func separatesFacts(p *probe) {
	p.putTwins()
	for i, account := range twins {
		expected := edition(i + 1)
		expected.Rows = nil
		p.equal("the facts of "+string(account), expected, p.read(account, wholeEdition()))
		expected = store.Facts{Settings: expected.Settings, Agency: expected.Agency, Opening: expected.Opening, ToAgency: expected.ToAgency}
		p.equal("the facts of "+string(account)+" by agency", expected, p.read(account, store.Query{Agency: "north", Opening: "dev"}))
	}
}

// lists that find each record of an edition, and no other.
func (p *probe) editionLists(n int) map[string]struct {
	of   store.Scope
	rows store.Rows
} {
	f := edition(n)
	type list = struct {
		of   store.Scope
		rows store.Rows
	}
	recruiter := store.RecruiterRow{Recruiter: f.Recruiter, Agency: f.Agency}
	shared := recruiter
	shared.ToRecruiter, shared.ToAgency = f.ToRecruiter, f.ToAgency
	o := store.OpeningRow{Opening: f.Opening, ToRecruiter: f.ToRecruiter, ToAgency: f.ToAgency}
	s := store.SubmissionRow{
		Submission: f.Submission, Name: f.Entry.FullName(), Opening: f.Opening, ToRecruiter: f.ToRecruiter, ToAgency: f.ToAgency,
	}
	c := store.ClaimRow{Claim: f.Claim, Name: s.Name, Opening: f.Opening, ToRecruiter: f.ToRecruiter, ToAgency: f.ToAgency}
	claims := []store.ClaimRow{c}
	recruiters, openings, submissions := []store.RecruiterRow{recruiter}, []store.OpeningRow{o}, []store.SubmissionRow{s}
	lists := map[string]list{
		"ListAgencies":          {store.Scope{Kind: store.ListAgencies}, store.Rows{Agencies: []agency.Agency{f.Agency}}},
		"ListStaffUsers":        {store.Scope{Kind: store.ListStaffUsers}, store.Rows{Staff: []agency.Staff{f.Staff}}},
		"ListRecruiters":        {store.Scope{Kind: store.ListRecruiters, Agency: "north", Opening: "dev", Holding: true}, store.Rows{Recruiters: []store.RecruiterRow{shared}}},
		"ListColleagues":        {store.Scope{Kind: store.ListColleagues}, store.Rows{Recruiters: recruiters}},
		"ListOpenings":          {store.Scope{Kind: store.ListOpenings}, store.Rows{Openings: openings}},
		"ListGranted":           {store.Scope{Kind: store.ListGranted, ToRecruiter: true, ToAgency: true, EffectiveAt: minute(30)}, store.Rows{Openings: openings}},
		"ListSubmissions":       {store.Scope{Kind: store.ListSubmissions, Opening: "dev", Agency: "north", Recruiter: "ann"}, store.Rows{Submissions: submissions}},
		"ListAgencySubmissions": {store.Scope{Kind: store.ListAgencySubmissions}, store.Rows{Submissions: submissions}},
		"ListOwnSubmissions":    {store.Scope{Kind: store.ListOwnSubmissions}, store.Rows{Submissions: submissions}},
		"ListShares":            {store.Scope{Kind: store.ListShares, Opening: "dev"}, store.Rows{Shares: []agency.Share{f.ToAgency, f.ToRecruiter}}},
		"ListShares of one":     {store.Scope{Kind: store.ListShares, Recruiter: "ann"}, store.Rows{Shares: []agency.Share{f.ToRecruiter}}},
	}
	lists["ListClaims"] = list{store.Scope{Kind: store.ListClaims}, store.Rows{Claims: claims}}
	lists["ListAgencyClaims"] = list{store.Scope{Kind: store.ListAgencyClaims}, store.Rows{Claims: claims}}
	lists["ListOwnClaims"] = list{store.Scope{Kind: store.ListOwnClaims}, store.Rows{Claims: claims}}
	lists["ListCandidates"] = list{store.Scope{Kind: store.ListCandidates}, store.Rows{Candidates: []candidate.Candidate{f.Known[0].Candidate}}}
	lists["ListInvitations"] = list{store.Scope{Kind: store.ListInvitations}, store.Rows{Invitations: []invite.Invitation{*f.Invitation}}}
	lists["ListLists"] = list{store.Scope{Kind: store.ListLists}, store.Rows{Lists: f.Lists}}
	if p.has(Remarks) {
		lists["ListRemarks"] = list{store.Scope{Kind: store.ListRemarks, Submission: "s1", Remarks: 7}, *f.Rows}
	}
	return lists
}

func separatesLists(p *probe) {
	p.putTwins()
	if p.has(JournalQueries) {
		for _, account := range twins {
			p.update(account, func(t store.Tx) {
				t.Journal(store.Entry{At: minute(0), Action: string(account)}, store.Value{Field: string(account)})
			})
		}
	}
	for i, account := range twins {
		for what, l := range p.editionLists(i + 1) {
			q := store.Query{Recruiter: "ann", List: &store.List{Scope: l.of, Limit: 9}}
			p.equal(what+" of "+string(account), &l.rows, p.read(account, q).Rows)
		}
		if p.has(JournalQueries) {
			q := store.Query{List: &store.List{Scope: history, Limit: 9}}
			p.equal("ListJournal of "+string(account), []store.JournalRow{{
				Entry: store.Entry{Seq: 1, At: minute(0), Action: string(account)}, Values: []store.Value{{Field: string(account)}},
			}}, p.read(account, q).Rows.Journal)
		}
	}
}

func separatesGetters(p *probe) {
	p.putTwins()
	for i, account := range twins {
		f := edition(i + 1)
		get := func(r store.Reader) error {
			s, err := look(r, nil)
			p.equal("what a Reader of "+string(account)+" gets", sight{
				agencies: []agency.Agency{f.Agency}, recruiters: []agency.Recruiter{f.Recruiter},
				openings: []agency.Opening{f.Opening}, shares: []agency.Share{f.ToRecruiter},
			}, s)
			return err
		}
		p.ok(p.store.View(p.ctx, account, get))
		p.ok(p.store.Update(p.ctx, account, func(t store.Tx) error { return get(t) }))
	}
}

func changesNoOther(p *probe) {
	for _, account := range twins {
		p.update(account, func(t store.Tx) { p.writeEveryKind(t) })
	}
	before := p.sees(twins[1])
	p.update(twins[0], func(t store.Tx) {
		p.putEditions(t, 7)
		t.PutOpenings(opening("ops", 9).Archive(), opening("new", 10))
		t.PutRecruiters(agency.Recruiter{ID: "bob", Agency: "south"})
		t.PutSubmissions(submission("s2", "ops", "ann", "north", 9).Withdraw(minute(10)), submission("new", "dev", "ann", "north", 1))
		revoked := share("ops", agency.ToAgency("north"), 1)
		t.PutShares(revoked.Revoke(minute(2)), share("new", agency.ToRecruiter("ann"), 1))
		t.PutCandidates(person("c-s1", "other"), hosted("new", "4711"))
		t.PutClaims(to("dev", "s1", claimTo("c-s1", "k1", "ann", "north", 1, 1)), to("dev", "s9", claimTo("c-s1", "new", "ann", "north", 1, 5)))
		t.PutProbes(probeBy("new", "ann", "north", 3))
		t.Hold("new", "north", at(0, 1, 2, 3))
		t.LetGo("c-s1", at(0, 1, 2))
		t.PutInvitations(invitation("i1", "bob", "south", 8), invitation("new", "ann", "north", 9))
		t.PutLists(listOf("new", agency.ToAgency("south")))
		t.DropLists("tier 1", "tier 2")
		t.Journal(store.Entry{At: minute(1), Action: "test"})
	})
	p.equal("what is seen of the other account", before, p.sees(twins[1]))
}

func erasesInAccount(p *probe) {
	about := store.Subject{Submission: "s1", Agency: "north"}
	for _, account := range twins {
		p.update(account, func(t store.Tx) {
			t.Journal(store.Entry{At: minute(0), Action: "test", Subject: about}, store.Value{Field: "name"})
		})
	}
	p.update(twins[0], func(t store.Tx) { t.EraseValues(about) })
	for i, account := range twins {
		rows := p.read(account, store.Query{List: &store.List{Scope: history, Limit: 9}}).Rows.Journal
		p.equal("the number of values in "+string(account), i, len(head(p, "the journal", rows).Values))
	}
}

func numbersEachJournal(p *probe) {
	const updates = 8
	p.all(len(twins), "a writer", func(i int) error {
		for n := range updates {
			if err := p.store.Update(p.ctx, twins[i], func(t store.Tx) error {
				t.Journal(store.Entry{At: minute(n), Action: string(twins[i]) + strconv.Itoa(n)})
				return nil
			}); err != nil {
				return err
			}
		}
		return nil
	})
	for _, account := range twins {
		rows := p.read(account, store.Query{List: &store.List{Scope: history, Limit: 99}}).Rows.Journal
		p.equal("the number of entries", updates, len(rows))
		for i, r := range rows {
			n := updates - i
			p.equal("an entry of "+string(account), store.Entry{
				Seq: int64(n), At: minute(n - 1), Action: string(account) + strconv.Itoa(n-1),
			}, r.Entry)
		}
	}
}

func separatesClaims(p *probe) {
	out := p.store.Outbox()
	for _, account := range twins {
		p.publish(account, 3)
	}
	first, second := p.claim(twins[0], 2), p.claim(twins[1], 3)
	p.equal("the other account's events", "1#1 2#1 3#1", numbers(second))
	p.is(out.Ack(p.ctx, twins[1], first.Token, 1), store.ErrConflict)
	p.is(out.Release(p.ctx, twins[1], first.Token, 0), store.ErrConflict)
	p.ok(out.Ack(p.ctx, twins[0], first.Token, 1, 2))
	p.ok(out.Release(p.ctx, twins[1], second.Token, time.Hour))
	p.equal("the rest of the first account's events", "3#1", numbers(p.claim(twins[0], 9)))
	p.none("a claim on the account that was released until later", twins[1])
	p.publish("third", 1)
	p.equal("accounts with events to be claimed", []agency.AccountID{"third"}, p.pending())
}

func seesNoOther(p *probe) {
	p.update(acme, func(t store.Tx) {
		p.writeEveryKind(t)
		t.Publish(store.Event{At: minute(1), Name: "test", Version: 1, Payload: []byte(`{}`)})
	})
	for _, other := range []agency.AccountID{"Acme", "acme ", " acme", "acm", "acme2", "%", "a%", "acm_", "acme\u0301"} {
		s := p.sees(other)
		for _, f := range s.facts {
			p.equal("the facts of account "+strconv.Quote(string(other)), store.Facts{
				Rows: &store.Rows{}, Holders: make([][]candidate.Holder, len(wantedKeys())), Lists: make([]agency.List, len(wantedLists())),
			}, f)
		}
		s.facts = nil
		p.equal("what a View of account "+strconv.Quote(string(other))+" gets", sight{
			agencies: make([]agency.Agency, 1), recruiters: make([]agency.Recruiter, 1),
			openings: make([]agency.Opening, 1), shares: make([]agency.Share, 1),
		}, s)
		if p.has(Delivery) {
			p.none("the claim of account "+strconv.Quote(string(other)), other)
		}
	}
}

func countsInAccount(p *probe) {
	for i, account := range twins {
		p.update(account, func(t store.Tx) {
			network(t)
			t.PutOpenings(opening("dev", 1))
			for n := range i + 2 {
				id := string(account) + strconv.Itoa(n)
				t.PutSubmissions(submission(id, "dev", "ann", "north", n))
			}
			name := "staff" + strconv.Itoa(i)
			t.PutStaff(agency.Staff{ID: agency.StaffID(name), Email: "jane@example.org", Role: agency.SuperAdmin})
			t.PutRecruiters(agency.Recruiter{ID: agency.RecruiterID("jane" + strconv.Itoa(i)), Agency: "north", Email: "jane@example.org"},
				agency.Recruiter{ID: "joe", Agency: "north", Email: "joe" + strconv.Itoa(i) + "@example.org"})
			for n := range i + 2 {
				id := string(account) + strconv.Itoa(n)
				t.PutProbes(probeBy(id, "ann", "north", n))
				t.Hold(candidate.ID(id), "north", at(0, 1))
				t.PutCandidates(person(id, "one"))
			}
		})
	}
	for i, account := range twins {
		f := p.read(account, store.Query{Recruiter: "ann", Opening: "dev", Counters: true, Email: "jane@example.org"})
		p.equal("the counters of "+string(account), store.Counters{Agency: i + 2, Recruiter: i + 2}, f.Counters)
		p.equal("the user with the address in "+string(account), agency.StaffID("staff"+strconv.Itoa(i)), f.EmailStaff)
		p.equal("the recruiter with the address in "+string(account), agency.RecruiterID("jane"+strconv.Itoa(i)), f.EmailRecruiter)
		f = p.read(account, store.Query{
			Recruiter: "ann", ProbesSince: minute(0), Keys: []candidate.Digest{1}, Emails: []string{"joe0@example.org", "jane@example.org", "joe1@example.org"},
			Candidates: candidateIDs(string(twins[0])+"0", string(twins[1])+"0"),
		})
		p.equal("the probes in "+string(account), store.Probes{Agency: i + 2, Recruiter: i + 2}, f.Probes)
		p.equal("the members in "+string(account), [][]string{
			{"joe0@example.org", "jane@example.org"}, {"jane@example.org", "joe1@example.org"},
		}[i], f.Members)
		p.equal("the number of holders in "+string(account), i+2, len(head(p, "the holders", f.Holders)))
		p.equal("the number of those known in "+string(account), i+2, len(f.Known))
	}
}

// keepsPartsApart cuts one text at two places, at each character that an
// adapter may put between the parts of a key.
func keepsPartsApart(p *probe) {
	for _, by := range []string{"/", ":", "|", ",", ".", "-", "_", " ", "\\", "\"", "\u2028", ""} {
		long, short := "a"+by+"b", "b"+by+"c" // a+b and c, a and b+c
		left, right := agency.AccountID("l"+by+"a"), agency.AccountID("l")
		p.update(left, func(t store.Tx) {
			t.PutAgencies(agency.Agency{ID: "b", Title: "left"})
			t.PutShares(share(long, agency.ToRecruiter("c"), 1), share("x"+by+"agency", agency.ToRecruiter("y"), 2))
			t.PutRecruiters(agency.Recruiter{ID: "c", Agency: agency.AgencyID(long)}, agency.Recruiter{ID: agency.RecruiterID(short), Agency: "a"})
			t.PutReceipts(candidate.Receipt{
				Agency: agency.AgencyID(long), Recruiter: "c", Request: "r", Submission: "s", At: minute(1),
			})
		})
		p.update(right, func(t store.Tx) { t.PutAgencies(agency.Agency{ID: agency.AgencyID("a" + by + "b"), Title: "right"}) })
		p.equal("the left account's", []string{"left", ""}, []string{p.title(left, "b"), p.title(left, agency.AgencyID(long))})
		p.equal("the right account's", []string{"right", ""}, []string{p.title(right, agency.AgencyID(long)), p.title(right, "b")})
		f := p.read(left, store.Query{Recruiter: agency.RecruiterID(short), Opening: "a", Request: "r"})
		p.equal("a share cut elsewhere", agency.Share{}, f.ToRecruiter)
		p.equal("a receipt cut elsewhere", (*candidate.Receipt)(nil), f.Receipt)
		f = p.read(left, store.Query{Recruiter: "c", Opening: agency.OpeningID(long), Request: "r"})
		p.equal("the share", share(long, agency.ToRecruiter("c"), 1), f.ToRecruiter)
		p.equal("the receipt's submission", true, f.Receipt != nil && f.Receipt.Submission == "s")
	}
}
