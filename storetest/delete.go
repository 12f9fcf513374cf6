package storetest

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"sync/atomic"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

var deleteChecks = []check{
	{"DEL-01", "Delete removes all that the account has: every kind of record, from every fact and list.", deletesAll, nil},
	{"DEL-02", "An account that is made after it was deleted starts from nothing: what is written anew meets nothing of what was there.", startsFromNothing, nil},
	{"DEL-03", "Delete touches no other account.", deletesNoOther, nil},
	{"DEL-04", "Delete of an account that is not there is no error and leaves no trace.", deletesNothing, nil},
	{"DEL-05", "After Delete the journal is numbered from 1 again.", numbersJournalAgain, []need{journalQueries}},
	{"DEL-06", "Delete removes the account's events and ends the claim of them; those published afterwards are numbered from 1 again.", deletesEvents, []need{delivery}},
	{"DEL-07", "Delete waits for the Update under way, whose writes go too; an Update that waits beside it sees all or nothing.", deletesInTurn, nil},
	{"DEL-08", "If the context has ended before, or ends while Delete waits, the account stays.", cancelsDelete, nil},
	{"DEL-09", "A View under way keeps its snapshot though the account is deleted.", viewsDeleted, nil},
	{"DEL-10", "Beside Delete, readers see an account whole or not at all.", readsBesideDelete, nil},
	{"DEL-11", "Beside Updates, Delete comes before or after each of them as a whole.", deletesBesideUpdates, nil},
	{"DEL-12", "What was deleted is gone when the store is opened again.", reopensDeleted, []need{reopen}},
	{"DEL-13", "What was deleted is gone after a crash.", crashesDeleted, []need{crash}},
}

// never is an account that nobody writes.
const never agency.AccountID = "never"

// fill writes all that an account can have.
func (p *probe) fill(account agency.AccountID) {
	p.update(account, func(t store.Tx) {
		p.writeEveryKind(t)
		t.Publish(store.Event{At: minute(1), Name: "test", Version: 1, Payload: []byte(`{}`)})
	})
}

func (p *probe) delete(account agency.AccountID) { p.ok(p.store.Delete(p.ctx, account)) }

// gone checks that there is nothing to see of an account.
func (p *probe) gone(what string, account agency.AccountID) {
	p.equal("what is seen "+what, p.sees(never), p.sees(account))
	p.equal("the settings "+what, agency.Settings{}, p.read(account, store.Query{}).Settings)
	if p.has(Delivery) {
		p.none("a claim of events "+what, account)
	}
}

func deletesAll(p *probe) {
	p.fill(acme)
	p.delete(acme)
	p.gone("of a deleted account", acme)
	if p.has(Delivery) {
		p.equal("accounts with events", 0, len(p.pending()))
	}
	p.delete(acme)
	p.gone("of an account that was deleted twice", acme)
	p.fill(acme)
	p.fill("fresh")
	p.equal("what is seen of an account that is there again", p.sees("fresh"), p.sees(acme))
}

// startsFromNothing writes what records hang on that are found by way of others.
func startsFromNothing(p *probe) {
	p.fill(acme)
	p.delete(acme)
	for _, account := range []agency.AccountID{acme, "fresh"} {
		p.update(account, func(t store.Tx) {
			network(t)
			t.PutOpenings(opening("dev", 1))
			t.PutSubmissions(submission("s1", "dev", "ann", "north", 1))
			t.PutCandidates(person("c-s1", "c-s1"), person("c-s3", "c-s2"))
		})
	}
	p.equal("what is seen of what was written anew", p.sees("fresh"), p.sees(acme))
	alone := func(account agency.AccountID) []store.Facts {
		return []store.Facts{
			p.read(account, store.Query{Agency: "north", Opening: "ops", Submission: "s2", Counters: true}),
			p.read(account, store.Query{Recruiter: "bob", Email: "bob@north.example", ProbesSince: minute(0)}),
		}
	}
	p.equal("what is found besides", alone("fresh"), alone(acme))
}

func deletesNoOther(p *probe) {
	others := []agency.AccountID{"Acme", "acme ", "acme2", "acm", "%", "acm_"}
	var before []sight
	for i, account := range others {
		p.fill(account)
		p.update(account, func(t store.Tx) { p.putEditions(t, i) })
		before = append(before, p.sees(account))
	}
	p.fill(acme)
	p.delete(acme)
	p.delete("acm%")
	p.gone("of the deleted account", acme)
	if p.has(Delivery) {
		p.equal("accounts with events", slices.Sorted(slices.Values(others)), p.pending())
	}
	for i, account := range others {
		p.equal("what is seen of "+strconv.Quote(string(account)), before[i], p.sees(account))
		if p.has(Delivery) {
			p.equal("the events of "+strconv.Quote(string(account)), "1#1", numbers(p.claim(account, 9)))
		}
	}
}

func deletesNothing(p *probe) {
	p.delete(acme)
	p.untouched()
	p.update(acme, func(store.Tx) {})
	p.delete(acme)
	p.untouched()
	p.update(acme, writeAll)
	p.equal("the title", "North", p.title(acme, "north"))
	p.delete(acme)
	p.untouched()
}

func numbersJournalAgain(p *probe) {
	for round := range 3 {
		for n := range 3 - round {
			p.update(acme, func(t store.Tx) {
				t.Journal(store.Entry{At: minute(n), Action: fmt.Sprint(round, n)}, store.Value{Field: fmt.Sprint(round, n)})
			})
			rows := p.journal(history)
			p.equal("the number of entries", n+1, len(rows))
			p.equal("an entry", store.JournalRow{
				Entry: store.Entry{Seq: int64(n + 1), At: minute(n), Action: fmt.Sprint(round, n)}, Values: []store.Value{{Field: fmt.Sprint(round, n)}},
			}, head(p, "the journal", rows))
		}
		p.delete(acme)
		p.equal("the number of entries after Delete", 0, len(p.journal(history)))
	}
	p.update(acme, func(t store.Tx) { t.Journal(store.Entry{At: minute(0), Action: "without values"}) })
	p.equal("the values of an entry without", 0, len(head(p, "the journal", p.journal(history)).Values))
}

func deletesEvents(p *probe) {
	out := p.store.Outbox()
	p.publish(acme, 3)
	p.publish("other", 1)
	claim := p.claim(acme, 2)
	p.delete(acme)
	p.is(out.Ack(p.ctx, acme, claim.Token, 1), store.ErrConflict)
	p.is(out.Release(p.ctx, acme, claim.Token, 0), store.ErrConflict)
	p.none("a claim after Delete", acme)
	p.equal("accounts with events", []agency.AccountID{"other"}, p.pending())
	p.publish(acme, 2)
	p.is(out.Ack(p.ctx, acme, claim.Token, 1), store.ErrConflict)
	p.is(out.Release(p.ctx, acme, claim.Token, 0), store.ErrConflict)
	p.equal("accounts with events, once there are new ones", []agency.AccountID{acme, "other"}, p.pending())
	claim = p.claim(acme, 9)
	p.equal("the events published afterwards", "1#1 2#1", numbers(claim))
	p.is(out.Ack(p.ctx, acme, claim.Token, 3), store.ErrInvalid)
	p.ok(out.Ack(p.ctx, acme, claim.Token, 1, 2))

	p.publish(acme, 1) // and one that is released to be tried much later
	p.ok(out.Release(p.ctx, acme, p.claim(acme, 1).Token, 1<<40))
	p.delete(acme)
	p.publish(acme, 1)
	p.equal("an event after one that was to wait", "1#1", numbers(p.claim(acme, 9)))
}

// deletesInTurn allows for a callback that runs again, which may let Delete go
// first.
func deletesInTurn(p *probe) {
	p.paced()
	const alone agency.AccountID = "alone"
	p.update(alone, func(t store.Tx) { t.PutAgencies(agency.Agency{ID: "north", Title: "Parked"}) })
	left := func(what string) {
		of := never
		if p.title(acme, "north") != "" {
			of = alone
		}
		p.equal("what is seen "+what, p.sees(of), p.sees(acme))
	}
	var deleting, waiting <-chan error
	p.fill(acme)
	p.parked(func() {
		deleting = async(func() error { return p.store.Delete(p.ctx, acme) })
		p.waits("Delete beside an Update", deleting)
		p.equal("the title before", "North", p.title(acme, "north"))
	})
	p.ok(p.await("Delete", deleting))
	left("once an Update under way has ended")

	p.fill(acme)
	var saw store.Facts
	p.parked(func() {
		deleting = async(func() error { return p.store.Delete(p.ctx, acme) })
		waiting = async(func() error {
			return p.store.Update(p.ctx, acme, func(t store.Tx) (err error) {
				if saw, err = t.Facts(store.Query{Staff: "lee", Opening: "ops", Submission: "s1"}); err == nil {
					t.PutStaff(agency.Staff{ID: "waited", Role: agency.SuperAdmin})
				}
				return err
			})
		})
		p.waits("Delete beside an Update", deleting)
		p.waits("an Update beside another", waiting)
	})
	p.ok(p.await("Delete", deleting))
	p.ok(p.await("the Update that waited", waiting))
	wrote := p.read(acme, store.Query{Staff: "waited"}).Staff.ID
	if saw.Settings.Version == 0 {
		p.equal("what an Update sees that comes after Delete", store.Facts{}, saw)
		p.equal("what it wrote", agency.StaffID("waited"), wrote)
		return
	}
	p.equal("what an Update sees that comes before Delete", []string{"lee", "ops", "s1"},
		[]string{string(saw.Staff.ID), string(saw.Opening.ID), string(saw.Submission.ID)})
	p.equal("what it wrote", agency.StaffID(""), wrote)
	left("once all have ended")
}

func cancelsDelete(p *probe) {
	p.paced()
	p.fill(acme)
	before := p.sees(acme)
	ended, cancel := context.WithCancel(p.ctx)
	cancel()
	late, cancel := context.WithTimeout(p.ctx, -1)
	defer cancel()
	p.is(p.store.Delete(ended, acme), context.Canceled)
	p.is(p.store.Delete(late, acme), context.DeadlineExceeded)
	p.equal("what is seen after a Delete whose context had ended", before, p.sees(acme))
	waiting, cancel := context.WithCancel(p.ctx)
	defer cancel()
	p.parked(func() {
		end := async(func() error { return p.store.Delete(waiting, acme) })
		p.waits("Delete beside an Update", end)
		cancel()
		p.is(p.await("a Delete whose context has ended", end), context.Canceled)
	})
	p.equal("the title of the Update under way", "Parked", p.title(acme, "north"))
	p.update(acme, func(t store.Tx) { t.PutAgencies(knownBy("north", "North", "north.example")) })
	p.equal("what is seen after a Delete that was given up", before, p.sees(acme))
	p.delete(acme)
	p.gone("after one that was not", acme)
}

func viewsDeleted(p *probe) {
	p.fill(acme)
	lists := p.everyList()
	p.ok(p.store.View(p.ctx, acme, func(r store.Reader) error {
		before, err := look(r, lists)
		p.ok(err)
		p.ok(p.await("Delete beside a View", async(func() error { return p.store.Delete(p.ctx, acme) })))
		after, err := look(r, lists)
		p.equal("what the View sees in the end", before, after)
		return err
	}))
	p.gone("after the View", acme)
}

func readsBesideDelete(p *probe) {
	const rounds = 12
	p.fill(acme)
	q := everyFact()
	q.List = &store.List{Scope: store.Scope{Kind: store.ListOpenings}, Limit: 9}
	whole, none := p.read(acme, q), p.read(never, q)
	look := func() error {
		q := everyFact()
		q.List = &store.List{Scope: store.Scope{Kind: store.ListOpenings}, Limit: 9}
		f, err := p.store.Read(p.ctx, acme, q)
		if err != nil {
			return err
		}
		expected := none
		if f.Settings.Version > 0 {
			expected = whole
		}
		p.equal("the facts beside Delete", expected, f)
		return nil
	}
	p.beside(2, func() func() error { return look }, 1, func(int) error {
		for range rounds {
			p.delete(acme)
			p.fill(acme)
		}
		return nil
	})
}

// deletesBesideUpdates lets each Update write one recruiter more than there are,
// and counts them in the settings.
func deletesBesideUpdates(p *probe) {
	const writers, rounds = 3, 8
	recruiter := func(n int64) agency.RecruiterID { return agency.RecruiterID(strconv.FormatInt(n, 10)) }
	add := func(t store.Tx) error {
		f, err := t.Facts(store.Query{})
		if err != nil {
			return err
		}
		n := f.Settings.Version
		var ids, expected []agency.RecruiterID
		for i := range n {
			ids, expected = append(ids, recruiter(i+1)), append(expected, recruiter(i+1))
		}
		found, err := t.Recruiters(append(ids, recruiter(n+1))...)
		if err != nil {
			return err
		}
		var there []agency.RecruiterID
		for _, r := range found {
			there = append(there, r.ID)
		}
		p.equal("the recruiters that an Update sees", append(expected, ""), there)
		t.PutRecruiters(agency.Recruiter{ID: recruiter(n + 1), Agency: "north"})
		t.PutSettings(agency.Settings{Version: n + 1})
		t.Journal(store.Entry{At: minute(0), Action: "test"})
		return nil
	}
	var left atomic.Int32
	left.Store(writers)
	p.all(writers+1, "a writer", func(i int) error {
		if i == writers {
			for left.Load() > 0 {
				f, err := p.store.Read(p.ctx, acme, store.Query{})
				if err == nil && f.Settings.Version > 1 {
					err = p.store.Delete(p.ctx, acme)
				}
				if err != nil {
					return err
				}
				runtime.Gosched()
			}
			return nil
		}
		defer left.Add(-1)
		for range rounds {
			if err := p.store.Update(p.ctx, acme, add); err != nil {
				return err
			}
		}
		return nil
	})
	p.ok(p.store.Update(p.ctx, acme, add))
	if p.has(JournalQueries) {
		n := p.read(acme, store.Query{}).Settings.Version
		p.equal("the number of the last entry", n, head(p, "the journal", p.journal(history)).Seq)
		p.equal("the number of entries", n, int64(len(p.journal(history))))
	}
}

// staysGone deletes an account, and one that is there again afterwards.
func (p *probe) staysGone(again func()) {
	p.fill(acme)
	p.fill("kept")
	p.fill("back")
	p.delete(acme)
	p.delete("back")
	p.update("back", writeAll)
	before := p.sees("kept")
	again()
	p.gone("of an account that was deleted before", acme)
	p.equal("what is seen of another", before, p.sees("kept"))
	p.equal("the title that was put after Delete", "North", p.title("back", "north"))
	p.equal("an opening that was put before Delete", agency.Opening{}, p.read("back", store.Query{Opening: "dev"}).Opening)
	p.fill(acme)
	p.fill("fresh")
	p.equal("what is seen of the account that is there again", p.sees("fresh"), p.sees(acme))
}

func reopensDeleted(p *probe) { p.staysGone(p.reopened) }

func crashesDeleted(p *probe) { p.staysGone(p.crashed) }
