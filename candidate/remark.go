package candidate

import (
	"log/slog"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
)

// Remark is something that staff wrote about a submission, or wrote to or heard
// from the person. No agency ever sees one.
type Remark struct {
	ID         string // set by the engine
	Submission SubmissionID
	Kind       RemarkKind
	Author     agency.StaffID // empty when the host wrote it
	Text       string         // at most agency.MaxProse bytes
	At         time.Time
}

// Validate names the field that breaks a rule.
func (r Remark) Validate() error {
	if err := agency.CheckID("submission", r.Submission); err != nil {
		return err
	}
	if r.Kind > PersonMessage {
		return &agency.Invalid{Field: "kind", Rule: "must be note, feedback or message"}
	}
	if r.Text == "" {
		return &agency.Invalid{Field: "text", Rule: "must not be empty"}
	}
	return agency.CheckProse("text", r.Text, agency.MaxProse)
}

// Erase returns the remark without its text.
func (r Remark) Erase() Remark {
	r.Text = "(erased)"
	return r
}

// LogValue keeps the text out of logs.
func (r Remark) LogValue() slog.Value {
	return slog.GroupValue(slog.String("remark", r.ID), slog.String("kind", r.Kind.String()))
}

// RemarkKind says what a remark is.
type RemarkKind uint8

// The kinds of remarks.
const (
	Note          RemarkKind = iota // an internal note
	Feedback                        // what an interviewer thought
	PersonMessage                   // a message to or from the person
)

var remarkNames = [...]string{"note", "feedback", "message"}

func (k RemarkKind) String() string {
	if int(k) < len(remarkNames) {
		return remarkNames[k]
	}
	return "unknown"
}
