package access_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// A world is one account, in an engine on memstore and in bare maps, large
// enough to measure in. Nothing that its questions ask about ever changes: who
// writes is one agency of its own.
type world struct {
	eng   *access.Engine
	store *memstore.Store
	maps  floor

	asked    []question // random, the same for both sides
	writer   agency.RecruiterID
	written  []agency.OpeningID // shared with the writer besides
	requests atomic.Int64
}

type question struct {
	recruiter agency.RecruiterID
	opening   agency.OpeningID
}

type size struct {
	name                                        string
	agencies, recruiters, openings, submissions int
}

var (
	small = size{"small", 20, 200, 1_000, 5_000}
	large = size{"large", 2_000, 20_000, 100_000, 500_000}
)

const sharesOfEach = 10 // opening

var (
	smallWorld = sync.OnceValue(func() *world { return newWorld(small) })
	largeWorld = sync.OnceValue(func() *world { return newWorld(large) })
)

// worlds runs fn in each of the two.
func worlds[T interface {
	testing.TB
	Run(string, func(T)) bool
}](t T, fn func(t T, w *world)) {
	t.Run(small.name, func(t T) { fn(t, smallWorld()) })
	t.Run(large.name, func(t T) {
		if testing.Short() || raceDetector {
			t.Skip("takes ten seconds and three gigabytes")
		}
		fn(t, largeWorld())
	})
}

const acme agency.AccountID = "acme"

func newWorld(n size) *world {
	w := &world{store: memstore.New(), writer: "writer"}
	rng := rand.New(rand.NewPCG(1, uint64(n.submissions)))
	start := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	settings := agency.PerRecruiter()
	settings.Version = 1
	m := newFloor(settings)
	w.maps = floor{acme: m}

	recruiter := func(i int) agency.RecruiterID { return agency.RecruiterID(fmt.Sprintf("recruiter-%06d", i)) }
	member := func(id agency.RecruiterID, of agency.AgencyID) agency.Recruiter {
		return agency.Recruiter{
			ID: id, Agency: of, Name: "Recruiter " + string(id), Email: string(id) + "@agency.example",
			State: agency.RecruiterActive, Since: start, Created: start,
		}
	}
	var agencies []agency.Agency
	for i := range n.agencies {
		id := fmt.Sprintf("agency-%04d", i)
		agencies = append(agencies, agency.Agency{ID: agency.AgencyID(id), Title: "Recruiting " + id, Created: start})
	}
	var recruiters []agency.Recruiter
	byID := make(map[agency.RecruiterID]int)
	for i := range n.recruiters {
		byID[recruiter(i)] = i
		recruiters = append(recruiters, member(recruiter(i), agencies[i%n.agencies].ID))
	}
	var openings []agency.Opening
	var shares []agency.Share
	var submissions []candidate.Submission
	var entries []candidate.Entry
	share := func(o agency.OpeningID, to agency.RecruiterID) agency.Share {
		return agency.Share{
			Opening: o, Grantee: agency.ToRecruiter(to), Window: agency.Window{From: start}, Granted: start,
		}
	}
	id := func() string { return fmt.Sprintf("%016X%010X", rng.Uint64(), rng.Uint64()>>24) }
	for i := range n.openings {
		o := agency.Opening{
			ID: agency.OpeningID(fmt.Sprintf("opening-%06d", i)), Title: fmt.Sprint("Opening number ", i),
			Created: start.Add(time.Duration(i) * time.Second),
		}
		if i%20 == 0 {
			o.State = agency.Archived
		}
		openings = append(openings, o)
		var holders []int
		for len(holders) < sharesOfEach {
			if r := rng.IntN(n.recruiters); !slices.Contains(holders, r) {
				holders = append(holders, r)
				s := share(o.ID, recruiter(r))
				switch rng.IntN(20) {
				case 0:
					s = s.Revoke(start.Add(time.Hour))
				case 1:
					s.Until = start.Add(time.Hour)
				case 2:
					s.Until = start.AddDate(100, 0, 0)
				}
				shares = append(shares, s)
			}
		}
	}
	for i := range n.submissions { // in the order of time, as they come in
		under := shares[rng.IntN(len(shares))]
		by := recruiters[byID[under.Recruiter]]
		e := candidate.Entry{
			ID: candidate.EntryID(id()), Given: "Jane", Surname: id(),
			Emails: agency.Freeze(id() + "@example.org"), Created: start,
		}
		at := start.Add(time.Duration(i/2) * time.Minute) // two at a time
		entries = append(entries, e)
		submissions = append(submissions, candidate.Submission{
			ID: candidate.SubmissionID(id()), Opening: under.Opening, Candidate: candidate.ID(id()), Entry: e.ID,
			Agency: by.Agency, Recruiter: by.ID, Source: "Recruiting " + string(by.Agency),
			Stage: agency.InReview, At: at, Changed: at, Rules: 1,
		})
	}

	for _, a := range agencies {
		m.agencies[a.ID] = &a
	}
	for _, r := range recruiters {
		m.recruiters[r.ID] = &r
	}
	for _, o := range openings {
		m.openings[o.ID] = &o
	}
	for _, s := range shares {
		m.shares[floorShare{s.Opening, s.Recruiter}] = &s
	}
	for i, s := range submissions {
		m.add(&s, &entries[i])
	}

	agencies = append(agencies, agency.Agency{ID: "writers", Title: "Writers", Created: start})
	recruiters = append(recruiters, member(w.writer, "writers"))
	for range 1_000 {
		if o := openings[rng.IntN(n.openings)]; o.State == agency.Open {
			w.written = append(w.written, o.ID)
			shares = append(shares, share(o.ID, w.writer))
		}
	}
	check(w.store.Update(context.Background(), acme, func(tx store.Tx) error {
		tx.PutSettings(settings)
		tx.PutAgencies(agencies...)
		tx.PutRecruiters(recruiters...)
		tx.PutOpenings(openings...)
		tx.PutShares(shares...)
		tx.PutEntries(entries...)
		tx.PutSubmissions(submissions...)
		return nil
	}))
	eng, err := access.New(w.store, access.Options{Secret: []byte("a test's secret, of 32 bytes and more")})
	check(err)
	w.eng = eng
	defer runtime.GC() // rather now than while something is measured

	for range 1 << 16 {
		s := shares[rng.IntN(n.openings*sharesOfEach)]
		q := question{s.Grantee.Recruiter, s.Opening}
		if rng.IntN(4) == 0 { // most probably not shared
			q.opening = openings[rng.IntN(n.openings)].ID
		}
		w.asked = append(w.asked, q)
	}
	return w
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// submit has the writer submit somebody new.
func (w *world) submit(tb testing.TB, i int) {
	_, err := w.eng.Recruiter(acme, w.writer).Submit(context.Background(), w.written[i%len(w.written)],
		candidate.RequestID(fmt.Sprint("request-", w.requests.Add(1))), candidate.Entry{Given: "Jane", Surname: "Doe"})
	require.NoError(tb, err)
}
