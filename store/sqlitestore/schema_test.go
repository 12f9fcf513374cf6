package sqlitestore_test

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/sqlitestore"
)

// schemaOf returns the text of everything that is ours in a database.
func schemaOf(t testing.TB, db *sql.DB) string {
	t.Helper()
	return one[string](t, db, `select coalesce(group_concat(sql, ';' || char(10)), '') from
		(select sql from sqlite_master where tbl_name like 'agencyaccess%' and sql is not null order by name)`)
}

// gooseSplit does what goose does with a file: the statements between the marks
// of a direction, each ended by a semicolon at the end of a line.
func gooseSplit(t testing.TB, text, direction string) (statements []string) {
	t.Helper()
	in, statement := "", ""
	lines := bufio.NewScanner(strings.NewReader(text))
	for lines.Scan() {
		line := lines.Text()
		if mark, ok := strings.CutPrefix(line, "-- +goose "); ok {
			require.Empty(t, strings.TrimSpace(statement), "a statement that does not end")
			in, statement = mark, ""
			continue
		}
		if in != direction {
			continue
		}
		statement += line + "\n"
		code, _, _ := strings.Cut(line, "--")
		if strings.HasSuffix(strings.TrimSpace(code), ";") {
			statements = append(statements, statement)
			statement = ""
		}
	}
	require.NoError(t, lines.Err())
	require.NotEmpty(t, statements)
	return statements
}

func TestMigrationsAreGoosesToo(t *testing.T) {
	ours := database(t, newFile(t), "journal_mode(wal)")
	require.NoError(t, sqlitestore.Migrate(t.Context(), ours))

	db := database(t, newFile(t), "journal_mode(wal)")
	files := sqlitestore.Migrations()
	names, err := fs.Glob(files, "*.sql")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	for i, name := range names {
		text, err := fs.ReadFile(files, name)
		require.NoError(t, err)
		for _, statement := range gooseSplit(t, string(text), "Up") {
			_, err := db.Exec(statement)
			require.NoError(t, err, statement)
		}
		require.Equal(t, i+1, one[int](t, db, "select version from agencyaccess_schema"), name)
	}
	require.Equal(t, schemaOf(t, ours), schemaOf(t, db))
	s := sqlitestore.New(db)
	defer s.Close()
	require.NoError(t, put(s, "acme", "a"))

	for i := len(names) - 1; i >= 0; i-- {
		text, err := fs.ReadFile(files, names[i])
		require.NoError(t, err)
		for _, statement := range gooseSplit(t, string(text), "Down") {
			_, err := db.Exec(statement)
			require.NoError(t, err, statement)
		}
	}
	require.Empty(t, schemaOf(t, db), "going down removes everything")
	require.NoError(t, sqlitestore.Migrate(t.Context(), db), "and everything can be made again")
}

func TestVersionsOfTheTables(t *testing.T) {
	for _, tt := range []struct {
		name, change, want string
		migrates           bool
	}{
		{"none", "", "there are no tables; Migrate makes them", true},
		{"the future's", "update agencyaccess_schema set version = 99", "the tables have version 99; this package knows none after", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := newFile(t)
			db := database(t, path, "journal_mode(wal)")
			if tt.change != "" {
				require.NoError(t, sqlitestore.Migrate(t.Context(), db))
				_, err := db.Exec(tt.change)
				require.NoError(t, err)
			}
			s := sqlitestore.New(db)
			defer s.Close()
			_, readErr := s.Read(t.Context(), "acme", store.Query{})
			_, claimErr := s.Outbox().Claim(t.Context(), "acme", 1, 1)
			for _, err := range []error{readErr, claimErr, put(s, "acme", "a")} {
				require.ErrorIs(t, err, store.ErrSchema)
				require.ErrorContains(t, err, tt.want)
			}
			if tt.migrates {
				require.NoError(t, sqlitestore.Migrate(t.Context(), db))
				require.NoError(t, put(s, "acme", "a"), "what was wrong may be mended")
				return
			}
			before := schemaOf(t, db)
			require.ErrorIs(t, sqlitestore.Migrate(t.Context(), db), store.ErrSchema)
			_, err := sqlitestore.Open(path)
			require.ErrorIs(t, err, store.ErrSchema)
			require.Equal(t, before, schemaOf(t, db))
		})
	}
}

func TestMigratingTwiceChangesNothing(t *testing.T) {
	db := database(t, newFile(t), "journal_mode(wal)")
	require.NoError(t, sqlitestore.Migrate(t.Context(), db))
	s := sqlitestore.New(db)
	defer s.Close()
	require.NoError(t, put(s, "acme", "a"))
	require.NoError(t, sqlitestore.Migrate(t.Context(), db))
	require.True(t, has(t, s, "acme", "a"))
}

func TestMigratingAtOnce(t *testing.T) {
	t.Run("a host's database", func(t *testing.T) {
		path := newFile(t)
		failed := make([]error, 4)
		var done sync.WaitGroup
		for i := range failed {
			db := database(t, path, "journal_mode(wal)")
			done.Go(func() { failed[i] = sqlitestore.Migrate(t.Context(), db) })
		}
		done.Wait()
		require.NoError(t, errors.Join(failed...))
	})
	t.Run("a file that several open", func(t *testing.T) {
		path := newFile(t)
		failed := make([]error, 4)
		var done sync.WaitGroup
		for i := range failed {
			done.Go(func() {
				s, err := sqlitestore.Open(path)
				if err == nil {
					err = errors.Join(put(s, "acme", fmt.Sprint(i)), s.Close())
				}
				failed[i] = err
			})
		}
		done.Wait()
		require.NoError(t, errors.Join(failed...))
		require.Equal(t, len(failed), one[int](t, database(t, path), "select count(*) from agencyaccess_agency"))
	})
}

// A migration that fails at any statement leaves nothing, and can be tried
// again on the same connections.
func TestAMigrationThatFails(t *testing.T) {
	for _, at := range []string{"begin immediate", "select count", "-- at", "\nCREATE", "commit"} {
		t.Run(strings.TrimSpace(at), func(t *testing.T) {
			fail := true
			db := foreign(t, newFile(t), func(query string) error {
				if fail && strings.HasPrefix(query, at) || fail && strings.Contains(query, "CREATE TABLE") && at == "-- at" {
					return errors.New("constraint failed: " + person)
				}
				return nil
			})
			db.SetMaxOpenConns(1)
			if at == "\nCREATE" { // the file's text is one call: have SQLite fail in the midst of it
				fail = false
				_, err := db.Exec("create table agencyaccess_queue (x)")
				require.NoError(t, err)
			}
			err := sqlitestore.Migrate(t.Context(), db)
			require.ErrorContains(t, err, "sqlitestore: migrate")
			require.NotContains(t, err.Error(), person)
			fail = false
			require.Equal(t, 0, one[int](t, db, "select count(*) from sqlite_master where name = 'agencyaccess_schema'"))
			if at == "\nCREATE" {
				_, err := db.Exec("drop table agencyaccess_queue")
				require.NoError(t, err)
			}
			require.NoError(t, sqlitestore.Migrate(t.Context(), db))
		})
	}
}

func TestMigratingEndsWithTheContext(t *testing.T) {
	path := newFile(t)
	db := database(t, path, "journal_mode(wal)")
	release := lock(t, path)
	defer release()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, sqlitestore.Migrate(ctx, db), context.Canceled)
	require.ErrorIs(t, sqlitestore.Migrate(t.Context(), db, sqlitestore.WithLockTimeout(0)), store.ErrConflict)
	release()
	require.NoError(t, sqlitestore.Migrate(t.Context(), db))
}

func TestADatabaseThatIsNotInWALMode(t *testing.T) {
	db := database(t, newFile(t), "journal_mode(delete)")
	require.NoError(t, sqlitestore.Migrate(t.Context(), db))
	s := sqlitestore.New(db)
	defer s.Close()
	err := put(s, "acme", "a")
	require.ErrorIs(t, err, store.ErrUnsupported)
	require.ErrorContains(t, err, "the database's journal mode is delete, not wal")
}

// SQLite compares texts by their bytes in the database's encoding, so that only
// UTF-8 has the order of the contract.
func TestADatabaseThatIsNotInUTF8(t *testing.T) {
	for _, encoding := range []string{"UTF-16le", "UTF-16be"} {
		t.Run(encoding, func(t *testing.T) {
			db := database(t, newFile(t), "encoding('"+encoding+"')", "journal_mode(wal)")
			refused := func(err error) {
				t.Helper()
				require.ErrorIs(t, err, store.ErrUnsupported)
				require.ErrorContains(t, err, "the database's encoding is "+encoding+", not UTF-8")
			}
			refused(sqlitestore.Migrate(t.Context(), db))
			require.Empty(t, schemaOf(t, db))
			text, err := fs.ReadFile(sqlitestore.Migrations(), "00001_tables.sql") // as goose would
			require.NoError(t, err)
			for _, statement := range gooseSplit(t, string(text), "Up") {
				_, err := db.Exec(statement)
				require.NoError(t, err, statement)
			}

			s := sqlitestore.New(db)
			defer s.Close()
			_, err = s.Read(t.Context(), "acme", store.Query{})
			refused(err)
			refused(put(s, "acme", "a"))
			tx, err := db.Begin()
			require.NoError(t, err)
			defer tx.Rollback()
			within := sqlitestore.Within(tx)
			_, err = within.Read(t.Context(), "acme", store.Query{})
			refused(err)
			refused(put(within, "acme", "a"))
		})
	}
}

// Nobody else of the machine may read the file, nor does it keep what was
// replaced.
func TestTheFileKeepsSecrets(t *testing.T) {
	path := newFile(t)
	s, err := sqlitestore.Open(path)
	require.NoError(t, err)
	for _, suffix := range []string{"", "-wal", "-shm"} {
		requirePrivate(t, path+suffix)
	}
	require.NoError(t, fill(t.Context(), s))
	require.NoError(t, s.Close())
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Contains(t, string(data), person)

	require.NoError(t, os.Chmod(path, 0o640))
	s, err = sqlitestore.Open(path)
	require.NoError(t, err)
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o640), info.Mode().Perm(), "the host's choice stays")
	require.NoError(t, s.Update(t.Context(), "acme", func(tx store.Tx) error {
		for i := range 20 {
			tx.PutEntries(entryOf(fmt.Sprint(i)))
		}
		return nil
	}))
	require.NoError(t, s.Close())
	data, err = os.ReadFile(path)
	require.NoError(t, err)
	require.NotContains(t, string(data), person)
	require.NoFileExists(t, path+"-wal")
}

// Also a file that Open could not finish is for its owner only, and for good.
func TestAFileIsPrivateFromTheFirst(t *testing.T) {
	for name, place := range map[string]func(t *testing.T) (path, file string){
		"a file": func(t *testing.T) (string, string) { path := newFile(t); return path, path },
		"a link to nothing": func(t *testing.T) (string, string) {
			file := newFile(t)
			path := newFile(t)
			require.NoError(t, os.Symlink(file, path))
			return path, file
		},
	} {
		t.Run(name, func(t *testing.T) {
			path, file := place(t)
			inTheWay := file + "-wal"
			require.NoError(t, os.Mkdir(inTheWay, 0o700))
			_, err := sqlitestore.Open(path)
			require.Error(t, err)
			requirePrivate(t, file)

			require.NoError(t, os.Remove(inTheWay))
			require.NoError(t, put(openAt(t, path), "acme", "a"))
			for _, suffix := range []string{"", "-wal", "-shm"} {
				requirePrivate(t, file+suffix)
			}
			made, err := os.ReadDir(filepath.Dir(path))
			require.NoError(t, err)
			require.LessOrEqual(t, len(made), 3, "nothing else is left behind: %v", made)
		})
	}
}

func requirePrivate(t *testing.T, file string) {
	t.Helper()
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), file)
}
