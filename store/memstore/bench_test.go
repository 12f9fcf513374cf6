package memstore_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// size of the account that the hot path is tried on.
const (
	hotAgencies   = 20
	hotRecruiters = 1000
	hotOpenings   = 1000
)

func at(minute int) time.Time {
	return time.Date(2026, 3, 1, 0, minute, 0, 0, time.UTC)
}

func hotShares(each func(agency.Share)) {
	for o := range hotOpenings {
		for i := range 10 {
			r := agency.RecruiterID(fmt.Sprint("recruiter-", (o*7+i*131)%hotRecruiters))
			each(agency.Share{
				Opening: agency.OpeningID(fmt.Sprint("opening-", o)), Grantee: agency.ToRecruiter(r),
				Window: agency.Window{From: at(0)}, Granted: at(0),
			})
		}
	}
}

func hotStore(tb testing.TB) *memstore.Store {
	s := memstore.New()
	require.NoError(tb, s.Update(context.Background(), "acme", func(t store.Tx) error {
		t.PutSettings(agency.Settings{Version: 1})
		for i := range hotAgencies {
			t.PutAgencies(agency.Agency{ID: agency.AgencyID(fmt.Sprint("agency-", i)), Title: "An agency"})
		}
		for i := range hotRecruiters {
			t.PutRecruiters(agency.Recruiter{
				ID:     agency.RecruiterID(fmt.Sprint("recruiter-", i)),
				Agency: agency.AgencyID(fmt.Sprint("agency-", i%hotAgencies)),
			})
		}
		for i := range hotOpenings {
			t.PutOpenings(agency.Opening{ID: agency.OpeningID(fmt.Sprint("opening-", i)), Created: at(i)})
		}
		hotShares(func(r agency.Share) { t.PutShares(r) })
		return nil
	}))
	return s
}

var hotQuery = store.Query{Recruiter: "recruiter-7", Opening: "opening-1"}

func TestAllocations(t *testing.T) {
	s, ctx := hotStore(t), context.Background()
	f, err := s.Read(ctx, "acme", hotQuery)
	require.NoError(t, err)
	require.NotEmpty(t, f.Opening.ID)
	require.NotEmpty(t, f.Agency.ID)
	require.NotEmpty(t, f.ToRecruiter.Opening)

	require.Zero(t, testing.AllocsPerRun(100, func() { _, _ = s.Read(ctx, "acme", hotQuery) }), "Read")
	require.Zero(t, testing.AllocsPerRun(100, func() { _, _ = s.Read(ctx, "nobody", hotQuery) }), "Read of an unknown account")
	q := hotQuery
	q.Counters, q.Staff, q.Email = true, "root", "ann@north.example"
	q.Emails, q.Claim, q.ProbesSince = []string{"bob@mail.example"}, "first", at(1)
	require.Zero(t, testing.AllocsPerRun(100, func() { _, _ = s.Read(ctx, "acme", q) }), "Read of all that Submit asks")
	view := func(r store.Reader) error {
		_, err := r.Facts(hotQuery)
		return err
	}
	require.LessOrEqual(t, testing.AllocsPerRun(100, func() { _ = s.View(ctx, "acme", view) }), 1.0, "View")

	list := store.Query{Recruiter: "recruiter-7", List: &store.List{Scope: store.Scope{Kind: store.ListOpenings}, Limit: 50}}
	require.LessOrEqual(t, testing.AllocsPerRun(100, func() { _, _ = s.Read(ctx, "acme", list) }), 10.0, "a page of 50")
}

func BenchmarkRead(b *testing.B) {
	s, ctx := hotStore(b), context.Background()
	b.ReportAllocs()
	for b.Loop() {
		_, _ = s.Read(ctx, "acme", hotQuery)
	}
}

func BenchmarkReadParallel(b *testing.B) {
	s, ctx := hotStore(b), context.Background()
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			_, _ = s.Read(ctx, "acme", hotQuery)
		}
	})
}

// bare holds the facts of the hot path in Go maps, without an interface,
// without snapshots and safe for one goroutine: what Read is measured against.
type bare map[agency.AccountID]*bareAccount

type bareAccount struct {
	settings   agency.Settings
	agencies   map[agency.AgencyID]agency.Agency
	recruiters map[agency.RecruiterID]agency.Recruiter
	openings   map[agency.OpeningID]agency.Opening
	shares     map[bareShare]agency.Share
}

type bareShare struct {
	opening agency.OpeningID
	grantee agency.Grantee
}

func (m bare) read(id agency.AccountID, q store.Query) (f store.Facts) {
	a := m[id]
	f.Settings = a.settings
	f.Recruiter = a.recruiters[q.Recruiter]
	f.Agency = a.agencies[f.Recruiter.Agency]
	f.Opening = a.openings[q.Opening]
	f.ToRecruiter = a.shares[bareShare{q.Opening, agency.ToRecruiter(q.Recruiter)}]
	f.ToAgency = a.shares[bareShare{q.Opening, agency.ToAgency(f.Recruiter.Agency)}]
	return f
}

func BenchmarkBareMaps(b *testing.B) {
	s, ctx := hotStore(b), context.Background()
	a := &bareAccount{
		settings: agency.Settings{Version: 1}, agencies: map[agency.AgencyID]agency.Agency{},
		recruiters: map[agency.RecruiterID]agency.Recruiter{}, openings: map[agency.OpeningID]agency.Opening{},
		shares: map[bareShare]agency.Share{},
	}
	for i := range hotOpenings {
		f, err := s.Read(ctx, "acme", store.Query{
			Recruiter: agency.RecruiterID(fmt.Sprint("recruiter-", i)), Opening: agency.OpeningID(fmt.Sprint("opening-", i)),
		})
		require.NoError(b, err)
		a.agencies[f.Agency.ID], a.recruiters[f.Recruiter.ID], a.openings[f.Opening.ID] = f.Agency, f.Recruiter, f.Opening
	}
	hotShares(func(r agency.Share) { a.shares[bareShare{r.Opening, r.Grantee}] = r })
	m := bare{"acme": a}
	b.ReportAllocs()
	for b.Loop() {
		_ = m.read("acme", hotQuery)
	}
}

func BenchmarkPageOf50(b *testing.B) {
	s, ctx := hotStore(b), context.Background()
	q := store.Query{Recruiter: "recruiter-7", List: &store.List{Scope: store.Scope{Kind: store.ListOpenings}, Limit: 50}}
	b.ReportAllocs()
	for b.Loop() {
		_, _ = s.Read(ctx, "acme", q)
	}
}
