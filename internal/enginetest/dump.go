package enginetest

import (
	"fmt"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// State is everything that a store tells of an account.
type State struct {
	Records string // all but the journal and the probes
	At      time.Time
	Probes  int // of that instant; older ones may be gone
	Journal []store.JournalRow
	Events  []store.Event
}

// Dump reads an account through the store's lists. Receipts, which no list has,
// are asked for by the recruiters and requests given.
func (w *World) Dump(t T, requests ...candidate.RequestID) State {
	t.Helper()
	s := State{At: w.Clock.Read()}
	var b strings.Builder
	err := w.Store.View(background, w.Account, func(r store.Reader) error {
		s.Journal, s.Probes = nil, 0
		b.Reset()
		f, err := r.Facts(store.Query{})
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "%+v\n", f.Settings)
		scopes := []store.Scope{
			{Kind: store.ListAgencies},
			{Kind: store.ListStaffUsers},
			{Kind: store.ListRecruiters},
			{Kind: store.ListOpenings},
			{Kind: store.ListSubmissions},
			{Kind: store.ListClaims},
			{Kind: store.ListCandidates},
			{Kind: store.ListInvitations},
			{Kind: store.ListLists},
			{Kind: store.ListJournal},
		}
		for len(scopes) > 0 {
			scope := scopes[0]
			scopes = scopes[1:]
			err := eachPage(r, scope, func(rows *store.Rows) {
				for _, o := range rows.Openings {
					scopes = append(scopes, store.Scope{Kind: store.ListShares, Opening: o.Opening.ID})
				}
				for _, sub := range rows.Submissions {
					scopes = append(scopes, store.Scope{Kind: store.ListRemarks, Submission: sub.Submission.ID, Remarks: 7})
					f, err := r.Facts(store.Query{Submission: sub.Submission.ID})
					fmt.Fprintf(&b, "%v %+v %+v\n", err, f.Entry, f.Ruling)
				}
				for _, c := range rows.Candidates {
					b.WriteString(holders(r, c.Held))
				}
				for _, person := range rows.Recruiters {
					f, err := r.Facts(store.Query{Recruiter: person.Recruiter.ID, ProbesSince: s.At})
					if s.Probes += f.Probes.Recruiter; err != nil {
						fmt.Fprintf(&b, "%v\n", err)
					}
					for _, q := range requests {
						f, err := r.Facts(store.Query{Recruiter: person.Recruiter.ID, Request: q})
						fmt.Fprintf(&b, "%v %+v\n", err, f.Receipt)
					}
				}
				s.Journal = append(s.Journal, rows.Journal...)
				rows.Journal, rows.More = nil, false
				fmt.Fprintf(&b, "%+v\n", *rows)
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	require.NoError(t, err)
	s.Records = b.String()
	claim, err := w.Store.Outbox().Claim(background, w.Account, time.Hour, store.MaxLimit)
	require.NoError(t, err)
	if claim.Token != "" {
		require.NoError(t, w.Store.Outbox().Release(background, w.Account, claim.Token, 0))
	}
	for _, e := range claim.Events {
		e.Attempt = 0
		s.Events = append(s.Events, e)
	}
	return s
}

// holders writes down who holds the keys of a candidate.
func holders(r store.Reader, held candidate.Held) string {
	var keys []candidate.Digest
	for h := range held.All() {
		keys = append(keys, h.Digest)
	}
	if len(keys) == 0 {
		return ""
	}
	f, err := r.Facts(store.Query{Keys: keys})
	return fmt.Sprintf("%v %v %+v\n", err, f.Holders, f.Index)
}

// eachPage visits a list from its start, and is content with one page where the
// pages are as long as they may be.
func eachPage(r store.Reader, scope store.Scope, visit func(*store.Rows)) error {
	f, err := r.Facts(store.Query{List: &store.List{Scope: scope, Limit: store.MaxLimit}})
	if err != nil {
		return err
	}
	if f.Rows.More {
		return fmt.Errorf("list %d has more rows than a dump reads", scope.Kind)
	}
	visit(f.Rows)
	return nil
}

// Unchanged checks that nothing differs from an earlier dump but for entries of
// the journal, and returns those, newest first.
func (before State) Unchanged(t T, after State) []store.JournalRow {
	t.Helper()
	require.Equal(t, before.Records, after.Records, "records changed")
	require.Equal(t, before.Events, after.Events, "events were published")
	added := len(after.Journal) - len(before.Journal)
	require.GreaterOrEqual(t, added, 0)
	require.Equal(t, append([]store.JournalRow{}, before.Journal...), append([]store.JournalRow{}, after.Journal[added:]...), "the journal's past changed")
	return after.Journal[:added]
}
