package access_test

import (
	"testing"

	"github.com/agencyaccess/agencyaccess/internal/enginetest"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

func inMemory(testing.TB) store.Store { return memstore.New() }

func TestListsCountsDecisionsAndExplanationsAgree(t *testing.T) { enginetest.Agree(t, inMemory) }

func TestNoLeak(t *testing.T) { enginetest.NoLeak(t, inMemory) }

func TestNothingIsAcceptedAfterRevocation(t *testing.T) { enginetest.NothingAfterRevocation(t, inMemory) }
