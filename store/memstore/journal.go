package memstore

import (
	"slices"

	"github.com/agencyaccess/agencyaccess/store"
)

const chunkSize = 128

// A journal only grows, and states share it: entries behind the end that a
// state knows are not there for its readers, so the one writer may write them
// in place, and after a rollback write them again.
type journal struct {
	chunks []*[chunkSize]store.Entry
	n      int64
}

func (j *journal) add(e store.Entry) int64 {
	i := int(j.n % chunkSize)
	if i == 0 {
		j.chunks = append(j.chunks[:j.n/chunkSize], new([chunkSize]store.Entry))
	}
	j.n++
	e.Seq = j.n
	j.chunks[len(j.chunks)-1][i] = e
	return e.Seq
}

// at returns entry seq, which must be 1 to j.n.
func (j *journal) at(seq int64) *store.Entry {
	return &j.chunks[(seq-1)/chunkSize][(seq-1)%chunkSize]
}

func (t *tx) Journal(e store.Entry, values ...store.Value) {
	if !t.writing() || t.refuse(store.CheckIDs(e.Subject)) {
		return
	}
	seq := t.state.journal.add(e)
	if len(values) > 0 {
		t.state.values.put(t.edit, uint64(seq), seq, slices.Clone(values))
	}
}

func (t *tx) EraseValues(of store.Subject) {
	if of == (store.Subject{}) || !t.writing() || t.refuse(store.CheckIDs(of)) {
		return
	}
	var gone []int64
	for seq := range t.state.values.all() {
		if of.Covers(t.state.journal.at(seq).Subject) {
			gone = append(gone, seq)
		}
	}
	for _, seq := range gone {
		t.state.values.remove(t.edit, uint64(seq), seq)
	}
}

func (t *tx) Publish(e store.Event) {
	if !t.writing() {
		return
	}
	e.Payload = slices.Clone(e.Payload)
	e.Attempt = 0
	t.events = append(t.events, e)
}

// history lists the journal, newest first.
func (s *state) history(l *store.List) (rows []store.JournalRow, more bool) {
	of := store.Subject{
		Opening: l.Opening, Agency: l.Agency, Recruiter: l.Recruiter,
		Staff: l.Staff, Submission: l.Submission,
	}
	seq := s.journal.n
	if l.After.Seq > 0 {
		seq = min(seq, l.After.Seq-1)
	}
	var found []int64
	for ; seq > 0; seq-- {
		if !of.Covers(s.journal.at(seq).Subject) {
			continue
		}
		if len(found) == l.Limit {
			more = true
			break
		}
		found = append(found, seq)
	}
	for i, seq := range found {
		if rows == nil {
			rows = make([]store.JournalRow, len(found))
		}
		rows[i].Entry = *s.journal.at(seq)
		values, _ := s.values.get(uint64(seq), seq)
		rows[i].Values = slices.Clone(values)
	}
	return rows, more
}
