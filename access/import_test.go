package access_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/internal/enginetest"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// ago is an instant so many days before the start.
func ago(days int) time.Time { return enginetest.Start.AddDate(0, 0, -days) }

// history is what an account has that has been running for years.
func history() []access.ImportRow {
	return []access.ImportRow{
		{Candidate: "1", Entry: jane, Since: ago(900)},
		{Candidate: "2", Entry: joe},
		{Candidate: "1", Entry: jane, Submission: access.PastSubmission{
			ID: "old-1", Opening: "dev", Agency: "south", Recruiter: "cem", At: ago(400), Stage: agency.Rejected,
		}},
		{Entry: ada, Submission: access.PastSubmission{ID: "old-2", Opening: "ops", Agency: "south", At: ago(20)}},
		{Entry: bea, Submission: access.PastSubmission{ID: "old-3", Agency: "north", At: ago(10), Stage: agency.Withdrawn}},
		{Entry: cleo, Submission: access.PastSubmission{ID: "old-4", Opening: "dev", At: ago(5)}},
	}
}

func (m *market) take(t *testing.T, rows ...access.ImportRow) access.Imported {
	t.Helper()
	done, err := m.sys.Import(context.Background(), rowsOf(rows...), access.ImportOptions{})
	require.NoError(t, err)
	return done
}

var monthly = agency.Settings{Duplicates: agency.Duplicates{Ownership: agency.Period{Days: 30}, Direct: agency.Period{Days: 15}}}

// TestImport: claims are as old as they are, and last as the settings say.
func TestImport(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, monthly)
	events := m.events(t)
	require.Equal(t, access.Imported{Read: 6, New: 6}, m.take(t, history()...))
	require.Equal(t, events, m.events(t), "nobody is told")
	for id, want := range map[candidate.SubmissionID]struct {
		agency   agency.AgencyID
		from     time.Time
		ends     time.Time
		standing candidate.Standing
		source   string
		stage    agency.Stage
	}{
		"old-1": {"south", ago(400), ago(370), candidate.ClaimOver, "South Search", agency.Rejected},
		"old-2": {"south", ago(20), ago(-10), candidate.ClaimInForce, "South Search", agency.New},
		"old-3": {"north", ago(10), ago(10), candidate.ClaimOver, "North Recruiting", agency.Withdrawn},
		"old-4": {"", ago(5), ago(-10), candidate.ClaimInForce, "direct", agency.New},
	} {
		c := m.claim(t, id)
		require.Equal(t, want.agency, c.Agency, id)
		require.Equal(t, want.from, c.From, id)
		require.Equal(t, want.ends, c.Ends, id)
		require.Equal(t, want.standing, c.Standing, id)
		s, err := m.sys.Submission(ctx, id)
		require.NoError(t, err)
		require.Equal(t, want.source, s.Source, id)
		require.Equal(t, want.stage, s.Stage, id)
		require.Equal(t, want.from, s.At, id)
		require.Equal(t, want.from, s.Entry.Created, id)
	}
	require.Equal(t, []candidate.HostID{"1"}, m.person(t, "old-1").Hosts, "one person by the host's record")
	page, err := m.rec("cem").Submissions(ctx, access.SubmissionFilter{}, "", 0)
	require.NoError(t, err)
	require.Len(t, page.Rows, 2, "agencies see their past submissions")

	m.alerted(t, "ann", "dev", jane)
	m.alerted(t, "ann", "dev", joe)
	ruling, err := m.sys.Ruling(ctx, m.insist(t, "ann", "dev", ada))
	require.NoError(t, err)
	require.Equal(t, agency.AgencyID("south"), ruling.OwnerAgency)
	m.submit(t, "ann", "dev", bea) // who was withdrawn by its own agency
}

// What was imported is known from when it was, for as long as the look-back.
func TestImportedPeopleAreKnownSinceThen(t *testing.T) {
	m := newMarket(t, agency.Settings{Duplicates: agency.Duplicates{LookBack: agency.Period{Days: 30}}})
	m.take(t, access.ImportRow{Candidate: "1", Entry: jane, Since: ago(30)}, access.ImportRow{Candidate: "2", Entry: joe, Since: ago(30).Add(time.Microsecond)})
	m.submit(t, "ann", "dev", jane)
	m.alerted(t, "ann", "dev", joe)
}

// In whatever order they are imported, those of one record are one person; and who
// applied before can be edited like any applicant.
func TestImportedPeopleOfOneRecord(t *testing.T) {
	m := newMarket(t, monthly)
	rows := history()
	m.take(t, rows[2], rows[0], access.ImportRow{Candidate: "1", Entry: janeRoe, Submission: access.PastSubmission{ID: "older", At: ago(800)}})
	require.Equal(t, []candidate.SubmissionID{"older", "old-1"}, m.person(t, "old-1").Submissions)
	require.Empty(t, m.duplicates(t, "old-1"))
	m.apply(t, access.Applicant{ID: "older", Entry: bea})
	require.Equal(t, []candidate.SubmissionID{"older", "old-1"}, m.person(t, "old-1").Submissions)
	m.alerted(t, "ann", "dev", bea)
}

// Importing again changes nothing but what is another one now.
func TestImportingAgain(t *testing.T) {
	m := newMarket(t, monthly)
	m.take(t, history()...)
	records, events := m.records(t), m.events(t)
	m.after(time.Hour)
	require.Equal(t, access.Imported{Read: 6}, m.take(t, history()...))
	require.Equal(t, records, m.records(t))

	rows := history()
	renamed := candidate.Entry{Name: "Joe Doe", Emails: agency.Freeze("doe@home.example")}
	rows[1].Entry = renamed
	require.Equal(t, access.Imported{Read: 6, Changed: 1}, m.take(t, rows...))
	m.submit(t, "ann", "dev", joe)
	m.alerted(t, "ann", "dev", renamed)
	require.Equal(t, len(events)+1, len(m.events(t)))
}

// TestImportInBatches: whatever the batch, what comes of it is the same, and so
// is what is told of the progress.
func TestImportInBatches(t *testing.T) {
	ctx := context.Background()
	for batch, reads := range map[int][]int{0: {6}, 1: {1, 2, 3, 4, 5, 6}, 4: {4, 6}, 6: {6}, 1000: {6}} {
		t.Run(fmt.Sprint(batch), func(t *testing.T) {
			m := newMarket(t, monthly)
			var told []int
			done, err := m.sys.Import(ctx, rowsOf(history()...), access.ImportOptions{Batch: batch, Progress: func(p access.Imported) {
				require.Equal(t, p.Read, p.New)
				told = append(told, p.Read)
			}})
			require.NoError(t, err)
			require.Equal(t, access.Imported{Read: 6, New: 6}, done)
			require.Equal(t, reads, told)
			require.Len(t, m.person(t, "old-1").Submissions, 1)
			require.Len(t, m.person(t, "old-1").Hosts, 1)
		})
	}
}

// TestImportErrors: a row that cannot be imported is told, and the others are
// imported all the same; or else it ends the import.
func TestImportErrors(t *testing.T) {
	ctx := context.Background()
	rows := history()
	rows[1].Entry = candidate.Entry{}
	rows[3].Submission.Opening = "none"
	rows[5].Submission.ID = "old-1"
	t.Run("told", func(t *testing.T) {
		m := newMarket(t, monthly)
		var failed []int
		var fields []string
		done, err := m.sys.Import(ctx, rowsOf(rows...), access.ImportOptions{Failed: func(row int, err error) {
			failed = append(failed, row)
			var invalid *agency.Invalid
			if errors.As(err, &invalid) {
				fields = append(fields, invalid.Field)
			} else {
				require.ErrorIs(t, err, store.ErrExists)
			}
		}})
		require.NoError(t, err)
		require.Equal(t, access.Imported{Read: 6, New: 3, Failed: 3}, done)
		require.Equal(t, []int{1, 3, 5}, failed)
		require.Equal(t, []string{"entry.name", "submission.opening"}, fields)
	})
	t.Run("numbered whatever is skipped and however it is batched", func(t *testing.T) {
		m := newMarket(t, monthly)
		var failed []int
		done, err := m.sys.Import(ctx, rowsOf(rows...), access.ImportOptions{Skip: 2, Batch: 1, Failed: func(row int, _ error) { failed = append(failed, row) }})
		require.NoError(t, err)
		require.Equal(t, []int{3, 5}, failed)
		require.Equal(t, access.Imported{Read: 6, New: 2, Failed: 2}, done)
	})
	t.Run("the end", func(t *testing.T) {
		m := newMarket(t, monthly)
		records := m.records(t)
		done, err := m.sys.Import(ctx, rowsOf(rows...), access.ImportOptions{})
		requireInvalid(t, "rows[1].entry.name", err)
		require.Zero(t, done)
		require.Equal(t, records, m.records(t), "nothing of the transaction is left")
		done, err = m.sys.Import(ctx, rowsOf(rows...), access.ImportOptions{Batch: 1})
		requireInvalid(t, "rows[1].entry.name", err)
		require.Equal(t, access.Imported{Read: 1, New: 1}, done)
	})
	t.Run("of the rows themselves", func(t *testing.T) {
		m := newMarket(t, monthly)
		broken := errors.New("the file is broken")
		var failing iter.Seq2[access.ImportRow, error] = func(yield func(access.ImportRow, error) bool) {
			_ = yield(history()[0], nil) && yield(history()[1], nil) && yield(access.ImportRow{}, broken)
		}
		done, err := m.sys.Import(ctx, failing, access.ImportOptions{})
		require.ErrorIs(t, err, broken)
		require.Equal(t, access.Imported{Read: 2, New: 2}, done, "what came before is settled")
	})
}

// TestResumedImport: wherever the store fails, an import that goes on from there
// comes to what one does that never failed.
func TestResumedImport(t *testing.T) {
	ctx := context.Background()
	for n := 0; ; n++ {
		require.Less(t, n, 200)
		faulty := &enginetest.Faulty{Store: memstore.New(), Docs: memstore.NewBlobs(), Sentinel: store.ErrConflict}
		faulty.Mend()
		t.Cleanup(func() { require.NoError(t, faulty.Close()) })
		m := &market{store: faulty, clock: &enginetest.Clock{}}
		m.clock.Set(enginetest.Start)
		m.open(t, faulty)
		northAndSouth(t, m.eng, monthly)
		faulty.FailAfter(n)
		done, err := m.sys.Import(ctx, rowsOf(history()...), access.ImportOptions{Batch: 2})
		fired := faulty.Fired()
		faulty.Mend()
		if fired {
			require.ErrorIs(t, err, store.ErrConflict)
			rest, err := m.sys.Import(ctx, rowsOf(history()...), access.ImportOptions{Batch: 2, Skip: done.Read})
			require.NoError(t, err)
			require.Equal(t, 6, rest.Read)
			require.Equal(t, 6, done.New+rest.New)
		} else {
			require.NoError(t, err)
		}
		require.Len(t, allEnds(t, m.sys.Staff, access.ClaimsOf{}, 0), 6)
		require.Equal(t, []candidate.SubmissionID{"old-1"}, m.person(t, "old-1").Submissions)
		f, err := m.store.Read(ctx, "acme", store.Query{Keys: []candidate.Digest{0}})
		require.NoError(t, err)
		require.EqualValues(t, 6, f.Index.Size)
		if !fired {
			break
		}
	}
}
