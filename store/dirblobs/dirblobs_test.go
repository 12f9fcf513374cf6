package dirblobs_test

import (
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/dirblobs"
	"github.com/agencyaccess/agencyaccess/storetest"
)

func open(t testing.TB, dir string) *dirblobs.Blobs {
	b, err := dirblobs.Open(dir)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, b.Close()) })
	return b
}

func TestConformance(t *testing.T) {
	storetest.RunBlobs(t, func(t testing.TB) store.Blobs { return open(t, t.TempDir()) })
}

// files returns the regular files below dir.
func files(t *testing.T, dir string) (found []string) {
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			found = append(found, path)
		}
		return err
	}))
	return found
}

func TestAccountsWithAwkwardNamesStayInside(t *testing.T) {
	outside := t.TempDir()
	dir := filepath.Join(outside, "blobs")
	b, ctx := open(t, dir), context.Background()
	accounts := []agency.AccountID{
		"..", ".", "../x", "/etc", "a/b", `a\b`, "a", "A", "a ", "CON", "partial", "é", "e\u0301",
		agency.AccountID(strings.Repeat("x", agency.MaxID)),
	}
	for _, a := range accounts {
		require.NoError(t, b.Put(ctx, a, "k", strings.NewReader(string(a))), a)
	}
	for _, a := range accounts {
		r, err := b.Open(ctx, a, "k")
		require.NoError(t, err, a)
		content, err := io.ReadAll(r)
		require.NoError(t, err)
		require.NoError(t, r.Close())
		require.Equal(t, string(a), string(content))
	}
	require.Len(t, files(t, outside), len(accounts))
	for _, f := range files(t, outside) {
		require.True(t, strings.HasPrefix(f, dir+string(filepath.Separator)), f)
	}
}

func TestNothingRemainsOfAFailedPut(t *testing.T) {
	dir := t.TempDir()
	b, ctx := open(t, dir), context.Background()
	r := io.MultiReader(strings.NewReader("half"), iotest.ErrReader(io.ErrClosedPipe))
	require.ErrorIs(t, b.Put(ctx, "acme", "k", r), io.ErrClosedPipe)
	require.Empty(t, files(t, dir))
	require.NoError(t, b.Put(ctx, "acme", "k", strings.NewReader("whole")))
	require.ErrorIs(t, b.Put(ctx, "acme", "k", strings.NewReader("other")), store.ErrExists)
	require.Len(t, files(t, dir), 1)
}

func TestBlobsSurviveReopening(t *testing.T) {
	dir, ctx := t.TempDir(), context.Background()
	first, err := dirblobs.Open(dir)
	require.NoError(t, err)
	require.NoError(t, first.Put(ctx, "acme", "k", strings.NewReader("resume")))
	require.NoError(t, first.Close())
	n, err := open(t, dir).Stat(ctx, "acme", "k")
	require.NoError(t, err)
	require.EqualValues(t, 6, n)
}

func TestOthersCannotRead(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, open(t, dir).Put(context.Background(), "acme", "k", strings.NewReader("resume")))
	for _, f := range files(t, dir) {
		info, err := os.Stat(f)
		require.NoError(t, err)
		require.Zero(t, info.Mode().Perm()&0o077, f)
	}
}
