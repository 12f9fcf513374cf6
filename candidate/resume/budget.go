package resume

import (
	"context"
	"time"
)

// Limits of the work for one file.
const (
	maxTime     = 2 * time.Second
	maxWork     = 256 << 20 // steps; one is about a byte that is looked at
	maxInflated = 32 << 20  // bytes decompressed in all
	maxPart     = 8 << 20   // bytes decompressed of one part or stream
	maxRatio    = 200       // decompressed to compressed, beyond the first freeRatio bytes
	freeRatio   = 1 << 20
	perLook     = 32 << 10 // steps between two looks at the clock and the context
)

// A budget is what is left to be spent on one file. Once it is spent or the
// context is done, it stays so: err says why, and spend answers false.
type budget struct {
	ctx       context.Context
	end       time.Time
	work      int // steps left
	sinceLook int // steps since the last look
	inflated  int // bytes left to be decompressed
	err       error
}

func newBudget(ctx context.Context) *budget {
	return &budget{ctx: ctx, end: time.Now().Add(maxTime), work: maxWork, inflated: maxInflated}
}

// spend takes n steps and tells whether to go on.
func (b *budget) spend(n int) bool {
	b.work -= n
	b.sinceLook += n
	if b.work < 0 {
		b.fail(ErrUnreadable)
	}
	if b.sinceLook >= perLook {
		return b.look()
	}
	return b.err == nil
}

// look tells whether there is time left.
func (b *budget) look() bool {
	b.sinceLook = 0
	if err := b.ctx.Err(); err != nil {
		b.fail(err)
	} else if time.Now().After(b.end) {
		b.fail(ErrUnreadable)
	}
	return b.err == nil
}

// fail ends the work for the first reason given.
func (b *budget) fail(err error) {
	if b.err == nil {
		b.err = err
	}
}

// allowance returns how many bytes may be made of n compressed ones.
func (b *budget) allowance(n int) int {
	return min(maxPart, freeRatio+n*maxRatio, b.inflated)
}
