package storetest

import (
	"os"
	"strconv"
	"testing"

	"github.com/agencyaccess/agencyaccess/storetest/internal/fuzz"
)

// seedVariable is the environment variable that sets the seed of Fuzz.
const seedVariable = "STORETEST_SEED"

// A FuzzOption is a choice for Fuzz.
type FuzzOption func(*fuzzing)

type fuzzing struct {
	seed          uint64
	worlds, steps int
}

// FuzzSeed sets what the steps are made from. The default is 1, so that a test
// does the same each time; a test that is to find something new takes another
// seed each time, such as the time, and Fuzz prints it when it fails.
func FuzzSeed(n uint64) FuzzOption { return func(f *fuzzing) { f.seed = n } }

// FuzzWorlds sets how many stores are tried, each with steps of its own. The
// default is 40.
func FuzzWorlds(n int) FuzzOption { return func(f *fuzzing) { f.worlds = n } }

// FuzzSteps sets how many steps are taken in each store. The default is 150.
func FuzzSteps(n int) FuzzOption { return func(f *fuzzing) { f.steps = n } }

// Fuzz takes random steps in stores that h opens and in a model of the contract
// in memory, one after the other, and compares every answer: Updates that write
// records of every kind and commit, fail, panic, exit or are cancelled;
// questions inside them, beside them and afterwards; claims of events, and what
// becomes of them; accounts that are deleted. What h declares to be missing is left out.
//
// On a difference it looks for a shorter way there, leaving out steps while
// there is a difference, which opens many stores for up to 20 seconds, and fails
// with the seed, the steps, and what was expected. A store that does not answer
// a step for 45 seconds is given up, with the steps so far and the stacks of all
// goroutines. It takes about a second for a store in memory. It looks neither at
// time that passes nor at concurrent writers, which are for Run.
//
// The environment variable STORETEST_SEED, a decimal number, is the seed
// whatever the test says.
func Fuzz(t testing.TB, h Harness, options ...FuzzOption) {
	t.Helper()
	f := fuzzing{seed: 1, worlds: 40, steps: 150}
	for _, o := range options {
		o(&f)
	}
	if text, ok := os.LookupEnv(seedVariable); ok {
		seed, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatalf("storetest: %s is not a number: %v", seedVariable, err)
		}
		f.seed = seed
	}
	adapter := fuzz.Adapter{
		Open: h.Open, NoDelivery: h.misses(Delivery), NoJournalQueries: h.misses(JournalQueries), NoRemarks: h.misses(Remarks),
	}
	for i := range f.worlds {
		seed := f.seed + uint64(i)
		if failure := fuzz.World(t, adapter, seed, f.steps); failure != nil {
			t.Fatalf("storetest: the last of these steps has another answer than the contract's:\n\n%s\n\n"+
				"This is what is left of %d steps. To have them again, set %s=%d.", failure, failure.Steps, seedVariable, seed)
		}
	}
}
