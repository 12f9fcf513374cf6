package sqlitestore_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/sqlitestore"
)

// lock takes the write lock of a file until the function that it returns is
// called.
func lock(t testing.TB, path string) (release func()) {
	t.Helper()
	conn, err := database(t, path).Conn(t.Context())
	require.NoError(t, err)
	_, err = conn.ExecContext(t.Context(), "begin immediate")
	require.NoError(t, err)
	return sync.OnceFunc(func() {
		_, err := conn.ExecContext(context.Background(), "rollback")
		require.NoError(t, errors.Join(err, conn.Close()))
	})
}

func TestALockOfSomebodyElses(t *testing.T) {
	path := newFile(t)
	s := openAt(t, path, sqlitestore.WithLockTimeout(200*time.Millisecond))
	require.NoError(t, put(s, "acme", "a"))
	release := lock(t, path)
	defer release()

	began := time.Now()
	require.ErrorIs(t, put(s, "acme", "b"), store.ErrConflict)
	require.GreaterOrEqual(t, time.Since(began), 200*time.Millisecond)
	_, err := s.Outbox().Claim(t.Context(), "acme", time.Minute, 1)
	require.ErrorIs(t, err, store.ErrConflict)
	require.True(t, has(t, s, "acme", "a"), "readers wait for nobody")

	release()
	require.NoError(t, put(s, "acme", "b"))
}

func TestWaitingForALockEndsWithTheContext(t *testing.T) {
	path := newFile(t)
	s := openAt(t, path, sqlitestore.WithLockTimeout(time.Hour))
	require.NoError(t, put(s, "acme", "a"), "the statements are prepared")
	defer lock(t, path)()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	err := s.Update(ctx, "acme", func(store.Tx) error { return errors.New("it ran") })
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.ErrorContains(t, err, "sqlitestore: update")
}

func TestNotWaitingForALock(t *testing.T) {
	path := newFile(t)
	s := openAt(t, path, sqlitestore.WithLockTimeout(0))
	defer lock(t, path)()
	require.ErrorIs(t, put(s, "acme", "a"), store.ErrConflict)
}

func TestALockIsWaitedFor(t *testing.T) {
	path := newFile(t)
	s := openAt(t, path)
	release := lock(t, path)
	waiting := make(chan error, 1)
	go func() { waiting <- put(s, "acme", "a") }()
	select {
	case err := <-waiting:
		t.Fatalf("it did not wait: %v", err)
	case <-time.After(20 * time.Millisecond):
	}
	release()
	require.NoError(t, <-waiting)
	require.True(t, has(t, s, "acme", "a"))
}

// Several stores on one file, as in several processes, lose nothing and number
// without gaps.
func TestSeveralStoresOnOneFile(t *testing.T) {
	path := newFile(t)
	const writers, each = 4, 25
	var done sync.WaitGroup
	failed := make([]error, writers)
	for w := range writers {
		s := openAt(t, path, sqlitestore.WithLockTimeout(time.Minute))
		done.Go(func() {
			for i := range each {
				failed[w] = errors.Join(failed[w], s.Update(t.Context(), "acme", func(tx store.Tx) error {
					f, err := tx.Facts(store.Query{})
					if err != nil {
						return err
					}
					f.Settings.Version++
					tx.PutSettings(f.Settings)
					tx.PutAgencies(agencyOf(fmt.Sprint(w, "-", i)))
					tx.Journal(store.Entry{Action: "test"})
					tx.Publish(store.Event{Name: "test"})
					return nil
				}))
			}
		})
	}
	done.Wait()
	require.NoError(t, errors.Join(failed...))
	s := openAt(t, path)
	f, err := s.Read(t.Context(), "acme", store.Query{})
	require.NoError(t, err)
	require.EqualValues(t, writers*each, f.Settings.Version)
	checkFile(t, path)
	require.Equal(t, writers*each, one[int](t, database(t, path), "select count(*) from agencyaccess_agency"))
	claim, err := s.Outbox().Claim(t.Context(), "acme", time.Minute, store.MaxLimit)
	require.NoError(t, err)
	require.Len(t, claim.Events, writers*each)
	require.EqualValues(t, writers*each, claim.Events[writers*each-1].Seq)
}

// A host whose driver begins every transaction with the write lock has readers
// that wait for nobody all the same.
func TestReadersUnderADriverThatLocksFirst(t *testing.T) {
	path := newFile(t)
	require.NoError(t, put(openAt(t, path), "acme", "a"))
	db, err := sql.Open("sqlite", dsn(path)+"&_txlock=immediate")
	require.NoError(t, err)
	defer db.Close()
	s := sqlitestore.New(db, sqlitestore.WithLockTimeout(time.Millisecond))
	defer s.Close()
	release := lock(t, path)
	require.True(t, has(t, s, "acme", "a"))
	require.ErrorIs(t, put(s, "acme", "b"), store.ErrConflict)
	release()
	require.NoError(t, put(s, "acme", "b"))
}

// A Read that waits for a connection, or for another call that is looking at the
// database for the first time, stops with its context.
func TestWaitingForAConnectionEndsWithTheContext(t *testing.T) {
	for name, used := range map[string]bool{"at first": false, "later": true} {
		t.Run(name, func(t *testing.T) {
			db := database(t, newFile(t), "journal_mode(wal)")
			require.NoError(t, sqlitestore.Migrate(t.Context(), db))
			db.SetMaxOpenConns(1)
			s := sqlitestore.New(db)
			defer s.Close()
			if used {
				require.NoError(t, put(s, "acme", "a"))
			}
			conn, err := db.Conn(t.Context())
			require.NoError(t, err)
			var done sync.WaitGroup
			for range 3 {
				done.Go(func() {
					ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
					defer cancel()
					_, err := s.Read(ctx, "acme", store.Query{})
					if !errors.Is(err, context.DeadlineExceeded) {
						t.Errorf("read: %v", err)
					}
				})
			}
			done.Wait()
			require.NoError(t, conn.Close())
			require.NoError(t, put(s, "acme", "b"))
		})
	}
}

// What is read when the context ends is given up.
func TestAListEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	db := foreign(t, newFile(t), func(query string) error {
		if strings.HasPrefix(query, "select s.doc, (select e.name") {
			cancel()
		}
		return nil
	})
	require.NoError(t, sqlitestore.Migrate(t.Context(), db))
	s := sqlitestore.New(db)
	defer s.Close()
	require.NoError(t, s.Update(t.Context(), "acme", func(tx store.Tx) error {
		for i := range 1000 {
			tx.PutSubmissions(candidate.Submission{ID: candidate.SubmissionID(fmt.Sprint(i)), At: time.Unix(int64(i), 0).UTC()})
		}
		return nil
	}))
	q := store.Query{List: &store.List{Scope: store.Scope{Kind: store.ListSubmissions}, Limit: 1000}}
	_, err := s.Read(ctx, "acme", q)
	require.ErrorIs(t, err, context.Canceled)
	f, err := s.Read(t.Context(), "acme", q)
	require.NoError(t, err)
	require.Len(t, f.Rows.Submissions, 1000)
}

// Every connection of the pool is set up, not only the first.
func TestDurability(t *testing.T) {
	for _, tt := range []struct {
		level sqlitestore.Synchronous
		want  int
	}{{sqlitestore.Full, 2}, {sqlitestore.Normal, 1}, {sqlitestore.Off, 0}} {
		t.Run(string(tt.level), func(t *testing.T) {
			const readers = 3
			opts := []sqlitestore.Option{sqlitestore.WithReaders(readers)}
			if tt.level != sqlitestore.Full { // which is the default
				opts = append(opts, sqlitestore.WithSynchronous(tt.level))
			}
			s, err := sqlitestore.Open(newFile(t), opts...)
			require.NoError(t, err)
			defer s.Close()
			db := sqlitestore.DB(s)
			require.Equal(t, readers+1, db.Stats().MaxOpenConnections)
			for range readers + 1 {
				conn, err := db.Conn(t.Context()) // all at once
				require.NoError(t, err)
				defer conn.Close()
				for pragma, want := range map[string]string{
					"journal_mode": "wal", "synchronous": fmt.Sprint(tt.want), "secure_delete": "1", "busy_timeout": "100",
				} {
					var got string
					require.NoError(t, conn.QueryRowContext(t.Context(), "pragma "+pragma).Scan(&got))
					require.Equal(t, want, got, pragma)
				}
			}
		})
	}
}
