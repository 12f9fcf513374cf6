package storetest

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

var endingChecks = []check{
	{"END-01", "Close called by several at the same time ends the store once, and returns to each of them without an error.", closesTogether, nil},
	{"END-02", "Beside Close, a transaction runs as a whole or answers ErrClosed.", closesBesideWork, nil},
	{"END-03", "An Update that waits for another when the store is closed runs as a whole or answers ErrClosed; it does not wait for good.", closesBesideWaiting, nil},
	{"END-04", "After Close no callback runs.", runsNothing, nil},
	{"END-05", "The calls of a closed store answer ErrClosed each time, the outbox got before included.", staysClosed, nil},
	{"REOPEN-01", "What was written before Close is there when the store is opened again: every kind of record, in every fact and list.", reopensRecords, []need{reopen}},
	{"REOPEN-02", "The journal's numbers go on when the store is opened again.", reopensJournal, []need{reopen, journalQueries}},
	{"REOPEN-03", "Events wait when the store is opened again; their numbers go on and none is used again.", reopensEvents, []need{reopen, delivery}},
	{"REOPEN-04", "A claim made before Close still holds when the store is opened again, and so does the time after a release.", reopensClaims, []need{reopen, delivery}},
	{"REOPEN-05", "A store without records can be opened again, and more than once.", reopensEmpty, []need{reopen}},
	{"CRASH-01", "What an Update has returned is there after a crash: every kind of record, in every fact and list.", crashesAfterwards, []need{crash}},
	{"CRASH-02", "Of a callback that a crash ended nothing remains, and the account can be written.", crashesInside, []need{crash}},
	{"CRASH-03", "The journal's numbers go on after a crash without gaps.", crashesJournal, []need{crash, journalQueries}},
	{"CRASH-04", "After a crash, events that were not acknowledged wait, those acknowledged are gone, and claims still hold.", crashesEvents, []need{crash, delivery}},
}

func closesTogether(p *probe) {
	p.paced()
	p.update(acme, writeAll)
	const closers = 4
	ends := make([]<-chan error, closers)
	p.parked(func() {
		for i := range ends {
			ends[i] = async(p.store.Close)
		}
		for _, end := range ends {
			p.waits("Close beside an Update", end)
		}
	})
	for _, end := range ends {
		p.ok(p.await("Close", end))
	}
}

func closesBesideWork(p *probe) {
	const workers = 4
	p.update(acme, writeAll)
	var started sync.WaitGroup
	started.Add(workers)
	var ends []<-chan error
	for i := range workers {
		var once sync.Once
		ends = append(ends, async(func() error {
			defer once.Do(started.Done)
			for {
				var err error
				switch i % 3 {
				case 0:
					err = p.store.Update(p.ctx, acme, func(t store.Tx) error {
						f, err := t.Facts(store.Query{Agency: "north"})
						if err != nil {
							return err
						}
						t.PutAgencies(f.Agency)
						return nil
					})
				case 1:
					_, err = p.store.Read(p.ctx, acme, store.Query{Agency: "north"})
				default:
					err = p.store.View(p.ctx, acme, func(r store.Reader) error {
						if _, err := r.Facts(store.Query{}); err != nil {
							return err
						}
						_, err := r.Agencies("north")
						return err
					})
				}
				once.Do(started.Done)
				if err != nil {
					return err
				}
			}
		}))
	}
	started.Wait()
	p.ok(p.await("Close", async(p.store.Close)))
	for _, end := range ends {
		p.is(p.await("a worker", end), store.ErrClosed)
	}
}

func closesBesideWaiting(p *probe) {
	p.paced()
	var waiting, closing <-chan error
	p.parked(func() {
		waiting = async(func() error {
			return p.store.Update(p.ctx, acme, func(t store.Tx) error {
				_, err := t.Facts(store.Query{Agency: "north"}) // which may not be there, if the other one runs again
				t.PutAgencies(agency.Agency{ID: "north", Title: "Waited"})
				return err
			})
		})
		p.waits("an Update beside another", waiting)
		closing = async(p.store.Close)
		p.waits("Close beside an Update", closing)
	})
	if err := p.await("the Update that waited", waiting); err != nil {
		p.is(err, store.ErrClosed)
	}
	p.ok(p.await("Close", closing))
}

func runsNothing(p *probe) {
	p.ok(p.store.Close())
	p.is(p.store.Update(p.ctx, acme, func(store.Tx) error {
		p.fail("an Update after Close", "no callback", "one runs")
		return nil
	}), store.ErrClosed)
	p.is(p.store.View(p.ctx, acme, func(store.Reader) error {
		p.fail("a View after Close", "no callback", "one runs")
		return nil
	}), store.ErrClosed)
}

func staysClosed(p *probe) {
	p.update(acme, writeAll)
	before := p.store.Outbox()
	p.ok(p.store.Close())
	ended, cancel := context.WithCancel(p.ctx)
	cancel()
	for range 2 {
		_, err := p.store.Read(p.ctx, acme, store.Query{Agency: "north"})
		p.is(err, store.ErrClosed)
		if _, err = p.store.Read(ended, acme, store.Query{}); !errors.Is(err, store.ErrClosed) {
			p.is(err, context.Canceled) // either is true
		}
		if p.has(Delivery) {
			for _, out := range []store.Outbox{before, p.store.Outbox()} {
				_, err = out.Claim(p.ctx, acme, time.Hour, 1)
				p.is(err, store.ErrClosed)
				_, err = out.Pending(p.ctx, "", 1)
				p.is(err, store.ErrClosed)
			}
		}
		p.ok(p.store.Close())
	}
}

// reopened closes the store and goes on with it opened again.
func (p *probe) reopened() {
	p.ok(p.store.Close())
	p.store = p.listen(p.harness.Reopen(p.t, p.bare()))
}

// crashed goes on with the records of the store, which is lost.
func (p *probe) crashed() { p.store = p.listen(p.harness.Crash(p.t, p.bare())) }

// survives checks that all that there is to see is the same afterwards.
func (p *probe) survives(again func()) {
	accounts := append([]agency.AccountID{acme}, twins...)
	for i, account := range accounts {
		p.update(account, func(t store.Tx) {
			p.writeEveryKind(t)
			p.putEditions(t, i+1)
			t.PutOpenings(opening("new", 5))
		})
		p.update(account, func(t store.Tx) {
			t.PutOpenings(opening("new", i))
			t.PutRecruiters(agency.Recruiter{ID: "bob", Agency: "south"})
			t.EraseValues(store.Subject{Opening: "dev"})
			t.PutStaff(agency.Staff{ID: "lee", Email: "lee@acme.example", Role: agency.SuperAdmin}) // whom look asks for
		})
	}
	var before []sight
	for _, account := range accounts {
		before = append(before, p.sees(account))
	}
	again()
	for i, account := range accounts {
		p.equal("what is seen of "+string(account), before[i], p.sees(account))
	}
	p.update(acme, func(t store.Tx) { t.PutAgencies(agency.Agency{ID: "later", Title: "Later"}) })
	p.equal("a title written afterwards", "Later", p.title(acme, "later"))
}

// goesOn checks that the journal's numbers do.
func (p *probe) goesOn(again func()) {
	last := 0
	complete := func() {
		rows := p.journal(history)
		p.equal("the number of entries", last, len(rows))
		for i, r := range rows {
			p.equal("an entry's number", int64(last-i), r.Seq)
			p.equal("an entry's action", strconv.Itoa(last-i), r.Action)
			p.equal("the number of an entry's values", (last-i)%2*2, len(r.Values))
		}
	}
	for range 3 {
		p.update(acme, func(t store.Tx) {
			t.Journal(store.Entry{At: minute(0), Action: strconv.Itoa(last + 1)}, store.Value{Field: "a"}, store.Value{Field: "b"})
			t.Journal(store.Entry{At: minute(0), Action: strconv.Itoa(last + 2)})
		})
		last += 2
		complete()
		again()
		complete()
	}
}

func reopensRecords(p *probe) { p.survives(p.reopened) }

func reopensJournal(p *probe) { p.goesOn(p.reopened) }

func reopensEvents(p *probe) {
	p.publish(acme, 3)
	p.reopened()
	claim := p.claim(acme, 2)
	p.equal("the events", "1#1 2#1", numbers(claim))
	p.ok(p.store.Outbox().Ack(p.ctx, acme, claim.Token, 1, 2))
	p.reopened()
	p.publish(acme, 1)
	claim = p.claim(acme, 9)
	p.equal("the events that are left", "3#1 4#1", numbers(claim))
	p.ok(p.store.Outbox().Ack(p.ctx, acme, claim.Token, 3, 4))
	p.reopened()
	p.equal("accounts with events", 0, len(p.pending()))
	p.publish(acme, 1)
	p.equal("the next event", "5#1", numbers(p.claim(acme, 9)))
}

// holds checks that claims outlive the store that handed them out.
func (p *probe) holds(again func()) {
	p.publish(acme, 3)
	p.publish("later", 1)
	claim := p.claim(acme, 2)
	p.ok(p.store.Outbox().Ack(p.ctx, acme, claim.Token, 1))
	p.ok(p.store.Outbox().Release(p.ctx, "later", p.claim("later", 1).Token, time.Hour))
	again()
	p.none("a claim beside an older one", acme)
	p.none("a claim an hour too early", "later")
	p.equal("accounts with events to be claimed", 0, len(p.pending()))
	out := p.store.Outbox()
	p.is(out.Ack(p.ctx, acme, "other"+claim.Token, 2), store.ErrConflict)
	p.is(out.Ack(p.ctx, acme, claim.Token, 3), store.ErrInvalid)
	p.ok(out.Ack(p.ctx, acme, claim.Token, 1))
	p.ok(out.Release(p.ctx, acme, claim.Token, 0))
	p.equal("the events", "2#2 3#1", numbers(p.claim(acme, 9)))
}

func reopensClaims(p *probe) { p.holds(p.reopened) }

func reopensEmpty(p *probe) {
	p.reopened()
	p.untouched()
	p.reopened()
	p.untouched()
	p.update(acme, writeAll)
	p.reopened()
	p.reopened()
	p.equal("the title", "North", p.title(acme, "north"))
}

func crashesAfterwards(p *probe) { p.survives(p.crashed) }

func crashesInside(p *probe) {
	p.update(acme, func(t store.Tx) { p.writeEveryKind(t) })
	before := p.sees(acme)
	lost := p.store
	inside, leave := make(chan struct{}), make(chan struct{})
	var once sync.Once
	end := async(func() error {
		return lost.Update(p.ctx, acme, func(t store.Tx) error {
			p.putEditions(t, 7)
			t.Journal(store.Entry{At: minute(1), Action: "lost"})
			t.Publish(store.Event{At: minute(1), Name: "lost", Version: 1, Payload: []byte(`{}`)})
			_, err := t.Facts(store.Query{Agency: "north"}) // a buffering adapter writes here
			once.Do(func() { close(inside) })
			<-leave
			return err
		})
	})
	p.soon("an Update is under way", inside)
	func() {
		defer close(leave)
		p.crashed()
		p.equal("what is seen after the crash", before, p.sees(acme))
	}()
	_ = p.await("the Update that was lost", end)
	p.equal("what is seen once it has ended", before, p.sees(acme))
	if p.has(Delivery) {
		p.equal("accounts with events", 0, len(p.pending()))
	}
	p.update(acme, func(t store.Tx) { t.PutAgencies(agency.Agency{ID: "north", Title: "Again"}) })
	p.equal("the title written afterwards", "Again", p.title(acme, "north"))
}

func crashesJournal(p *probe) { p.goesOn(p.crashed) }

func crashesEvents(p *probe) { p.holds(p.crashed) }
