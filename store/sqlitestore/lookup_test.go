package sqlitestore_test

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/sqlitestore"
)

// everybodys is the key that all candidates hold, as that of a name may be.
const everybodys = candidate.Digest(7)

// populate makes the account acme of n candidates, with 18 keys and 3 claims
// each. Of the keys that the looked up entry has, all but everybody's are held by
// as many whatever n is.
func populate(t testing.TB, db *sql.DB, n int) {
	t.Helper()
	for _, query := range []string{
		`insert into agencyaccess_account values ('acme', 1, 0, 0, null, null)`,
		`insert into agencyaccess_recruiter values ('acme', 'ann', 'g7', 'ann@north.example', '{"ID":"ann","Agency":"g7"}', 0)`,
		`insert into agencyaccess_candidate select 'acme', 'c' || i, 'c' || i, '', '{"ID":"c' || i || '","Person":"c' || i || '"}' from n`,
		`insert into agencyaccess_holder select 'acme', i * 1000 + j, 0, 'c' || i, 'g' || (i % 100) from n, (select i as j from n where i <= 17)`,
		fmt.Sprintf(`insert into agencyaccess_holder select 'acme', %d, min(255, i / 100), 'c' || i, 'g' || (i %% 100) from n`, everybodys),
		`insert into agencyaccess_holder select 'acme', -k, 0, 'c' || i, 'g' || (i % 100) from (select i as k from n where i <= 19) join n on i <= k * 10`,
		`insert into agencyaccess_claim select 'acme', 'l' || i || '-' || j, 'c' || i, 'g' || (i % 100), 'r' || j, '', 'o' || j, i, i + 1000,
			'{"ID":"l' || i || '-' || j || '","Candidate":"c' || i || '"}' from n, (select i as j from n where i <= 3)`,
		`insert into agencyaccess_probe select 'acme', 'p' || i, 'g' || (i % 100), 'ann', i, '{}' from n where i <= 1000`,
	} {
		query = strings.Replace(query, " select ", " with recursive n(i) as (select 1 union all select i + 1 from n where i < "+fmt.Sprint(n)+") select ", 1)
		_, err := db.Exec(query)
		require.NoError(t, err, query)
	}
	_, err := db.Exec("analyze")
	require.NoError(t, err)
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

// A lookup is what one costs: how many statements, which of the rows that they
// went through they handed out, and how they are found.
type lookup struct {
	statements, rows int
	plans            map[string][]string
}

// population is a store on a database of n candidates, and what has been asked.
func population(t testing.TB, n int) (s store.Store, asked *[]string, path string) {
	path = newFile(t)
	asked = new([]string)
	db := foreign(t, path, func(query string) error {
		*asked = append(*asked, query)
		return nil
	})
	require.NoError(t, sqlitestore.Migrate(t.Context(), db))
	populate(t, db, n)
	host := sqlitestore.New(db)
	t.Cleanup(func() { require.NoError(t, host.Close()) })
	_, err := host.Read(t.Context(), "acme", store.Query{}) // prepares all
	require.NoError(t, err)
	return host, asked, path
}

func looksUp(t testing.TB, n int) lookup {
	s, asked, path := population(t, n)
	l := lookup{plans: make(map[string][]string)}
	*asked = nil
	for _, q := range entryAndPersons() {
		f, err := s.Read(t.Context(), "acme", q)
		require.NoError(t, err)
		if q.Keys != nil {
			require.Equal(t, []string{"ann@north.example"}, f.Members)
			require.Len(t, f.Holders[0], store.MaxHolders)
			require.Len(t, f.Holders[19], 190)
			require.Equal(t, candidate.ID("c1"), f.Holders[19][0].Candidate)
			require.Equal(t, 10, f.Probes.Agency)
		}
		for _, block := range f.Holders {
			l.rows += len(block)
		}
		for _, k := range f.Known {
			l.rows += 1 + len(k.Claims)
		}
	}
	for _, stmt := range sqlitestore.Statements() {
		if slices.Contains(*asked, stmt.SQL) {
			l.statements++
			l.plans[stmt.Name] = plan(t, path, stmt)
		}
	}
	return l
}

// A lookup asks as much, and reads as much, however large the account is.
func TestLookupsDoNotDependOnTheSizeOfTheAccount(t *testing.T) {
	if raceDetector {
		t.Skip("there is one goroutine")
	}
	small, large := looksUp(t, 1000), looksUp(t, 20_000)
	t.Logf("%d statements, %d rows", large.statements, large.rows)
	require.Equal(t, small, large)
	require.Equal(t, 6, large.statements)
	require.Equal(t, store.MaxHolders+190*20/2+50*(1+3), large.rows) // everybody's key and the others; persons and claims
	// What is read for a row is found by a whole key but for its order, and of a
	// block no more is read than is handed out.
	for name, line := range map[string]string{
		"holders": "SEARCH h USING PRIMARY KEY (account=? AND digest=?)",
		"known":   "SEARCH c USING INDEX agencyaccess_candidate_person (account=? AND person=?)",
		"members": "SEARCH r USING INDEX agencyaccess_recruiter_email (account=? AND email=?)",
		"probes":  "SEARCH p USING COVERING INDEX agencyaccess_probe_at (account=? AND agency=? AND at>?)",
	} {
		require.Contains(t, large.plans[name], line)
	}
}

func BenchmarkLookup(b *testing.B) {
	for _, n := range []int{1000, 100_000} {
		b.Run(fmt.Sprint(n, " candidates"), func(b *testing.B) {
			l := looksUp(b, n)
			s, _, _ := population(b, n)
			for b.Loop() {
				for _, q := range entryAndPersons() {
					_, err := s.Read(b.Context(), "acme", q)
					require.NoError(b, err)
				}
			}
			b.ReportMetric(float64(l.statements), "statements/op")
			b.ReportMetric(float64(l.rows), "rows/op")
		})
	}
}
