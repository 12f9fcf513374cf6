package storetest

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

var errLeft = errors.New("the goroutine has exited")

// async runs fn on a goroutine of its own and sends once what it returned; a
// panic and an exit of the goroutine are errors too.
func async(fn func() error) <-chan error {
	result := make(chan error, 1)
	go func() {
		err := errLeft
		defer func() {
			if v := recover(); v != nil {
				err = fmt.Errorf("panic: %v\n\n%s", v, debug.Stack())
			}
			result <- err
		}()
		err = fn()
	}()
	return result
}

// await waits for what async sends, for as long as the store answers others.
func (p *probe) await(what string, result <-chan error) error {
	for start := time.Now(); ; {
		select {
		case err := <-result:
			return err
		case <-time.After(p.patience(start)):
		}
		if p.patience(start) <= 0 {
			p.giveUp(what, "an end within "+p.limits.patience.String(), "still waiting")
		}
	}
}

// soon waits for done.
func (p *probe) soon(what string, done <-chan struct{}) {
	ended := make(chan error, 1)
	go func() {
		select {
		case <-done:
			ended <- nil
		case <-p.ctx.Done():
		}
	}()
	_ = p.await(what, ended)
}

// patience returns how much longer to wait since start: for some time after the
// store's last answer, but not for good, as it may answer others all the time.
func (p *probe) patience(start time.Time) time.Duration {
	return min(p.limits.patience-p.silence(start), 4*p.limits.patience-time.Since(start))
}

// paced makes the moment several times as long as an undisturbed call takes, of
// three the one in the middle, so that a slow store has come as far as it would
// in the moment. It writes to an account of its own.
func (p *probe) paced() {
	var times [3]time.Duration
	for i := range times {
		start := time.Now()
		p.update("pace", func(t store.Tx) {
			_, err := t.Facts(store.Query{Agency: "north"})
			p.ok(err)
			t.PutAgencies(agency.Agency{ID: "north", Title: "North"})
		})
		times[i] = time.Since(start)
	}
	slices.Sort(times[:])
	p.limits.moment = max(p.limits.moment, min(4*times[1], p.limits.patience/2))
}

// waits looks on for a moment that there is no result, and lets all goroutines
// run that could bring one.
func (p *probe) waits(what string, result <-chan error) {
	select {
	case <-time.After(p.limits.moment):
	case err := <-result:
		p.fail(what, "that it waits", fmt.Sprint("it has ended: ", err))
	}
	for range 100 {
		runtime.Gosched()
	}
	select {
	case err := <-result:
		p.fail(what, "that it waits", fmt.Sprint("it has ended: ", err))
	default:
	}
}

// becomes waits until fn is true.
func (p *probe) becomes(what string, fn func() bool) {
	for end := time.Now().Add(p.limits.patience); !fn(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			p.giveUp(what, "within "+p.limits.patience.String(), "not yet")
		}
	}
}

// head returns the first of rows, of which there must be one.
func head[T any](p *probe, what string, rows []T) T {
	if len(rows) == 0 {
		p.fail(what, "at least one", "none")
	}
	return rows[0]
}
