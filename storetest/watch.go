package storetest

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"github.com/agencyaccess/agencyaccess/store"
)

// limits are how long things may take.
type limits struct {
	silence  time.Duration // without any answer of the store
	check    time.Duration // a whole check, though the store answers
	patience time.Duration // without an answer, for what should happen soon
	moment   time.Duration // looking on while something must not happen
}

func usualLimits() limits {
	return limits{silence: time.Minute, check: 5 * time.Minute, patience: 30 * time.Second, moment: 20 * time.Millisecond}
}

// runCheck runs one check, whose needs h must meet, on a store of its own.
// Failures are reported by t.Error, on the goroutine that called.
func runCheck(t testing.TB, c check, h Harness, l limits, d *dump) {
	t.Helper()
	p := &probe{check: c, limits: l, dump: d, t: t, harness: h}
	p.store = p.listen(h.Open(t))
	p.report(p.watched())
}

// runBlobCheck runs one check of blobs.
func runBlobCheck(t testing.TB, c check, open func(testing.TB) store.Blobs, l limits, d *dump) {
	t.Helper()
	p := &probe{check: c, limits: l, dump: d, t: t}
	p.blobs = heardBlobs{open(t), &p.hearing}
	p.report(p.watched())
}

// listen makes a store one whose answers are heard.
func (p *probe) listen(s store.Store) store.Store { return &heard{s, &p.hearing} }

// bare is the store that the harness has opened.
func (p *probe) bare() store.Store { return p.store.(*heard).Store }

// watched runs the check on a goroutine that can be left behind when the store
// does not answer any more.
func (p *probe) watched() []failure {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	p.ctx = ctx
	p.start = time.Now()
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.guarded(p.run)
		if p.store != nil {
			p.guarded(func(p *probe) { p.ok(p.store.Close()) })
		}
	}()
	for {
		silence := p.limits.silence - p.silence(p.start)
		whole := p.limits.check - time.Since(p.start)
		switch {
		case silence <= 0:
			p.tooLate("the store is silent", "an answer within "+p.limits.silence.String(), p.dump)
			return p.over()
		case whole <= 0:
			p.tooLate("the check takes too long", "an end within "+p.limits.check.String(), p.dump)
			return p.over()
		}
		select {
		case <-done:
			return p.over()
		case <-time.After(min(silence, whole)):
		}
	}
}

// guarded waits for fn on a goroutine of its own. However that ends, it is
// reported unless fn returns.
func (p *probe) guarded(fn func(*probe)) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		returned := false
		defer func() {
			v := recover()
			switch {
			case v != nil:
				p.record("a panic", "none", fmt.Sprintf("%v\n\n%s", v, debug.Stack()))
			case !returned && !p.failed():
				p.record("the goroutine of the check", "that it goes on", "it was ended")
			}
		}()
		p.enter(fn)
		returned = true
	}()
	<-done
}

// enter is where where looks for the check in the stack.
func (p *probe) enter(fn func(*probe)) { fn(p) }

// where names the line of the check at which the caller is, nothing on another
// goroutine.
func where() string {
	pc := make([]uintptr, 64)
	frames := runtime.CallersFrames(pc[:runtime.Callers(1, pc)])
	var above runtime.Frame
	for {
		f, more := frames.Next()
		if isEnter(f.Function) && above.Line > 0 {
			return fmt.Sprintf("at %s:%d\n", above.File, above.Line)
		}
		if above = f; !more {
			return ""
		}
	}
}
