package sqlitestore_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/store/sqlitestore"
)

// The file may have any name.
func TestNamesOfFiles(t *testing.T) {
	for _, name := range []string{"a b.db", "a?mode=ro.db", "50%.db", "a#b.db", "a&_pragma=synchronous(0).db", "file:x.db", "ä%20b.db", "x:memory:y.db", "a:memory:", "./:memory:"} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			s := openAt(t, name)
			require.NoError(t, put(s, "acme", "a"))
			require.FileExists(t, name)
			require.NoError(t, s.Close())
		})
	}
}

// A path says what it says elsewhere, and goes on saying it.
func TestPathsOfFiles(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "test.db")
	put1 := func(path string) {
		s, err := sqlitestore.Open(path)
		require.NoError(t, err, path)
		require.NoError(t, put(s, "acme", "a"), path)
		require.NoError(t, s.Close())
		require.FileExists(t, file, path)
		require.NoError(t, os.Remove(file))
	}
	put1("/" + file) // an authority, where it is taken for a URL
	put1(dir + "//x/../test.db")
	t.Chdir(dir)
	put1("test.db")
	put1("./test.db")

	s := openAt(t, "test.db")
	t.Chdir(t.TempDir())
	release := crowd(t, s, 8, 0) // on connections that are made only now
	defer release()
	require.NoError(t, put(s, "acme", "a"))
	require.NoFileExists(t, "test.db")
}

func TestOpenRefusesDatabasesInMemory(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, path := range []string{
		":memory:", ":memory:?cache=shared", "file::memory:", "file::memory:?cache=shared", "file:x.db?mode=memory",
		"file:x.db?cache=shared&mode=memory",
	} {
		_, err := sqlitestore.Open(path)
		require.ErrorContains(t, err, "sqlitestore: open: the path must name a file, not a database in memory", path)
	}
	made, err := os.ReadDir(".")
	require.NoError(t, err)
	require.Empty(t, made)
}
