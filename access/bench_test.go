package access_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
)

// The two sides of each measurement answer the question with this number.

func (w *world) engineCan(i int) policy.Code {
	q := &w.asked[i%len(w.asked)]
	d, err := w.eng.Recruiter(acme, q.recruiter).Can(context.Background(), policy.Submit, access.OnOpening(q.opening))
	check(err)
	return d.First()
}

func (w *world) mapsCan(i int) policy.Code {
	q := &w.asked[i%len(w.asked)]
	return w.maps.canSubmit(acme, q.recruiter, q.opening)
}

const pageSize = 50

func (w *world) enginePage(i int) access.Page[access.SubmissionView] {
	q := &w.asked[i%len(w.asked)]
	p, err := w.eng.Recruiter(acme, q.recruiter).Submissions(context.Background(), access.SubmissionFilter{}, "", pageSize)
	check(err)
	return p
}

func (w *world) mapsPage(i int) []access.SubmissionView {
	views, _, _ := w.maps.submissions(acme, w.asked[i%len(w.asked)].recruiter, floorPosition{}, pageSize)
	return views
}

func sides(b *testing.B, engine, maps func(w *world, i int)) {
	worlds(b, func(b *testing.B, w *world) {
		run := func(side func(*world, int)) func(*testing.B) {
			return func(b *testing.B) {
				b.ReportAllocs()
				for i := 0; b.Loop(); i++ {
					side(w, i)
				}
			}
		}
		b.Run("engine", run(engine))
		b.Run("maps", run(maps))
	})
}

func BenchmarkCan(b *testing.B) {
	sides(b, func(w *world, i int) { w.engineCan(i) }, func(w *world, i int) { w.mapsCan(i) })
}

func BenchmarkPage50(b *testing.B) {
	sides(b, func(w *world, i int) { w.enginePage(i) }, func(w *world, i int) { w.mapsPage(i) })
}

// BenchmarkSubmit is the whole of a submission: the decision, the records, the
// receipt, the journal and the event.
func BenchmarkSubmit(b *testing.B) {
	worlds(b, func(b *testing.B, w *world) {
		b.Run("engine", func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				w.submit(b, i)
			}
		})
	})
}

// BenchmarkCanWithWriter times each Can on its own while somebody submits
// without a pause to the same account.
func BenchmarkCanWithWriter(b *testing.B) {
	worlds(b, func(b *testing.B, w *world) {
		defer w.writing(b)()
		var took []time.Duration
		for i := 0; b.Loop(); i++ {
			took = append(took, w.timedCan(i))
		}
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)/2]), "p50-ns")
		b.ReportMetric(float64(took[len(took)*99/100]), "p99-ns")
	})
}

func (w *world) timedCan(i int) time.Duration {
	began := time.Now()
	w.engineCan(i)
	return time.Since(began)
}

// writing submits without a pause until the function that it returns is
// called, which answers how many submissions were committed.
func (w *world) writing(tb testing.TB) (stop func() int) {
	done, first, count := make(chan struct{}), make(chan struct{}), make(chan int)
	go func() {
		n := 0
		for ; ; n++ {
			select {
			case <-done:
				count <- n
				return
			default:
			}
			w.submit(tb, n)
			if n == 0 {
				close(first)
			}
		}
	}()
	<-first
	return func() int { close(done); return <-count }
}

func TestFloorAgreesWithTheEngine(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		seen := make(map[policy.Code]int)
		for i := range 5_000 {
			code := w.engineCan(i)
			require.Equal(t, w.mapsCan(i).String(), code.String())
			seen[code]++
		}
		for _, code := range []policy.Code{0, policy.NotFound, policy.ShareRevoked, policy.ShareEnded, policy.OpeningArchived} {
			require.NotZero(t, seen[code], "no question was answered with %q", code)
		}
		for i := range 100 {
			who := w.asked[i].recruiter
			var cursor access.Cursor
			var after floorPosition
			for range 3 {
				page, err := w.eng.Recruiter(acme, who).Submissions(context.Background(), access.SubmissionFilter{}, cursor, pageSize)
				require.NoError(t, err)
				views, next, why := w.maps.submissions(acme, who, after, pageSize)
				require.Zero(t, why)
				require.Len(t, views, pageSize)
				require.Equal(t, views, page.Rows)
				cursor, after = page.Next, next
			}
		}
	})
}

func TestCanAllocatesNothing(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector allocates")
	}
	w, i := smallWorld(), 0
	require.Zero(t, testing.AllocsPerRun(1_000, func() { w.engineCan(i); i++ }))
	rec := w.eng.Recruiter(acme, "nobody")
	require.Zero(t, testing.AllocsPerRun(100, func() {
		_, err := rec.Can(context.Background(), policy.Submit, access.OnOpening("nothing"))
		check(err)
	}), "of what is unknown")
	id := w.enginePage(0).Rows[0].ID
	rec = w.eng.Recruiter(acme, w.asked[0].recruiter)
	for _, about := range []struct {
		action policy.Action
		access.Target
	}{
		{policy.ViewOpening, access.OnOpening(w.asked[0].opening)},
		{policy.InviteColleague, access.Target{}},
		{policy.ListSubmissions, access.Target{}},
	} {
		require.Zero(t, testing.AllocsPerRun(100, func() {
			_, err := rec.Can(context.Background(), about.action, about.Target)
			check(err)
		}), about.action)
	}
	require.LessOrEqual(t, testing.AllocsPerRun(100, func() {
		_, err := rec.Can(context.Background(), policy.ViewSubmission, access.OnSubmission(id))
		check(err)
	}), 1.0, "the copy of the entry")
}

// ratio measures the two sides in turns: many short rounds, of which the median
// counts, so that what else happens on the machine hits both.
func ratio(perRound int, engine, maps func(i int)) (ofEngine, ofMaps time.Duration) {
	const rounds = 60
	round := func(side func(int), from int) time.Duration {
		began := time.Now()
		for i := range perRound {
			side(from + i)
		}
		return time.Since(began) / time.Duration(perRound)
	}
	var e, m []time.Duration
	for r := range rounds {
		from := r * perRound
		if r%2 == 0 { // each is as often the first to touch what is asked for
			e = append(e, round(engine, from))
			m = append(m, round(maps, from))
		} else {
			m = append(m, round(maps, from))
			e = append(e, round(engine, from))
		}
	}
	slices.Sort(e)
	slices.Sort(m)
	return e[rounds/2], m[rounds/2]
}

// attempts is how often a bound on time may be missed before it counts.
const attempts = 10

func requireRatio(t *testing.T, most float64, perRound int, engine, maps func(i int)) {
	t.Helper()
	if raceDetector {
		t.Skip("the race detector takes most of the time")
	}
	for range attempts {
		e, m := ratio(perRound, engine, maps)
		r := float64(e) / float64(m)
		t.Logf("engine %v, maps %v: %.2f times", e, m, r)
		if r <= most {
			return
		}
	}
	t.Fatalf("the engine took more than %v times as long as maps in each of %d attempts", most, attempts)
}

func TestCanTakesAtMostThreeTimesAsLongAsMaps(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		requireRatio(t, 3, 1_000, func(i int) { w.engineCan(i) }, func(i int) { w.mapsCan(i) })
	})
}

func TestPageTakesAtMostFiveTimesAsLongAsMaps(t *testing.T) {
	worlds(t, func(t *testing.T, w *world) {
		requireRatio(t, 5, 50, func(i int) { w.enginePage(i) }, func(i int) { w.mapsPage(i) })
	})
}

func TestWriterDoesNotHoldUpCan(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector takes most of the time")
	}
	worlds(t, func(t *testing.T, w *world) {
		for range attempts {
			quiet, _ := w.canQuantiles()
			stop := w.writing(t)
			p50, p99 := w.canQuantiles()
			written := stop()
			t.Logf("p50 %v alone; with a writer p50 %v, p99 %v: %.1f times, during %d commits",
				quiet, p50, p99, float64(p99)/float64(quiet), written)
			if p99 <= 10*quiet && written > 10 { // of the median alone: waiting must not hide in the median
				return
			}
		}
		t.Fatalf("the 99th percentile was more than 10 times the median in each of %d attempts", attempts)
	})
}

// canQuantiles times each of many Can on its own.
func (w *world) canQuantiles() (p50, p99 time.Duration) {
	took := make([]time.Duration, 50_000)
	for i := range took {
		took[i] = w.timedCan(i)
	}
	slices.Sort(took)
	return took[len(took)/2], took[len(took)*99/100]
}
