package storetest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// faultyBlobs are Blobs with hooks. Those that are nil pass through.
type faultyBlobs struct {
	store.Blobs
	name   func(account agency.AccountID, key string) (agency.AccountID, string)
	put    func(ctx context.Context, account agency.AccountID, key string, r io.Reader) error
	open   func(ctx context.Context, account agency.AccountID, key string) (io.ReadCloser, error)
	stat   func(ctx context.Context, account agency.AccountID, key string) (int64, error)
	delete func(ctx context.Context, account agency.AccountID, key string) error
}

func (b *faultyBlobs) named(account agency.AccountID, key string) (agency.AccountID, string) {
	if b.name != nil {
		return b.name(account, key)
	}
	return account, key
}

func (b *faultyBlobs) Put(ctx context.Context, account agency.AccountID, key string, r io.Reader) error {
	account, key = b.named(account, key)
	if b.put != nil {
		return b.put(ctx, account, key, r)
	}
	return b.Blobs.Put(ctx, account, key, r)
}

func (b *faultyBlobs) Open(ctx context.Context, account agency.AccountID, key string) (io.ReadCloser, error) {
	account, key = b.named(account, key)
	if b.open != nil {
		return b.open(ctx, account, key)
	}
	return b.Blobs.Open(ctx, account, key)
}

func (b *faultyBlobs) Stat(ctx context.Context, account agency.AccountID, key string) (int64, error) {
	account, key = b.named(account, key)
	if b.stat != nil {
		return b.stat(ctx, account, key)
	}
	return b.Blobs.Stat(ctx, account, key)
}

func (b *faultyBlobs) Delete(ctx context.Context, account agency.AccountID, key string) error {
	account, key = b.named(account, key)
	if b.delete != nil {
		return b.delete(ctx, account, key)
	}
	return b.Blobs.Delete(ctx, account, key)
}

// blobFault is a fault of Blobs.
type blobFault struct {
	name, flaw, caught string
	plant              func(b *faultyBlobs)
}

func (f blobFault) catches(t testing.TB, named func(id string) bool) (ids []string) {
	open := func(testing.TB) store.Blobs {
		b := &faultyBlobs{Blobs: memstore.NewBlobs()}
		f.plant(b)
		return b
	}
	for _, c := range blobChecks {
		run := func(t testing.TB) { runBlobCheck(t, c, open, shortLimits(), new(dump)) }
		if named(c.id) && fails(t, false, run) {
			ids = append(ids, c.id)
		}
	}
	return ids
}

// replacing makes room before each Put.
func replacing(b *faultyBlobs) {
	b.put = func(ctx context.Context, account agency.AccountID, key string, r io.Reader) error {
		content, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		if ctx.Err() == nil {
			_ = b.Blobs.Delete(ctx, account, key)
		}
		return b.Blobs.Put(ctx, account, key, bytes.NewReader(content))
	}
}

func blobFaults() []blobFault {
	return []blobFault{
		{"blobs are cut", "A blob is cut at 64 KiB.", "BLOB-01", func(b *faultyBlobs) {
			b.put = func(ctx context.Context, account agency.AccountID, key string, r io.Reader) error {
				return b.Blobs.Put(ctx, account, key, io.LimitReader(r, 64<<10))
			}
		}},
		{"blobs are read once", "Put stores what one read yields.", "BLOB-07", func(b *faultyBlobs) {
			b.put = func(ctx context.Context, account agency.AccountID, key string, r io.Reader) error {
				buffer := make([]byte, 4<<20)
				n, err := r.Read(buffer)
				if err != nil && !errors.Is(err, io.EOF) {
					return err
				}
				return b.Blobs.Put(ctx, account, key, bytes.NewReader(buffer[:n]))
			}
		}},
		{"blobs are text", "Bytes that are no UTF-8 are replaced.", "BLOB-01", func(b *faultyBlobs) {
			b.put = func(ctx context.Context, account agency.AccountID, key string, r io.Reader) error {
				content, err := io.ReadAll(r)
				if err != nil {
					return err
				}
				return b.Blobs.Put(ctx, account, key, strings.NewReader(strings.ToValidUTF8(string(content), "?")))
			}
		}},
		{"empty blobs are none", "An empty blob is not stored.", "BLOB-01", func(b *faultyBlobs) {
			b.stat = func(ctx context.Context, account agency.AccountID, key string) (int64, error) {
				n, err := b.Blobs.Stat(ctx, account, key)
				if err == nil && n == 0 {
					err = store.ErrNotFound
				}
				return n, err
			}
		}},
		{"lengths in blocks", "Stat rounds up to blocks of 512 bytes.", "BLOB-01", func(b *faultyBlobs) {
			b.stat = func(ctx context.Context, account agency.AccountID, key string) (int64, error) {
				n, err := b.Blobs.Stat(ctx, account, key)
				return (n + 511) / 512 * 512, err
			}
		}},
		{"blobs are replaced", "A Put of a key that is there replaces it.", "BLOB-02 BLOB-07", replacing},
		{"the first blob stays in silence", "A Put of a key that is there does nothing.", "BLOB-02", func(b *faultyBlobs) {
			b.put = func(ctx context.Context, account agency.AccountID, key string, r io.Reader) error {
				return unless(store.ErrExists, b.Blobs.Put(ctx, account, key, r))
			}
		}},
		{"keys are used up", "A key that was deleted cannot be put again.", "BLOB-02", func(b *faultyBlobs) {
			var gone sync.Map
			b.delete = func(ctx context.Context, account agency.AccountID, key string) error {
				gone.Store(string(account)+"/"+key, true)
				return b.Blobs.Delete(ctx, account, key)
			}
			b.put = func(ctx context.Context, account agency.AccountID, key string, r io.Reader) error {
				if _, ok := gone.Load(string(account) + "/" + key); ok {
					return store.ErrExists
				}
				return b.Blobs.Put(ctx, account, key, r)
			}
		}},
		{"half a blob", "What was read before a Put failed remains.", "BLOB-03", func(b *faultyBlobs) {
			b.put = func(ctx context.Context, account agency.AccountID, key string, r io.Reader) error {
				content, failed := io.ReadAll(r)
				return errors.Join(b.Blobs.Put(ctx, account, key, bytes.NewReader(content)), failed)
			}
		}},
		{"deaf Put", "Put does not look at its context.", "BLOB-03", func(b *faultyBlobs) {
			b.put = func(ctx context.Context, account agency.AccountID, key string, r io.Reader) error {
				return b.Blobs.Put(context.WithoutCancel(ctx), account, key, r)
			}
		}},
		{"deaf Open", "Open does not look at its context.", "BLOB-03", func(b *faultyBlobs) {
			b.open = func(ctx context.Context, account agency.AccountID, key string) (io.ReadCloser, error) {
				return b.Blobs.Open(context.WithoutCancel(ctx), account, key)
			}
		}},
		{"missing blobs are empty", "Open of a blob that is not there is empty.", "BLOB-04", func(b *faultyBlobs) {
			b.open = func(ctx context.Context, account agency.AccountID, key string) (io.ReadCloser, error) {
				r, err := b.Blobs.Open(ctx, account, key)
				if errors.Is(err, store.ErrNotFound) {
					return io.NopCloser(strings.NewReader("")), nil
				}
				return r, err
			}
		}},
		{"missing blobs have no length", "Stat of a blob that is not there is 0.", "BLOB-04", func(b *faultyBlobs) {
			b.stat = func(ctx context.Context, account agency.AccountID, key string) (int64, error) {
				n, err := b.Blobs.Stat(ctx, account, key)
				return n, unless(store.ErrNotFound, err)
			}
		}},
		{"deleting nothing", "Delete of a blob that is not there fails.", "BLOB-04", func(b *faultyBlobs) {
			b.delete = func(ctx context.Context, account agency.AccountID, key string) error {
				if _, err := b.Blobs.Stat(ctx, account, key); err != nil {
					return err
				}
				return b.Blobs.Delete(ctx, account, key)
			}
		}},
		{"deleted blobs remain", "Delete does nothing.", "BLOB-04", func(b *faultyBlobs) {
			b.delete = func(ctx context.Context, account agency.AccountID, key string) error {
				_, err := b.Blobs.Stat(ctx, account, key)
				return unless(store.ErrNotFound, err)
			}
		}},
		{"keys are paths", "Keys that are no keys are cleaned instead of refused.", "BLOB-05", func(b *faultyBlobs) {
			b.name = func(account agency.AccountID, key string) (agency.AccountID, string) {
				clean := strings.Map(func(r rune) rune {
					if store.CheckBlobKey(string(r)) != nil {
						return 'x'
					}
					return r
				}, key)
				return account, clean[:min(len(clean), 64)]
			}
		}},
		{"long keys", "Keys that are too long are cut instead of refused.", "BLOB-05", func(b *faultyBlobs) {
			b.name = func(account agency.AccountID, key string) (agency.AccountID, string) {
				return account, key[:min(len(key), 64)]
			}
		}},
		{"keys without letter case", "Keys are compared without letter case.", "BLOB-06", func(b *faultyBlobs) {
			b.name = func(account agency.AccountID, key string) (agency.AccountID, string) {
				return account, strings.ToLower(key)
			}
		}},
		{"accounts without letter case", "Accounts are compared without letter case.", "BLOB-06", func(b *faultyBlobs) {
			b.name = func(account agency.AccountID, key string) (agency.AccountID, string) {
				return agency.AccountID(strings.ToLower(string(account))), key
			}
		}},
		{"one folder for all", "Keys are unique in the whole store.", "BLOB-06", func(b *faultyBlobs) {
			b.name = func(_ agency.AccountID, key string) (agency.AccountID, string) { return acme, key }
		}},
		{"two Puts at once", "Two Puts of one key at the same time both succeed.", "BLOB-07", replacing},
	}
}
