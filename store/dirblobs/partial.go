package dirblobs

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/cockroachdb/errors"
)

// partial is the directory of what is being written.
const partial = "partial"

// abandoned is how long nobody has written to a partial file that is a
// leftover. A Put that stood still for longer, while another process opened the
// blobs, fails.
const abandoned = 24 * time.Hour

func (b *Blobs) prepare() error {
	if err := b.root.MkdirAll(partial, 0o700); err != nil {
		return errors.Wrap(err, "dirblobs: make directory")
	}
	if err := b.settle("."); err != nil {
		return err
	}
	before := time.Now().Add(-abandoned)
	return b.sweep(func(left fs.FileInfo) bool { return left.ModTime().Before(before) })
}

// sweep removes the partial files that are gone for good.
func (b *Blobs) sweep(gone func(fs.FileInfo) bool) error {
	d, err := b.root.Open(partial)
	if err != nil {
		return errors.Wrap(err, "dirblobs: open directory")
	}
	defer func() { _ = d.Close() }() // nothing was written to it
	names, err := d.Readdirnames(-1)
	if err != nil {
		return errors.Wrap(err, "dirblobs: read directory")
	}
	for _, name := range names {
		name = path.Join(partial, name)
		left, err := b.root.Lstat(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue // its Put has ended
		}
		if err != nil {
			return errors.Wrap(err, "dirblobs: stat")
		}
		if left.Mode().IsRegular() && gone(left) {
			if err := b.discard(name); err != nil {
				return err
			}
		}
	}
	return nil
}

// discard removes a file, which need not be there.
func (b *Blobs) discard(name string) error {
	if err := b.remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return errors.Wrap(err, "dirblobs: remove")
	}
	return nil
}

// settle makes the names in dir durable.
func (b *Blobs) settle(dir string) error {
	d, err := b.root.Open(dir)
	if err != nil {
		return errors.Wrap(err, "dirblobs: open directory")
	}
	return settle(d, b.sync)
}

// settle makes the names in d durable and closes it. Some systems cannot do
// that for directories, and there a name is as durable as they make it.
func settle(d *os.File, sync func(*os.File) error) error {
	err := sync(d)
	if runtime.GOOS == "windows" || errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) {
		err = nil
	}
	if closing := d.Close(); err == nil {
		err = closing
	}
	return errors.Wrap(err, "dirblobs: sync directory")
}

// makeDirectory makes dir and those above it, as os.MkdirAll does, and makes
// the new names durable.
func makeDirectory(dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	above := filepath.Dir(dir)
	if above != dir {
		if err := makeDirectory(above); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return errors.Wrap(err, "dirblobs: make directory")
	}
	d, err := os.Open(above)
	if err != nil {
		return errors.Wrap(err, "dirblobs: open directory")
	}
	return settle(d, (*os.File).Sync)
}
