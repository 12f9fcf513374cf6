package storetest

import (
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

var factChecks = []check{
	{"FACT-01", "What does not exist is the zero record; an unknown account has settings of version 0.", knowsNothing, nil},
	{"FACT-02", "Records come back as they were put.", keepsRecords, nil},
	{"FACT-03", "Each method inserts or replaces by ID; of two records with one ID in a call, the last one counts.", replaces, nil},
	{"FACT-04", "Recruiter asks for the recruiter, the agency that the recruiter is in, and with Opening for the shares to both.", bringsParties, nil},
	{"FACT-05", "Submission asks for the submission, its entry and, unless Opening is set, its opening.", bringsSubmission, nil},
	{"FACT-06", "A receipt is found by the recruiter who made the request, in the agency that the recruiter is in.", scopesReceipts, nil},
	{"FACT-07", "Counters are numbers of standing submissions by the agency and, of these, by the recruiter.", counts, nil},
	{"FACT-08", "Email asks who holds an address: a regular user, active or not, and a recruiter who is not deactivated.", findsAddresses, nil},
	{"FACT-09", "The slices that a Reader returns match the IDs asked for, one by one.", matchesIDs, nil},
	{"FACT-10", "Receipts stay for as long as candidate.ReceiptsKept says.", keepsReceipts, nil},
	{"FACT-11", "Of several holders of an address, the one whose ID is first is found.", findsFirstHolder, nil},
}

func share(opening string, to agency.Grantee, from int) agency.Share {
	return agency.Share{
		Opening: agency.OpeningID(opening), Grantee: to,
		Window: agency.Window{From: minute(from)}, Granted: minute(from),
	}
}

func opening(id string, created int, team ...agency.StaffID) agency.Opening {
	return agency.Opening{ID: agency.OpeningID(id), Title: "Title " + id, Team: agency.Freeze(team...), Created: minute(created)}
}

func submission(id, opening, by, of string, at int) candidate.Submission {
	return candidate.Submission{
		ID: candidate.SubmissionID(id), Opening: agency.OpeningID(opening), Candidate: candidate.ID("c-" + id),
		Entry: candidate.EntryID("e-" + id), Agency: agency.AgencyID(of), Recruiter: agency.RecruiterID(by),
		Source: "A source", Stage: agency.New, At: minute(at), Changed: minute(at),
	}
}

func entry(id string) candidate.Entry {
	return candidate.Entry{ID: candidate.EntryID("e-" + id), Name: "Name of " + id, Created: minute(0)}
}

// network puts two agencies with three recruiters: ann and bob in north, cat in south.
func network(t store.Tx) {
	t.PutAgencies(agency.Agency{ID: "south", Title: "South"}, agency.Agency{ID: "north", Title: "North"})
	t.PutRecruiters(agency.Recruiter{ID: "cat", Agency: "south"}, agency.Recruiter{ID: "ann", Agency: "north"},
		agency.Recruiter{ID: "bob", Agency: "north"})
}

func knowsNothing(p *probe) {
	f := p.read(acme, store.Query{
		Staff: "root", Recruiter: "ann", Opening: "dev", Submission: "s1", Request: "r1",
		Email: "ann@north.example", Counters: true, Emails: []string{"ann@north.example"}, Keys: []candidate.Digest{1, 0},
		Candidates: []candidate.ID{"c1"}, Person: true, Host: "h1", Claim: "k1", Probe: "p1", ProbesSince: minute(0),
		Domain: "north.example", Invitation: "i1", Latest: true, Lists: []agency.ListID{"tier 1", ""},
	})
	p.equal("the facts", store.Facts{Holders: make([][]candidate.Holder, 2), Lists: make([]agency.List, 2)}, f)
}

func keepsRecords(p *probe) {
	settings := agency.PerAgency()
	settings.Version, settings.Title, settings.Terms = 7, "Acmé", "2026-03"
	settings.Stages = agency.Freeze(agency.New, agency.Stage("trial day"), agency.Hired)
	settings.Duplicates = agency.Duplicates{Outcome: agency.FlagDuplicate, LookBack: agency.Period{Months: 6, Days: 2}}
	settings.Quota.PerOpening, settings.ConsentRequired, settings.InvitationDays = 3, true, 30
	staff := agency.Staff{ID: "root", Name: "Röot", Email: "Root@acme.example", Role: agency.SuperAdmin, State: agency.StaffDeactivated}
	north := agency.Agency{
		ID: "north", Title: "Nørth \U0001F600 'x' %", Domains: agency.Freeze("north.example", "n.example"),
		State: agency.Closed, Into: "south", Terms: "2026-03", Created: minute(1), Known: agency.Freeze("north.example", "n.example", "mail.example"),
	}
	ann := agency.Recruiter{
		ID: "ann", Agency: "north", Name: "Ann", Email: "ann@north.example", Admin: true,
		State: agency.RecruiterActive, User: "host-7", Conflict: true, Since: minute(2), Created: minute(1),
	}
	dev := agency.Opening{
		ID: "dev", Title: "Developer", Text: "Lines\n\tand \"quotes\"", State: agency.Archived, Private: true,
		Team: agency.Freeze[agency.StaffID]("root", "lee"), Created: time.Date(1900, 1, 1, 0, 0, 0, 1000, time.UTC),
	}
	toAnn := share("dev", agency.ToRecruiter("ann"), 3)
	toAnn.Until, toAnn.Revoked = time.Date(9999, 12, 31, 23, 59, 59, 999_999_000, time.UTC), minute(4)
	toNorth := share("dev", agency.ToAgency("north"), 5)
	toNorth.Paused = minute(6)
	sub := submission("s1", "dev", "ann", "north", 6)
	sub.Terms, sub.Rules = "2026-03", 7
	typed := candidate.Entry{
		ID: "e-s1", Name: "Jane Döe", Given: "Jane", Surname: "Döe", Emails: agency.Freeze("jane@example.org", "j@example.org"),
		Phones: agency.Freeze("+1 555 0100"), URLs: agency.Freeze("https://example.org/jane"), Born: "1990-04",
		Place: "Ålesund", Address: candidate.Address{Street: "Kongens gate 1 B", City: "Ålesund", Postcode: "6002", Region: "Møre"},
		NationalID: "010490 12345", Comment: "Several\nlines", Consent: minute(5), Created: minute(6),
		Resume: candidate.Resume{Blob: "B1", Name: "jane.pdf", Type: "application/pdf", Size: 10 << 20},
	}
	receipt := candidate.Receipt{
		Agency: "north", Recruiter: "ann", Request: "r1", Payload: [16]byte{0, 1, 255}, Submission: "s1", At: minute(6),
	}
	sent, tiers := fullInvitation(), listOf("tier 1", agency.ToRecruiter("zoe"), agency.ToAgency("north"), agency.ToRecruiter("ann"))
	p.update(acme, func(t store.Tx) {
		t.PutInvitations(sent)
		t.PutLists(tiers)
		t.PutSettings(settings)
		t.PutStaff(staff)
		t.PutAgencies(north)
		t.PutRecruiters(ann)
		t.PutOpenings(dev)
		t.PutShares(toAnn, toNorth)
		t.PutEntries(typed)
		t.PutSubmissions(sub)
		t.PutReceipts(receipt)
	})
	p.equal("the facts", store.Facts{
		Settings: settings, Staff: staff, Recruiter: ann, Agency: north, Opening: dev, ToRecruiter: toAnn,
		ToAgency: toNorth, Submission: sub, Entry: &typed, Receipt: &receipt,
		Invitation: &sent, Latest: &sent, Lists: []agency.List{tiers}, AtDomain: []agency.Agency{north},
	}, p.read(acme, store.Query{
		Staff: "root", Recruiter: "ann", Submission: "s1", Request: "r1",
		Invitation: sent.ID, Latest: true, Lists: []agency.ListID{"tier 1"}, Domain: "n.example",
	}))
}

func bringsParties(p *probe) {
	toAnn, toNorth := share("dev", agency.ToRecruiter("ann"), 1), share("dev", agency.ToAgency("north"), 2)
	p.update(acme, func(t store.Tx) {
		network(t)
		t.PutOpenings(opening("dev", 1), opening("ops", 2))
		t.PutShares(toAnn, toNorth, share("ops", agency.ToRecruiter("bob"), 1), share("ops", agency.ToAgency("south"), 1))
	})
	f := p.read(acme, store.Query{Recruiter: "ann", Agency: "south", Opening: "dev"})
	p.equal("the recruiter", agency.RecruiterID("ann"), f.Recruiter.ID)
	p.equal("the agency", agency.AgencyID("north"), f.Agency.ID)
	p.equal("the recruiter's share", toAnn, f.ToRecruiter)
	p.equal("the agency's share", toNorth, f.ToAgency)

	f = p.read(acme, store.Query{Agency: "north", Opening: "dev"})
	p.equal("the recruiter", agency.Recruiter{}, f.Recruiter)
	p.equal("the agency", agency.AgencyID("north"), f.Agency.ID)
	p.equal("the recruiter's share", agency.Share{}, f.ToRecruiter)
	p.equal("the agency's share", toNorth, f.ToAgency)

	f = p.read(acme, store.Query{Recruiter: "ann", Opening: "ops"})
	p.equal("the opening", agency.OpeningID("ops"), f.Opening.ID)
	p.equal("the shares", []agency.Share{{}, {}}, []agency.Share{f.ToRecruiter, f.ToAgency})

	f = p.read(acme, store.Query{Recruiter: "nobody", Agency: "north", Opening: "dev"})
	p.equal("the facts of an unknown recruiter", store.Facts{Opening: opening("dev", 1)}, f)
	f = p.read(acme, store.Query{Opening: "dev"})
	p.equal("the facts of an opening alone", store.Facts{Opening: opening("dev", 1)}, f)

	p.update(acme, func(t store.Tx) { t.PutRecruiters(agency.Recruiter{ID: "ann", Agency: "south"}) })
	f = p.read(acme, store.Query{Recruiter: "ann", Opening: "dev"})
	p.equal("the agency after moving", agency.AgencyID("south"), f.Agency.ID)
	p.equal("the agency's share after moving", agency.Share{}, f.ToAgency)
}

func bringsSubmission(p *probe) {
	p.update(acme, func(t store.Tx) {
		network(t)
		t.PutOpenings(opening("dev", 1), opening("ops", 2))
		t.PutShares(share("dev", agency.ToRecruiter("ann"), 1))
		t.PutEntries(entry("s1"), entry("s2"))
		t.PutSubmissions(submission("s1", "dev", "ann", "north", 1), submission("s2", "", "", "", 2))
	})
	f := p.read(acme, store.Query{Recruiter: "ann", Submission: "s1"})
	e := entry("s1")
	p.equal("the submission", submission("s1", "dev", "ann", "north", 1), f.Submission)
	p.equal("the entry", &e, f.Entry)
	p.equal("the opening", opening("dev", 1), f.Opening)
	p.equal("the share", share("dev", agency.ToRecruiter("ann"), 1), f.ToRecruiter)
	f = p.read(acme, store.Query{Recruiter: "ann", Submission: "s1", Opening: "ops"})
	p.equal("the opening asked for", opening("ops", 2), f.Opening)
	p.equal("its share", agency.Share{}, f.ToRecruiter)
	f = p.read(acme, store.Query{Recruiter: "ann", Submission: "s1", WithoutEntry: true})
	if f.Entry != nil { // it may be left out
		p.equal("the entry where none is needed", &e, f.Entry)
		f.Entry = nil
	}
	p.equal("the facts without the entry", store.Facts{
		Recruiter: agency.Recruiter{ID: "ann", Agency: "north"}, Agency: agency.Agency{ID: "north", Title: "North"},
		Opening: opening("dev", 1), ToRecruiter: share("dev", agency.ToRecruiter("ann"), 1),
		Submission: submission("s1", "dev", "ann", "north", 1),
	}, f)
	p.update(acme, func(t store.Tx) { t.PutSubmissions(submission("bare", "dev", "ann", "north", 1)) })
	p.equal("the entry of a submission without one", (*candidate.Entry)(nil), p.read(acme, store.Query{Submission: "bare"}).Entry)
	f = p.read(acme, store.Query{Submission: "s2"})
	p.equal("the direct submission", submission("s2", "", "", "", 2), f.Submission)
	p.equal("the direct submission's opening", agency.Opening{}, f.Opening)
}

func scopesReceipts(p *probe) {
	receipt := candidate.Receipt{Agency: "north", Recruiter: "ann", Request: "r1", Submission: "s1", At: minute(1)}
	p.update(acme, func(t store.Tx) {
		network(t)
		t.PutReceipts(receipt)
	})
	q := func(r agency.RecruiterID, id candidate.RequestID) *candidate.Receipt {
		return p.read(acme, store.Query{Recruiter: r, Request: id}).Receipt
	}
	none := (*candidate.Receipt)(nil)
	p.equal("the receipt", &receipt, q("ann", "r1"))
	p.equal("another request", none, q("ann", "R1"))
	p.equal("a colleague's", none, q("bob", "r1"))
	p.equal("nobody's", none, q("", "r1"))
	p.update(acme, func(t store.Tx) { t.PutRecruiters(agency.Recruiter{ID: "ann", Agency: "south"}) })
	p.equal("the receipt after moving", none, q("ann", "r1"))
	p.update(acme, func(t store.Tx) { t.PutRecruiters(agency.Recruiter{ID: "ann", Agency: "north"}) })
	p.equal("the receipt after moving back", &receipt, q("ann", "r1"))
}

func counts(p *probe) {
	s1 := submission("s1", "dev", "ann", "north", 1)
	p.update(acme, func(t store.Tx) {
		network(t)
		t.PutOpenings(opening("dev", 1), opening("ops", 2))
		t.PutSubmissions(s1, submission("s2", "dev", "ann", "north", 2), submission("s3", "dev", "bob", "north", 3),
			submission("s4", "ops", "ann", "north", 4), submission("s5", "dev", "cat", "south", 5),
			submission("s6", "dev", "", "", 6), submission("s7", "dev", "ann", "south", 7))
	})
	count := func(what string, r agency.RecruiterID, opening agency.OpeningID, byAgency, byRecruiter int) {
		f := p.read(acme, store.Query{Recruiter: r, Opening: opening, Counters: true})
		p.equal(what, store.Counters{Agency: byAgency, Recruiter: byRecruiter}, f.Counters)
	}
	count("ann's counters", "ann", "dev", 3, 2)
	count("bob's counters", "bob", "dev", 3, 1)
	count("cat's counters", "cat", "dev", 2, 1)
	count("ann's counters elsewhere", "ann", "ops", 1, 1)
	count("an unknown recruiter's counters", "nobody", "dev", 0, 0)
	f := p.read(acme, store.Query{Agency: "north", Opening: "dev", Counters: true})
	p.equal("the agency's counters", store.Counters{Agency: 3}, f.Counters)
	p.equal("counters not asked for", store.Counters{}, p.read(acme, store.Query{Recruiter: "ann", Opening: "dev"}).Counters)

	p.update(acme, func(t store.Tx) { t.PutSubmissions(s1.Withdraw(minute(8))) })
	count("ann's counters after withdrawing", "ann", "dev", 2, 1)
	p.update(acme, func(t store.Tx) { t.PutSubmissions(s1.Withdraw(minute(8))) })
	count("ann's counters after withdrawing twice", "ann", "dev", 2, 1)
	p.update(acme, func(t store.Tx) { t.PutSubmissions(s1) })
	count("ann's counters after putting it back", "ann", "dev", 3, 2)
	s1.Opening = "ops"
	p.update(acme, func(t store.Tx) { t.PutSubmissions(s1) })
	count("ann's counters after changing its opening", "ann", "dev", 2, 1)
	count("ann's counters where it went", "ann", "ops", 2, 2)
}

func findsAddresses(p *probe) {
	put := func(fn func(store.Tx)) { p.update(acme, fn) }
	holds := func(what, address string, staff agency.StaffID, r agency.RecruiterID) {
		f := p.read(acme, store.Query{Email: agency.FoldEmail(address)})
		p.equal(what, []string{string(staff), string(r)}, []string{string(f.EmailStaff), string(f.EmailRecruiter)})
	}
	lee := agency.Staff{ID: "lee", Email: "Lee@Acme.example", Role: agency.StaffRecruiter}
	ann := agency.Recruiter{ID: "ann", Agency: "north", Email: "Ann@North.example"}
	put(func(t store.Tx) {
		t.PutStaff(lee, agency.Staff{ID: "max", Role: agency.StaffRecruiter})
		t.PutRecruiters(ann, agency.Recruiter{ID: "bob", Agency: "north"})
	})
	holds("staff", "lee@acme.EXAMPLE", "lee", "")
	holds("a recruiter", "ANN@north.example", "", "ann")
	holds("nobody", "nobody@north.example", "", "")
	put(func(t store.Tx) {
		t.PutStaff(lee.Deactivate())
		t.PutRecruiters(ann.Deactivate())
	})
	holds("deactivated staff", "lee@acme.example", "lee", "")
	holds("a deactivated recruiter", "ann@north.example", "", "")
	put(func(t store.Tx) {
		lee.Email = "old@acme.example"
		t.PutStaff(lee)
		ann.Email = "lee@acme.example"
		t.PutRecruiters(ann.Activate(minute(1)))
	})
	holds("the address that passed on", "lee@acme.example", "", "ann")
	holds("the new address", "old@acme.example", "lee", "")
	holds("the address given up", "ann@north.example", "", "")
}

func matchesIDs(p *probe) {
	p.update(acme, func(t store.Tx) {
		network(t)
		t.PutOpenings(opening("dev", 1), opening("ops", 2))
		t.PutShares(share("dev", agency.ToRecruiter("ann"), 1), share("ops", agency.ToAgency("north"), 2))
	})
	p.ok(p.store.View(p.ctx, acme, func(r store.Reader) error {
		agencies, err := r.Agencies("south", "x", "north", "south")
		p.ok(err)
		p.equal("the agencies", []agency.Agency{
			{ID: "south", Title: "South"}, {}, {ID: "north", Title: "North"}, {ID: "south", Title: "South"},
		}, agencies)
		recruiters, err := r.Recruiters("x", "bob", "ann", "bob")
		p.ok(err)
		p.equal("the recruiters", []agency.Recruiter{
			{}, {ID: "bob", Agency: "north"}, {ID: "ann", Agency: "north"}, {ID: "bob", Agency: "north"},
		}, recruiters)
		openings, err := r.Openings("ops", "x", "dev")
		p.ok(err)
		p.equal("the openings", []agency.Opening{opening("ops", 2), {}, opening("dev", 1)}, openings)
		none, err := r.Openings()
		p.ok(err)
		p.equal("the number of no openings", 0, len(none))
		shares, err := r.Shares([]agency.OpeningID{"ops", "x", "dev"},
			[]agency.Grantee{
				agency.ToAgency("north"), agency.ToRecruiter("north"), agency.ToRecruiter("ann"),
				{},
				{Recruiter: "ann", Agency: "north"}, // nobody's
			})
		p.ok(err)
		p.equal("the shares", []agency.Share{
			share("ops", agency.ToAgency("north"), 2),
			{},
			{},
			{},
			{},
			{},
			{},
			{},
			{},
			{},
			{},
			{},
			share("dev", agency.ToRecruiter("ann"), 1),
			{},
			{},
		}, shares)
		return nil
	}))
}

// keepsReceipts puts receipts whose times differ by almost as much as they are
// kept; a store may drop older ones only.
func keepsReceipts(p *probe) {
	receipt := func(id string, at time.Time) candidate.Receipt {
		return candidate.Receipt{Agency: "north", Recruiter: "ann", Request: candidate.RequestID(id), Submission: "s1", At: at}
	}
	now := minute(0).Add(candidate.ReceiptsKept)
	young := []candidate.Receipt{
		receipt("oldest", minute(0)), receipt("older", minute(1)), receipt("old", now.Add(-time.Hour)), receipt("new", now), receipt("newest", now),
	}
	p.update(acme, network)
	for _, r := range young {
		p.update(acme, func(t store.Tx) { t.PutReceipts(r, receipt("same", r.At)) })
	}
	for _, r := range young {
		p.equal("the receipt "+string(r.Request), &r, p.read(acme, store.Query{Recruiter: "ann", Request: r.Request}).Receipt)
	}
}

func findsFirstHolder(p *probe) {
	const address = "desk@north.example"
	for _, id := range []string{"m", "b", "z", "B", "a", "é"} {
		p.update(acme, func(t store.Tx) {
			t.PutStaff(agency.Staff{ID: agency.StaffID(id), Email: address, Role: agency.SuperAdmin})
			t.PutRecruiters(agency.Recruiter{ID: agency.RecruiterID(id), Agency: "north", Email: address})
		})
	}
	holds := func(what string, staff agency.StaffID, r agency.RecruiterID) {
		f := p.read(acme, store.Query{Email: address})
		p.equal(what, []string{string(staff), string(r)}, []string{string(f.EmailStaff), string(f.EmailRecruiter)})
	}
	holds("the first of several", "B", "B")
	p.update(acme, func(t store.Tx) {
		t.PutStaff(agency.Staff{ID: "B", Role: agency.SuperAdmin})
		t.PutRecruiters(agency.Recruiter{ID: "B", Agency: "north", Email: address, State: agency.RecruiterDeactivated})
	})
	holds("the next one", "a", "a")
}
