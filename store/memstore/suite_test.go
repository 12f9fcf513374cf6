package memstore_test

import (
	"testing"

	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
	"github.com/agencyaccess/agencyaccess/storetest"
)

var harness = storetest.Harness{Open: func(testing.TB) store.Store { return memstore.New() }}

func TestAnswersAreThoseOfTheModel(t *testing.T) {
	storetest.Fuzz(t, harness, storetest.FuzzWorlds(40))
}

func BenchmarkSuite(b *testing.B) { storetest.Bench(b, harness) }
