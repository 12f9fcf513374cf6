package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync/atomic"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

var cancelledChecks = []check{
	{"TX-26", "The commit runs without the caller's cancellation: whenever the context ends, nil means that the writes are there, its error that they are not.", agreesWithContext, nil},
}

// agreesWithContext ends contexts at many moments from the end of the callback
// to a little after Update should have returned.
func agreesWithContext(p *probe) {
	whole, commit := p.updateTimes()
	rounds := min(max(40, int(200*time.Millisecond/whole)), 1000) // more of them where they are quick
	random := rand.New(rand.NewPCG(26, 1))
	version := p.read(acme, store.Query{}).Settings.Version
	for i := range rounds {
		var delay time.Duration // every now and then at once
		if i%8 > 0 {
			delay = time.Duration(random.Int64N(int64(commit)*5/4 + 1))
		}
		before := version
		err := p.cancelled(delay, func(t store.Tx) error {
			f, err := t.Facts(store.Query{})
			if err != nil {
				return err
			}
			p.equal("the version before an Update", before, f.Settings.Version)
			t.PutSettings(agency.Settings{Version: before + 1})
			t.Journal(store.Entry{At: minute(0), Action: "test"})
			return nil
		})
		version = p.read(acme, store.Query{}).Settings.Version
		what := fmt.Sprintf("the version after an Update whose context ended %v after its callback, with the error %v", delay, err)
		switch {
		case errors.Is(err, store.ErrUnknown):
			if version != before {
				p.equal(what, before+1, version)
			}
		case err == nil:
			p.equal(what, before+1, version)
		default:
			p.is(err, context.Canceled)
			p.equal(what, before, version)
		}
	}
	if p.has(JournalQueries) {
		l := store.List{Scope: history, Limit: 1}
		last := head(p, "the journal", p.read(acme, store.Query{List: &l}).Rows.Journal)
		p.equal("the number of the last journal entry", version, last.Seq)
	}
}

// cancelled runs an Update of acme whose context ends when the delay has passed
// since the callback, for the first time.
func (p *probe) cancelled(delay time.Duration, fn func(store.Tx) error) error {
	ctx, cancel := context.WithCancel(p.ctx)
	defer cancel()
	var left atomic.Bool
	spinning := make(chan struct{})
	end := async(func() error {
		close(spinning)
		for !left.Load() { // waking up would take longer than many a commit
			runtime.Gosched()
		}
		linger(delay)
		cancel()
		return nil
	})
	<-spinning
	err := p.store.Update(ctx, acme, func(t store.Tx) error {
		defer left.Store(true)
		return fn(t)
	})
	left.Store(true)
	p.ok(p.await("the end of a context", end))
	return err
}

// updateTimes returns how long an Update takes, and how long it goes on after its
// callback: of several times the one in the middle.
func (p *probe) updateTimes() (whole, commit time.Duration) {
	var wholes, commits [5]time.Duration
	for i := range commits {
		start, left := time.Now(), time.Time{}
		p.update(acme, func(t store.Tx) {
			t.PutSettings(agency.Settings{Version: int64(i + 1)})
			t.Journal(store.Entry{At: minute(0), Action: "test"})
			left = time.Now()
		})
		wholes[i], commits[i] = time.Since(start), time.Since(left)
	}
	slices.Sort(wholes[:])
	slices.Sort(commits[:])
	return max(wholes[2], time.Microsecond), commits[2]
}

// linger is a sleep that ends to the microsecond, about.
func linger(d time.Duration) {
	end := time.Now().Add(d)
	if coarse := time.Millisecond; d > 2*coarse {
		time.Sleep(d - coarse)
	}
	for time.Now().Before(end) {
		runtime.Gosched()
	}
}
