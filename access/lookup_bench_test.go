package access_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// A million takes some minutes and eight gigabytes:
//
//	go test ./access -run '^$' -bench Lookup -lookup.size 1000000 -timeout 1h
var lookupSize = flag.Int("lookup.size", 10_000, "how many people BenchmarkLookup imports")

// One in three was put forward by one of these agencies, the others are the
// account's own. The newcomer agency puts forward whom the benchmark submits.
const (
	lookupAgencies = 300
	newcomer       = "newcomer"
	lookupOpenings = 500
	lookupSeed     = 26
	aside          = 1 << 30 // people from this number on are not imported
)

// parts splits the words of a list.
func parts(list string) []string { return strings.Fields(list) }

var (
	givenNames = parts(`James Mary John Patricia Robert Jennifer Michael Linda William Elizabeth David Barbara Richard Susan Joseph
		Jessica Thomas Sarah Charles Karen Christopher Nancy Daniel Lisa Matthew Betty Anthony Margaret Mark Sandra Donald Ashley
		Steven Kimberly Paul Emily Andrew Donna Joshua Michelle Kenneth Carol Kevin Amanda Brian Dorothy George Melissa Edward
		Deborah Ronald Stephanie Timothy Rebecca Jason Sharon Jeffrey Laura Ryan Cynthia Jacob Kathleen Gary Amy Nicholas Shirley
		Eric Angela Jonathan Helen Stephen Anna Larry Brenda Justin Pamela Scott Nicole Brandon Emma Benjamin Samantha Samuel
		Katherine Gregory Christine Frank Debra Alexander Rachel Raymond Catherine Patrick Carolyn Jack Janet Dennis Ruth Jerry
		Maria Tyler Heather Aaron Diane Jose Virginia Adam Julie Henry Joyce Nathan Victoria Douglas Olivia Zachary Kelly Peter
		Christina Kyle Lauren Walter Joan Ethan Evelyn Jeremy Judith Harold Megan Keith Cheryl Christian Andrea Roger Hannah Noah
		Martha Gerald Jacqueline Carl Frances Terry Gloria Sean Ann Austin Teresa Arthur Kathryn Lawrence Sara Jesse Janice Dylan
		Jean Bryan Alice Joe Madison Jordan Doris Billy Abigail Bruce Julia Albert Judy Willie Grace Gabriel Denise Logan Amber
		Alan Marilyn Juan Beverly Wayne Danielle Roy Theresa Ralph Sophia Randy Marie Eugene Diana Vincent Brittany Russell Natalie
		Elijah Isabella Louis Charlotte Bobby Rose Philip Alexis Johnny Kayla Mohammed Fatima Ahmed Aisha Luis Sofia Jürgen Ines`)
	stems = parts(`Smith Wood Hart Green Black White Brook Hill Stone Field Lang Berg Wein Rosen Gold Silver Schon Kauf Neu Alten
		Bach Stein Ash Oak Birch Thorn Wink Sand Kings Clay Park Ferr Mart Rodr Gonz Hern Lop Per Sanch Ramir Torr Riv Gom Di
		Crawl Dun Ed El Fair Gar Hal Har Ken Lin Mar Nor Ol Pem Ran Sel Tal Ul Wal Wes Whit Wil Win Yar Brad Chat Cot Dar`)
	endings = parts(`s er man mann son sen ing ton ham ford ley worth well wood land stein berg feld bach by dale den more ridge
		stone thal wick combe ez es ini elli otti ova ovic enko`)
	providers = parts(`gmail.com outlook.com yahoo.com icloud.com hotmail.co.uk gmx.net web.de proton.me example.org mail.example`)
)

// drawn is one of the words of a list or, with endings, of what both make: those
// at the front far more often than others.
func drawn(rng *rand.Rand, skew float64, list []string, ends ...string) string {
	if len(ends) == 0 {
		ends = []string{""}
	}
	i := int(math.Pow(rng.Float64(), skew) * float64(len(list)*len(ends)))
	return list[i%len(list)] + ends[i/len(list)]
}

// somebody is person i as entered: always the same one.
func somebody(i int) candidate.Entry {
	rng := rand.New(rand.NewPCG(lookupSeed, uint64(i)))
	e := candidate.Entry{Given: drawn(rng, 1.5, givenNames), Surname: drawn(rng, 2, stems, endings...)}
	if rng.IntN(10) == 0 {
		e.Given += " " + drawn(rng, 1.5, givenNames)
	}
	if rng.IntN(100) < 85 {
		box := strings.ToLower(strings.ReplaceAll(e.Given, " ", "") + "." + e.Surname)
		box = strings.ReplaceAll(box, "ü", "ue") + fmt.Sprint(rng.IntN(10_000))
		e.Emails = agency.Freeze(box + "@" + drawn(rng, 2, providers))
	}
	if rng.IntN(100) < 70 {
		e.Phones = agency.Freeze(fmt.Sprintf("07%03d %06d", 400+rng.IntN(500), rng.IntN(1_000_000)))
	}
	if rng.IntN(100) < 50 {
		e.Born = fmt.Sprintf("%d-%02d-%02d", 1955+rng.IntN(50), 1+rng.IntN(12), 1+rng.IntN(28))
	}
	if rng.IntN(100) < 80 {
		e.Place = drawn(rng, 2, stems, "ton", "ford", "ham", "bury", "mouth")
	}
	if rng.IntN(100) < 20 {
		e.URLs = agency.Freeze(fmt.Sprintf("https://www.linkedin.com/in/%s-%s-%06x",
			strings.ToLower(strings.Fields(e.Given)[0]), strings.ToLower(e.Surname), rng.IntN(1<<24)))
	}
	return e
}

// again is the same person, as somebody else would enter them.
func again(i int) candidate.Entry {
	e, rng := somebody(i), rand.New(rand.NewPCG(lookupSeed+1, uint64(i)))
	if rng.IntN(3) == 0 {
		e.Phones = agency.Frozen[string]{}
	}
	if rng.IntN(3) == 0 && e.Phones.Len() > 0 {
		e.Emails = agency.Frozen[string]{}
	}
	if rng.IntN(5) == 0 { // two letters the other way round
		b := []byte(e.Surname)
		b[len(b)-1], b[len(b)-2] = b[len(b)-2], b[len(b)-1]
		e.Surname = string(b)
	}
	if rng.IntN(4) == 0 {
		e.Place = ""
	}
	return e
}

// population is an account that has known many people for years.
type population struct {
	eng       *access.Engine
	size      int
	imported  time.Duration
	each      float64 // bytes per person
	submitted int     // by the benchmark
}

var thePopulation = sync.OnceValue(func() *population { return newPopulation(*lookupSize) })

func newPopulation(size int) *population {
	ctx, start := context.Background(), time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	st := memstore.New()
	settings := agency.PerAgency()
	settings.Version, settings.Region = 1, "GB"
	settings.Duplicates.Outcome = agency.FlagDuplicate
	check(st.Update(ctx, acme, func(tx store.Tx) error {
		tx.PutSettings(settings)
		for i := range lookupAgencies {
			tx.PutAgencies(agency.Agency{ID: agencyNumber(i), Title: string(agencyNumber(i)), Created: start})
		}
		tx.PutAgencies(agency.Agency{ID: newcomer, Title: newcomer, Created: start})
		tx.PutRecruiters(agency.Recruiter{
			ID: newcomer, Agency: newcomer, Name: newcomer, Email: "new@comer.example",
			State: agency.RecruiterActive, Since: start, Created: start,
		})
		for i := range lookupOpenings {
			tx.PutOpenings(agency.Opening{ID: openingNumber(i), Title: string(openingNumber(i)), Created: start})
			tx.PutShares(agency.Share{
				Opening: openingNumber(i), Grantee: agency.ToAgency(newcomer), Window: agency.Window{From: start}, Granted: start,
			})
		}
		return nil
	}))
	eng, err := access.New(st, access.Options{Secret: []byte("a test's secret, of 32 bytes and more")})
	check(err)
	before := heap()
	begun := time.Now()
	done, err := eng.System(acme, "benchmark").Import(ctx, past(size, start), access.ImportOptions{})
	p := &population{eng: eng, size: size, imported: time.Since(begun)}
	check(err)
	if done.New != size {
		panic(fmt.Sprint(done))
	}
	p.each = float64(heap()-before) / float64(size)
	return p
}

func agencyNumber(i int) agency.AgencyID   { return agency.AgencyID(fmt.Sprintf("agency-%03d", i)) }
func openingNumber(i int) agency.OpeningID { return agency.OpeningID(fmt.Sprintf("opening-%03d", i)) }

func pastSubmission(i int) candidate.SubmissionID {
	return candidate.SubmissionID(fmt.Sprintf("past-%07d", i))
}

// past yields the people to import, every third as an agency's submission.
func past(size int, start time.Time) iter.Seq2[access.ImportRow, error] {
	return func(yield func(access.ImportRow, error) bool) {
		for i := range size {
			at := start.Add(time.Duration(i) * time.Minute)
			row := access.ImportRow{Candidate: candidate.HostID(fmt.Sprintf("host-%07d", i)), Entry: somebody(i), Since: at}
			if i%3 == 0 {
				row = access.ImportRow{Entry: row.Entry, Submission: access.PastSubmission{
					ID: pastSubmission(i), Opening: openingNumber(i % lookupOpenings), Agency: agencyNumber(i % lookupAgencies), At: at,
				}}
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

// heap is what is in use.
func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// spread measures each call of a benchmark.
type spread []time.Duration

func (s *spread) time(call func()) {
	begun := time.Now()
	call()
	*s = append(*s, time.Since(begun))
}

func (s *spread) report(b *testing.B) {
	slices.Sort(*s)
	at := func(q float64) float64 { return float64((*s)[int(q*float64(len(*s)-1))].Nanoseconds()) / 1e3 }
	b.ReportMetric(at(0.50), "p50-µs")
	b.ReportMetric(at(0.99), "p99-µs")
}

// BenchmarkLookup imports people and looks others up among them.
func BenchmarkLookup(b *testing.B) {
	b.Run("Import", func(b *testing.B) {
		p := thePopulation()
		for range b.N { // it was measured already, once
		}
		b.ReportMetric(float64(p.size)/p.imported.Seconds(), "rows/s")
		b.ReportMetric(p.each, "B/candidate")
		b.ReportMetric(0, "ns/op")
	})
	// The likes of somebody who is there already: read alone.
	b.Run("Duplicates", func(b *testing.B) {
		p, rng := thePopulation(), rand.New(rand.NewPCG(lookupSeed, 1))
		sys := p.eng.System(acme, "benchmark")
		var s spread
		b.ReportAllocs()
		for b.Loop() {
			id := pastSubmission(rng.IntN(p.size/3) * 3)
			s.time(func() {
				_, err := sys.Duplicates(context.Background(), id)
				require.NoError(b, err)
			})
		}
		s.report(b)
	})
	b.Run("SubmitNew", func(b *testing.B) {
		submitAll(b, func(p *population) candidate.Entry { return somebody(aside + p.submitted) })
	})
	b.Run("SubmitKnown", func(b *testing.B) {
		submitAll(b, func(p *population) candidate.Entry { return again(p.submitted * 7919 % p.size) })
	})
	b.Run("SubmitEither", func(b *testing.B) {
		submitAll(b, func(p *population) candidate.Entry {
			if p.submitted%2 == 0 {
				return somebody(aside + p.submitted)
			}
			return again(p.submitted * 7919 % p.size)
		})
	})
}

func submitAll(b *testing.B, next func(*population) candidate.Entry) {
	p := thePopulation()
	rec := p.eng.Recruiter(acme, newcomer)
	var s spread
	refused := 0
	b.ReportAllocs()
	for b.Loop() {
		p.submitted++
		entry, opening := next(p), openingNumber(p.submitted%lookupOpenings)
		request := candidate.RequestID(fmt.Sprint("request-", p.submitted))
		s.time(func() {
			_, err := rec.Submit(context.Background(), opening, request, entry)
			var denied *access.Denied
			if errors.As(err, &denied) { // the same person for the same opening, after so many
				refused++
				return
			}
			require.NoError(b, err)
		})
	}
	s.report(b)
	if 10*refused > len(s) {
		b.Errorf("%d of %d were refused", refused, len(s))
	}
}
