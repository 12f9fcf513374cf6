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
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// everybodys is the key that all candidates hold, as that of a name may be.
const everybodys = candidate.Digest(7)

// populate makes an account of n candidates, with 18 keys and 3 claims each. Of
// the keys that the looked up entry has, all but everybody's are held by as many
// in every account.
func populate(t testing.TB, c *pgx.Conn, n int) agency.AccountID {
	account := agency.AccountID(fmt.Sprint("of ", n))
	fill := func(sql string) { run(t, c, sql, string(account), n) }
	run(t, c, "set search_path to agencyaccess")
	run(t, c, "insert into account values ($1, 1, 0, 0, null, null)", string(account))
	run(t, c, `insert into recruiter values ($1, 'ann', 'g7', 'ann@north.example', '{"ID":"ann","Agency":"g7"}', 0)`, string(account))
	fill(`insert into candidate select $1, 'c' || i, '{"ID":"c' || i || '","Person":"c' || i || '"}', 'c' || i, '' from generate_series(1, $2::int) i`)
	fill(`insert into holder select $1, i::bigint * 1000 + j, 0, 'c' || i, 'g' || i % 100 from generate_series(1, $2::int) i, generate_series(1, 17) j`)
	fill(fmt.Sprintf(`insert into holder select $1, %d, least(255, i / 100), 'c' || i, 'g' || i %% 100 from generate_series(1, $2::int) i`, everybodys))
	fill(`insert into holder select $1, -k, 0, 'c' || i, 'g' || i % 100 from generate_series(1, 19) k, generate_series(1, least($2::int, k * 10)) i`)
	fill(`insert into claim select $1, 'l' || i || '-' || j, 'c' || i, 'g' || i % 100, 'r' || j, '', 'o' || j, i, i + 1000,
		'{"ID":"l' || i || '-' || j || '","Candidate":"c' || i || '"}' from generate_series(1, $2::int) i, generate_series(1, 3) j`)
	fill(`insert into probe select $1, 'p' || i, 'g' || i % greatest(100, $2::int / 10), 'ann', i, '{}' from generate_series(1, $2::int) i`)
	run(t, c, "vacuum analyze")
	return account
}

// entryAndPersons are the questions of a lookup: about an entry of 20 keys, and
// about those who it may be.
func entryAndPersons() [2]store.Query {
	keys, persons := []candidate.Digest{everybodys}, make([]candidate.ID, 0, 50)
	for i := range 19 {
		keys = append(keys, candidate.Digest(-int64(i)-1))
	}
	for i := range 50 {
		persons = append(persons, candidate.ID(fmt.Sprint("c", i+1)))
	}
	return [2]store.Query{
		{
			Recruiter: "ann", Opening: "o1", Request: "q", Keys: keys, Emails: []string{"ann@north.example", "b@x.example"},
			Probe: "p1", ProbesSince: time.UnixMicro(0),
		},
		{Candidates: persons},
	}
}

// A lookup is what one costs.
type lookup struct{ statements, rows int }

// looksUp asks about entry and persons within a transaction, where the server
// tells what it read: of tables all rows that it went through, of indexes all
// entries that it took.
func looksUp(t testing.TB, pool *pgxpool.Pool, tr *tracer, account agency.AccountID) (l lookup) {
	tx, err := pool.BeginTx(t.Context(), pgx.TxOptions{IsoLevel: pgx.RepeatableRead})
	require.NoError(t, err)
	defer tx.Rollback(context.Background())
	read := func() (n int) {
		require.NoError(t, tx.QueryRow(t.Context(), `select coalesce(sum(pg_stat_get_xact_tuples_returned(c.oid)), 0)::bigint
			from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'agencyaccess' and c.relkind in ('i', 'r')`).Scan(&n))
		return n
	}
	w := within(t, tx)
	_, err = w.Read(t.Context(), account, store.Query{Keys: []candidate.Digest{1}}) // looks at the isolation level, once
	require.NoError(t, err)
	before := read()
	tr.sql = nil
	for _, q := range entryAndPersons() {
		f, err := w.Read(t.Context(), account, q)
		require.NoError(t, err)
		if q.Keys != nil {
			require.Equal(t, []string{"ann@north.example"}, f.Members)
			require.Len(t, f.Holders[0], store.MaxHolders)
			require.Len(t, f.Holders[19], 190)
			require.Equal(t, candidate.ID("c1"), f.Holders[19][0].Candidate)
			require.NotZero(t, f.Probes.Agency)
		} else {
			require.Len(t, f.Known, 50)
			require.Len(t, f.Known[49].Claims, 3)
		}
	}
	l.statements = len(tr.sql)
	l.rows = read() - before
	return l
}

func lookups(t testing.TB) (dsn string, pool *pgxpool.Pool, tr *tracer) {
	dsn = servers.Database(t)
	reopenedAt(t, dsn)
	tr = new(tracer)
	return dsn, pooled(t, dsn, func(c *pgxpool.Config) { c.ConnConfig.Tracer = tr }), tr
}

// A lookup asks as much, and reads as much, however large the account is.
func TestLookupsDoNotDependOnTheSizeOfTheAccount(t *testing.T) {
	if raceDetector {
		t.Skip("there is one goroutine")
	}
	dsn, pool, tr := lookups(t)
	c := connected(t, dsn)
	thousand, more := populate(t, c, 1000), populate(t, c, 20_000) // which share the small tables
	small, large := looksUp(t, pool, tr, thousand), looksUp(t, pool, tr, more)
	t.Logf("%d statements, %d rows", large.statements, large.rows)
	require.Equal(t, small, large)
	require.Equal(t, 6, large.statements)
	held, persons := store.MaxHolders+190*20/2, 50*(1+1+3) // everybody's and the others'; whose person, who, and the claims
	require.GreaterOrEqual(t, large.rows, held+persons)
	require.Less(t, large.rows, held+persons+50)
}

func BenchmarkLookup(b *testing.B) {
	dsn, pool, tr := lookups(b)
	c := connected(b, dsn)
	for _, account := range []agency.AccountID{populate(b, c, 1000), populate(b, c, 100_000)} {
		b.Run(string(account), func(b *testing.B) {
			l := looksUp(b, pool, tr, account)
			st := reopenedAt(b, dsn)
			for b.Loop() {
				for _, q := range entryAndPersons() {
					_, err := st.Read(b.Context(), account, q)
					require.NoError(b, err)
				}
			}
			b.ReportMetric(float64(l.statements), "statements/op")
			b.ReportMetric(float64(l.rows), "rows/op")
		})
	}
}
