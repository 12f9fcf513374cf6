package pgstore_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// side is one of the two that are compared.
type side func(context.Context) error

// medians measures two sides in turns, so that what else happens on the machine
// hits both.
func medians(t testing.TB, rounds int, a, b side) (time.Duration, time.Duration) {
	took := func(s side) time.Duration {
		began := time.Now()
		require.NoError(t, s(t.Context()))
		return time.Since(began)
	}
	var as, bs []time.Duration
	for i := range rounds {
		if i%2 == 0 { // each is as often the first
			as, bs = append(as, took(a)), append(bs, took(b))
		} else {
			bs, as = append(bs, took(b)), append(as, took(a))
		}
	}
	slices.Sort(as)
	slices.Sort(bs)
	return as[rounds/2], bs[rounds/2]
}

// both are a submission through the engine and one by hand.
func both(t testing.TB) (engine, hand side) {
	st := opened(t)
	eng := acme(t, st)
	ann, n := eng.Recruiter("acme", "ann"), 0
	h := newByHand(t)
	return func(ctx context.Context) error {
		n++
		_, err := ann.Submit(ctx, "dev", candidate.RequestID(fmt.Sprint("r", n)), somebody(n))
		return err
	}, h.submit
}

// The rows are the same, or the comparison says nothing.
func TestByHandWritesTheSameRows(t *testing.T) {
	engine, hand := both(t)
	rows := func() map[string]int {
		found := make(map[string]int)
		c, err := pgx.Connect(t.Context(), shared(t))
		require.NoError(t, err)
		defer c.Close(context.Background())
		for _, table := range []string{"entry", "candidate", "submission", "ruling", "claim", "receipt", "journal", "event"} {
			var n int
			require.NoError(t, c.QueryRow(t.Context(), "select count(*) from agencyaccess."+table).Scan(&n))
			found[table] = n
		}
		return found
	}
	added := func(s side) map[string]int {
		before := rows()
		require.NoError(t, s(t.Context()))
		after := rows()
		for table := range after {
			after[table] -= before[table]
		}
		return after
	}
	require.Equal(t, added(engine), added(hand))
}

func TestSubmissionTakesAtMost1_3TimesAsLongAsByHand(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector takes most of the time")
	}
	engine, hand := both(t)
	medians(t, 50, engine, hand) // plans and caches
	const most, attempts = 1.3, 10
	for range attempts {
		e, h := medians(t, 300, engine, hand)
		r := float64(e) / float64(h)
		t.Logf("engine %v, by hand %v: %.2f times", e, h, r)
		if r <= most {
			return
		}
	}
	t.Fatalf("a submission took more than %v times as long as by hand in each of %d attempts", most, attempts)
}

func BenchmarkSubmission(b *testing.B) {
	engine, hand := both(b)
	for name, s := range map[string]side{"engine": engine, "by hand": hand} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				require.NoError(b, s(b.Context()))
			}
		})
	}
}

func BenchmarkReads(b *testing.B) {
	st := opened(b)
	eng := acme(b, st)
	ann := eng.Recruiter("acme", "ann")
	for i := range 100 {
		_, err := ann.Submit(b.Context(), "dev", candidate.RequestID(fmt.Sprint("r", i)), candidate.Entry{Name: "Jane Doe"})
		require.NoError(b, err)
	}
	for name, s := range map[string]side{
		"Can": func(ctx context.Context) error {
			_, err := ann.Can(ctx, policy.Submit, access.OnOpening("dev"))
			return err
		},
		"page of 50 openings": func(ctx context.Context) error {
			_, err := ann.Openings(ctx, "", 50)
			return err
		},
		"page of 50 submissions": func(ctx context.Context) error {
			_, err := ann.Submissions(ctx, access.SubmissionFilter{}, "", 50)
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				require.NoError(b, s(b.Context()))
			}
		})
	}
}
