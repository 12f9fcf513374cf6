package memstore_test

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
	"github.com/agencyaccess/agencyaccess/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestConformance(t *testing.T) {
	storetest.Run(t, storetest.Harness{Open: func(testing.TB) store.Store { return memstore.New() }})
}

func TestBlobsConformance(t *testing.T) {
	storetest.RunBlobs(t, func(testing.TB) store.Blobs { return memstore.NewBlobs() })
}
