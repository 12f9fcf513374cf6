package dirblobs

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var errDisk = errors.New("input/output error")

// disk returns blobs in a directory of its own.
func disk(t *testing.T) (*Blobs, string) {
	dir := t.TempDir()
	b, err := Open(dir)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, b.Close()) })
	return b, dir
}

// count returns the number of files below dir.
func count(t *testing.T, dir string) (n int) {
	require.NoError(t, filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			n++
		}
		return err
	}))
	return n
}

func TestADirectoryThatCannotBeSyncedLeavesNothing(t *testing.T) {
	for failing := range 2 { // the account's, and the one above it
		b, dir := disk(t)
		calls := 0
		b.sync = func(*os.File) error {
			if calls++; calls == failing+1 {
				return errDisk
			}
			return nil
		}
		require.ErrorIs(t, b.Put(t.Context(), "acme", "k", strings.NewReader("resume")), errDisk)
		require.Equal(t, failing+1, calls)
		require.Zero(t, count(t, dir))
		b.sync = (*os.File).Sync
		require.NoError(t, b.Put(t.Context(), "acme", "k", strings.NewReader("resume")))
	}
}

func TestDirectoriesAreSynced(t *testing.T) {
	b, _ := disk(t)
	var synced []string
	b.sync = func(d *os.File) error {
		synced = append(synced, path.Base(filepath.ToSlash(d.Name())))
		return nil
	}
	require.NoError(t, b.Put(t.Context(), "acme", "k", strings.NewReader("resume")))
	account, _, err := place(t.Context(), "acme", "k")
	require.NoError(t, err)
	require.Equal(t, []string{account, "."}, synced)
	require.NoError(t, b.Delete(t.Context(), "acme", "k"))
	require.Equal(t, account, synced[len(synced)-1])
}

func TestSystemsThatCannotSyncDirectories(t *testing.T) {
	for _, unable := range []error{syscall.EINVAL, errors.ErrUnsupported} {
		b, _ := disk(t)
		b.sync = func(*os.File) error { return &fs.PathError{Op: "sync", Err: unable} }
		require.NoError(t, b.Put(t.Context(), "acme", "k", strings.NewReader("resume")))
	}
}

func TestATemporaryNameThatStaysFailsThePut(t *testing.T) {
	b, dir := disk(t)
	b.remove = func(name string) error {
		if strings.HasPrefix(name, partial) {
			return errDisk
		}
		return b.root.Remove(name)
	}
	require.ErrorIs(t, b.Put(t.Context(), "acme", "k", strings.NewReader("resume")), errDisk)
	_, err := b.Stat(t.Context(), "acme", "k")
	require.Error(t, err)
	require.Equal(t, 1, count(t, dir), "what could not be removed")
}

// leave puts a blob as a process does that dies before it has removed the
// temporary name.
func leave(t *testing.T, b *Blobs, key string) {
	require.NoError(t, b.Put(t.Context(), "acme", key, strings.NewReader("resume of "+key)))
	_, file, err := place(t.Context(), "acme", key)
	require.NoError(t, err)
	require.NoError(t, b.root.Link(file, path.Join(partial, "LEFT"+key)))
}

func TestDeleteRemovesLeftoversOfTheBlob(t *testing.T) {
	b, dir := disk(t)
	leave(t, b, "k")
	leave(t, b, "other")
	require.NoError(t, b.Delete(t.Context(), "acme", "k"))
	require.Equal(t, 2, count(t, dir), "the other blob and its leftover")
	require.NoError(t, b.Delete(t.Context(), "acme", "other"))
	require.Zero(t, count(t, dir))
}

func TestDeleteReportsLeftoversThatStay(t *testing.T) {
	b, dir := disk(t)
	leave(t, b, "k")
	b.remove = func(string) error { return errDisk }
	require.ErrorIs(t, b.Delete(t.Context(), "acme", "k"), errDisk)
	b.remove = b.root.Remove
	require.NoError(t, b.Delete(t.Context(), "acme", "k"), "trying again")
	require.Zero(t, count(t, dir))
}

func TestOpenRemovesAbandonedFiles(t *testing.T) {
	b, dir := disk(t)
	leave(t, b, "k")
	left := filepath.Join(dir, partial, "LEFTk")
	for _, name := range []string{"old", "new"} {
		require.NoError(t, b.root.WriteFile(path.Join(partial, name), []byte("half"), 0o600))
	}
	old := time.Now().Add(-abandoned - time.Minute)
	require.NoError(t, os.Chtimes(filepath.Join(dir, partial, "old"), old, old))
	require.NoError(t, os.Chtimes(left, old, old))
	again, err := Open(dir)
	require.NoError(t, err)
	require.NoError(t, again.Close())
	require.NoFileExists(t, left)
	require.NoFileExists(t, filepath.Join(dir, partial, "old"))
	require.FileExists(t, filepath.Join(dir, partial, "new"))
	n, err := b.Stat(t.Context(), "acme", "k")
	require.NoError(t, err)
	require.EqualValues(t, len("resume of k"), n)
}

func TestOpenMakesDirectories(t *testing.T) {
	b, err := Open(filepath.Join(t.TempDir(), "a", "b"))
	require.NoError(t, err)
	require.NoError(t, b.Put(t.Context(), "acme", "k", strings.NewReader("resume")))
	require.NoError(t, b.Close())
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err = Open(file)
	require.Error(t, err)
	_, err = Open(filepath.Join(file, "below"))
	require.Error(t, err)
}

type panicking struct{}

func (panicking) Read([]byte) (int, error) { panic("out of the reader") }

func TestAReaderThatPanicsLeavesNothing(t *testing.T) {
	b, dir := disk(t)
	open := descriptors(t)
	for range 20 {
		require.PanicsWithValue(t, "out of the reader", func() {
			_ = b.Put(t.Context(), "acme", "k", panicking{})
		})
	}
	require.Zero(t, count(t, dir))
	require.Less(t, descriptors(t), open+20)
}

// descriptors returns how many files the process has open, where the system
// tells.
func descriptors(t *testing.T) int {
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		require.NotEqual(t, "linux", runtime.GOOS, "Linux tells which files are open: %v", err)
		t.Skip("the system does not tell which files are open")
	}
	return len(list)
}
