package sqlitestore_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/sqlitestore"
)

// crowd keeps n Views in their callbacks until the function that it returns is
// called, and more of them outside.
func crowd(t *testing.T, s store.Store, n, more int) (release func()) {
	t.Helper()
	leave, inside := make(chan struct{}), make(chan struct{}, n+more)
	var done sync.WaitGroup
	for range n + more {
		done.Go(func() {
			err := s.View(context.Background(), "acme", func(r store.Reader) error {
				_, err := r.Agencies("a")
				inside <- struct{}{}
				<-leave
				return err
			})
			if err != nil {
				t.Errorf("view: %v", err)
			}
		})
	}
	for range n {
		<-inside
	}
	return sync.OnceFunc(func() {
		close(leave)
		done.Wait()
	})
}

func soon(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

// However many read or want to, the writer has a connection.
func TestReadersLeaveTheWriterAConnection(t *testing.T) {
	const readers = 3
	own := func(t *testing.T) store.Store { return openAt(t, newFile(t), sqlitestore.WithReaders(readers)) }
	hosts := func(t *testing.T) store.Store {
		db := database(t, newFile(t), "journal_mode(wal)")
		require.NoError(t, sqlitestore.Migrate(t.Context(), db))
		db.SetMaxOpenConns(readers + 1)
		s := sqlitestore.New(db, sqlitestore.WithReaders(readers))
		t.Cleanup(func() { require.NoError(t, s.Close()) })
		return s
	}
	for name, open := range map[string]func(*testing.T) store.Store{"a file": own, "a host's pool": hosts} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			require.NoError(t, put(s, "acme", "a"))
			release := crowd(t, s, readers, readers)
			defer release()
			require.NoError(t, s.Update(soon(t, 30*time.Second), "other", func(tx store.Tx) error {
				tx.PutAgencies(agencyOf("b"))
				return nil
			}))
			_, err := s.Read(soon(t, 20*time.Millisecond), "acme", store.Query{})
			require.ErrorIs(t, err, context.DeadlineExceeded, "there is one reader too many")
			require.ErrorContains(t, err, "sqlitestore: read")
			release()
			require.True(t, has(t, s, "other", "b"))
		})
	}
}

// What a callback reads besides its transaction is one more reader.
func TestAReadInsideAView(t *testing.T) {
	s := openAt(t, newFile(t), sqlitestore.WithReaders(1))
	require.NoError(t, put(s, "acme", "a"))
	inside := func(ctx context.Context) error {
		return s.View(t.Context(), "acme", func(store.Reader) error {
			_, err := s.Read(ctx, "acme", store.Query{})
			return err
		})
	}
	require.ErrorIs(t, inside(soon(t, 20*time.Millisecond)), context.DeadlineExceeded)
	require.True(t, has(t, s, "acme", "a"))
	require.NoError(t, s.Update(t.Context(), "acme", func(store.Tx) error {
		_, err := s.Read(soon(t, 30*time.Second), "acme", store.Query{})
		return err
	}), "a writer is no reader")
}

// New has no error to return.
func TestAStoreHasAReader(t *testing.T) {
	for _, n := range []int{-1, 0} {
		db := database(t, newFile(t), "journal_mode(wal)")
		require.NoError(t, sqlitestore.Migrate(t.Context(), db))
		s := sqlitestore.New(db, sqlitestore.WithReaders(n))
		_, err := s.Read(soon(t, 30*time.Second), "acme", store.Query{})
		require.NoError(t, err)
		require.NoError(t, s.Close())
	}
}
