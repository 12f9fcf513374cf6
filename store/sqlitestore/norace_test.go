//go:build !race

package sqlitestore_test

// raceDetector reports that the race detector watches.
const raceDetector = false

// worlds is in how many stores random steps are taken.
const worlds = 20
