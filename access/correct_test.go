package access_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// since are the names of the events since there were n.
func (m *market) since(t *testing.T, n int) (out []string) {
	t.Helper()
	for _, e := range m.events(t)[n:] {
		out = append(out, e.Name)
	}
	return out
}

// foundOwned is whether the last event tells that the person who was found is
// another side's.
func (m *market) foundOwned(t *testing.T) bool {
	t.Helper()
	all := m.events(t)
	last := all[len(all)-1]
	decoded, err := event.Decode(last.Name, last.Version, last.Payload)
	require.NoError(t, err)
	require.IsType(t, &event.DuplicateFound{}, decoded)
	return decoded.(*event.DuplicateFound).Owned
}

func submissionsOf(found []access.Duplicate) (out []candidate.SubmissionID) {
	for _, d := range found {
		out = append(out, d.Submission)
	}
	return out
}

// TestCorrections: they change whom the account takes the person for, and
// nothing that the agency sees; taking one back is another.
func TestCorrections(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	known := m.submit(t, "cem", "dev", jane)
	m.after(time.Minute)
	typed := candidate.Entry{Name: "Jain Dow", Comment: "She is good."}
	id := m.submit(t, "ann", "dev", typed, cv("one"))
	view, entry, err := m.rec("ann").Submission(ctx, id)
	require.NoError(t, err)
	before, n := m.person(t, id), len(m.events(t))
	require.Equal(t, agency.AgencyID("north"), m.credit(t, id).Agency())

	done, err := m.sys.CorrectEntry(ctx, id, jane)
	require.NoError(t, err)
	require.Equal(t, []string{"name", "emails"}, done.Fields)
	require.Equal(t, []candidate.SubmissionID{known}, submissionsOf(done.Found))
	require.Equal(t, candidate.Exact, done.Found[0].Verdict)
	require.Empty(t, done.Dismissed)
	require.Equal(t, []string{"entry.corrected", "duplicate.found"}, m.since(t, n))
	require.True(t, m.foundOwned(t), "by south")
	require.Equal(t, jane.Emails, m.person(t, id).Values.Emails)
	require.Equal(t, []candidate.SubmissionID{known}, m.duplicates(t, id))
	require.Equal(t, agency.AgencyID("south"), m.credit(t, id).Agency())
	sees := func() {
		t.Helper()
		v, e, err := m.rec("ann").Submission(ctx, id)
		require.NoError(t, err)
		require.Equal(t, view, v)
		require.Equal(t, entry, e)
		record, err := m.sys.Submission(ctx, id)
		require.NoError(t, err)
		require.Equal(t, "Jain Dow", record.Entry.Name, "the entry stays as it was typed")
		require.Equal(t, "She is good.", record.Entry.Comment)
	}
	sees()

	again, err := m.sys.CorrectEntry(ctx, id, jane)
	require.NoError(t, err)
	require.Zero(t, again)
	n = len(m.events(t))
	back, err := m.sys.CorrectEntry(ctx, id, typed)
	require.NoError(t, err)
	require.Equal(t, []string{"name", "emails"}, back.Fields)
	require.Empty(t, back.Found)
	require.Equal(t, []candidate.SubmissionID{known}, submissionsOf(back.Dismissed))
	require.Equal(t, []string{"entry.corrected"}, m.since(t, n))
	require.Equal(t, before, m.person(t, id))
	sees()

	require.NoError(t, m.sys.Erase(ctx, id))
	_, err = m.sys.CorrectEntry(ctx, id, jane)
	requireInvalid(t, "submission", err)
}

// Whom a corrected person is like is known to the next who asks, and whom they
// were like is not any more.
func TestACorrectedPersonIsFoundByTheCorrection(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	id := m.submit(t, "cem", "dev", jane)
	_, err := m.sys.CorrectEntry(ctx, id, ada)
	require.NoError(t, err)
	m.submit(t, "ann", "dev", jane)
	m.alerted(t, "ann", "dev", ada)
}

// Who came first is told that somebody else has the person too, and that the
// introduction is theirs.
func TestACorrectionOfWhoCameFirst(t *testing.T) {
	m := newMarket(t, agency.Settings{})
	id := m.submit(t, "ann", "dev", joe)
	m.after(time.Minute)
	m.submit(t, "cem", "dev", jane)
	_, err := m.sys.CorrectEntry(context.Background(), id, jane)
	require.NoError(t, err)
	require.False(t, m.foundOwned(t))
}

// What an agency submitted is its own entry, however staff corrected it.
func TestACorrectedPersonCanBeErased(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	id := m.submit(t, "cem", "dev", jane)
	_, err := m.sys.CorrectEntry(ctx, id, ada)
	require.NoError(t, err)
	require.NoError(t, m.sys.Erase(ctx, id))
	require.NotContains(t, m.records(t), "Abel")
	require.Zero(t, m.person(t, id).Values)
	m.alerted(t, "ann", "dev", ada)
}

// TestLinks: who is linked to one of the host's records is one person.
func TestLinks(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	a := m.submit(t, "ann", "dev", ada)
	m.after(time.Minute)
	b := m.submit(t, "cem", "dev", bea)
	require.NoError(t, m.sys.LinkCandidate(ctx, b, "4711"))
	require.Equal(t, []candidate.HostID{"4711"}, m.person(t, b).Hosts)
	require.Equal(t, agency.AgencyID("south"), m.credit(t, b).Agency())
	require.NoError(t, m.sys.LinkCandidate(ctx, a, "4711"))
	require.Equal(t, []candidate.SubmissionID{a, b}, m.person(t, b).Submissions)
	require.Equal(t, "Ada Abel", m.person(t, b).Values.Name, "who has been known longest stays")
	require.Equal(t, agency.AgencyID("north"), m.credit(t, b).Agency())

	require.NoError(t, m.sys.LinkCandidate(ctx, b, ""))
	require.NoError(t, m.sys.LinkCandidate(ctx, b, ""))
	require.NoError(t, m.sys.LinkCandidate(ctx, a, ""))
	require.Empty(t, m.person(t, a).Hosts)
	require.NoError(t, m.sys.Unmerge(ctx, b))
	require.Equal(t, []candidate.SubmissionID{b}, m.person(t, b).Submissions)

	require.NoError(t, m.sys.MarkDistinct(ctx, a, b, true))
	require.NoError(t, m.sys.LinkCandidate(ctx, a, "4712"))
	records := m.records(t)
	requireInvalid(t, "candidates", m.sys.LinkCandidate(ctx, b, "4712"))
	require.Equal(t, records, m.records(t))
	require.Equal(t, []policy.Code{policy.NotFound}, why(t, m.sys.LinkCandidate(ctx, "none", "4711")))
}

// TestLinkedApplicants: an application on a linked record is of the same person,
// and is a claim of the person's own only where no agency introduced them.
func TestLinkedApplicants(t *testing.T) {
	ctx := context.Background()
	for _, test := range []struct {
		name  string
		know  func(t *testing.T, m *market) candidate.SubmissionID
		link  candidate.HostID
		owner agency.AgencyID
		claim bool // is opened
		same  bool // person
	}{
		{"to whom an agency introduced", func(t *testing.T, m *market) candidate.SubmissionID {
			id := m.submit(t, "ann", "dev", ada)
			require.NoError(t, m.sys.LinkCandidate(ctx, id, "4711"))
			return id
		}, "4711", "north", false, true},
		{"to another record", func(t *testing.T, m *market) candidate.SubmissionID {
			id := m.submit(t, "ann", "dev", ada)
			require.NoError(t, m.sys.LinkCandidate(ctx, id, "4711"))
			return id
		}, "4712", "", true, false},
		{"to none", func(t *testing.T, m *market) candidate.SubmissionID { return m.submit(t, "ann", "dev", ada) }, "", "", true, false},
		{"to whom the host knew", func(t *testing.T, m *market) candidate.SubmissionID {
			m.apply(t, access.Applicant{ID: "ada", Entry: ada, Candidate: "4711"})
			return "ada"
		}, "4711", "", true, true},
		{"to whom an agency introduced, and who applied as well", func(t *testing.T, m *market) candidate.SubmissionID {
			id := m.submit(t, "ann", "dev", ada)
			require.NoError(t, m.sys.LinkCandidate(ctx, id, "4711"))
			m.apply(t, access.Applicant{ID: "ada", Entry: ada, Candidate: "4711"})
			return id
		}, "4711", "north", false, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMarket(t, agency.Settings{})
			first := test.know(t, m)
			m.after(time.Minute)
			n := len(allEnds(t, m.sys.Staff, access.ClaimsOf{}, 0))
			m.apply(t, access.Applicant{ID: "applicant", Opening: "ops", Entry: bea, Candidate: test.link})
			require.Equal(t, test.claim, len(allEnds(t, m.sys.Staff, access.ClaimsOf{}, 0)) == n+1)
			require.Equal(t, test.owner, m.credit(t, "applicant").Agency())
			require.Equal(t, test.same, len(m.person(t, first).Submissions) > 1)
			if test.same {
				require.Contains(t, m.person(t, first).Submissions, candidate.SubmissionID("applicant"))
				require.Empty(t, m.duplicates(t, "applicant"))
			}
		})
	}
}

// TestEditedApplicants: who is edited is found as they are.
func TestEditedApplicants(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	known := m.submit(t, "cem", "dev", jane)
	m.after(time.Minute)
	m.apply(t, access.Applicant{ID: "ada", Opening: "dev", Entry: ada})
	require.Empty(t, m.duplicates(t, "ada"))
	n := len(m.events(t))
	m.apply(t, access.Applicant{ID: "ada", Opening: "dev", Entry: jane})
	require.Equal(t, []string{"submission.changed", "duplicate.found"}, m.since(t, n))
	require.True(t, m.foundOwned(t), "by south")
	require.Equal(t, []candidate.SubmissionID{known}, m.duplicates(t, "ada"))
	require.Equal(t, agency.AgencyID("south"), m.credit(t, "ada").Agency(), "the agency's claim came first")
	m.submit(t, "ann", "dev", ada)

	n = len(m.events(t))
	m.apply(t, access.Applicant{ID: "ada", Opening: "dev", Entry: joe})
	require.Equal(t, []string{"submission.changed"}, m.since(t, n))
	require.Empty(t, m.duplicates(t, "ada"))
	m.alerted(t, "ann", "dev", joe)
	f, err := m.store.Read(ctx, "acme", store.Query{Keys: []candidate.Digest{0}})
	require.NoError(t, err)
	require.EqualValues(t, 3, f.Index.Size)
}

// What staff corrected holds until the host knows the person otherwise.
func TestEditingAnApplicantReplacesTheCorrection(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	m.submit(t, "cem", "dev", jane)
	m.after(time.Minute)
	m.apply(t, access.Applicant{ID: "p", Opening: "dev", Entry: ada})
	_, err := m.sys.CorrectEntry(ctx, "p", jane)
	require.NoError(t, err)
	require.Len(t, m.duplicates(t, "p"), 1)

	remarked := ada
	remarked.Comment = "Called twice."
	m.apply(t, access.Applicant{ID: "p", Opening: "dev", Entry: remarked})
	require.Len(t, m.duplicates(t, "p"), 1, "the person is who staff say")
	p, err := m.sys.Person(ctx, "p")
	require.NoError(t, err)
	require.Equal(t, jane.FullName(), p.Values.FullName())

	m.apply(t, access.Applicant{ID: "p", Opening: "dev", Entry: joe})
	require.Empty(t, m.duplicates(t, "p"))
	p, err = m.sys.Person(ctx, "p")
	require.NoError(t, err)
	require.Equal(t, joe.FullName(), p.Values.FullName())
}
