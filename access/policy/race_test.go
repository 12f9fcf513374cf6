//go:build race

package policy_test

// underRace reports that tests are slow because the race detector watches.
const underRace = true
