package storetest

import (
	"time"

	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

var missingChecks = []check{
	{"CAP-01", "Without Delivery all methods of Outbox answer ErrUnsupported; Publish is accepted.", doesWithoutDelivery, []need{noDelivery}},
	{"CAP-02", "Without JournalQueries ListJournal answers ErrUnsupported; Journal and EraseValues are accepted.", doesWithoutJournal, []need{noJournal}},
	{"CAP-03", "Without Remarks PutRemarks poisons the transaction with ErrUnsupported, and ListRemarks answers it.", doesWithoutRemarks, []need{noRemarks}},
}

func doesWithoutDelivery(p *probe) {
	p.update(acme, writeAll)
	p.equal("the title beside an event", "North", p.title(acme, "north"))
	out := p.store.Outbox()
	if out == nil {
		p.fail("Outbox", "one that answers ErrUnsupported", nil)
	}
	_, err := out.Pending(p.ctx, "", 1)
	p.is(err, store.ErrUnsupported)
	_, err = out.Claim(p.ctx, acme, time.Hour, 1)
	p.is(err, store.ErrUnsupported)
	p.is(out.Ack(p.ctx, acme, "token", 1), store.ErrUnsupported)
	p.is(out.Release(p.ctx, acme, "token", 0), store.ErrUnsupported)
}

// asks checks that a list is not supported, wherever it is asked for, and that
// asking does no harm.
func (p *probe) asks(of store.Scope) {
	q := store.Query{Agency: "north", List: &store.List{Scope: of, Limit: 1}}
	_, err := p.store.Read(p.ctx, acme, q)
	p.is(err, store.ErrUnsupported)
	p.ok(p.store.View(p.ctx, acme, func(r store.Reader) error {
		_, err := r.Facts(q)
		p.is(err, store.ErrUnsupported)
		_, err = r.Facts(store.Query{Agency: "north"})
		return err
	}))
	p.ok(p.store.Update(p.ctx, acme, func(t store.Tx) error {
		_, err := t.Facts(q)
		p.is(err, store.ErrUnsupported)
		writeAll(t)
		return nil
	}))
	p.equal("the title written after asking", "North", p.title(acme, "north"))
}

func doesWithoutJournal(p *probe) {
	p.asks(history)
	p.update(acme, func(t store.Tx) {
		t.Journal(store.Entry{At: minute(0), Action: "test", Subject: store.Subject{Agency: "north"}}, store.Value{Field: "title"})
		t.EraseValues(store.Subject{Agency: "north"})
		t.PutEntries(entry("s1"))
	})
}

func doesWithoutRemarks(p *probe) {
	err := p.store.Update(p.ctx, acme, func(t store.Tx) error {
		writeAll(t)
		t.PutRemarks(candidate.Remark{ID: "m1", Submission: "s1", Text: "Text", At: minute(0)})
		_, reading := t.Facts(store.Query{})
		p.is(reading, store.ErrUnsupported)
		return nil
	})
	p.is(err, store.ErrUnsupported)
	p.untouched()
	p.asks(store.Scope{Kind: store.ListRemarks, Submission: "s1", Remarks: 7})
}
