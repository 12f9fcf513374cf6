package pgstore_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/pgstore"
)

// oddID is an identifier of which JSON and SQL each take another part for their own.
const oddID = `d'o"e \ {é}`

// atVersion1 fills tables of version 1 with a submission of each of two persons,
// as that version kept them.
func atVersion1(t *testing.T, c *pgx.Conn) {
	t.Helper()
	run(t, c, "create schema agencyaccess")
	run(t, c, "set search_path to agencyaccess")
	run(t, c, migrations(t)[0][0])
	run(t, c, "insert into account values ('acme', 2, 0, 0, null)")
	for _, id := range []string{"jane", oddID} {
		quoted, err := json.Marshal(id)
		require.NoError(t, err)
		run(t, c, "insert into candidate values ('acme', $1, $2)", id, `{"ID":`+string(quoted)+`,"Created":"2026-03-01T09:30:00Z"}`)
		run(t, c, "insert into submission values ('acme', $1, 'dev', 'north', 'ann', '', -1772357400000000, 1, $2)", "of "+id,
			`{"ID":`+string(quoted[:1])+`of `+string(quoted[1:])+`,"Opening":"dev","Candidate":`+string(quoted)+`,"Entry":"","Agency":"north",`+
				`"Recruiter":"ann","Request":"","Source":"","Stage":"new","At":"2026-03-01T09:30:00Z","Changed":"0001-01-01T00:00:00Z","Terms":"","Rules":0}`)
	}
	run(t, c, `insert into submission values ('acme', 'nobody', 'dev', '', '', '', 62135596800000000, 1, '{"ID":"nobody","Opening":"dev"}')`)
}

// Records that an older version kept are used like those of this one.
func TestTablesOfVersion1AreBroughtUpToDate(t *testing.T) {
	ctx := context.Background()
	dsn := servers.Database(t)
	c := connected(t, dsn)
	atVersion1(t, c)
	pool := pooled(t, dsn)
	host, err := pgstore.New(pool)
	require.NoError(t, err)
	require.ErrorIs(t, put(host, "acme", "north"), store.ErrSchema)
	require.NoError(t, pgstore.Migrate(ctx, pool))
	require.Equal(t, 3, ask[int](t, c, "select version from schema"))
	consistent(t, dsn)

	s := reopenedAt(t, dsn)
	for _, id := range []candidate.ID{"jane", oddID} {
		f, err := s.Read(ctx, "acme", store.Query{Submission: candidate.SubmissionID("of " + id), Person: true})
		require.NoError(t, err)
		require.Len(t, f.Known, 1, id)
		jane := f.Known[0].Candidate
		require.Equal(t, id, f.Submission.Candidate)
		require.Equal(t, candidate.Candidate{ID: id, Person: id, Created: jane.Created}, jane)
		require.Equal(t, 2026, jane.Created.Year())

		claim := candidate.Claim{ID: candidate.ClaimID("of " + id), Candidate: id, Agency: "north", From: jane.Created}
		jane.Person, jane.Host = "jane", "h1"
		require.NoError(t, s.Update(ctx, "acme", func(tx store.Tx) error {
			tx.PutCandidates(jane)
			tx.PutClaims(claim)
			tx.Hold(id, "north", candidate.Hold(candidate.Holding{Digest: 7}))
			tx.PutIndex(candidate.Index{Size: 2, Key: "k"})
			return nil
		}))
	}
	f, err := s.Read(ctx, "acme", store.Query{Candidates: []candidate.ID{"jane"}, Host: "h1", Keys: []candidate.Digest{7}})
	require.NoError(t, err)
	require.Len(t, f.Known, 2)
	require.Equal(t, []candidate.Holder{{Candidate: oddID, Agency: "north"}, {Candidate: "jane", Agency: "north"}}, f.Holders[0])
	require.Equal(t, candidate.Index{Size: 2, Key: "k"}, f.Index)
	consistent(t, dsn)
}

// What version 1 had is there again after going down, and up again.
func TestGoingDownKeepsTheRowsOfVersion1(t *testing.T) {
	dsn := servers.Database(t)
	c := connected(t, dsn)
	atVersion1(t, c)
	const rows = `select string_agg(id, ' ' order by id) from (select id from candidate union all select id from submission) r`
	before, version1 := ask[string](t, c, rows), catalog(t, c, "agencyaccess")
	pool := pooled(t, dsn)
	require.NoError(t, pgstore.Migrate(t.Context(), pool))
	run(t, c, migrations(t)[2][1])
	run(t, c, migrations(t)[1][1])
	require.Equal(t, 1, ask[int](t, c, "select version from schema"))
	require.Equal(t, before, ask[string](t, c, rows))
	require.Equal(t, version1, catalog(t, c, "agencyaccess"))
	require.NoError(t, pgstore.Migrate(t.Context(), pool))
	require.Equal(t, before, ask[string](t, c, rows))
	consistent(t, dsn)
}

// atVersion2 fills tables of version 2 with two recruiters of an agency that has
// an opening, as that version kept them.
func atVersion2(t *testing.T, c *pgx.Conn) {
	t.Helper()
	run(t, c, "create schema agencyaccess")
	run(t, c, "set search_path to agencyaccess")
	run(t, c, migrations(t)[0][0])
	run(t, c, migrations(t)[1][0])
	run(t, c, "insert into account values ('acme', 2, 0, 0, null, null)")
	run(t, c, `insert into agency values ('acme', 'north',
		'{"ID":"north","Title":"North","Domains":["north.example"],"State":"active","Terms":"","Created":"2026-03-01T09:30:00Z"}')`)
	run(t, c, `insert into recruiter select 'acme', id, 'north', id || '@north.example',
		'{"ID":"' || id || '","Agency":"north","Name":"","Email":"' || id || '@north.example","Admin":false,"State":"active",' ||
		'"Since":"2026-03-01T09:30:00Z"}' from unnest('{ann,bob}'::text[]) id`)
	run(t, c, `insert into share values ('acme', 'dev', 'agency:north', null, 1772357400000000, 9223372036854775807,
		'{"Opening":"dev","Recruiter":"","Agency":"north","From":"2026-03-01T09:30:00Z","Until":"0001-01-01T00:00:00Z",' ||
		'"Granted":"2026-03-01T09:30:00Z","Revoked":"0001-01-01T00:00:00Z"}')`)
}

// Nobody whom version 2 knew is in conflict, and no agency is known by a domain
// until it is put.
func TestTablesOfVersion2AreBroughtUpToDate(t *testing.T) {
	ctx := t.Context()
	dsn := servers.Database(t)
	c := connected(t, dsn)
	atVersion2(t, c)
	version2 := catalog(t, c, "agencyaccess")
	pool := pooled(t, dsn)
	require.NoError(t, pgstore.Migrate(ctx, pool))
	consistent(t, dsn)

	s := reopenedAt(t, dsn)
	q := store.Query{Recruiter: "ann", Email: "ann@north.example", Emails: []string{"bob@north.example"}, Domain: "north.example", Latest: true}
	f, err := s.Read(ctx, "acme", q)
	require.NoError(t, err)
	require.Equal(t, agency.RecruiterID("ann"), f.EmailRecruiter)
	require.False(t, f.Recruiter.Conflict)
	require.Equal(t, q.Emails, f.Members)
	require.Empty(t, f.AtDomain)
	require.Nil(t, f.Latest)
	require.Empty(t, f.Agency.Known)

	north := f.Agency
	north.Known = north.Domains
	require.NoError(t, s.Update(ctx, "acme", func(tx store.Tx) error {
		f.Recruiter.Conflict = true
		tx.PutRecruiters(f.Recruiter)
		tx.PutAgencies(north)
		return nil
	}))
	f, err = s.Read(ctx, "acme", q)
	require.NoError(t, err)
	require.Empty(t, f.EmailRecruiter)
	require.Equal(t, []agency.Agency{north}, f.AtDomain)
	consistent(t, dsn)

	run(t, c, migrations(t)[2][1])
	require.Equal(t, 2, ask[int](t, c, "select version from schema"))
	require.Equal(t, version2, catalog(t, c, "agencyaccess"))
	require.Equal(t, "ann bob", ask[string](t, c, "select string_agg(id, ' ' order by id) from recruiter"))
	require.NoError(t, pgstore.Migrate(ctx, pool))
}
