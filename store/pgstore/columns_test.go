package pgstore_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/candidate"
)

// contradictions are questions for rows whose columns are not what their records
// say, or that contradict other rows.
var contradictions = map[string]string{
	"staff":  `select from staff where id <> doc::json->>'ID' or email <> lower(upper(doc::json->>'Email'))`,
	"agency": `select from agency where id <> doc::json->>'ID'`,
	"domain": `select from (select account, id, json_array_elements_text(doc::json->'Known') as domain from agency) a
		full join domain d on (d.account, d.agency, d.domain) = (a.account, a.id, a.domain) where a.id is null or d.agency is null`,
	"recruiter": `select from recruiter where id <> doc::json->>'ID' or agency <> doc::json->>'Agency' or email not in ('', lower(upper(doc::json->>'Email')))
		or (conflict = 1) <> coalesce((doc::json->>'Conflict')::boolean, false)`,
	"invitation": `select from invitation where id <> doc::json->>'ID' or recruiter <> doc::json->>'Recruiter' or agency <> doc::json->>'Agency'
		or newest <> -pg_temp.us(doc::json->>'Created')`,
	"list": `select from list where id <> doc::json->>'ID'`,
	"opening": `select from opening where id <> doc::json->>'ID' or newest <> -pg_temp.us(doc::json->>'Created')
		or (open = 1) <> (doc::json->>'State' = 'open')`,
	"team": `select from (select account, id, json_array_elements_text(doc::json->'Team') as staff, newest from opening) o
		full join team t on (t.account, t.opening, t.staff, t.newest) = (o.account, o.id, o.staff, o.newest)
		where o.id is null or t.opening is null`,
	"share": `select from share s left join opening o on (o.account, o.id) = (s.account, s.opening)
		where s.opening <> s.doc::json->>'Opening' or s.opened is distinct from o.newest
		or grantee <> case when s.doc::json->>'Agency' = '' then 'recruiter:' || (s.doc::json->>'Recruiter') else 'agency:' || (s.doc::json->>'Agency') end
		or starts <> pg_temp.us(s.doc::json->>'From')
		or (ends < 0) <> (greatest(s.doc::json->>'Revoked', s.doc::json->>'Paused')::timestamptz > '0001-01-02')`,
	"entry":     `select from entry where id <> doc::json->>'ID' or name <> doc::json->>'Name'`,
	"candidate": `select from candidate where id <> doc::json->>'ID' or person <> doc::json->>'Person' or host <> doc::json->>'Host'`,
	"claim": `select from claim where id <> doc::json->>'ID' or candidate <> doc::json->>'Candidate' or agency <> doc::json->>'Agency'
		or recruiter <> doc::json->>'Recruiter' or submission <> doc::json->>'Submission' or opening <> doc::json->>'Opening'
		or begins <> pg_temp.us(doc::json->>'From')`,
	"ruling": `select from ruling where submission <> doc::json->>'Submission'`,
	"probe": `select from probe where id <> doc::json->>'ID' or agency <> doc::json->>'Agency' or recruiter <> doc::json->>'Recruiter'
		or at <> pg_temp.us(doc::json->>'At')`,
	"holder": `select from holder where turn not between 0 and 255`,
	"submission": `select from submission where id <> doc::json->>'ID' or opening <> doc::json->>'Opening' or agency <> doc::json->>'Agency'
		or recruiter <> doc::json->>'Recruiter' or entry <> doc::json->>'Entry' or candidate <> doc::json->>'Candidate' or newest <> -pg_temp.us(doc::json->>'At')`,
	"receipt": `select from receipt where agency <> doc::json->>'Agency' or recruiter <> doc::json->>'Recruiter'
		or request <> doc::json->>'Request' or at <> pg_temp.us(doc::json->>'At')`,
	"remark": `select from remark where id <> doc::json->>'ID' or submission <> doc::json->>'Submission' or at <> pg_temp.us(doc::json->>'At')`,
	"journal": `select from journal where opening <> doc::json->>'Opening' or agency <> doc::json->>'Agency' or recruiter <> doc::json->>'Recruiter'
		or staff <> doc::json->>'Staff' or submission <> doc::json->>'Submission'`,
	"numbers of journal entries": `select from account a left join (
			select account, count(*) as n, min(seq) as least, max(seq) as most from journal group by account
		) j using (account) where (a.journal, a.journal) is distinct from (coalesce(j.n, 0), coalesce(j.most, 0)) or j.least <> 1`,
	"numbers of events": `select from event e left join account a using (account) where e.seq > coalesce(a.events, 0)`,
	"queue": `select from (select distinct account from event) e full join (select account from queue where waiting = 1) q using (account)
		where e is null or q is null`,
	"entries of submissions": `select from submission s left join entry e on (e.account, e.id) = (s.account, s.entry)
		where s.entry <> '' and e.id is null`,
}

// consistent checks the columns of every table.
func consistent(t testing.TB, dsn string) {
	t.Helper()
	c := connected(t, dsn)
	run(t, c, `set search_path to agencyaccess; set timezone to utc`)
	run(t, c, `create or replace function pg_temp.us(text) returns bigint language sql as
		$$ select (extract(epoch from $1::timestamptz) * 1000000)::bigint $$`)
	for what, sql := range contradictions {
		n := ask[int](t, c, "select count(*) from ("+sql+") wrong")
		require.Zero(t, n, what)
	}
	rows, err := c.Query(t.Context(), "select doc::json, standing from submission")
	require.NoError(t, err)
	kept, err := pgx.CollectRows(rows, pgx.RowToStructByPos[struct {
		Doc      candidate.Submission
		Standing int
	}])
	require.NoError(t, err)
	for _, s := range kept {
		require.Equal(t, s.Doc.Standing(), s.Standing == 1, s.Doc.ID)
	}
	rows, err = c.Query(t.Context(), "select doc::json, ends from claim")
	require.NoError(t, err)
	claims, err := pgx.CollectRows(rows, pgx.RowToStructByPos[struct {
		Doc  candidate.Claim
		Ends int64
	}])
	require.NoError(t, err)
	for _, s := range claims {
		require.Equal(t, s.Doc.Ends().UnixMicro(), s.Ends, s.Doc.ID)
	}
}
