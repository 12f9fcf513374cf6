package sqlitestore_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// database opens a file with nothing but SQL.
func database(t testing.TB, path string, pragmas ...string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", dsn(path, pragmas...))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// one returns the only value that a query answers with.
func one[T any](t testing.TB, db *sql.DB, query string, args ...any) (v T) {
	t.Helper()
	require.NoError(t, db.QueryRow(query, args...).Scan(&v))
	return v
}

// checkFile checks a database as a file and as tables: SQLite finds nothing
// wrong with it, and the columns that repeat what is in records agree with the
// records. A file that is not there yet passes.
func checkFile(t testing.TB, path string) {
	t.Helper()
	if _, err := os.Stat(path); os.IsNotExist(err) {
		return
	}
	require.Empty(t, wrong(t, path))
}

// wrong says what contradicts itself in a file.
func wrong(t testing.TB, path string) (found []string) {
	t.Helper()
	db := database(t, path)
	if answer := one[string](t, db, "pragma integrity_check"); answer != "ok" {
		found = append(found, answer)
	}
	for table, implied := range derived {
		for _, r := range rowsOf(t, db, table) {
			for name, want := range implied(t, []byte(r["doc"].(string))) {
				if r[name] != want {
					found = append(found, fmt.Sprintf("%s.%s is %v, not %v", table, name, r[name], want))
				}
			}
		}
	}
	for what, query := range contradictions {
		if one[int](t, db, "select count(*) from ("+query+")") > 0 {
			found = append(found, what)
		}
	}
	if want, got := teams(t, db); !maps.Equal(want, got) {
		found = append(found, "the teams are not those of the openings")
	}
	if want, got := domains(t, db); !maps.Equal(want, got) {
		found = append(found, "the domains are not those of the agencies")
	}
	return found
}

type columns map[string]any

func rowsOf(t testing.TB, db *sql.DB, table string) (all []columns) {
	t.Helper()
	rows, err := db.Query("select * from agencyaccess_" + table)
	require.NoError(t, err)
	defer rows.Close()
	names, err := rows.Columns()
	require.NoError(t, err)
	for rows.Next() {
		values, at := make([]any, len(names)), make([]any, len(names))
		for i := range values {
			at[i] = &values[i]
		}
		require.NoError(t, rows.Scan(at...))
		r := make(columns)
		for i, name := range names {
			r[name] = values[i]
		}
		all = append(all, r)
	}
	require.NoError(t, rows.Err())
	return all
}

// derived are, by table, the columns that a record implies.
var derived = map[string]func(testing.TB, []byte) columns{
	"staff": of(func(r agency.Staff) columns {
		return columns{"id": string(r.ID), "email": agency.FoldEmail(r.Email)}
	}),
	"agency": of(func(r agency.Agency) columns { return columns{"id": string(r.ID)} }),
	"recruiter": of(func(r agency.Recruiter) columns {
		email := agency.FoldEmail(r.Email)
		if r.State == agency.RecruiterDeactivated {
			email = ""
		}
		return columns{"id": string(r.ID), "agency": string(r.Agency), "email": email, "conflict": one01(r.Conflict)}
	}),
	"opening": of(func(r agency.Opening) columns {
		return columns{"id": string(r.ID), "newest": -r.Created.UnixMicro(), "open": one01(r.State == agency.Open)}
	}),
	"share": of(func(r agency.Share) columns {
		ends := r.Until.UnixMicro()
		if r.Until.IsZero() {
			ends = math.MaxInt64
		}
		if !r.Revoked.IsZero() || !r.Paused.IsZero() {
			ends = time.Time{}.UnixMicro()
		}
		return columns{"opening": string(r.Opening), "grantee": r.Grantee.String(), "starts": r.From.UnixMicro(), "ends": ends}
	}),
	"invitation": of(func(r invite.Invitation) columns {
		return columns{
			"id": string(r.ID), "recruiter": string(r.Recruiter), "agency": string(r.Agency), "newest": -r.Created.UnixMicro(),
		}
	}),
	"list": of(func(r agency.List) columns { return columns{"id": string(r.ID)} }),
	"entry": of(func(r candidate.Entry) columns {
		return columns{"id": string(r.ID), "name": r.FullName()}
	}),
	"candidate": of(func(r candidate.Candidate) columns {
		return columns{"id": string(r.ID), "person": string(r.Person), "host": string(r.Host)}
	}),
	"claim": of(func(r candidate.Claim) columns {
		return columns{
			"id": string(r.ID), "candidate": string(r.Candidate), "agency": string(r.Agency), "recruiter": string(r.Recruiter),
			"submission": string(r.Submission), "opening": string(r.Opening),
			"begins": r.From.UnixMicro(), "ends": r.Ends().UnixMicro(),
		}
	}),
	"ruling": of(func(r candidate.Ruling) columns { return columns{"submission": string(r.Submission)} }),
	"probe": of(func(r candidate.Probe) columns {
		return columns{"id": r.ID, "agency": string(r.Agency), "recruiter": string(r.Recruiter), "at": r.At.UnixMicro()}
	}),
	"submission": of(func(r candidate.Submission) columns {
		return columns{
			"id": string(r.ID), "opening": string(r.Opening), "agency": string(r.Agency), "recruiter": string(r.Recruiter),
			"entry": string(r.Entry), "candidate": string(r.Candidate),
			"newest": -r.At.UnixMicro(), "standing": one01(r.Standing()),
		}
	}),
	"receipt": of(func(r candidate.Receipt) columns {
		return columns{
			"agency": string(r.Agency), "recruiter": string(r.Recruiter), "request": string(r.Request), "at": r.At.UnixMicro(),
		}
	}),
	"remark": of(func(r candidate.Remark) columns {
		return columns{"id": r.ID, "submission": string(r.Submission), "at": r.At.UnixMicro(), "kind": int64(r.Kind)}
	}),
	"journal": of(func(r store.Entry) columns {
		return columns{
			"opening": string(r.Opening), "agency": string(r.Agency), "recruiter": string(r.Recruiter),
			"staff": string(r.Staff), "submission": string(r.Submission),
		}
	}),
}

func of[R any](f func(R) columns) func(testing.TB, []byte) columns {
	return func(t testing.TB, doc []byte) columns {
		t.Helper()
		var r R
		require.NoError(t, json.Unmarshal(doc, &r))
		return f(r)
	}
}

func one01(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// contradictions are queries that find nothing.
var contradictions = map[string]string{
	"a share is listed by another instant than its opening's": `select 1 from agencyaccess_share s
		left join agencyaccess_opening o on o.account = s.account and o.id = s.opening where s.opened is not o.newest`,
	"a team is listed by another instant than its opening's": `select 1 from agencyaccess_team m
		left join agencyaccess_opening o on o.account = m.account and o.id = m.opening where m.newest is not o.newest`,
	"the journal is not numbered 1, 2, 3": `select 1 from agencyaccess_account a
		where a.journal <> (select count(*) from agencyaccess_journal j where j.account = a.account)
		or a.journal <> (select coalesce(max(j.seq), 0) from agencyaccess_journal j where j.account = a.account)`,
	"an event has a number to come": `select 1 from agencyaccess_event e
		join agencyaccess_account a on a.account = e.account where e.seq > a.events`,
	"a queue that waits has no events, or one that does not has": `select 1 from agencyaccess_queue q
		where q.waiting <> exists (select 1 from agencyaccess_event e where e.account = q.account)`,
	"events are in no queue": `select 1 from agencyaccess_event where account not in (select account from agencyaccess_queue)`,
	"a turn is none":         `select 1 from agencyaccess_holder where turn not between 0 and 255 or typeof(digest) <> 'integer'`,
	"an account has records and no row": `select account from (
		select account from agencyaccess_journal union select account from agencyaccess_event
		union select account from agencyaccess_opening union select account from agencyaccess_submission
		union select account from agencyaccess_invitation union select account from agencyaccess_list
		union select account from agencyaccess_claim union select account from agencyaccess_holder)
		where account not in (select account from agencyaccess_account)`,
}

type member struct{ account, opening, staff string }

// teams returns the teams as the openings have them, and as the table does.
func teams(t testing.TB, db *sql.DB) (want, got map[member]bool) {
	t.Helper()
	want, got = make(map[member]bool), make(map[member]bool)
	for _, r := range rowsOf(t, db, "opening") {
		var o agency.Opening
		require.NoError(t, json.Unmarshal([]byte(r["doc"].(string)), &o))
		for id := range o.Team.All() {
			want[member{r["account"].(string), string(o.ID), string(id)}] = true
		}
	}
	for _, r := range rowsOf(t, db, "team") {
		got[member{r["account"].(string), r["opening"].(string), r["staff"].(string)}] = true
	}
	return want, got
}

type site struct{ account, domain, agency string }

// domains returns by which domains agencies are known, as they have them and as
// the table does.
func domains(t testing.TB, db *sql.DB) (want, got map[site]bool) {
	t.Helper()
	want, got = make(map[site]bool), make(map[site]bool)
	for _, r := range rowsOf(t, db, "agency") {
		var a agency.Agency
		require.NoError(t, json.Unmarshal([]byte(r["doc"].(string)), &a))
		for domain := range a.Known.All() {
			want[site{r["account"].(string), domain, string(a.ID)}] = true
		}
	}
	for _, r := range rowsOf(t, db, "domain") {
		got[site{r["account"].(string), r["domain"].(string), r["agency"].(string)}] = true
	}
	return want, got
}
