package memstore

import (
	"time"

	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

func (t *tx) PutEntries(records ...candidate.Entry) {
	for _, r := range records {
		if !t.writing() || t.refuse(store.CheckIDs(r)) {
			return
		}
		t.state.entries.put(t.edit, hash(t.state, r.ID), r.ID, &r)
	}
}

func (t *tx) PutSubmissions(records ...candidate.Submission) {
	for _, r := range records {
		if !t.writing() || t.refuse(store.CheckIDs(r)) {
			return
		}
		n := own(t, &t.state.submissions, r.ID)
		old := n.record
		n.record = r
		if old.ID != "" && old.Opening == r.Opening && old.Agency == r.Agency &&
			old.Recruiter == r.Recruiter && old.At.Equal(r.At) {
			if old.Standing() != r.Standing() {
				t.count(old, -1)
				t.count(r, +1)
			}
			continue
		}
		if old.ID != "" {
			t.count(old, -1)
			t.enlist(old, (*order).remove)
		}
		t.count(r, +1)
		t.enlist(r, (*order).insert)
	}
}

// count adds by to the numbers of standing submissions in which r counts.
func (t *tx) count(r candidate.Submission, by int) {
	if !r.Standing() || r.Opening == "" || r.Agency == "" {
		return
	}
	ofAgency := own(t, &own(t, &t.state.openings, r.Opening).agencies, r.Agency)
	ofAgency.standing += by
	if r.Recruiter != "" {
		own(t, &ofAgency.recruiters, r.Recruiter).standing += by
	}
}

// enlist puts r into each of its lists, or removes it.
func (t *tx) enlist(r candidate.Submission, change func(*order, *edit, position)) {
	at := newestFirst(r.At, r.ID)
	change(&t.state.submissionOrder, t.edit, at)
	if r.Opening != "" {
		n := own(t, &t.state.openings, r.Opening)
		change(&n.submissions, t.edit, at)
		if r.Agency != "" {
			ofAgency := own(t, &n.agencies, r.Agency)
			change(&ofAgency.submissions, t.edit, at)
			if r.Recruiter != "" {
				change(&own(t, &ofAgency.recruiters, r.Recruiter).submissions, t.edit, at)
			}
		}
	}
	if r.Agency != "" {
		change(&own(t, &t.state.agencies, r.Agency).submissions, t.edit, at)
	}
	if r.Recruiter != "" {
		n := own(t, &t.state.recruiters, r.Recruiter)
		change(&n.submissions, t.edit, at)
		if r.Agency != "" {
			change(&own(t, &n.work, r.Agency).submissions, t.edit, at)
		}
	}
}

func (t *tx) PutReceipts(records ...candidate.Receipt) {
	for _, r := range records {
		if !t.writing() || t.refuse(store.CheckIDs(r)) {
			return
		}
		w := own(t, &own(t, &t.state.recruiters, r.Recruiter).work, r.Agency)
		h := hash(t.state, r.Request)
		if old, ok := w.receipts.get(h, r.Request); ok {
			w.byAge.remove(t.edit, oldestFirst(old.At, r.Request))
		}
		w.receipts.put(t.edit, h, r.Request, &r)
		w.byAge.insert(t.edit, oldestFirst(r.At, r.Request))
		t.forget(w, r.At.Add(-candidate.ReceiptsKept))
	}
}

// forget removes the receipts that are older than an instant.
func (t *tx) forget(w *work, before time.Time) {
	for {
		walk := after(start, w.byAge, order{})
		id, ok := walk.next()
		if !ok {
			return
		}
		request := candidate.RequestID(id)
		h := hash(t.state, request)
		r, _ := w.receipts.get(h, request)
		if !r.At.Before(before) {
			return
		}
		w.receipts.remove(t.edit, h, request)
		w.byAge.remove(t.edit, oldestFirst(r.At, request))
	}
}

func (t *tx) PutRemarks(records ...candidate.Remark) {
	for _, r := range records {
		if !t.writing() || t.refuse(store.CheckIDs(r)) {
			return
		}
		h := hash(t.state, r.ID)
		if old, ok := t.state.remarks.get(h, r.ID); ok {
			own(t, &t.state.submissions, old.Submission).remarks.remove(t.edit, oldestFirst(old.At, r.ID))
		}
		own(t, &t.state.submissions, r.Submission).remarks.insert(t.edit, oldestFirst(r.At, r.ID))
		t.state.remarks.put(t.edit, h, r.ID, &r)
	}
}
