package storetest

import (
	"context"
	"sync"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// ordersUpdates lets two writers meet between reading and writing, if the
// store lets both in.
func ordersUpdates(p *probe) {
	const rounds, writers = 5, 2
	p.paced()
	for range rounds {
		meet := p.meet(writers)
		var arrivals [writers]sync.Once
		p.all(writers, "one of two Updates", func(i int) error {
			return p.store.Update(p.ctx, acme, func(t store.Tx) error {
				f, err := t.Facts(store.Query{})
				if err != nil {
					return err
				}
				meet(&arrivals[i])
				f.Settings.Version++
				t.PutSettings(f.Settings)
				t.Journal(store.Entry{At: minute(0), Action: "test"})
				return nil
			})
		})
	}
	p.equal("the version", int64(rounds*writers), p.read(acme, store.Query{}).Settings.Version)
	if p.has(JournalQueries) {
		p.equal("the last journal entry's number", int64(rounds*writers), head(p, "the journal", p.journal(history)).Seq)
	}
}

// parked runs fn while an Update of acme has written and waits.
func (p *probe) parked(fn func()) {
	p.park(func(wait func()) error {
		return p.store.Update(p.ctx, acme, func(t store.Tx) error {
			t.PutAgencies(agency.Agency{ID: "north", Title: "Parked"})
			if _, err := t.Facts(store.Query{Agency: "north"}); err != nil {
				return err
			}
			wait()
			return nil
		})
	}, fn)
}

// park runs fn while a transaction is inside wait.
func (p *probe) park(transaction func(wait func()) error, fn func()) {
	inside, leave := make(chan struct{}), make(chan struct{})
	var once sync.Once
	end := async(func() error {
		return transaction(func() {
			once.Do(func() { close(inside) })
			<-leave
		})
	})
	defer func() {
		close(leave)
		if err := p.await("the transaction under way", end); err != nil {
			p.record("the transaction under way", "no error", err)
		}
	}()
	p.soon("a transaction is under way", inside)
	fn()
}

func readsBesideWriter(p *probe) {
	p.update(acme, writeAll)
	q := store.Query{Agency: "north"}
	var read, viewed store.Facts
	p.parked(func() {
		p.ok(p.await("a Read beside an Update", async(func() (err error) {
			read, err = p.store.Read(p.ctx, acme, q)
			return err
		})))
		p.ok(p.await("a View beside an Update", async(func() error {
			return p.store.View(p.ctx, acme, func(r store.Reader) (err error) {
				viewed, err = r.Facts(q)
				return err
			})
		})))
	})
	p.equal("the title by Read beside the Update", "North", read.Agency.Title)
	p.equal("the title by View beside the Update", "North", viewed.Agency.Title)
	p.equal("the title after the Update", "Parked", p.title(acme, "north"))
}

func waitingEnds(p *probe) {
	p.paced()
	p.parked(func() {
		ctx, cancel := context.WithCancel(p.ctx)
		defer cancel()
		end := async(func() error {
			return p.store.Update(ctx, acme, func(t store.Tx) error {
				t.PutAgencies(agency.Agency{ID: "north", Title: "Waited"})
				return nil
			})
		})
		p.waits("an Update beside another", end)
		cancel()
		p.is(p.await("the waiting", end), context.Canceled)
	})
	p.equal("the title", "Parked", p.title(acme, "north"))
}

func closesAfterwards(p *probe) {
	p.paced()
	var closed <-chan error
	view := func(wait func()) error {
		return p.store.View(p.ctx, acme, func(r store.Reader) error {
			wait()
			_, err := r.Facts(store.Query{})
			return err
		})
	}
	p.park(view, func() {
		p.parked(func() {
			closed = async(p.store.Close)
			p.waits("Close beside an Update", closed)
		})
		p.waits("Close beside a View", closed)
	})
	p.ok(p.await("Close", closed))
	_, err := p.store.Read(p.ctx, acme, store.Query{})
	p.is(err, store.ErrClosed)
}
