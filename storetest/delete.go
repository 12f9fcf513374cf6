package storetest

import (
	"context"
	"fmt"
	"strconv"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
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

func deletesInTurn(p *probe) {
	p.paced()
	var ends [2]<-chan error
	var saw store.Facts
	p.fill(acme)
	p.parked(func() {
		ends[0] = async(func() error { return p.store.Delete(p.ctx, acme) })
		p.waits("Delete beside an Update", ends[0])
		p.equal("the title before", "North", p.title(acme, "north"))
		p.ok(p.await("Delete of another account", async(func() error { return p.store.Delete(p.ctx, "other") })))
	})
	p.ok(p.await("Delete", ends[0]))
	p.gone("once an Update under way has ended", acme)

	p.fill(acme)
	p.parked(func() {
		ends[0] = async(func() error { return p.store.Delete(p.ctx, acme) })
		ends[1] = async(func() error {
			return p.store.Update(p.ctx, acme, func(t store.Tx) (err error) {
				if saw, err = t.Facts(store.Query{Agency: "north", Opening: "ops", Submission: "s1"}); err != nil {
					return err
				}
				t.PutAgencies(agency.Agency{ID: "waited", Title: "Waited"})
				return nil
			})
		})
		p.waits("Delete beside an Update", ends[0])
		p.waits("an Update beside another", ends[1])
	})
	p.ok(p.await("Delete", ends[0]))
	p.ok(p.await("the Update that waited", ends[1]))
	title := p.title(acme, "waited")
	switch {
	case saw.Agency.ID == "": // Delete was first
		p.equal("what else an Update after Delete sees", store.Facts{}, saw)
		p.equal("the title that it put", "Waited", title)
	default:
		p.equal("the agency that an Update before Delete sees", "Parked", saw.Agency.Title)
		p.equal("the submission that it sees", candidate.SubmissionID("s1"), saw.Submission.ID)
		p.equal("the title that it put", "", title)
	}
	p.equal("the title put before both", "", p.title(acme, "north"))
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

func deletesBesideUpdates(p *probe) {
	const writers, rounds = 3, 8
	p.all(writers+1, "a writer", func(i int) error {
		for range rounds {
			if i == writers {
				if err := p.store.Delete(p.ctx, acme); err != nil {
					return err
				}
				continue
			}
			if err := p.store.Update(p.ctx, acme, func(t store.Tx) error {
				f, err := t.Facts(store.Query{Agency: "north"})
				if err != nil {
					return err
				}
				version := strconv.FormatInt(f.Settings.Version, 10)
				if f.Settings.Version > 0 || f.Agency.Title != "" {
					p.equal("the title that an Update sees", version, f.Agency.Title)
				}
				f.Settings.Version++
				t.PutSettings(f.Settings)
				t.PutAgencies(agency.Agency{ID: "north", Title: strconv.FormatInt(f.Settings.Version, 10)})
				t.Journal(store.Entry{At: minute(0), Action: "test"})
				return nil
			}); err != nil {
				return err
			}
		}
		return nil
	})
	p.update(acme, func(t store.Tx) {
		f, err := t.Facts(store.Query{})
		p.ok(err)
		f.Settings.Version++
		t.PutSettings(f.Settings)
		t.Journal(store.Entry{At: minute(0), Action: "test"})
	})
	if p.has(JournalQueries) {
		rows := p.journal(history)
		p.equal("the number of entries", p.read(acme, store.Query{}).Settings.Version, int64(len(rows)))
		p.equal("the number of the last one", int64(len(rows)), head(p, "the journal", rows).Seq)
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
