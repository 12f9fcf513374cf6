package fuzz

import (
	"fmt"
	"runtime"
	"time"

	"github.com/agencyaccess/agencyaccess/store"
)

// patience is how long a step may take before its context ends, and stuck how
// long until it is given up.
const (
	patience = 30 * time.Second
	stuck    = 45 * time.Second
)

// longestDump is how much of the stacks a failure shows, in bytes.
const longestDump = 64 << 10

// within runs fn on a goroutine of its own. If that has not ended when it should
// have, it is left behind, and within says so, with the stacks of all goroutines.
func within(what string, fn func()) (late string) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		fn()
	}()
	bound := time.NewTimer(stuck)
	defer bound.Stop()
	select {
	case <-done:
		return ""
	case <-bound.C:
	}
	stacks := make([]byte, longestDump)
	stacks = stacks[:runtime.Stack(stacks, true)]
	return fmt.Sprintf("%s\nexpected: an end within %v\nactual:   still under way; the goroutines:\n\n%s", what, stuck, stacks)
}

// closing closes a store, whose error is nil when it does not end in time.
func closing(s store.Store) (late string, err error) {
	failed := make(chan error, 1)
	late = within("Close", func() {
		err := errExited
		defer func() {
			if v := recover(); v != nil {
				err = fmt.Errorf("panic: %v", v)
			}
			failed <- err
		}()
		err = s.Close()
	})
	if late == "" {
		err = <-failed
	}
	return late, err
}
