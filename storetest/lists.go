package storetest

import (
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

var listChecks = []check{
	{"LIST-01", "ListAgencies and ListStaffUsers are in ascending order of ID.", listsByID, nil},
	{"LIST-02", "ListRecruiters are in ascending order of ID; Agency, Opening and Holding apply.", listsRecruiters, nil},
	{"LIST-03", "ListColleagues are the recruiters in the agency that Query.Recruiter is in.", listsColleagues, nil},
	{"LIST-04", "ListOpenings are newest first, then in order of ID; Team and OpenOnly apply.", listsOpenings, nil},
	{"LIST-05", "ListSubmissions are newest first, then in order of ID; Opening, Agency, Recruiter and Team apply.", listsSubmissions, nil},
	{"LIST-06", "An unknown kind, a limit out of bounds, a position of another order, or a missing field is ErrInvalid.", refusesQueries, nil},
	{"LIST-07", "A position need not be that of a row that exists.", startsAnywhere, nil},
	{"LIST-08", "ListRemarks are oldest first, then in order of ID; Remarks applies.", listsRemarks, []need{remarks}},
}

func listsByID(p *probe) {
	p.lists("no agencies", store.Query{}, store.Scope{Kind: store.ListAgencies})
	p.update(acme, func(t store.Tx) {
		for _, id := range []string{"c", "a", "e", "B", "d"} {
			t.PutAgencies(agency.Agency{ID: agency.AgencyID(id), Title: "Agency"})
			t.PutStaff(agency.Staff{ID: agency.StaffID(id), Role: agency.SuperAdmin})
		}
	})
	p.lists("the agencies", store.Query{}, store.Scope{Kind: store.ListAgencies}, "B", "a", "c", "d", "e")
	p.lists("the staff", store.Query{}, store.Scope{Kind: store.ListStaffUsers}, "B", "a", "c", "d", "e")
}

func listsRecruiters(p *probe) {
	p.update(acme, func(t store.Tx) {
		network(t)
		t.PutRecruiters(agency.Recruiter{ID: "dan", Agency: "south"})
		t.PutOpenings(opening("dev", 1))
		revoked := share("dev", agency.ToRecruiter("dan"), 2)
		t.PutShares(share("dev", agency.ToAgency("north"), 1), revoked.Revoke(minute(3)))
	})
	p.lists("all", store.Query{}, store.Scope{Kind: store.ListRecruiters}, "ann", "bob", "cat", "dan")
	p.lists("an agency's", store.Query{}, store.Scope{Kind: store.ListRecruiters, Agency: "south"}, "cat", "dan")
	p.lists("an unknown agency's", store.Query{}, store.Scope{Kind: store.ListRecruiters, Agency: "x"})
	p.lists("the holding ones", store.Query{}, store.Scope{Kind: store.ListRecruiters, Opening: "dev", Holding: true}, "ann", "bob", "dan")
	p.lists("an agency's holding ones", store.Query{},
		store.Scope{Kind: store.ListRecruiters, Agency: "south", Opening: "dev", Holding: true}, "dan")
	f := p.read(acme, store.Query{List: &store.List{
		Scope: store.Scope{Kind: store.ListRecruiters, Opening: "dev"}, Limit: 2,
	}})
	toNorth := share("dev", agency.ToAgency("north"), 1)
	north := agency.Agency{ID: "north", Title: "North"}
	p.equal("the rows", []store.RecruiterRow{
		{Recruiter: agency.Recruiter{ID: "ann", Agency: "north"}, Agency: north, ToAgency: toNorth},
		{Recruiter: agency.Recruiter{ID: "bob", Agency: "north"}, Agency: north, ToAgency: toNorth},
	}, f.Rows.Recruiters)
}

func listsColleagues(p *probe) {
	p.update(acme, network)
	of := store.Scope{Kind: store.ListColleagues}
	p.lists("ann's colleagues", store.Query{Recruiter: "ann"}, of, "ann", "bob")
	p.lists("nobody's colleagues", store.Query{Recruiter: "nobody"}, of)
	p.update(acme, func(t store.Tx) { t.PutRecruiters(agency.Recruiter{ID: "bob", Agency: "south"}) })
	p.lists("ann's colleagues after bob left", store.Query{Recruiter: "ann"}, of, "ann")
	p.lists("cat's colleagues after bob came", store.Query{Recruiter: "cat"}, of, "bob", "cat")
}

func listsOpenings(p *probe) {
	p.update(acme, func(t store.Tx) {
		network(t)
		t.PutOpenings(opening("b", 1, "lee"), opening("a", 1), opening("new", 9, "max", "lee"),
			opening("old", 0, "max").Archive(), opening("B", 1))
		t.PutShares(share("b", agency.ToRecruiter("ann"), 1), share("b", agency.ToAgency("north"), 2))
	})
	of := store.Scope{Kind: store.ListOpenings}
	p.lists("the openings", store.Query{}, of, "new", "B", "a", "b", "old")
	of.OpenOnly = true
	p.lists("those open", store.Query{}, of, "new", "B", "a", "b")
	of.Team = "max"
	p.lists("those open with max", store.Query{}, of, "new")
	of.Team, of.OpenOnly = "lee", false
	p.lists("those with lee", store.Query{}, of, "new", "b")
	f := p.read(acme, store.Query{Recruiter: "ann", List: &store.List{Scope: of, Limit: 2}})
	p.equal("the rows", []store.OpeningRow{
		{Opening: opening("new", 9, "max", "lee")},
		{
			Opening: opening("b", 1, "lee"), ToRecruiter: share("b", agency.ToRecruiter("ann"), 1),
			ToAgency: share("b", agency.ToAgency("north"), 2),
		},
	}, f.Rows.Openings)
	p.update(acme, func(t store.Tx) { t.PutOpenings(opening("old", 10, "lee")) })
	p.lists("those with lee after a change", store.Query{}, of, "old", "new", "b")
}

func listsSubmissions(p *probe) {
	p.update(acme, func(t store.Tx) {
		network(t)
		t.PutOpenings(opening("dev", 1, "lee"), opening("ops", 2))
		t.PutEntries(entry("s2"))
		t.PutSubmissions(submission("s1", "dev", "ann", "north", 1), submission("s2", "ops", "ann", "north", 5),
			submission("s4", "dev", "bob", "north", 3), submission("s3", "dev", "cat", "south", 3),
			submission("s5", "dev", "", "", 2), submission("s6", "", "", "", 4))
		t.PutShares(share("ops", agency.ToRecruiter("ann"), 1), share("ops", agency.ToAgency("north"), 2))
	})
	none := store.Query{}
	of := func(o agency.OpeningID, a agency.AgencyID, r agency.RecruiterID, team agency.StaffID) store.Scope {
		return store.Scope{Kind: store.ListSubmissions, Opening: o, Agency: a, Recruiter: r, Team: team}
	}
	p.lists("all", none, of("", "", "", ""), "s2", "s6", "s3", "s4", "s5", "s1")
	p.lists("an opening's", none, of("dev", "", "", ""), "s3", "s4", "s5", "s1")
	p.lists("an agency's", none, of("", "north", "", ""), "s2", "s4", "s1")
	p.lists("an agency's to an opening", none, of("dev", "north", "", ""), "s4", "s1")
	p.lists("a recruiter's", none, of("", "", "ann", ""), "s2", "s1")
	p.lists("a recruiter's to an opening", none, of("dev", "", "ann", ""), "s1")
	p.lists("a recruiter's for an agency", none, of("", "north", "ann", ""), "s2", "s1")
	p.lists("a recruiter's for another agency", none, of("", "south", "ann", ""))
	p.lists("all of it", none, of("dev", "north", "ann", "lee"), "s1")
	p.lists("a team's", none, of("", "", "", "lee"), "s3", "s4", "s5", "s1")
	p.lists("nobody's", none, of("", "", "", "max"))
	f := p.read(acme, store.Query{Recruiter: "ann", List: &store.List{Scope: of("", "", "", ""), Limit: 1}})
	p.equal("the row", []store.SubmissionRow{{
		Submission: submission("s2", "ops", "ann", "north", 5), Name: entry("s2").FullName(), Opening: opening("ops", 2),
		ToRecruiter: share("ops", agency.ToRecruiter("ann"), 1), ToAgency: share("ops", agency.ToAgency("north"), 2),
	}}, f.Rows.Submissions)
	p.update(acme, func(t store.Tx) { t.PutSubmissions(submission("s1", "ops", "bob", "north", 6)) })
	p.lists("all after a change", none, of("", "", "", ""), "s1", "s2", "s6", "s3", "s4", "s5")
	p.lists("an opening's after a change", none, of("dev", "", "", ""), "s3", "s4", "s5")
	p.lists("a recruiter's after a change", none, of("", "", "bob", ""), "s1", "s4")
	p.update(acme, func(t store.Tx) { t.PutSubmissions(submission("s1", "ops", "ann", "north", 6)) })
	p.lists("a recruiter's after another change", none, of("", "", "bob", ""), "s4")
	p.lists("the other recruiter's after it", none, of("", "north", "ann", ""), "s1", "s2")
}

func refusesQueries(p *probe) {
	p.update(acme, network)
	byID := store.Scope{Kind: store.ListAgencies}
	newest := store.Scope{Kind: store.ListOpenings}
	queries := map[string]store.List{
		"no kind":                         {Limit: 1},
		"an unknown kind":                 {Scope: store.Scope{Kind: store.ListJournal + 100}, Limit: 1},
		"limit 0":                         {Scope: byID},
		"a negative limit":                {Scope: byID, Limit: -1},
		"a limit over the bound":          {Scope: byID, Limit: store.MaxLimit + 1},
		"a time in order of ID":           {Scope: byID, Limit: 1, After: store.After{At: minute(1), ID: "a"}},
		"a number in order of ID":         {Scope: byID, Limit: 1, After: store.After{Seq: 1}},
		"an ID alone, newest first":       {Scope: newest, Limit: 1, After: store.After{ID: "a"}},
		"a time alone, newest first":      {Scope: newest, Limit: 1, After: store.After{At: minute(1)}},
		"a number, newest first":          {Scope: newest, Limit: 1, After: store.After{Seq: 1}},
		"shares of nothing":               {Scope: store.Scope{Kind: store.ListShares}, Limit: 1},
		"holding nothing":                 {Scope: store.Scope{Kind: store.ListRecruiters, Holding: true}, Limit: 1},
		"colleagues of nobody":            {Scope: store.Scope{Kind: store.ListColleagues}, Limit: 1},
		"openings granted to nobody":      {Scope: store.Scope{Kind: store.ListGranted, ToAgency: true}, Limit: 1},
		"submissions of nobody's own":     {Scope: store.Scope{Kind: store.ListOwnSubmissions}, Limit: 1},
		"claims of nobody's own":          {Scope: store.Scope{Kind: store.ListOwnClaims}, Limit: 1},
		"claims of no agency":             {Scope: store.Scope{Kind: store.ListAgencyClaims}, Limit: 1},
		"an ID alone, by end":             {Scope: store.Scope{Kind: store.ListClaims}, Limit: 1, After: store.After{ID: "a"}},
		"a time alone, by end":            {Scope: store.Scope{Kind: store.ListClaims}, Limit: 1, After: store.After{At: minute(1)}},
		"a number, by end":                {Scope: store.Scope{Kind: store.ListClaims}, Limit: 1, After: store.After{Seq: 1}},
		"a time among candidates":         {Scope: store.Scope{Kind: store.ListCandidates}, Limit: 1, After: store.After{At: minute(1), ID: "a"}},
		"a number among candidates":       {Scope: store.Scope{Kind: store.ListCandidates}, Limit: 1, After: store.After{Seq: 1}},
		"an ID alone, among invitations":  {Scope: store.Scope{Kind: store.ListInvitations}, Limit: 1, After: store.After{ID: "a"}},
		"a time alone, among invitations": {Scope: store.Scope{Kind: store.ListInvitations}, Limit: 1, After: store.After{At: minute(1)}},
		"a number among invitations":      {Scope: store.Scope{Kind: store.ListInvitations}, Limit: 1, After: store.After{Seq: 1}},
		"a time among lists":              {Scope: store.Scope{Kind: store.ListLists}, Limit: 1, After: store.After{At: minute(1), ID: "a"}},
		"a number among lists":            {Scope: store.Scope{Kind: store.ListLists}, Limit: 1, After: store.After{Seq: 1}},
		"submissions of no agency":        {Scope: store.Scope{Kind: store.ListAgencySubmissions}, Limit: 1},
	}
	if p.has(Remarks) {
		queries["remarks on nothing"] = store.List{Scope: store.Scope{Kind: store.ListRemarks, Remarks: 7}, Limit: 1}
	}
	if p.has(JournalQueries) {
		queries["an ID in the journal"] = store.List{Scope: history, Limit: 1, After: store.After{ID: "a"}}
		queries["a time in the journal"] = store.List{Scope: history, Limit: 1, After: store.After{At: minute(1)}}
		queries["a negative number"] = store.List{Scope: history, Limit: 1, After: store.After{Seq: -1}}
	}
	for what, l := range queries {
		if _, err := p.store.Read(p.ctx, acme, store.Query{List: &l}); err == nil {
			p.fail(what, store.ErrInvalid, err)
		} else {
			p.is(err, store.ErrInvalid)
		}
	}
}

func startsAnywhere(p *probe) {
	p.update(acme, func(t store.Tx) {
		network(t)
		t.PutOpenings(opening("a", 1), opening("b", 2), opening("c", 3))
	})
	from := func(kind store.Kind, a store.After) []string {
		of := store.Scope{Kind: kind}
		names, _ := rows(p.read(acme, store.Query{List: &store.List{Scope: of, After: a, Limit: 9}}).Rows, of)
		return names
	}
	p.equal("agencies after o", []string{"south"}, from(store.ListAgencies, store.After{ID: "o"}))
	p.equal("openings after a position between two", []string{"b", "a"}, from(store.ListOpenings, store.After{At: minute(2), ID: "aa"}))
	p.equal("openings after a position behind one", []string{"a"}, from(store.ListOpenings, store.After{At: minute(2), ID: "bb"}))
	p.equal("openings after the last", []string(nil), from(store.ListOpenings, store.After{At: minute(0), ID: "a"}))
}

func listsRemarks(p *probe) {
	remark := func(id string, on candidate.SubmissionID, kind candidate.RemarkKind, at int) candidate.Remark {
		return candidate.Remark{ID: id, Submission: on, Kind: kind, Author: "lee", Text: "Text\nof " + id, At: minute(at)}
	}
	p.update(acme, func(t store.Tx) {
		t.PutSubmissions(submission("s1", "", "", "", 1), submission("s2", "", "", "", 1))
		t.PutRemarks(remark("b", "s1", candidate.Note, 2), remark("a", "s1", candidate.Feedback, 2),
			remark("z", "s1", candidate.PersonMessage, 1), remark("y", "s2", candidate.Note, 0))
	})
	of := store.Scope{Kind: store.ListRemarks, Submission: "s1", Remarks: 7}
	p.lists("the remarks", store.Query{}, of, "z", "a", "b")
	of.Remarks = 1<<candidate.Note | 1<<candidate.PersonMessage
	p.lists("notes and messages", store.Query{}, of, "z", "b")
	f := p.read(acme, store.Query{List: &store.List{Scope: of, Limit: 1}})
	p.equal("the row", []candidate.Remark{remark("z", "s1", candidate.PersonMessage, 1)}, f.Rows.Remarks)
	p.update(acme, func(t store.Tx) { t.PutRemarks(remark("z", "s1", candidate.Note, 5)) })
	p.lists("notes after a change", store.Query{}, of, "b", "z")
}
