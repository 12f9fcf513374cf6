package customstore_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/examples/customstore"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/storetest"
)

func open(t testing.TB) store.Store {
	s, err := customstore.Open(filepath.Join(t.TempDir(), "accounts.db"))
	require.NoError(t, err)
	return s
}

func TestConformance(t *testing.T) {
	storetest.Run(t, storetest.Harness{Open: open})
}

func TestFuzz(t *testing.T) {
	storetest.Fuzz(t, storetest.Harness{Open: open})
}
