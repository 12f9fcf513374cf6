package customstore

import (
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

var _ store.Ownership = (*tx)(nil)

func (t *tx) PutClaims(records ...candidate.Claim) {
	for _, r := range records {
		if !t.writes(store.CheckIDs(r)) {
			return
		}
		k := claims.of(string(r.ID))
		t.index(string(r.ID), claimIndex(get[candidate.Claim](&t.reader, k)), claimIndex(r))
		t.put(k, r)
	}
}

// claimIndex is as submissionIndex.
func claimIndex(r candidate.Claim) (keys []key) {
	if r.ID == "" {
		return nil
	}
	keys = append(keys, claimsTo.of(string(r.Candidate)).oldest(r.From).text(string(r.ID)))
	for _, o := range anyOr(string(r.Opening)) {
		for _, a := range anyOr(string(r.Agency)) {
			for _, by := range anyOr(string(r.Recruiter)) {
				keys = append(keys, claimsBy.of(o, a, by).oldest(r.Ends()).text(string(r.ID)))
			}
		}
	}
	return keys
}

func (r *reader) claimsTo(id candidate.ID) (found []candidate.Claim) {
	for claim := range r.walk(nil, claimsTo.of(string(id))) {
		found = append(found, get[candidate.Claim](r, claims.of(string(claim))))
	}
	return found
}

func (r *reader) claimRows(
	l *store.List, by asker, of agency.AgencyID, from agency.RecruiterID,
) ([]store.ClaimRow, bool) {
	in := claimsBy.of(string(l.Opening), string(of), string(from))
	return page(r, l, r.walk(afterOldest(l), in), func(r *reader, id []byte) (row store.ClaimRow, ok bool) {
		c := get[candidate.Claim](r, claims.of(string(id)))
		row.Claim = c
		if c.Opening != "" {
			row.Opening = get[agency.Opening](r, openings.of(string(c.Opening)))
			row.ToRecruiter, row.ToAgency = r.sharesTo(by, c.Opening)
		}
		submission := get[candidate.Submission](r, submissions.of(string(c.Submission)))
		row.Name = get[candidate.Entry](r, entries.of(string(submission.Entry))).FullName()
		if at := l.EffectiveAt; !at.IsZero() && (c.From.After(at) || !c.Ends().After(at)) {
			return row, false
		}
		team := l.Kind == store.ListClaims && l.Team != ""
		return row, !team || row.Opening.Team.Has(l.Team)
	})
}

func (t *tx) PutRulings(records ...candidate.Ruling) {
	for _, r := range records {
		if !t.writes(store.CheckIDs(r)) {
			return
		}
		t.put(rulings.of(string(r.Submission)), r)
	}
}

func (t *tx) PutProbes(records ...candidate.Probe) {
	for _, r := range records {
		if !t.writes(store.CheckIDs(r)) {
			return
		}
		k := probes.of(r.ID)
		t.index(r.ID, probeIndex(get[candidate.Probe](&t.reader, k)), probeIndex(r))
		t.put(k, r)
	}
}

func probeIndex(r candidate.Probe) (keys []key) {
	if r.ID == "" {
		return nil
	}
	for _, by := range anyOr(string(r.Recruiter)) {
		keys = append(keys, probesBy.of(string(r.Agency), by).oldest(r.At).text(r.ID))
	}
	return keys
}

// probesSince counts the probes by an agency or, if one is named, by a recruiter
// for it.
func (r *reader) probesSince(since time.Time, of agency.AgencyID, by agency.RecruiterID) (n int) {
	for range r.walk(key{}.oldest(since), probesBy.of(string(of), string(by))) {
		n++
	}
	return n
}
