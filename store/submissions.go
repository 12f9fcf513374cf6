package store

import (
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// Submissions writes the records of package candidate. Each method inserts or
// replaces by ID; receipts by agency, recruiter and request.
//
// Receipts are kept for candidate.ReceiptsKept. With each one put, an adapter
// may remove those whose At is longer ago than that, counted from the At of the
// new one; the engine takes no notice of them any more.
type Submissions interface {
	PutEntries(...candidate.Entry)
	PutCandidates(...candidate.Candidate)
	PutSubmissions(...candidate.Submission)
	PutReceipts(...candidate.Receipt)
	PutRemarks(...candidate.Remark)
}

// Ownership writes who introduced whom. Each method inserts or replaces by ID,
// rulings by submission.
//
// With each probe put, an adapter may remove those of the same agency whose At
// is longer ago than candidate.ProbesCounted, counted from the At of the new one.
type Ownership interface {
	PutClaims(...candidate.Claim)
	PutRulings(...candidate.Ruling)
	PutProbes(...candidate.Probe)
}

// Index writes who is found by which keys.
//
// What a candidate holds is a set of rows, one for each holding, which is to say
// for each digest and turn; holding one again replaces its agency. Letting go of
// what is not held is no error. The candidate need not have a record.
type Index interface {
	PutIndex(candidate.Index)
	Hold(id candidate.ID, by agency.AgencyID, held candidate.Held)
	LetGo(id candidate.ID, held candidate.Held)
}
