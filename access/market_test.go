package access_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
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

// market is an account whose two agencies, with ann and bob, and with cem and
// dee, may submit to both openings. Its clock stands still.
type market struct {
	store    store.Store
	eng      *access.Engine
	sys      access.System
	clock    *enginetest.Clock
	log      bytes.Buffer
	observed []access.Observation
	requests int
}

const marketSecret = "a test's secret, of 32 bytes and more"

func newMarket(t *testing.T, settings agency.Settings) *market {
	t.Helper()
	m := &market{store: memstore.New(), clock: &enginetest.Clock{}}
	t.Cleanup(func() { require.NoError(t, m.store.Close()) })
	m.clock.Set(enginetest.Start)
	m.open(t, m.store)
	northAndSouth(t, m.eng, settings)
	_, err := m.sys.Share(context.Background(), access.Grants{AllOpenings: true, MembersOf: []agency.AgencyID{"north", "south"}})
	require.NoError(t, err)
	return m
}

// open makes the engine.
func (m *market) open(t *testing.T, st store.Store, keys ...access.IndexKey) {
	t.Helper()
	eng, err := access.New(st, access.Options{
		Secret: []byte(marketSecret), Clock: m.clock.Read, Blobs: memstore.NewBlobs(), IndexKeys: keys,
		Logger:  slog.New(slog.NewTextHandler(&m.log, nil)),
		Observe: func(_ context.Context, o access.Observation) { m.observed = append(m.observed, o) },
	})
	require.NoError(t, err)
	m.eng, m.sys = eng, eng.System("acme", "test")
}

// after sets the clock to some time after the start.
func (m *market) after(d time.Duration) { m.clock.Set(enginetest.Start.Add(d)) }

func (m *market) rec(id agency.RecruiterID) access.Recruiter { return m.eng.Recruiter("acme", id) }

// configure changes what is in force.
func (m *market) configure(t *testing.T, change func(*agency.Settings)) {
	t.Helper()
	s, err := m.sys.Settings(context.Background())
	require.NoError(t, err)
	change(&s)
	require.NoError(t, m.sys.Configure(context.Background(), s))
}

// try submits under a new request.
func (m *market) try(id agency.RecruiterID, to agency.OpeningID, e candidate.Entry, opts ...access.SubmitOption) (access.Receipt, error) {
	m.requests++
	return m.rec(id).Submit(context.Background(), to, candidate.RequestID(fmt.Sprint("request ", m.requests)), e, opts...)
}

// submit has the submission accepted.
func (m *market) submit(t *testing.T, id agency.RecruiterID, to agency.OpeningID, e candidate.Entry, opts ...access.SubmitOption) candidate.SubmissionID {
	t.Helper()
	receipt, err := m.try(id, to, e, opts...)
	require.NoError(t, err)
	return receipt.Submission
}

// alerted has the submission alerted, and returns what acknowledges it.
func (m *market) alerted(t *testing.T, id agency.RecruiterID, to agency.OpeningID, e candidate.Entry, opts ...access.SubmitOption) string {
	t.Helper()
	_, err := m.try(id, to, e, opts...)
	require.Equal(t, []policy.Code{policy.DuplicateAlert}, toldTo(t, err))
	var denied *access.Denied
	require.ErrorAs(t, err, &denied)
	require.NotEmpty(t, denied.Acknowledgement)
	return denied.Acknowledgement
}

// insist submits, and goes on where that is alerted.
func (m *market) insist(t *testing.T, id agency.RecruiterID, to agency.OpeningID, e candidate.Entry) candidate.SubmissionID {
	t.Helper()
	return m.submit(t, id, to, e, access.WithAcknowledgement(m.alerted(t, id, to, e)))
}

// apply has a person apply directly.
func (m *market) apply(t *testing.T, a access.Applicant) {
	t.Helper()
	require.NoError(t, m.sys.PutApplicant(context.Background(), a))
}

// toldTo is what a recruiter is told who is denied.
func toldTo(t *testing.T, err error) []policy.Code {
	t.Helper()
	var denied *access.Denied
	require.ErrorAs(t, err, &denied)
	return denied.Codes()
}

// why are the codes that the hiring side is refused with, or the recruiter
// denied; none when there is no error.
func why(t *testing.T, err error) []policy.Code {
	t.Helper()
	if err == nil {
		return nil
	}
	var refused *access.Refused
	if errors.As(err, &refused) {
		return refused.Codes()
	}
	return toldTo(t, err)
}

// records are all that the account holds but its journal, as text.
func (m *market) records(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	ask := func(q store.Query) store.Facts {
		f, err := m.store.Read(context.Background(), "acme", q)
		require.NoError(t, err)
		return f
	}
	for _, kind := range []store.Kind{
		store.ListAgencies, store.ListStaffUsers, store.ListRecruiters, store.ListOpenings, store.ListSubmissions,
		store.ListCandidates, store.ListClaims,
	} {
		f := ask(store.Query{List: &store.List{Scope: store.Scope{Kind: kind}, Limit: store.MaxLimit}, Keys: []candidate.Digest{0}})
		fmt.Fprintf(&b, "%+v\n%+v\n", f.Index, *f.Rows)
		for _, row := range f.Rows.Submissions {
			f := ask(store.Query{Submission: row.Submission.ID})
			fmt.Fprintf(&b, "%+v\n%+v\n", f.Entry, f.Ruling)
		}
	}
	return b.String()
}

// journal is all of it, newest first.
func (m *market) journal(t *testing.T) []store.JournalRow {
	t.Helper()
	f, err := m.store.Read(context.Background(), "acme", store.Query{List: &store.List{
		Scope: store.Scope{Kind: store.ListJournal}, Limit: store.MaxLimit,
	}})
	require.NoError(t, err)
	return f.Rows.Journal
}

// events are those in the outbox.
func (m *market) events(t *testing.T) []store.Event {
	t.Helper()
	claim, err := m.store.Outbox().Claim(context.Background(), "acme", time.Hour, store.MaxLimit)
	require.NoError(t, err)
	require.NoError(t, m.store.Outbox().Release(context.Background(), "acme", claim.Token, 0))
	for i := range claim.Events {
		claim.Events[i].Attempt = 0
	}
	return claim.Events
}

// probes are those of a recruiter, and of the agency, since the start.
func (m *market) probes(t *testing.T, id agency.RecruiterID) store.Probes {
	t.Helper()
	f, err := m.store.Read(context.Background(), "acme", store.Query{Recruiter: id, ProbesSince: enginetest.Start})
	require.NoError(t, err)
	return f.Probes
}

// claim is the one that came from a submission.
func (m *market) claim(t *testing.T, from candidate.SubmissionID) access.ClaimRecord {
	t.Helper()
	for c, err := range access.All(func(c access.Cursor) (access.Page[access.ClaimRecord], error) {
		return m.sys.Claims(context.Background(), access.ClaimsOf{}, c, 0)
	}) {
		require.NoError(t, err)
		if c.Submission == from {
			return c
		}
	}
	require.Fail(t, "no claim came from it", from)
	return access.ClaimRecord{}
}

// credit is whose introduction the person of a submission is.
func (m *market) credit(t *testing.T, id candidate.SubmissionID) access.Credit {
	t.Helper()
	c, err := m.sys.Credit(context.Background(), id)
	require.NoError(t, err)
	return c
}

// duplicates are the submissions of those who may be the person, surest first.
func (m *market) duplicates(t *testing.T, id candidate.SubmissionID) []candidate.SubmissionID {
	t.Helper()
	found, err := m.sys.Duplicates(context.Background(), id)
	require.NoError(t, err)
	var out []candidate.SubmissionID
	for _, d := range found {
		out = append(out, d.Submission)
	}
	return out
}
