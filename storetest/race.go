package storetest

import (
	"errors"
	"strconv"
	"sync"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

var raceChecks = []check{
	{"RACE-01", "No update is lost: of many that read a record and write it back, each counts.", losesNoUpdate, nil},
	{"RACE-02", "Two writers who each read what the other writes do so one after the other.", skewsNothing, nil},
	{"RACE-03", "What an Update has not committed, nobody else sees.", readsNothingDirty, nil},
	{"RACE-04", "In a View every question, asked again beside writers, has the same answer; no row appears or disappears.", repeatsAnswers, nil},
	{"RACE-05", "What an Update has returned, every later call sees, on whichever goroutine.", handsOn, nil},
	{"RACE-06", "What one reader sees one after the other never goes back.", readsForward, nil},
	{"RACE-07", "Readers see each Update whole or not at all, while writers are at work all the time.", keepsBalance, nil},
	{"RACE-10", "All that one Read answers is from one snapshot.", readsOneSnapshot, nil},
}

func losesNoUpdate(p *probe) {
	const writers, rounds = 6, 5
	p.update(acme, func(t store.Tx) { t.PutAgencies(agency.Agency{ID: "north", Title: "0"}) })
	p.all(writers, "a writer", func(int) error {
		for range rounds {
			if err := p.store.Update(p.ctx, acme, func(t store.Tx) error {
				found, err := t.Agencies("north")
				if err != nil {
					return err
				}
				n, err := strconv.Atoi(found[0].Title)
				if err != nil {
					return err
				}
				found[0].Title = strconv.Itoa(n + 1)
				t.PutAgencies(found...)
				return nil
			}); err != nil {
				return err
			}
		}
		return nil
	})
	p.equal("the number of updates", strconv.Itoa(writers*rounds), p.title(acme, "north"))
}

func skewsNothing(p *probe) {
	p.paced()
	active := func(s agency.Staff) bool { return s.State == agency.StaffActive }
	for range 3 {
		p.update(acme, func(t store.Tx) {
			t.PutStaff(agency.Staff{ID: "lee", Role: agency.SuperAdmin}, agency.Staff{ID: "max", Role: agency.SuperAdmin})
		})
		meet := p.meet(2)
		var arrivals [2]sync.Once
		p.all(2, "one of two writers", func(i int) error {
			ids := [2]agency.StaffID{"lee", "max"}
			return p.store.Update(p.ctx, acme, func(t store.Tx) error {
				own, err := t.Facts(store.Query{Staff: ids[i]})
				if err != nil {
					return err
				}
				other, err := t.Facts(store.Query{Staff: ids[1-i]})
				if err != nil {
					return err
				}
				meet(&arrivals[i])
				if active(own.Staff) && active(other.Staff) {
					t.PutStaff(own.Staff.Deactivate())
				}
				return nil
			})
		})
		lee, max := p.read(acme, store.Query{Staff: "lee"}).Staff, p.read(acme, store.Query{Staff: "max"}).Staff
		if active(lee) == active(max) {
			p.fail("who stays active", "one of the two", []agency.StaffState{lee.State, max.State})
		}
	}
}

func readsNothingDirty(p *probe) {
	p.update(acme, func(t store.Tx) { p.writeEveryKind(t) })
	before := p.sees(acme)
	var waiting []agency.AccountID
	if p.has(Delivery) {
		waiting = p.pending()
	}
	p.park(func(wait func()) error {
		err := p.store.Update(p.ctx, acme, func(t store.Tx) error {
			p.putEditions(t, 7)
			t.PutAgencies(agency.Agency{ID: "dirty", Title: "Dirty"})
			t.Journal(store.Entry{At: minute(1), Action: "dirty"})
			t.Publish(store.Event{At: minute(1), Name: "dirty", Version: 1, Payload: []byte(`{}`)})
			if _, err := t.Facts(store.Query{Opening: "dev"}); err != nil {
				return err
			}
			wait()
			return errRefused
		})
		if errors.Is(err, errRefused) {
			err = nil
		}
		return err
	}, func() {
		p.equal("what a View sees beside an Update", before, p.sees(acme))
		p.equal("the title by Read", "North", p.title(acme, "north"))
		if p.has(Delivery) {
			p.equal("accounts with events", waiting, p.pending())
		}
	})
	p.equal("what a View sees after the rollback", before, p.sees(acme))
}

func repeatsAnswers(p *probe) {
	p.update(acme, func(t store.Tx) { p.writeEveryKind(t) })
	lists := p.everyList()
	p.ok(p.store.View(p.ctx, acme, func(r store.Reader) error {
		before, err := look(r, lists)
		if err != nil {
			return err
		}
		if err := p.await("an Update beside a View", async(func() error {
			return p.store.Update(p.ctx, acme, func(t store.Tx) error {
				p.putEditions(t, 7)
				t.PutAgencies(agency.Agency{ID: "a", Title: "Phantom"})
				t.PutStaff(agency.Staff{ID: "a", Role: agency.SuperAdmin})
				t.PutRecruiters(agency.Recruiter{ID: "a", Agency: "north"}, agency.Recruiter{ID: "bob", Agency: "south"})
				t.PutOpenings(opening("a", 9), opening("ops", 20))
				t.PutShares(share("a", agency.ToAgency("north"), 1), share("dev", agency.ToRecruiter("a"), 1))
				t.PutSubmissions(submission("a", "dev", "ann", "north", 9))
				t.Journal(store.Entry{At: minute(2), Action: "phantom"})
				return nil
			})
		})); err != nil {
			return err
		}
		after, err := look(r, lists)
		p.equal("what the View sees in the end", before, after)
		return err
	}))
}

// handsOn lets goroutines pass a number on, each looking for what the one
// before has written.
func handsOn(p *probe) {
	const hands, rounds = 3, 8
	var baton [hands]chan int64
	for i := range baton {
		baton[i] = make(chan int64, 1)
	}
	quit := make(chan struct{})
	sees := func(i int, n int64) error {
		var f store.Facts
		var err error
		switch (int(n) + i) % 3 {
		case 0:
			f, err = p.store.Read(p.ctx, acme, store.Query{})
		case 1:
			err = p.store.View(p.ctx, acme, func(r store.Reader) (err error) {
				f, err = r.Facts(store.Query{})
				return err
			})
		default:
			err = p.store.Update(p.ctx, acme, func(t store.Tx) (err error) {
				f, err = t.Facts(store.Query{})
				return err
			})
		}
		if err == nil && f.Settings.Version != n {
			p.record("the version that a goroutine sees", n, f.Settings.Version)
		}
		return err
	}
	var stop sync.Once
	baton[0] <- 0
	p.all(hands, "a goroutine", func(i int) error {
		defer stop.Do(func() { close(quit) })
		for range rounds {
			var n int64
			select {
			case n = <-baton[i]:
			case <-quit:
				return nil
			}
			if err := sees(i, n); err != nil {
				return err
			}
			if err := p.store.Update(p.ctx, acme, func(t store.Tx) error {
				t.PutSettings(agency.Settings{Version: n + 1})
				return nil
			}); err != nil {
				return err
			}
			baton[(i+1)%hands] <- n + 1
		}
		return nil
	})
}

// readsForward lets the writers read too, so that something is read between any
// two writes.
func readsForward(p *probe) {
	watch := func() func() error {
		last := int64(-1)
		return func() error {
			f, err := p.store.Read(p.ctx, acme, store.Query{})
			if err == nil && f.Settings.Version < last {
				p.fail("the version read after "+strconv.FormatInt(last, 10), "none before it", f.Settings.Version)
			}
			last = f.Settings.Version
			return err
		}
	}
	p.beside(2, watch, 2, func(int) error {
		look := watch()
		for range 15 {
			if err := p.store.Update(p.ctx, acme, func(t store.Tx) error {
				f, err := t.Facts(store.Query{})
				f.Settings.Version++
				t.PutSettings(f.Settings)
				return err
			}); err != nil {
				return err
			}
			if err := look(); err != nil {
				return err
			}
			if err := look(); err != nil {
				return err
			}
		}
		return nil
	})
}

// balance is a title that is a number.
func balance(a agency.Agency) int { n, _ := strconv.Atoi(a.Title); return n }

func keepsBalance(p *probe) {
	ids := []agency.AgencyID{"a", "b", "c"}
	p.update(acme, func(t store.Tx) {
		for _, id := range ids {
			t.PutAgencies(agency.Agency{ID: id, Title: "100"})
		}
	})
	list := store.Query{List: &store.List{Scope: store.Scope{Kind: store.ListAgencies}, Limit: 9}}
	p.beside(2, func() func() error {
		return func() error {
			return p.store.View(p.ctx, acme, func(r store.Reader) error {
				singly, listed := 0, 0
				for _, id := range ids {
					f, err := r.Facts(store.Query{Agency: id})
					if err != nil {
						return err
					}
					singly += balance(f.Agency)
				}
				f, err := r.Facts(list)
				if err != nil {
					return err
				}
				for _, a := range f.Rows.Agencies {
					listed += balance(a)
				}
				p.equal("the sums", []int{300, 300}, []int{singly, listed})
				return nil
			})
		}
	}, 3, func(i int) error {
		for n := range 10 {
			err := p.store.Update(p.ctx, acme, func(t store.Tx) error {
				found, err := t.Agencies(ids[i], ids[(i+1+n%2)%3])
				if err != nil {
					return err
				}
				t.PutAgencies(agency.Agency{ID: found[0].ID, Title: strconv.Itoa(balance(found[0]) - n)})
				if _, err := t.Agencies(ids...); err != nil { // a buffering adapter writes here
					return err
				}
				t.PutAgencies(agency.Agency{ID: found[1].ID, Title: strconv.Itoa(balance(found[1]) + n)})
				if n%3 == 2 {
					return errRefused
				}
				return nil
			})
			if err != nil && n%3 != 2 {
				return err
			}
		}
		return nil
	})
}

// readsOneSnapshot asks for all at once what each Update changes together.
func readsOneSnapshot(p *probe) {
	put := func(n int) error {
		return p.store.Update(p.ctx, acme, func(t store.Tx) error {
			p.putEditions(t, n)
			return nil
		})
	}
	p.ok(put(0))
	q := wholeEdition()
	q.List = &store.List{Scope: store.Scope{Kind: store.ListOpenings}, Limit: 9}
	p.beside(2, func() func() error {
		return func() error {
			f, err := p.store.Read(p.ctx, acme, q)
			if err != nil {
				return err
			}
			expected := edition(int(f.Settings.Version))
			expected.Rows = &store.Rows{Openings: []store.OpeningRow{{
				Opening: expected.Opening, ToRecruiter: expected.ToRecruiter, ToAgency: expected.ToAgency,
			}}}
			p.equal("the answer of one Read", expected, f)
			return nil
		}
	}, 1, func(int) error {
		for n := range 20 {
			if err := put(n % 7); err != nil {
				return err
			}
		}
		return nil
	})
}
