package pgstore_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/pgstore"
)

// devToAnn is a share.
var devToAnn = access.Grants{Openings: []agency.OpeningID{"dev"}, To: []agency.Grantee{agency.ToRecruiter("ann")}}

// engineOn returns an engine on an empty store, in whose account acme the opening
// dev is shared with the recruiter ann of the agency north.
func engineOn(t testing.TB, st store.Store) *access.Engine {
	t.Helper()
	ctx := context.Background()
	eng, err := access.New(st, access.Options{Secret: []byte("a test's secret, of 32 bytes and more")})
	require.NoError(t, err)
	sys := eng.System("acme", "test")
	require.NoError(t, sys.Configure(ctx, agency.PerRecruiter()))
	require.NoError(t, sys.PutAgency(ctx, agency.Agency{ID: "north", Title: "North"}))
	require.NoError(t, sys.PutRecruiter(ctx, agency.Recruiter{ID: "ann", Agency: "north", State: agency.RecruiterActive}))
	require.NoError(t, sys.PutOpenings(ctx, agency.Opening{ID: "dev", Title: "Developer"}))
	_, err = sys.Share(ctx, devToAnn)
	require.NoError(t, err)
	return eng
}

func submit(eng *access.Engine, request candidate.RequestID) (access.Receipt, error) {
	return eng.Recruiter("acme", "ann").Submit(context.Background(), "dev", request, candidate.Entry{Name: "Jane " + string(request)})
}

// submissions are the names of those submitted in acme, newest first.
func submissions(t testing.TB, st store.Store) (names []string) {
	t.Helper()
	f, err := st.Read(context.Background(), "acme", store.Query{List: &store.List{
		Scope: store.Scope{Kind: store.ListSubmissions}, Limit: store.MaxLimit,
	}})
	require.NoError(t, err)
	for _, row := range f.Rows.Submissions {
		names = append(names, row.Name)
	}
	return names
}

// A host has a table of its own, beside the store's.
type host struct {
	dsn  string
	pool *pgxpool.Pool
}

func hostOf(t testing.TB, change ...func(*pgxpool.Config)) *host {
	t.Helper()
	c := connected(t, shared(t))
	run(t, c, "create table if not exists note (text text not null)")
	run(t, c, "truncate note")
	return &host{dsn: shared(t), pool: pooled(t, shared(t), change...)}
}

func (h *host) begin(t testing.TB, level pgx.TxIsoLevel) pgx.Tx {
	t.Helper()
	tx, err := h.pool.BeginTx(context.Background(), pgx.TxOptions{IsoLevel: level})
	require.NoError(t, err)
	t.Cleanup(func() { _ = tx.Rollback(context.Background()) })
	return tx
}

func write(t testing.TB, tx pgx.Tx, note string) {
	t.Helper()
	_, err := tx.Exec(context.Background(), "insert into note values ($1)", note)
	require.NoError(t, err)
}

func (h *host) notes(t testing.TB) []string {
	t.Helper()
	rows, err := h.pool.Query(context.Background(), "select text from note order by text")
	require.NoError(t, err)
	notes, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return notes
}

func within(t testing.TB, tx pgx.Tx) store.Store {
	t.Helper()
	w, err := pgstore.Within(tx)
	require.NoError(t, err)
	return w
}

// waiting waits until n sessions of the database wait for a lock.
func waiting(t testing.TB, n int) {
	t.Helper()
	c := connected(t, shared(t))
	defer c.Close(context.Background())
	until(t, func() bool {
		return n == ask[int](t, c, "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
	})
}
