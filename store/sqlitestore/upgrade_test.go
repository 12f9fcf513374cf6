package sqlitestore_test

import (
	"database/sql"
	"encoding/json"
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/sqlitestore"
)

// oddID is an identifier of which JSON and SQL each take another part for their own.
const oddID = `d'o"e \ {é}`

// goTo carries out one direction of a migration, as goose does.
func goTo(t *testing.T, db *sql.DB, file, direction string) {
	t.Helper()
	text, err := fs.ReadFile(sqlitestore.Migrations(), file)
	require.NoError(t, err)
	for _, statement := range gooseSplit(t, string(text), direction) {
		_, err := db.Exec(statement)
		require.NoError(t, err, statement)
	}
}

// atVersion1 fills tables of version 1 with a submission of each of two persons,
// as that version kept them.
func atVersion1(t *testing.T, db *sql.DB) {
	t.Helper()
	goTo(t, db, "00001_tables.sql", "Up")
	exec := func(query string, args ...any) {
		_, err := db.Exec(query, args...)
		require.NoError(t, err, query)
	}
	exec("insert into agencyaccess_account values ('acme', 2, 0, 0, null)")
	for _, id := range []string{"jane", oddID} {
		quoted, err := json.Marshal(id)
		require.NoError(t, err)
		exec("insert into agencyaccess_candidate values ('acme', ?, ?)", id, `{"ID":`+string(quoted)+`,"Created":"2026-03-01T09:30:00Z"}`)
		exec("insert into agencyaccess_submission values ('acme', ?, 'dev', 'north', 'ann', '', -1772357400000000, 1, ?)", "of "+id,
			`{"ID":`+string(quoted[:1])+`of `+string(quoted[1:])+`,"Opening":"dev","Candidate":`+string(quoted)+`,"Entry":"","Agency":"north",`+
				`"Recruiter":"ann","Request":"","Source":"","Stage":"new","At":"2026-03-01T09:30:00Z","Changed":"0001-01-01T00:00:00Z","Terms":"","Rules":0}`)
	}
	exec(`insert into agencyaccess_submission values ('acme', 'nobody', 'dev', '', '', '', 62135596800000000, 1, '{"ID":"nobody","Opening":"dev"}')`)
}

// Records that an older version kept are used like those of this one.
func TestTablesOfVersion1AreBroughtUpToDate(t *testing.T) {
	path := newFile(t)
	db := database(t, path, "journal_mode(wal)")
	atVersion1(t, db)
	host := sqlitestore.New(db)
	defer host.Close()
	require.ErrorIs(t, put(host, "acme", "a"), store.ErrSchema)
	require.NoError(t, sqlitestore.Migrate(t.Context(), db))
	require.Equal(t, 2, one[int](t, db, "select version from agencyaccess_schema"))
	checkFile(t, path)

	s := openAt(t, path)
	for _, id := range []candidate.ID{"jane", oddID} {
		f, err := s.Read(t.Context(), "acme", store.Query{Submission: candidate.SubmissionID("of " + id), Person: true})
		require.NoError(t, err)
		require.Len(t, f.Known, 1, id)
		jane := f.Known[0].Candidate
		require.Equal(t, id, f.Submission.Candidate)
		require.Equal(t, candidate.Candidate{ID: id, Person: id, Created: jane.Created}, jane)
		require.Equal(t, 2026, jane.Created.Year())

		claim := candidate.Claim{ID: candidate.ClaimID("of " + id), Candidate: id, Agency: "north", From: jane.Created}
		jane.Person, jane.Host = "jane", "h1"
		require.NoError(t, s.Update(t.Context(), "acme", func(tx store.Tx) error {
			tx.PutCandidates(jane)
			tx.PutClaims(claim)
			tx.Hold(id, "north", candidate.Hold(candidate.Holding{Digest: 7}))
			tx.PutIndex(candidate.Index{Size: 2, Key: "k"})
			return nil
		}))
	}
	f, err := s.Read(t.Context(), "acme", store.Query{Candidates: []candidate.ID{"jane"}, Host: "h1", Keys: []candidate.Digest{7}})
	require.NoError(t, err)
	require.Len(t, f.Known, 2)
	require.Equal(t, []candidate.Holder{{Candidate: oddID, Agency: "north"}, {Candidate: "jane", Agency: "north"}}, f.Holders[0])
	require.Equal(t, candidate.Index{Size: 2, Key: "k"}, f.Index)
	checkFile(t, path)
}

// What version 1 had is there again after going down, and up again.
func TestGoingDownKeepsTheRowsOfVersion1(t *testing.T) {
	path := newFile(t)
	db := database(t, path, "journal_mode(wal)")
	atVersion1(t, db)
	const rows = `select group_concat(id, char(10)) from (select id from agencyaccess_candidate union all
		select id from agencyaccess_submission order by 1)`
	before := one[string](t, db, rows)
	columns := func() (names []string) {
		r, err := db.Query(`select m.name || '.' || c.name from sqlite_master m join pragma_table_info(m.name) c
			where m.type = 'table' order by 1`)
		require.NoError(t, err)
		defer r.Close()
		for r.Next() {
			var name string
			require.NoError(t, r.Scan(&name))
			names = append(names, name)
		}
		return names
	}
	version1 := columns()
	require.NoError(t, sqlitestore.Migrate(t.Context(), db))
	goTo(t, db, "00002_claims.sql", "Down")
	require.Equal(t, 1, one[int](t, db, "select version from agencyaccess_schema"))
	require.Equal(t, before, one[string](t, db, rows))
	require.Equal(t, version1, columns())
	require.NoError(t, sqlitestore.Migrate(t.Context(), db))
	require.Equal(t, before, one[string](t, db, rows))
	checkFile(t, path)
}
