package storetest

import (
	"fmt"
	"runtime"
	"sync/atomic"
)

// longestDump is how much of the stacks a failure shows, in bytes.
const longestDump = 64 << 10

// A dump is the stacks of all goroutines, which one failure of a suite shows.
type dump struct{ shown atomic.Bool }

func (d *dump) String() string {
	if d.shown.Swap(true) {
		return "nothing (the first failure of this kind shows all goroutines)"
	}
	stacks := make([]byte, longestDump)
	n := runtime.Stack(stacks, true)
	if n == len(stacks) {
		return fmt.Sprintf("all goroutines, as far as %d bytes go:\n%s...", n, stacks)
	}
	return "all goroutines:\n" + string(stacks[:n])
}
