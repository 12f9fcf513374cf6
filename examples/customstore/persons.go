package customstore

import (
	"slices"

	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

func (t *tx) PutCandidates(records ...candidate.Candidate) {
	for _, r := range records {
		if !t.writes(store.CheckIDs(r)) {
			return
		}
		k := candidates.of(string(r.ID))
		t.index(string(r.ID), candidateIndex(get[candidate.Candidate](&t.reader, k)), candidateIndex(r))
		t.put(k, r)
	}
}

func candidateIndex(r candidate.Candidate) (keys []key) {
	if r.ID == "" {
		return nil
	}
	keys = append(keys, persons.of(string(r.Person), string(r.ID)))
	if r.Host != "" {
		keys = append(keys, hosts.of(string(r.Host), string(r.ID)))
	}
	return keys
}

// known returns the candidates who are the persons that q asks about, with
// their claims. The submission and the claim of q are in f already.
func (r *reader) known(q *store.Query, f *store.Facts) []store.Known {
	asked := slices.Clone(q.Candidates)
	if q.Host != "" {
		for id := range r.walk(nil, hosts.of(string(q.Host))) {
			asked = append(asked, candidate.ID(id))
		}
	}
	switch {
	case q.Person && q.Submission != "":
		asked = append(asked, f.Submission.Candidate)
	case q.Person:
		asked = append(asked, f.Claim.Candidate)
	}
	var all []candidate.ID
	for _, id := range asked {
		if c, ok := find[candidate.Candidate](r, candidates.of(string(id))); ok {
			for same := range r.walk(nil, persons.of(string(c.Person))) {
				all = append(all, candidate.ID(same))
			}
		}
	}
	slices.Sort(all)
	var known []store.Known
	for _, id := range slices.Compact(all) {
		known = append(known, store.Known{
			Candidate: get[candidate.Candidate](r, candidates.of(string(id))),
			Claims:    r.claimsTo(id),
		})
	}
	return known
}
