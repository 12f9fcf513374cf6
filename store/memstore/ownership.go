package memstore

import (
	"time"

	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

var _ store.Ownership = (*tx)(nil)

func (t *tx) PutRulings(records ...candidate.Ruling) {
	for _, r := range records {
		if !t.writing() || t.refuse(store.CheckIDs(r)) {
			return
		}
		own(t, &t.state.submissions, r.Submission).ruling = &r
	}
}

func (t *tx) PutProbes(records ...candidate.Probe) {
	for _, r := range records {
		if !t.writing() || t.refuse(store.CheckIDs(r)) {
			return
		}
		h := hash(t.state, r.ID)
		if old, ok := t.state.probes.get(h, r.ID); ok {
			t.enlistProbe(old, (*order).remove)
		}
		t.state.probes.put(t.edit, h, r.ID, &r)
		t.enlistProbe(&r, (*order).insert)
		t.forgetProbes(&r)
	}
}

func (t *tx) enlistProbe(r *candidate.Probe, change func(*order, *edit, position)) {
	at := oldestFirst(r.At, r.ID)
	change(&own(t, &t.state.agencies, r.Agency).probes, t.edit, at)
	change(&own(t, &own(t, &t.state.recruiters, r.Recruiter).work, r.Agency).probes, t.edit, at)
}

// forgetProbes removes those of the same agency that count no more when the
// newest one is made.
func (t *tx) forgetProbes(newest *candidate.Probe) {
	before := newest.At.Add(-candidate.ProbesCounted)
	for {
		w := after(start, t.state.agency(newest.Agency).probes, order{})
		id, ok := w.next()
		if !ok {
			return
		}
		h := hash(t.state, id)
		r, _ := t.state.probes.get(h, id)
		if !r.At.Before(before) {
			return
		}
		t.state.probes.remove(t.edit, h, id)
		t.enlistProbe(r, (*order).remove)
	}
}

// ownership fills in who introduced whom, and who asked; f has the submission
// already.
func (s *state) ownership(q *store.Query, p *parties, f *store.Facts) {
	if q.Claim != "" {
		if c := s.claim(q.Claim); c != nil {
			f.Claim = *c
		}
	}
	if q.Person || q.Host != "" || len(q.Candidates) > 0 {
		f.Known = s.known(q, f)
	}
	if q.Probe != "" {
		r, _ := s.probes.get(hash(s, q.Probe), q.Probe)
		f.Probe = copied(r)
	}
	if !q.ProbesSince.IsZero() && p.recruiter != "" && p.agency != "" {
		f.Probes = s.probesSince(p, q.ProbesSince)
	}
}

func (s *state) probesSince(p *parties, since time.Time) (c store.Probes) {
	from := position{rank: since.UnixMicro()} // before every ID
	if n := find(&s.agencies, p.agencyHash, p.agency); n != nil {
		c.Agency = n.probes.behind(from)
	}
	if n := find(&s.recruiters, p.recruiterHash, p.recruiter); n != nil {
		if w := find(&n.work, p.agencyHash, p.agency); w != nil {
			c.Recruiter = w.probes.behind(from)
		}
	}
	return c
}
