package storetest

import (
	"flag"
	"fmt"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

var (
	matrix = flag.Bool("matrix", false, "run every check on every faulty store and log which of them catch it")
	only   = flag.String("checks", "", "with -matrix, run only the checks whose ID matches this expression")
	chosen = flag.String("faults", "", "run only the faults, and legal stores, whose name matches this expression")
)

// recorder takes note of failures instead of failing the test.
type recorder struct {
	testing.TB
	mu       sync.Mutex
	failures []failure
	cleanups []func()
}

func (r *recorder) Helper() {}

func (r *recorder) Error(args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if f, ok := args[0].(failure); ok {
		r.failures = append(r.failures, f)
		return
	}
	r.failures = append(r.failures, failure{text: fmt.Sprint(args...)})
}

func (r *recorder) Log(...any) {}

func (r *recorder) Errorf(format string, args ...any) { r.Error(fmt.Sprintf(format, args...)) }

func (r *recorder) Fatal(args ...any) {
	r.Error(args...)
	runtime.Goexit()
}

func (r *recorder) Fatalf(format string, args ...any) { r.Fatal(fmt.Sprintf(format, args...)) }

func (r *recorder) Cleanup(fn func()) { r.cleanups = append(r.cleanups, fn) }

func (r *recorder) Failed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.failures) > 0
}

// recorded runs fn and returns the failures that it reports.
func recorded(t testing.TB, fn func(testing.TB)) []failure {
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			for _, clean := range slices.Backward(r.cleanups) {
				clean()
			}
		}()
		fn(r)
	}()
	<-done
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.failures
}

// shortLimits is how long a faulty store may take: one that hangs is caught soon.
func shortLimits() limits {
	return limits{
		silence: slowdown * 2 * time.Second, check: slowdown * 4 * time.Second,
		patience: slowdown * 500 * time.Millisecond, moment: 20 * time.Millisecond,
	}
}

// opened remembers which session a store under test is on.
type opened struct {
	store.Store
	session *session
}

// sessionHarness opens what build makes of a session, anew each time it is opened.
func sessionHarness(missing []Capability, disk func() store.Store, build func(disk store.Store, again bool) store.Store) Harness {
	start := func(mem store.Store, again bool) store.Store {
		s := newSession(mem)
		return &opened{build(s, again), s}
	}
	return Harness{
		Missing: missing,
		Open:    func(testing.TB) store.Store { return start(disk(), false) },
		Reopen: func(_ testing.TB, closed store.Store) store.Store {
			return start(closed.(*opened).session.disk, true)
		},
		Crash: func(_ testing.TB, lost store.Store) store.Store {
			s := lost.(*opened).session
			s.crash()
			return start(s.disk, true)
		},
	}
}

func inMemory() store.Store { return memstore.New() }

// sessionHarness makes stores that have the fault.
func (f fault) sessionHarness() Harness {
	return sessionHarness(f.missing, inMemory, func(disk store.Store, again bool) store.Store {
		disk = lacking(disk, f.missing)
		h := f.hooks
		switch {
		case again && f.again != nil:
			h = f.again(disk)
		case f.plant != nil:
			h = f.plant(disk)
		}
		if disk = plant(disk, h); f.slow {
			disk = plant(disk, slow(disk))
		}
		return disk
	})
}

// catches returns the checks that fail on the faulty store, of those named.
func (f fault) catches(t testing.TB, named func(id string) bool) (ids []string) {
	h := f.sessionHarness()
	for _, c := range checks() {
		run := func(t testing.TB) { runCheck(t, c, h, shortLimits(), new(dump)) }
		if h.unmet(c.needs) == "" && named(c.id) && fails(t, f.stuck, run) {
			ids = append(ids, c.id)
		}
	}
	return ids
}

// fails runs a check until it fails, three times at most: one that looks on
// for a moment, or lets goroutines race, can miss a fault on a busy machine.
// Such a machine can also be too late, which is no catch unless the store gets
// stuck.
func fails(t testing.TB, stuck bool, run func(testing.TB)) bool {
	for range 3 {
		failures := recorded(t, run)
		if slices.ContainsFunc(failures, func(f failure) bool { return stuck || !f.late }) {
			return true
		}
		if *matrix {
			break
		}
	}
	return false
}

// forEach runs fn for each of n, several at the same time.
func forEach(n, workers int, fn func(i int)) {
	var all sync.WaitGroup
	next := make(chan int)
	for range workers {
		all.Go(func() {
			for i := range next {
				fn(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	all.Wait()
}

// sample takes every nth of the stores.
func sample[S any](all []S) []S {
	var out []S
	for i := 0; i < len(all); i += everyNth {
		out = append(out, all[i])
	}
	return out
}

// TestSelfTest proves the suite: each faulty store must be caught by every
// check that is named for it, each check must catch a faulty store, and every
// store that is unusual but keeps the contract must pass.
func TestSelfTest(t *testing.T) {
	filter := regexp.MustCompile(*chosen)
	known := make(map[string]bool)
	for _, c := range slices.Concat(checks(), blobChecks) {
		known[c.id] = true
	}
	catching := make(map[string]bool)
	caught, total := 0, 0
	report := func(name, flaw, named string, actual []string) {
		total++
		expected := strings.Fields(named)
		ok := t.Run(name, func(t *testing.T) {
			if *matrix {
				t.Logf("MATRIX %s | %s", name, strings.Join(actual, " "))
			}
			if len(expected) == 0 {
				t.Error("no check is named")
			}
			for _, id := range expected {
				switch {
				case !known[id]:
					t.Errorf("there is no check %s", id)
				case !slices.Contains(actual, id):
					t.Errorf("%s does not catch: %s", id, flaw)
				default:
					catching[id] = true
				}
			}
		})
		if ok {
			caught++
		}
	}
	wanted := regexp.MustCompile(*only)
	within := func(named string) func(string) bool {
		ids := strings.Fields(named)
		return func(id string) bool { return *matrix && wanted.MatchString(id) || slices.Contains(ids, id) }
	}

	stores := slices.DeleteFunc(faults(), func(f fault) bool { return !filter.MatchString(f.name) })
	if *chosen == "" {
		stores = sample(stores)
	}
	found := make([][]string, len(stores))
	forEach(len(stores), 8, func(i int) { found[i] = stores[i].catches(t, within(stores[i].caught)) })
	for i, f := range stores {
		report(f.name, f.flaw, f.caught, found[i])
	}
	blobs := slices.DeleteFunc(blobFaults(), func(f blobFault) bool { return !filter.MatchString(f.name) })
	found = make([][]string, len(blobs))
	forEach(len(blobs), 8, func(i int) { found[i] = blobs[i].catches(t, within(blobs[i].caught)) })
	for i, f := range blobs {
		report(f.name, f.flaw, f.caught, found[i])
	}

	idle := 0
	for _, c := range slices.Concat(checks(), blobChecks) {
		if !catching[c.id] {
			idle++
			t.Logf("catches none: %s %s", c.id, c.rule)
		}
	}
	if idle > 0 && *chosen == "" && everyNth == 1 {
		t.Error("some checks catch no faulty store")
	}
	t.Run("no fault", func(t *testing.T) {
		if *chosen == "" {
			failed := make([][]string, len(checks()))
			forEach(len(checks()), 8, func(i int) {
				failed[i] = fault{}.catches(t, func(id string) bool { return id == checks()[i].id })
			})
			require.Empty(t, slices.Concat(failed...), "checks that a sound store fails")
		}
	})
	passed, legal := passLegal(t, filter)
	t.Logf("faults caught: %d of %d; checks: %d; checks that catch none: %d; legal stores passed: %d of %d",
		caught, total, len(known), idle, passed, legal)
}

// passLegal runs every check on every legal store.
func passLegal(t *testing.T, filter *regexp.Regexp) (passed, total int) {
	stores := slices.DeleteFunc(legalStores(), func(l legal) bool { return !filter.MatchString(l.name) })
	if *chosen == "" {
		stores = sample(stores)
	}
	failures := make([][]failure, len(stores))
	forEach(len(stores), len(stores), func(i int) { // they wait more than they work
		for _, c := range checks() {
			if l := stores[i]; l.harness.unmet(c.needs) == "" && (l.checks == "" || slices.Contains(strings.Fields(l.checks), c.id)) {
				failures[i] = append(failures[i], recorded(t, func(t testing.TB) { runCheck(t, c, l.harness, usualLimits(), new(dump)) })...)
			}
		}
	})
	for i, l := range stores {
		if t.Run("legal: "+l.name, func(t *testing.T) {
			for _, f := range failures[i] {
				t.Error(f)
			}
		}) {
			passed++
		}
	}
	return passed, len(stores)
}
