package customstore

import (
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

var _ store.Index = (*tx)(nil)

func (t *tx) PutIndex(r candidate.Index) {
	if t.writes(nil) {
		t.put(indexed.key(), r)
	}
}

func (t *tx) Hold(id candidate.ID, by agency.AgencyID, held candidate.Held) {
	if !t.writes(agency.CheckID("candidate", id)) || !t.writes(agency.CheckText("agency", string(by), agency.MaxID)) {
		return
	}
	for h := range held.All() {
		t.put(holderKey(id, h), candidate.Holder{Candidate: id, Agency: by, Turn: h.Turn})
	}
}

func (t *tx) LetGo(id candidate.ID, held candidate.Held) {
	if !t.writes(agency.CheckID("candidate", id)) {
		return
	}
	for h := range held.All() {
		t.remove(holderKey(id, h))
	}
}

func holderKey(id candidate.ID, h candidate.Holding) key {
	return holders.key().digest(h.Digest).turn(h.Turn).text(string(id))
}

// holders returns the first holders of each key.
func (r *reader) holders(of []candidate.Digest) [][]candidate.Holder {
	found := make([][]candidate.Holder, len(of))
	for i, d := range of {
		for text := range r.walk(nil, holders.key().digest(d)) {
			if len(found[i]) == store.MaxHolders {
				break
			}
			found[i] = append(found[i], decode[candidate.Holder](r, text))
		}
	}
	return found
}
