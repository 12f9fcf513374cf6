package storetest

import (
	"fmt"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

var pagingChecks = []check{
	{"PAGE-01", "The pages of ListAgencies are consecutive pieces of it, at every size.", pagesAgencies, nil},
	{"PAGE-02", "The pages of ListStaffUsers are consecutive pieces of it, at every size.", pagesStaff, nil},
	{"PAGE-03", "The pages of ListRecruiters are consecutive pieces of it, with Agency, Opening and Holding in every combination.", pagesRecruiters, nil},
	{"PAGE-04", "The pages of ListColleagues are consecutive pieces of it, at every size.", pagesColleagues, nil},
	{"PAGE-05", "The pages of ListOpenings are consecutive pieces of it, with Team, OpenOnly and Query.Recruiter in every combination.", pagesOpenings, nil},
	{"PAGE-06", "The pages of ListGranted are consecutive pieces of it, with ToRecruiter, ToAgency, OpenOnly and EffectiveAt in every combination.", pagesGranted, nil},
	{"PAGE-07", "The pages of ListSubmissions are consecutive pieces of it, with Opening, Agency, Recruiter and Team in every combination.", pagesSubmissions, nil},
	{"PAGE-08", "The pages of ListAgencySubmissions are consecutive pieces of it, with and without Opening.", pagesAgencySubmissions, nil},
	{"PAGE-09", "The pages of ListOwnSubmissions are consecutive pieces of it, with and without Opening.", pagesOwnSubmissions, nil},
	{"PAGE-10", "The pages of ListShares are consecutive pieces of it, by opening, by recruiter or by agency, in this order of precedence.", pagesShares, nil},
	{"PAGE-11", "The pages of ListRemarks are consecutive pieces of it, with the kinds of Remarks in every combination.", pagesRemarks, []need{remarks}},
	{"PAGE-12", "The pages of ListJournal are consecutive pieces of it, with the fields of the subject in every combination.", pagesJournal, []need{journalQueries}},
	{"PAGE-13", "Fields of a Scope that a kind does not name are ignored.", ignoresFields, nil},
	{"PAGE-14", "A page has up to MaxLimit rows; when there is one row more, More says so.", fillsLargestPage, nil},
	{"PAGE-15", "Rows that stay are seen exactly once by who pages through a list while others come and change.", pagesBesideWriters, nil},
	{"PAGE-16", "A position is that of the last row seen, which may have gone elsewhere.", pagesOnFromMoved, nil},
	{"PAGE-17", "A position before the first row is like the start; one after the last finds nothing.", pagesFromBounds, nil},
	{"PAGE-18", "A page comes with the other facts that its query asks for.", pagesWithFacts, nil},
	{"PAGE-19", "View and Update answer a list that is ErrInvalid like Read does.", refusesEverywhere, nil},
}

// every is the sizes for a list of n rows: small ones, those around a page that
// is exactly full, and the greatest.
func every(n int) []int { return []int{1, 2, 3, 7, n - 1, n, n + 1, store.MaxLimit} }

// few are the sizes for lists that are checked in many combinations.
func few(n int) []int { return []int{7, n - 1, n, store.MaxLimit} }

// cutsAll checks lists with an asker against the population.
func (p *probe) cutsAll(w *population, sizes func(n int) []int, asker agency.RecruiterID, of store.Scope) {
	expected := w.list(asker, of)
	p.cuts(store.Query{Recruiter: asker}, of, expected, sizes(len(expected))...)
}

func (p *probe) populated() *population {
	w := populate(1)
	p.settle(w)
	return w
}

func pagesAgencies(p *probe) {
	p.cutsAll(p.populated(), every, "", store.Scope{Kind: store.ListAgencies})
}

func pagesStaff(p *probe) {
	p.cutsAll(p.populated(), every, "", store.Scope{Kind: store.ListStaffUsers})
}

func pagesRecruiters(p *probe) {
	w := p.populated()
	p.cutsAll(w, every, "", store.Scope{Kind: store.ListRecruiters})
	for _, a := range []agency.AgencyID{"", w.agencyID(0), w.agencyID(1), w.agencyID(someAgencies), "nobody"} {
		for _, o := range []agency.OpeningID{"", w.openingID(0), w.openingID(1), w.openingID(someOpenings), "nothing"} {
			p.cutsAll(w, few, "", store.Scope{Kind: store.ListRecruiters, Agency: a, Opening: o})
			if o != "" {
				p.cutsAll(w, few, "", store.Scope{Kind: store.ListRecruiters, Agency: a, Opening: o, Holding: true})
			}
		}
	}
}

func pagesColleagues(p *probe) {
	w := p.populated()
	for _, r := range w.recruiters {
		p.cutsAll(w, few, r.ID, store.Scope{Kind: store.ListColleagues})
	}
	p.cutsAll(w, every, w.recruiterID(0), store.Scope{Kind: store.ListColleagues})
}

func pagesOpenings(p *probe) {
	w := p.populated()
	for _, asker := range []agency.RecruiterID{"", w.recruiterID(0), w.recruiterID(1)} {
		p.cutsAll(w, every, asker, store.Scope{Kind: store.ListOpenings})
		for _, team := range []agency.StaffID{"", w.staffID(0), w.staffID(1), "nobody"} {
			for _, open := range []bool{false, true} {
				p.cutsAll(w, few, asker, store.Scope{Kind: store.ListOpenings, Team: team, OpenOnly: open})
			}
		}
	}
	of := store.Scope{Kind: store.ListOpenings} // no recruiter asks: the rows carry no shares
	p.cuts(store.Query{Agency: w.agencyID(0)}, of, w.list("", of), store.MaxLimit)
}

func pagesGranted(p *probe) {
	w := p.populated()
	for i := range 3 {
		asker := w.recruiterID(i)
		p.cutsAll(w, every, asker, store.Scope{Kind: store.ListGranted, ToRecruiter: true, ToAgency: true})
		for set := range 8 {
			for _, at := range []time.Time{{}, minute(1), minute(3), minute(3).Add(time.Microsecond), minute(4), minute(9)} {
				p.cutsAll(w, few, asker, store.Scope{
					Kind: store.ListGranted, ToRecruiter: set&1 > 0, ToAgency: set&2 > 0, OpenOnly: set&4 > 0, EffectiveAt: at,
				})
			}
		}
	}
}

func pagesSubmissions(p *probe) {
	w := p.populated()
	p.cutsAll(w, every, "", store.Scope{Kind: store.ListSubmissions})
	for i := range 3 {
		by := w.submissions[i]
		for set := range 16 {
			of := store.Scope{Kind: store.ListSubmissions}
			if set&1 > 0 {
				of.Opening = w.openingID(i + 2)
			}
			if set&2 > 0 {
				of.Agency = by.Agency
			}
			if set&4 > 0 {
				of.Recruiter = by.Recruiter
			}
			if set&8 > 0 {
				of.Team = w.staffID(i)
			}
			p.cutsAll(w, few, []agency.RecruiterID{"", w.recruiterID(0), w.recruiterID(1)}[i], of)
		}
	}
	of := store.Scope{Kind: store.ListSubmissions} // no recruiter asks: the rows carry no shares
	p.cuts(store.Query{Agency: w.agencyID(0)}, of, w.list("", of), store.MaxLimit)
}

// pagesOf checks a list of submissions that belong to the asker.
func (p *probe) pagesOf(kind store.Kind) {
	w := p.populated()
	for i := range 8 {
		asker := w.recruiterID(i)
		p.cutsAll(w, every, asker, store.Scope{Kind: kind})
		for j := range 8 {
			p.cutsAll(w, few, asker, store.Scope{Kind: kind, Opening: w.openingID(j)})
		}
	}
}

func pagesAgencySubmissions(p *probe) { p.pagesOf(store.ListAgencySubmissions) }

func pagesOwnSubmissions(p *probe) { p.pagesOf(store.ListOwnSubmissions) }

func pagesShares(p *probe) {
	w := p.populated()
	for i := range 7 {
		o, r, a := w.openingID(i), w.recruiterID(i), w.agencyID(i)
		for set := 1; set < 8; set++ {
			of := store.Scope{Kind: store.ListShares}
			if set&1 > 0 {
				of.Opening = o
			}
			if set&2 > 0 {
				of.Recruiter = r
			}
			if set&4 > 0 {
				of.Agency = a
			}
			p.cutsAll(w, few, "", of)
		}
		p.cutsAll(w, every, "", store.Scope{Kind: store.ListShares, Recruiter: r})
	}
}

func pagesRemarks(p *probe) {
	w := p.populated()
	for i := range 4 {
		on := w.submissions[i].ID
		p.cutsAll(w, every, "", store.Scope{Kind: store.ListRemarks, Submission: on, Remarks: 7})
		for set := range uint8(8) {
			p.cutsAll(w, few, "", store.Scope{Kind: store.ListRemarks, Submission: on, Remarks: set})
		}
	}
}

func pagesJournal(p *probe) {
	w := p.populated()
	p.cutsAll(w, every, "", history)
	for set := range 1 << subjectFields {
		var s store.Subject
		for i, id := range []string{"dev", "north", "ann", "lee", "s1"} {
			if set&(1<<i) > 0 {
				f := subjectOf(i, id)
				s = store.Subject{
					Opening: s.Opening + f.Opening, Agency: s.Agency + f.Agency, Recruiter: s.Recruiter + f.Recruiter,
					Staff: s.Staff + f.Staff, Submission: s.Submission + f.Submission,
				}
			}
		}
		p.cutsAll(w, few, "", about(s))
	}
}

// ignoresFields asks for each list with all those fields set that its kind
// does not name, to something that no record has.
func ignoresFields(p *probe) {
	w := p.populated()
	on := w.submissions[0].ID
	noise := store.Scope{
		Opening: "x", Agency: "x", Recruiter: "x", Staff: "x", Submission: "x", Team: "x", ToRecruiter: true, ToAgency: true,
		OpenOnly: true, EffectiveAt: minute(1), Remarks: 1 << candidate.Feedback,
	}
	for kind := store.ListAgencies; kind <= store.ListLists; kind++ {
		plain, loud := store.Scope{Kind: kind}, noise
		loud.Kind = kind
		switch kind {
		case store.ListRecruiters:
			loud.Agency, loud.Opening = "", ""
		case store.ListOpenings:
			loud.Team, loud.OpenOnly = "", false
		case store.ListGranted:
			plain.ToAgency = true
			loud.ToRecruiter, loud.OpenOnly, loud.EffectiveAt = false, false, time.Time{}
		case store.ListSubmissions:
			loud.Opening, loud.Agency, loud.Recruiter, loud.Team = "", "", "", ""
		case store.ListAgencySubmissions, store.ListOwnSubmissions:
			loud.Opening = ""
		case store.ListClaims:
			loud.Opening, loud.Agency, loud.Recruiter, loud.Team, loud.EffectiveAt = "", "", "", "", time.Time{}
		case store.ListAgencyClaims, store.ListOwnClaims:
			loud.Opening, loud.EffectiveAt = "", time.Time{}
		case store.ListInvitations:
			loud.Agency, loud.Recruiter = "", ""
		case store.ListShares:
			plain.Opening = w.openingID(0)
			loud.Opening = plain.Opening
		case store.ListRemarks:
			if !p.has(Remarks) {
				continue
			}
			plain.Submission, plain.Remarks = on, 7
			loud.Submission, loud.Remarks = on, 7
		case store.ListJournal:
			if !p.has(JournalQueries) {
				continue
			}
			loud.Opening, loud.Agency, loud.Recruiter, loud.Staff, loud.Submission = "", "", "", "", ""
		}
		p.cuts(store.Query{Recruiter: w.recruiterID(0)}, loud, w.list(w.recruiterID(0), plain), 7)
	}
}

func fillsLargestPage(p *probe) {
	var all []agency.Agency
	var expected []any
	for i := range store.MaxLimit + 1 {
		a := agency.Agency{ID: agency.AgencyID(numbered(i)), Title: fmt.Sprint("Agency ", i)}
		all, expected = append(all, a), append(expected, a)
	}
	of := store.Scope{Kind: store.ListAgencies}
	p.update(acme, func(t store.Tx) { t.PutAgencies(all[:store.MaxLimit]...) })
	p.cuts(store.Query{}, of, expected[:store.MaxLimit], store.MaxLimit, store.MaxLimit-1)
	p.update(acme, func(t store.Tx) { t.PutAgencies(all[store.MaxLimit:]...) })
	p.cuts(store.Query{}, of, expected, store.MaxLimit)
}

// pagesBesideWriters pages through lists while rows come and go at both sides
// of where it is. They go by changing what the list sorts or selects by.
func pagesBesideWriters(p *probe) {
	const rows = 12
	p.update(acme, func(t store.Tx) {
		network(t)
		for i := range rows {
			t.PutOpenings(opening(fmt.Sprint("stays", i), 20+i/3), opening(fmt.Sprint("moves", i), 20+i/3))
			t.PutSubmissions(submission(fmt.Sprint("stays", i), "dev", "ann", "north", 20+i/3),
				submission(fmt.Sprint("moves", i), "dev", "ann", "north", 20+i/3))
			t.PutRecruiters(agency.Recruiter{ID: agency.RecruiterID(fmt.Sprint("stays", i)), Agency: "north"},
				agency.Recruiter{ID: agency.RecruiterID(fmt.Sprint("moves", i)), Agency: "north"})
		}
	})
	change := func(n int) {
		p.update(acme, func(t store.Tx) {
			i := (n * 5) % rows
			t.PutOpenings(opening(fmt.Sprint("moves", i), n%50), opening(fmt.Sprint("new", n), 20+n%4))
			t.PutSubmissions(submission(fmt.Sprint("moves", i), "ops", "ann", "north", n%50),
				submission(fmt.Sprint("new", n), "dev", "ann", "north", 20+n%4))
			t.PutRecruiters(agency.Recruiter{ID: agency.RecruiterID(fmt.Sprint("moves", i)), Agency: "south"},
				agency.Recruiter{ID: agency.RecruiterID(fmt.Sprint("new", n)), Agency: "north"})
		})
	}
	n := 0
	for _, of := range []store.Scope{
		{Kind: store.ListOpenings}, {Kind: store.ListSubmissions, Opening: "dev"}, {Kind: store.ListRecruiters, Agency: "north"},
	} {
		seen := make(map[string]int)
		l := store.List{Scope: of, Limit: 3}
		for more := true; more; n++ {
			page := p.read(acme, store.Query{List: &l}).Rows
			for _, i := range items(page, of) {
				seen[i.name]++
				l.After = i.at
			}
			if more = page.More; n < 60 {
				change(n)
			}
		}
		for i := range rows {
			p.equal(fmt.Sprintf("how often row %d is seen in %+v", i, of), 1, seen[fmt.Sprint("stays", i)])
		}
	}
}

func pagesOnFromMoved(p *probe) {
	p.update(acme, func(t store.Tx) {
		t.PutOpenings(opening("a", 9), opening("b", 8), opening("c", 7), opening("d", 6))
	})
	of := store.Scope{Kind: store.ListOpenings}
	first := p.read(acme, store.Query{List: &store.List{Scope: of, Limit: 2}}).Rows
	names, last := rows(first, of)
	p.equal("the first page", []string{"a", "b"}, names)
	p.update(acme, func(t store.Tx) { t.PutOpenings(opening("b", 1), opening("a", 5)) })
	names, _ = rows(p.read(acme, store.Query{List: &store.List{Scope: of, After: last, Limit: 9}}).Rows, of)
	p.equal("the page after a row that has moved", []string{"c", "d", "a", "b"}, names)
	p.update(acme, func(t store.Tx) { t.PutOpenings(opening("b", 20)) })
	names, _ = rows(p.read(acme, store.Query{List: &store.List{Scope: of, After: last, Limit: 9}}).Rows, of)
	p.equal("the page after a row that has moved to the front", []string{"c", "d", "a"}, names)
}

func pagesFromBounds(p *probe) {
	w := p.populated()
	first, last := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999_999_000, time.UTC)
	from := func(of store.Scope, at store.After, expected []any) {
		q := store.Query{Recruiter: w.recruiterID(0), List: &store.List{Scope: of, After: at, Limit: store.MaxLimit}}
		p.equal(fmt.Sprintf("the number of rows of kind %d after %+v", of.Kind, at), len(expected), len(items(p.read(acme, q).Rows, of)))
	}
	for kind := store.ListAgencies; kind <= store.ListLists; kind++ {
		of := store.Scope{Kind: kind, ToRecruiter: true, ToAgency: true}
		before, after := store.After{ID: "!"}, store.After{ID: "\U0010FFFF"}
		switch kind {
		case store.ListShares:
			of.Recruiter = w.recruiterID(0)
		case store.ListOpenings, store.ListGranted, store.ListSubmissions, store.ListAgencySubmissions, store.ListOwnSubmissions,
			store.ListInvitations:
			before.At, after.At = last, first
		case store.ListClaims, store.ListAgencyClaims, store.ListOwnClaims:
			before.At, after.At = first, last
		case store.ListRemarks:
			if !p.has(Remarks) {
				continue
			}
			of.Submission, of.Remarks = w.submissions[0].ID, 7
			before.At, after.At = first, last
		case store.ListJournal:
			if !p.has(JournalQueries) {
				continue
			}
			before, after = store.After{Seq: 1 << 60}, store.After{Seq: 1}
		}
		from(of, before, w.list(w.recruiterID(0), of))
		from(of, after, nil)
	}
}

func pagesWithFacts(p *probe) {
	w := p.populated()
	r := w.recruiterID(0)
	q := store.Query{
		Recruiter: r, Staff: w.staffID(0), Opening: w.openingID(0), Submission: w.submissions[0].ID, Counters: true,
		Candidates: []candidate.ID{w.candidates[0].ID, w.candidates[1].ID}, Claim: w.claims[0].ID, Keys: []candidate.Digest{1, 2},
		Invitation: w.invitations[0].ID, Latest: true, Lists: []agency.ListID{w.lists[0].ID, w.lists[1].ID}, Domain: "north.example",
	}
	alone := p.read(acme, q)
	for kind := store.ListAgencies; kind <= store.ListLists; kind++ {
		if kind >= store.ListShares && kind <= store.ListJournal {
			continue // what these lack, others may do without
		}
		q.List = &store.List{Scope: store.Scope{Kind: kind, ToRecruiter: true, ToAgency: true}, Limit: 2}
		f := p.read(acme, q)
		f.Rows = nil
		p.equal("the facts beside a list", alone, f)
	}
}

func refusesEverywhere(p *probe) {
	for _, l := range []store.List{
		{Limit: 1},
		{Scope: store.Scope{Kind: store.ListAgencies}, Limit: store.MaxLimit + 1},
		{Scope: store.Scope{Kind: store.ListOpenings}, After: store.After{ID: "a"}, Limit: 1},
		{Scope: store.Scope{Kind: store.ListShares}, Limit: 1},
		{Scope: store.Scope{Kind: store.ListColleagues}, Limit: 1},
	} {
		asks := func(r store.Reader) error {
			_, err := r.Facts(store.Query{List: &l})
			return err
		}
		p.is(p.store.View(p.ctx, acme, asks), store.ErrInvalid)
		p.is(p.store.Update(p.ctx, acme, func(t store.Tx) error { return asks(t) }), store.ErrInvalid)
	}
	p.untouched()
}
