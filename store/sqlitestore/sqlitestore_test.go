package sqlitestore_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/agencyaccess/agencyaccess/internal/crashtest"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/sqlitestore"
	"github.com/agencyaccess/agencyaccess/storetest"
)

func TestMain(m *testing.M) {
	crashtest.Main(openCrashing)
	flag.Parse()
	if !given("rapid.checks") { // a file is slower than memory
		checks := "25"
		if raceDetector {
			checks = "3"
		}
		if err := flag.Set("rapid.checks", checks); err != nil {
			panic(err)
		}
	}
	goleak.VerifyTestMain(m)
}

func given(name string) (found bool) {
	flag.Visit(func(f *flag.Flag) { found = found || f.Name == name })
	return found
}

// filed are stores of which it is known where they are, so that they can be
// opened again.
type filed struct {
	mu    sync.Mutex
	paths map[store.Store]string
}

func (f *filed) open(t testing.TB, path string) store.Store {
	s := openAt(t, path)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.paths == nil {
		f.paths = make(map[store.Store]string)
	}
	f.paths[s] = path
	return s
}

func (f *filed) path(s store.Store) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.paths[s]
}

// reopen opens the file of a store again.
func (f *filed) reopen(t testing.TB, closed store.Store) store.Store {
	return f.open(t, f.path(closed))
}

// crash opens what is on the disk of a store that goes on.
func (f *filed) crash(t testing.TB, lost store.Store) store.Store {
	return f.open(t, copied(t, f.path(lost)))
}

// copied copies the files of a database, as the end of its process would leave
// them.
func copied(t testing.TB, path string) string {
	to := filepath.Join(t.TempDir(), "copy.db")
	for _, suffix := range []string{"", "-wal", "-shm"} {
		data, err := os.ReadFile(path + suffix)
		if os.IsNotExist(err) {
			continue
		}
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(to+suffix, data, 0o600))
	}
	return to
}

func newFile(t testing.TB) string { return filepath.Join(t.TempDir(), "test.db") }

// openAt opens a store that does not wait for the disk.
func openAt(t testing.TB, path string, opts ...sqlitestore.Option) *sqlitestore.Store {
	t.Helper()
	s, err := sqlitestore.Open(path, append([]sqlitestore.Option{sqlitestore.WithSynchronous(sqlitestore.Off)}, opts...)...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// open returns a store on a file of its own.
func open(t testing.TB) store.Store { return openAt(t, migratedFile(t)) }

// migrated is a database that has its tables, and nothing in them: to make them
// takes longer than most that is done with them.
var migrated = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "sqlitestore")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "migrated.db")
	s, err := sqlitestore.Open(path)
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil { // and nothing is left in the log
		return nil, err
	}
	return os.ReadFile(path)
})

// migratedFile is a new file with an empty database.
func migratedFile(t testing.TB) string {
	t.Helper()
	data, err := migrated()
	require.NoError(t, err)
	path := newFile(t)
	require.NoError(t, os.WriteFile(path, data, 0o600))
	return path
}

func ownFile() storetest.Harness {
	f := new(filed)
	return storetest.Harness{
		Open:   func(t testing.TB) store.Store { return f.open(t, migratedFile(t)) },
		Reopen: f.reopen,
		Crash:  f.crash,
	}
}

// host returns a store on a database of the host's, under a driver of which
// nothing is known but the words of its errors.
func host(t testing.TB) store.Store {
	db := foreign(t, newFile(t), nil)
	require.NoError(t, sqlitestore.Migrate(context.Background(), db))
	s := sqlitestore.New(db)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func TestConformance(t *testing.T) { storetest.Run(t, ownFile()) }

func TestConformanceUnderAnyDriver(t *testing.T) {
	if raceDetector {
		t.Skip("the goroutines are those of TestConformance")
	}
	storetest.Run(t, storetest.Harness{Open: host})
}

func TestFuzz(t *testing.T) { storetest.Fuzz(t, ownFile(), storetest.FuzzWorlds(worlds)) }

func TestFuzzUnderAnyDriver(t *testing.T) {
	storetest.Fuzz(t, storetest.Harness{Open: host}, storetest.FuzzSeed(1000), storetest.FuzzWorlds(worlds))
}

func BenchmarkStore(b *testing.B) {
	storetest.Bench(b, storetest.Harness{Open: func(t testing.TB) store.Store {
		s, err := sqlitestore.Open(newFile(t))
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, s.Close()) })
		return s
	}})
}

// put commits an agency of this name.
func put(s store.Store, account, id string) error {
	return s.Update(context.Background(), accountID(account), func(tx store.Tx) error {
		tx.PutAgencies(agencyOf(id))
		return nil
	})
}

// has reports whether there is an agency of this name.
func has(t testing.TB, s store.Store, account, id string) bool {
	t.Helper()
	f, err := s.Read(context.Background(), accountID(account), store.Query{Agency: agencyOf(id).ID})
	require.NoError(t, err)
	return f.Agency.ID != ""
}

func dsn(path string, pragmas ...string) string {
	text := "file:" + path + "?_pragma=busy_timeout(100)"
	for _, p := range pragmas {
		text += "&_pragma=" + p
	}
	return text
}
