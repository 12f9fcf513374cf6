package storetest

import (
	"context"
	"errors"
	"runtime"
	"sync"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// ending is how a callback ended.
type ending struct {
	err   error
	panic any
	exit  bool
}

// observe runs fn to its end, whichever that is.
func observe(fn func() error) (e ending) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		e.exit = true
		defer func() {
			if e.panic = recover(); e.panic != nil {
				e.exit = false
			}
		}()
		e.err = fn()
		e.exit = false
	}()
	<-done
	return e
}

// repeat ends as the callback did.
func (e ending) repeat() error {
	switch {
	case e.exit:
		runtime.Goexit()
	case e.panic != nil:
		panic(e.panic)
	}
	return e.err
}

func (e ending) well() bool { return e.err == nil && e.panic == nil && !e.exit }

var errRollback = errors.New("to be rolled back")

// committing commits where commit says so, though the callback did not end well.
func committing(commit func(ending) bool) hooks {
	return hooks{update: func(u updating) error {
		var e ending
		fn := u.fn
		u.fn = func(t store.Tx) error {
			if e = observe(func() error { return fn(t) }); e.well() || commit(e) {
				return nil
			}
			return errRollback
		}
		if err := u.run(); err != nil && e.well() {
			return err
		}
		return e.repeat()
	}}
}

func rollbackFaults() []fault {
	return []fault{
		{
			name: "commits on error", flaw: "A callback that returns an error is committed.", caught: "TX-02 TX-20",
			hooks: committing(func(e ending) bool { return e.err != nil }),
		},
		{
			name: "commits on panic", flaw: "A callback that panics is committed.", caught: "TX-03",
			hooks: committing(func(e ending) bool { return e.panic != nil }),
		},
		{
			name: "commits on exit", flaw: "A callback that exits its goroutine is committed.", caught: "TX-04",
			hooks: committing(func(e ending) bool { return e.exit }),
		},
		{
			name: "swallows panics", flaw: "A panic in an Update's callback becomes an error.", caught: "TX-03",
			hooks: hooks{update: func(u updating) (err error) {
				defer func() {
					if v := recover(); v != nil {
						err = errors.New("the callback panicked")
					}
				}()
				return u.run()
			}},
		},
		{
			name: "swallows a View's panic", flaw: "A panic in a View's callback becomes an error.", caught: "TX-15",
			hooks: hooks{view: func(v viewing) (err error) {
				defer func() {
					if v := recover(); v != nil {
						err = errors.New("the callback panicked")
					}
				}()
				return v.run()
			}},
		},
		{
			name: "replaces panic values", flaw: "A panic goes on with another value.", caught: "TX-03",
			hooks: hooks{update: func(u updating) error {
				defer func() {
					if v := recover(); v != nil {
						panic("a callback panicked")
					}
				}()
				return u.run()
			}},
		},
		{
			name: "panic keeps the turn", stuck: true, flaw: "After a panic nobody else becomes the account's writer.", caught: "TX-03",
			plant: keepsTurn(func(e ending) bool { return e.panic != nil }),
		},
		{
			name: "exit keeps the turn", stuck: true, flaw: "After an exit nobody else becomes the account's writer.", caught: "TX-04",
			plant: keepsTurn(func(e ending) bool { return e.exit }),
		},
		{
			name: "error keeps the turn", stuck: true, flaw: "After an error nobody else becomes the account's writer.", caught: "TX-20",
			plant: keepsTurn(func(e ending) bool { return e.err != nil }),
		},
		{
			name: "forgets the error", flaw: "An Update whose callback returns an error succeeds.", caught: "TX-02",
			hooks: hooks{update: func(u updating) error {
				if err := u.run(); !errors.Is(err, errRefused) {
					return err
				}
				return nil
			}},
		},
		{
			name: "forgets a View's error", flaw: "A View whose callback returns an error succeeds.", caught: "TX-15",
			hooks: hooks{view: func(v viewing) error {
				if err := v.run(); !errors.Is(err, errRefused) {
					return err
				}
				return nil
			}},
		},
		{
			name: "rewrites errors", flaw: "Errors come back as text that errors.Is does not know.", caught: "TX-02 TX-05 TX-23",
			hooks: hooks{update: func(u updating) error {
				if err := u.run(); err != nil {
					return errors.New(err.Error())
				}
				return nil
			}},
		},
		{
			name: "commits at each read", flaw: "What was written before a read is committed with it.", caught: "TX-17 LOG-05",
			hooks: surviving(func(*batch) bool { return true }, true),
		},
		{
			name: "repeats without rolling back", flaw: "The effects of a callback's first run stay when it runs again.",
			caught: "TX-22 LOG-01",
			hooks: hooks{update: func(u updating) error {
				fn := u.fn
				u.fn = func(t store.Tx) error {
					if err := fn(t); err != nil {
						return err
					}
					return fn(t)
				}
				return u.run()
			}},
		},
		{
			name: "reading makes the account", flaw: "An Update that writes nothing leaves settings behind.", caught: "TX-19",
			hooks: hooks{update: func(u updating) error {
				fn := u.fn
				u.fn = func(t store.Tx) error {
					f, err := t.Facts(store.Query{})
					if err == nil && f.Settings == (agency.Settings{}) {
						t.PutSettings(agency.Settings{Version: 1})
					}
					return errors.Join(err, fn(t))
				}
				return u.run()
			}},
		},
		{
			name: "journals what was rolled back", flaw: "Journal entries of a callback that failed remain.", caught: "LOG-01",
			hooks: surviving(ofKind(aLine), false),
		},
		{
			name: "publishes what was rolled back", flaw: "Events of a callback that failed are handed out.", caught: "OUT-01 OUT-22 OUT-27",
			hooks: surviving(ofKind(anEvent), false),
		},
		{
			name: "erases what was rolled back", flaw: "Values erased by a callback that failed are gone.", caught: "LOG-03",
			hooks: surviving(ofKind(anErasure), false),
		},
	}
}

// keepsTurn guards Updates by a lock that stays locked after some endings.
func keepsTurn(keep func(ending) bool) func(store.Store) hooks {
	return func(store.Store) hooks {
		var turns turnsByAccount
		return hooks{update: func(u updating) error {
			turn := turns.of(u.account)
			select {
			case turn <- struct{}{}:
			case <-u.ctx.Done():
				return u.ctx.Err()
			}
			e := observe(u.run)
			if !keep(e) {
				<-turn
			}
			return e.repeat()
		}}
	}
}

// turnsByAccount are locks by account.
type turnsByAccount struct{ locks sync.Map }

func (t *turnsByAccount) of(account agency.AccountID) chan struct{} {
	turn, _ := t.locks.LoadOrStore(account, make(chan struct{}, 1))
	return turn.(chan struct{})
}

// flushing is a Reader that does something before each Facts.
type flushing struct {
	store.Reader
	flush func()
}

func (r flushing) Facts(q store.Query) (store.Facts, error) {
	r.flush()
	return r.Reader.Facts(q)
}

func ofKind(k kind) func(*batch) bool { return func(b *batch) bool { return b.kind == k } }

// surviving applies the batches that which picks though their transaction
// failed: all of them, or those that were written before the last read.
func surviving(which func(*batch) bool, beforeRead bool) hooks {
	return hooks{update: func(u updating) error {
		var held []*batch
		flushed := 0
		run := u
		run.fn = func(t store.Tx) error {
			return u.fn(transaction{flushing{t, func() { flushed = len(held) }}, func(b *batch) {
				if which(b) {
					held = append(held, b)
				}
				b.apply(t)
			}})
		}
		err := run.run()
		if beforeRead {
			held = held[:flushed]
		}
		if err == nil || len(held) == 0 {
			return err
		}
		run.ctx = context.WithoutCancel(u.ctx)
		run.fn = func(t store.Tx) error {
			for _, b := range held {
				b.apply(t)
			}
			return nil
		}
		return errors.Join(err, run.run())
	}}
}
