package storetest

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

func TestWatch(t *testing.T) {
	taking := func(d time.Duration) hooks {
		return hooks{enter: func(ctx context.Context, _ agency.AccountID) {
			select {
			case <-time.After(d):
			case <-ctx.Done():
			}
		}}
	}
	reads := func(n int) func(*probe) {
		return func(p *probe) {
			for range n {
				p.read(acme, store.Query{})
			}
		}
	}
	aside := func(p *probe) { p.ok(p.await("some reads", async(func() error { reads(9)(p); return nil }))) }
	for _, tt := range []struct {
		name string
		call time.Duration // how long one takes
		run  func(*probe)
		late string // what is late
	}{
		{"many answers in more time than the silence may last", 50 * time.Second, reads(5), ""},
		{"no answer", 2 * time.Hour, reads(1), "the store is silent"},
		{"answers without end", time.Second, reads(1e6), "the check takes too long"},
		{"many answers in more time than the patience", 8 * time.Second, aside, ""},
		{"no answer to who waits", 40 * time.Second, aside, "some reads"},
		{"answers for too long to who waits", 20 * time.Second, aside, "some reads"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := Harness{Open: func(testing.TB) store.Store { return plant(memstore.New(), taking(tt.call)) }}
				failures := recorded(t, func(t testing.TB) {
					runCheck(t, check{id: "T-01", rule: "A rule.", run: tt.run}, h, usualLimits(), new(dump))
				})
				if tt.late == "" {
					require.Empty(t, failures)
					return
				}
				require.NotEmpty(t, failures)
				require.True(t, failures[0].late)
				require.Contains(t, failures[0].text, tt.late)
			})
		})
	}
}

func TestDumpIsShownOnce(t *testing.T) {
	var d dump
	first := d.String()
	require.Contains(t, first, "TestDumpIsShownOnce")
	require.LessOrEqual(t, len(first), longestDump+100)
	require.NotContains(t, d.String(), "TestDumpIsShownOnce")
	require.False(t, strings.Contains(d.String(), "goroutine "))
}

func TestNothingCheckedIsSkipped(t *testing.T) {
	skipped := func(n *tally) (skipped bool) {
		t.Run("end", func(t *testing.T) {
			defer func() { skipped = t.Skipped() }()
			n.end(t)
		})
		return skipped
	}
	require.True(t, skipped(&tally{}))
	require.True(t, skipped(&tally{skipped: map[string][]string{"by the harness": {"TX-01"}}}))
	require.False(t, skipped(&tally{passed: 1}))
	require.False(t, skipped(&tally{failed: 1}))
}
