package enginetest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// stale answers a question, now and then, with what the answer was before.
type stale struct {
	store.Store
	calls atomic.Int64
	last  sync.Map
}

func (s *stale) Read(ctx context.Context, a agency.AccountID, q store.Query) (store.Facts, error) {
	f, err := s.Store.Read(ctx, a, q)
	if err != nil {
		return f, err
	}
	key := fmt.Sprintf("%s %+v", a, q)
	if q.List != nil {
		l := *q.List
		q.List = nil
		key = fmt.Sprintf("%s %+v %+v", a, q, l)
	}
	before, there := s.last.Swap(key, f)
	if there && s.calls.Add(1)%3 == 0 {
		return before.(store.Facts), nil
	}
	return f, nil
}

// turnless lets updates run at the same time: each reads a snapshot and writes
// on top of whatever is there by then.
type turnless struct{ store.Store }

func (s turnless) Update(ctx context.Context, a agency.AccountID, fn func(store.Tx) error) error {
	var writes []func(store.Tx)
	err := s.View(ctx, a, func(r store.Reader) error {
		return fn(&deferring{Reader: r, writes: &writes})
	})
	if err != nil {
		return err
	}
	for range 10 {
		runtime.Gosched()
	}
	return s.Store.Update(ctx, a, func(tx store.Tx) error {
		for _, w := range writes {
			w(tx)
		}
		return nil
	})
}

// deferring keeps a transaction's writes for later.
type deferring struct {
	store.Reader
	store.Tx // nil: what is not below is not called
	writes   *[]func(store.Tx)
}

func (d *deferring) later(w func(store.Tx)) { *d.writes = append(*d.writes, w) }

func (d *deferring) Facts(q store.Query) (store.Facts, error) { return d.Reader.Facts(q) }
func (d *deferring) Agencies(ids ...agency.AgencyID) ([]agency.Agency, error) {
	return d.Reader.Agencies(ids...)
}

func (d *deferring) Recruiters(ids ...agency.RecruiterID) ([]agency.Recruiter, error) {
	return d.Reader.Recruiters(ids...)
}

func (d *deferring) Openings(ids ...agency.OpeningID) ([]agency.Opening, error) {
	return d.Reader.Openings(ids...)
}

func (d *deferring) Shares(on []agency.OpeningID, to []agency.Grantee) ([]agency.Share, error) {
	return d.Reader.Shares(on, to)
}

func (d *deferring) PutSettings(r agency.Settings) { d.later(func(t store.Tx) { t.PutSettings(r) }) }

func (d *deferring) PutAgencies(r ...agency.Agency) {
	d.later(func(t store.Tx) { t.PutAgencies(r...) })
}

func (d *deferring) PutRecruiters(r ...agency.Recruiter) {
	d.later(func(t store.Tx) { t.PutRecruiters(r...) })
}

func (d *deferring) PutOpenings(r ...agency.Opening) {
	d.later(func(t store.Tx) { t.PutOpenings(r...) })
}
func (d *deferring) PutShares(r ...agency.Share) { d.later(func(t store.Tx) { t.PutShares(r...) }) }
func (d *deferring) PutEntries(r ...candidate.Entry) {
	d.later(func(t store.Tx) { t.PutEntries(r...) })
}

func (d *deferring) PutCandidates(r ...candidate.Candidate) {
	d.later(func(t store.Tx) { t.PutCandidates(r...) })
}

func (d *deferring) PutSubmissions(r ...candidate.Submission) {
	d.later(func(t store.Tx) { t.PutSubmissions(r...) })
}

func (d *deferring) PutReceipts(r ...candidate.Receipt) {
	d.later(func(t store.Tx) { t.PutReceipts(r...) })
}

func (d *deferring) PutClaims(r ...candidate.Claim) {
	d.later(func(t store.Tx) { t.PutClaims(r...) })
}

func (d *deferring) PutRulings(r ...candidate.Ruling) {
	d.later(func(t store.Tx) { t.PutRulings(r...) })
}

func (d *deferring) PutProbes(r ...candidate.Probe) {
	d.later(func(t store.Tx) { t.PutProbes(r...) })
}
func (d *deferring) PutIndex(x candidate.Index) { d.later(func(t store.Tx) { t.PutIndex(x) }) }

func (d *deferring) Hold(id candidate.ID, by agency.AgencyID, held candidate.Held) {
	d.later(func(t store.Tx) { t.Hold(id, by, held) })
}

func (d *deferring) LetGo(id candidate.ID, held candidate.Held) {
	d.later(func(t store.Tx) { t.LetGo(id, held) })
}

func (d *deferring) Journal(e store.Entry, v ...store.Value) {
	d.later(func(t store.Tx) { t.Journal(e, v...) })
}
func (d *deferring) Publish(e store.Event) { d.later(func(t store.Tx) { t.Publish(e) }) }

// answering gives updates another answer, now and then.
type answering struct {
	store.Store
	calls   atomic.Int64
	instead func(update, rehearse func() error) error
}

func (s *answering) Update(ctx context.Context, a agency.AccountID, fn func(store.Tx) error) error {
	update := func() error { return s.Store.Update(ctx, a, fn) }
	if s.calls.Add(1)%7 == 0 && ctx.Err() == nil {
		return s.instead(update, func() error {
			err := s.Store.Update(ctx, a, func(tx store.Tx) error { return errors.Join(fn(tx), errGone) })
			if errors.Is(err, errGone) {
				return nil
			}
			return err
		})
	}
	return update()
}

func instead(of func(update, rehearse func() error) error) func(store.Store) store.Store {
	return func(st store.Store) store.Store { return &answering{Store: st, instead: of} }
}

var errGone = errors.New("the connection is gone")

// engineOn and storeOn look for a history that cannot be, in as many rounds as
// find one in practice.
func engineOn(t *testing.T, faulty func(store.Store) store.Store, rounds int) error {
	t.Helper()
	sound := memstore.New()
	st := faulty(sound)
	for round := range rounds {
		if err := linearEngine(t, sound, st, accountNumber(round), round).wrong(t.TempDir()); err != nil {
			return err
		}
	}
	return nil
}

func storeOn(t *testing.T, faulty func(store.Store) store.Store, rounds int) error {
	t.Helper()
	st := faulty(memstore.New())
	for round := range rounds {
		if err := linearStore(t, st, accountNumber(round), round).wrong(t.TempDir()); err != nil {
			return err
		}
	}
	return nil
}

func TestHistoriesThatCannotBeAreFound(t *testing.T) {
	const no = "no order explains"
	for _, tt := range []struct {
		name          string
		store         func(store.Store) store.Store
		engine, alone string // what is found out through the engine, and without it
	}{
		{"stale reads", func(st store.Store) store.Store { return &stale{Store: st} }, no, no},
		{"no turns", func(st store.Store) store.Store { return turnless{st} }, no, no},
		{"writes that are lost", instead(func(_, rehearse func() error) error { return rehearse() }), no, no},
		{"writes that were cancelled and done", instead(func(update, _ func() error) error {
			return errors.Join(update(), context.Canceled)
		}), no, no},
		{"writes that are done twice", instead(func(update, _ func() error) error {
			return errors.Join(update(), update())
		}), no, no},
		{"errors that are none of the contract's", instead(func(_, _ func() error) error { return errGone }), ": access: ", errGone.Error()},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := engineOn(t, tt.store, 100)
			require.ErrorContains(t, err, tt.engine)
			if _, path, found := strings.Cut(err.Error(), "; see "); found {
				require.FileExists(t, path)
			}
			require.ErrorContains(t, storeOn(t, tt.store, 100), tt.alone)
		})
	}
}

func TestHistoriesThatCanBeAreExplained(t *testing.T) {
	for _, tt := range []struct {
		name    string
		instead func(update, rehearse func() error) error
	}{
		{"all goes well", func(update, _ func() error) error { return update() }},
		{"unknown outcomes of what was done", func(update, _ func() error) error { return errors.Join(update(), store.ErrUnknown) }},
		{"unknown outcomes of what was not", func(_, _ func() error) error { return store.ErrUnknown }},
		{"conflicts", func(_, _ func() error) error { return store.ErrConflict }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.NoError(t, engineOn(t, instead(tt.instead), 5))
			require.NoError(t, storeOn(t, instead(tt.instead), 5))
		})
	}
}
