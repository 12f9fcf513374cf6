package memstore

import (
	"slices"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

func (t *tx) PutClaims(records ...candidate.Claim) {
	for _, r := range records {
		if !t.writing() || t.refuse(store.CheckIDs(r)) {
			return
		}
		h := hash(t.state, r.ID)
		if old, ok := t.state.claims.get(h, r.ID); ok {
			t.enlistClaim(old, (*order).remove)
			t.introduce(old, false)
		}
		t.state.claims.put(t.edit, h, r.ID, &r)
		t.enlistClaim(&r, (*order).insert)
		t.introduce(&r, true)
	}
}

// introduce puts a claim among those to its candidate, or takes it out. They are
// few and read with every lookup that finds the candidate, so they hang there
// themselves: going through their identifiers took longer than all else.
func (t *tx) introduce(r *candidate.Claim, is bool) {
	n := own(t, &t.state.candidates, r.Candidate)
	at, was := slices.BinarySearchFunc(n.claims, r, func(a, b *candidate.Claim) int {
		return oldestFirst(a.From, a.ID).compare(oldestFirst(b.From, b.ID))
	})
	switch {
	case is && !was:
		n.claims = slices.Insert(slices.Clip(n.claims), at, r)
	case !is && was:
		n.claims = slices.Concat(n.claims[:at], n.claims[at+1:])
	}
}

// enlistClaim puts r into each of the lists that are asked for in pages, or
// removes it.
func (t *tx) enlistClaim(r *candidate.Claim, change func(*order, *edit, position)) {
	at := oldestFirst(r.Ends(), r.ID)
	change(&t.state.claimOrder, t.edit, at)
	if r.Opening != "" {
		change(&own(t, &t.state.openings, r.Opening).claims, t.edit, at)
	}
	if r.Agency != "" {
		change(&own(t, &t.state.agencies, r.Agency).claims, t.edit, at)
	}
	if r.Recruiter != "" {
		n := own(t, &t.state.recruiters, r.Recruiter)
		change(&n.claims, t.edit, at)
		if r.Agency != "" {
			change(&own(t, &n.work, r.Agency).claims, t.edit, at)
		}
	}
}

// claimsOf returns a list in which all claims are that name the opening, the
// agency and the recruiter, as far as they are set. It may have others too.
func (s *state) claimsOf(o agency.OpeningID, a agency.AgencyID, r agency.RecruiterID) order {
	switch {
	case r != "":
		n := s.recruiter(r)
		if n == nil {
			return order{}
		}
		if a == "" {
			return n.claims
		}
		if w := find(&n.work, hash(s, a), a); w != nil {
			return w.claims
		}
	case o != "":
		if n := s.opening(o); n != nil {
			return n.claims
		}
	case a != "":
		if n := s.agency(a); n != nil {
			return n.claims
		}
	default:
		return s.claimOrder
	}
	return order{}
}

// claimRows lists the claims that an agency has, through a recruiter and to
// openings with somebody on their team, as far as those are set.
func (s *state) claimRows(
	l *store.List, p *parties, of agency.AgencyID, by agency.RecruiterID, team agency.StaffID,
) ([]store.ClaimRow, bool) {
	from := fromOldest(l.After)
	if !l.EffectiveAt.IsZero() {
		// Those that have ended by then come first.
		if least := (position{rank: l.EffectiveAt.UnixMicro() + 1}); from.compare(least) < 0 {
			from = least
		}
	}
	found, more := page(s.claimsOf(l.Opening, of, by), order{}, from, l.Limit, func(id string) *candidate.Claim {
		c := s.claim(candidate.ClaimID(id))
		switch {
		case l.Opening != "" && c.Opening != l.Opening, of != "" && c.Agency != of, by != "" && c.Recruiter != by:
			return nil
		case !l.EffectiveAt.IsZero() && c.From.After(l.EffectiveAt):
			return nil
		case team == "":
			return c
		case c.Opening == "":
			return nil
		}
		if n := s.opening(c.Opening); n.record.Team.Has(team) {
			return c
		}
		return nil
	})
	return values(found, func(row *store.ClaimRow, c *candidate.Claim) {
		row.Claim = *c
		if c.Submission != "" {
			if n := s.submission(c.Submission); n != nil {
				if e, ok := s.entries.get(hash(s, n.record.Entry), n.record.Entry); ok {
					row.Name = e.FullName()
				}
			}
		}
		if c.Opening != "" {
			n := s.opening(c.Opening) // the claim hangs on it
			row.Opening = n.record
			n.shares(p, &row.ToRecruiter, &row.ToAgency)
		}
	}), more
}
