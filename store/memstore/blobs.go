package memstore

import (
	"bytes"
	"context"
	"io"
	"sync"

	"github.com/cockroachdb/errors"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// NewBlobs returns an empty store.Blobs in memory.
func NewBlobs() store.Blobs { return &blobs{content: make(map[blobKey][]byte)} }

type blobs struct {
	mu      sync.RWMutex
	content map[blobKey][]byte // never changed in place
}

type blobKey struct {
	account agency.AccountID
	key     string
}

func checkBlob(ctx context.Context, account agency.AccountID, key string) error {
	if ctx.Err() != nil {
		return ended(ctx)
	}
	if err := agency.CheckID("account", account); err != nil {
		return err
	}
	return store.CheckBlobKey(key)
}

func (b *blobs) Put(ctx context.Context, account agency.AccountID, key string, r io.Reader) error {
	if _, err := b.find(ctx, account, key); !errors.Is(err, store.ErrNotFound) {
		if err == nil {
			err = store.ErrExists
		}
		return err
	}
	content, err := io.ReadAll(until{ctx, r})
	if err != nil {
		return errors.Wrap(err, "memstore: read blob")
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, ok := b.content[blobKey{account, key}]; ok {
		return store.ErrExists
	}
	if ctx.Err() != nil {
		return ended(ctx)
	}
	b.content[blobKey{account, key}] = content
	return nil
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

func (b *blobs) find(ctx context.Context, account agency.AccountID, key string) ([]byte, error) {
	if err := checkBlob(ctx, account, key); err != nil {
		return nil, err
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	content, ok := b.content[blobKey{account, key}]
	if !ok {
		return nil, store.ErrNotFound
	}
	return content, nil
}

func (b *blobs) Open(ctx context.Context, account agency.AccountID, key string) (io.ReadCloser, error) {
	content, err := b.find(ctx, account, key)
	if err != nil {
		return nil, err
	}
	return io.NopCloser(bytes.NewReader(content)), nil
}

func (b *blobs) Stat(ctx context.Context, account agency.AccountID, key string) (int64, error) {
	content, err := b.find(ctx, account, key)
	return int64(len(content)), err
}

func (b *blobs) Delete(ctx context.Context, account agency.AccountID, key string) error {
	if err := checkBlob(ctx, account, key); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.content, blobKey{account, key})
	return nil
}
