// Package dirblobs keeps documents as files in a directory.
//
// Accounts have a directory each, named by a digest of the account's
// identifier, and blobs a file each, named by their key in hexadecimal, so that
// neither letter case nor names with a meaning to a file system matter. A blob
// appears under its name only when it is complete.
//
// A process that dies in a Put leaves a file in the directory "partial", which
// may hold all of a person's document. Delete removes what is left there of the
// blob it deletes. [Open] removes what nobody has written to for 24 hours, so a
// host that runs for long without opening its blobs again clears the directory
// itself, whenever no Put is under way.
//
// The file system must know hard links. Several processes may share a
// directory on one machine.
package dirblobs

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"os"
	"path"

	"github.com/cockroachdb/errors"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// Blobs is a store.Blobs in a directory; [Open] makes one.
type Blobs struct {
	root *os.Root

	// Steps that fail on a broken disk, and in tests.
	sync   func(dir *os.File) error
	remove func(name string) error
}

var _ store.Blobs = (*Blobs)(nil)

// Open returns the blobs kept in dir, which it makes, readable to the owner
// only, when it is not there. Close must be called when they are no longer
// needed.
func Open(dir string) (*Blobs, error) {
	if err := makeDirectory(dir); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, errors.Wrap(err, "dirblobs: open directory")
	}
	b := &Blobs{root: root, sync: (*os.File).Sync, remove: root.Remove}
	if err := b.prepare(); err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return b, nil
}

// Close releases the directory. Blobs that are open stay readable.
func (b *Blobs) Close() error { return errors.Wrap(b.root.Close(), "dirblobs: close") }

// place returns the account's directory and the file of the blob.
func place(ctx context.Context, account agency.AccountID, key string) (dir, file string, err error) {
	if err := ctx.Err(); err != nil {
		return "", "", errors.Wrap(err, "dirblobs")
	}
	if err := agency.CheckID("account", account); err != nil {
		return "", "", err
	}
	if err := store.CheckBlobKey(key); err != nil {
		return "", "", err
	}
	digest := sha256.Sum256([]byte(account))
	dir = hex.EncodeToString(digest[:])
	return dir, path.Join(dir, hex.EncodeToString([]byte(key))), nil
}

// Put stores what r yields. When it returns without an error, the blob survives
// the loss of power as far as the file system promises.
func (b *Blobs) Put(ctx context.Context, account agency.AccountID, key string, r io.Reader) (err error) {
	dir, file, err := place(ctx, account, key)
	if err != nil {
		return err
	}
	if _, err := b.root.Lstat(file); err == nil {
		return store.ErrExists
	}
	temporary, named := path.Join(partial, rand.Text()), false
	defer func() { // also when r panics
		if left := b.discard(temporary); left != nil {
			err = errors.Join(err, left)
		}
		if err != nil && named {
			err = errors.Join(err, b.discard(file))
		}
	}()
	if err := b.write(ctx, temporary, r); err != nil {
		return err
	}
	if err := b.root.MkdirAll(dir, 0o700); err != nil {
		return errors.Wrap(err, "dirblobs: make directory")
	}
	if err := ctx.Err(); err != nil {
		return errors.Wrap(err, "dirblobs")
	}
	// Unlike renaming, linking fails when the name is taken.
	if err := b.root.Link(temporary, file); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return store.ErrExists
		}
		return errors.Wrap(err, "dirblobs: name blob")
	}
	named = true
	if err := b.settle(dir); err != nil {
		return err
	}
	return b.settle(".") // dir may be new, whoever made it
}

func (b *Blobs) write(ctx context.Context, name string, r io.Reader) (err error) {
	f, err := b.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return errors.Wrap(err, "dirblobs: create")
	}
	defer func() { // also when r panics
		if closing := f.Close(); err == nil {
			err = errors.Wrap(closing, "dirblobs: write")
		}
	}()
	if _, err := io.Copy(f, until{ctx, r}); err != nil {
		return errors.Wrap(err, "dirblobs: write")
	}
	return errors.Wrap(f.Sync(), "dirblobs: write")
}

// until reads from r until the context ends.
type until struct {
	ctx context.Context
	r   io.Reader
}

func (u until) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}

// Open returns the blob as it is read from the disk.
func (b *Blobs) Open(ctx context.Context, account agency.AccountID, key string) (io.ReadCloser, error) {
	_, file, err := place(ctx, account, key)
	if err != nil {
		return nil, err
	}
	f, err := b.root.Open(file)
	if err != nil {
		return nil, missing(err, "dirblobs: open")
	}
	return f, nil
}

// Stat returns the blob's length in bytes.
func (b *Blobs) Stat(ctx context.Context, account agency.AccountID, key string) (int64, error) {
	_, file, err := place(ctx, account, key)
	if err != nil {
		return 0, err
	}
	info, err := b.root.Stat(file)
	if err != nil {
		return 0, missing(err, "dirblobs: stat")
	}
	return info.Size(), nil
}

// Delete removes the blob, and what a process that died in its Put left of it.
// Who has it open can read it to the end, where the system allows for that.
func (b *Blobs) Delete(ctx context.Context, account agency.AccountID, key string) error {
	dir, file, err := place(ctx, account, key)
	if err != nil {
		return err
	}
	blob, err := b.root.Lstat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return errors.Wrap(err, "dirblobs: stat")
	}
	// The leftovers go first: once the blob is gone nothing tells whose they are.
	if err := b.sweep(func(left fs.FileInfo) bool { return os.SameFile(left, blob) }); err != nil {
		return err
	}
	if err := b.discard(file); err != nil {
		return err
	}
	return b.settle(dir)
}

func missing(err error, what string) error {
	if errors.Is(err, fs.ErrNotExist) {
		return store.ErrNotFound
	}
	return errors.Wrap(err, what)
}
