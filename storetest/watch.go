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
	check    time.Duration // a whole check
	patience time.Duration // what should happen soon
	moment   time.Duration // looking on while something must not happen
}

func usualLimits() limits {
	return limits{check: time.Minute, patience: 30 * time.Second, moment: 20 * time.Millisecond}
}

// runCheck runs one check, whose needs h must meet, on a store of its own.
// Failures are reported by t.Errorf, on the goroutine that called.
func runCheck(t testing.TB, c check, h Harness, l limits) {
	t.Helper()
	p := &probe{check: c, limits: l, t: t, harness: h, store: h.Open(t)}
	p.watched()
}

// runBlobCheck runs one check of blobs.
func runBlobCheck(t testing.TB, c check, open func(testing.TB) store.Blobs, l limits) {
	t.Helper()
	p := &probe{check: c, limits: l, t: t, blobs: open(t)}
	p.watched()
}

// watched runs the check on a goroutine that can be left behind when the store
// never answers.
func (p *probe) watched() {
	p.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	p.ctx = ctx
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.guarded(p.run)
		if p.store != nil {
			p.guarded(func(p *probe) { p.ok(p.store.Close()) })
		}
	}()
	bound := time.NewTimer(p.limits.check)
	defer bound.Stop()
	select {
	case <-done:
	case <-bound.C:
		p.record("the check takes too long", "an end within "+p.limits.check.String(), "all goroutines:\n"+goroutines())
	}
	for _, failure := range p.over() {
		p.t.Error(failure)
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

func goroutines() string {
	for size := 1 << 20; ; size *= 2 {
		stacks := make([]byte, size)
		if n := runtime.Stack(stacks, true); n < size {
			return string(stacks[:n])
		}
	}
}
