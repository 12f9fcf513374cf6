package customstore

import (
	"github.com/agencyaccess/agencyaccess/store"
)

// Journal numbers entries by the sequence of the account's bucket, which a
// rollback takes back like everything else.
func (t *tx) Journal(e store.Entry, of ...store.Value) {
	if !t.writes(store.CheckIDs(e.Subject)) {
		return
	}
	seq, err := t.bucket.NextSequence()
	if err != nil {
		t.fail(fault("journal", err))
		return
	}
	e.Seq = int64(seq)
	t.put(journal.key().descending(e.Seq), e)
	if len(of) > 0 {
		t.put(values.key().descending(e.Seq), of)
	}
}

// EraseValues looks at every entry: erasing is rare.
func (t *tx) EraseValues(of store.Subject) {
	if of == (store.Subject{}) || !t.writes(store.CheckIDs(of)) {
		return
	}
	var gone []key
	for text := range t.walk(nil, journal.key()) {
		if e := decode[store.Entry](&t.reader, text); of.Covers(e.Subject) {
			gone = append(gone, values.key().descending(e.Seq))
		}
	}
	for _, k := range gone {
		t.remove(k)
	}
}

func (t *tx) Publish(e store.Event) {
	if !t.writes(nil) {
		return
	}
	line := get[line](&t.reader, queue.key())
	line.Last++
	t.put(queue.key(), line)
	e.Seq, e.Attempt = line.Last, 0
	t.put(events.key().ascending(e.Seq), e)
	if err := t.file.Bucket(pendingBucket).Put([]byte(t.account), []byte{}); err != nil {
		t.fail(fault("publish", err))
	}
}
