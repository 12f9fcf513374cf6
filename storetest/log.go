package storetest

import (
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

var logChecks = []check{
	{"LOG-01", "The store numbers the account's journal 1, 2, 3 and so on in the order of the commits, without gaps.", numbersJournal, []need{journalQueries}},
	{"LOG-02", "ListJournal keeps entries whose subject has all of the fields that are set.", filtersJournal, []need{journalQueries}},
	{"LOG-03", "EraseValues removes the values beside every entry whose subject is covered; a zero subject erases nothing.", erasesValues, []need{journalQueries}},
	{"LOG-04", "What is returned shares no memory with the store, and neither does what was handed in.", sharesNoMemory, []need{journalQueries, delivery}},
}

var history = store.Scope{Kind: store.ListJournal}

func (p *probe) journal(of store.Scope) []store.JournalRow {
	return p.read(acme, store.Query{List: &store.List{Scope: of, Limit: store.MaxLimit}}).Rows.Journal
}

func numbersJournal(p *probe) {
	full := store.Entry{
		Seq: 99, At: minute(1), Actor: store.Actor{Kind: store.HostActor, ID: "support: rt-4711"}, Action: "share", Denied: true,
		Reasons: agency.Freeze("not_on_team", "not_found"), Fields: agency.Freeze("title", "state"),
		Subject: store.Subject{Opening: "dev", Agency: "north", Recruiter: "ann", Staff: "lee", Submission: "s1"},
	}
	values := []store.Value{{Field: "title", Before: "A", After: "Ä"}, {Field: "state", After: "open"}}
	p.update(acme, func(t store.Tx) {
		t.Journal(store.Entry{At: minute(0), Action: "first"})
		t.Journal(full, values...)
	})
	p.is(p.store.Update(p.ctx, acme, func(t store.Tx) error {
		t.Journal(store.Entry{At: minute(2), Action: "lost"}, store.Value{Field: "lost"})
		return errRefused
	}), errRefused)
	p.update(acme, func(t store.Tx) { t.Journal(store.Entry{At: minute(0), Action: "third"}) })
	full.Seq = 2
	p.equal("the journal", []store.JournalRow{
		{Entry: store.Entry{Seq: 3, At: minute(0), Action: "third"}},
		{Entry: full, Values: values},
		{Entry: store.Entry{Seq: 1, At: minute(0), Action: "first"}},
	}, p.journal(history))
	p.update(acme, func(t store.Tx) {
		for range 300 {
			t.Journal(store.Entry{At: minute(0), Action: "more"})
		}
	})
	p.equal("the number of entries", 303, len(p.pages(acme, store.Query{}, history, 50)))
}

func filtersJournal(p *probe) {
	p.update(acme, func(t store.Tx) {
		for _, s := range []store.Subject{
			{Opening: "dev", Agency: "north"},
			{Opening: "dev", Recruiter: "ann"},
			{},
			{Opening: "dev", Agency: "north", Recruiter: "ann", Staff: "lee", Submission: "s1"},
			{Opening: "Dev"},
		} {
			t.Journal(store.Entry{At: minute(0), Action: "test", Subject: s})
		}
	})
	of := func(s store.Subject) store.Scope {
		return store.Scope{
			Kind: store.ListJournal, Opening: s.Opening, Agency: s.Agency, Recruiter: s.Recruiter,
			Staff: s.Staff, Submission: s.Submission,
		}
	}
	none := store.Query{}
	p.lists("all", none, history, "5", "4", "3", "2", "1")
	p.lists("of the opening", none, of(store.Subject{Opening: "dev"}), "4", "2", "1")
	p.lists("of opening and agency", none, of(store.Subject{Opening: "dev", Agency: "north"}), "4", "1")
	p.lists("of the recruiter", none, of(store.Subject{Recruiter: "ann"}), "4", "2")
	p.lists("of staff", none, of(store.Subject{Staff: "lee"}), "4")
	p.lists("of the submission", none, of(store.Subject{Submission: "s1"}), "4")
	p.lists("of another", none, of(store.Subject{Submission: "s1", Opening: "ops"}))
}

func erasesValues(p *probe) {
	name := store.Value{Field: "name", Before: "Jane"}
	p.update(acme, func(t store.Tx) {
		t.Journal(store.Entry{At: minute(0), Action: "a", Subject: store.Subject{Submission: "s1", Agency: "north"}}, name)
		t.Journal(store.Entry{At: minute(0), Action: "b", Subject: store.Subject{Submission: "s2", Agency: "north"}}, name)
		t.Journal(store.Entry{At: minute(0), Action: "c", Subject: store.Subject{Submission: "s1"}}, name)
	})
	kept := func() (actions []string) {
		for _, r := range p.journal(history) {
			if len(r.Values) > 0 {
				actions = append(actions, r.Action)
			}
		}
		return actions
	}
	p.update(acme, func(t store.Tx) { t.EraseValues(store.Subject{}) })
	p.equal("entries with values after erasing nothing", []string{"c", "b", "a"}, kept())
	p.is(p.store.Update(p.ctx, acme, func(t store.Tx) error {
		t.EraseValues(store.Subject{Agency: "north"})
		return errRefused
	}), errRefused)
	p.equal("entries with values after a rollback", []string{"c", "b", "a"}, kept())
	p.update(acme, func(t store.Tx) {
		t.Journal(store.Entry{At: minute(0), Action: "d", Subject: store.Subject{Submission: "s1", Agency: "north"}}, name)
		t.EraseValues(store.Subject{Submission: "s1", Agency: "north"})
		t.Journal(store.Entry{At: minute(0), Action: "e", Subject: store.Subject{Submission: "s1", Agency: "north"}}, name)
	})
	p.equal("entries with values", []string{"e", "c", "b"}, kept())
	p.equal("the number of entries", 5, len(p.journal(history)))
}

func sharesNoMemory(p *probe) {
	p.update(acme, func(t store.Tx) {
		values := []store.Value{{Field: "title", Before: "A", After: "B"}}
		payload := []byte(`{"a":1}`)
		network(t)
		t.PutEntries(entry("s1"))
		t.PutSubmissions(submission("s1", "dev", "ann", "north", 1))
		t.Journal(store.Entry{At: minute(0), Action: "test"}, values...)
		t.Publish(store.Event{At: minute(0), Name: "test", Version: 1, Payload: payload})
		values[0].After, payload[2] = "changed", 'x'
	})
	q := store.Query{Submission: "s1", List: &store.List{Scope: history, Limit: 5}}
	first := p.read(acme, q)
	row := head(p, "the journal", first.Rows.Journal)
	p.equal("the value", []store.Value{{Field: "title", Before: "A", After: "B"}}, row.Values)
	if first.Entry == nil {
		p.fail("the entry", "s1's", "none")
	}
	row.Values[0].After = "changed"
	first.Rows.Journal[0].Action = "changed"
	first.Entry.Name = "changed"
	second := p.read(acme, q)
	row = head(p, "the journal read again", second.Rows.Journal)
	p.equal("the value", []store.Value{{Field: "title", Before: "A", After: "B"}}, row.Values)
	p.equal("the action", "test", row.Action)
	typed := entry("s1")
	p.equal("the entry", &typed, second.Entry)

	out := p.store.Outbox()
	claim, err := out.Claim(p.ctx, acme, p.limits.patience, 1)
	p.ok(err)
	event := head(p, "the claim", claim.Events)
	p.equal("the payload", `{"a":1}`, string(event.Payload))
	event.Payload[2] = 'x'
	p.ok(out.Release(p.ctx, acme, claim.Token, 0))
	event = head(p, "the second claim", p.claim(acme, 1).Events)
	p.equal("the payload handed out again", `{"a":1}`, string(event.Payload))
}
