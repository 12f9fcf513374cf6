package fuzz

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// modelOwnership is who introduced whom, and who is found by which keys.
type modelOwnership struct {
	candidates map[candidate.ID]candidate.Candidate
	claims     map[candidate.ClaimID]candidate.Claim
	rulings    map[candidate.SubmissionID]candidate.Ruling
	probes     map[string]candidate.Probe
	held       map[modelHolding]agency.AgencyID
	index      candidate.Index
}

type modelHolding struct {
	candidate candidate.ID
	candidate.Holding
}

func newModelOwnership() modelOwnership {
	return modelOwnership{
		candidates: map[candidate.ID]candidate.Candidate{}, claims: map[candidate.ClaimID]candidate.Claim{},
		rulings: map[candidate.SubmissionID]candidate.Ruling{}, probes: map[string]candidate.Probe{}, held: map[modelHolding]agency.AgencyID{},
	}
}

func (o modelOwnership) clone() modelOwnership {
	o.candidates, o.claims, o.rulings = maps.Clone(o.candidates), maps.Clone(o.claims), maps.Clone(o.rulings)
	o.probes, o.held = maps.Clone(o.probes), maps.Clone(o.held)
	return o
}

// ownership answers what q asks about persons, keys and claims, for the agency.
func (a *modelAccount) ownership(q store.Query, of agency.AgencyID, f *store.Facts) {
	f.Claim = a.claims[q.Claim]
	if r, ok := a.rulings[f.Submission.ID]; ok && !q.WithoutEntry {
		f.Ruling = &r
	}
	if r, ok := a.probes[q.Probe]; ok {
		f.Probe = &r
	}
	for _, r := range a.probes {
		if !q.ProbesSince.IsZero() && f.Recruiter.ID != "" && r.Agency == of && !r.At.Before(q.ProbesSince) {
			f.Probes.Agency++
			if r.Recruiter == q.Recruiter {
				f.Probes.Recruiter++
			}
		}
	}
	for _, e := range q.Emails {
		if of != "" && slices.ContainsFunc(a.recruitersWith(e), func(id agency.RecruiterID) bool { return a.recruiters[id].Agency == of }) {
			f.Members = append(f.Members, e)
		}
	}
	for _, d := range q.Keys {
		f.Holders, f.Index = append(f.Holders, a.holders(d)), a.index
	}
	f.Known = a.known(q, f)
}

func (a *modelAccount) holders(d candidate.Digest) (all []candidate.Holder) {
	for h, by := range a.held {
		if h.Digest == d {
			all = append(all, candidate.Holder{Candidate: h.candidate, Agency: by, Turn: h.Turn})
		}
	}
	slices.SortFunc(all, func(a, b candidate.Holder) int {
		return cmp.Or(cmp.Compare(a.Turn, b.Turn), strings.Compare(string(a.Candidate), string(b.Candidate)))
	})
	return all[:min(len(all), store.MaxHolders)]
}

func (a *modelAccount) known(q store.Query, f *store.Facts) (all []store.Known) {
	asked := slices.Clone(q.Candidates)
	switch {
	case q.Person && q.Submission != "":
		asked = append(asked, f.Submission.Candidate)
	case q.Person:
		asked = append(asked, f.Claim.Candidate)
	}
	persons := make(map[candidate.ID]bool)
	for _, c := range a.candidates {
		if slices.Contains(asked, c.ID) || q.Host != "" && c.Host == q.Host {
			persons[c.Person] = true
		}
	}
	for _, c := range a.candidates {
		if persons[c.Person] {
			all = append(all, store.Known{Candidate: c, Claims: a.claimsTo(c.ID)})
		}
	}
	slices.SortFunc(all, func(a, b store.Known) int { return strings.Compare(string(a.Candidate.ID), string(b.Candidate.ID)) })
	return all
}

func (a *modelAccount) claimsTo(id candidate.ID) (all []candidate.Claim) {
	for _, c := range a.claims {
		if c.Candidate == id {
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b candidate.Claim) int {
		return cmp.Or(a.From.Compare(b.From), strings.Compare(string(a.ID), string(b.ID)))
	})
	return all
}

func (a *modelAccount) claimRows(q store.Query) (rows []store.ClaimRow) {
	l, asker := q.List, a.recruiters[q.Recruiter]
	for _, c := range a.claims {
		wanted := l.Opening == "" || c.Opening == l.Opening
		if at := l.EffectiveAt; !at.IsZero() {
			wanted = wanted && !c.From.After(at) && c.Ends().After(at)
		}
		ofAgency := asker.ID != "" && c.Agency == asker.Agency
		switch l.Kind {
		case store.ListClaims:
			wanted = wanted && (l.Agency == "" || c.Agency == l.Agency) && (l.Recruiter == "" || c.Recruiter == l.Recruiter) &&
				(l.Team == "" || a.openings[c.Opening].Team.Has(l.Team))
		case store.ListAgencyClaims:
			wanted = wanted && ofAgency
		case store.ListOwnClaims:
			wanted = wanted && ofAgency && c.Recruiter == asker.ID
		}
		if wanted {
			rows = append(rows, store.ClaimRow{
				Claim: c, Name: a.entries[a.submissions[c.Submission].Entry].FullName(), Opening: a.openings[c.Opening],
				ToRecruiter: a.share(c.Opening, agency.ToRecruiter(q.Recruiter)), ToAgency: a.share(c.Opening, agency.ToAgency(asker.Agency)),
			})
		}
	}
	return rows
}

type indexing struct {
	whole
	index candidate.Index
}

func (w indexing) write(t store.Tx) { t.PutIndex(w.index) }

func (w indexing) apply(a *modelAccount) bool {
	a.index = w.index
	return true
}

func (w indexing) without(int) write { return w }
func (w indexing) String() string    { return "PutIndex(" + golike(w.index) + ")" }

// holding is a Hold, or a LetGo.
type holding struct {
	id    candidate.ID
	by    agency.AgencyID
	held  []candidate.Holding
	letGo bool
	bad   bool // an identifier breaks the rule
}

func (w holding) write(t store.Tx) {
	if w.letGo {
		t.LetGo(w.id, candidate.Hold(w.held...))
	} else {
		t.Hold(w.id, w.by, candidate.Hold(w.held...))
	}
}

func (w holding) apply(a *modelAccount) bool {
	for _, h := range w.held {
		if w.letGo {
			delete(a.held, modelHolding{w.id, h})
		} else {
			a.held[modelHolding{w.id, h}] = w.by
		}
	}
	return !w.bad
}

func (w holding) parts() int {
	if len(w.held) < 2 {
		return 0
	}
	return len(w.held)
}

func (w holding) without(i int) write {
	w.held = leaveOut(w.held, i)
	return w
}

func (w holding) String() string {
	held := "candidate.Hold(" + golikeAll(w.held) + "))"
	if w.letGo {
		return "LetGo(" + golike(w.id) + ", " + held
	}
	return "Hold(" + golike(w.id) + ", " + golike(w.by) + ", " + held
}
