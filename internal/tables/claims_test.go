package tables

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// A page of claims that cover an instant begins with what ends after it, however
// many claims are over.
func TestClaimsThatAreOverAreNotGoneThrough(t *testing.T) {
	at := time.UnixMicro(5000).UTC()
	for name, tt := range map[string]struct {
		list         store.List
		ends         int64
		after        string
		latestBegins int64
	}{
		"all":                   {store.List{}, start, "", forever},
		"in force":              {store.List{Scope: store.Scope{EffectiveAt: at}}, 5001, "", 5000},
		"after a position":      {store.List{After: store.After{At: at, ID: "x"}}, 5000, "x", forever},
		"in force, further on":  {store.List{Scope: store.Scope{EffectiveAt: at}, After: store.After{At: at.Add(time.Second), ID: "x"}}, 1_005_000, "x", 5000},
		"in force, just behind": {store.List{Scope: store.Scope{EffectiveAt: at}, After: store.After{At: at.Add(time.Microsecond), ID: "x"}}, 5001, "x", 5000},
		"in force, from before": {store.List{Scope: store.Scope{EffectiveAt: at}, After: store.After{At: at, ID: "x"}}, 5001, "", 5000},
	} {
		for _, kind := range []store.Kind{store.ListClaims, store.ListAgencyClaims, store.ListOwnClaims} {
			tt.list.Kind, tt.list.Limit = kind, 50
			calls, _, err := New(testDialect).Facts("acme", &store.Query{Recruiter: "ann", List: &tt.list})
			require.NoError(t, err)
			require.Len(t, calls, 2)
			require.Equal(t, []any{"acme", "ann", tt.ends, tt.after, int64(51), "", tt.latestBegins}, calls[1].Args[:7], name)
		}
	}
}

// A claim is listed by when it ends as far as is known, for ever if it does not.
func TestClaimsAreKeptByTheirEnd(t *testing.T) {
	from := time.UnixMicro(1000).UTC()
	for name, tt := range map[string]struct {
		claim candidate.Claim
		ends  int64
	}{
		"a period":  {candidate.Claim{From: from, Until: time.UnixMicro(9000)}, 9000},
		"for good":  {candidate.Claim{From: from}, candidate.Never().UnixMicro()},
		"withdrawn": {candidate.Claim{From: from}.Withdraw(time.UnixMicro(7000)), 7000},
	} {
		s, _ := begin(t)
		tt.claim.ID, tt.claim.Candidate = "m", "c"
		last, err := s.Do(func(tx store.Tx) error { tx.PutClaims(tt.claim); return nil })
		require.NoError(t, err)
		require.Len(t, last, 1)
		require.Equal(t, []any{int64(1000), tt.ends}, last[0].Args[7:9], name)
	}
}
