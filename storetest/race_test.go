//go:build race

package storetest

const (
	// RaceDetector reports whether the race detector watches.
	RaceDetector = true

	// slowdown is how many times longer things take under the race detector.
	slowdown = 5

	// everyNth is which of the stores are tried. What the race detector
	// watches is the suite, which does the same to each.
	everyNth = 8
)
