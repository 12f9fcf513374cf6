package store

import (
	"github.com/agencyaccess/agencyaccess/candidate"
)

// Submissions writes the records of package candidate. Each method inserts or
// replaces by ID; receipts by agency, recruiter and request.
type Submissions interface {
	PutEntries(...candidate.Entry)
	PutCandidates(...candidate.Candidate)
	PutSubmissions(...candidate.Submission)
	PutReceipts(...candidate.Receipt)
	PutRemarks(...candidate.Remark)
}
