package customstore

import (
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

func (t *tx) PutEntries(records ...candidate.Entry) {
	for _, r := range records {
		if !t.writes(store.CheckIDs(r)) {
			return
		}
		t.put(entries.of(string(r.ID)), r)
	}
}

func (t *tx) PutSubmissions(records ...candidate.Submission) {
	for _, r := range records {
		if !t.writes(store.CheckIDs(r)) {
			return
		}
		k := submissions.of(string(r.ID))
		old := get[candidate.Submission](&t.reader, k)
		t.count(old, -1)
		t.count(r, +1)
		t.index(string(r.ID), submissionIndex(old), submissionIndex(r))
		t.put(k, r)
	}
}

// submissionIndex returns an entry for each combination of opening, agency and
// recruiter that somebody can ask for, an empty one standing for any, so that
// every list of submissions is one prefix.
func submissionIndex(r candidate.Submission) (keys []key) {
	if r.ID == "" {
		return nil
	}
	for _, o := range anyOr(string(r.Opening)) {
		for _, a := range anyOr(string(r.Agency)) {
			for _, by := range anyOr(string(r.Recruiter)) {
				keys = append(keys, submissionsBy.of(o, a, by).newest(r.At).text(string(r.ID)))
			}
		}
	}
	return keys
}

func anyOr(id string) []string {
	if id == "" {
		return []string{""}
	}
	return []string{"", id}
}

// count adds to the numbers of standing submissions in which r counts.
func (t *tx) count(r candidate.Submission, by int) {
	if !r.Standing() || r.Opening == "" || r.Agency == "" {
		return
	}
	for _, recruiter := range anyOr(string(r.Recruiter)) {
		n := by + t.standing(r.Opening, r.Agency, agency.RecruiterID(recruiter))
		t.put(standing.of(string(r.Opening), string(r.Agency), recruiter), n)
	}
}

func (t *tx) PutReceipts(records ...candidate.Receipt) {
	for _, r := range records {
		if !t.writes(store.CheckIDs(r)) {
			return
		}
		t.put(receipts.of(string(r.Agency), string(r.Recruiter), string(r.Request)), r)
	}
}

func (t *tx) PutRemarks(records ...candidate.Remark) {
	for _, r := range records {
		if !t.writes(store.CheckIDs(r)) {
			return
		}
		k := remarks.of(r.ID)
		t.index(r.ID, remarkIndex(get[candidate.Remark](&t.reader, k)), remarkIndex(r))
		t.put(k, r)
	}
}

func remarkIndex(r candidate.Remark) []key {
	if r.ID == "" {
		return nil
	}
	return []key{remarksOn.of(string(r.Submission)).oldest(r.At).text(r.ID)}
}
