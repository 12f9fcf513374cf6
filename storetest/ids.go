package storetest

import (
	"slices"
	"strconv"
	"strings"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

var idChecks = []check{
	{"ID-01", "Every record belongs to one account; no other account sees it.", separatesAccounts, nil},
	{"ID-02", "Identifiers are compared byte by byte.", comparesBytes, nil},
	{"ID-03", "Lists in order of ID are in the order of the bytes.", ordersBytes, nil},
	{"ID-04", "An Update of an account whose ID breaks the rule is refused.", refusesAccount, nil},
	{"ID-05", "An adapter must refuse identifiers that break the rule.", refusesIDs, nil},
}

// alike are identifiers, in the order of their bytes, that some database takes
// for equal, cuts, or gives a meaning.
var alike = []string{
	" a", "%", "'; --", "-1", "0", "10", "9", "A", "Z", `\`, "_", "a", "a ", "a.", "aa", "e\u0301",
	"ss", strings.Repeat("x", agency.MaxID-1) + "x", strings.Repeat("x", agency.MaxID-1) + "y",
	"\u00a0", "ß", "é", "\u0130", "ı", "\u200bx", "\U0001F600",
}

func separatesAccounts(p *probe) {
	p.update(acme, writeAll)
	for _, other := range []agency.AccountID{"Acme", "acme ", "ACME", "acme2", "acm", "%", "acm_"} {
		p.equal("the facts of account "+string(other), store.Facts{}, p.read(other, store.Query{Agency: "north"}))
		if p.has(JournalQueries) {
			f := p.read(other, store.Query{List: &store.List{Scope: history, Limit: 10}})
			p.equal("the journal of account "+string(other), &store.Rows{}, f.Rows)
		}
		if p.has(Delivery) {
			p.none("the claim of account "+string(other), other)
		}
	}
	p.update("other", func(t store.Tx) {
		t.PutAgencies(agency.Agency{ID: "north", Title: "Other"})
		t.Journal(store.Entry{At: minute(0), Action: "test"})
	})
	p.equal("the title in acme", "North", p.title(acme, "north"))
	p.equal("the title in other", "Other", p.title("other", "north"))
	if !p.has(JournalQueries) {
		return
	}
	f := p.read("other", store.Query{List: &store.List{Scope: store.Scope{Kind: store.ListJournal}, Limit: 10}})
	p.equal("the number of the other account's first entry", int64(1), head(p, "the other account's journal", f.Rows.Journal).Seq)
}

func comparesBytes(p *probe) {
	p.update(acme, func(t store.Tx) {
		for _, id := range alike {
			t.PutAgencies(agency.Agency{ID: agency.AgencyID(id), Title: "title of " + id})
			t.PutRecruiters(agency.Recruiter{ID: agency.RecruiterID(id), Agency: agency.AgencyID(id)})
			t.PutOpenings(agency.Opening{ID: agency.OpeningID(id), Title: id, Created: minute(0)})
			t.PutShares(share(id, agency.ToRecruiter(agency.RecruiterID(id)), 1))
		}
	})
	for i, id := range alike {
		f := p.read(acme, store.Query{Recruiter: agency.RecruiterID(id), Opening: agency.OpeningID(id)})
		p.equal("the recruiter", agency.RecruiterID(id), f.Recruiter.ID)
		p.equal("the agency's title", "title of "+id, f.Agency.Title)
		p.equal("the opening's title", id, f.Opening.Title)
		p.equal("the share's opening", agency.OpeningID(id), f.ToRecruiter.Opening)
		other := alike[(i+1)%len(alike)]
		f = p.read(acme, store.Query{Recruiter: agency.RecruiterID(id), Opening: agency.OpeningID(other)})
		p.equal("the share of another opening", agency.Share{}, f.ToRecruiter)
	}
}

func ordersBytes(p *probe) {
	expected := slices.Sorted(slices.Values(alike))
	p.update(acme, func(t store.Tx) {
		for _, id := range alike {
			t.PutAgencies(agency.Agency{ID: agency.AgencyID(id), Title: "An agency"})
		}
	})
	for _, limit := range []int{1, 4, len(alike), store.MaxLimit} {
		p.equal("the list", expected, p.pages(acme, store.Query{}, store.Scope{Kind: store.ListAgencies}, limit))
	}
}

func refusesAccount(p *probe) {
	for _, id := range slices.Concat(badIDs, []string{""}) {
		err := p.store.Update(p.ctx, agency.AccountID(id), func(t store.Tx) error {
			writeAll(t)
			return nil
		})
		if err == nil {
			p.fail("an Update of account "+strconv.Quote(id), "an error", err)
		}
	}
}

func comparesAccounts(p *probe) {
	for _, id := range alike {
		p.update(agency.AccountID(id), func(t store.Tx) {
			t.PutAgencies(agency.Agency{ID: "north", Title: "title in " + id})
			t.Publish(store.Event{At: minute(0), Name: "test", Version: 1, Payload: []byte(`{}`)})
		})
	}
	for _, id := range alike {
		p.equal("the title", "title in "+id, p.title(agency.AccountID(id), "north"))
	}
	if !p.has(Delivery) {
		return
	}
	var pending []string
	for after := agency.AccountID(""); len(pending) < 2*len(alike); {
		page, err := p.store.Outbox().Pending(p.ctx, after, 4)
		p.ok(err)
		for _, id := range page {
			pending = append(pending, string(id))
		}
		if len(page) == 0 {
			break
		}
		after = page[len(page)-1]
	}
	p.equal("accounts with events", slices.Sorted(slices.Values(alike)), pending)
}

func comparesCounted(p *probe) {
	p.update(acme, func(t store.Tx) {
		for i, id := range alike {
			t.PutOpenings(opening(id, 1))
			t.PutRecruiters(agency.Recruiter{ID: agency.RecruiterID(id), Agency: agency.AgencyID(id)})
			for n := range i%3 + 1 {
				t.PutSubmissions(submission(strconv.Itoa(i)+"-"+strconv.Itoa(n), id, id, id, 1))
			}
		}
	})
	for i, id := range alike {
		n := i%3 + 1
		f := p.read(acme, store.Query{Recruiter: agency.RecruiterID(id), Opening: agency.OpeningID(id), Counters: true})
		p.equal("the counters of "+strconv.Quote(id), store.Counters{Agency: n, Recruiter: n}, f.Counters)
	}
}
