package pgstore_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/pgstore"
)

var jane = candidate.Entry{Name: "Jane Doe", Emails: agency.Freeze("jane@doe.example"), Phones: agency.Freeze("+49 30 901820")}

// A desk is a host in whose transactions ann of the agency north submits for the
// opening dev. The agency south has submitted jane, so that ann is alerted.
type desk struct {
	*host
	st  *pgstore.Store
	eng *access.Engine
}

func deskOf(t testing.TB, st *pgstore.Store) *desk {
	t.Helper()
	ctx := context.Background()
	d := &desk{hostOf(t), st, engineOn(t, st)}
	sys := d.eng.System("acme", "test")
	settings, err := sys.Settings(ctx)
	require.NoError(t, err)
	settings.Duplicates.Probes.Recruiter = 3
	require.NoError(t, sys.Configure(ctx, settings))
	require.NoError(t, sys.PutAgency(ctx, agency.Agency{ID: "south", Title: "South"}))
	require.NoError(t, sys.PutRecruiter(ctx, agency.Recruiter{ID: "cem", Agency: "south", State: agency.RecruiterActive}))
	_, err = sys.Share(ctx, access.Grants{Openings: []agency.OpeningID{"dev"}, To: []agency.Grantee{agency.ToRecruiter("cem")}})
	require.NoError(t, err)
	_, err = d.eng.Recruiter("acme", "cem").Submit(ctx, "dev", "first", jane)
	require.NoError(t, err)
	return d
}

// forward has ann put jane forward.
func forward(eng *access.Engine, request candidate.RequestID, opts ...access.SubmitOption) error {
	_, err := eng.Recruiter("acme", "ann").Submit(context.Background(), "dev", request, jane, opts...)
	return err
}

// told are the reasons that a recruiter is given, and the token of an alert.
func told(t testing.TB, err error) ([]policy.Code, string) {
	t.Helper()
	var denied *access.Denied
	require.ErrorAs(t, err, &denied)
	return denied.Codes(), denied.Acknowledgement
}

// An alert can be acknowledged after the transaction that it came of was rolled
// back, as a host does that is answered with an error.
func TestAnAlertOutlivesTheHostsTransaction(t *testing.T) {
	for _, level := range []pgx.TxIsoLevel{pgx.ReadCommitted, pgx.RepeatableRead, pgx.Serializable} {
		t.Run(string(level), func(t *testing.T) {
			ctx := context.Background()
			d := deskOf(t, opened(t))
			early := d.begin(t, pgx.RepeatableRead)
			require.True(t, has(t, d.st.Within(early), "acme", "north")) // it has a snapshot now

			tx := d.begin(t, level)
			write(t, tx, "one")
			codes, token := told(t, forward(d.eng.With(d.st.Within(tx)), "request"))
			require.Equal(t, []policy.Code{policy.DuplicateAlert}, codes)
			require.NotEmpty(t, token)
			require.NoError(t, tx.Rollback(ctx))

			err := forward(d.eng.With(d.st.Within(early)), "request", access.WithAcknowledgement(token))
			require.ErrorIs(t, err, store.ErrConflict, "its snapshot is older than the alert")
			require.NoError(t, early.Rollback(ctx))

			tx = d.begin(t, level)
			write(t, tx, "two")
			require.NoError(t, forward(d.eng.With(d.st.Within(tx)), "request", access.WithAcknowledgement(token)))
			require.NoError(t, tx.Rollback(ctx))

			tx = d.begin(t, level) // what is rolled back was not acknowledged
			write(t, tx, "three")
			require.NoError(t, forward(d.eng.With(d.st.Within(tx)), "request", access.WithAcknowledgement(token)))
			require.NoError(t, tx.Commit(ctx))
			require.Equal(t, []string{"three"}, d.notes(t))
			require.Equal(t, []string{"Jane Doe", "Jane Doe"}, submissions(t, d.st))
		})
	}
}

// A transaction may acknowledge its own alert if it sees it.
func TestAnAlertIsAcknowledgedInTheSameTransaction(t *testing.T) {
	d := deskOf(t, opened(t))
	tx := d.begin(t, pgx.ReadCommitted)
	eng := d.eng.With(d.st.Within(tx))
	_, token := told(t, forward(eng, "request"))
	require.NoError(t, forward(eng, "request", access.WithAcknowledgement(token)))
	require.NoError(t, tx.Commit(context.Background()))
	require.Equal(t, []string{"Jane Doe", "Jane Doe"}, submissions(t, d.st))

	for _, level := range []pgx.TxIsoLevel{pgx.RepeatableRead, pgx.Serializable} {
		t.Run(string(level), func(t *testing.T) {
			d := deskOf(t, opened(t))
			eng := d.eng.With(d.st.Within(d.begin(t, level)))
			_, token := told(t, forward(eng, "request"))
			require.ErrorIs(t, forward(eng, "request", access.WithAcknowledgement(token)), store.ErrConflict)
		})
	}
}

// Rolling back refunds no probe; without a connection of its own it does.
func TestRollingBackRefundsNothing(t *testing.T) {
	for _, level := range []pgx.TxIsoLevel{pgx.ReadCommitted, pgx.RepeatableRead} {
		t.Run(string(level), func(t *testing.T) {
			ctx := context.Background()
			d := deskOf(t, opened(t))
			probe := func(inside func(pgx.Tx) store.Store) []policy.Code {
				tx := d.begin(t, level)
				codes, _ := told(t, forward(d.eng.With(inside(tx)), "request"))
				require.NoError(t, tx.Rollback(ctx))
				return codes
			}
			for range 5 {
				require.Equal(t, []policy.Code{policy.DuplicateAlert}, probe(func(tx pgx.Tx) store.Store { return within(t, tx) }))
			}
			for range 3 {
				require.Equal(t, []policy.Code{policy.DuplicateAlert}, probe(d.st.Within))
			}
			require.Equal(t, []policy.Code{policy.ProbeLimit}, probe(d.st.Within))
			codes, _ := told(t, forward(d.eng, "request"))
			require.Equal(t, []policy.Code{policy.ProbeLimit}, codes, "outside of all transactions too")
		})
	}
}

// One transaction may ask as often as the budget says, whatever its snapshot.
func TestProbesOfOneTransactionAreCounted(t *testing.T) {
	for _, level := range []pgx.TxIsoLevel{pgx.ReadCommitted, pgx.RepeatableRead} {
		t.Run(string(level), func(t *testing.T) {
			d := deskOf(t, opened(t))
			eng := d.eng.With(d.st.Within(d.begin(t, level)))
			for range 3 {
				codes, _ := told(t, forward(eng, "request"))
				require.Equal(t, []policy.Code{policy.DuplicateAlert}, codes)
			}
			codes, _ := told(t, forward(eng, "request"))
			require.Equal(t, []policy.Code{policy.ProbeLimit}, codes)
			can, err := eng.Recruiter("acme", "ann").Can(context.Background(), policy.Submit, access.OnOpening("dev"))
			require.NoError(t, err)
			require.Equal(t, []policy.Code{policy.ProbeLimit}, can.Codes(), "as a question is answered")
		})
	}
}

// The question of a View is answered as that of an Update.
func TestViewsCountOutside(t *testing.T) {
	ctx := context.Background()
	d := deskOf(t, opened(t))
	w := d.st.Within(d.begin(t, pgx.RepeatableRead))
	require.True(t, has(t, w, "acme", "north"))
	_, _ = told(t, forward(d.eng, "request"))
	require.NoError(t, w.View(ctx, "acme", func(r store.Reader) error {
		require.Equal(t, store.Probes{Agency: 1, Recruiter: 1}, probes(t, r))
		return nil
	}))
	f, err := w.Read(ctx, "acme", store.Query{Recruiter: "ann", ProbesSince: time.Unix(100, 0)})
	require.NoError(t, err)
	require.Equal(t, store.Probes{Agency: 1, Recruiter: 1}, f.Probes)
}

// A host may have no connection left but that of its transaction.
func TestCountingNeedsNoConnectionOfTheHosts(t *testing.T) {
	pool := pooled(t, shared(t), func(c *pgxpool.Config) { c.MaxConns = 1 })
	opened(t)
	st, err := pgstore.New(pool)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	d := deskOf(t, st)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	require.Error(t, pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		codes, _ := told(t, forward(d.eng.With(st.Within(tx)), "request"))
		require.Equal(t, []policy.Code{policy.DuplicateAlert}, codes)
		return errors.New("rolled back")
	}))
}

// Where nothing can be counted nobody is told anything, and the host's
// transaction goes on.
func TestNobodyIsToldWhatCannotBeCounted(t *testing.T) {
	var down atomic.Bool
	opened(t)
	st, err := pgstore.New(pooled(t, shared(t), func(c *pgxpool.Config) {
		c.BeforeConnect = func(context.Context, *pgx.ConnConfig) error {
			if down.Load() {
				return errors.New("no connection for jane@doe.example")
			}
			return nil
		}
	}))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	d := deskOf(t, st)
	down.Store(true)
	tx := d.begin(t, pgx.ReadCommitted)
	err = forward(d.eng.With(st.Within(tx)), "request")
	require.Error(t, err)
	require.NotContains(t, err.Error(), "jane")
	var denied *access.Denied
	require.False(t, errors.As(err, &denied))
	for what, try := range map[string]func(st store.Store) error{
		"update": func(w store.Store) error {
			return w.Update(context.Background(), "acme", func(t store.Tx) error {
				_, _ = t.Facts(store.Query{Recruiter: "ann", ProbesSince: time.Unix(100, 0)}) // what fails counts
				t.PutAgencies(agency.Agency{ID: "west", Title: "West"})
				return nil
			})
		},
		"view": func(w store.Store) error {
			return w.View(context.Background(), "acme", func(r store.Reader) error {
				_, _ = r.Facts(store.Query{Recruiter: "ann", ProbesSince: time.Unix(100, 0)})
				return nil
			})
		},
		"write": func(w store.Store) error {
			return w.Update(context.Background(), "acme", func(t store.Tx) error {
				t.PutAgencies(agency.Agency{ID: "west", Title: "West"})
				t.PutProbes(candidate.Probe{ID: "p", Agency: "north", Recruiter: "ann"})
				return nil
			})
		},
	} {
		require.Error(t, try(st.Within(tx)), what)
	}
	write(t, tx, "goes on")
	require.NoError(t, tx.Commit(context.Background()))
	require.False(t, has(t, st, "acme", "west"))
	require.Equal(t, []string{"goes on"}, d.notes(t))

	down.Store(false)
	tx = d.begin(t, pgx.ReadCommitted)
	codes, _ := told(t, forward(d.eng.With(st.Within(tx)), "request"))
	require.Equal(t, []policy.Code{policy.DuplicateAlert}, codes)
	require.NoError(t, tx.Rollback(context.Background()))
	require.Equal(t, 1, ask[int](t, connected(t, shared(t)), "select count(*)::int from agencyaccess.probe"))

	require.NoError(t, st.Close())
	require.ErrorIs(t, forward(d.eng.With(st.Within(d.begin(t, pgx.ReadCommitted))), "request"), store.ErrClosed)
}

// probes are how many count of ann, of the agency that she is in.
func probes(t testing.TB, r store.Reader) store.Probes {
	t.Helper()
	f, err := r.Facts(store.Query{Recruiter: "ann", ProbesSince: time.Unix(100, 0)})
	require.NoError(t, err)
	return f.Probes
}

// What an Update puts it sees, with the recruiter as the transaction has them; what
// fails is not counted.
func TestAnUpdateSeesWhatItCounts(t *testing.T) {
	for _, level := range []pgx.TxIsoLevel{pgx.ReadCommitted, pgx.RepeatableRead} {
		t.Run(string(level), func(t *testing.T) {
			ctx := context.Background()
			h, st := hostOf(t), opened(t)
			tx := h.begin(t, level)
			w := st.Within(tx)
			put := func(id string, of agency.AgencyID, at int64) candidate.Probe {
				return candidate.Probe{ID: id, Agency: of, Recruiter: "ann", At: time.Unix(at, 0).UTC()}
			}
			require.NoError(t, w.Update(ctx, "acme", func(t2 store.Tx) error {
				t2.PutRecruiters(agency.Recruiter{ID: "ann", Agency: "north", State: agency.RecruiterActive})
				t2.PutProbes(put("p1", "north", 100), put("p2", "north", 99), put("p3", "south", 101))
				require.Equal(t, store.Probes{Agency: 1, Recruiter: 1}, probes(t, t2))
				t2.PutProbes(put("p2", "north", 102))
				require.Equal(t, store.Probes{Agency: 2, Recruiter: 2}, probes(t, t2))
				f, err := t2.Facts(store.Query{Probe: "p2"})
				require.NoError(t, err)
				require.Equal(t, put("p2", "north", 102), *f.Probe)
				require.Zero(t, f.Probes)
				return nil
			}))
			failure := errors.New("failed")
			require.ErrorIs(t, w.Update(ctx, "acme", func(t2 store.Tx) error {
				require.Equal(t, store.Probes{Agency: 2, Recruiter: 2}, probes(t, t2), "the recruiter is in the transaction alone")
				t2.PutProbes(put("p4", "north", 103))
				require.Equal(t, store.Probes{Agency: 3, Recruiter: 3}, probes(t, t2))
				return failure
			}), failure)
			require.Error(t, w.Update(ctx, "acme", func(t2 store.Tx) error {
				t2.PutProbes(put("p4", "north", 103), candidate.Probe{})
				return nil
			}))
			require.NoError(t, w.Update(ctx, "acme", func(t2 store.Tx) error {
				require.Equal(t, store.Probes{Agency: 2, Recruiter: 2}, probes(t, t2))
				t2.PutProbes(put("p1", "south", 104)) // in place of the one that is there
				require.Equal(t, store.Probes{Agency: 1, Recruiter: 1}, probes(t, t2))
				t2.PutRecruiters(agency.Recruiter{ID: "ann", Agency: "south", State: agency.RecruiterActive})
				require.Equal(t, store.Probes{Agency: 2, Recruiter: 2}, probes(t, t2))
				return nil
			}))
			require.NoError(t, tx.Rollback(ctx))
			require.Equal(t, 3, ask[int](t, connected(t, shared(t)), "select count(*)::int from agencyaccess.probe"))
			require.Equal(t, 0, ask[int](t, connected(t, shared(t)), "select count(*)::int from agencyaccess.recruiter"))
		})
	}
}

// An alert that was acknowledged is as the transaction has it.
func TestAcknowledgingIsTheTransactionsOwn(t *testing.T) {
	ctx := context.Background()
	h, st := hostOf(t), opened(t)
	tx := h.begin(t, pgx.ReadCommitted)
	w := st.Within(tx)
	fresh := candidate.Probe{ID: "p1", Agency: "north", Recruiter: "ann", At: time.Unix(100, 0).UTC()}
	used := fresh
	used.Used = time.Unix(101, 0).UTC()
	found := func(r store.Reader) candidate.Probe {
		f, err := r.Facts(store.Query{Probe: "p1"})
		require.NoError(t, err)
		return *f.Probe
	}
	require.NoError(t, w.Update(ctx, "acme", func(t2 store.Tx) error {
		t2.PutProbes(fresh)
		return nil
	}))
	require.NoError(t, w.Update(ctx, "acme", func(t2 store.Tx) error {
		require.Equal(t, fresh, found(t2))
		t2.PutProbes(used)
		require.Equal(t, used, found(t2))
		t2.PutProbes(used)
		require.Equal(t, used, found(t2))
		return nil
	}))
	require.NoError(t, st.View(ctx, "acme", func(r store.Reader) error {
		require.Equal(t, fresh, found(r))
		return nil
	}))
	require.NoError(t, tx.Commit(ctx))
	require.NoError(t, st.View(ctx, "acme", func(r store.Reader) error {
		require.Equal(t, used, found(r))
		return nil
	}))
}

// What fails at the very end has told nobody anything.
func TestWhatFailsIsNotCounted(t *testing.T) {
	ctx := context.Background()
	h, st := hostOf(t), opened(t)
	require.NoError(t, st.Update(ctx, "acme", func(t store.Tx) error {
		t.Publish(store.Event{Name: "one"})
		return nil
	}))
	other, tx := h.begin(t, pgx.ReadCommitted), h.begin(t, pgx.ReadCommitted)
	_, err := tx.Exec(ctx, "set local lock_timeout = '50ms'")
	require.NoError(t, err)
	_, err = other.Exec(ctx, "update agencyaccess.queue set waiting = 0 where account = 'acme'")
	require.NoError(t, err)
	require.ErrorIs(t, st.Within(tx).Update(ctx, "acme", func(t store.Tx) error {
		t.PutProbes(candidate.Probe{ID: "p", Agency: "north", Recruiter: "ann"})
		t.Publish(store.Event{Name: "two"}) // waits for the queue
		return nil
	}), store.ErrConflict)
	require.Equal(t, 0, ask[int](t, connected(t, shared(t)), "select count(*)::int from agencyaccess.probe"))
}

// What a transaction has locked keeps nobody from counting: neither old probes that
// it has dropped, nor a whole account.
func TestCountingWaitsForNoneOfItsOwnLocks(t *testing.T) {
	ctx := context.Background()
	probe := func(id string, at int64) candidate.Probe {
		return candidate.Probe{ID: id, Agency: "north", Recruiter: "ann", At: time.Unix(at, 0).UTC()}
	}
	put := func(w store.Store, p candidate.Probe) error {
		return w.Update(ctx, "acme", func(t store.Tx) error {
			t.PutProbes(p)
			return nil
		})
	}
	const day = 24 * 60 * 60
	for name, hold := range map[string]func(t *testing.T, tx pgx.Tx, st *pgstore.Store){
		"dropped inside": func(t *testing.T, tx pgx.Tx, _ *pgstore.Store) {
			require.NoError(t, put(within(t, tx), probe("p2", 2*day)))
		},
		"account deleted": func(t *testing.T, tx pgx.Tx, st *pgstore.Store) {
			require.NoError(t, st.Within(tx).Delete(ctx, "acme"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			h, st := hostOf(t), opened(t, pgstore.WithLockTimeout(0))
			require.NoError(t, put(st, probe("p1", 0)))
			tx := h.begin(t, pgx.ReadCommitted)
			hold(t, tx, st)
			require.NoError(t, put(st.Within(tx), probe("p3", 2*day)))
			require.NoError(t, tx.Commit(ctx))
			require.NoError(t, put(st.Within(h.begin(t, pgx.ReadCommitted)), probe("p4", 4*day)))
			require.Equal(t, 1, ask[int](t, connected(t, shared(t)), "select count(*)::int from agencyaccess.probe"), "old ones go")
		})
	}
}

// Somebody who alters the table waits for the transaction, and what counts waits
// for them: that ends, and the transaction with it.
func TestCountingEndsWhereTheTableIsLocked(t *testing.T) {
	ctx := context.Background()
	d := deskOf(t, opened(t, pgstore.WithLockTimeout(0), pgstore.WithCommitTimeout(0)))
	tx := d.begin(t, pgx.ReadCommitted)
	require.True(t, has(t, d.st.Within(tx), "acme", "north"))
	_, err := tx.Exec(ctx, "select 1 from agencyaccess.probe")
	require.NoError(t, err)
	altered := make(chan error, 1)
	other := connected(t, shared(t))
	go func() {
		_, err := other.Exec(ctx, "begin; lock table agencyaccess.probe in access exclusive mode; rollback")
		altered <- err
	}()
	waiting(t, 1)
	require.ErrorIs(t, forward(d.eng.With(d.st.Within(tx)), "request"), store.ErrConflict)
	require.NoError(t, tx.Rollback(ctx))
	require.NoError(t, <-altered)
}

// A Delete that could not see every probe is refused.
func TestDeletingWithinLeavesNoProbe(t *testing.T) {
	ctx := context.Background()
	for _, level := range []pgx.TxIsoLevel{pgx.RepeatableRead, pgx.Serializable} {
		t.Run(string(level), func(t *testing.T) {
			d := deskOf(t, opened(t))
			require.ErrorContains(t, d.st.Within(d.begin(t, level)).Delete(ctx, "acme"), "not at READ COMMITTED")
		})
	}
	d := deskOf(t, opened(t))
	tx := d.begin(t, pgx.ReadCommitted)
	w := d.st.Within(tx)
	_, _ = told(t, forward(d.eng.With(w), "request"))
	require.NoError(t, w.Delete(ctx, "acme"))
	require.NoError(t, tx.Commit(ctx))
	require.Equal(t, 0, ask[int](t, connected(t, shared(t)), "select count(*)::int from agencyaccess.probe"))
}

// A store that is closed opens nothing any more.
func TestCountingAfterClose(t *testing.T) {
	h := hostOf(t)
	opened(t)
	st, err := pgstore.New(pooled(t, shared(t)))
	require.NoError(t, err)
	require.NoError(t, st.Close())
	_, err = st.Within(h.begin(t, pgx.ReadCommitted)).Read(context.Background(), "acme", store.Query{Probe: "p"})
	require.ErrorIs(t, err, store.ErrClosed)
}

// Where it is not known whether something was counted, it is known that nothing
// else was done: who takes that for the Update's outcome would keep a resume, say,
// that nobody submitted.
func TestCountingHidesNoOutcome(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	st := opened(t)
	err := pgstore.Aside(ctx, st, func(context.Context) error { return errors.Join(store.ErrUnknown) })
	require.Error(t, err)
	require.NotErrorIs(t, err, store.ErrUnknown)

	refused := errors.New("refused")
	require.ErrorIs(t, pgstore.Aside(ctx, st, func(context.Context) error { return refused }), refused)
	err = pgstore.Aside(ctx, st, func(ctx context.Context) error {
		cancel()
		return ctx.Err()
	})
	require.ErrorIs(t, err, context.Canceled, "the caller's end is the caller's")
	require.NotErrorIs(t, err, store.ErrConflict)
	require.ErrorIs(t, pgstore.Aside(ctx, st, func(context.Context) error { panic("not asked") }), context.Canceled)
}
