// Package bench measures stores. It is what storetest.Bench does.
package bench

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// acme is the account that most benchmarks use.
const acme agency.AccountID = "acme"

// minute returns an instant n minutes into the benchmarks' day.
func minute(n int) time.Time { return time.Date(2026, 3, 1, 9, n, 0, 1000, time.UTC) }

var sizes = []size{
	{name: "small", agencies: 2, recruiters: 10, openings: 20, submissions: 40},
	{name: "large", agencies: 20, recruiters: 500, openings: 500, submissions: 5000},
}

// Run runs the benchmarks, those of events only if the store delivers them.
func Run(b *testing.B, open func(testing.TB) store.Store, delivers bool) {
	for _, s := range sizes {
		b.Run(s.name, func(b *testing.B) {
			w := newWorld(s, open(b))
			defer func() { must(b, w.store.Close()) }()
			w.load(b)
			b.Run("Can", func(b *testing.B) { w.sequentially(b, w.can) })
			b.Run("Granted", func(b *testing.B) { w.sequentially(b, w.granted) })
			b.Run("AgencySubmissions", func(b *testing.B) { w.sequentially(b, w.agencySubmissions) })
			b.Run("Lookup", func(b *testing.B) { w.sequentially(b, w.lookup) })
			b.Run("Submit", func(b *testing.B) {
				w.sequentially(b, func(n int) error { return w.submit(acme, n) })
			})
			b.Run("SubmitOneAccount", func(b *testing.B) {
				w.inParallel(b, func(_, n int) error { return w.submit(acme, n) })
			})
			b.Run("SubmitManyAccounts", func(b *testing.B) {
				w.inParallel(b, func(goroutine, n int) error {
					return w.submit(agency.AccountID(fmt.Sprintf("account-%d", goroutine)), n)
				})
			})
			b.Run("CanBesideSubmit", w.canBesideSubmit)
			if delivers {
				b.Run("ClaimAck", w.claimAck)
			}
		})
	}
}

func (w *world) can(n int) error {
	q := store.Query{Recruiter: w.recruiter(n), Opening: w.opening(n / 5), Counters: true}
	f, err := w.store.Read(w.ctx, acme, q)
	if err == nil && f.Opening.ID != q.Opening {
		err = fmt.Errorf("opening %q is not there", q.Opening)
	}
	return err
}

func (w *world) granted(n int) error {
	f, err := w.store.Read(w.ctx, acme, store.Query{Recruiter: w.recruiter(n), List: &store.List{
		Scope: store.Scope{Kind: store.ListGranted, ToRecruiter: true, ToAgency: true, OpenOnly: true, EffectiveAt: minute(1)},
		Limit: 50,
	}})
	if err == nil && len(f.Rows.Openings) < min(50, w.openings/w.agencies) {
		err = fmt.Errorf("a page of %d openings", len(f.Rows.Openings))
	}
	return err
}

func (w *world) agencySubmissions(n int) error {
	f, err := w.store.Read(w.ctx, acme, store.Query{Recruiter: w.recruiter(n), List: &store.List{
		Scope: store.Scope{Kind: store.ListAgencySubmissions}, Limit: 50,
	}})
	if err == nil && len(f.Rows.Submissions) < min(50, w.submissions/w.agencies) {
		err = fmt.Errorf("a page of %d submissions", len(f.Rows.Submissions))
	}
	return err
}

// lookup asks who holds the keys of somebody who is there.
func (w *world) lookup(n int) error {
	n %= w.submissions
	f, err := w.store.Read(w.ctx, acme, store.Query{Recruiter: w.recruiter(n), Keys: w.keys(n)})
	for i, all := range f.Holders {
		if err == nil && len(all) == 0 {
			err = fmt.Errorf("nobody holds key %d of candidate %d", i, n)
		}
	}
	return err
}

// found returns the candidates who hold keys, at most 200, each once.
func found(holders [][]candidate.Holder) (ids []candidate.ID) {
	seen := make(map[candidate.ID]bool)
	for _, all := range holders {
		for _, h := range all {
			if !seen[h.Candidate] && len(ids) < 200 {
				seen[h.Candidate] = true
				ids = append(ids, h.Candidate)
			}
		}
	}
	return ids
}

func (w *world) submit(account agency.AccountID, n int) error {
	id := fmt.Sprintf("made-%d", w.made.Add(1))
	return w.store.Update(w.ctx, account, func(t store.Tx) error {
		f, err := t.Facts(store.Query{
			Recruiter: w.recruiter(n), Opening: w.opening(n), Request: candidate.RequestID(id), Counters: true, Keys: w.keys(n),
		})
		if err != nil {
			return err
		}
		if _, err := t.Facts(store.Query{Candidates: found(f.Holders)}); err != nil {
			return err
		}
		w.write(t, id, n)
		return nil
	})
}

func must(b *testing.B, err error) {
	if err != nil {
		b.Helper()
		b.Fatal(err)
	}
}

func (w *world) sequentially(b *testing.B, op func(n int) error) {
	l, n := newLatencies(), 0
	b.ReportAllocs()
	for b.Loop() {
		must(b, l.measure(func() error { return op(n) }))
		n++
	}
	report(b, l)
}

// inParallel runs op in GOMAXPROCS goroutines, which are numbered.
func (w *world) inParallel(b *testing.B, op func(goroutine, n int) error) {
	all := make([]*latencies, runtime.GOMAXPROCS(0))
	for i := range all {
		all[i] = newLatencies()
	}
	var goroutines, operations atomic.Int64
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(next *testing.PB) {
		goroutine := int(goroutines.Add(1)) - 1
		for next.Next() {
			n := int(operations.Add(1))
			if err := all[goroutine].measure(func() error { return op(goroutine, n) }); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.StopTimer()
	report(b, all...)
}

func (w *world) canBesideSubmit(b *testing.B) {
	var writer sync.WaitGroup
	stop := make(chan struct{})
	writer.Go(func() {
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			default:
			}
			if err := w.submit(acme, n); err != nil {
				b.Error(err)
				return
			}
		}
	})
	defer writer.Wait()
	defer close(stop)
	w.inParallel(b, func(_, n int) error { return w.can(n) })
}

// claimAck works on an account of its own, whose events it publishes while the
// clock stands.
func (w *world) claimAck(b *testing.B) {
	const account, atOnce, ahead = "outbox", 10, 50
	l, left := newLatencies(), 0
	b.ReportAllocs()
	for b.Loop() {
		if left == 0 {
			b.StopTimer()
			must(b, w.store.Update(w.ctx, account, func(t store.Tx) error {
				for range atOnce * ahead {
					t.Publish(store.Event{At: minute(0), Name: "test.event", Version: 1, Payload: []byte(`{}`)})
				}
				return nil
			}))
			left = ahead
			b.StartTimer()
		}
		must(b, l.measure(func() error {
			claim, err := w.store.Outbox().Claim(w.ctx, account, time.Hour, atOnce)
			if err != nil {
				return err
			}
			seqs := make([]int64, len(claim.Events))
			for i, e := range claim.Events {
				seqs[i] = e.Seq
			}
			if len(seqs) != atOnce {
				return fmt.Errorf("a claim of %d events", len(seqs))
			}
			return w.store.Outbox().Ack(w.ctx, account, claim.Token, seqs...)
		}))
		left--
	}
	report(b, l)
}
