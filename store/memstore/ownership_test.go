package memstore_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// A plain is what the store should hold, in maps that are gone through for each
// answer.
type plain struct {
	candidates map[candidate.ID]candidate.Candidate
	claims     map[candidate.ClaimID]candidate.Claim
	probes     map[string]candidate.Probe
	rulings    map[candidate.SubmissionID]candidate.Ruling
}

func (m plain) clone() plain {
	return plain{maps.Clone(m.candidates), maps.Clone(m.claims), maps.Clone(m.probes), maps.Clone(m.rulings)}
}

func some[K comparable, V any](of map[K]V, keep func(V) bool, order func(a, b V) int) (rows []V) {
	for _, v := range of {
		if keep(v) {
			rows = append(rows, v)
		}
	}
	slices.SortFunc(rows, order)
	return rows
}

func (m plain) known(asked func(candidate.Candidate) bool) (rows []store.Known) {
	persons := make(map[candidate.ID]bool)
	for _, c := range m.candidates {
		if asked(c) {
			persons[c.Person] = true
		}
	}
	for _, c := range some(m.candidates, func(c candidate.Candidate) bool { return persons[c.Person] },
		func(a, b candidate.Candidate) int { return strings.Compare(string(a.ID), string(b.ID)) }) {
		rows = append(rows, store.Known{
			Candidate: c,
			Claims: some(m.claims, func(l candidate.Claim) bool { return l.Candidate == c.ID }, func(a, b candidate.Claim) int {
				return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.ID, b.ID))
			}),
		})
	}
	return rows
}

func (m plain) claimsBy(keep func(candidate.Claim) bool) []candidate.Claim {
	return some(m.claims, keep, func(a, b candidate.Claim) int {
		return cmp.Or(a.Ends().Compare(b.Ends()), cmp.Compare(a.ID, b.ID))
	})
}

func name[T ~string](t *rapid.T, of, kind string, n int) T {
	return T(fmt.Sprint(kind, rapid.IntRange(0, n-1).Draw(t, of)))
}

func drawClaim(t *rapid.T) candidate.Claim {
	c := candidate.Claim{
		ID:        name[candidate.ClaimID](t, "claim", "l", 12),
		Candidate: name[candidate.ID](t, "candidate", "c", 6),
		Agency:    name[agency.AgencyID](t, "agency", "a", 3),
		Recruiter: name[agency.RecruiterID](t, "recruiter", "r", 3),
		Opening:   name[agency.OpeningID](t, "opening", "o", 3),
		From:      at(rapid.IntRange(0, 3).Draw(t, "from")),
	}
	if c.Agency == "a0" {
		c.Agency = ""
	}
	if c.Recruiter == "r0" {
		c.Recruiter = ""
	}
	if c.Opening == "o0" {
		c.Opening = ""
	}
	if until := rapid.IntRange(0, 4).Draw(t, "until"); until > 0 {
		c.Until = at(until)
	}
	if rapid.Bool().Draw(t, "released") {
		c.History = c.History.Add(candidate.Step{At: at(rapid.IntRange(0, 4).Draw(t, "at")), Kind: candidate.Released, Reason: "error"})
	}
	return c
}

func drawCandidate(t *rapid.T) candidate.Candidate {
	c := candidate.Candidate{
		ID: name[candidate.ID](t, "candidate", "c", 6), Person: name[candidate.ID](t, "person", "c", 7),
		Created: at(rapid.IntRange(0, 9).Draw(t, "created")),
	}
	if rapid.Bool().Draw(t, "linked") {
		c.Host = name[candidate.HostID](t, "host", "h", 3)
	}
	if rapid.Bool().Draw(t, "corrected") {
		c = c.Correct(candidate.Entry{ID: "e", Name: name[string](t, "name", "Ann ", 3)})
	}
	return c
}

func drawProbe(t *rapid.T) candidate.Probe {
	return candidate.Probe{
		ID:     name[string](t, "probe", "p", 12),
		Agency: name[agency.AgencyID](t, "agency", "a", 3), Recruiter: name[agency.RecruiterID](t, "recruiter", "r", 3),
		At:     at(0).Add(time.Duration(rapid.IntRange(0, 8).Draw(t, "at")) * 6 * time.Hour),
		Digest: [16]byte{byte(rapid.IntRange(0, 255).Draw(t, "digest"))},
	}
}

// asks fails unless each question is answered as m would.
func asks(t *rapid.T, m plain, r store.Reader) {
	ask := func(q store.Query) store.Facts {
		f, err := r.Facts(q)
		require.NoError(t, err)
		return f
	}
	two := []candidate.ID{name[candidate.ID](t, "one", "c", 7), name[candidate.ID](t, "other", "c", 7)}
	require.Equal(t, m.known(func(c candidate.Candidate) bool { return slices.Contains(two, c.ID) }),
		ask(store.Query{Candidates: two}).Known)
	host := name[candidate.HostID](t, "host", "h", 3)
	require.Equal(t, m.known(func(c candidate.Candidate) bool { return c.Host == host }), ask(store.Query{Host: host}).Known)
	claim := name[candidate.ClaimID](t, "claim", "l", 12)
	f := ask(store.Query{Claim: claim, Person: true})
	require.Equal(t, m.claims[claim], f.Claim)
	require.Equal(t, m.known(func(c candidate.Candidate) bool { return c.ID == m.claims[claim].Candidate }), f.Known)

	f = ask(store.Query{List: &store.List{Scope: store.Scope{Kind: store.ListCandidates}, Limit: 10}})
	require.Equal(t, some(m.candidates, func(candidate.Candidate) bool { return true },
		func(a, b candidate.Candidate) int { return cmp.Compare(a.ID, b.ID) }), f.Rows.Candidates)

	id := name[string](t, "probe", "p", 12)
	if p, ok := m.probes[id]; ok {
		require.Equal(t, &p, ask(store.Query{Probe: id}).Probe)
	} else {
		require.Nil(t, ask(store.Query{Probe: id}).Probe)
	}
	by, since := name[agency.RecruiterID](t, "recruiter", "r", 3), at(0).Add(time.Duration(rapid.IntRange(0, 8).Draw(t, "since"))*6*time.Hour)
	want := store.Probes{}
	for _, p := range m.probes {
		if p.Agency == "a1" && !p.At.Before(since) {
			want.Agency++
			if p.Recruiter == by {
				want.Recruiter++
			}
		}
	}
	require.Equal(t, want, ask(store.Query{Recruiter: by, ProbesSince: since}).Probes)

	s := name[candidate.SubmissionID](t, "submission", "s", 2)
	if ruling, ok := m.rulings[s]; ok {
		require.Equal(t, &ruling, ask(store.Query{Submission: s}).Ruling)
	} else {
		require.Nil(t, ask(store.Query{Submission: s}).Ruling)
	}
	pagesOfClaims(t, m, ask)
}

func pagesOfClaims(t *rapid.T, m plain, ask func(store.Query) store.Facts) {
	scope := store.Scope{Kind: rapid.SampledFrom([]store.Kind{store.ListClaims, store.ListAgencyClaims, store.ListOwnClaims}).Draw(t, "kind")}
	draw := func(what string) bool { return rapid.Bool().Draw(t, what) }
	if draw("of an opening") {
		scope.Opening = name[agency.OpeningID](t, "opening", "o", 3)
	}
	if draw("of an instant") {
		scope.EffectiveAt = at(rapid.IntRange(0, 4).Draw(t, "effective"))
	}
	if draw("of an agency") {
		scope.Agency = name[agency.AgencyID](t, "agency", "a", 3)
	}
	if draw("of a recruiter") {
		scope.Recruiter = name[agency.RecruiterID](t, "recruiter", "r", 3)
	}
	if draw("of a team") {
		scope.Team = name[agency.StaffID](t, "user", "u", 2)
	}
	want := m.claimsBy(func(c candidate.Claim) bool {
		of, by, team := scope.Agency, scope.Recruiter, scope.Team
		switch scope.Kind {
		case store.ListAgencyClaims:
			of, by, team = "a1", "", ""
		case store.ListOwnClaims:
			of, by, team = "a1", "r1", ""
		}
		return (scope.Opening == "" || c.Opening == scope.Opening) && (of == "" || c.Agency == of) && (by == "" || c.Recruiter == by) &&
			(team == "" || c.Opening == "o1" && team == "u1") &&
			(scope.EffectiveAt.IsZero() || !c.From.After(scope.EffectiveAt) && c.Ends().After(scope.EffectiveAt))
	})
	var got []candidate.Claim
	var after store.After
	for more := true; more; {
		f := ask(store.Query{Recruiter: "r1", List: &store.List{Scope: scope, After: after, Limit: 2}})
		for _, row := range f.Rows.Claims {
			got = append(got, row.Claim)
			require.Equal(t, row.Claim.Opening == "o1", row.Opening.ID != "")
			require.Equal(t, row.Claim.Opening == "o1", row.ToAgency.Opening != "")
			after = store.After{At: row.Claim.Ends(), ID: string(row.Claim.ID)}
		}
		more = f.Rows.More
		require.False(t, more && len(f.Rows.Claims) != 2)
	}
	require.Equal(t, want, got)
}

func TestOwnershipIsThatOfPlainMapsAndOldStatesStay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ctx, s := context.Background(), memstore.New()
		m := plain{
			map[candidate.ID]candidate.Candidate{},
			map[candidate.ClaimID]candidate.Claim{},
			map[string]candidate.Probe{},
			map[candidate.SubmissionID]candidate.Ruling{},
		}
		require.NoError(t, s.Update(ctx, "acme", func(tx store.Tx) error {
			for i := range 3 {
				tx.PutRecruiters(agency.Recruiter{ID: agency.RecruiterID(fmt.Sprint("r", i)), Agency: "a1"})
			}
			tx.PutOpenings(agency.Opening{ID: "o1", Created: at(1), Team: agency.Freeze[agency.StaffID]("u1")})
			tx.PutShares(agency.Share{Opening: "o1", Grantee: agency.ToAgency("a1"), Granted: at(1)})
			tx.PutSubmissions(candidate.Submission{ID: "s0", At: at(1)}, candidate.Submission{ID: "s1", At: at(1)})
			return nil
		}))
		update := func(t *rapid.T) {
			next := m.clone()
			keep := rapid.Bool().Draw(t, "keep")
			err := s.Update(ctx, "acme", func(tx store.Tx) error {
				writes := tx.(store.Ownership)
				for range rapid.IntRange(1, 8).Draw(t, "writes") {
					switch rapid.IntRange(0, 3).Draw(t, "what") {
					case 0:
						c := drawCandidate(t)
						next.candidates[c.ID] = c
						tx.PutCandidates(c)
					case 1:
						c := drawClaim(t)
						next.claims[c.ID] = c
						writes.PutClaims(c)
					case 2:
						p := drawProbe(t)
						next.probes[p.ID] = p
						writes.PutProbes(p)
						maps.DeleteFunc(next.probes, func(_ string, q candidate.Probe) bool {
							return q.Agency == p.Agency && q.At.Before(p.At.Add(-candidate.ProbesCounted))
						})
					default:
						r := candidate.Ruling{Submission: name[candidate.SubmissionID](t, "submission", "s", 2), Rules: rapid.Int64().Draw(t, "rules")}
						next.rulings[r.Submission] = r
						writes.PutRulings(r)
					}
				}
				asks(t, next, tx)
				if !keep {
					return errRefused
				}
				return nil
			})
			if keep {
				require.NoError(t, err)
				m = next
			} else {
				require.ErrorIs(t, err, errRefused)
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"update": update,
			"ask": func(t *rapid.T) {
				require.NoError(t, s.View(ctx, "acme", func(r store.Reader) error { asks(t, m, r); return nil }))
			},
			"ask of an old state": func(t *rapid.T) {
				before := m
				require.NoError(t, s.View(ctx, "acme", func(r store.Reader) error {
					update(t)
					update(t)
					asks(t, before, r)
					return nil
				}))
			},
		})
	})
}
