package storetest

import (
	"slices"
	"strconv"
	"strings"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

var alikeChecks = []check{
	{"ID-06", "Identifiers of staff are compared byte by byte, in facts and on teams.", comparesStaff, nil},
	{"ID-07", "Identifiers of submissions and entries are compared byte by byte.", comparesSubmissions, nil},
	{"ID-08", "The agency, the recruiter and the ID of a request are compared byte by byte.", comparesRequests, nil},
	{"ID-09", "Identifiers of remarks are compared and ordered byte by byte.", comparesRemarks, []need{remarks}},
	{"ID-10", "The subjects of journal entries are compared byte by byte.", comparesSubjects, []need{journalQueries}},
	{"ID-11", "What a list is limited to is compared byte by byte.", comparesScopes, nil},
	{"ID-12", "Rows of equal times are in the order of the bytes of their IDs.", ordersEqualTimes, nil},
	{"ID-13", "Addresses are compared as FoldEmail folds them, and otherwise byte by byte.", comparesAddresses, nil},
	{"ID-14", "Whom an opening is shared with is compared and ordered byte by byte.", comparesGrantees, nil},
	{"ID-15", "The longest identifiers are kept whole, wherever they stand.", keepsLongest, nil},
	{"ID-16", "Accounts are compared and ordered byte by byte.", comparesAccounts, nil},
	{"ID-17", "Counters are by opening, agency and recruiter, byte by byte.", comparesCounted, nil},
}

func comparesStaff(p *probe) {
	p.update(acme, func(t store.Tx) {
		for i, id := range alike {
			t.PutStaff(agency.Staff{ID: agency.StaffID(id), Name: "name of " + id, Role: agency.SuperAdmin})
			t.PutOpenings(opening("o"+strconv.Itoa(i), 1, agency.StaffID(id)))
			t.PutSubmissions(submission("s"+strconv.Itoa(i), "o"+strconv.Itoa(i), "", "", 1))
		}
	})
	for i, id := range alike {
		user := agency.StaffID(id)
		p.equal("the name", "name of "+id, p.read(acme, store.Query{Staff: user}).Staff.Name)
		f := p.read(acme, store.Query{List: &store.List{Scope: store.Scope{Kind: store.ListOpenings, Team: user}, Limit: 99}})
		p.equal("the number of openings with "+strconv.Quote(id)+" on the team", 1, len(f.Rows.Openings))
		p.equal("the opening", agency.OpeningID("o"+strconv.Itoa(i)), f.Rows.Openings[0].Opening.ID)
		f = p.read(acme, store.Query{List: &store.List{Scope: store.Scope{Kind: store.ListSubmissions, Team: user}, Limit: 99}})
		p.equal("the number of submissions with "+strconv.Quote(id)+" on the team", 1, len(f.Rows.Submissions))
	}
	p.lists("the staff", store.Query{}, store.Scope{Kind: store.ListStaffUsers}, slices.Sorted(slices.Values(alike))...)
}

func comparesSubmissions(p *probe) {
	p.update(acme, func(t store.Tx) {
		for _, id := range alike {
			s := submission("", "dev", "ann", "north", 1)
			s.ID, s.Entry, s.Source = candidate.SubmissionID(id), candidate.EntryID(id), "source of "+id
			t.PutSubmissions(s)
			t.PutEntries(candidate.Entry{ID: candidate.EntryID(id), Name: "name of " + id})
			t.PutCandidates(candidate.Candidate{ID: candidate.ID(id), Person: candidate.ID(id), Created: minute(0)})
		}
	})
	for _, id := range alike {
		f := p.read(acme, store.Query{Submission: candidate.SubmissionID(id)})
		p.equal("the source", "source of "+id, f.Submission.Source)
		if f.Entry == nil || f.Entry.Name != "name of "+id {
			p.fail("the entry of "+strconv.Quote(id), "its own", f.Entry)
		}
	}
}

func comparesRequests(p *probe) {
	receipt := func(i int, a, r, request string) candidate.Receipt {
		return candidate.Receipt{
			Agency: agency.AgencyID(a), Recruiter: agency.RecruiterID(r), Request: candidate.RequestID(request),
			Submission: candidate.SubmissionID("s" + strconv.Itoa(i)), At: minute(1),
		}
	}
	p.update(acme, func(t store.Tx) {
		for i, id := range alike {
			t.PutRecruiters(agency.Recruiter{ID: agency.RecruiterID(id), Agency: agency.AgencyID(id)})
			t.PutReceipts(receipt(i, id, id, "r1"), receipt(i, id, id, id))
		}
	})
	for i, id := range alike {
		for _, request := range []string{"r1", id} {
			f := p.read(acme, store.Query{Recruiter: agency.RecruiterID(id), Request: candidate.RequestID(request)})
			expected := receipt(i, id, id, request)
			p.equal("the receipt", &expected, f.Receipt)
		}
		other := alike[(i+1)%len(alike)]
		f := p.read(acme, store.Query{Recruiter: agency.RecruiterID(id), Request: candidate.RequestID(other)})
		p.equal("the receipt of another request", (*candidate.Receipt)(nil), f.Receipt)
	}
}

func comparesRemarks(p *probe) {
	remark := func(id, on string) candidate.Remark {
		return candidate.Remark{ID: id, Submission: candidate.SubmissionID(on), Text: "Text of " + id, At: minute(1)}
	}
	p.update(acme, func(t store.Tx) {
		for i, id := range alike {
			t.PutRemarks(remark(id, "s1"), remark("on "+strconv.Itoa(i), id))
		}
	})
	of := store.Scope{Kind: store.ListRemarks, Submission: "s1", Remarks: 7}
	p.lists("the remarks on one", store.Query{}, of, slices.Sorted(slices.Values(alike))...)
	for _, id := range alike {
		of.Submission = candidate.SubmissionID(id)
		f := p.read(acme, store.Query{List: &store.List{Scope: of, Limit: 9}})
		p.equal("the number of remarks on "+strconv.Quote(id), 1, len(f.Rows.Remarks))
	}
}

// subjectOf returns the subject whose field number i is id.
func subjectOf(i int, id string) (s store.Subject) {
	switch i {
	case 0:
		s.Opening = agency.OpeningID(id)
	case 1:
		s.Agency = agency.AgencyID(id)
	case 2:
		s.Recruiter = agency.RecruiterID(id)
	case 3:
		s.Staff = agency.StaffID(id)
	default:
		s.Submission = candidate.SubmissionID(id)
	}
	return s
}

const subjectFields = 5

// about is the list of what has a subject.
func about(s store.Subject) store.Scope {
	return store.Scope{
		Kind: store.ListJournal, Opening: s.Opening, Agency: s.Agency, Recruiter: s.Recruiter, Staff: s.Staff, Submission: s.Submission,
	}
}

func comparesSubjects(p *probe) {
	p.update(acme, func(t store.Tx) {
		for i := range subjectFields {
			for _, id := range alike {
				t.Journal(store.Entry{At: minute(1), Action: id, Subject: subjectOf(i, id)}, store.Value{Field: "name", After: id})
			}
		}
	})
	for i := range subjectFields {
		for _, id := range alike {
			found := p.journal(about(subjectOf(i, id)))
			p.equal("the number of entries about "+strconv.Quote(id), 1, len(found))
			p.equal("the entry's action", id, found[0].Action)
		}
	}
	for i := range subjectFields {
		p.update(acme, func(t store.Tx) { t.EraseValues(subjectOf(i, "a")) })
	}
	for _, r := range p.journal(history) {
		p.equal("whether "+strconv.Quote(r.Action)+" has values", r.Action != "a", len(r.Values) > 0)
	}
}

func comparesScopes(p *probe) {
	p.update(acme, func(t store.Tx) {
		for i, id := range alike {
			n := strconv.Itoa(i)
			t.PutRecruiters(agency.Recruiter{ID: agency.RecruiterID(id), Agency: agency.AgencyID(id)})
			t.PutOpenings(opening("o"+n, 1))
			s := submission("s"+n, "", "", "", 1)
			s.Opening, s.Agency, s.Recruiter = agency.OpeningID(id), agency.AgencyID(id), agency.RecruiterID(id)
			t.PutSubmissions(s)
			k := claimTo("c"+n, "k"+n, id, id, 1, 9)
			k.Opening = agency.OpeningID(id)
			t.PutClaims(k)
			t.PutInvitations(invitation("i"+n, id, id, 1))
			t.PutShares(share("o"+n, agency.ToRecruiter(agency.RecruiterID(id)), 1), share("o"+n, agency.ToAgency(agency.AgencyID(id)), 1))
		}
	})
	for i, id := range alike {
		o, a, r := agency.OpeningID(id), agency.AgencyID(id), agency.RecruiterID(id)
		n := strconv.Itoa(i)
		for _, l := range []struct {
			what string
			of   store.Scope
			name string
		}{
			{"recruiters of an agency", store.Scope{Kind: store.ListRecruiters, Agency: a}, id},
			{"colleagues", store.Scope{Kind: store.ListColleagues}, id},
			{"openings granted", store.Scope{Kind: store.ListGranted, ToRecruiter: true}, "o" + n},
			{"openings granted to the agency", store.Scope{Kind: store.ListGranted, ToAgency: true}, "o" + n},
			{"submissions to an opening", store.Scope{Kind: store.ListSubmissions, Opening: o}, "s" + n},
			{"submissions of an agency", store.Scope{Kind: store.ListSubmissions, Agency: a}, "s" + n},
			{"submissions of a recruiter", store.Scope{Kind: store.ListSubmissions, Recruiter: r}, "s" + n},
			{"submissions of the asker's agency", store.Scope{Kind: store.ListAgencySubmissions}, "s" + n},
			{"submissions of the asker", store.Scope{Kind: store.ListOwnSubmissions, Opening: o}, "s" + n},
			{"claims to an opening", store.Scope{Kind: store.ListClaims, Opening: o}, "k" + n},
			{"claims of an agency", store.Scope{Kind: store.ListClaims, Agency: a}, "k" + n},
			{"claims of a recruiter", store.Scope{Kind: store.ListClaims, Recruiter: r}, "k" + n},
			{"claims of the asker's agency", store.Scope{Kind: store.ListAgencyClaims}, "k" + n},
			{"claims of the asker", store.Scope{Kind: store.ListOwnClaims, Opening: o}, "k" + n},
			{"invitations of an agency", store.Scope{Kind: store.ListInvitations, Agency: a}, "i" + n},
			{"invitations of a recruiter", store.Scope{Kind: store.ListInvitations, Recruiter: r}, "i" + n},
			{"shares of a recruiter", store.Scope{Kind: store.ListShares, Recruiter: r}, "o" + n},
			{"shares of an agency", store.Scope{Kind: store.ListShares, Agency: a}, "o" + n},
		} {
			found := p.read(acme, store.Query{Recruiter: r, List: &store.List{Scope: l.of, Limit: 9}}).Rows
			names, _ := rows(found, l.of)
			p.equal(l.what+" "+strconv.Quote(id), []string{l.name}, names)
		}
	}
}

func ordersEqualTimes(p *probe) {
	p.update(acme, func(t store.Tx) {
		network(t)
		for _, id := range alike {
			t.PutOpenings(opening(id, 1))
			t.PutShares(share(id, agency.ToRecruiter("ann"), 1))
			s := submission("", "dev", "ann", "north", 1)
			s.ID = candidate.SubmissionID(id)
			t.PutSubmissions(s)
			t.PutClaims(to("dev", "", claimTo("c1", id, "ann", "north", 1, 9)))
			t.PutInvitations(invitation(id, "ann", "north", 1))
		}
	})
	sorted := slices.Sorted(slices.Values(alike))
	ann := store.Query{Recruiter: "ann"}
	for what, of := range map[string]store.Scope{
		"the openings":             {Kind: store.ListOpenings},
		"the openings granted":     {Kind: store.ListGranted, ToRecruiter: true},
		"the submissions":          {Kind: store.ListSubmissions},
		"the agency's submissions": {Kind: store.ListAgencySubmissions},
		"her own submissions":      {Kind: store.ListOwnSubmissions},
		"the claims":               {Kind: store.ListClaims},
		"the agency's claims":      {Kind: store.ListAgencyClaims},
		"her own claims":           {Kind: store.ListOwnClaims, Opening: "dev"},
		"the invitations":          {Kind: store.ListInvitations},
		"an agency's invitations":  {Kind: store.ListInvitations, Agency: "north"},
		"her invitations":          {Kind: store.ListInvitations, Recruiter: "ann"},
		"a recruiter's shares":     {Kind: store.ListShares, Recruiter: "ann"},
	} {
		for _, limit := range []int{1, 4, len(alike)} {
			p.equal(what+" in pages of "+strconv.Itoa(limit), sorted, p.pages(acme, ann, of, limit))
		}
	}
}

func comparesAddresses(p *probe) {
	addresses := []string{
		"jane@north.example", "jane+x@north.example", "ja.ne@north.example", "jane@north.example.", "Jané@north.example",
		"jane\u0301@north.example", "İ@north.example", "νίκος@north.example", "ß@north.example", "ss@north.example",
		"ＪＡＮＥ@north.example", "j_ne@north.example", "j%@north.example", strings.Repeat("x", 240) + "@a.example", strings.Repeat("x", 240) + "@b.example",
	}
	p.update(acme, func(t store.Tx) {
		for i, a := range addresses {
			n := strconv.Itoa(100 + i)
			t.PutStaff(agency.Staff{ID: agency.StaffID(n), Email: a, Role: agency.SuperAdmin})
			t.PutRecruiters(agency.Recruiter{ID: agency.RecruiterID(n), Agency: "north", Email: a})
		}
	})
	for i, a := range addresses {
		n := strconv.Itoa(100 + i)
		for _, typed := range []string{a, strings.ToUpper(a[:1]) + a[1:], strings.ToUpper(a)} {
			if agency.FoldEmail(typed) != agency.FoldEmail(a) {
				continue
			}
			f := p.read(acme, store.Query{Email: agency.FoldEmail(typed)})
			p.equal("who holds "+strconv.Quote(a), []string{n, n}, []string{string(f.EmailStaff), string(f.EmailRecruiter)})
			folded := []string{agency.FoldEmail(typed)}
			p.equal("the member with "+strconv.Quote(a), folded, p.read(acme, store.Query{Agency: "north", Emails: folded}).Members)
		}
	}
	for _, nobodys := range []string{" jane@north.example", "jane@north.example ", "jane@north", "%", "", "j%"} {
		f := p.read(acme, store.Query{Email: nobodys})
		p.equal("who holds "+strconv.Quote(nobodys), store.Facts{}, f)
		p.equal("members with "+strconv.Quote(nobodys), []string(nil), p.read(acme, store.Query{Agency: "north", Emails: []string{nobodys}}).Members)
	}
}

func comparesGrantees(p *probe) {
	var names []string
	p.update(acme, func(t store.Tx) {
		names = nil
		for i, id := range alike {
			t.PutShares(share("dev", agency.ToRecruiter(agency.RecruiterID(id)), i), share("dev", agency.ToAgency(agency.AgencyID(id)), i+30))
			names = append(names, "agency:"+id, "recruiter:"+id)
		}
	})
	p.lists("the shares of one opening", store.Query{}, store.Scope{Kind: store.ListShares, Opening: "dev"}, slices.Sorted(slices.Values(names))...)
	p.ok(p.store.View(p.ctx, acme, func(r store.Reader) error {
		var to []agency.Grantee
		var expected []agency.Share
		for i, id := range alike {
			toRecruiter, toAgency := agency.ToRecruiter(agency.RecruiterID(id)), agency.ToAgency(agency.AgencyID(id))
			to = append(to, toRecruiter, toAgency)
			expected = append(expected, share("dev", toRecruiter, i), share("dev", toAgency, i+30))
		}
		found, err := r.Shares([]agency.OpeningID{"dev"}, to)
		p.equal("the shares", expected, found)
		return err
	}))
}

func keepsLongest(p *probe) {
	long := func(last string) string { return strings.Repeat("ü", (agency.MaxID-len(last))/2) + last }
	a, b := long("aa"), long("bb")
	put := func(id string, at int) (f store.Facts) {
		f.Settings = agency.Settings{Version: 1}
		f.Staff = agency.Staff{ID: agency.StaffID(id), Role: agency.SuperAdmin}
		f.Agency = agency.Agency{ID: agency.AgencyID(id), Title: "An agency"}
		f.Recruiter = agency.Recruiter{ID: agency.RecruiterID(id), Agency: f.Agency.ID}
		f.Opening = opening(id, at, f.Staff.ID, "lee")
		f.ToRecruiter, f.ToAgency = share(id, agency.ToRecruiter(f.Recruiter.ID), at), share(id, agency.ToAgency(f.Agency.ID), at)
		f.Submission = submission("", id, id, id, at)
		f.Submission.ID, f.Submission.Entry, f.Submission.Candidate = candidate.SubmissionID(id), candidate.EntryID(id), candidate.ID(id)
		f.Entry = &candidate.Entry{ID: candidate.EntryID(id), Name: "A name"}
		f.Receipt = &candidate.Receipt{
			Agency: f.Agency.ID, Recruiter: f.Recruiter.ID, Request: candidate.RequestID(id), Submission: f.Submission.ID, At: minute(at),
		}
		f.Counters = store.Counters{Agency: 1, Recruiter: 1}
		c := hosted(id, candidate.HostID(id))
		f.Claim = to(id, id, claimTo(id, id, id, id, 1, 0))
		judged, one := ruling(id), probeBy(id, id, id, at)
		f.Known, f.Ruling, f.Probe = []store.Known{{Candidate: c, Claims: []candidate.Claim{f.Claim}}}, &judged, &one
		f.Recruiter.User = agency.UserID(id)
		sent := invitation(id, id, id, at)
		sent.Staff, sent.Colleague, sent.Openings = f.Staff.ID, f.Recruiter.ID, agency.Freeze(f.Opening.ID)
		f.Invitation, f.Latest, f.Lists = &sent, &sent, []agency.List{listOf(id, f.ToRecruiter.Grantee, f.ToAgency.Grantee)}
		p.update(agency.AccountID(a), func(t store.Tx) {
			t.PutSettings(f.Settings)
			t.PutStaff(f.Staff)
			t.PutAgencies(f.Agency)
			t.PutRecruiters(f.Recruiter)
			t.PutOpenings(f.Opening)
			t.PutShares(f.ToRecruiter, f.ToAgency)
			t.PutEntries(*f.Entry)
			t.PutCandidates(c)
			t.PutClaims(f.Claim)
			t.PutRulings(judged)
			t.PutProbes(one)
			t.PutInvitations(sent)
			t.PutLists(f.Lists...)
			t.Hold(c.ID, f.Agency.ID, candidate.Hold(candidate.Holding{Digest: 1}))
			t.PutSubmissions(f.Submission)
			t.PutReceipts(*f.Receipt)
		})
		return f
	}
	for i, expected := range []store.Facts{put(a, 1), put(b, 2)} {
		id := []string{a, b}[i]
		p.equal("the facts", expected, p.read(agency.AccountID(a), store.Query{
			Staff: agency.StaffID(id), Recruiter: agency.RecruiterID(id), Submission: candidate.SubmissionID(id),
			Request: candidate.RequestID(id), Counters: true, Claim: candidate.ClaimID(id), Probe: id, Host: candidate.HostID(id),
			Invitation: invite.ID(id), Latest: true, Lists: []agency.ListID{agency.ListID(id)},
		}))
	}
	p.equal("who holds a key", [][]candidate.Holder{{holder(a, a, 0), holder(b, b, 0)}},
		p.read(agency.AccountID(a), store.Query{Keys: []candidate.Digest{1}}).Holders)
	for _, kind := range []store.Kind{
		store.ListAgencies, store.ListStaffUsers, store.ListRecruiters, store.ListCandidates, store.ListClaims, store.ListLists,
	} {
		p.equal("a list", []string{a, b}, p.pages(agency.AccountID(a), store.Query{}, store.Scope{Kind: kind}, 1))
	}
	p.equal("the account with another end", agency.Settings{}, p.read(agency.AccountID(b), store.Query{}).Settings)
}
