package storetest_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
	"github.com/agencyaccess/agencyaccess/storetest"
)

// A twisted store is memstore with a fault. What is nil is as it should be.
type twisted struct {
	store.Store
	account func(agency.AccountID) agency.AccountID
	tx      func(store.Tx) store.Tx
	facts   func(store.Query, *store.Facts)
	outbox  func(store.Outbox) store.Outbox
	deletes func(agency.AccountID) bool
	commits bool // what a callback that failed has written
}

func (s twisted) in(id agency.AccountID) agency.AccountID {
	if s.account != nil {
		return s.account(id)
	}
	return id
}

func (s twisted) Read(ctx context.Context, id agency.AccountID, q store.Query) (f store.Facts, err error) {
	f, err = s.Store.Read(ctx, s.in(id), q)
	if s.facts != nil && err == nil {
		s.facts(q, &f)
	}
	return f, err
}

func (s twisted) View(ctx context.Context, id agency.AccountID, fn func(store.Reader) error) error {
	return s.Store.View(ctx, s.in(id), fn)
}

func (s twisted) Update(ctx context.Context, id agency.AccountID, fn func(store.Tx) error) error {
	var failed error
	err := s.Store.Update(ctx, s.in(id), func(t store.Tx) error {
		if s.tx != nil {
			t = s.tx(t)
		}
		failed = fn(t)
		if s.commits {
			return nil
		}
		return failed
	})
	if s.commits {
		return errors.Join(err, failed)
	}
	return err
}

func (s twisted) Delete(ctx context.Context, id agency.AccountID) error {
	if s.deletes != nil && !s.deletes(id) {
		return nil
	}
	return s.Store.Delete(ctx, s.in(id))
}

func (s twisted) Outbox() store.Outbox {
	if s.outbox != nil {
		return s.outbox(s.Store.Outbox())
	}
	return s.Store.Outbox()
}

type forgetful struct{ store.Tx }

func (t forgetful) PutSubmissions(records ...candidate.Submission) {
	for _, r := range records {
		if r.Standing() {
			t.Tx.PutSubmissions(r)
		}
	}
}

type firstOnly struct{ store.Tx }

func (t firstOnly) PutRecruiters(records ...agency.Recruiter) {
	seen := map[agency.RecruiterID]bool{}
	for _, r := range records {
		if !seen[r.ID] {
			t.Tx.PutRecruiters(r)
		}
		seen[r.ID] = true
	}
}

type hoarding struct{ store.Tx }

func (hoarding) DropLists(...agency.ListID) {}

type holdsOn struct{ store.Tx }

func (holdsOn) LetGo(candidate.ID, candidate.Held) {}

type thorough struct{ store.Tx }

func (t thorough) EraseValues(of store.Subject) {
	t.Tx.EraseValues(store.Subject{Opening: of.Opening})
}

type generous struct{ store.Outbox }

func (o generous) Release(ctx context.Context, id agency.AccountID, token string, _ time.Duration) error {
	return o.Outbox.Release(ctx, id, token, 0)
}

var faults = map[string]twisted{
	"accounts that differ in letter case are one": {
		account: func(id agency.AccountID) agency.AccountID { return agency.AccountID(strings.ToLower(string(id))) },
	},
	"what fails is committed":                     {commits: true},
	"withdrawing has no effect":                   {tx: func(t store.Tx) store.Tx { return forgetful{t} }},
	"the first of two records with one ID counts": {tx: func(t store.Tx) store.Tx { return firstOnly{t} }},
	"values are erased by opening alone":          {tx: func(t store.Tx) store.Tx { return thorough{t} }},
	"events are handed out again at once":         {outbox: func(o store.Outbox) store.Outbox { return generous{o} }},
	"keys are held for good":                      {tx: func(t store.Tx) store.Tx { return holdsOn{t} }},
	"lists stay though they were dropped":         {tx: func(t store.Tx) store.Tx { return hoarding{t} }},
	"a Delete has no effect":                      {deletes: func(agency.AccountID) bool { return false }},
	"an address in conflict is held": {facts: func(q store.Query, f *store.Facts) {
		if r := f.Recruiter; f.EmailRecruiter == "" && r.Conflict && q.Email != "" && agency.FoldEmail(r.Email) == q.Email {
			f.EmailRecruiter = r.ID
		}
	}},
	"who was merged is nobody": {facts: func(_ store.Query, f *store.Facts) {
		f.Known = slices.DeleteFunc(f.Known, func(k store.Known) bool { return k.Candidate.Person != k.Candidate.ID })
	}},
	"claims that end never are not listed": {facts: func(_ store.Query, f *store.Facts) {
		if f.Rows != nil {
			f.Rows.Claims = slices.DeleteFunc(f.Rows.Claims, func(r store.ClaimRow) bool { return r.Claim.Ends().Equal(candidate.Never()) })
		}
	}},
	"a page never says that there are more": {facts: func(_ store.Query, f *store.Facts) {
		if f.Rows != nil {
			f.Rows.More = false
		}
	}},
	"the share to the agency is forgotten by rows": {facts: func(_ store.Query, f *store.Facts) {
		for i := range rowsOf(f) {
			f.Rows.Openings[i].ToAgency = agency.Share{}
		}
	}},
}

func rowsOf(f *store.Facts) []store.OpeningRow {
	if f.Rows == nil {
		return nil
	}
	return f.Rows.Openings
}

// A witness is a test that may fail.
type witness struct {
	testing.TB
	said string
}

func (w *witness) Helper() {}

func (w *witness) Fatalf(format string, args ...any) {
	w.said = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

// watch runs fn as a test and returns what it says when it fails.
func watch(t *testing.T, fn func(testing.TB)) string {
	w := &witness{TB: t}
	var done sync.WaitGroup
	done.Go(func() { fn(w) })
	done.Wait()
	return w.said
}

// Fuzz finds each fault, and shows it in a few lines.
func TestFuzzFindsFaults(t *testing.T) {
	if storetest.RaceDetector {
		t.Skip("there is one goroutine")
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			opened := 0
			open := func(testing.TB) store.Store {
				opened++
				fault.Store = memstore.New()
				return fault
			}
			said := watch(t, func(t testing.TB) { storetest.Fuzz(t, storetest.Harness{Open: open}) })
			require.NotEmpty(t, said)
			steps, rest, found := strings.Cut(strings.TrimSpace(said[strings.Index(said, "\n\n"):]), "\n\n")
			require.True(t, found, said)
			require.LessOrEqual(t, strings.Count(steps, "\n"), 16, "lines in %s", said)
			require.Contains(t, rest, "expected")
			t.Logf("%d stores opened\n%s", opened, said)
			again := watch(t, func(t testing.TB) { storetest.Fuzz(t, storetest.Harness{Open: open}) })
			require.Equal(t, steps, strings.TrimSpace(again[strings.Index(again, "\n\n"):])[:len(steps)], "the same seed finds the same")
		})
	}
}

// A bare store does without all that an adapter may do without.
type bare struct{ store.Store }

func (s bare) Outbox() store.Outbox { panic("asked to deliver") }

func TestFuzzAsksNothingOfWhatIsMissing(t *testing.T) {
	asked := func(q store.Query, _ *store.Facts) {
		if q.List != nil && (q.List.Kind == store.ListJournal || q.List.Kind == store.ListRemarks) {
			t.Errorf("asked for list %d", q.List.Kind)
		}
	}
	open := func(testing.TB) store.Store {
		s := twisted{Store: memstore.New(), facts: asked, tx: func(t store.Tx) store.Tx { return remarkless{t} }}
		return bare{s}
	}
	storetest.Fuzz(t, storetest.Harness{
		Open: open, Missing: []storetest.Capability{storetest.Delivery, storetest.JournalQueries, storetest.Remarks},
	})
}

type remarkless struct{ store.Tx }

func (remarkless) PutRemarks(...candidate.Remark) { panic("asked to keep remarks") }

func TestSeedComesFromTheEnvironment(t *testing.T) {
	fault := twisted{commits: true}
	open := func(testing.TB) store.Store {
		fault.Store = memstore.New()
		return fault
	}
	fuzz := func(t testing.TB) {
		storetest.Fuzz(t, storetest.Harness{Open: open}, storetest.FuzzSeed(7), storetest.FuzzWorlds(1), storetest.FuzzSteps(300))
	}
	require.Contains(t, watch(t, fuzz), "STORETEST_SEED=7")
	t.Setenv("STORETEST_SEED", "77")
	require.Contains(t, watch(t, fuzz), "STORETEST_SEED=77")
	t.Setenv("STORETEST_SEED", "today")
	require.Contains(t, watch(t, fuzz), "is not a number")
}
