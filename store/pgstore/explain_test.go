package pgstore_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/internal/tables"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/pgstore"
)

// fill makes three accounts, among many empty ones, of a size at which reading a whole table would be
// the wrong plan everywhere.
const fill = `
insert into account select 'a' || a, 1, 20000, 3000, '{}', '{}' from generate_series(1, 5000) a;
insert into staff select 'a' || a, 's' || i, 's' || i || '@acme.example', '{}' from generate_series(1, 3) a, generate_series(1, 2000) i;
insert into agency select 'a' || a, 'g' || i, '{}' from generate_series(1, 3) a, generate_series(1, 2000) i;
insert into recruiter select 'a' || a, 'r' || i, 'g' || i % 200, 'r' || i || '@north.example', '{}', i % 2
	from generate_series(1, 3) a, generate_series(1, 4000) i;
insert into recruiter select 'a' || a, 'x' || i, 'g' || i % 200, 'r7@north.example', '{}', 1 from generate_series(1, 3) a, generate_series(1, 2000) i;
insert into domain select 'a' || a, case when j = 1 then 'everybodys.example' else 'd' || i || '.example' end, 'g' || i
	from generate_series(1, 3) a, generate_series(1, 2000) i, generate_series(1, 2) j;
insert into invitation select 'a' || a, 'i' || i, 'r' || i % 4000, 'g' || i % 200, -i, '{}' from generate_series(1, 3) a, generate_series(1, 20000) i;
insert into list select 'a' || a, 't' || i, '{}' from generate_series(1, 3) a, generate_series(1, 2000) i;
insert into opening select 'a' || a, 'o' || i, -i, i % 2, '{}' from generate_series(1, 3) a, generate_series(1, 4000) i;
insert into team select 'a' || a, 'o' || i, 's' || (i * j) % 50, -i
	from generate_series(1, 3) a, generate_series(1, 4000) i, generate_series(1, 3) j on conflict do nothing;
insert into share select 'a' || a, 'o' || i, case when j = 1 then 'agency:g' || i % 100 else 'recruiter:r' || (i * j) % 300 end, -i, 0, i, '{}'
	from generate_series(1, 3) a, generate_series(1, 4000) i, generate_series(1, 3) j on conflict do nothing;
insert into entry select 'a' || a, 'e' || i, 'Jane Doe', '{}' from generate_series(1, 3) a, generate_series(1, 20000) i;
insert into candidate select 'a' || a, 'c' || i, '{}', 'c' || i / 2 * 2, case when i % 3 = 0 then 'h' || i else '' end
	from generate_series(1, 3) a, generate_series(1, 20000) i;
insert into holder select 'a' || a, i / 2 * j, i % 2, 'c' || i, 'g' || i % 150 from generate_series(1, 3) a, generate_series(1, 20000) i, generate_series(1, 4) j
	on conflict do nothing;
insert into holder select 'a' || a, -7, i / 150, 'c' || i, 'g' || i % 150 from generate_series(1, 3) a, generate_series(1, 20000) i;
insert into claim select 'a' || a, 'l' || i, 'c' || i / 2, case when i % 9 > 0 then 'g' || i % 150 else '' end, 'r' || i % 300, 'u' || i, 'o' || i % 2000, i, i + 5000, '{}'
	from generate_series(1, 3) a, generate_series(1, 20000) i;
insert into ruling select 'a' || a, 'u' || i, '{}' from generate_series(1, 3) a, generate_series(1, 20000) i;
insert into probe select 'a' || a, 'p' || i, 'g' || i % 150, 'r' || i % 300, i, '{}' from generate_series(1, 3) a, generate_series(1, 20000) i;
insert into submission select 'a' || a, 'u' || i, 'o' || i % 2000, 'g' || i % 150, 'r' || i % 300, 'e' || i, -i, i % 5, '{}', 'c' || i
	from generate_series(1, 3) a, generate_series(1, 20000) i;
insert into receipt select 'a' || a, 'g' || i % 150, 'r' || i % 300, 'q' || i, i, '{}' from generate_series(1, 3) a, generate_series(1, 20000) i;
insert into remark select 'a' || a, 'm' || i, 'u' || i % 2000, i, 0, '{}' from generate_series(1, 3) a, generate_series(1, 10000) i;
insert into journal select 'a' || a, i, 'o' || i % 2000, case when i % 3 > 0 then 'g' || i % 150 else '' end, 'r' || i % 300,
	case when i % 3 = 0 then 's' || i % 50 else '' end, 'u' || i, '{}', null from generate_series(1, 3) a, generate_series(1, 20000) i;
insert into event select 'a' || a, i, '{}', null, 0 from generate_series(1, 3) a, generate_series(1, 3000) i;
insert into queue select 'a' || a, case when a % 20 = 0 then 1 else 0 end, '', 0, 0, 0, 0 from generate_series(1, 5000) a;
analyze;`

// node is what a plan says of itself.
type node struct {
	Type     string  `json:"Node Type"`
	Relation string  `json:"Relation Name"`
	Rows     float64 `json:"Plan Rows"`
	Plans    []node  `json:"Plans"`
}

// walk calls fn for the node and all below it.
func (n node) walk(fn func(node)) {
	fn(n)
	for _, p := range n.Plans {
		p.walk(fn)
	}
}

func requireIndexed(t *testing.T, name, explained string) {
	var plans []struct{ Plan node }
	require.NoError(t, json.Unmarshal([]byte(explained), &plans))
	require.NotEmpty(t, plans)
	plans[0].Plan.walk(func(n node) {
		require.NotEqual(t, "Seq Scan", n.Type, "of %s by %s:\n%s", n.Relation, name, explained)
		// Pages are read in order; a few rows may be sorted, and the two halves of
		// what is granted are merged.
		if strings.HasPrefix(name, "list_") && strings.Contains(n.Type, "Sort") {
			require.Less(t, n.Rows, 200.0, "sorted by %s:\n%s", name, explained)
		}
	})
}

// digests are as many as an entry has keys; one of them everybody holds.
func digests(n int) []candidate.Digest {
	all := make([]candidate.Digest, n)
	for i := range all {
		all[i] = candidate.Digest(100 * i)
	}
	all[0] = math.MaxUint64 - 6
	return all
}

// recorder is a tables.Runner that remembers the calls.
type recorder struct{ calls []tables.Call }

func (r *recorder) Run(_ context.Context, calls []tables.Call) error {
	r.calls = append(r.calls, calls...)
	return nil
}

// asked are calls as an engine makes them, with parameters.
func asked(t *testing.T, in *tables.Tables) []tables.Call {
	at := time.UnixMicro(2000).UTC()
	r := new(recorder)
	s := in.Session(t.Context(), "a2", r)
	ask := func(q store.Query) {
		_, err := s.Facts(q)
		require.NoError(t, err)
	}
	ask(store.Query{Staff: "s7", Recruiter: "r7"})
	ask(store.Query{Recruiter: "r7", Opening: "o7", Request: "q7", Counters: true})
	ask(store.Query{
		Staff: "s7", Recruiter: "r7", Opening: "o7", Submission: "u7", Request: "q7", Email: "r7@north.example", Counters: true,
		Claim: "l7", Emails: []string{"r7@north.example", "r8@north.example"}, Keys: digests(20),
		Candidates: []candidate.ID{"c7", "c8", "c90"}, Person: true, Host: "h9", Probe: "p7", ProbesSince: at,
		Domain: "everybodys.example", Invitation: "i7", Latest: true, Lists: []agency.ListID{"t7", "t8"},
	})
	for _, l := range []store.List{
		{Scope: store.Scope{Kind: store.ListAgencies}, After: store.After{ID: "g5"}},
		{Scope: store.Scope{Kind: store.ListStaffUsers}, After: store.After{ID: "s5"}},
		{Scope: store.Scope{Kind: store.ListRecruiters}},
		{Scope: store.Scope{Kind: store.ListRecruiters, Opening: "o7", Agency: "g7"}},
		{Scope: store.Scope{Kind: store.ListRecruiters, Opening: "o7", Holding: true}},
		{Scope: store.Scope{Kind: store.ListRecruiters, Opening: "o7", Agency: "g7", Holding: true}},
		{Scope: store.Scope{Kind: store.ListColleagues}},
		{Scope: store.Scope{Kind: store.ListOpenings, OpenOnly: true}, After: store.After{At: at, ID: "o5"}},
		{Scope: store.Scope{Kind: store.ListOpenings, Team: "s7"}, After: store.After{At: at, ID: "o5"}},
		{Scope: store.Scope{Kind: store.ListGranted, ToRecruiter: true, ToAgency: true, OpenOnly: true, EffectiveAt: at}},
		{Scope: store.Scope{Kind: store.ListSubmissions}, After: store.After{At: at, ID: "u5"}},
		{Scope: store.Scope{Kind: store.ListSubmissions, Team: "s7"}},
		{Scope: store.Scope{Kind: store.ListSubmissions, Opening: "o7"}},
		{Scope: store.Scope{Kind: store.ListSubmissions, Agency: "g7"}},
		{Scope: store.Scope{Kind: store.ListSubmissions, Agency: "g7", Opening: "o7"}},
		{Scope: store.Scope{Kind: store.ListSubmissions, Recruiter: "r7"}},
		{Scope: store.Scope{Kind: store.ListSubmissions, Recruiter: "r7", Agency: "g7", Opening: "o7", Team: "s7"}},
		{Scope: store.Scope{Kind: store.ListAgencySubmissions}},
		{Scope: store.Scope{Kind: store.ListAgencySubmissions, Opening: "o7"}},
		{Scope: store.Scope{Kind: store.ListOwnSubmissions}},
		{Scope: store.Scope{Kind: store.ListOwnSubmissions, Opening: "o7"}},
		{Scope: store.Scope{Kind: store.ListShares, Opening: "o7"}},
		{Scope: store.Scope{Kind: store.ListShares, Recruiter: "r7"}},
		{Scope: store.Scope{Kind: store.ListRemarks, Submission: "u7", Remarks: 7}},
		{Scope: store.Scope{Kind: store.ListClaims}, After: store.After{At: at, ID: "l5"}},
		{Scope: store.Scope{Kind: store.ListClaims, Team: "s7", EffectiveAt: at}},
		{Scope: store.Scope{Kind: store.ListClaims, Opening: "o7"}},
		{Scope: store.Scope{Kind: store.ListClaims, Agency: "g7"}},
		{Scope: store.Scope{Kind: store.ListClaims, Agency: "g7", Opening: "o7"}},
		{Scope: store.Scope{Kind: store.ListClaims, Recruiter: "r7"}},
		{Scope: store.Scope{Kind: store.ListClaims, Recruiter: "r7", Agency: "g7", Opening: "o7", Team: "s7"}},
		{Scope: store.Scope{Kind: store.ListAgencyClaims, EffectiveAt: at}},
		{Scope: store.Scope{Kind: store.ListAgencyClaims, Opening: "o7"}},
		{Scope: store.Scope{Kind: store.ListOwnClaims}},
		{Scope: store.Scope{Kind: store.ListOwnClaims, Opening: "o7"}},
		{Scope: store.Scope{Kind: store.ListCandidates}, After: store.After{ID: "c5"}},
		{Scope: store.Scope{Kind: store.ListInvitations}, After: store.After{At: at, ID: "i5"}},
		{Scope: store.Scope{Kind: store.ListInvitations, Agency: "g7"}},
		{Scope: store.Scope{Kind: store.ListInvitations, Recruiter: "r7"}},
		{Scope: store.Scope{Kind: store.ListInvitations, Recruiter: "r7", Agency: "g7"}},
		{Scope: store.Scope{Kind: store.ListLists}, After: store.After{ID: "t5"}},
		{Scope: store.Scope{Kind: store.ListJournal}, After: store.After{Seq: 500}},
		{Scope: store.Scope{Kind: store.ListJournal, Submission: "u7"}},
		{Scope: store.Scope{Kind: store.ListJournal, Recruiter: "r7", Opening: "o7"}},
		{Scope: store.Scope{Kind: store.ListJournal, Opening: "o7"}},
		{Scope: store.Scope{Kind: store.ListJournal, Staff: "s7"}},
		{Scope: store.Scope{Kind: store.ListJournal, Agency: "g7"}},
	} {
		l.Limit = 50
		ask(store.Query{Recruiter: "r7", List: &l})
	}
	_, err := s.Agencies("g1", "g2")
	require.NoError(t, err)
	_, err = s.Recruiters("r1", "r2")
	require.NoError(t, err)
	_, err = s.Openings("o1", "o2")
	require.NoError(t, err)
	_, err = s.Shares([]agency.OpeningID{"o1", "o2"}, []agency.Grantee{agency.ToAgency("g1"), agency.ToRecruiter("r1")})
	require.NoError(t, err)

	last, err := s.Do(func(tx store.Tx) error {
		tx.PutSettings(agency.Settings{Version: 1})
		tx.PutStaff(agency.Staff{ID: "s1"})
		tx.PutAgencies(agency.Agency{ID: "g1", Known: agency.Freeze("d1.example", "d2.example")})
		tx.PutInvitations(invite.Invitation{ID: "i1", Recruiter: "r1", Agency: "g1", Created: at})
		tx.PutLists(agency.List{ID: "t1"})
		tx.DropLists("t2")
		tx.PutRecruiters(agency.Recruiter{ID: "r1", Agency: "g1"})
		tx.PutOpenings(agency.Opening{ID: "o1", Created: at, Team: agency.Freeze[agency.StaffID]("s1")})
		tx.PutShares(agency.Share{Opening: "o1", Grantee: agency.ToAgency("g1"), Window: agency.Window{From: at}})
		tx.PutEntries(candidate.Entry{ID: "e1"})
		tx.PutCandidates(candidate.Candidate{ID: "c1", Person: "c1"})
		tx.PutSubmissions(candidate.Submission{ID: "u1", At: at})
		tx.PutReceipts(candidate.Receipt{Agency: "g1", Recruiter: "r1", Request: "q1", At: at})
		tx.PutRemarks(candidate.Remark{ID: "m1", Submission: "u1", At: at})
		tx.PutClaims(candidate.Claim{ID: "l1", Candidate: "c1", From: at})
		tx.PutRulings(candidate.Ruling{Submission: "u1"})
		tx.PutProbes(candidate.Probe{ID: "p1", Agency: "g1", Recruiter: "r1", At: at})
		held := candidate.Hold(candidate.Holding{Digest: 7}, candidate.Holding{Digest: 8, Turn: 1})
		tx.PutIndex(candidate.Index{Size: 1})
		if _, err := tx.Agencies("g1"); err != nil { // before which it is written
			return err
		}
		tx.Hold("c1", "g1", held)
		tx.LetGo("c1", held)
		tx.Journal(store.Entry{At: at}, store.Value{Field: "x"})
		for _, of := range []store.Subject{{Submission: "u7"}, {Recruiter: "r7"}, {Opening: "o7"}, {Staff: "s7"}, {Agency: "g7"}} {
			tx.EraseValues(of)
		}
		tx.Publish(store.Event{At: at, Payload: []byte(`{}`)})
		return nil
	})
	require.NoError(t, err)
	calls := append(r.calls, last...)
	last, err = in.Session(t.Context(), "a2", new(recorder)).Do(func(tx store.Tx) error {
		tx.PutIndex(candidate.Index{Size: 2}) // which goes with the counts
		tx.Journal(store.Entry{At: at})
		return nil
	})
	require.NoError(t, err)
	calls = append(calls, last...)

	r.calls = []tables.Call{s.Lock()}
	place := tables.Place{
		Enter: func(context.Context, string) error { return nil }, Leave: func() {},
		Ask:    func(ctx context.Context, _ string, c tables.Call) error { return r.Run(ctx, []tables.Call{c}) },
		Change: func(_ context.Context, _ string, fn func(tables.Runner) error) error { return fn(r) },
	}
	require.NoError(t, in.Delete(t.Context(), place, "a2"))
	var f store.Facts
	require.NoError(t, r.Run(t.Context(), []tables.Call{
		in.ProbesBut("a2", &agency.Recruiter{ID: "7", Agency: "7"}, &store.Query{Probe: "7", ProbesSince: time.Unix(7, 0)}, []candidate.Probe{{ID: "8"}}, &f),
	}))
	aside, err := in.PutProbes("a2", []candidate.Probe{{ID: "p7", Agency: "7", Recruiter: "7", At: time.Unix(7, 0)}})
	require.NoError(t, err)
	require.NoError(t, r.Run(t.Context(), aside))
	outbox := in.Outbox(place)
	_, err = outbox.Pending(t.Context(), "a3", 10)
	require.NoError(t, err)
	require.ErrorIs(t, outbox.Ack(t.Context(), "a2", "token"), store.ErrConflict)
	return append(calls, r.calls...)
}

func TestEveryStatementUsesAnIndex(t *testing.T) {
	if raceDetector {
		t.Skip("there is one goroutine")
	}
	ctx := t.Context()
	dsn := servers.Database(t)
	st, err := pgstore.Open(ctx, dsn)
	require.NoError(t, err)
	require.NoError(t, st.Close())
	c, err := pgx.Connect(ctx, dsn)
	require.NoError(t, err)
	defer c.Close(context.Background())
	_, err = c.Exec(ctx, "set search_path to agencyaccess; "+fill)
	require.NoError(t, err)

	// All that an account has may be most of a table, where an index is not worth
	// it: of a deletion it is enough that there is one.
	mostly := func(name string) {
		_, err := c.Exec(ctx, "select set_config('enable_seqscan', $1, false)", fmt.Sprint(!strings.HasPrefix(name, "delete_")))
		require.NoError(t, err)
	}
	in := tables.New(pgstore.Dialect("agencyaccess"))
	explained := make(map[string]bool)
	for _, call := range asked(t, in) {
		explained[call.Name] = true
		t.Run("as asked/"+call.Name, func(t *testing.T) {
			mostly(call.Name)
			var plan string
			require.NoError(t, c.QueryRow(ctx, "explain (format json) "+call.SQL, call.Args...).Scan(&plan))
			requireIndexed(t, call.Name, plan)
		})
	}
	// What the server falls back on for a statement that is used often: one plan
	// for all parameters.
	_, err = c.Exec(ctx, "set plan_cache_mode = force_generic_plan")
	require.NoError(t, err)
	for _, s := range in.All() {
		t.Run("for all parameters/"+s.Name, func(t *testing.T) {
			mostly(s.Name)
			_, err := c.Exec(ctx, "prepare "+s.Name+" as "+s.SQL)
			require.NoError(t, err)
			var n int
			require.NoError(t, c.QueryRow(ctx, "select cardinality(parameter_types) from pg_prepared_statements where name = $1", s.Name).Scan(&n))
			nulls := strings.TrimSuffix(strings.Repeat("null, ", n), ", ")
			var plan string
			require.NoError(t, c.QueryRow(ctx, fmt.Sprintf("explain (format json) execute %s(%s)", s.Name, nulls)).Scan(&plan))
			requireIndexed(t, s.Name, plan)
		})
		switch s.Name {
		case "claim", "claimed", "acknowledge", "acknowledged", "release": // explained for all parameters alone
		default:
			require.True(t, explained[s.Name], "nothing asks %s", s.Name)
		}
	}
}
