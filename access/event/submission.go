package event

import (
	"log/slog"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// SubmissionReceived tells that somebody was put forward, or applied directly.
// For the team of the opening; for the host where there is none.
type SubmissionReceived struct {
	Submission candidate.SubmissionID `json:"submission"`
	Opening    agency.OpeningID       `json:"opening,omitempty"`
	Agency     agency.AgencyID        `json:"agency,omitempty"` // absent: applied directly
	Recruiter  agency.RecruiterID     `json:"recruiter,omitempty"`
	Source     string                 `json:"source"` // the agency's title then, which may be a person's name

	// Whether the account knew the person, and what its rules came to.
	Verdict candidate.Verdict `json:"verdict"`
	Outcome candidate.Outcome `json:"outcome"`
	Owned   bool              `json:"owned"` // an introduction by another side is in force
}

// LogValue keeps the source out of logs.
func (e SubmissionReceived) LogValue() slog.Value {
	return slog.GroupValue(slog.String("submission", string(e.Submission)), slog.String("opening", string(e.Opening)),
		slog.String("agency", string(e.Agency)), slog.String("recruiter", string(e.Recruiter)))
}

// SubmissionChanged tells that what is known about a person who applied directly
// was replaced. For the team of the opening; for the host where there is none.
type SubmissionChanged struct {
	Submission candidate.SubmissionID `json:"submission"`
	Opening    agency.OpeningID       `json:"opening,omitempty"`
	Fields     []string               `json:"fields"` // names of those that changed
}

// SubmissionAdvanced tells that a submission reached another stage. For whom its
// progress is visible to: the agency, or the recruiter who submitted it; for the
// host where the person applied directly or nobody of the agency may know.
type SubmissionAdvanced struct {
	Submission candidate.SubmissionID `json:"submission"`
	Opening    agency.OpeningID       `json:"opening,omitempty"`
	Agency     agency.AgencyID        `json:"agency,omitempty"` // absent: applied directly
	Recruiter  agency.RecruiterID     `json:"recruiter,omitempty"`
	Told       RecipientKind          `json:"told" enum:"agency,recruiter,host"` // whom its progress was visible to then
	From       agency.Stage           `json:"from"`
	To         agency.Stage           `json:"to"`
}

// SubmissionWithdrawn tells that the agency withdrew a submission. For the team,
// and for whom its progress is visible to.
type SubmissionWithdrawn struct {
	Submission candidate.SubmissionID `json:"submission"`
	Opening    agency.OpeningID       `json:"opening,omitempty"`
	Agency     agency.AgencyID        `json:"agency"`
	Recruiter  agency.RecruiterID     `json:"recruiter"`                         // who submitted it
	By         agency.RecruiterID     `json:"by"`                                // who withdrew it
	Told       RecipientKind          `json:"told" enum:"agency,recruiter,host"` // whom its progress was visible to then
}

// SubmissionErased tells that the personal data of a submission was removed. For
// the host.
type SubmissionErased struct {
	Submission candidate.SubmissionID `json:"submission"`
}

// RemarkAdded tells that there is a new note, feedback, or message with the
// person. For the team, or for the host where there is no opening; never for an
// agency.
type RemarkAdded struct {
	Remark     string                 `json:"remark"`
	Remarked   string                 `json:"kind" enum:"note,feedback,message"` // as candidate.RemarkKind has them
	Submission candidate.SubmissionID `json:"submission"`
	Opening    agency.OpeningID       `json:"opening,omitempty"`
	Author     agency.StaffID         `json:"author,omitempty"` // absent: the host
}

func (SubmissionReceived) Kind() (string, int)  { return "submission.received", 1 }
func (SubmissionChanged) Kind() (string, int)   { return "submission.changed", 1 }
func (SubmissionAdvanced) Kind() (string, int)  { return "submission.advanced", 1 }
func (SubmissionWithdrawn) Kind() (string, int) { return "submission.withdrawn", 1 }
func (SubmissionErased) Kind() (string, int)    { return "submission.erased", 1 }
func (RemarkAdded) Kind() (string, int)         { return "remark.added", 1 }
