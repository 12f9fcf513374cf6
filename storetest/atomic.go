package storetest

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

var atomicChecks = []check{
	{"TX-17", "If a callback fails after reads that saw its writes, nothing of it remains.", rollsBackFlushed, nil},
	{"TX-18", "If the context's deadline passes before the commit, nothing remains and the error is context.DeadlineExceeded.", rollsBackOnDeadline, nil},
	{"TX-19", "An Update that writes nothing leaves no trace.", leavesNoTrace, nil},
	{"TX-20", "If a callback fails, the records that there were stay as they were, in every list and fact.", restores, nil},
	{"TX-21", "A question that is refused leaves the transaction as if it had not been asked.", survivesRefusal, nil},
	{"TX-22", "A callback may run again; what it did counts once.", countsOnce, nil},
	{"TX-23", "After its callback has failed, a Reader or Tx answers ErrClosed, and what is written through it has no effect.", closesFailed, nil},
	{"TX-24", "If the context has ended, View and Read answer the context's error, be it cancelled or too late.", answersContext, nil},
	{"TX-25", "A write that fails poisons the transaction whichever kind of record was written before and after.", poisonsAnyKind, nil},
}

func rollsBackFlushed(p *probe) {
	flush := func(t store.Tx, name string) {
		writeAll(t)
		t.PutAgencies(agency.Agency{ID: "north", Title: name})
		f, err := t.Facts(store.Query{Agency: "north"})
		p.ok(err)
		p.equal("the title inside the transaction", name, f.Agency.Title)
		agencies, err := t.Agencies("north")
		p.ok(err)
		p.equal("the title by Agencies", name, head(p, "the agencies", agencies).Title)
	}
	p.is(p.store.Update(p.ctx, acme, func(t store.Tx) error {
		flush(t, "First")
		flush(t, "Second")
		writeAll(t)
		return errRefused
	}), errRefused)
	p.untouched()
	caught := func() (v any) {
		defer func() { v = recover() }()
		return p.store.Update(p.ctx, acme, func(t store.Tx) error {
			flush(t, "Third")
			panic("after a read")
		})
	}()
	p.equal("the panic's value", any("after a read"), caught)
	p.untouched()
}

// rollsBackOnDeadline gives more time until the callback has run at all.
func rollsBackOnDeadline(p *probe) {
	var ran atomic.Bool
	for allowed := p.limits.moment; !ran.Load(); allowed *= 2 {
		if allowed > p.limits.patience {
			p.giveUp("a callback under a deadline", "that it runs", "it has never run")
		}
		ctx, cancel := context.WithTimeout(p.ctx, allowed)
		err := p.store.Update(ctx, acme, func(t store.Tx) error {
			ran.Store(true)
			writeAll(t)
			<-ctx.Done()
			return nil
		})
		cancel()
		p.is(err, context.DeadlineExceeded)
		p.untouched()
	}
	p.update(acme, writeAll)
	p.equal("the title afterwards", "North", p.title(acme, "north"))
}

func leavesNoTrace(p *probe) {
	for range 3 {
		p.update(acme, func(store.Tx) {})
		p.update(acme, func(t store.Tx) {
			_, err := t.Facts(store.Query{Agency: "north"})
			p.ok(err)
			t.PutStaff()
			t.PutAgencies()
			t.PutRecruiters()
			t.PutOpenings()
			t.PutShares()
			t.PutEntries()
			t.PutSubmissions()
			t.PutReceipts()
			t.PutCandidates()
			t.PutClaims()
			t.PutRulings()
			t.PutProbes()
			t.PutInvitations()
			t.PutLists()
			t.DropLists()
			t.DropLists("tier 1")
			t.Hold("c1", "north", "")
			t.LetGo("c1", "")
			t.LetGo("c1", at(0, 1))
			t.EraseValues(store.Subject{Agency: "north"})
		})
	}
	p.untouched()
	p.update(acme, writeAll)
	if p.has(JournalQueries) {
		p.equal("the number of the first entry", int64(1), head(p, "the journal", p.journal(history)).Seq)
	}
	if p.has(Delivery) {
		p.equal("the first event", "1#1", numbers(p.claim(acme, 9)))
	}
}

// restores lets one edition of the records be replaced by another, in vain.
func restores(p *probe) {
	p.update(acme, func(t store.Tx) { p.writeEveryKind(t) })
	before := p.sees(acme)
	overwrite := func(t store.Tx) {
		p.putEditions(t, 7)
		t.PutAgencies(agency.Agency{ID: "new", Title: "New"})
		t.PutStaff(agency.Staff{ID: "new", Role: agency.SuperAdmin})
		t.PutRecruiters(agency.Recruiter{ID: "bob", Agency: "south"}, agency.Recruiter{ID: "new", Agency: "north"})
		t.PutOpenings(opening("new", 3), opening("ops", 9))
		t.PutShares(share("new", agency.ToAgency("north"), 1))
		t.PutSubmissions(submission("s1", "dev", "ann", "north", 1).Withdraw(minute(5)), submission("new", "ops", "ann", "north", 5))
		t.PutCandidates(hosted("new", "4711"), person("c-s2", "c-s2"))
		t.PutClaims(to("dev", "s9", claimTo("c-s1", "new", "ann", "north", 1, 5)))
		t.PutProbes(probeBy("new", "ann", "north", 3))
		t.Hold("new", "north", at(0, 1, 2, 3))
		t.LetGo("c-s1", at(0, 1))
		t.PutAgencies(knownBy("new", "New", "north.example"))
		t.PutInvitations(invitation("i1", "bob", "south", 8), invitation("new", "ann", "north", 9))
		t.PutLists(listOf("new", agency.ToAgency("south")))
		t.DropLists("tier 2")
		t.Journal(store.Entry{At: minute(1), Action: "lost"})
		t.EraseValues(store.Subject{Opening: "dev"})
	}
	p.is(p.store.Update(p.ctx, acme, func(t store.Tx) error {
		overwrite(t)
		return errRefused
	}), errRefused)
	p.equal("what is seen after an error", before, p.sees(acme))
	p.is(p.store.Update(p.ctx, acme, func(t store.Tx) error {
		overwrite(t)
		if _, err := t.Facts(store.Query{Opening: "dev"}); err != nil {
			return err
		}
		overwrite(t)
		return errRefused
	}), errRefused)
	p.equal("what is seen after an error that follows a read", before, p.sees(acme))
}

func survivesRefusal(p *probe) {
	bad := store.Query{List: &store.List{Scope: store.Scope{Kind: store.ListAgencies}}}
	p.update(acme, func(t store.Tx) {
		t.PutAgencies(agency.Agency{ID: "north", Title: "North"})
		for range 2 {
			_, err := t.Facts(bad)
			p.is(err, store.ErrInvalid)
		}
		f, err := t.Facts(store.Query{Agency: "north"})
		p.ok(err)
		p.equal("the title after asking", "North", f.Agency.Title)
		t.PutAgencies(agency.Agency{ID: "south", Title: "South"})
	})
	p.equal("the title written before asking", "North", p.title(acme, "north"))
	p.equal("the title written after asking", "South", p.title(acme, "south"))
	p.ok(p.store.View(p.ctx, acme, func(r store.Reader) error {
		_, err := r.Facts(bad)
		p.is(err, store.ErrInvalid)
		f, err := r.Facts(store.Query{Agency: "north"})
		p.equal("the title in a View after asking", "North", f.Agency.Title)
		return err
	}))
}

func countsOnce(p *probe) {
	const writers, each = 4, 5
	const updates = writers * each
	var runs atomic.Int64
	p.all(writers, "a writer", func(int) error {
		for range each {
			err := p.store.Update(p.ctx, acme, func(t store.Tx) error {
				runs.Add(1)
				f, err := t.Facts(store.Query{})
				if err != nil {
					return err
				}
				f.Settings.Version++
				t.PutSettings(f.Settings)
				t.Journal(store.Entry{At: minute(0), Action: "test"})
				t.Publish(store.Event{At: minute(0), Name: "test.event", Version: 1, Payload: []byte(`{}`)})
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	p.equal("the version", int64(updates), p.read(acme, store.Query{}).Settings.Version)
	if p.has(JournalQueries) {
		p.equal("the number of journal entries", updates, len(p.journal(history)))
	}
	if p.has(Delivery) {
		p.equal("the number of events", updates, len(p.claim(acme, 2*updates).Events))
	}
	if again := runs.Load() - updates; again > 0 {
		p.say(fmt.Sprintf("callbacks ran again %d times", again))
	} else {
		p.say("no callback ran again, so this says nothing about one that does")
	}
}

func closesFailed(p *probe) {
	var tx store.Tx
	var reader store.Reader
	p.is(p.store.Update(p.ctx, acme, func(t store.Tx) error { tx = t; return errRefused }), errRefused)
	p.is(p.store.View(p.ctx, acme, func(r store.Reader) error { reader = r; return errRefused }), errRefused)
	closed := func() {
		for _, r := range []store.Reader{tx, reader} {
			_, err := r.Facts(store.Query{Agency: "north"})
			p.is(err, store.ErrClosed)
			_, err = r.Agencies("north")
			p.is(err, store.ErrClosed)
		}
		p.writeEveryKind(tx)
		writeAll(tx)
		tx.PutCandidates()
		tx.EraseValues(store.Subject{Agency: "north"})
	}
	closed()
	p.untouched()
	for _, fn := range []func(){
		func() { _ = p.store.Update(p.ctx, acme, func(t store.Tx) error { tx = t; panic(errRefused) }) },
		func() { _ = p.store.View(p.ctx, acme, func(r store.Reader) error { reader = r; panic(errRefused) }) },
	} {
		func() {
			defer func() { p.equal("the panic's value", true, recover() == any(errRefused)) }()
			fn()
		}()
	}
	closed()
	p.untouched()
}

func answersContext(p *probe) {
	cancelled, cancel := context.WithCancel(p.ctx)
	cancel()
	late, cancel := context.WithTimeout(p.ctx, -time.Hour)
	defer cancel()
	for ctx, expected := range map[context.Context]error{cancelled: context.Canceled, late: context.DeadlineExceeded} {
		_, err := p.store.Read(ctx, acme, store.Query{Agency: "north"})
		p.is(err, expected)
		p.is(p.store.View(ctx, acme, func(r store.Reader) error {
			_, err := r.Facts(store.Query{})
			return err
		}), expected)
		p.is(p.store.Update(ctx, acme, func(t store.Tx) error {
			writeAll(t)
			return nil
		}), expected)
	}
	p.untouched()
}

func poisonsAnyKind(p *probe) {
	for _, f := range requiredIDs {
		if p.lacks(f) {
			continue
		}
		var facts, agencies, openings error
		err := p.store.Update(p.ctx, acme, func(t store.Tx) error {
			writeAll(t)
			f.write(t, "")
			p.writeEveryKind(t)
			_, facts = t.Facts(store.Query{Agency: "north"})
			_, agencies = t.Agencies("north")
			_, openings = t.Openings("dev")
			return nil
		})
		if err == nil || facts == nil || agencies == nil || openings == nil {
			p.fail("an empty "+f.name, "errors from Update, Facts, Agencies and Openings", []error{err, facts, agencies, openings})
		}
	}
	p.untouched()
}
