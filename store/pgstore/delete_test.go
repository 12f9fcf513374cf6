package pgstore_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/pgstore"
)

// rowsByTable counts an account's rows in every table that has rows of accounts.
func rowsByTable(t testing.TB, c *pgx.Conn, account string) map[string]int {
	t.Helper()
	rows, err := c.Query(t.Context(), `select table_name::text from information_schema.columns
		where table_schema = 'agencyaccess' and column_name = 'account'`)
	require.NoError(t, err)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.NotEmpty(t, tables)
	found := make(map[string]int)
	for _, table := range tables {
		found[table] = ask[int](t, c, "select count(*) from agencyaccess."+pgx.Identifier{table}.Sanitize()+" where account = $1", account)
	}
	return found
}

func TestDeletingLeavesNoRow(t *testing.T) {
	dsn := servers.Database(t)
	st := reopenedAt(t, dsn)
	c := connected(t, dsn)
	run(t, c, "set search_path to agencyaccess")
	_, err := c.Exec(t.Context(), fill)
	require.NoError(t, err)
	before, others := rowsByTable(t, c, "a2"), rowsByTable(t, c, "a3")
	for table, n := range before {
		require.NotZero(t, n, "%s has nothing to delete", table)
	}
	require.NoError(t, st.Delete(t.Context(), "a2"))
	for table, n := range rowsByTable(t, c, "a2") {
		require.Zero(t, n, table)
	}
	require.Equal(t, others, rowsByTable(t, c, "a3"))
	require.NoError(t, st.Delete(t.Context(), "nobody"))
	require.Zero(t, ask[int](t, c, "select count(*) from account where account = 'nobody'"))
}

// published commits an entry of the journal and an event.
func published(t testing.TB, st store.Store, id string) {
	t.Helper()
	require.NoError(t, journalled(st, id))
}

func journalled(st store.Store, id string) error {
	return st.Update(context.Background(), "acme", func(tx store.Tx) error {
		tx.Journal(store.Entry{Action: id, At: time.UnixMicro(7).UTC()})
		tx.Publish(store.Event{Name: id, At: time.UnixMicro(7).UTC()})
		return nil
	})
}

// numbers are those of the journal and of the events in acme.
func numbers(t testing.TB, st store.Store) (seqs []int64, events []int64) {
	t.Helper()
	f, err := st.Read(t.Context(), "acme", store.Query{List: &store.List{Scope: store.Scope{Kind: store.ListJournal}, Limit: 10}})
	require.NoError(t, err)
	for _, row := range f.Rows.Journal {
		seqs = append(seqs, row.Seq)
	}
	claim, err := st.Outbox().Claim(t.Context(), "acme", time.Nanosecond, 10)
	require.NoError(t, err)
	for _, e := range claim.Events {
		events = append(events, e.Seq)
	}
	return seqs, events
}

// Who waits for the account while it is deleted makes it anew, and a claim under
// way is waited for and has ended then.
func TestDeletingTakesTurns(t *testing.T) {
	st, h := opened(t), hostOf(t)
	published(t, st, "one")
	published(t, st, "two")
	claim, err := st.Outbox().Claim(t.Context(), "acme", time.Hour, 10)
	require.NoError(t, err)
	require.Len(t, claim.Events, 2)

	tx := h.begin(t, pgx.ReadCommitted)
	require.NoError(t, within(t, tx).Delete(t.Context(), "acme"))
	wrote, acked := make(chan error, 1), make(chan error, 1)
	go func() { wrote <- journalled(st, "three") }()
	go func() { acked <- st.Outbox().Ack(context.Background(), "acme", claim.Token, 1, 2) }()
	waiting(t, 2)
	require.NoError(t, tx.Commit(t.Context()))
	require.NoError(t, soon(t, wrote))
	require.ErrorIs(t, soon(t, acked), store.ErrConflict)
	seqs, events := numbers(t, st)
	require.Equal(t, []int64{1}, seqs)
	require.Equal(t, []int64{1}, events)

	tx = h.begin(t, pgx.ReadCommitted)
	_, err = within(t, tx).Outbox().Claim(t.Context(), "acme", time.Hour, 10)
	require.NoError(t, err)
	deleted := make(chan error, 1)
	go func() { deleted <- st.Delete(context.Background(), "acme") }()
	waiting(t, 1)
	require.NoError(t, tx.Commit(t.Context()))
	require.NoError(t, soon(t, deleted))
	published(t, st, "four")
	seqs, events = numbers(t, st)
	require.Equal(t, []int64{1}, seqs)
	require.Equal(t, []int64{1}, events)
}

// A deletion waits no longer than for the lock timeout or its context, and then
// leaves all that there was.
func TestDeletingThatCannotTakeItsTurn(t *testing.T) {
	st, h := opened(t), hostOf(t)
	published(t, st, "one")
	hasty := reopenedAt(t, shared(t), pgstore.WithLockTimeout(time.Millisecond))
	for _, take := range []string{"account", "queue"} {
		tx := h.begin(t, pgx.ReadCommitted)
		_, err := tx.Exec(t.Context(), "select from agencyaccess."+take+" where account = 'acme' for update")
		require.NoError(t, err)
		require.ErrorIs(t, hasty.Delete(t.Context(), "acme"), store.ErrConflict, take)
		ctx, cancel := context.WithCancel(t.Context())
		deleted := make(chan error, 1)
		go func() { deleted <- st.Delete(ctx, "acme") }()
		waiting(t, 1)
		cancel()
		require.ErrorIs(t, soon(t, deleted), context.Canceled, take)
		waiting(t, 0)
		require.NoError(t, tx.Rollback(t.Context()))
	}
	seqs, events := numbers(t, st)
	require.Equal(t, []int64{1}, seqs)
	require.Equal(t, []int64{1}, events)
}

// Within the host's transaction a deletion commits and rolls back with it, and
// one of an older snapshot is refused.
func TestDeletingWithin(t *testing.T) {
	for _, level := range levels {
		t.Run(string(level), func(t *testing.T) {
			st, h := opened(t), hostOf(t)
			published(t, st, "one")
			tx := h.begin(t, level)
			write(t, tx, "ours")
			require.NoError(t, within(t, tx).Delete(t.Context(), "acme"))
			require.NoError(t, put(within(t, tx), "acme", "north"), "anew")
			require.NoError(t, tx.Rollback(t.Context()))
			require.False(t, has(t, st, "acme", "north"))
			seqs, _ := numbers(t, st)
			require.Equal(t, []int64{1}, seqs)

			tx = h.begin(t, level)
			write(t, tx, "ours")
			published(t, st, "two")
			if err := within(t, tx).Delete(t.Context(), "acme"); level != pgx.ReadCommitted {
				require.ErrorIs(t, err, store.ErrConflict)
				write(t, tx, "still ours") // the savepoint keeps the host's transaction
				require.NoError(t, tx.Rollback(t.Context()))
				tx = h.begin(t, level)
				write(t, tx, "ours")
				require.NoError(t, within(t, tx).Delete(t.Context(), "acme"))
			} else {
				require.NoError(t, err)
			}
			require.NoError(t, tx.Commit(t.Context()))
			require.Equal(t, []string{"ours"}, h.notes(t))
			seqs, events := numbers(t, st)
			require.Empty(t, seqs)
			require.Empty(t, events)
		})
	}
}
