package sqlitestore_test

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/sqlitestore"
)

// rowsByTable counts an account's rows in every table that has rows of accounts.
func rowsByTable(t testing.TB, db *sql.DB, account string) map[string]int {
	t.Helper()
	rows, err := db.Query(`select m.name from sqlite_master m join pragma_table_info(m.name) c
		where m.type = 'table' and c.name = 'account'`)
	require.NoError(t, err)
	defer rows.Close()
	found := make(map[string]int)
	for rows.Next() {
		var table string
		require.NoError(t, rows.Scan(&table))
		found[table] = 0
	}
	require.NoError(t, rows.Err())
	require.NotEmpty(t, found)
	for table := range found {
		found[table] = one[int](t, db, "select count(*) from "+table+" where account = ?", account)
	}
	return found
}

// requireGone looks into every table for what account1 of filled had, and for
// what account0 has.
func requireGone(t testing.TB, db *sql.DB, others map[string]int) {
	t.Helper()
	for table, n := range rowsByTable(t, db, "account1") {
		require.Zero(t, n, table)
	}
	require.Equal(t, others, rowsByTable(t, db, "account0"))
}

func TestDeletingLeavesNoRow(t *testing.T) {
	path := filled(t)
	s, db := openAt(t, path), database(t, path)
	before := rowsByTable(t, db, "account1")
	for table, n := range before {
		require.NotZero(t, n, "%s has nothing to delete", table)
	}
	require.NoError(t, s.Delete(t.Context(), "account1"))
	requireGone(t, db, before)
	require.NoError(t, s.Delete(t.Context(), "account1"), "again")
	require.NoError(t, s.Delete(t.Context(), "nobody"))
	require.Zero(t, one[int](t, db, "select count(*) from agencyaccess_account where account in ('account1', 'nobody')"))
	checkFile(t, path)
}

// A deletion that fails at any statement, or whose context has ended by then,
// leaves all that there was.
func TestDeletingIsAllOrNothing(t *testing.T) {
	path := filled(t)
	var fail func(query string) error
	db := foreign(t, path, func(query string) error {
		if fail == nil {
			return nil
		}
		return fail(query)
	})
	s := sqlitestore.New(db)
	defer s.Close()
	before := rowsByTable(t, db, "account1")
	for _, at := range []string{"insert into agencyaccess_account", "delete from agencyaccess_staff", "delete from agencyaccess_account where account = ?1"} {
		hit := false
		fail = func(query string) error {
			if strings.HasPrefix(query, at) {
				hit = true
				return errors.New("constraint failed: " + person)
			}
			return nil
		}
		err := s.Delete(t.Context(), "account1")
		require.ErrorContains(t, err, "sqlitestore: delete")
		require.NotContains(t, err.Error(), person)
		require.True(t, hit, at)

		ctx, cancel := context.WithCancel(t.Context())
		hit = false
		fail = func(query string) error {
			if strings.HasPrefix(query, at) {
				hit = true
				cancel()
			}
			return nil
		}
		require.ErrorIs(t, s.Delete(ctx, "account1"), context.Canceled)
		require.True(t, hit, at)
		fail = nil
		require.Equal(t, before, rowsByTable(t, db, "account1"), at)
	}
	require.NoError(t, s.Delete(t.Context(), "account1"))
	requireGone(t, db, before)
}

// Within the host's transaction a deletion commits and rolls back with it.
func TestDeletingWithin(t *testing.T) {
	path := filled(t)
	db := database(t, path, "journal_mode(wal)")
	before := rowsByTable(t, db, "account1")
	for _, commit := range []bool{false, true} {
		tx, err := db.Begin()
		require.NoError(t, err)
		defer tx.Rollback()
		w := sqlitestore.Within(tx)
		require.NoError(t, put(w, "account1", "one more"))
		require.NoError(t, w.Delete(t.Context(), "account1"))
		require.False(t, has(t, w, "account1", "one more"))

		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		require.ErrorIs(t, w.Delete(ctx, "account0"), context.Canceled)
		require.NoError(t, w.Close())
		require.ErrorIs(t, w.Delete(t.Context(), "account0"), store.ErrClosed)
		if commit {
			require.NoError(t, tx.Commit())
			requireGone(t, db, before)
			continue
		}
		require.NoError(t, tx.Rollback())
		require.Equal(t, before, rowsByTable(t, db, "account1"))
	}
}

func TestDeletingWaitsForTheWriter(t *testing.T) {
	path := filled(t)
	hasty := openAt(t, path, sqlitestore.WithLockTimeout(time.Millisecond))
	release := lock(t, path)
	defer release()
	require.ErrorIs(t, hasty.Delete(t.Context(), "account1"), store.ErrConflict)
	release()
	require.NoError(t, hasty.Delete(t.Context(), "account1"))
}
