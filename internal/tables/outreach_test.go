package tables

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// docs are rows of records.
func docs(t *testing.T, records ...any) (rows [][]any) {
	for _, r := range records {
		doc, err := encode(r)
		require.NoError(t, err)
		rows = append(rows, []any{doc})
	}
	return rows
}

func TestAgenciesAtADomain(t *testing.T) {
	q := store.Query{Domain: "north.example"}
	a, b := agency.Agency{ID: "a", Known: agency.Freeze("north.example")}, agency.Agency{ID: "b"}
	f, err := reads(t, q, "at_domain", docs(t, a, b)...)
	require.NoError(t, err)
	require.Equal(t, []agency.Agency{a, b}, f.AtDomain)
	f, err = reads(t, q, "at_domain")
	require.NoError(t, err)
	require.Nil(t, f.AtDomain)
	_, err = reads(t, q, "at_domain", []any{"{"})
	require.Error(t, err)
}

func TestInvitationsAreReadApart(t *testing.T) {
	q := store.Query{Recruiter: "ann", Invitation: "i", Latest: true}
	asked, latest := invite.Invitation{ID: "i"}, invite.Invitation{ID: "j", Fate: invite.Revoked}
	one, other := docs(t, asked)[0][0], docs(t, latest)[0][0]
	for name, tt := range map[string]struct {
		row  []any
		want [2]*invite.Invitation
	}{
		"both":    {[]any{one, other}, [2]*invite.Invitation{&asked, &latest}},
		"one":     {[]any{one, nil}, [2]*invite.Invitation{&asked, nil}},
		"latest":  {[]any{nil, other}, [2]*invite.Invitation{nil, &latest}},
		"neither": {[]any{nil, nil}, [2]*invite.Invitation{}},
	} {
		f, err := reads(t, q, "invitations", tt.row)
		require.NoError(t, err, name)
		_, err = reads(t, q, "invitations", []any{"{", nil})
		require.Error(t, err)
		require.Equal(t, tt.want, [2]*invite.Invitation{f.Invitation, f.Latest}, name)
	}
}

func TestListsMatchTheQuery(t *testing.T) {
	q := store.Query{Lists: []agency.ListID{"b", "none", "a", "b"}}
	a := agency.List{ID: "a", Members: agency.SeriesOf(agency.ToAgency("north"))}
	b := agency.List{ID: "b"}
	f, err := reads(t, q, "lists", []any{"a", docs(t, a)[0][0]}, []any{"b", docs(t, b)[0][0]})
	require.NoError(t, err)
	require.Equal(t, []agency.List{b, {}, a, b}, f.Lists)
	f, err = reads(t, q, "lists")
	require.NoError(t, err)
	require.Equal(t, make([]agency.List, 4), f.Lists, "what an earlier attempt read is forgotten")
}

// An agency that is put keeps exactly the domains that its record has, in as
// many statements however many these are.
func TestKnownDomainsAreReplaced(t *testing.T) {
	s, _ := begin(t)
	last, err := s.Do(func(tx store.Tx) error {
		tx.PutAgencies(
			agency.Agency{ID: "north", Domains: agency.Freeze("declared.example"), Known: agency.Freeze("a.example", "b.example")},
			agency.Agency{ID: "south"},
		)
		return nil
	})
	require.NoError(t, err)
	var got [][]any
	for _, c := range last {
		if c.Name != "put_agency" {
			got = append(got, append([]any{c.Name}, c.Args...))
		}
	}
	require.Equal(t, [][]any{
		{"drop_domains", "acme", "north"},
		{"put_domains", "acme", "north", []string{"a.example", "b.example"}},
		{"drop_domains", "acme", "south"},
	}, got)
}

// Who has an address in conflict is kept with it: among members it counts.
func TestConflictsAreKeptWithTheirAddress(t *testing.T) {
	for name, tt := range map[string]struct {
		recruiter agency.Recruiter
		email     string
		conflict  int64
	}{
		"a holder":              {agency.Recruiter{Email: "Ann@x.example"}, "ann@x.example", 0},
		"a conflict":            {agency.Recruiter{Email: "Ann@x.example", Conflict: true}, "ann@x.example", 1},
		"a deactivated one":     {agency.Recruiter{Email: "Ann@x.example", State: agency.RecruiterDeactivated}, "", 0},
		"both, so nobody's any": {agency.Recruiter{Email: "Ann@x.example", Conflict: true, State: agency.RecruiterDeactivated}, "", 1},
	} {
		s, _ := begin(t)
		tt.recruiter.ID, tt.recruiter.Agency = "ann", "north"
		last, err := s.Do(func(tx store.Tx) error { tx.PutRecruiters(tt.recruiter); return nil })
		require.NoError(t, err)
		require.Equal(t, []any{tt.email, tt.conflict}, last[0].Args[3:5], name)
	}
}

// A share is listed as effective until it ends, and not at all while somebody
// holds it back.
func TestSharesAreKeptByTheirEnd(t *testing.T) {
	now := time.UnixMicro(7000).UTC()
	share := agency.Share{Opening: "dev", Grantee: agency.ToAgency("north"), Window: agency.Window{From: now}}
	bounded := share
	bounded.Until = time.UnixMicro(9000)
	for name, tt := range map[string]struct {
		share agency.Share
		ends  int64
	}{
		"for good": {share, forever},
		"a period": {bounded, 9000},
		"revoked":  {bounded.Revoke(now), never},
		"paused":   {bounded.Pause(now), never},
		"resumed":  {bounded.Pause(now).Resume(), 9000},
	} {
		s, _ := begin(t)
		last, err := s.Do(func(tx store.Tx) error { tx.PutShares(tt.share); return nil })
		require.NoError(t, err)
		require.Equal(t, tt.ends, last[0].Args[4], name)
	}
}
