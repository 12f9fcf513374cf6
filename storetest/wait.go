package storetest

import (
	"time"
)

const (
	// patience is how long a check waits for something that should happen soon.
	patience = 30 * time.Second

	// moment is how long a check looks on while something must not happen.
	moment = 20 * time.Millisecond
)

// soon waits for done.
func (p *probe) soon(what string, done <-chan struct{}) {
	p.Helper()
	select {
	case <-done:
	case <-time.After(patience):
		p.fail(what, "within "+patience.String(), "still waiting")
	}
}

// waits looks on for a moment that there is no done.
func (p *probe) waits(what string, done <-chan struct{}) {
	p.Helper()
	select {
	case <-done:
		p.fail(what, "that it waits", "it has ended")
	case <-time.After(moment):
	}
}

// becomes waits until fn is true.
func (p *probe) becomes(what string, fn func() bool) {
	p.Helper()
	for end := time.Now().Add(patience); !fn(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			p.fail(what, "within "+patience.String(), "not yet")
		}
	}
}

// head returns the first of rows, of which there must be one.
func head[T any](p *probe, what string, rows []T) T {
	p.Helper()
	if len(rows) == 0 {
		p.fail(what, "at least one", "none")
	}
	return rows[0]
}
