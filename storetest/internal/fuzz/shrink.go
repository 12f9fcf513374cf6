package fuzz

import "time"

// These bound the search for a shorter trace.
const (
	shrinkTries = 3000
	shrinkTime  = 20 * time.Second
)

// shrink leaves out of f what it can while the store still differs from the
// model. Any difference will do.
func shrink(f *Failure, differs func([]step) *Failure) *Failure {
	tries, end := 0, time.Now().Add(shrinkTime)
	try := func(steps []step) bool {
		if tries++; tries > shrinkTries || time.Now().After(end) {
			return false
		}
		shorter := differs(steps)
		switch {
		case shorter == nil:
			return false
		case shorter.stuck: // another difference, and one that takes long
			tries = shrinkTries
			return false
		}
		f = shorter
		return true
	}
	for shorter := true; shorter; {
		shorter = false
		for n := len(f.steps) / 2; n > 0; n /= 2 { // n steps at a time
			for i := 0; i+n <= len(f.steps); {
				if try(append(f.steps[:i:i], f.steps[i+n:]...)) {
					shorter = true
				} else {
					i++
				}
			}
		}
		for i := 0; i < len(f.steps); i++ { // what is in a step
			for j := 0; i < len(f.steps) && j < f.steps[i].parts(); {
				steps := append(f.steps[:i:i], f.steps[i:]...)
				if steps[i] = f.steps[i].without(j); try(steps) {
					shorter = true
				} else {
					j++
				}
			}
		}
	}
	return f
}
