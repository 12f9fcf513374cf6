package memstore

import (
	"cmp"
	"slices"

	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

func (t *tx) PutCandidates(records ...candidate.Candidate) {
	for _, r := range records {
		if !t.writing() || t.refuse(store.CheckIDs(r)) {
			return
		}
		n := own(t, &t.state.candidates, r.ID)
		old := n.record
		n.record = r
		if old.ID == "" {
			t.state.candidateOrder.insert(t.edit, byID(r.ID))
		}
		if old.Host != r.Host {
			t.link(old.Host, r.ID, false)
			t.link(r.Host, r.ID, true)
		}
		if old.Person == r.Person {
			continue
		}
		if old.ID != "" && old.Person != r.ID {
			own(t, &t.state.candidates, old.Person).merged.remove(t.edit, byID(r.ID))
		}
		if r.Person != r.ID {
			own(t, &t.state.candidates, r.Person).merged.insert(t.edit, byID(r.ID))
		}
	}
}

// link puts a candidate among those whom the host knows by an identifier, or
// takes it out.
func (t *tx) link(host candidate.HostID, id candidate.ID, linked bool) {
	if host == "" {
		return
	}
	h := hash(t.state, host)
	ids, _ := t.state.hosts.get(h, host)
	if ids = hold(ids, id, linked); len(ids) == 0 {
		t.state.hosts.remove(t.edit, h, host)
		return
	}
	t.state.hosts.put(t.edit, h, host, ids)
}

// known answers about the persons whom q asks for; f has the submission and the
// claim already.
func (s *state) known(q *store.Query, f *store.Facts) []store.Known {
	roots := make([]*candidateNode, 0, len(q.Candidates)+1)
	ask := func(id candidate.ID) {
		n := s.candidate(id)
		if n == nil {
			return
		}
		if person := n.record.Person; person != id {
			n = find(&s.candidates, hash(s, person), person)
		}
		roots = append(roots, n)
	}
	for _, id := range q.Candidates {
		ask(id)
	}
	if q.Host != "" {
		ids, _ := s.hosts.get(hash(s, q.Host), q.Host)
		for _, id := range ids {
			ask(id)
		}
	}
	switch {
	case !q.Person:
	case q.Submission != "":
		ask(f.Submission.Candidate)
	default:
		ask(f.Claim.Candidate)
	}
	found := make([]*candidateNode, 0, len(roots))
	for _, n := range roots {
		if n.record.ID != "" && n.record.Person == n.record.ID {
			found = append(found, n)
		}
		w := after(start, n.merged, order{})
		for id, ok := w.next(); ok; id, ok = w.next() {
			found = append(found, s.candidate(candidate.ID(id)))
		}
	}
	slices.SortFunc(found, func(a, b *candidateNode) int { return cmp.Compare(a.record.ID, b.record.ID) })
	found = slices.Compact(found)
	claims := 0
	for _, n := range found {
		claims += len(n.claims)
	}
	all := make([]candidate.Claim, 0, claims)
	return values(found, func(row *store.Known, n *candidateNode) {
		row.Candidate = n.record
		if at := len(all); len(n.claims) > 0 {
			for _, c := range n.claims {
				all = append(all, *c)
			}
			row.Claims = all[at:len(all):len(all)]
		}
	})
}

func (s *state) listCandidates(l *store.List) ([]candidate.Candidate, bool) {
	found, more := page(s.candidateOrder, order{}, fromID(l.After), l.Limit, func(id string) *candidateNode {
		return s.candidate(candidate.ID(id))
	})
	return values(found, func(row *candidate.Candidate, n *candidateNode) { *row = n.record }), more
}
