// Package fuzz takes random steps in a store and in a model of the contract,
// and compares every answer. It is what storetest.Fuzz does.
package fuzz

import (
	"context"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// Adapter is what is tried.
type Adapter struct {
	Open func(t testing.TB) store.Store // opens an empty store

	// What the adapter does without, and is not asked for.
	NoDelivery, NoJournalQueries, NoRemarks bool
}

// Failure is where a store and the model differ: at the last of the steps.
type Failure struct {
	Lines []string // what is left of the steps, as Go, about
	Steps int      // how many steps it took at first
	Diff  string   // the answer expected, and the actual one
	steps []step
	stuck bool // the store does not answer
}

// World tries the steps that a seed makes, on a store of its own. When an
// answer differs from the model's, it looks for a shorter way there. When the
// store does not answer, it does not, as each try would take as long again.
func World(t testing.TB, a Adapter, seed uint64, steps int) *Failure {
	t.Helper()
	d := dice{rand.New(rand.NewPCG(seed, 0)), a}
	var taken []step
	for range steps {
		taken = append(taken, d.step())
	}
	differs := func(steps []step) *Failure { return differ(t, a, steps) }
	found := differs(taken)
	if found == nil {
		return nil
	}
	short := found
	if !found.stuck {
		short = shrink(found, differs)
	}
	short.Steps = len(found.steps)
	for _, s := range short.steps {
		short.Lines = append(short.Lines, s.lines()...)
	}
	return short
}

// differ takes the steps in a new store until an answer differs from the
// model's.
func differ(t testing.TB, a Adapter, steps []step) *Failure {
	t.Helper()
	w := &world{ctx: context.Background(), store: a.Open(t), claims: make(map[agency.AccountID]store.Claim)}
	m := make(model)
	for i, s := range steps {
		expected := s.expect(m)
		w.wanted = expected.value
		actual := answer{err: errExited}
		if late := within("the step", func() { actual = w.take(s) }); late != "" {
			return &Failure{steps: steps[:i+1], Diff: late, stuck: true}
		}
		if d := expected.diff(actual); d != "" {
			_, _ = closing(w.store) // which is not what this is about
			return &Failure{steps: steps[:i+1], Diff: d}
		}
	}
	if late, err := closing(w.store); late != "" {
		return &Failure{steps: steps, Diff: late, stuck: true}
	} else if err != nil {
		return &Failure{steps: steps, Diff: "the error of Close\nexpected: <nil>\nactual:   " + err.Error()}
	}
	return nil
}

// strictly compares records in all their fields, and times by ==.
var strictly = cmp.Options{
	cmp.Exporter(func(reflect.Type) bool { return true }),
	cmp.Comparer(func(a, b time.Time) bool { return a == b }),
}

// minute returns an instant n minutes into the steps' day.
func minute(n int) time.Time { return time.Date(2026, 3, 1, 9, n, 0, 1000, time.UTC) }

// String returns the report of a failure, without its seed.
func (f *Failure) String() string {
	return "\t" + strings.Join(f.Lines, "\n\t") + "\n\n" + f.Diff
}
