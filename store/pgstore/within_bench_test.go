package pgstore_test

import (
	"testing"

	"github.com/agencyaccess/agencyaccess/store/pgstore"
)

// What a host pays for each of its transactions, before anything is asked.
func BenchmarkWithin(b *testing.B) {
	for b.Loop() {
		if _, err := pgstore.Within(nil); err != nil {
			b.Fatal(err)
		}
	}
}
