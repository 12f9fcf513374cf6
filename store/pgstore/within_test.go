package pgstore_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

var levels = []pgx.TxIsoLevel{pgx.ReadCommitted, pgx.RepeatableRead, pgx.Serializable}

func TestWithinEndsWithTheHostsTransaction(t *testing.T) {
	ctx := context.Background()
	for _, level := range levels {
		for _, pooled := range []bool{true, false} {
			for _, committed := range []bool{true, false} {
				t.Run(fmt.Sprintf("%s, of a pool %t, committed %t", level, pooled, committed), func(t *testing.T) {
					st, h := opened(t), hostOf(t)
					eng := engineOn(t, st)
					tx := h.begin(t, level)
					if !pooled {
						var err error
						tx, err = connected(t, h.dsn).BeginTx(ctx, pgx.TxOptions{IsoLevel: level})
						require.NoError(t, err)
					}
					write(t, tx, "ours")
					_, err := submit(eng.With(within(t, tx)), "one")
					require.NoError(t, err)
					require.Empty(t, submissions(t, st), "seen before the commit")
					if !committed {
						require.NoError(t, tx.Rollback(ctx))
						require.Empty(t, submissions(t, st))
						require.Empty(t, h.notes(t))
						return
					}
					require.NoError(t, tx.Commit(ctx))
					require.Equal(t, []string{"Jane one"}, submissions(t, st))
					require.Equal(t, []string{"ours"}, h.notes(t))
				})
			}
		}
	}
}

var errOfCallback = errors.New("of the callback")

// failing are the ways in which an Update can fail.
var failing = map[string]func(store.Tx) error{
	"error": func(store.Tx) error { return errOfCallback },
	"panic": func(store.Tx) error { panic(errOfCallback) },
	"exit":  func(store.Tx) error { runtime.Goexit(); return nil },
	"write": func(tx store.Tx) error { tx.PutAgencies(agency.Agency{ID: "\x00"}); return nil },
}

// apart runs fn, which may panic or exit, and waits for it.
func apart(fn func() error) (err error) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		err = errors.New("exited")
		defer func() {
			if v := recover(); v != nil {
				err = fmt.Errorf("panic: %v", v)
			}
		}()
		err = fn()
	}()
	<-done
	return err
}

func TestWithinFailedUpdateLeavesTheHostsTransaction(t *testing.T) {
	ctx := context.Background()
	for name, fail := range failing {
		for _, asking := range []bool{false, true} { // for what is written to be sent before the failure
			t.Run(fmt.Sprintf("%s, asking %t", name, asking), func(t *testing.T) {
				st, h := opened(t), hostOf(t)
				tx := h.begin(t, pgx.ReadCommitted)
				w := within(t, tx)
				write(t, tx, "before")
				require.NoError(t, put(w, "acme", "first"))
				require.Error(t, apart(func() error {
					return w.Update(ctx, "acme", func(tx store.Tx) error {
						tx.PutAgencies(agency.Agency{ID: "lost", Title: "Lost"})
						if asking {
							f, err := tx.Facts(store.Query{Agency: "lost"})
							require.NoError(t, err)
							require.EqualValues(t, "lost", f.Agency.ID)
						}
						return fail(tx)
					})
				}))
				write(t, tx, "between")
				require.NoError(t, put(w, "acme", "second"))
				require.NoError(t, tx.Commit(ctx))
				require.Equal(t, []string{"before", "between"}, h.notes(t))
				for id, there := range map[agency.AgencyID]bool{"first": true, "lost": false, "second": true} {
					require.Equal(t, there, has(t, st, "acme", id), id)
				}
			})
		}
	}
}

func TestWithinContextThatHasEndedLeavesTheHostsTransaction(t *testing.T) {
	h, st := hostOf(t), opened(t)
	tx := h.begin(t, pgx.ReadCommitted)
	w := within(t, tx)
	ctx, cancel := context.WithCancel(context.Background())
	err := w.Update(ctx, "acme", func(tx store.Tx) error {
		tx.PutAgencies(agency.Agency{ID: "lost", Title: "Lost"})
		_, err := tx.Facts(store.Query{})
		cancel()
		return err
	})
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, putWith(ctx, w, "acme", "lost"), context.Canceled)
	write(t, tx, "after")
	require.NoError(t, tx.Commit(context.Background()))
	require.False(t, has(t, st, "acme", "lost"))
	require.Equal(t, []string{"after"}, h.notes(t))
}

func TestWithinOldSnapshot(t *testing.T) {
	ctx := context.Background()
	for _, level := range levels {
		for _, known := range []bool{true, false} { // to the snapshot
			t.Run(fmt.Sprintf("%s, account known %t", level, known), func(t *testing.T) {
				st, h := opened(t), hostOf(t)
				if known {
					require.NoError(t, put(st, "acme", "early"))
				}
				tx := h.begin(t, level)
				w := within(t, tx)
				require.False(t, has(t, w, "acme", "late")) // which makes the snapshot
				require.NoError(t, put(st, "acme", "late"))
				var seen bool
				err := w.Update(ctx, "acme", func(tx store.Tx) error {
					f, err := tx.Facts(store.Query{Agency: "late"})
					seen = f.Agency.ID != ""
					tx.PutAgencies(agency.Agency{ID: "ours", Title: "Ours"})
					return err
				})
				if level == pgx.ReadCommitted {
					require.NoError(t, err)
					require.True(t, seen)
					require.NoError(t, tx.Commit(ctx))
					return
				}
				require.ErrorIs(t, err, store.ErrConflict)
				write(t, tx, "which goes on")
				require.NoError(t, tx.Commit(ctx))
				require.False(t, has(t, st, "acme", "ours"))
			})
		}
	}
}

func TestWithinNothingPassesOnceUnshared(t *testing.T) {
	ctx := context.Background()
	st, h := opened(t), hostOf(t)
	eng := engineOn(t, st)

	early := h.begin(t, pgx.ReadCommitted)
	late := h.begin(t, pgx.ReadCommitted)
	require.True(t, has(t, within(t, late), "acme", "north")) // it has begun before
	_, err := submit(eng.With(within(t, early)), "early")
	require.NoError(t, err)

	unshared := make(chan error, 1)
	go func() {
		_, err := eng.System("acme", "test").Unshare(ctx, devToAnn)
		unshared <- err
	}()
	waiting(t, 1)
	require.Empty(t, unshared, "it has not waited for the submission before it")
	require.NoError(t, early.Commit(ctx))
	require.NoError(t, soon(t, unshared))

	_, err = submit(eng.With(within(t, late)), "late")
	var denied *access.Denied
	require.ErrorAs(t, err, &denied)
	require.Equal(t, policy.ShareRevoked, denied.First())
	require.NoError(t, late.Commit(ctx))
	require.Equal(t, []string{"Jane early"}, submissions(t, st))
}

func TestWithinViewsOneSnapshot(t *testing.T) {
	ctx := context.Background()
	for _, level := range levels {
		t.Run(string(level), func(t *testing.T) {
			st, h := opened(t), hostOf(t)
			engineOn(t, st)
			tx := h.begin(t, level)
			wrote := make(chan error, 1)
			require.NoError(t, within(t, tx).View(ctx, "acme", func(r store.Reader) error {
				before, err := r.Facts(store.Query{Agency: "north"})
				require.NoError(t, err)
				go func() { wrote <- put(st, "acme", "north") }() // another title
				if level == pgx.ReadCommitted {
					waiting(t, 1)
				} else {
					require.NoError(t, soon(t, wrote))
				}
				after, err := r.Facts(store.Query{Agency: "north"})
				require.NoError(t, err)
				require.Equal(t, before, after)
				return nil
			}))
			require.NoError(t, tx.Commit(ctx))
			if level == pgx.ReadCommitted {
				require.NoError(t, soon(t, wrote))
			}
		})
	}
	t.Run("of a question with a list", func(t *testing.T) {
		st, h := opened(t), hostOf(t)
		engineOn(t, st)
		tx := h.begin(t, pgx.ReadCommitted)
		require.Empty(t, submissions(t, within(t, h.begin(t, pgx.ReadCommitted))), "readers exclude each other")
		require.Empty(t, submissions(t, within(t, tx)))
		ctx, cancel := context.WithCancel(ctx)
		wrote := make(chan error, 1)
		go func() { wrote <- putWith(ctx, st, "acme", "north") }()
		waiting(t, 1)
		cancel()
		require.ErrorIs(t, <-wrote, context.Canceled)
	})
}

func TestWithinDeadlock(t *testing.T) {
	st, h := opened(t), hostOf(t, func(c *pgxpool.Config) { c.ConnConfig.RuntimeParams["deadlock_timeout"] = "20ms" })
	one, two := h.begin(t, pgx.ReadCommitted), h.begin(t, pgx.ReadCommitted)
	require.NoError(t, put(within(t, one), "acme", "one"))
	require.NoError(t, put(within(t, two), "globex", "two"))
	errs := make(chan error, 2)
	cross := func(tx pgx.Tx, account agency.AccountID) {
		err := put(within(t, tx), account, "across")
		_ = tx.Commit(context.Background()) // which lets the other go on
		errs <- err
	}
	go cross(one, "globex")
	go cross(two, "acme")
	first, second := soon(t, errs), soon(t, errs)
	if first == nil {
		first, second = second, first
	}
	require.ErrorIs(t, first, store.ErrConflict)
	require.NoError(t, second)
	require.True(t, has(t, st, "acme", "one"))
	require.True(t, has(t, st, "globex", "two"))
	require.NotEqual(t, has(t, st, "acme", "across"), has(t, st, "globex", "across"))
}

func TestWithinAfterTheTransaction(t *testing.T) {
	ctx := context.Background()
	opened(t)
	tx := hostOf(t).begin(t, pgx.ReadCommitted)
	w := within(t, tx)
	require.NoError(t, put(w, "acme", "north"))
	require.NoError(t, tx.Commit(ctx))
	require.ErrorIs(t, put(w, "acme", "north"), store.ErrClosed)
	require.ErrorIs(t, w.View(ctx, "acme", func(r store.Reader) error { _, err := r.Facts(store.Query{}); return err }), store.ErrClosed)
	_, err := w.Read(ctx, "acme", store.Query{})
	require.ErrorIs(t, err, store.ErrClosed)
	_, err = w.Outbox().Pending(ctx, "", 1)
	require.ErrorIs(t, err, store.ErrClosed)
	_, err = w.Outbox().Claim(ctx, "acme", 1, 1)
	require.ErrorIs(t, err, store.ErrClosed)
}

func TestWithinReadOnlyTransaction(t *testing.T) {
	ctx := context.Background()
	engineOn(t, opened(t))
	for _, level := range levels {
		t.Run(string(level), func(t *testing.T) {
			tx, err := hostOf(t).pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: level, AccessMode: pgx.ReadOnly})
			require.NoError(t, err)
			defer func() { require.NoError(t, tx.Rollback(ctx)) }()
			w := within(t, tx)
			require.True(t, has(t, w, "acme", "north"))
			err = w.View(ctx, "acme", func(r store.Reader) error { _, err := r.Agencies("north"); return err })
			if level == pgx.ReadCommitted {
				require.ErrorContains(t, err, "read-only")
				return
			}
			require.NoError(t, err)
			require.Empty(t, submissions(t, w))
			require.ErrorContains(t, put(w, "acme", "north"), "read-only")
			require.True(t, has(t, w, "acme", "north"))
		})
	}
}

// ending is a context that ends when it has been asked so often whether it has.
type ending struct {
	context.Context
	cancel context.CancelFunc
	left   *int
}

func (e ending) asked() {
	if *e.left--; *e.left < 0 {
		e.cancel()
	}
}

func (e ending) Err() error            { e.asked(); return e.Context.Err() }
func (e ending) Done() <-chan struct{} { e.asked(); return e.Context.Done() }

// Whenever the context ends, the host's transaction goes on if its connection
// does.
func TestWithinContextThatEndsAtAnyMoment(t *testing.T) {
	h := hostOf(t)
	st := opened(t)
	went := 0
	for moment := 0; ; moment++ {
		tx := h.begin(t, pgx.ReadCommitted)
		ctx, cancel := context.WithCancel(context.Background())
		left := moment
		err := new(writer).write(ending{ctx, cancel, &left}, within(t, tx), "north")
		done := err == nil
		if !done {
			require.ErrorIs(t, err, context.Canceled)
		}
		if !tx.Conn().IsClosed() {
			went++
			write(t, tx, "after")
			require.NoError(t, tx.Commit(context.Background()))
			require.Equal(t, done, has(t, st, "acme", "north"))
		}
		cancel()
		_ = tx.Rollback(context.Background()) // gives back a connection that is closed
		if done && left > 0 {
			break
		}
		require.Less(t, moment, 1000)
	}
	require.Greater(t, went, 2)
}

// What Within says of an account that nobody has written yet.
func TestWithinViewOfANewAccount(t *testing.T) {
	for _, level := range levels {
		t.Run(string(level), func(t *testing.T) {
			st, h := opened(t), hostOf(t)
			require.NoError(t, within(t, h.begin(t, level)).View(context.Background(), "fresh", func(r store.Reader) error {
				before, err := r.Agencies("north")
				require.NoError(t, err)
				require.Empty(t, before[0].ID)
				require.NoError(t, put(st, "fresh", "north"))
				after, err := r.Agencies("north")
				require.NoError(t, err)
				require.Equal(t, level == pgx.ReadCommitted, after[0].ID != "")
				return nil
			}))
		})
	}
}
