package pgstore_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/internal/gate"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/pgstore"
	"github.com/agencyaccess/agencyaccess/storetest"
)

// hosted is a store that is inside a transaction of the host's for each call, so
// that the suite can be asked about that.
type hosted struct {
	pool           *pgxpool.Pool
	inside         func(pgx.Tx) (store.Store, error)
	gate           *gate.Gate
	reads, updates pgx.TxIsoLevel
	deletes        pgx.TxIsoLevel
}

func (h hosted) in(ctx context.Context, level pgx.TxIsoLevel, fn func(store.Store) error) error {
	if !h.gate.Enter() {
		return store.ErrClosed
	}
	defer h.gate.Leave()
	if err := ctx.Err(); err != nil {
		return err
	}
	tx, err := h.pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: level})
	if err != nil {
		return err
	}
	lasting := context.WithoutCancel(ctx) // or the outcome of the commit is not known
	defer func() { _ = tx.Rollback(lasting) }()
	w, err := h.inside(tx)
	if err != nil {
		return err
	}
	if err := fn(w); err != nil {
		return err
	}
	return tx.Commit(lasting)
}

func (h hosted) Read(ctx context.Context, account agency.AccountID, q store.Query) (f store.Facts, err error) {
	err = h.in(ctx, h.reads, func(st store.Store) error {
		f, err = st.Read(ctx, account, q)
		return err
	})
	return f, err
}

func (h hosted) View(ctx context.Context, account agency.AccountID, fn func(store.Reader) error) error {
	return h.in(ctx, h.reads, func(st store.Store) error { return st.View(ctx, account, fn) })
}

func (h hosted) Update(ctx context.Context, account agency.AccountID, fn func(store.Tx) error) error {
	return h.in(ctx, h.updates, func(st store.Store) error { return st.Update(ctx, account, fn) })
}

func (h hosted) Delete(ctx context.Context, account agency.AccountID) error {
	return h.in(ctx, h.deletes, func(st store.Store) error { return st.Delete(ctx, account) })
}

func (h hosted) Close() error {
	h.gate.Close()
	return nil
}

func (h hosted) Outbox() store.Outbox { return h }

func (h hosted) Pending(ctx context.Context, after agency.AccountID, limit int) (ids []agency.AccountID, err error) {
	err = h.in(ctx, h.reads, func(st store.Store) error {
		ids, err = st.Outbox().Pending(ctx, after, limit)
		return err
	})
	return ids, err
}

func (h hosted) Claim(ctx context.Context, account agency.AccountID, lease time.Duration, limit int) (c store.Claim, err error) {
	err = h.in(ctx, h.updates, func(st store.Store) error {
		c, err = st.Outbox().Claim(ctx, account, lease, limit)
		return err
	})
	return c, err
}

func (h hosted) Ack(ctx context.Context, account agency.AccountID, token string, seqs ...int64) error {
	return h.in(ctx, h.updates, func(st store.Store) error { return st.Outbox().Ack(ctx, account, token, seqs...) })
}

func (h hosted) Release(ctx context.Context, account agency.AccountID, token string, after time.Duration) error {
	return h.in(ctx, h.updates, func(st store.Store) error { return st.Outbox().Release(ctx, account, token, after) })
}

// hostedIn opens stores on a pool whose connections run statements in a mode.
func hostedIn(mode string, reads, updates pgx.TxIsoLevel) storetest.Harness {
	return storetest.Harness{Open: func(t testing.TB) store.Store {
		opened(t) // makes and empties the tables
		pool := pooled(t, shared(t)+" default_query_exec_mode="+mode)
		inside := func(tx pgx.Tx) (store.Store, error) { return pgstore.Within(tx) }
		return hosted{pool, inside, gate.New(), reads, updates, updates}
	}}
}

// countedIn opens stores that write probes outside. Checks that look on beside a
// transaction would see them early.
func countedIn(reads, updates pgx.TxIsoLevel) storetest.Harness {
	return storetest.Harness{Open: func(t testing.TB) store.Store {
		opened(t)
		pool := pooled(t, shared(t))
		s, err := pgstore.New(pool)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, s.Close()) })
		inside := func(tx pgx.Tx) (store.Store, error) { return s.Within(tx), nil }
		return hosted{pool, inside, gate.New(), reads, updates, pgx.ReadCommitted}
	}}
}

func TestConformanceWithin(t *testing.T) {
	storetest.Run(t, hostedIn("cache_statement", pgx.RepeatableRead, pgx.ReadCommitted))
}

func TestFuzzWithin(t *testing.T) {
	for _, tt := range []struct {
		mode  string
		level pgx.TxIsoLevel
	}{
		{"cache_statement", pgx.ReadCommitted},
		{"cache_statement", pgx.RepeatableRead},
		{"cache_statement", pgx.Serializable},
		{"cache_describe", pgx.ReadCommitted},
		{"describe_exec", pgx.RepeatableRead},
		{"exec", pgx.Serializable},
		{"simple_protocol", pgx.ReadCommitted},
	} {
		t.Run(fmt.Sprintf("%s, %s", tt.mode, tt.level), func(t *testing.T) {
			storetest.Fuzz(t, hostedIn(tt.mode, pgx.RepeatableRead, tt.level), storetest.FuzzWorlds(1))
		})
	}
}

func TestFuzzWithinCounting(t *testing.T) {
	for _, level := range []pgx.TxIsoLevel{pgx.ReadCommitted, pgx.RepeatableRead, pgx.Serializable} {
		t.Run(string(level), func(t *testing.T) {
			storetest.Fuzz(t, countedIn(pgx.RepeatableRead, level), storetest.FuzzWorlds(2))
		})
	}
}
