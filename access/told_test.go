package access_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// TestFoundDuplicatesAreToldAsJudged, and not where the account ignores them.
func TestFoundDuplicatesAreToldAsJudged(t *testing.T) {
	for outcome, want := range map[agency.DuplicateOutcome]candidate.Outcome{
		agency.AlertDuplicate: candidate.Alerted, agency.FlagDuplicate: candidate.Flagged,
		agency.BlockDuplicate: candidate.Blocked, agency.IgnoreDuplicate: candidate.Accepted,
	} {
		t.Run(outcome.String(), func(t *testing.T) {
			m := newMarket(t, agency.Settings{Duplicates: agency.Duplicates{Outcome: outcome}})
			m.submit(t, "cem", "dev", jane)
			m.apply(t, access.Applicant{ID: "ada", Opening: "dev", Entry: ada})
			n := len(m.events(t))
			m.apply(t, access.Applicant{ID: "ada", Opening: "dev", Entry: jane})
			if want == candidate.Accepted {
				require.Equal(t, []string{"submission.changed"}, m.since(t, n))
				return
			}
			require.Equal(t, []string{"submission.changed", "duplicate.found"}, m.since(t, n))
			last := m.events(t)[n+1]
			decoded, err := event.Decode(last.Name, last.Version, last.Payload)
			require.NoError(t, err)
			require.Equal(t, want, decoded.(*event.DuplicateFound).Outcome)
		})
	}
}

// A replay sees what recruiters saw then, whatever they see since.
func TestReplayUsesTheVisibilityOfTheTime(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{Visibility: agency.SeeOwn})
	m.submit(t, "bob", "ops", jane)
	m.after(time.Hour)
	id := m.submit(t, "ann", "dev", jane)
	ruling, err := m.sys.Ruling(ctx, id)
	require.NoError(t, err)
	require.True(t, ruling.OwnOnly)
	require.Equal(t, candidate.NoClaim, ruling.Own)
	m.configure(t, func(s *agency.Settings) { s.Visibility = agency.SeeAgency })
	replayed, err := m.sys.Replay(ctx, id, time.Time{})
	require.NoError(t, err)
	require.Equal(t, ruling.Own, replayed.Own)
	require.True(t, replayed.OwnOnly)
}

func TestTheRegionIsJournalled(t *testing.T) {
	m := newMarket(t, agency.Settings{})
	m.configure(t, func(s *agency.Settings) { s.Region = "DE" })
	require.Contains(t, m.journal(t)[0].Fields.Slice(), "region")
}
