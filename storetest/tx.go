package storetest

import (
	"context"
	"errors"
	"runtime"
	"strings"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

var txChecks = []check{
	{"TX-01", "What an Update has returned, every later Update, View and Read of the account sees.", seesCommitted, nil},
	{"TX-02", "If a callback returns an error, nothing of it remains and the error is returned.", rollsBackOnError, nil},
	{"TX-03", "If a callback panics, nothing of it remains and the panic goes on to the caller.", rollsBackOnPanic, nil},
	{"TX-04", "If a callback exits its goroutine, nothing of it remains.", rollsBackOnExit, nil},
	{"TX-05", "If the context has ended before, the callback has no effect.", refusesEndedContext, nil},
	{"TX-06", "If the context ends before the commit, nothing remains.", rollsBackOnCancel, nil},
	{"TX-07", "In a Tx, a Reader sees the transaction's own writes.", seesOwnWrites, nil},
	{"TX-08", "The first write that fails poisons the transaction: later reads fail, and Update reports it whatever the callback returns.", poisons, nil},
	{"TX-09", "A Reader or Tx is of no use after its callback has returned; its methods then fail with ErrClosed.", closesReaders, nil},
	{"TX-10", "Updates of one account are strictly ordered.", ordersUpdates, nil},
	{"TX-11", "View runs on one snapshot.", viewsOneSnapshot, nil},
	{"TX-12", "Readers never wait for writers.", readsBesideWriter, nil},
	{"TX-13", "An Update that waits for another stops waiting when its context ends.", waitingEnds, nil},
	{"TX-14", "After Close every method fails with ErrClosed; closing twice is no error.", closes, nil},
	{"TX-15", "A View's error is returned, and its panic goes on to the caller.", viewFails, nil},
	{"TX-16", "Close ends the store after the transactions under way.", closesAfterwards, nil},
}

func seesCommitted(p *probe) {
	p.untouched()
	p.update(acme, writeAll)
	p.equal("the title by Read", "North", p.title(acme, "north"))
	look := func(r store.Reader) (string, error) {
		a, err := r.Agencies("north")
		if err != nil {
			return "", err
		}
		return head(p, "the agencies", a).Title, nil
	}
	var viewed, updated string
	p.ok(p.store.View(p.ctx, acme, func(r store.Reader) (err error) {
		viewed, err = look(r)
		return err
	}))
	p.ok(p.store.Update(p.ctx, acme, func(t store.Tx) (err error) {
		updated, err = look(t)
		return err
	}))
	p.equal("the title by View", "North", viewed)
	p.equal("the title by Update", "North", updated)
}

var errRefused = errors.New("refused by the callback")

func rollsBackOnError(p *probe) {
	p.is(p.store.Update(p.ctx, acme, func(t store.Tx) error {
		writeAll(t)
		return errRefused
	}), errRefused)
	p.untouched()
}

func rollsBackOnPanic(p *probe) {
	caught := func() (v any) {
		defer func() { v = recover() }()
		return p.store.Update(p.ctx, acme, func(t store.Tx) error {
			writeAll(t)
			panic("out of the callback")
		})
	}()
	p.equal("the panic's value", any("out of the callback"), caught)
	p.untouched()
	p.update(acme, writeAll)
	p.equal("the title afterwards", "North", p.title(acme, "north"))
}

func rollsBackOnExit(p *probe) {
	p.is(p.await("an Update whose callback exits", async(func() error {
		return p.store.Update(p.ctx, acme, func(t store.Tx) error {
			writeAll(t)
			runtime.Goexit()
			return nil
		})
	})), errLeft)
	p.untouched()
	p.update(acme, writeAll)
	p.equal("the title afterwards", "North", p.title(acme, "north"))
}

func refusesEndedContext(p *probe) {
	ctx, cancel := context.WithCancel(p.ctx)
	cancel()
	p.is(p.store.Update(ctx, acme, func(t store.Tx) error {
		writeAll(t)
		return nil
	}), context.Canceled)
	p.is(p.store.View(ctx, acme, func(store.Reader) error { return nil }), context.Canceled)
	_, err := p.store.Read(ctx, acme, store.Query{})
	p.is(err, context.Canceled)
	p.untouched()
}

func rollsBackOnCancel(p *probe) {
	ctx, cancel := context.WithCancel(p.ctx)
	defer cancel()
	p.is(p.store.Update(ctx, acme, func(t store.Tx) error {
		writeAll(t)
		cancel()
		return nil
	}), context.Canceled)
	p.untouched()
	p.update(acme, writeAll)
	p.equal("the title afterwards", "North", p.title(acme, "north"))
}

func poisons(p *probe) {
	for _, id := range []agency.AgencyID{"", "a\x00b", "a\nb", "\xff", agency.AgencyID(strings.Repeat("x", agency.MaxID+1))} {
		var reading error
		err := p.store.Update(p.ctx, acme, func(t store.Tx) error {
			writeAll(t)
			t.PutAgencies(agency.Agency{ID: id, Title: "Bad"})
			t.PutAgencies(agency.Agency{ID: "south", Title: "South"})
			_, reading = t.Facts(store.Query{})
			return nil
		})
		if err == nil || reading == nil {
			p.fail("an agency with the ID "+string(id), "errors from Update and from the read", []error{err, reading})
		}
		p.untouched()
	}
	err := p.store.Update(p.ctx, acme, func(t store.Tx) error {
		t.PutAgencies(agency.Agency{})
		return errRefused
	})
	if err == nil || errors.Is(err, errRefused) {
		p.fail("Update whose callback fails later", "the failed write", err)
	}
}

func closesReaders(p *probe) {
	var kept store.Reader
	var tx store.Tx
	p.ok(p.store.View(p.ctx, acme, func(r store.Reader) error { kept = r; return nil }))
	p.update(acme, func(t store.Tx) { tx = t })
	for _, r := range []store.Reader{kept, tx} {
		_, err := r.Facts(store.Query{})
		p.is(err, store.ErrClosed)
		_, err = r.Agencies("north")
		p.is(err, store.ErrClosed)
		_, err = r.Recruiters("ann")
		p.is(err, store.ErrClosed)
		_, err = r.Openings("dev")
		p.is(err, store.ErrClosed)
		_, err = r.Shares([]agency.OpeningID{"dev"}, []agency.Grantee{agency.ToAgency("north")})
		p.is(err, store.ErrClosed)
	}
	writeAll(tx)
	p.untouched()
}

func viewsOneSnapshot(p *probe) {
	p.update(acme, writeAll)
	var before, after store.Facts
	p.ok(p.store.View(p.ctx, acme, func(r store.Reader) (err error) {
		if before, err = r.Facts(store.Query{Agency: "north"}); err != nil {
			return err
		}
		if err := p.await("an Update beside a View", async(func() error {
			return p.store.Update(p.ctx, acme, func(t store.Tx) error {
				t.PutAgencies(agency.Agency{ID: "north", Title: "Changed"})
				return nil
			})
		})); err != nil {
			return err
		}
		after, err = r.Facts(store.Query{Agency: "north"})
		return err
	}))
	p.equal("the facts at the end of the View", before, after)
	p.equal("the title afterwards", "Changed", p.title(acme, "north"))
}

func closes(p *probe) {
	out := p.store.Outbox()
	p.ok(p.store.Close())
	p.ok(p.store.Close())
	_, err := p.store.Read(p.ctx, acme, store.Query{})
	p.is(err, store.ErrClosed)
	p.is(p.store.View(p.ctx, acme, func(store.Reader) error { return nil }), store.ErrClosed)
	p.is(p.store.Update(p.ctx, acme, func(store.Tx) error { return nil }), store.ErrClosed)
	p.is(p.store.Delete(p.ctx, acme), store.ErrClosed)
	if !p.has(Delivery) {
		return
	}
	_, err = out.Pending(p.ctx, "", 1)
	p.is(err, store.ErrClosed)
	_, err = out.Claim(p.ctx, acme, p.limits.patience, 1)
	p.is(err, store.ErrClosed)
	p.is(out.Ack(p.ctx, acme, "token", 1), store.ErrClosed)
	p.is(out.Release(p.ctx, acme, "token", 0), store.ErrClosed)
}

func viewFails(p *probe) {
	p.is(p.store.View(p.ctx, acme, func(store.Reader) error { return errRefused }), errRefused)
	caught := func() (v any) {
		defer func() { v = recover() }()
		return p.store.View(p.ctx, acme, func(store.Reader) error { panic("out of the callback") })
	}()
	p.equal("the panic's value", any("out of the callback"), caught)
	p.update(acme, writeAll)
	p.equal("the title afterwards", "North", p.title(acme, "north"))
}
