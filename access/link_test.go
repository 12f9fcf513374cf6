package access_test

import (
	"context"
	"io"
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
)

// What was linked by mistake and taken apart stays apart, whoever else is linked.
func TestWhoWasTakenApartIsNotJoinedAgain(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	a := m.submit(t, "ann", "dev", ada)
	m.after(time.Hour)
	b := m.submit(t, "cem", "dev", joe)
	require.NoError(t, m.sys.LinkCandidate(ctx, a, "4711"))
	require.NoError(t, m.sys.LinkCandidate(ctx, b, "4711"))
	require.Equal(t, agency.AgencyID("north"), m.credit(t, b).Agency())
	entry := m.journal(t)[0]
	require.Contains(t, toJSON(t, entry), `person`, "that two became one is in the journal")

	require.NoError(t, m.sys.Unmerge(ctx, b))
	require.Equal(t, []candidate.HostID{"4711"}, m.person(t, a).Hosts)
	require.Empty(t, m.person(t, b).Hosts, "the record is of who stays")
	require.Equal(t, agency.AgencyID("south"), m.credit(t, b).Agency())

	m.after(2 * time.Hour)
	c := m.submit(t, "ann", "ops", ada)
	require.NoError(t, m.sys.LinkCandidate(ctx, c, "4711"))
	m.apply(t, access.Applicant{ID: "x", Entry: ada, Candidate: "4711"})
	require.ElementsMatch(t, []candidate.SubmissionID{a, c, "x"}, m.person(t, a).Submissions)
	require.Equal(t, []candidate.SubmissionID{b}, m.person(t, b).Submissions)
	require.Equal(t, agency.AgencyID("south"), m.credit(t, b).Agency())
}

// TestTakingApartTakesThePermissionForBoth, and a person is told of as far as
// the user may read.
func TestTakingApartTakesThePermissionForBoth(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	require.NoError(t, m.sys.PutStaff(ctx, agency.Staff{ID: "u1", Role: agency.StaffRecruiter, State: agency.StaffActive}))
	require.NoError(t, m.sys.PutOpenings(ctx, agency.Opening{ID: "dev", Title: "Dev", Team: agency.Freeze[agency.StaffID]("u1")}))
	a := m.submit(t, "ann", "dev", cleo)
	m.after(time.Hour)
	b := m.submit(t, "cem", "ops", ada)
	require.NoError(t, m.sys.Merge(ctx, a, b, candidate.Choice{}))
	u := m.eng.Staff("acme", "u1")
	records := m.records(t)
	require.NotEmpty(t, why(t, u.Unmerge(ctx, a)))
	require.NotEmpty(t, why(t, u.Unmerge(ctx, b)))
	require.Equal(t, records, m.records(t))

	p, err := u.Person(ctx, a)
	require.NoError(t, err)
	require.Equal(t, []candidate.SubmissionID{a}, p.Submissions)
	require.Equal(t, cleo, p.Values, "nothing of who was merged from another team's")
	require.Len(t, m.person(t, a).Submissions, 2)
	require.NoError(t, m.sys.Unmerge(ctx, a))
}

// TestApplyingAfterTheAgencysClaim: who applies on a linked record does so for
// themselves once the agency's claim is over.
func TestApplyingAfterTheAgencysClaim(t *testing.T) {
	ctx := context.Background()
	for _, test := range []struct {
		name  string
		then  func(*testing.T, *market, candidate.SubmissionID)
		owner agency.AgencyID // of what another agency submits afterwards
	}{
		{"while it is in force", func(*testing.T, *market, candidate.SubmissionID) {}, "north"},
		{"after it was withdrawn", func(t *testing.T, m *market, id candidate.SubmissionID) {
			require.NoError(t, m.rec("ann").Withdraw(ctx, id))
		}, ""},
		{"after it was released", func(t *testing.T, m *market, id candidate.SubmissionID) {
			require.NoError(t, m.sys.ReleaseClaim(ctx, m.claim(t, id).ID, "a call"))
		}, ""},
		{"after it ended", func(_ *testing.T, m *market, _ candidate.SubmissionID) { m.after(10 * aDay) }, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMarket(t, agency.Settings{Duplicates: agency.Duplicates{Ownership: agency.Period{Days: 10}}})
			id := m.submit(t, "ann", "dev", ada)
			require.NoError(t, m.sys.LinkCandidate(ctx, id, "4711"))
			m.after(aDay)
			test.then(t, m, id)
			m.apply(t, access.Applicant{ID: "a", Opening: "dev", Entry: ada, Candidate: "4711"})
			r, err := m.sys.Ruling(ctx, "a")
			require.NoError(t, err)
			require.Equal(t, test.owner, r.OwnerAgency, "the ruling knows the linked person's claims")
			m.clock.Set(r.At.Add(time.Minute))
			require.Equal(t, test.owner, m.credit(t, m.insist(t, "cem", "dev", ada)).Agency())
		})
	}
}

// Importing the host's record of somebody whom an agency introduced opens no
// claim of the person's own.
func TestImportingWhomAnAgencyIntroduced(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	id := m.submit(t, "ann", "dev", ada)
	require.NoError(t, m.sys.LinkCandidate(ctx, id, "4711"))
	for range 2 {
		_, err := m.sys.Import(ctx, rowsOf(access.ImportRow{
			Candidate: "4711", Entry: ada, Since: enginetest.Start.Add(-time.Minute),
		}), access.ImportOptions{})
		require.NoError(t, err)
		require.Equal(t, agency.AgencyID("north"), m.credit(t, id).Agency())
		require.Len(t, m.credit(t, id).Claims, 1)
	}
}

// TestEraseCandidate: of all whom the host knows by a record nothing is left but
// that they are known.
func TestEraseCandidate(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	_, err := m.sys.Import(ctx, rowsOf(
		access.ImportRow{Candidate: "4711", Entry: ada}, access.ImportRow{Candidate: "4712", Entry: bea},
	), access.ImportOptions{})
	require.NoError(t, err)
	m.after(time.Hour)
	id := m.submit(t, "ann", "dev", jane)
	require.NoError(t, m.sys.LinkCandidate(ctx, id, "4711"))
	m.apply(t, access.Applicant{ID: "a", Opening: "dev", Entry: ada, Candidate: "4711"})
	_, err = m.sys.OpenClaim(ctx, id, access.Introduction{Agency: "north", Reason: "met Jane"})
	require.NoError(t, err)
	require.Contains(t, m.records(t), "ada@a.example")
	require.Contains(t, m.records(t), "Jane")
	before := m.credit(t, id).Owner
	sketches := func() (n int) {
		f, err := m.store.Read(ctx, "acme", store.Query{List: &store.List{Scope: store.Scope{Kind: store.ListCandidates}, Limit: 10}})
		require.NoError(t, err)
		for _, c := range f.Rows.Candidates {
			if c.Sketch != "" {
				n++
			}
		}
		return n
	}
	require.Equal(t, 4, sketches())

	require.NoError(t, m.sys.EraseCandidate(ctx, "4711"))
	records := m.records(t)
	for _, s := range []string{"ada", "Ada", "Abel", "abel", "Jane", "jane"} {
		require.NotContains(t, records, s)
	}
	require.Equal(t, 1, sketches(), "nobody else's")
	require.Equal(t, before, m.credit(t, id).Owner)
	require.NoError(t, m.sys.EraseCandidate(ctx, "4711"))
	require.NoError(t, m.sys.EraseCandidate(ctx, "unheard of"))
	require.Equal(t, records, m.records(t), "erasing again changes nothing")
	var refused []error
	_, err = m.sys.Import(ctx, rowsOf(access.ImportRow{Candidate: "4711", Entry: jane}), access.ImportOptions{
		Failed: func(_ int, err error) { refused = append(refused, err) },
	})
	require.NoError(t, err)
	require.Len(t, refused, 1, "nor does an import bring back who was erased")
	require.Equal(t, 1, sketches())
	m.alerted(t, "cem", "dev", ada)
	m.alerted(t, "dee", "dev", jane)
}

// read counts what is read of a document.
type read struct {
	io.Reader
	bytes int
}

func (r *read) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.bytes += n
	return n, err
}

// TestASpentBudgetIsToldBeforeAnythingIsRead or stored, and to who asks whether
// they may.
func TestASpentBudgetIsToldBeforeAnythingIsRead(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{Duplicates: agency.Duplicates{Probes: agency.Probes{Recruiter: 1}}})
	m.submit(t, "cem", "dev", jane)
	can := func() bool {
		t.Helper()
		d, err := m.rec("ann").Can(ctx, policy.Submit, access.OnOpening("dev"))
		require.NoError(t, err)
		ex, err := m.sys.Explain(ctx, "ann", policy.Submit, access.OnOpening("dev"))
		require.NoError(t, err)
		require.Equal(t, d.Allowed(), ex.Decision.Allowed(), "one answer to both")
		return d.Allowed()
	}
	require.True(t, can())
	ack := m.alerted(t, "ann", "dev", jane)
	require.False(t, can())

	document := &read{Reader: strings.NewReader("Joe Roe")}
	_, err := m.try("ann", "dev", joe, access.WithResume("cv.txt", "text/plain", document))
	require.Equal(t, []policy.Code{policy.ProbeLimit}, toldTo(t, err))
	require.Zero(t, document.bytes)
	m.submit(t, "ann", "dev", jane, access.WithAcknowledgement(ack))

	m.after(candidate.ProbesCounted)
	require.True(t, can(), "it does not last")
}

// TestAClaimTellsNothingOfAnothersSubmission on which staff opened it.
func TestAClaimTellsNothingOfAnothersSubmission(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	require.NoError(t, m.sys.PutOpenings(ctx, agency.Opening{ID: "secret", Title: "Secret"}))
	_, err := m.sys.Share(ctx, access.Grants{Openings: []agency.OpeningID{"secret"}, To: []agency.Grantee{agency.ToRecruiter("ann")}})
	require.NoError(t, err)
	id := m.submit(t, "ann", "secret", jane)
	_, err = m.sys.OpenClaim(ctx, id, access.Introduction{Agency: "south", Reason: "they met"})
	require.NoError(t, err)
	page, err := m.rec("cem").Claims(ctx, time.Time{}, "", 0)
	require.NoError(t, err)
	require.Len(t, page.Rows, 1)
	require.Empty(t, page.Rows[0].Opening)
	require.Empty(t, page.Rows[0].Name)
	require.Empty(t, page.Rows[0].Submission)
	page, err = m.rec("ann").Claims(ctx, time.Time{}, "", 0)
	require.NoError(t, err)
	require.Equal(t, agency.OpeningID("secret"), page.Rows[0].Opening)
	require.Equal(t, "Jane Doe", page.Rows[0].Name)
}
