package storetest

import (
	"context"
	"errors"
	"io"
	"sync/atomic"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// hearing knows when the store under test has answered last.
type hearing struct {
	start time.Time
	last  atomic.Int64 // nanoseconds after start
}

func (h *hearing) answered() { h.last.Store(int64(time.Since(h.start))) }

// silence returns for how long there has been no answer, counted from an
// instant after start.
func (h *hearing) silence(from time.Time) time.Duration {
	return min(time.Since(h.start)-time.Duration(h.last.Load()), time.Since(from))
}

// heard is a store whose every call that returns, and every callback that it
// runs, is an answer.
type heard struct {
	store.Store
	*hearing
}

func (s *heard) Read(ctx context.Context, account agency.AccountID, q store.Query) (store.Facts, error) {
	defer s.answered()
	return s.Store.Read(ctx, account, q)
}

func (s *heard) View(ctx context.Context, account agency.AccountID, fn func(store.Reader) error) error {
	defer s.answered()
	return s.Store.View(ctx, account, func(r store.Reader) error {
		s.answered()
		return fn(r)
	})
}

// conflicts is how often an Update may answer ErrConflict before it counts.
const conflicts = 50

// Update tries again when nothing was done because of a conflict: that is the
// caller's part.
func (s *heard) Update(ctx context.Context, account agency.AccountID, fn func(store.Tx) error) error {
	return s.again(func() error {
		return s.Store.Update(ctx, account, func(t store.Tx) error {
			s.answered()
			return fn(t)
		})
	})
}

// Delete tries again like Update.
func (s *heard) Delete(ctx context.Context, account agency.AccountID) error {
	return s.again(func() error { return s.Store.Delete(ctx, account) })
}

func (s *heard) again(call func() error) (err error) {
	defer s.answered()
	for range conflicts {
		if err = call(); !errors.Is(err, store.ErrConflict) {
			break
		}
		s.answered()
	}
	return err
}

func (s *heard) Close() error {
	defer s.answered()
	return s.Store.Close()
}

func (s *heard) Outbox() store.Outbox {
	if out := s.Store.Outbox(); out != nil {
		return heardOutbox{out, s.hearing}
	}
	return nil
}

type heardOutbox struct {
	store.Outbox
	*hearing
}

func (o heardOutbox) Pending(ctx context.Context, after agency.AccountID, limit int) ([]agency.AccountID, error) {
	defer o.answered()
	return o.Outbox.Pending(ctx, after, limit)
}

func (o heardOutbox) Claim(ctx context.Context, account agency.AccountID, lease time.Duration, limit int) (store.Claim, error) {
	defer o.answered()
	return o.Outbox.Claim(ctx, account, lease, limit)
}

func (o heardOutbox) Ack(ctx context.Context, account agency.AccountID, token string, seqs ...int64) error {
	defer o.answered()
	return o.Outbox.Ack(ctx, account, token, seqs...)
}

func (o heardOutbox) Release(ctx context.Context, account agency.AccountID, token string, retryAfter time.Duration) error {
	defer o.answered()
	return o.Outbox.Release(ctx, account, token, retryAfter)
}

type heardBlobs struct {
	store.Blobs
	*hearing
}

func (b heardBlobs) Put(ctx context.Context, account agency.AccountID, key string, r io.Reader) error {
	defer b.answered()
	return b.Blobs.Put(ctx, account, key, r)
}

func (b heardBlobs) Open(ctx context.Context, account agency.AccountID, key string) (io.ReadCloser, error) {
	defer b.answered()
	return b.Blobs.Open(ctx, account, key)
}

func (b heardBlobs) Stat(ctx context.Context, account agency.AccountID, key string) (int64, error) {
	defer b.answered()
	return b.Blobs.Stat(ctx, account, key)
}

func (b heardBlobs) Delete(ctx context.Context, account agency.AccountID, key string) error {
	defer b.answered()
	return b.Blobs.Delete(ctx, account, key)
}
