package bench

import (
	"slices"
	"testing"
	"time"
)

// latencies are the last times that an operation took.
type latencies struct {
	taken []time.Duration
	n     int
}

func newLatencies() *latencies { return &latencies{taken: make([]time.Duration, 1<<13)} }

func (l *latencies) measure(op func() error) error {
	start := time.Now()
	err := op()
	l.taken[l.n%len(l.taken)] = time.Since(start)
	l.n++
	return err
}

func report(b *testing.B, all ...*latencies) {
	var taken []time.Duration
	for _, l := range all {
		taken = append(taken, l.taken[:min(l.n, len(l.taken))]...)
	}
	if slices.Sort(taken); len(taken) > 0 {
		b.ReportMetric(float64(taken[(len(taken)-1)*99/100]), "p99-ns")
	}
}
