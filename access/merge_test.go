package access_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/candidate/match"
)

// Two people with a value of their own in each field, and one without any.
var (
	ada = candidate.Entry{
		Name: "Ada Abel", Given: "Ada", Surname: "Abel", Emails: agency.Freeze("ada@a.example"), Phones: agency.Freeze("+49 731 5550101"),
		URLs: agency.Freeze("https://a.example/ada"), Born: "1990-01-01", Place: "Ulm", NationalID: "A 1",
		Address: candidate.Address{Street: "1 A Street", City: "Ulm", Postcode: "89073", Region: "BW"},
	}
	bea = candidate.Entry{
		Name: "Bea Boll", Given: "Bea", Surname: "Boll", Emails: agency.Freeze("bea@b.example"), Phones: agency.Freeze("+49 30 5550102"),
		URLs: agency.Freeze("https://b.example/bea"), Born: "1980-02-02", Place: "Berlin", NationalID: "B 2",
		Address: candidate.Address{Street: "2 B Street", City: "Berlin", Postcode: "10115", Region: "BE"},
	}
	cleo = candidate.Entry{Name: "Cleo Cramer"}
)

func (m *market) person(t *testing.T, id candidate.SubmissionID) access.Person {
	t.Helper()
	p, err := m.sys.Person(context.Background(), id)
	require.NoError(t, err)
	return p
}

// TestMergedValues: whose values count is chosen field by field.
func TestMergedValues(t *testing.T) {
	all := func(p candidate.Pick) candidate.Choice {
		return candidate.Choice{Name: p, Emails: p, Phones: p, URLs: p, Born: p, Place: p, Address: p, NationalID: p}
	}
	both := ada
	both.Emails, both.Phones = agency.Freeze("ada@a.example", "bea@b.example"), agency.Freeze("+49 731 5550101", "+49 30 5550102")
	both.URLs = agency.Freeze("https://a.example/ada", "https://b.example/bea")
	named := ada
	named.Name, named.Given, named.Surname, named.Phones = bea.Name, bea.Given, bea.Surname, bea.Phones
	onlyName := cleo
	filled := bea
	filled.Name, filled.Given, filled.Surname = cleo.Name, "", ""
	for _, test := range []struct {
		name       string
		into, from candidate.Entry
		choice     candidate.Choice
		want       candidate.Entry
	}{
		{"all of the one", ada, bea, all(candidate.Keep), ada},
		{"all of the other", ada, bea, all(candidate.Take), bea},
		{"unless chosen: the one's, and both lists", ada, bea, candidate.Choice{}, both},
		{"unless chosen: what the one lacks", cleo, bea, candidate.Choice{}, filled},
		{"the other's, though it has none", ada, cleo, all(candidate.Take), onlyName},
		{"the name and phones of the other", ada, bea, candidate.Choice{
			Name: candidate.Take, Emails: candidate.Keep, Phones: candidate.Take, URLs: candidate.Keep,
		}, named},
	} {
		t.Run(test.name, func(t *testing.T) {
			ctx := context.Background()
			m := newMarket(t, agency.Settings{})
			a, b := m.submit(t, "ann", "dev", test.into), m.submit(t, "cem", "dev", test.from)
			before := [2]access.Person{m.person(t, a), m.person(t, b)}
			theirs, entries, err := m.rec("cem").Submission(ctx, b)
			require.NoError(t, err)
			require.NoError(t, m.sys.Merge(ctx, a, b, test.choice))
			want := access.Person{Values: test.want, Submissions: []candidate.SubmissionID{a, b}}
			for _, id := range want.Submissions {
				got := m.person(t, id)
				require.ElementsMatch(t, want.Submissions, got.Submissions)
				require.Equal(t, want.Values, got.Values)
				require.Empty(t, m.duplicates(t, id), "nobody is their own duplicate")
			}
			view, entry, err := m.rec("cem").Submission(ctx, b)
			require.NoError(t, err)
			require.Equal(t, theirs, view, "what an agency sees stays")
			require.Equal(t, entries, entry)
			require.NoError(t, m.sys.Unmerge(ctx, b))
			require.Equal(t, before, [2]access.Person{m.person(t, a), m.person(t, b)})
		})
	}
}

// TestUnmergingRestoresBoth exactly, with whoever else was merged into either.
func TestUnmergingRestoresBoth(t *testing.T) {
	ctx := context.Background()
	type pair [2]int // is merged: the second into the first
	for _, test := range []struct {
		name   string
		merges []pair
		by     int // whose submission the last merge is undone by
	}{
		{"of two", []pair{{0, 1}}, 1},
		{"of two, by the one that stayed", []pair{{0, 1}}, 0},
		{"of one who had another", []pair{{0, 1}, {0, 2}}, 2},
		{"of one who had another, by the one that stayed", []pair{{0, 1}, {0, 2}}, 0},
		{"into one who had another", []pair{{0, 1}, {2, 0}}, 0},
		{"of two who had others", []pair{{0, 1}, {2, 3}, {0, 2}}, 2},
		{"of two who had others, by the one that stayed", []pair{{0, 1}, {2, 3}, {0, 2}}, 0},
		{"in a chain", []pair{{0, 1}, {2, 0}, {3, 2}}, 2},
		{"by the submission of one who was merged before", []pair{{0, 1}, {2, 1}}, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMarket(t, agency.Settings{})
			var subs []candidate.SubmissionID
			for i, e := range []candidate.Entry{ada, bea, cleo, joe} {
				m.after(time.Duration(i) * time.Minute)
				subs = append(subs, m.submit(t, []agency.RecruiterID{"ann", "cem"}[i%2], "dev", e))
			}
			see := func() (out []access.Person) {
				for _, id := range subs {
					out = append(out, m.person(t, id))
				}
				return out
			}
			var before []access.Person
			for i, p := range test.merges {
				m.after(time.Hour + time.Duration(i)*time.Minute)
				before = see()
				require.NoError(t, m.sys.Merge(ctx, subs[p[0]], subs[p[1]], candidate.Choice{Name: candidate.Take, Born: candidate.Pick(i % 3)}))
				require.NotEqual(t, before, see())
			}
			require.NoError(t, m.sys.Unmerge(ctx, subs[test.by]))
			require.Equal(t, before, see())
		})
	}
}

func TestMergingAgainChangesNothing(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	a, b := m.submit(t, "ann", "dev", ada), m.submit(t, "cem", "dev", bea)
	require.NoError(t, m.sys.Merge(ctx, a, b, candidate.Choice{}))
	records, journal := m.records(t), m.journal(t)
	require.NoError(t, m.sys.Merge(ctx, b, a, candidate.Choice{Name: candidate.Take}))
	require.Equal(t, records, m.records(t))
	require.Equal(t, journal, m.journal(t))
}

// Merging changes no answer to an agency: who was merged with somebody is told
// of no more than before.
func TestMergingTellsNoAgency(t *testing.T) {
	ctx := context.Background()
	for name, merged := range map[string]bool{"apart": false, "merged": true} {
		t.Run(name, func(t *testing.T) {
			m := newMarket(t, agency.Settings{})
			a, b := m.submit(t, "ann", "dev", ada), m.submit(t, "cem", "dev", bea)
			if merged {
				require.NoError(t, m.sys.Merge(ctx, a, b, candidate.Choice{}))
			}
			m.after(time.Minute)
			m.submit(t, "ann", "ops", ada)
			m.alerted(t, "ann", "dev", bea)
			m.alerted(t, "dee", "ops", ada)
			m.submit(t, "dee", "ops", bea)
		})
	}
}

// TestDistinct: who was marked so is no duplicate of the other any more, and
// cannot be merged.
func TestDistinct(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	twin := jane
	twin.Phones = agency.Freeze("+49 731 5550101")
	a := m.submit(t, "cem", "dev", jane)
	m.after(time.Minute)
	b := m.insist(t, "ann", "dev", twin)
	require.Equal(t, []candidate.SubmissionID{b}, m.duplicates(t, a))
	require.Equal(t, []candidate.SubmissionID{a}, m.duplicates(t, b))
	m.alerted(t, "ann", "ops", twin)

	require.NoError(t, m.sys.MarkDistinct(ctx, a, b, true))
	require.Empty(t, m.duplicates(t, a))
	require.Empty(t, m.duplicates(t, b))
	require.Equal(t, agency.AgencyID("north"), m.credit(t, b).Agency())
	m.submit(t, "ann", "ops", twin)
	m.submit(t, "dee", "ops", twin) // whom south knows as its own
	for _, pair := range [][2]candidate.SubmissionID{{a, b}, {b, a}} {
		requireInvalid(t, "candidates", m.sys.Merge(ctx, pair[0], pair[1], candidate.Choice{}))
	}
	c := m.submit(t, "cem", "dev", ada)
	require.NoError(t, m.sys.Merge(ctx, c, a, candidate.Choice{}))
	requireInvalid(t, "candidates", m.sys.Merge(ctx, c, b, candidate.Choice{}))
	require.NoError(t, m.sys.Unmerge(ctx, c))

	require.NoError(t, m.sys.MarkDistinct(ctx, b, a, false))
	require.Contains(t, m.duplicates(t, b), a)
	require.Equal(t, agency.AgencyID("south"), m.credit(t, b).Agency())
	require.NoError(t, m.sys.Merge(ctx, a, b, candidate.Choice{}))
	requireInvalid(t, "candidates", m.sys.MarkDistinct(ctx, a, b, true))
}

// An edit that makes somebody like one they are distinct from is no news.
func TestDistinctPeopleStaySoWhenTheyAreEdited(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{})
	a, b := m.submit(t, "cem", "dev", jane), m.submit(t, "ann", "dev", ada)
	require.NoError(t, m.sys.MarkDistinct(ctx, a, b, true))
	c, err := m.sys.CorrectEntry(ctx, b, jane)
	require.NoError(t, err)
	require.Empty(t, c.Found)
	require.Empty(t, m.duplicates(t, b))
}

// Whom staff merged with somebody comes along when that one is looked at, and is
// not compared for it: here the agency's own entry, whose name is too common to
// be found by.
func TestMergingBringsNobodyUpForComparison(t *testing.T) {
	for _, merged := range []bool{false, true} {
		t.Run(fmt.Sprint("merged ", merged), func(t *testing.T) {
			m := newMarket(t, agency.Settings{})
			common := candidate.Entry{Given: "Jane", Surname: "Doe", Place: "Ulm"}
			own := m.submit(t, "ann", "dev", common)
			other := m.submit(t, "cem", "dev", candidate.Entry{Given: "Mary", Surname: "Smith", Born: "1990-04-01"})
			for i := range match.MaxBlock + 1 {
				m.apply(t, access.Applicant{ID: candidate.SubmissionID(fmt.Sprint("p", i)), Entry: common})
			}
			if merged {
				require.NoError(t, m.sys.Merge(context.Background(), other, own, candidate.Choice{}))
			}
			common.Born = "1990-04-01"
			_, err := m.try("ann", "dev", common)
			require.NoError(t, err)
		})
	}
}
