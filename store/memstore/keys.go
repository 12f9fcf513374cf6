package memstore

import (
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

var _ store.Index = (*tx)(nil)

// keys are the holders of each key. A digest is as good as random, and so its
// own hash.
type keys struct {
	trie[struct{}, *row]
}

func (t *tx) PutIndex(r candidate.Index) {
	if t.writing() {
		t.state.index = r
	}
}

func (t *tx) Hold(id candidate.ID, by agency.AgencyID, held candidate.Held) {
	if !t.writing() || t.refuse(agency.CheckID("candidate", id)) ||
		t.refuse(agency.CheckText("agency", string(by), agency.MaxID)) {
		return
	}
	if n := t.state.agency(by); n != nil && n.record.ID == by {
		by = n.record.ID // one text for all, which is compared in no time
	}
	var rows [256]*row // by turn
	for h := range held.All() {
		if rows[h.Turn] == nil {
			rows[h.Turn] = &row{Holder: candidate.Holder{Candidate: id, Agency: by, Turn: h.Turn}}
		}
		t.state.keys.hold(t.edit, h.Digest, rows[h.Turn])
	}
}

func (t *tx) LetGo(id candidate.ID, held candidate.Held) {
	if !t.writing() || t.refuse(agency.CheckID("candidate", id)) {
		return
	}
	for h := range held.All() {
		t.state.keys.letGo(t.edit, h.Digest, &row{Holder: candidate.Holder{Candidate: id, Turn: h.Turn}})
	}
}

func (k *keys) hold(by *edit, d candidate.Digest, r *row) {
	old, ok := k.get(uint64(d), struct{}{})
	switch {
	case !ok:
	case old.more != nil:
		b := old.more.insert(by, r)
		if b == old.more { // changed in place
			return
		}
		r = &row{more: b}
	case old.compare(r) < 0:
		r = &row{more: &block{owner: by, rows: []*row{old, r}}}
	case old.compare(r) > 0:
		r = &row{more: &block{owner: by, rows: []*row{r, old}}}
	}
	k.put(by, uint64(d), struct{}{}, r)
}

func (k *keys) letGo(by *edit, d candidate.Digest, r *row) {
	old, ok := k.get(uint64(d), struct{}{})
	switch {
	case !ok:
	case old.more != nil:
		switch b := old.more.remove(by, r); {
		case b == nil:
			k.remove(by, uint64(d), struct{}{})
		case b != old.more:
			k.put(by, uint64(d), struct{}{}, &row{more: b})
		}
	case old.compare(r) == 0:
		k.remove(by, uint64(d), struct{}{})
	}
}

// holders returns the first holders of each key.
func (k *keys) holders(of []candidate.Digest) [][]candidate.Holder {
	found := make([][]candidate.Holder, len(of))
	for i, d := range of {
		r, ok := k.get(uint64(d), struct{}{})
		switch {
		case !ok:
		case r.more == nil:
			found[i] = []candidate.Holder{r.Holder}
		default:
			room := len(r.more.rows)
			if r.more.kids != nil {
				room = store.MaxHolders
			}
			found[i] = r.more.read(make([]candidate.Holder, 0, room), store.MaxHolders)
		}
	}
	return found
}
