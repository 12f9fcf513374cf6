// Package gate lets a store end after the transactions under way.
package gate

import (
	"math"
	"sync"
	"sync/atomic"
)

const closed = math.MinInt64

// A Gate counts who is inside; [New] makes one that is open.
type Gate struct {
	inside atomic.Int64 // plus closed once Close was called
	idle   chan struct{}
	once   sync.Once
}

// New returns an open gate.
func New() *Gate { return &Gate{idle: make(chan struct{})} }

// Enter reports whether the gate is open; if so, Leave must follow.
func (g *Gate) Enter() bool {
	if g.inside.Add(1) < 0 {
		g.Leave()
		return false
	}
	return true
}

// Leave is for who entered.
func (g *Gate) Leave() { g.signal(g.inside.Add(-1)) }

// Open reports whether the gate is open.
func (g *Gate) Open() bool { return g.inside.Load() >= 0 }

// Close lets nobody in any more, and waits until nobody is inside. It may be
// called more than once, but not by somebody inside.
func (g *Gate) Close() {
	for n := g.inside.Load(); n >= 0; n = g.inside.Load() {
		if g.inside.CompareAndSwap(n, n+closed) {
			break
		}
	}
	g.signal(g.inside.Load())
	<-g.idle
}

func (g *Gate) signal(n int64) {
	if n == closed {
		g.once.Do(func() { close(g.idle) })
	}
}
