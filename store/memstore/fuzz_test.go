package memstore_test

import (
	"testing"

	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
	"github.com/agencyaccess/agencyaccess/storetest"
)

func TestAnswersAreThoseOfTheModel(t *testing.T) {
	storetest.Fuzz(t, storetest.Harness{Open: func(testing.TB) store.Store { return memstore.New() }}, storetest.FuzzWorlds(40))
}
