package access_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/internal/enginetest"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

var (
	oldKey = access.IndexKey{ID: "old", Secret: []byte("the old secret of the index, 32 B")}
	newKey = access.IndexKey{ID: "new", Secret: []byte("the new secret of the index, 32 B")}
)

// keyed is a market whose candidates are indexed with the old key: south's Jane,
// and south's Ada, who was erased.
func keyed(t *testing.T) *market {
	m := newMarket(t, agency.Settings{})
	m.open(t, m.store, oldKey)
	m.submit(t, "cem", "dev", jane)
	require.NoError(t, m.sys.Erase(context.Background(), m.submit(t, "cem", "dev", ada)))
	return m
}

// indexKey is that of the account, and those of its candidates with how many have
// each.
func (m *market) indexKeys(t *testing.T) (of string, candidates map[string]int) {
	t.Helper()
	f, err := m.store.Read(context.Background(), "acme", store.Query{Keys: []candidate.Digest{0}, List: &store.List{
		Scope: store.Scope{Kind: store.ListCandidates}, Limit: store.MaxLimit,
	}})
	require.NoError(t, err)
	candidates = map[string]int{}
	for _, c := range f.Rows.Candidates {
		candidates[c.Key]++
	}
	return f.Index.Key, candidates
}

func TestReindex(t *testing.T) {
	ctx := context.Background()
	m := keyed(t)
	id := m.submit(t, "ann", "dev", joe)

	m.open(t, m.store, newKey, oldKey)
	m.alerted(t, "ann", "dev", jane)
	m.alerted(t, "dee", "dev", joe)
	m.alerted(t, "ann", "dev", ada)
	fresh := m.submit(t, "ann", "dev", bea)
	m.alerted(t, "dee", "dev", bea)
	of, have := m.indexKeys(t)
	require.Equal(t, "old", of)
	require.Equal(t, map[string]int{"old": 3, "new": 1}, have)

	var told []int
	require.NoError(t, m.sys.Reindex(ctx, func(n int) { told = append(told, n) }))
	require.Equal(t, []int{4}, told)
	of, have = m.indexKeys(t)
	require.Equal(t, "new", of)
	require.Equal(t, map[string]int{"old": 1, "new": 3}, have, "who was erased cannot be indexed again")
	records, journal := m.records(t), m.journal(t)
	require.NoError(t, m.sys.Reindex(ctx, nil), "again it changes nothing")
	require.Equal(t, records, m.records(t))
	require.Equal(t, journal, m.journal(t))
	m.alerted(t, "ann", "dev", jane)
	m.alerted(t, "ann", "dev", ada)

	m.open(t, m.store, newKey)
	m.alerted(t, "ann", "dev", jane)
	m.alerted(t, "dee", "dev", joe)
	m.alerted(t, "dee", "dev", bea)
	require.NotEmpty(t, id)
	require.NotEmpty(t, fresh)
	m.submit(t, "ann", "dev", ada) // whom nobody can know any more
}

// An engine that lacks the secret says so, and accepts nobody unseen.
func TestAnIndexWithoutItsKey(t *testing.T) {
	ctx := context.Background()
	m := keyed(t)
	m.open(t, m.store, newKey)
	records, journal := m.records(t), m.journal(t)
	for _, entry := range []candidate.Entry{jane, joe} {
		_, err := m.try("ann", "dev", entry)
		var fault *access.Fault
		require.ErrorAs(t, err, &fault)
		require.NotContains(t, err.Error(), "index", "it is the host's business")
	}
	require.Contains(t, m.log.String(), "IndexKeys")
	for name, err := range map[string]error{
		"PutApplicant": m.sys.PutApplicant(ctx, access.Applicant{ID: "joe", Entry: joe}),
		"Import": func() error {
			_, err := m.sys.Import(ctx, rowsOf(access.ImportRow{Candidate: "1", Entry: joe}), access.ImportOptions{})
			return err
		}(),
	} {
		require.ErrorContains(t, err, "IndexKeys", name)
	}
	require.Equal(t, records, m.records(t))
	require.Equal(t, journal, m.journal(t))
	m.open(t, m.store, oldKey)
	m.alerted(t, "ann", "dev", jane)
}

// The same for what asks and changes who somebody is.
func TestAnIndexWithoutItsKeyAnswersNothing(t *testing.T) {
	ctx := context.Background()
	m := keyed(t)
	id := m.submit(t, "ann", "dev", joe)
	m.open(t, m.store, newKey)
	records := m.records(t)
	for name, call := range map[string]func() error{
		"Duplicates":   func() error { _, err := m.sys.Duplicates(ctx, id); return err },
		"Credit":       func() error { _, err := m.sys.Credit(ctx, id); return err },
		"CorrectEntry": func() error { _, err := m.sys.CorrectEntry(ctx, id, jane); return err },
		"PutApplicant": func() error { return m.sys.PutApplicant(ctx, access.Applicant{ID: "new", Entry: jane}) },
		"Replay":       func() error { _, err := m.sys.Replay(ctx, id, time.Time{}); return err },
	} {
		t.Run(name, func(t *testing.T) {
			require.ErrorContains(t, call(), "IndexKeys")
			require.Equal(t, records, m.records(t))
		})
	}
}

// A secret that was lost can be replaced: all but those who were erased are found
// again.
func TestReindexWithoutTheOldKey(t *testing.T) {
	m := keyed(t)
	m.open(t, m.store, newKey)
	require.NoError(t, m.sys.Reindex(context.Background(), nil))
	m.alerted(t, "ann", "dev", jane)
	m.submit(t, "ann", "dev", ada)
}

// TestResumedReindex: wherever the store fails, one that is repeated comes to the
// same.
func TestResumedReindex(t *testing.T) {
	ctx := context.Background()
	for n := 0; ; n++ {
		require.Less(t, n, 100)
		faulty := &enginetest.Faulty{Store: memstore.New(), Docs: memstore.NewBlobs(), Sentinel: store.ErrConflict}
		faulty.Mend()
		t.Cleanup(func() { require.NoError(t, faulty.Close()) })
		m := &market{store: faulty, clock: &enginetest.Clock{}}
		m.clock.Set(enginetest.Start)
		m.open(t, faulty, oldKey)
		northAndSouth(t, m.eng, monthly)
		m.take(t, history()...)
		m.open(t, faulty, newKey, oldKey)
		faulty.FailAfter(n)
		err := m.sys.Reindex(ctx, nil)
		fired := faulty.Fired()
		faulty.Mend()
		if fired {
			require.ErrorIs(t, err, store.ErrConflict)
		}
		require.NoError(t, m.sys.Reindex(ctx, nil))
		of, have := m.indexKeys(t)
		require.Equal(t, "new", of)
		require.Equal(t, map[string]int{"new": 6}, have)
		if !fired {
			break
		}
	}
}

// What was submitted before candidates were indexed at all.
func TestReindexTakesUpWhoWasNeverIndexed(t *testing.T) {
	ctx := context.Background()
	settings := agency.Settings{}
	settings.Duplicates.Ownership = agency.Period{Months: 12}
	m := newMarket(t, settings)
	at := m.clock.Read().Add(-time.Hour)
	require.NoError(t, m.store.Update(ctx, "acme", func(tx store.Tx) error {
		for id, e := range map[string]candidate.Entry{"jane": jane, "ada": ada.Erase(at), "joe": joe} {
			e.ID, e.Created = candidate.EntryID(id), at
			s := candidate.Submission{
				ID: candidate.SubmissionID(id), Opening: "dev", Candidate: candidate.ID(id), Entry: e.ID,
				Agency: "south", Recruiter: "cem", Stage: agency.New, At: at, Changed: at,
			}
			if id == "joe" {
				s = s.Withdraw(at.Add(time.Minute))
			}
			tx.PutEntries(e)
			tx.PutCandidates(candidate.Candidate{ID: candidate.ID(id), Person: candidate.ID(id), Created: at})
			tx.PutSubmissions(s)
		}
		return nil
	}))
	for range 2 { // once more changes nothing
		require.NoError(t, m.sys.Reindex(ctx, nil))
		of, have := m.indexKeys(t)
		require.Equal(t, map[string]int{of: 2, "": 1}, have)
	}
	claims, err := m.sys.Claims(ctx, access.ClaimsOf{}, "", 0)
	require.NoError(t, err)
	require.Len(t, claims.Rows, 2)
	require.Equal(t, candidate.ClaimOver, claims.Rows[0].Standing, "joe's was withdrawn")
	require.Equal(t, at, claims.Rows[1].From)
	require.Equal(t, at.AddDate(1, 0, 0), claims.Rows[1].Until)
	m.alerted(t, "ann", "dev", jane)
	m.alerted(t, "ann", "dev", joe)
	m.submit(t, "ann", "dev", ada)
}

// Agencies that were there before it was noted by which domains they are known.
func TestReindexNotesByWhichDomainsAgenciesAreKnown(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	require.NoError(t, m.store.Update(ctx, "acme", func(tx store.Tx) error {
		tx.PutAgencies(
			agency.Agency{ID: "west", Title: "West", Domains: agency.Freeze("west.example")},
			agency.Agency{ID: "plain", Title: "Plain"},
			agency.Agency{ID: "gone", Title: "Gone", Domains: agency.Freeze("gone.example"), State: agency.Terminated},
		)
		for i := range 450 { // more than a page
			id := agency.RecruiterID(fmt.Sprintf("w%03d", i))
			tx.PutRecruiters(agency.Recruiter{ID: id, Agency: "west", Email: string(id) + "@west.example", State: agency.RecruiterActive})
		}
		tx.PutRecruiters(
			agency.Recruiter{ID: "wes", Agency: "west", Email: "wes@jobs.west-two.example", State: agency.RecruiterDeactivated},
			agency.Recruiter{ID: "zoe", Agency: "west", Email: "zoe@gmail.com", State: agency.RecruiterActive},
			agency.Recruiter{ID: "pia", Agency: "plain", Email: "pia@plain.example"},
			agency.Recruiter{ID: "gus", Agency: "gone", Email: "gus@gone.example", State: agency.RecruiterActive},
		)
		return nil
	}))
	_, err := m.sys.Invite(ctx, access.Invitee{Email: "new@west-two.example", NewAgency: "Another"})
	require.NoError(t, err, "nobody knew")
	_, err = m.rec("ann").Invite(ctx, access.NewColleague{Email: "zac@someone.example"})
	require.NoError(t, err)
	events := m.events(t)
	require.NoError(t, m.sys.Reindex(ctx, func(n int) { require.Zero(t, n, "candidates are counted alone") }))
	require.Equal(t, events, m.events(t), "nobody is told")
	known := make(map[agency.AgencyID]agency.Frozen[string])
	for a, err := range access.All(func(c access.Cursor) (access.Page[agency.Agency], error) { return m.sys.Agencies(ctx, c, 0) }) {
		require.NoError(t, err)
		known[a.ID] = a.Known
	}
	require.Equal(t, agency.Freeze("west.example", "west-two.example"), known["west"])
	require.Equal(t, agency.Freeze("plain.example"), known["plain"])
	require.Zero(t, known["gone"])
	require.Equal(t, agency.Freeze("north.example"), known["north"], "not by somebody whom a colleague invited and who has not come")
	invited, err := m.sys.Invite(ctx, access.Invitee{Email: "pat@plain.example", NewAgency: "Another one"})
	require.Equal(t, []policy.Code{policy.KnownDomain}, why(t, err))
	require.Equal(t, agency.AgencyID("plain"), invited.Offered[0].ID)

	records, journal := m.records(t), m.journal(t)
	require.NoError(t, m.sys.Reindex(ctx, nil), "again it changes nothing")
	require.Equal(t, records, m.records(t))
	require.Equal(t, journal, m.journal(t))
}
