package sqlitestore_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/sqlitestore"
)

// A hostApp is a host with a table of its own, and an engine on the same
// database in which ann may submit to dev.
type hostApp struct {
	db    *sql.DB
	store *sqlitestore.Store
	eng   *access.Engine
}

func newHostApp(t testing.TB, db *sql.DB, opts ...sqlitestore.Option) *hostApp {
	t.Helper()
	ctx := context.Background()
	require.NoError(t, sqlitestore.Migrate(ctx, db))
	_, err := db.Exec("create table application (name text primary key)")
	require.NoError(t, err)
	h := &hostApp{db: db, store: sqlitestore.New(db, opts...)}
	t.Cleanup(func() { require.NoError(t, h.store.Close()) })
	h.eng, err = access.New(h.store, access.Options{Secret: []byte("a test's secret, of 32 bytes and more")})
	require.NoError(t, err)
	sys := h.eng.System("acme", "test")
	require.NoError(t, sys.Configure(ctx, agency.PerRecruiter()))
	require.NoError(t, sys.PutAgency(ctx, agency.Agency{ID: "north", Title: "North"}))
	require.NoError(t, sys.PutRecruiter(ctx, agency.Recruiter{ID: "ann", Agency: "north", State: agency.RecruiterActive}))
	require.NoError(t, sys.PutOpenings(ctx, agency.Opening{ID: "dev", Title: "Developer"}))
	_, err = sys.Share(ctx, access.Grants{Openings: []agency.OpeningID{"dev"}, To: []agency.Grantee{agency.ToRecruiter("ann")}})
	require.NoError(t, err)
	return h
}

func hostOn(t testing.TB, opts ...sqlitestore.Option) *hostApp {
	return newHostApp(t, database(t, newFile(t), "journal_mode(wal)"), opts...)
}

func (h *hostApp) begin(t testing.TB) *sql.Tx {
	t.Helper()
	tx, err := h.db.Begin()
	require.NoError(t, err)
	t.Cleanup(func() { _ = tx.Rollback() }) // where the test has not ended it
	return tx
}

func apply(t testing.TB, tx *sql.Tx, name string) {
	t.Helper()
	_, err := tx.Exec("insert into application values (?)", name)
	require.NoError(t, err)
}

func submit(ctx context.Context, eng *access.Engine, name string) error {
	_, err := eng.Recruiter("acme", "ann").Submit(ctx, "dev", candidate.RequestID(name), candidate.Entry{Name: name})
	return err
}

// counts returns how many rows of the host's and submissions there are.
func (h *hostApp) counts(t testing.TB) [2]int {
	t.Helper()
	return [2]int{
		one[int](t, h.db, "select count(*) from application"),
		one[int](t, h.db, "select count(*) from agencyaccess_submission"),
	}
}

func TestWithinCommitsTogether(t *testing.T) {
	h := hostOn(t)
	tx := h.begin(t)
	apply(t, tx, "jane")
	require.NoError(t, submit(t.Context(), h.eng.With(sqlitestore.Within(tx)), "jane"))
	require.Equal(t, [2]int{0, 0}, h.counts(t), "seen before the commit")
	require.NoError(t, tx.Commit())
	require.Equal(t, [2]int{1, 1}, h.counts(t))
}

func TestWithinRollsBackTogether(t *testing.T) {
	h := hostOn(t)
	tx := h.begin(t)
	apply(t, tx, "jane")
	require.NoError(t, submit(t.Context(), h.eng.With(sqlitestore.Within(tx)), "jane"))
	require.NoError(t, tx.Rollback())
	require.Equal(t, [2]int{0, 0}, h.counts(t))
	require.NoError(t, submit(t.Context(), h.eng, "jane"), "what was rolled back leaves no trace")
	require.Equal(t, [2]int{0, 1}, h.counts(t))
}

func TestWithinSeesWhatTheTransactionDid(t *testing.T) {
	h := hostOn(t)
	tx := h.begin(t)
	eng := h.eng.With(sqlitestore.Within(tx))
	for i := range 3 {
		require.NoError(t, submit(t.Context(), eng, fmt.Sprint("person ", i)))
	}
	page, err := eng.Recruiter("acme", "ann").Submissions(t.Context(), access.SubmissionFilter{}, "", 10)
	require.NoError(t, err)
	require.Len(t, page.Rows, 3)
	require.NoError(t, tx.Commit())
	require.Zero(t, one[int](t, h.db, "select count(*) from ("+contradictions["the journal is not numbered 1, 2, 3"]+")"))
}

// Whatever becomes of an Update, the host's transaction goes on without it.
func TestWithinAFailedUpdateLeavesTheHostsTransaction(t *testing.T) {
	failure := errors.New("no")
	write := func(tx store.Tx) {
		tx.PutAgencies(agencyOf("half"))
		_, _ = tx.Agencies("half") // so that it is written
	}
	for name, update := range map[string]func(context.Context, store.Store) error{
		"error": func(ctx context.Context, s store.Store) error {
			return s.Update(ctx, "acme", func(tx store.Tx) error { write(tx); return failure })
		},
		"panic": func(ctx context.Context, s store.Store) (err error) {
			defer func() { err, _ = recover().(error) }()
			return s.Update(ctx, "acme", func(tx store.Tx) error { write(tx); panic(failure) })
		},
		"exit": func(ctx context.Context, s store.Store) error {
			done := make(chan error)
			go func() {
				defer func() { done <- failure }()
				_ = s.Update(ctx, "acme", func(tx store.Tx) error { write(tx); runtime.Goexit(); return nil })
			}()
			return <-done
		},
		"an identifier that breaks the rule": func(ctx context.Context, s store.Store) error {
			return s.Update(ctx, "acme", func(tx store.Tx) error { write(tx); tx.PutAgencies(agencyOf("a\nb")); return nil })
		},
		"the context's end": func(ctx context.Context, s store.Store) error {
			ctx, cancel := context.WithCancel(ctx)
			return s.Update(ctx, "acme", func(tx store.Tx) error { write(tx); cancel(); return nil })
		},
		"nothing written": func(ctx context.Context, s store.Store) error {
			return errors.Join(failure, s.Update(ctx, "acme", func(store.Tx) error { return nil }))
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := hostOn(t)
			tx := h.begin(t)
			apply(t, tx, "before")
			s := sqlitestore.Within(tx)
			require.Error(t, update(t.Context(), s))
			require.False(t, has(t, s, "acme", "half"))
			apply(t, tx, "after")
			require.NoError(t, submit(t.Context(), h.eng.With(s), "jane"))
			require.NoError(t, tx.Commit())
			require.Equal(t, [2]int{2, 1}, h.counts(t))
			require.False(t, has(t, h.store, "acme", "half"))
		})
	}
}

func TestWithinAStaleSnapshotIsAConflict(t *testing.T) {
	h := hostOn(t)
	tx := h.begin(t)
	var n int
	require.NoError(t, tx.QueryRow("select count(*) from application").Scan(&n))
	require.NoError(t, submit(t.Context(), h.eng, "somebody"))
	eng := h.eng.With(sqlitestore.Within(tx))
	require.ErrorIs(t, submit(t.Context(), eng, "jane"), store.ErrConflict)
	require.NoError(t, tx.Rollback())

	tx = h.begin(t)
	require.NoError(t, submit(t.Context(), h.eng.With(sqlitestore.Within(tx)), "jane"), "beginning again helps")
	require.NoError(t, tx.Commit())
}

func TestWithinIsClosedWithTheTransaction(t *testing.T) {
	h := hostOn(t)
	for name, end := range map[string]func(*sql.Tx) error{"commit": (*sql.Tx).Commit, "rollback": (*sql.Tx).Rollback} {
		t.Run(name, func(t *testing.T) {
			tx := h.begin(t)
			s := sqlitestore.Within(tx)
			require.NoError(t, put(s, "acme", name))
			require.NoError(t, end(tx))
			require.ErrorIs(t, put(s, "acme", "late"), store.ErrClosed)
			_, err := s.Read(t.Context(), "acme", store.Query{})
			require.ErrorIs(t, err, store.ErrClosed)
			_, err = s.Outbox().Claim(t.Context(), "acme", time.Minute, 1)
			require.ErrorIs(t, err, store.ErrClosed)
		})
	}
}

func TestWithinCloseLeavesTheTransaction(t *testing.T) {
	h := hostOn(t)
	tx := h.begin(t)
	s := sqlitestore.Within(tx)
	require.NoError(t, put(s, "acme", "a"))
	require.NoError(t, s.Close())
	require.ErrorIs(t, put(s, "acme", "b"), store.ErrClosed)
	require.NoError(t, tx.Commit())
	require.True(t, has(t, h.store, "acme", "a"))
}

func TestWithinWithoutTables(t *testing.T) {
	db := database(t, newFile(t), "journal_mode(wal)")
	tx, err := db.Begin()
	require.NoError(t, err)
	defer tx.Rollback()
	s := sqlitestore.Within(tx)
	for range 2 {
		err = put(s, "acme", "a")
		require.ErrorIs(t, err, store.ErrSchema)
		require.ErrorContains(t, err, "Migrate")
	}
	_, err = s.Read(t.Context(), "acme", store.Query{})
	require.ErrorIs(t, err, store.ErrSchema)
	_, err = tx.Exec("create table t (x)")
	require.NoError(t, err)
	require.NoError(t, tx.Commit(), "the host's transaction is as it was")
}

func TestWithinTablesOfTheFuture(t *testing.T) {
	h := hostOn(t)
	_, err := h.db.Exec("update agencyaccess_schema set version = 99")
	require.NoError(t, err)
	tx := h.begin(t)
	require.ErrorIs(t, put(sqlitestore.Within(tx), "acme", "a"), store.ErrSchema)
	_, err = sqlitestore.Within(tx).Read(t.Context(), "acme", store.Query{})
	require.ErrorIs(t, err, store.ErrSchema)
}

// An engine that is not within the host's transaction waits for that to end.
func TestWithoutWithInsideATransaction(t *testing.T) {
	h := hostOn(t, sqlitestore.WithLockTimeout(300*time.Millisecond))
	tx := h.begin(t)
	apply(t, tx, "jane")
	require.ErrorIs(t, submit(t.Context(), h.eng, "jane"), store.ErrConflict)

	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, submit(ctx, h.eng, "jane"), context.DeadlineExceeded)

	page, err := h.eng.Recruiter("acme", "ann").Submissions(t.Context(), access.SubmissionFilter{}, "", 10)
	require.NoError(t, err, "readers wait for nobody")
	require.Empty(t, page.Rows)
	require.NoError(t, tx.Rollback())
	require.NoError(t, submit(t.Context(), h.eng, "jane"))
}

// SQLite would roll back all of the host's transaction if a write was
// interrupted.
func TestWithinAWriteIsNotInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	slow := false
	h := newHostApp(t, foreign(t, newFile(t), func(query string) error {
		if slow && strings.HasPrefix(query, "insert into agencyaccess_agency ") {
			time.AfterFunc(time.Millisecond, cancel)
		}
		return nil
	}))
	h.db.SetMaxOpenConns(1) // the one that has the trigger
	_, err := h.db.Exec(`create temp trigger slow after insert on agencyaccess_agency when new.id = 'slow' begin
		select count(*) from application a, application b where a.name + b.name = 0; end`)
	require.NoError(t, err)
	tx := h.begin(t)
	for i := range 600 {
		apply(t, tx, fmt.Sprint("number ", i))
	}
	s := sqlitestore.Within(tx)
	slow = true
	require.ErrorIs(t, s.Update(ctx, "acme", func(w store.Tx) error {
		w.PutAgencies(agencyOf("slow"))
		_, err := w.Agencies("slow")
		<-ctx.Done()
		return err
	}), context.Canceled)
	require.False(t, has(t, s, "acme", "slow"))
	require.NoError(t, tx.Commit())
	require.Equal(t, [2]int{600, 0}, h.counts(t))
}

// Where SQLite gives up the host's transaction, nothing is written beside it.
func TestWithinALostTransactionIsOver(t *testing.T) {
	broken := false
	h := newHostApp(t, foreign(t, newFile(t), func(query string) error {
		if broken && query == "rollback to agencyaccess" {
			return errors.New("SQL logic error: no such savepoint: agencyaccess")
		}
		return nil
	}))
	tx := h.begin(t)
	s := sqlitestore.Within(tx)
	broken = true
	failure := errors.New("no")
	err := s.Update(t.Context(), "acme", func(store.Tx) error { return failure })
	require.ErrorIs(t, err, failure)
	require.ErrorContains(t, err, "the host's transaction has been rolled back")
	require.ErrorIs(t, put(s, "acme", "beside"), store.ErrClosed)
	require.NoError(t, tx.Rollback())
	require.False(t, has(t, h.store, "acme", "beside"))
}

// A full disk can end the host's transaction; if it does, the error says so, and
// nothing of it remains.
func TestWithinAFullDisk(t *testing.T) {
	path := newFile(t)
	h := newHostApp(t, database(t, path, "journal_mode(wal)"))
	pages := one[int](t, h.db, "pragma page_count")
	tight := database(t, path, fmt.Sprintf("max_page_count(%d)", pages+3))
	tx, err := tight.Begin()
	require.NoError(t, err)
	apply(t, tx, "jane")
	s := sqlitestore.Within(tx)
	err = fill(t.Context(), s)
	require.ErrorContains(t, err, "database or disk is full")
	if after := put(s, "acme", "after"); after != nil {
		require.ErrorIs(t, after, store.ErrClosed)
		require.ErrorContains(t, err, "the host's transaction has been rolled back")
	}
	_ = tx.Rollback() // which SQLite may have done
	require.Equal(t, [2]int{0, 0}, h.counts(t))
	require.False(t, has(t, h.store, "acme", "after"))
	require.NoError(t, put(h.store, "acme", "after"))
}

// A host makes one for every transaction.
func TestWithinIsCheapToMake(t *testing.T) {
	h := hostOn(t)
	require.Less(t, testing.AllocsPerRun(10, func() { sqlitestore.Within(nil) }), 10.0)
	tx := h.begin(t)
	used := testing.AllocsPerRun(10, func() {
		_, err := sqlitestore.Within(tx).Read(t.Context(), "acme", store.Query{})
		require.NoError(t, err)
	})
	require.Less(t, used, 1000.0, "statements and migrations are read only once")
}

func BenchmarkWithin(b *testing.B) {
	h := hostOn(b)
	for b.Loop() {
		tx, err := h.db.Begin()
		require.NoError(b, err)
		_, err = sqlitestore.Within(tx).Read(b.Context(), "acme", store.Query{})
		require.NoError(b, err)
		require.NoError(b, tx.Rollback())
	}
}
