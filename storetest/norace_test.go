//go:build !race

package storetest

const (
	// RaceDetector reports whether the race detector watches.
	RaceDetector = false

	// slowdown is how many times longer things take without the race detector.
	slowdown = 1

	// everyNth is which of the stores are tried: all.
	everyNth = 1
)
