package event

import (
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// DuplicateFound tells that the person of a submission is, or may be, somebody
// whom the account knew, as showed after it came in: see [SubmissionReceived] for
// what was known then. For the
// team of the opening, or for the host where there is none; never for an agency.
type DuplicateFound struct {
	Submission candidate.SubmissionID `json:"submission"`
	Opening    agency.OpeningID       `json:"opening,omitempty"`
	Verdict    candidate.Verdict      `json:"verdict"` // never none
	Outcome    candidate.Outcome      `json:"outcome"` // what the ruling came to
	Owned      bool                   `json:"owned"`   // an introduction by another side is in force
}

// ClaimOpened tells that staff opened a claim; those that come with a submission
// go without saying. For the host, and for whom the submission's progress is
// visible to. A claim that did not come from a submission is for the host alone.
type ClaimOpened struct {
	Claim      candidate.ClaimID      `json:"claim,omitempty"`      // only where there is no submission; no agency sees it
	Submission candidate.SubmissionID `json:"submission,omitempty"` // that the claim came from
	Opening    agency.OpeningID       `json:"opening,omitempty"`
	Agency     agency.AgencyID        `json:"agency,omitempty"` // absent: the person's own, or the account's
	Recruiter  agency.RecruiterID     `json:"recruiter,omitempty"`
	Told       RecipientKind          `json:"told" enum:"agency,recruiter,host"` // whom the submission's progress was visible to then
	From       time.Time              `json:"from"`                              // when they were introduced
	Until      time.Time              `json:"until,omitzero"`                    // the first instant that is not covered; absent: it ends never
}

// ClaimChanged tells that staff changed a claim; that one ends with its submission
// being withdrawn goes without saying. For the host,
// and for whom the submission's progress is visible to. A claim that did not come
// from a submission is for the host alone, and so is the person's own.
type ClaimChanged struct {
	Claim      candidate.ClaimID      `json:"claim,omitempty"`      // only where there is no submission; no agency sees it
	Submission candidate.SubmissionID `json:"submission,omitempty"` // that the claim came from
	Opening    agency.OpeningID       `json:"opening,omitempty"`
	Agency     agency.AgencyID        `json:"agency,omitempty"` // absent: the person's own, or the account's
	Recruiter  agency.RecruiterID     `json:"recruiter,omitempty"`
	Told       RecipientKind          `json:"told" enum:"agency,recruiter,host"`                                 // whom the submission's progress was visible to then
	Step       string                 `json:"kind" enum:"extended,released,withdrawn,disputed,upheld,overruled"` // as candidate.StepKind has them
	Until      time.Time              `json:"until,omitzero"`                                                    // the first instant that is not covered, as it is now; absent: it ends never
}

// CandidatesMerged tells that two candidates were found to be one person. For the
// host.
type CandidatesMerged struct {
	Candidate candidate.ID `json:"candidate"` // that was merged
	Other     candidate.ID `json:"other"`     // that it was merged into
}

// CandidatesUnmerged tells that two candidates who were merged are two again. For
// the host.
type CandidatesUnmerged struct {
	Candidate candidate.ID `json:"candidate"` // that had been merged
	Other     candidate.ID `json:"other"`     // that it had been merged into
}

// CandidatesDistinct tells that two candidates were marked as two persons, however
// much they are alike, or that this was taken back. For the host.
type CandidatesDistinct struct {
	Candidate candidate.ID `json:"candidate"`
	Other     candidate.ID `json:"other"`
	Distinct  bool         `json:"distinct"` // they are marked; otherwise it was taken back
}

// EntryCorrected tells that staff corrected what is known of a submission's
// person. For the team of the opening; for the host where there is none. What the
// agency sees of its own entry stays.
type EntryCorrected struct {
	Submission candidate.SubmissionID `json:"submission"`
	Opening    agency.OpeningID       `json:"opening,omitempty"`
	Fields     []string               `json:"fields"` // names of those that changed
}

func (DuplicateFound) Kind() (string, int)     { return "duplicate.found", 1 }
func (ClaimOpened) Kind() (string, int)        { return "claim.opened", 1 }
func (ClaimChanged) Kind() (string, int)       { return "claim.changed", 1 }
func (CandidatesMerged) Kind() (string, int)   { return "candidates.merged", 1 }
func (CandidatesUnmerged) Kind() (string, int) { return "candidates.unmerged", 1 }
func (CandidatesDistinct) Kind() (string, int) { return "candidates.distinct", 1 }
func (EntryCorrected) Kind() (string, int)     { return "entry.corrected", 1 }

// Recipients returns the team, or the host where there is no opening.
func (e DuplicateFound) Recipients() []Recipient { return []Recipient{team(e.Opening)} }

// Recipients returns the host and, if the claim is an agency's and came from a
// submission, whom that submission's progress is visible to.
func (e ClaimOpened) Recipients() []Recipient {
	return claimants(e.Claim, e.Submission, e.Told, e.Recruiter, e.Agency)
}

// Recipients returns the host and, if the claim is an agency's and came from a
// submission, whom that submission's progress is visible to.
func (e ClaimChanged) Recipients() []Recipient {
	return claimants(e.Claim, e.Submission, e.Told, e.Recruiter, e.Agency)
}

// Recipients returns the host.
func (CandidatesMerged) Recipients() []Recipient { return []Recipient{host()} }

// Recipients returns the host.
func (CandidatesUnmerged) Recipients() []Recipient { return []Recipient{host()} }

// Recipients returns the host.
func (CandidatesDistinct) Recipients() []Recipient { return []Recipient{host()} }

// Recipients returns the team, or the host where there is no opening.
func (e EntryCorrected) Recipients() []Recipient { return []Recipient{team(e.Opening)} }

// claimants are those whom a claim concerns. A payload that names the claim is
// for the host alone, whatever else it says: no agency is shown a claim's ID.
func claimants(
	c candidate.ClaimID, s candidate.SubmissionID, told RecipientKind, r agency.RecruiterID, a agency.AgencyID,
) []Recipient {
	if who := watchers(told, r, a); c == "" && s != "" && a != "" && who.ID != "" {
		return []Recipient{host(), who}
	}
	return []Recipient{host()}
}
