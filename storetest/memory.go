package storetest

import (
	"slices"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

var memoryChecks = []check{
	{"MEM-01", "The records and IDs handed in share no memory with the store: who calls may use the slices again at once.", keepsNothingHandedIn, nil},
	{"MEM-02", "The facts and rows that a question returns share no memory with the store.", handsOutCopies, nil},
	{"MEM-03", "The slices that a Reader's getters return share no memory with the store.", getsCopies, nil},
	{"MEM-04", "The values handed to Journal and those returned share no memory with the store.", copiesValues, []need{journalQueries}},
	{"MEM-05", "The payload handed to Publish and that of a claimed event share no memory with the store.", copiesPayloads, []need{delivery}},
	{"MEM-06", "Two questions of one transaction share no memory: neither asking again nor changing one answer changes the other.", answersApart, nil},
}

// keepsNothingHandedIn puts each slice of records and then overwrites it, once
// at once and once before the commit.
func keepsNothingHandedIn(p *probe) {
	put := func(t store.Tx, f store.Facts) (spoil func()) {
		staff, agencies := []agency.Staff{f.Staff}, []agency.Agency{f.Agency}
		recruiters, openings := []agency.Recruiter{f.Recruiter}, []agency.Opening{f.Opening}
		shares := []agency.Share{f.ToRecruiter, f.ToAgency}
		entries, submissions := []candidate.Entry{*f.Entry}, []candidate.Submission{f.Submission}
		receipts := []candidate.Receipt{*f.Receipt}
		candidates, claims := []candidate.Candidate{f.Known[0].Candidate}, []candidate.Claim{f.Claim}
		rulings, probes := []candidate.Ruling{*f.Ruling}, []candidate.Probe{*f.Probe}
		invitations, lists, drops := []invite.Invitation{*f.Invitation}, slices.Clone(f.Lists), []agency.ListID{"none"}
		others := []agency.Agency{{ID: "z", Title: "Z"}, {ID: "a", Title: "A"}, {ID: "z", Title: "Z again"}}
		before := slices.Clone(others)
		t.PutAgencies(others...)
		p.equal("the records after the call", before, others)
		t.PutSettings(f.Settings)
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
		t.DropLists(drops...)
		t.PutIndex(f.Index)
		t.Hold("c-s1", f.Holders[0][0].Agency, at(0, 1))
		return func() {
			staff[0], agencies[0] = agency.Staff{ID: "spoilt"}, agency.Agency{ID: "spoilt"}
			recruiters[0], openings[0] = agency.Recruiter{ID: "spoilt", Agency: "spoilt"}, agency.Opening{ID: "spoilt"}
			shares[0], shares[1] = share("spoilt", agency.ToRecruiter("ann"), 1), share("spoilt", agency.ToAgency("north"), 1)
			entries[0], submissions[0] = candidate.Entry{ID: "spoilt"}, candidate.Submission{ID: "spoilt"}
			receipts[0] = candidate.Receipt{Agency: "spoilt", Recruiter: "spoilt", Request: "spoilt"}
			candidates[0], claims[0] = person("spoilt", "spoilt"), claimTo("spoilt", "spoilt", "", "", 1, 0)
			invitations[0], lists[0], drops[0] = invitation("spoilt", "spoilt", "spoilt", 1), listOf("spoilt"), "tier 1"
			rulings[0], probes[0] = ruling("spoilt"), probeBy("spoilt", "spoilt", "spoilt", 1)
		}
	}
	for n := range 2 {
		f := edition(n)
		f.Rows = nil
		var spoil func()
		p.update(acme, func(t store.Tx) {
			spoil = put(t, f)
			if n == 0 {
				spoil()
			}
		})
		spoil()
		p.equal("the facts", f, p.read(acme, wholeEdition()))
	}
	p.update(acme, func(t store.Tx) {
		t.PutRecruiters(agency.Recruiter{ID: "bob", Agency: "north"}, agency.Recruiter{ID: "ann", Agency: "north", Email: "ann@north.example"})
	})
	p.ok(p.store.View(p.ctx, acme, func(r store.Reader) error {
		ids := []agency.RecruiterID{"bob", "ann"}
		found, err := r.Recruiters(ids...)
		p.ok(err)
		p.equal("the IDs after the call", []agency.RecruiterID{"bob", "ann"}, ids)
		ids[0] = "ann"
		p.equal("who was found", agency.RecruiterID("bob"), found[0].ID)
		q := everyFact()
		q.Emails, q.Candidates = []string{"bob@north.example", "ann@north.example"}, candidateIDs("c-s2", "c-s1", "c-s2")
		q.Keys, q.Lists = []candidate.Digest{3, 1, 2, 1}, []agency.ListID{"tier 2", "tier 1", "tier 2"}
		f, err := r.Facts(q)
		p.ok(err)
		p.equal("the addresses after the call", []string{"bob@north.example", "ann@north.example"}, q.Emails)
		p.equal("the candidates after the call", candidateIDs("c-s2", "c-s1", "c-s2"), q.Candidates)
		p.equal("the lists after the call", []agency.ListID{"tier 2", "tier 1", "tier 2"}, q.Lists)
		p.equal("the keys after the call", []candidate.Digest{3, 1, 2, 1}, q.Keys)
		clear(q.Emails)
		p.equal("the members found", []string{"ann@north.example"}, f.Members)
		to := []agency.Grantee{agency.ToRecruiter("ann"), agency.ToAgency("north")}
		_, err = r.Shares([]agency.OpeningID{"dev"}, to)
		p.equal("the grantees after the call", []agency.Grantee{agency.ToRecruiter("ann"), agency.ToAgency("north")}, to)
		return err
	}))
}

// spoilRows overwrites all rows of a page.
func spoilRows(r *store.Rows) {
	clear(r.Agencies)
	clear(r.Staff)
	clear(r.Recruiters)
	clear(r.Openings)
	clear(r.Submissions)
	clear(r.Shares)
	clear(r.Remarks)
	clear(r.Claims)
	clear(r.Candidates)
	clear(r.Invitations)
	clear(r.Lists)
	for i := range r.Journal {
		clear(r.Journal[i].Values)
	}
	clear(r.Journal)
	r.More = !r.More
}

// spoil overwrites all in f that may be shared, and returns what there was but
// for the rows.
func spoil(f store.Facts) (before store.Facts) {
	before = f
	before.Rows = nil
	before.Entry, before.Receipt, before.Ruling, before.Probe = spoilt(f.Entry), spoilt(f.Receipt), spoilt(f.Ruling), spoilt(f.Probe)
	before.Invitation, before.Latest = spoilt(f.Invitation), spoilt(f.Latest)
	before.AtDomain, before.Lists = slices.Clone(f.AtDomain), slices.Clone(f.Lists)
	clear(f.AtDomain)
	clear(f.Lists)
	before.Members, before.Holders, before.Known = slices.Clone(f.Members), slices.Clone(f.Holders), slices.Clone(f.Known)
	for i, all := range f.Holders {
		before.Holders[i] = slices.Clone(all)
		clear(all)
	}
	for i, k := range f.Known {
		before.Known[i].Claims = slices.Clone(k.Claims)
		clear(k.Claims)
	}
	clear(f.Members)
	clear(f.Holders)
	clear(f.Known)
	return before
}

// spoilt overwrites a record and returns a copy of what it was.
func spoilt[T any](r *T) *T {
	before, none := *r, new(T)
	*r = *none
	return &before
}

func handsOutCopies(p *probe) {
	p.update(acme, func(t store.Tx) { p.writeEveryKind(t) })
	for _, l := range p.everyList() {
		q := everyFact()
		q.List = &store.List{Scope: l.of, Limit: 9}
		expected := p.read(acme, q)
		list := slices.Clone(items(expected.Rows, l.of))
		before := spoil(expected)
		spoilRows(expected.Rows)
		again := p.read(acme, q)
		found := items(again.Rows, l.of)
		facts := again
		facts.Rows = nil
		p.equal("the facts", before, facts)
		p.equal("the number of rows", len(list), len(found))
		for i := range list {
			if _, values := list[i].row.(store.JournalRow); !values { // those are looked at in MEM-04
				p.equal("a row", list[i].row, found[i].row)
			}
		}
		p.equal("whether there are more", false, again.Rows.More)
	}
}

func getsCopies(p *probe) {
	p.update(acme, func(t store.Tx) { p.writeEveryKind(t) })
	spoils := func(r store.Reader) error {
		before, err := look(r, nil)
		p.ok(err)
		agencies, recruiters := slices.Clone(before.agencies), slices.Clone(before.recruiters)
		openings, shares := slices.Clone(before.openings), slices.Clone(before.shares)
		clear(before.agencies)
		clear(before.recruiters)
		clear(before.openings)
		clear(before.shares)
		after, err := look(r, nil)
		p.equal("what is got again", sight{agencies: agencies, recruiters: recruiters, openings: openings, shares: shares}, after)
		return err
	}
	p.ok(p.store.View(p.ctx, acme, spoils))
	p.ok(p.store.Update(p.ctx, acme, func(t store.Tx) error { return spoils(t) }))
	p.ok(p.store.View(p.ctx, acme, spoils))
}

func copiesValues(p *probe) {
	expected := []store.Value{{Field: "title", Before: "A", After: "B"}, {Field: "state"}}
	p.update(acme, func(t store.Tx) {
		values := slices.Clone(expected)
		t.Journal(store.Entry{At: minute(0), Action: "test"}, values...)
		clear(values)
	})
	for range 2 {
		rows := p.journal(history)
		p.equal("the values", expected, head(p, "the journal", rows).Values)
		clear(rows[0].Values)
		clear(rows)
	}
}

func copiesPayloads(p *probe) {
	out := p.store.Outbox()
	p.update(acme, func(t store.Tx) {
		payload := []byte(`{"a":1}`)
		t.Publish(store.Event{At: minute(0), Name: "test", Version: 1, Payload: payload})
		clear(payload)
	})
	for range 2 {
		claim := p.claim(acme, 1)
		event := head(p, "the events", claim.Events)
		p.equal("the payload", `{"a":1}`, string(event.Payload))
		clear(event.Payload)
		clear(claim.Events)
		p.ok(out.Release(p.ctx, acme, claim.Token, 0))
	}
}

// getsApart keeps what each getter returns while it is called again.
func (p *probe) getsApart(r store.Reader) {
	agencies, err := r.Agencies("north")
	p.ok(err)
	_, err = r.Agencies("south", "north")
	p.ok(err)
	p.equal("the agencies after another call", []agency.Agency{knownBy("north", "North", "north.example")}, agencies)
	recruiters, err := r.Recruiters("ann")
	p.ok(err)
	_, err = r.Recruiters("bob", "ann")
	p.ok(err)
	p.equal("the recruiters after another call", []agency.Recruiter{{ID: "ann", Agency: "north"}}, recruiters)
	openings, err := r.Openings("dev")
	p.ok(err)
	_, err = r.Openings("ops", "dev")
	p.ok(err)
	p.equal("the openings after another call", []agency.Opening{opening("dev", 1)}, openings)
	shares, err := r.Shares([]agency.OpeningID{"dev"}, []agency.Grantee{agency.ToRecruiter("ann")})
	p.ok(err)
	_, err = r.Shares([]agency.OpeningID{"ops"}, []agency.Grantee{agency.ToAgency("north")})
	p.ok(err)
	p.equal("the shares after another call", []agency.Share{share("dev", agency.ToRecruiter("ann"), 1)}, shares)
}

func answersApart(p *probe) {
	p.update(acme, func(t store.Tx) { p.writeEveryKind(t) })
	asks := func(r store.Reader) error {
		p.getsApart(r)
		q := everyFact()
		q.List = &store.List{Scope: store.Scope{Kind: store.ListOpenings}, Limit: 9}
		first, err := r.Facts(q)
		p.ok(err)
		second, err := r.Facts(q)
		p.ok(err)
		before := spoil(first)
		spoilRows(first.Rows)
		third, err := r.Facts(q)
		p.equal("the answers to one question", second, third)
		third.Rows = nil
		p.equal("the answer asked for again", before, third)
		p.equal("the number of rows", 2, len(second.Rows.Openings))
		return err
	}
	p.ok(p.store.View(p.ctx, acme, asks))
	p.ok(p.store.Update(p.ctx, acme, func(t store.Tx) error { return asks(t) }))
}
