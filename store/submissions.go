package store

import (
	"github.com/agencyaccess/agencyaccess/candidate"
)

// Submissions writes the records of package candidate. Each method inserts or
// replaces by ID; receipts by agency, recruiter and request.
//
// Receipts are kept for candidate.ReceiptsKept. With each one put, an adapter
// may remove those whose At is longer ago than that, counted from the At of the
// new one; the engine takes no notice of them any more.
//
// Nothing reads candidates yet: no query returns one. An adapter keeps them for
// the queries to come.
type Submissions interface {
	PutEntries(...candidate.Entry)
	PutCandidates(...candidate.Candidate)
	PutSubmissions(...candidate.Submission)
	PutReceipts(...candidate.Receipt)
	PutRemarks(...candidate.Remark)
}
