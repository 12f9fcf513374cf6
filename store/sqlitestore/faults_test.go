package sqlitestore_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	crdb "github.com/cockroachdb/errors"
	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/sqlitestore"
)

// person is somebody whom no error may name.
const person = "jane@example.org"

// fill writes more than a few pages, some of it before the commit.
func fill(ctx context.Context, s store.Store) error {
	return s.Update(ctx, "acme", func(tx store.Tx) error {
		for i := range 20 {
			tx.PutEntries(candidate.Entry{ID: candidate.EntryID(fmt.Sprint(i)), Name: person, Comment: strings.Repeat(person, 1000)})
		}
		_, err := tx.Agencies("any")
		return err
	})
}

func TestAFullDisk(t *testing.T) {
	path := newFile(t)
	full := database(t, path, "journal_mode(wal)")
	require.NoError(t, sqlitestore.Migrate(t.Context(), full))
	full.SetMaxOpenConns(1)
	one[int](t, full, fmt.Sprintf("pragma max_page_count = %d", one[int](t, full, "pragma page_count")+5))
	s := sqlitestore.New(full)
	defer s.Close()
	require.NoError(t, put(s, "acme", "before"))

	atCommit := func(ctx context.Context, s store.Store) error {
		return s.Update(ctx, "acme", func(tx store.Tx) error {
			tx.PutEntries(candidate.Entry{ID: "e", Name: person, Comment: strings.Repeat("x", 60_000)})
			tx.Journal(store.Entry{Action: "test"})
			tx.Publish(store.Event{Name: "test"})
			return nil
		})
	}
	for name, write := range map[string]func(context.Context, store.Store) error{"during a put": fill, "at the commit": atCommit} {
		t.Run(name, func(t *testing.T) {
			// The connection that reports a full disk is not used again, and with it
			// goes its limit.
			one[int](t, full, fmt.Sprintf("pragma max_page_count = %d", one[int](t, full, "pragma page_count")+5))
			err := write(t.Context(), s)
			require.ErrorContains(t, err, "sqlitestore: update: database or disk is full")
			require.NotContains(t, err.Error(), person)
			require.NotErrorIs(t, err, store.ErrUnknown)
			require.Zero(t, one[int](t, full, "select count(*) from agencyaccess_entry"))
			require.Zero(t, one[int](t, full, "select count(*) from agencyaccess_journal"))
			require.True(t, has(t, s, "acme", "before"))
		})
	}
	one[int](t, full, "pragma max_page_count = 100000")
	require.NoError(t, fill(t.Context(), s))
	require.NoError(t, atCommit(t.Context(), s))
	checkFile(t, path)
}

func TestAReadOnlyDatabase(t *testing.T) {
	path := newFile(t)
	require.NoError(t, put(openAt(t, path), "acme", "a"))
	for _, how := range []string{"&mode=ro", "&_pragma=query_only(1)"} {
		t.Run(how, func(t *testing.T) {
			db, err := sql.Open("sqlite", dsn(path)+how)
			require.NoError(t, err)
			defer db.Close()
			s := sqlitestore.New(db)
			defer s.Close()
			require.True(t, has(t, s, "acme", "a"))
			require.ErrorContains(t, put(s, "acme", "b"), "attempt to write a readonly database")
			_, err = s.Outbox().Claim(t.Context(), "acme", time.Minute, 1)
			require.ErrorContains(t, err, "attempt to write a readonly database")
			require.True(t, has(t, s, "acme", "a"))
			require.False(t, has(t, s, "acme", "b"))
		})
	}
}

func TestOpenWhatIsNoDatabase(t *testing.T) {
	dir := t.TempDir()
	file := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, data, 0o600))
		return path
	}
	good := filepath.Join(dir, "good.db")
	s, err := sqlitestore.Open(good)
	require.NoError(t, err)
	require.NoError(t, fill(t.Context(), s))
	require.NoError(t, s.Close())
	data, err := os.ReadFile(good)
	require.NoError(t, err)
	broken := append([]byte(nil), data...)
	for i := 100; i < 8192; i++ { // the table of tables, and more
		broken[i] = 0xff
	}
	for _, tt := range []struct{ name, path, want string }{
		{"no path", "", "must name a file"},
		{"memory", ":memory:", "must name a file"},
		{"a directory that is not there", filepath.Join(dir, "no", "test.db"), "open: make the file: "},
		{"a directory", dir, "unable to open database file"},
		{"a text", file("text.db", []byte(strings.Repeat("to be or not to be ", 500))), "file is not a database"},
		{"a broken database", file("broken.db", broken), "malformed"},
		{"half a database", file("half.db", data[:len(data)/2]), "malformed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := sqlitestore.Open(tt.path)
			if err == nil { // what is missing is found when it is looked for
				defer s.Close()
				err = errors.Join(fill(t.Context(), s), put(s, "acme", "a"))
			}
			require.ErrorContains(t, err, tt.want)
			require.ErrorContains(t, err, "sqlitestore: ")
			require.NotContains(t, err.Error(), person)
		})
	}
}

func TestOpenRefusesOptionsThatMakeNoSense(t *testing.T) {
	for name, opt := range map[string]sqlitestore.Option{
		"no readers":          sqlitestore.WithReaders(0),
		"less than no reader": sqlitestore.WithReaders(-1),
		"another level":       sqlitestore.WithSynchronous("very"),
	} {
		t.Run(name, func(t *testing.T) {
			path := newFile(t)
			_, err := sqlitestore.Open(path, opt)
			require.Error(t, err)
			require.NoFileExists(t, path)
		})
	}
}

// A record that cannot be read is reported without what it holds.
func TestABrokenRecord(t *testing.T) {
	path := newFile(t)
	s := openAt(t, path)
	require.NoError(t, s.Update(t.Context(), "acme", func(tx store.Tx) error {
		tx.PutStaff(agency.Staff{ID: "lee", Email: person, Role: agency.SuperAdmin})
		return nil
	}))
	_, err := database(t, path).Exec("update agencyaccess_staff set doc = replace(doc, 'super-admin', ?)", person)
	require.NoError(t, err)
	_, err = s.Read(t.Context(), "acme", store.Query{Staff: "lee"})
	require.ErrorContains(t, err, "sqlitestore: read: ")
	require.ErrorContains(t, err, "agency.Staff")
	require.NotContains(t, err.Error(), person)
	require.NotContains(t, fmt.Sprintf("%+v", err), person)
	require.NoError(t, put(s, "acme", "a"))
}

func TestADatabaseThatTheHostClosed(t *testing.T) {
	db := database(t, newFile(t), "journal_mode(wal)")
	require.NoError(t, sqlitestore.Migrate(t.Context(), db))
	fresh, used := sqlitestore.New(db), sqlitestore.New(db)
	require.NoError(t, put(used, "acme", "a"))
	require.NoError(t, db.Close())
	for name, s := range map[string]*sqlitestore.Store{"before it was used": fresh, "after it was used": used} {
		t.Run(name, func(t *testing.T) {
			require.ErrorIs(t, put(s, "acme", "b"), store.ErrClosed)
			_, err := s.Read(t.Context(), "acme", store.Query{})
			require.ErrorIs(t, err, store.ErrClosed)
			_, err = s.Outbox().Pending(t.Context(), "", 1)
			require.ErrorIs(t, err, store.ErrClosed)
			require.NoError(t, s.Close())
		})
	}
	require.ErrorIs(t, sqlitestore.Migrate(t.Context(), db), store.ErrClosed)
}

// A faulty driver fails at the given statement, with an error that quotes a
// record.
type faulty struct {
	at, count int
	query     string // the one that failed
}

func (f *faulty) hook(query string) error {
	f.count++
	if f.count != f.at {
		return nil
	}
	f.query = query
	return errors.New("constraint failed: value " + person)
}

// Every statement of every operation fails in turn: the error names the
// operation and nobody, nothing is half there, and the store goes on.
func TestEveryStatementFailsOnce(t *testing.T) {
	write := func(s store.Store) error {
		return s.Update(context.Background(), "acme", func(tx store.Tx) error {
			tx.PutAgencies(agencyOf("a"))
			if _, err := tx.Agencies("a"); err != nil {
				return err
			}
			tx.Journal(store.Entry{Action: "test"})
			tx.Publish(store.Event{Name: "test"})
			return nil
		})
	}
	var token string
	for _, op := range []struct {
		name    string
		prepare func(store.Store) error
		do      func(store.Store) error
	}{
		{"update", nil, write},
		{"read", nil, func(s store.Store) error {
			q := store.Query{List: &store.List{Scope: store.Scope{Kind: store.ListAgencies}, Limit: 1}}
			_, err := s.Read(context.Background(), "acme", q)
			return err
		}},
		{"view", nil, func(s store.Store) error {
			return s.View(context.Background(), "acme", func(r store.Reader) error { _, err := r.Agencies("a"); return err })
		}},
		{"pending", write, func(s store.Store) error { _, err := s.Outbox().Pending(context.Background(), "", 1); return err }},
		{"claim", write, func(s store.Store) error {
			_, err := s.Outbox().Claim(context.Background(), "acme", time.Hour, 1)
			return err
		}},
		{"ack", func(s store.Store) error {
			err := write(s)
			claim, claimErr := s.Outbox().Claim(context.Background(), "acme", time.Hour, 1)
			token = claim.Token
			return errors.Join(err, claimErr)
		}, func(s store.Store) error { return s.Outbox().Ack(context.Background(), "acme", token, 1) }},
	} {
		t.Run(op.name, func(t *testing.T) {
			for at := 1; ; at++ {
				f := new(faulty)
				path := newFile(t)
				db := foreign(t, path, f.hook)
				require.NoError(t, sqlitestore.Migrate(context.Background(), db))
				s := sqlitestore.New(db)
				require.NoError(t, put(s, "other", "a"))
				if op.prepare != nil {
					require.NoError(t, op.prepare(s))
				}
				f.at = f.count + at
				err := op.do(s)
				if f.query == "" { // it has fewer statements
					require.NoError(t, err)
					require.Greater(t, at, 2)
					require.NoError(t, s.Close())
					return
				}
				if f.query != "rollback" {
					require.ErrorContains(t, err, "sqlitestore: "+op.name, f.query)
					require.NotContains(t, fmt.Sprintf("%+v", err), person)
					require.Equal(t, f.query == "commit", errors.Is(err, store.ErrUnknown), f.query)
				}
				checkFile(t, path)
				require.NoError(t, op.do(s), "after %q failed", f.query)
				checkFile(t, path)
				require.NoError(t, s.Close())
			}
		})
	}
}

// A driver that carries out a statement only when it is asked for rows tells
// what went wrong no earlier.
func TestALateError(t *testing.T) {
	var hook func(query string) error
	db := foreign(t, newFile(t), func(query string) error {
		if hook == nil {
			return nil
		}
		return hook(query)
	})
	require.NoError(t, sqlitestore.Migrate(t.Context(), db))
	s := sqlitestore.New(db, sqlitestore.WithLockTimeout(0))
	defer s.Close()
	require.NoError(t, put(s, "acme", "a"))
	for _, tt := range []struct {
		text string
		is   error
	}{
		{"database or disk is full", nil},
		{"disk I/O error", nil},
		{"database is locked", store.ErrConflict},
	} {
		t.Run(tt.text, func(t *testing.T) {
			hook = func(query string) error {
				if strings.Contains(query, "agencyaccess_account") && !strings.HasPrefix(query, "delete") {
					return late{errors.New(tt.text + ": " + person)}
				}
				return nil
			}
			defer func() { hook = nil }()
			readErr := s.View(t.Context(), "acme", func(r store.Reader) error { _, err := r.Facts(store.Query{}); return err })
			for op, err := range map[string]error{"update": put(s, "acme", "b"), "view": readErr} {
				require.ErrorContains(t, err, "sqlitestore: "+op+": ")
				require.ErrorContains(t, err, tt.text)
				require.NotContains(t, err.Error(), person)
				if tt.is != nil {
					require.ErrorIs(t, err, tt.is)
				}
			}
			hook = nil
			require.False(t, has(t, s, "acme", "b"))
		})
	}
	require.NoError(t, put(s, "acme", "b"))
}

// An operator's log leaves out values, but says what went wrong.
func TestWhatALogSays(t *testing.T) {
	db := database(t, newFile(t), "journal_mode(wal)")
	s := sqlitestore.New(db, sqlitestore.WithLockTimeout(0))
	defer s.Close()
	require.Contains(t, crdb.Redact(put(s, "acme", "a")), "sqlitestore: look at the schema: there are no tables; Migrate makes them")

	require.NoError(t, sqlitestore.Migrate(t.Context(), db))
	require.NoError(t, put(s, "acme", "a"))
	conn, err := db.Conn(t.Context())
	require.NoError(t, err)
	_, err = conn.ExecContext(t.Context(), "begin immediate")
	require.NoError(t, err)
	require.Contains(t, crdb.Redact(put(s, "acme", "b")), "sqlitestore: update: database is locked")
	_, err = conn.ExecContext(t.Context(), "update agencyaccess_agency set doc = '?'; update agencyaccess_schema set version = 99; commit")
	require.NoError(t, err)
	require.NoError(t, conn.Close())

	_, err = s.Read(t.Context(), "acme", store.Query{Agency: "a"})
	require.Contains(t, crdb.Redact(err), "sqlitestore: read: tables: what is kept is not a record of type agency.Agency")
	require.Contains(t, crdb.Redact(put(sqlitestore.New(db), "acme", "a")), "the tables have version 99; this package knows none after 3")
}
