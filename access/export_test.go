package access_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// exported is a line of an export.
type exported struct {
	Kind  string          `json:"kind"`
	Value json.RawMessage `json:"value"`
}

func exportOf(t *testing.T, sys access.System) (lines []exported, text string) {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, sys.Export(context.Background(), &out))
	for line := range strings.Lines(out.String()) {
		var e exported
		require.NoError(t, json.Unmarshal([]byte(line), &e), line)
		lines = append(lines, e)
	}
	return lines, out.String()
}

// exportedOf reads the values of a kind, in order.
func exportedOf[T any](t *testing.T, lines []exported, kind string) (out []T) {
	t.Helper()
	for _, l := range lines {
		if l.Kind == kind {
			var v T
			require.NoError(t, json.Unmarshal(l.Value, &v), "%s", l.Value)
			out = append(out, v)
		}
	}
	return out
}

// listed are the rows of a list in the store, of which there are few.
func listed(t *testing.T, st store.Store, scope store.Scope) *store.Rows {
	t.Helper()
	f, err := st.Read(context.Background(), "acme", store.Query{List: &store.List{Scope: scope, Limit: store.MaxLimit}})
	require.NoError(t, err)
	require.False(t, f.Rows.More)
	return f.Rows
}

// TestExport compares an export with all that the store keeps of an account in
// which everything was done.
func TestExport(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{Title: "Acme <& Co>", Sharing: agency.ShareWithEither})
	require.NoError(t, m.sys.PutStaff(ctx, agency.Staff{ID: "root", Name: "Rita", Role: agency.SuperAdmin}))
	_, err := m.sys.Share(ctx, access.Grants{Openings: []agency.OpeningID{"ops"}, To: []agency.Grantee{agency.ToAgency("north")}})
	require.NoError(t, err)
	invited, err := m.sys.Invite(ctx, access.Invitee{Email: "eve@north.example", Agency: "north", Openings: []agency.OpeningID{"dev", "ops"}})
	require.NoError(t, err)
	_, err = m.sys.Resend(ctx, invited.Recruiter)
	require.NoError(t, err)
	require.NoError(t, m.store.Update(ctx, "acme", func(tx store.Tx) error {
		tx.PutLists(agency.List{ID: "tier-1", Title: "Tier 1", Members: agency.SeriesOf(agency.ToAgency("north")), Created: ago(1)})
		return nil
	}))
	first := m.submit(t, "ann", "dev", jane, access.WithResume("cv.txt", "text/plain", strings.NewReader("cv")))
	m.after(time.Hour)
	second := m.insist(t, "cem", "dev", jane)
	m.apply(t, access.Applicant{ID: "direct", Opening: "ops", Entry: joe})
	require.NoError(t, m.sys.Note(ctx, first, "a note"))
	m.after(2 * time.Hour)
	require.NoError(t, m.sys.RecordMessage(ctx, first, "a message"))
	_, err = m.sys.CorrectEntry(ctx, "direct", bea)
	require.NoError(t, err)
	require.NoError(t, m.sys.Erase(ctx, second))

	count := len(m.journal(t))
	lines, text := exportOf(t, m.sys)
	var kinds []string
	for _, l := range lines {
		kinds = append(kinds, l.Kind)
	}
	require.Equal(t, []string{
		"settings", "staff", "agency", "recruiter", "opening", "share", "opening", "share", "list", "invitation",
		"submission", "entry", "ruling", "submission", "entry", "ruling", "submission", "entry", "ruling", "remark",
		"candidate", "claim", "journal",
	}, slices.Compact(slices.Clone(kinds)), "in the order that is documented")

	settings, err := m.sys.Settings(ctx)
	require.NoError(t, err)
	require.Equal(t, []agency.Settings{settings}, exportedOf[agency.Settings](t, lines, "settings"))
	require.Contains(t, text, "Acme <& Co>")
	require.Equal(t, listed(t, m.store, store.Scope{Kind: store.ListStaffUsers}).Staff, exportedOf[agency.Staff](t, lines, "staff"))
	require.Equal(t, listed(t, m.store, store.Scope{Kind: store.ListAgencies}).Agencies, exportedOf[agency.Agency](t, lines, "agency"))
	var people []agency.Recruiter
	for _, row := range listed(t, m.store, store.Scope{Kind: store.ListRecruiters}).Recruiters {
		people = append(people, row.Recruiter)
	}
	require.Equal(t, people, exportedOf[agency.Recruiter](t, lines, "recruiter"))
	var openings []agency.Opening
	var shares []agency.Share
	for _, row := range listed(t, m.store, store.Scope{Kind: store.ListOpenings}).Openings {
		openings = append(openings, row.Opening)
		shares = append(shares, listed(t, m.store, store.Scope{Kind: store.ListShares, Opening: row.Opening.ID}).Shares...)
	}
	require.Equal(t, openings, exportedOf[agency.Opening](t, lines, "opening"))
	require.Equal(t, shares, exportedOf[agency.Share](t, lines, "share"))
	require.Equal(t, listed(t, m.store, store.Scope{Kind: store.ListLists}).Lists, exportedOf[agency.List](t, lines, "list"))
	sent := listed(t, m.store, store.Scope{Kind: store.ListInvitations}).Invitations
	require.Len(t, sent, 2)
	for i := range sent {
		require.NotEmpty(t, sent[i].Digest)
		require.NotContains(t, text, string(sent[i].Digest))
		sent[i].Digest = ""
	}
	require.Equal(t, sent, exportedOf[invite.Invitation](t, lines, "invitation"))

	var submissions []candidate.Submission
	var entries []candidate.Entry
	var rulings []candidate.Ruling
	for _, row := range listed(t, m.store, store.Scope{Kind: store.ListSubmissions}).Submissions {
		f, err := m.store.Read(ctx, "acme", store.Query{Submission: row.Submission.ID})
		require.NoError(t, err)
		submissions, entries, rulings = append(submissions, row.Submission), append(entries, *f.Entry), append(rulings, *f.Ruling)
	}
	require.Len(t, submissions, 3)
	require.Equal(t, submissions, exportedOf[candidate.Submission](t, lines, "submission"))
	require.Equal(t, entries, exportedOf[candidate.Entry](t, lines, "entry"))
	require.Equal(t, rulings, exportedOf[candidate.Ruling](t, lines, "ruling"))
	var remarks []string
	for _, r := range exportedOf[struct{ Submission, Kind, Text string }](t, lines, "remark") {
		require.Equal(t, string(first), r.Submission)
		remarks = append(remarks, r.Kind+": "+r.Text)
	}
	require.Equal(t, []string{"note: a note", "message: a message"}, remarks)

	known := listed(t, m.store, store.Scope{Kind: store.ListCandidates}).Candidates
	for i := range known {
		known[i].Sketch, known[i].Typed, known[i].Held, known[i].Key = "", "", "", ""
	}
	require.Equal(t, known, exportedOf[candidate.Candidate](t, lines, "candidate"))
	for _, hidden := range []string{`"Sketch"`, `"Held"`, `"Typed"`, `"Digest"`} {
		require.NotContains(t, text, hidden)
	}
	var claims []candidate.Claim
	for _, row := range listed(t, m.store, store.Scope{Kind: store.ListClaims}).Claims {
		claims = append(claims, row.Claim)
	}
	require.Equal(t, claims, exportedOf[candidate.Claim](t, lines, "claim"))
	journal := m.journal(t)
	told := exportedOf[struct {
		Seq    int64
		Action string
		Actor  struct{ Kind, ID string }
		store.Subject
		Fields agency.Frozen[string]
		Values []store.Value
	}](t, lines, "journal")
	require.Len(t, told, len(journal))
	for i, row := range journal {
		got := told[i]
		require.Equal(t, row.Seq, got.Seq)
		require.Equal(t, row.Action, got.Action)
		require.Equal(t, row.Actor.Kind.String()+row.Actor.ID, got.Actor.Kind+got.Actor.ID)
		require.Equal(t, row.Subject, got.Subject)
		require.Equal(t, row.Fields, got.Fields)
		require.Equal(t, append([]store.Value{}, row.Values...), append([]store.Value{}, got.Values...))
	}
	require.Len(t, journal, count+1, "an export is journalled, and changes nothing else")
	require.Equal(t, "export", told[0].Action, "before it is written, so that it is in it")
	require.Equal(t, store.Subject{}, told[0].Subject)
	require.Empty(t, told[0].Values)
}

// More rows than there are in a page are written, each once.
func TestExportOfManyRows(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.PerRecruiter())
	var openings []agency.Opening
	for i := range 250 {
		openings = append(openings, agency.Opening{ID: agency.OpeningID(fmt.Sprint("many ", i)), Title: "Opening"})
	}
	require.NoError(t, m.sys.PutOpenings(ctx, openings...))
	_, err := m.sys.Share(ctx, access.Grants{AllOpenings: true, MembersOf: []agency.AgencyID{"north"}})
	require.NoError(t, err)
	lines, _ := exportOf(t, m.sys)
	seen := make(map[string]bool)
	for _, l := range lines {
		require.False(t, seen[string(l.Value)], "%s", l.Value)
		seen[string(l.Value)] = true
	}
	require.Len(t, exportedOf[agency.Opening](t, lines, "opening"), 252)
	require.Len(t, exportedOf[agency.Share](t, lines, "share"), 252*2+2*2)
}

// fullWriter takes so many bytes.
type fullWriter struct{ left int }

var errFull = errors.New("the disk is full")

func (w *fullWriter) Write(p []byte) (int, error) {
	if w.left -= len(p); w.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

// twiceStore runs a view again, as if it had lost the connection.
type twiceStore struct{ store.Store }

func (s twiceStore) View(ctx context.Context, account agency.AccountID, fn func(store.Reader) error) error {
	if err := s.Store.View(ctx, account, fn); err != nil {
		return err
	}
	return s.Store.View(ctx, account, fn)
}

func TestExportsThatFail(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.PerRecruiter())
	var out bytes.Buffer
	require.ErrorIs(t, m.sys.Export(ctx, &fullWriter{left: 100}), errFull)
	require.ErrorIs(t, m.eng.With(twiceStore{m.store}).System("acme", "test").Export(ctx, &out), store.ErrConflict)
	require.NotZero(t, out.Len())
	out.Reset()
	requireInvalid(t, "writer", m.sys.Export(ctx, nil))

	journal := m.journal(t)
	require.Equal(t, []policy.Code{policy.NotFound}, why(t, m.eng.System("never", "test").Export(ctx, &out)))
	require.Zero(t, out.Len())
	require.Equal(t, journal, m.journal(t), "an account that is not there has no journal")
	require.Equal(t, []string{"export", "export"}, []string{journal[0].Action, journal[1].Action}, "one that fails on the way is journalled")

	m.observed = nil
	require.NoError(t, m.sys.Export(ctx, &out))
	require.Equal(t, []access.Observation{{Account: "acme", Actor: store.Actor{Kind: store.HostActor, ID: "test"}, Call: "export"}}, m.observed)

	st := memstore.New()
	require.NoError(t, st.Close())
	require.ErrorIs(t, m.eng.With(st).System("acme", "test").Export(ctx, &out), store.ErrClosed)
}
