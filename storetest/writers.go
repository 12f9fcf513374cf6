package storetest

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// ordersUpdates lets two writers meet between reading and writing, if the
// store lets both in.
func ordersUpdates(p *probe) {
	const rounds, writers = 5, 2
	for range rounds {
		var inside atomic.Int32
		start, meeting := make(chan struct{}), make(chan struct{})
		failed := make(chan error, writers)
		for range writers {
			go func() {
				var arrive sync.Once
				<-start
				failed <- p.store.Update(p.ctx, acme, func(t store.Tx) error {
					f, err := t.Facts(store.Query{})
					if err != nil {
						return err
					}
					arrive.Do(func() {
						if inside.Add(1) == writers {
							close(meeting)
						}
					})
					select {
					case <-meeting:
					case <-time.After(moment): // the other one waits outside
					}
					f.Settings.Version++
					t.PutSettings(f.Settings)
					t.Journal(store.Entry{At: minute(0), Action: "test"})
					return nil
				})
			}()
		}
		close(start)
		for range writers {
			p.ok(<-failed)
		}
	}
	f := p.read(acme, store.Query{List: &store.List{Scope: history, Limit: 1}})
	p.equal("the version", int64(rounds*writers), f.Settings.Version)
	p.equal("the last journal entry's number", int64(rounds*writers), head(p, "the journal", f.Rows.Journal).Seq)
}

// parked runs fn while an Update of acme has written and waits.
func (p *probe) parked(fn func()) {
	p.Helper()
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
	p.Helper()
	inside, leave := make(chan struct{}), make(chan struct{})
	failed := make(chan error, 1)
	var once sync.Once
	go func() {
		failed <- transaction(func() {
			once.Do(func() { close(inside) })
			<-leave
		})
	}()
	p.soon("a transaction is under way", inside)
	defer func() {
		close(leave)
		select {
		case err := <-failed:
			if err != nil {
				p.Errorf("%s: %s\nthe transaction under way failed: %v", p.id, p.rule, err)
			}
		case <-time.After(patience):
			p.Errorf("%s: %s\nthe transaction under way does not end", p.id, p.rule)
		}
	}()
	fn()
}

func readsBesideWriter(p *probe) {
	p.update(acme, writeAll)
	q := store.Query{Agency: "north"}
	var read, viewed store.Facts
	var reading, viewing error
	p.parked(func() {
		done := make(chan struct{})
		go func() {
			defer close(done)
			read, reading = p.store.Read(p.ctx, acme, q)
		}()
		p.soon("a Read beside an Update", done)
		done = make(chan struct{})
		go func() {
			defer close(done)
			viewing = p.store.View(p.ctx, acme, func(r store.Reader) (err error) {
				viewed, err = r.Facts(q)
				return err
			})
		}()
		p.soon("a View beside an Update", done)
	})
	p.ok(reading)
	p.ok(viewing)
	p.equal("the title by Read beside the Update", "North", read.Agency.Title)
	p.equal("the title by View beside the Update", "North", viewed.Agency.Title)
	p.equal("the title after the Update", "Parked", p.title(acme, "north"))
}

func waitingEnds(p *probe) {
	p.parked(func() {
		ctx, cancel := context.WithCancel(p.ctx)
		defer cancel()
		var err error
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			err = p.store.Update(ctx, acme, func(t store.Tx) error {
				t.PutAgencies(agency.Agency{ID: "north", Title: "Waited"})
				return nil
			})
		}()
		p.waits("an Update beside another", ended)
		cancel()
		p.soon("the waiting ends", ended)
		p.is(err, context.Canceled)
	})
	p.equal("the title", "Parked", p.title(acme, "north"))
}

func closesAfterwards(p *probe) {
	var failed error
	closed := make(chan struct{})
	view := func(wait func()) error {
		return p.store.View(p.ctx, acme, func(r store.Reader) error {
			wait()
			_, err := r.Facts(store.Query{})
			return err
		})
	}
	p.park(view, func() {
		p.parked(func() {
			go func() {
				defer close(closed)
				failed = p.store.Close()
			}()
			p.waits("Close beside an Update", closed)
		})
		p.waits("Close beside a View", closed)
	})
	p.soon("Close returns", closed)
	p.ok(failed)
	_, err := p.store.Read(p.ctx, acme, store.Query{})
	p.is(err, store.ErrClosed)
}
