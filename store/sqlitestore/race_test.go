//go:build race

package sqlitestore_test

// raceDetector reports that the race detector watches. SQLite, which is Go here,
// is some fifteen times slower then.
const raceDetector = true

// worlds is in how many stores random steps are taken.
const worlds = 2
