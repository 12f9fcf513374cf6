package customstore_test

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/agencyaccess/agencyaccess/examples/customstore"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// newHarness returns what the suite takes to try the store.
func newHarness() storetest.Harness {
	var paths sync.Map // by store
	open := func(t testing.TB, path string) store.Store {
		s, err := customstore.Open(path)
		require.NoError(t, err)
		paths.Store(s, path)
		return s
	}
	path := func(s store.Store) string {
		p, _ := paths.Load(s)
		return p.(string)
	}
	return storetest.Harness{
		Open:   func(t testing.TB) store.Store { return open(t, filepath.Join(t.TempDir(), "accounts.db")) },
		Reopen: func(t testing.TB, closed store.Store) store.Store { return open(t, path(closed)) },
		Crash: func(t testing.TB, lost store.Store) store.Store {
			left := filepath.Join(t.TempDir(), "left.db")
			require.NoError(t, os.WriteFile(left, frozen(t, path(lost)), 0o600))
			return open(t, left)
		},
	}
}

// frozen returns what was in a file at one moment, which is what killing the
// process then would leave. If two readings are the same, the file was so after
// the first and before the second one: bbolt never goes back, since each commit
// writes its number.
func frozen(t testing.TB, path string) []byte {
	before, err := os.ReadFile(path)
	require.NoError(t, err)
	for {
		again, err := os.ReadFile(path)
		require.NoError(t, err)
		if bytes.Equal(before, again) {
			return again
		}
		before = again
	}
}

func TestConformance(t *testing.T) { storetest.Run(t, newHarness()) }
func TestFuzz(t *testing.T)        { storetest.Fuzz(t, newHarness()) }
func BenchmarkStore(b *testing.B)  { storetest.Bench(b, newHarness()) }
