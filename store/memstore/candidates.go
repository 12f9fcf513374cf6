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
		n.set(r)
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

func (n *candidateNode) set(r candidate.Candidate) {
	n.corrected = nil
	if r.Corrected != (candidate.Entry{}) {
		n.corrected = copied(&r.Corrected)
		r.Corrected = candidate.Entry{}
	}
	n.record = r
}

// get writes the whole record to r.
func (n *candidateNode) get(r *candidate.Candidate) {
	*r = n.record
	if n.corrected != nil {
		r.Corrected = *n.corrected
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
	var persons []candidate.ID
	ask := func(id candidate.ID) {
		if n := s.candidate(id); n != nil {
			persons = append(persons, n.record.Person)
		}
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
	slices.Sort(persons)
	found := make([]*candidateNode, 0, len(persons))
	for _, id := range slices.Compact(persons) {
		n := find(&s.candidates, hash(s, id), id)
		if n.record.Person == id {
			found = append(found, n)
		}
		w := after(start, n.merged, order{})
		for id, ok := w.next(); ok; id, ok = w.next() {
			found = append(found, s.candidate(candidate.ID(id)))
		}
	}
	slices.SortFunc(found, func(a, b *candidateNode) int { return cmp.Compare(a.record.ID, b.record.ID) })
	return values(found, func(row *store.Known, n *candidateNode) {
		n.get(&row.Candidate)
		w := after(start, n.claims, order{})
		for id, ok := w.next(); ok; id, ok = w.next() {
			row.Claims = append(row.Claims, *s.claim(candidate.ClaimID(id)))
		}
	})
}

func (s *state) listCandidates(l *store.List) ([]candidate.Candidate, bool) {
	found, more := page(s.candidateOrder, order{}, fromID(l.After), l.Limit, func(id string) *candidateNode {
		return s.candidate(candidate.ID(id))
	})
	return values(found, func(row *candidate.Candidate, n *candidateNode) { n.get(row) }), more
}
