package fuzz

import (
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// askOwnership adds what is asked about persons, keys and claims.
func (d dice) askOwnership(q *store.Query) {
	for range d.IntN(3) {
		q.Emails = append(q.Emails, agency.FoldEmail(d.email()))
	}
	for range d.IntN(4) {
		q.Keys = append(q.Keys, d.digest())
	}
	q.Candidates = upTo3[candidate.ID](d)
	q.Claim, q.Probe, q.ProbesSince = perhaps[candidate.ClaimID](d), perhaps[string](d), d.perhapsAt()
	q.Person = d.oneIn(2)
	if d.oneIn(3) {
		q.Host = id[candidate.HostID](d)
	}
	if d.oneIn(2) {
		q.Submission = perhaps[candidate.SubmissionID](d)
	}
}

// owning is a write of who introduced whom, or of who is found by which keys.
func (d dice) owning() write {
	switch d.IntN(9) {
	case 0, 1:
		return several(d, "PutCandidates", store.Tx.PutCandidates, func(a *modelAccount, r candidate.Candidate) { a.candidates[r.ID] = r }, d.candidate)
	case 2, 3:
		return several(d, "PutClaims", store.Tx.PutClaims,
			func(a *modelAccount, r candidate.Claim) { a.claims[r.ID] = r }, d.claim)
	case 4:
		return several(d, "PutRulings", store.Tx.PutRulings,
			func(a *modelAccount, r candidate.Ruling) { a.rulings[r.Submission] = r }, d.ruling)
	case 5:
		return several(d, "PutProbes", store.Tx.PutProbes,
			func(a *modelAccount, r candidate.Probe) { a.probes[r.ID] = r }, d.probe)
	case 6:
		if d.oneIn(2) {
			return indexing{index: candidate.Index{Size: int64(d.IntN(9)), Key: d.text("key")}}
		}
	case 7:
		if d.oneIn(20) {
			return holding{id: pick[candidate.ID](d, "", "a\nb", "\xff"), held: []candidate.Holding{{}}, letGo: d.oneIn(2), bad: true}
		}
		return d.holding(true)
	}
	return d.holding(false)
}

func (d dice) digest() candidate.Digest {
	return pick[candidate.Digest](d, 0, 1, 1<<63-1, 1<<63, 1<<64-1)
}

// holding holds up to three keys, or lets go of them, of which one may be there
// twice.
func (d dice) holding(letGo bool) holding {
	w := holding{id: id[candidate.ID](d), letGo: letGo}
	if !letGo {
		w.by = perhaps[agency.AgencyID](d)
	}
	for range d.IntN(4) {
		w.held = append(w.held, candidate.Holding{Digest: d.digest(), Turn: pick[uint8](d, 0, 0, 1, 255)})
	}
	return w
}

func (d dice) candidate() candidate.Candidate {
	c := candidate.Candidate{
		ID: id[candidate.ID](d), Created: d.at(), Agency: perhaps[agency.AgencyID](d), Key: d.text("key"),
		Sketch: candidate.Sketch([]byte{0xff, byte(d.IntN(3))}), Held: candidate.Hold(d.holding(false).held...),
	}
	if c.Person = c.ID; d.oneIn(2) {
		c.Person = id[candidate.ID](d)
	}
	if d.oneIn(2) {
		c.Host = id[candidate.HostID](d)
	}
	return c
}

func (d dice) claim() candidate.Claim {
	c := candidate.Claim{
		ID: id[candidate.ClaimID](d), Candidate: id[candidate.ID](d), Agency: perhaps[agency.AgencyID](d), Submission: perhaps[candidate.SubmissionID](d),
		Opening: perhaps[agency.OpeningID](d), From: d.at(), Stage: agency.New,
	}
	if c.Agency != "" {
		c.Recruiter = id[agency.RecruiterID](d)
	}
	if d.oneIn(2) {
		c.Until = minute(1 + d.IntN(4))
	}
	if d.oneIn(3) {
		c.History = agency.SeriesOf(candidate.Step{
			At: d.at(), Kind: pick(d, candidate.Extended, candidate.Released, candidate.Disputed, candidate.Reached), Until: d.perhapsAt(), Reason: "A reason",
		})
	}
	return c
}

func (d dice) ruling() candidate.Ruling {
	return candidate.Ruling{
		Submission: id[candidate.SubmissionID](d), At: d.at(), Rules: int64(d.IntN(9)), Outcome: enum[candidate.Outcome](d, 4), Owner: perhaps[candidate.ClaimID](d),
		Evidence: agency.SeriesOf(candidate.Finding{Candidate: id[candidate.ID](d), Score: float64(d.IntN(9)) / 3}),
	}
}

func (d dice) probe() candidate.Probe {
	return candidate.Probe{
		ID: id[string](d), Agency: id[agency.AgencyID](d), Recruiter: id[agency.RecruiterID](d), At: d.at(), Digest: [16]byte{byte(d.IntN(9))}, Used: d.perhapsAt(),
	}
}
