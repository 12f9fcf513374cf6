// Package customstore is a store of one's own: the contract of package store
// kept over go.etcd.io/bbolt, a sorted map in a file. It is meant to be read
// by those who write an adapter, and prefers what is clear to what is fast.
//
// The file has a bucket for each account, in which key.go says what is where.
// bbolt has one writer at a time and snapshots for readers, which is most of
// the contract; this package adds that waiting ends with the context, the
// order of the lists, and the outbox.
package customstore

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"syscall"
	"time"

	bolt "go.etcd.io/bbolt"
	boltErrors "go.etcd.io/bbolt/errors"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// The buckets of a file.
var (
	accountsBucket = []byte("accounts") // a bucket for each account, by ID
	pendingBucket  = []byte("pending")  // the IDs of accounts that have events
)

const (
	// mapped is how large a file, in bytes, can become before a writer that makes
	// it larger waits for the readers under way. It takes addresses, not memory.
	mapped = 1 << 30

	// lockTimeout is how long Open waits for another process to close the file.
	lockTimeout = time.Second
)

// Store is a store.Store in a file; [Open] makes one.
type Store struct {
	db   *bolt.DB
	turn chan struct{} // holds a value while somebody writes

	mu       sync.Mutex
	closed   bool
	closing  chan struct{}
	underway sync.WaitGroup
}

var _ store.Store = (*Store)(nil)

// Open opens the file at path, which it makes if need be. One process at a time
// can have a file open: for another one the error is store.ErrConflict, after a
// second.
func Open(path string) (*Store, error) {
	db, err := bolt.Open(path, 0o600, &bolt.Options{Timeout: lockTimeout, InitialMmapSize: mapped})
	if err != nil {
		return nil, fault("open", err)
	}
	err = db.Update(func(t *bolt.Tx) error {
		_, err := t.CreateBucketIfNotExists(accountsBucket)
		if err == nil {
			_, err = t.CreateBucketIfNotExists(pendingBucket)
		}
		return err
	})
	if err != nil {
		return nil, fault("open", errors.Join(err, db.Close()))
	}
	return &Store{db: db, turn: make(chan struct{}, 1), closing: make(chan struct{})}, nil
}

// Read answers one question.
func (s *Store) Read(ctx context.Context, account agency.AccountID, q store.Query) (f store.Facts, err error) {
	err = s.View(ctx, account, func(r store.Reader) error {
		f, err = r.Facts(q)
		return err
	})
	return f, err
}

// View runs fn, once, on one snapshot.
func (s *Store) View(ctx context.Context, account agency.AccountID, fn func(store.Reader) error) error {
	return s.view(ctx, "view", func(t *bolt.Tx) error {
		r := &reader{ctx: ctx, bucket: t.Bucket(accountsBucket).Bucket([]byte(account))}
		defer r.end()
		return fn(r)
	})
}

// Update runs fn, once, as the only writer of the file.
func (s *Store) Update(ctx context.Context, account agency.AccountID, fn func(store.Tx) error) error {
	return s.update(ctx, "update", func(b *bolt.Tx) (bool, error) {
		if err := agency.CheckID("account", account); err != nil {
			return false, err
		}
		t := newTx(ctx, b, account)
		defer t.end()
		err := fn(t)
		if t.err != nil {
			err = t.err
		}
		return t.wrote, err
	})
}

// Delete removes the account's bucket, and with it the number of its last journal
// entry and who has claimed its events. Readers under way keep their snapshot.
func (s *Store) Delete(ctx context.Context, account agency.AccountID) error {
	return s.update(ctx, "delete", func(t *bolt.Tx) (bool, error) {
		id := []byte(account)
		if t.Bucket(accountsBucket).Bucket(id) == nil {
			return false, nil
		}
		if err := t.Bucket(accountsBucket).DeleteBucket(id); err != nil {
			return false, fault("delete", err)
		}
		return true, fault("delete", t.Bucket(pendingBucket).Delete(id))
	})
}

// Close waits for the transactions under way and closes the file.
func (s *Store) Close() error {
	s.mu.Lock()
	if !s.closed {
		s.closed = true
		close(s.closing)
	}
	s.mu.Unlock()
	s.underway.Wait()
	return fault("close", s.db.Close())
}

func (s *Store) view(ctx context.Context, operation string, fn func(*bolt.Tx) error) error {
	if err := s.begin(ctx); err != nil {
		return err
	}
	defer s.underway.Done()
	t, err := s.db.Begin(false)
	if err != nil {
		return fault(operation, err)
	}
	defer func() { _ = t.Rollback() }() // how bbolt ends reading
	return fn(t)
}

// update runs fn in its turn, and commits if fn says that it wrote something.
func (s *Store) update(ctx context.Context, operation string, fn func(*bolt.Tx) (wrote bool, err error)) error {
	if err := s.begin(ctx); err != nil {
		return err
	}
	defer s.underway.Done()
	select { // bbolt's own lock would keep us whatever becomes of the context
	case s.turn <- struct{}{}:
	case <-ctx.Done():
		return ended(ctx)
	case <-s.closing:
		return store.ErrClosed
	}
	defer func() { <-s.turn }()
	t, err := s.db.Begin(true)
	if err != nil {
		return fault(operation, err)
	}
	// Rolling back what was committed has no effect. What was not, be it that fn
	// fails, panics or exits, is gone.
	defer func() { _ = t.Rollback() }()
	wrote, err := fn(t)
	switch {
	case err != nil:
		return err
	case ctx.Err() != nil:
		return ended(ctx)
	case !wrote:
		return nil
	}
	return commitFault(operation, t.Commit())
}

// begin lets a transaction in, which must call underway.Done in the end.
func (s *Store) begin(ctx context.Context) error {
	if ctx.Err() != nil {
		return ended(ctx)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return store.ErrClosed
	}
	s.underway.Add(1)
	return nil
}

func ended(ctx context.Context) error { return fmt.Errorf("customstore: %w", ctx.Err()) }

// errDamaged stands for what encoding/json says of a record: that may quote it.
var errDamaged = errors.New("a record cannot be read")

// fault puts an error of bbolt's into the contract's words. None of those quote
// keys or values.
func fault(operation string, err error) error {
	if err == nil {
		return nil
	}
	for _, f := range []struct{ theirs, ours error }{
		{boltErrors.ErrDatabaseNotOpen, store.ErrClosed},
		{boltErrors.ErrTxClosed, store.ErrClosed},
		{boltErrors.ErrDatabaseReadOnly, store.ErrUnsupported},
		{boltErrors.ErrTimeout, store.ErrConflict}, // another process has the file
	} {
		if errors.Is(err, f.theirs) {
			return fmt.Errorf("customstore: %s: %w: %w", operation, f.ours, err)
		}
	}
	return fmt.Errorf("customstore: %s: %w", operation, err)
}

// commitFault is fault for a commit. When there is no room, bbolt fails before
// it writes the page that makes the commit count; any other failure may be that
// page's, which may or may not be on the disk.
func commitFault(operation string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, boltErrors.ErrMaxSizeReached):
		return fault(operation+": commit", err)
	}
	return fmt.Errorf("customstore: %s: %w: %w", operation, store.ErrUnknown, err)
}
