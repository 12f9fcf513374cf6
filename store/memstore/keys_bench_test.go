package memstore_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

var indexed = flag.Int("candidates", 100_000, "how many candidates BenchmarkHolders indexes")

// heldKeys draws the 18 keys of a candidate: ten are nobody else's, three are
// shared by a few, and five are frequent ones, of which there are about as many
// as there are words in names.
func heldKeys(i, n int, words *rand.Zipf) candidate.Held {
	key := func(kind, value uint64) candidate.Digest { // as spread as a digest
		x := kind<<56 ^ value
		x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
		x = (x ^ x>>27) * 0x94D049BB133111EB
		return candidate.Digest(x ^ x>>31)
	}
	held := make([]candidate.Holding, 0, 18)
	for kind := range uint64(10) {
		held = append(held, candidate.Holding{Digest: key(kind, uint64(i))})
	}
	for kind := range uint64(3) {
		held = append(held, candidate.Holding{Digest: key(10+kind, rand.Uint64N(uint64(n/4+1))), Turn: uint8(i % 3)})
	}
	for kind := range uint64(5) {
		held = append(held, candidate.Holding{Digest: key(13+kind, words.Uint64()), Turn: uint8(i % 7)})
	}
	return candidate.Hold(held...)
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkHolders looks up 20 keys, of which two are nobody's, among the 18 of
// each of many candidates. The bytes are those of the index: neither records nor
// their identifiers are in them.
func BenchmarkHolders(b *testing.B) {
	n, ctx, s := *indexed, context.Background(), memstore.New()
	if testing.Short() {
		n = 10_000
	}
	words := rand.NewZipf(rand.New(rand.NewPCG(1, 2)), 1.2, 20, 20_000)
	ids := make([]candidate.ID, n)
	for i := range ids {
		ids[i] = candidate.ID(fmt.Sprintf("candidate-%026d", i))
	}
	asked := make([][]candidate.Digest, 0, 1000)
	before := heap()
	for from := 0; from < n; from += 500 {
		require.NoError(b, s.Update(ctx, "acme", func(t store.Tx) error {
			for i := from; i < min(from+500, n); i++ {
				held := heldKeys(i, n, words)
				t.(store.Index).Hold(ids[i], agency.AgencyID("north"), held)
				if i%(n/1000) == 0 && len(asked) < cap(asked) {
					keys := []candidate.Digest{candidate.Digest(rand.Uint64()), candidate.Digest(rand.Uint64())}
					for h := range held.All() {
						keys = append(keys, h.Digest)
					}
					asked = append(asked, keys)
				}
			}
			return nil
		}))
	}
	bytes := float64(heap()-before) / float64(n)
	rows, i := 0, 0
	b.ReportAllocs()
	for b.Loop() {
		f, err := s.Read(ctx, "acme", store.Query{Keys: asked[i%len(asked)]})
		if err != nil {
			b.Fatal(err)
		}
		for _, holders := range f.Holders {
			rows += len(holders)
		}
		i++
	}
	b.ReportMetric(bytes, "B/candidate")
	b.ReportMetric(float64(rows)/float64(i), "rows/op")
	runtime.KeepAlive(ids)
}
