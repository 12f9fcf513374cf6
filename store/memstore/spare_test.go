package memstore_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// What is made of the memory of other pages is as if it were new.
func TestRecycledPages(t *testing.T) {
	ctx, s := context.Background(), memstore.New()
	require.NoError(t, s.Update(ctx, "acme", func(t store.Tx) error {
		t.PutOpenings(agency.Opening{ID: "dev", Title: "Developer"})
		for i := range 10 {
			r := candidate.Submission{ID: candidate.SubmissionID(fmt.Sprint("s", i)), At: at(-i), Source: candidate.DirectSource}
			if i < 5 {
				r.Opening, r.Entry = "dev", candidate.EntryID(fmt.Sprint("e", i))
				t.PutEntries(candidate.Entry{ID: r.Entry, Name: fmt.Sprint("Jane ", i)})
			}
			t.PutSubmissions(r)
		}
		return nil
	}))
	page := func(after store.After, limit int) *store.Rows {
		f, err := s.Read(ctx, "acme", store.Query{List: &store.List{
			Scope: store.Scope{Kind: store.ListSubmissions}, After: after, Limit: limit,
		}})
		require.NoError(t, err)
		return f.Rows
	}
	all := page(store.After{}, 10).Submissions
	require.Len(t, all, 10)
	require.Equal(t, "Jane 4", all[4].Entry.Name)
	require.Zero(t, all[5].Entry)
	want := slices.Clone(all)

	for from := range 9 {
		s.Recycle(page(store.After{}, 10-from)) // larger, and smaller, than what is wanted
		half := page(store.After{At: all[from].Submission.At, ID: string(all[from].Submission.ID)}, 5)
		require.Equal(t, want[from+1:min(from+6, 10)], half.Submissions)
		require.Equal(t, want, all, "rows that were not recycled")
		s.Recycle(half)
		require.Empty(t, half.Submissions)
	}
	s.Recycle(nil)
	s.Recycle(new(store.Rows))
}
