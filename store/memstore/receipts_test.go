package memstore

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// TestReceiptsAreForgotten puts a receipt a day: those of the last 30 days are
// there, and the memory that they take does not grow.
func TestReceiptsAreForgotten(t *testing.T) {
	ctx, s := context.Background(), New()
	first := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	request := func(day int) candidate.RequestID { return candidate.RequestID(fmt.Sprintf("day-%d", day)) }
	const days = 100
	require.NoError(t, s.Update(ctx, "acme", func(tx store.Tx) error {
		tx.PutRecruiters(agency.Recruiter{ID: "ann", Agency: "north"})
		return nil
	}))
	for day := range days {
		require.NoError(t, s.Update(ctx, "acme", func(tx store.Tx) error {
			tx.PutReceipts(candidate.Receipt{
				Agency: "north", Recruiter: "ann", Request: request(day), At: first.AddDate(0, 0, day),
			})
			return nil
		}))
	}
	for day := range days {
		f, err := s.Read(ctx, "acme", store.Query{Recruiter: "ann", Request: request(day)})
		require.NoError(t, err)
		require.Equal(t, day >= days-31, f.Receipt != nil, "day %d", day)
	}
	work := s.state("acme").recruiter("ann").work
	n, ok := work.get(hash(s.state("acme"), agency.AgencyID("north")), "north")
	require.True(t, ok)
	kept := 0
	for range n.v.receipts.all() {
		kept++
	}
	require.Equal(t, 31, kept)
}
