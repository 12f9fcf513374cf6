package sqlitestore_test

import (
	"database/sql"
	"encoding/json"
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
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
	require.Equal(t, 3, one[int](t, db, "select version from agencyaccess_schema"))
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
	version1 := columnsOf(t, db)
	require.NoError(t, sqlitestore.Migrate(t.Context(), db))
	goTo(t, db, "00003_outreach.sql", "Down")
	goTo(t, db, "00002_claims.sql", "Down")
	require.Equal(t, 1, one[int](t, db, "select version from agencyaccess_schema"))
	require.Equal(t, before, one[string](t, db, rows))
	require.Equal(t, version1, columnsOf(t, db))
	require.NoError(t, sqlitestore.Migrate(t.Context(), db))
	require.Equal(t, before, one[string](t, db, rows))
	checkFile(t, path)
}

// columnsOf are the columns of all tables, and the indexes.
func columnsOf(t *testing.T, db *sql.DB) (names []string) {
	t.Helper()
	r, err := db.Query(`select m.name || '.' || c.name from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table'
		union all select m.name || ' ' || m.sql from sqlite_master m where m.type = 'index' and m.sql is not null order by 1`)
	require.NoError(t, err)
	defer r.Close()
	for r.Next() {
		var name string
		require.NoError(t, r.Scan(&name))
		names = append(names, name)
	}
	require.NoError(t, r.Err())
	return names
}

// atVersion2 fills tables of version 2 with two recruiters of an agency that has
// an opening, as that version kept them.
func atVersion2(t *testing.T, db *sql.DB) {
	t.Helper()
	goTo(t, db, "00001_tables.sql", "Up")
	goTo(t, db, "00002_claims.sql", "Up")
	for _, query := range []string{
		`insert into agencyaccess_account values ('acme', 2, 0, 0, null, null)`,
		`insert into agencyaccess_agency values ('acme', 'north',
			'{"ID":"north","Title":"North","Domains":["north.example"],"State":"active","Terms":"","Created":"2026-03-01T09:30:00Z"}')`,
		`insert into agencyaccess_recruiter select 'acme', value, 'north', value || '@north.example',
			'{"ID":"' || value || '","Agency":"north","Name":"","Email":"' || value || '@north.example","Admin":false,"State":"active",' ||
			'"Since":"2026-03-01T09:30:00Z"}' from json_each('["ann","bob"]')`,
		`insert into agencyaccess_share values ('acme', 'dev', 'agency:north', null, 1772357400000000, 9223372036854775807,
			'{"Opening":"dev","Recruiter":"","Agency":"north","From":"2026-03-01T09:30:00Z","Until":"0001-01-01T00:00:00Z",' ||
			'"Granted":"2026-03-01T09:30:00Z","Revoked":"0001-01-01T00:00:00Z"}')`,
	} {
		_, err := db.Exec(query)
		require.NoError(t, err, query)
	}
}

// Nobody whom version 2 knew is in conflict, and no agency is known by a domain
// until it is put.
func TestTablesOfVersion2AreBroughtUpToDate(t *testing.T) {
	path := newFile(t)
	db := database(t, path, "journal_mode(wal)")
	atVersion2(t, db)
	version2 := columnsOf(t, db)
	require.NoError(t, sqlitestore.Migrate(t.Context(), db))
	checkFile(t, path)

	s := openAt(t, path)
	q := store.Query{Recruiter: "ann", Email: "ann@north.example", Emails: []string{"bob@north.example"}, Domain: "north.example", Latest: true}
	f, err := s.Read(t.Context(), "acme", q)
	require.NoError(t, err)
	require.Equal(t, agency.RecruiterID("ann"), f.EmailRecruiter)
	require.False(t, f.Recruiter.Conflict)
	require.Equal(t, q.Emails, f.Members)
	require.Empty(t, f.AtDomain)
	require.Nil(t, f.Latest)
	require.Empty(t, f.Agency.Known)

	north := f.Agency
	north.Known = north.Domains
	require.NoError(t, s.Update(t.Context(), "acme", func(tx store.Tx) error {
		f.Recruiter.Conflict = true
		tx.PutRecruiters(f.Recruiter)
		tx.PutAgencies(north)
		return nil
	}))
	f, err = s.Read(t.Context(), "acme", q)
	require.NoError(t, err)
	require.Empty(t, f.EmailRecruiter)
	require.Equal(t, []agency.Agency{north}, f.AtDomain)
	checkFile(t, path)

	require.NoError(t, s.Close())
	goTo(t, db, "00003_outreach.sql", "Down")
	require.Equal(t, 2, one[int](t, db, "select version from agencyaccess_schema"))
	require.Equal(t, version2, columnsOf(t, db))
	require.Equal(t, "ann bob", one[string](t, db, "select group_concat(id, ' ') from (select id from agencyaccess_recruiter order by id)"))
	require.NoError(t, sqlitestore.Migrate(t.Context(), db))
}
