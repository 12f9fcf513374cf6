//go:build !race

package pgstore_test

// raceDetector reports that the race detector watches, under which no time is
// worth measuring.
const raceDetector = false
