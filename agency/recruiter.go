package agency

import (
	"log/slog"
	"time"
)

// Recruiter is one of an agency's people.
type Recruiter struct {
	ID     RecruiterID
	Agency AgencyID
	Name   string // at most MaxName bytes; may be empty
	Email  string // may be empty; see CheckEmail
	Admin  bool   // may invite and manage colleagues; otherwise a member
	State  RecruiterState

	// Since is when the recruiter first was active in the present agency; set
	// by the engine. What was shared with the agency and over before then was
	// never this recruiter's to know.
	Since   time.Time
	Created time.Time // set by the engine
}

// Validate names the field that breaks a rule.
func (r Recruiter) Validate() error {
	if err := CheckID("id", r.ID); err != nil {
		return err
	}
	if err := CheckID("agency", r.Agency); err != nil {
		return err
	}
	if err := CheckText("name", r.Name, MaxName); err != nil {
		return err
	}
	if err := CheckEmail("email", r.Email); err != nil {
		return err
	}
	if err := enumCheck("state", recruiterStateNames, r.State); err != nil {
		return err
	}
	if err := CheckInstant("since", r.Since); err != nil {
		return err
	}
	return CheckInstant("created", r.Created)
}

// Activate returns the recruiter as of the moment when the invitation was
// accepted.
func (r Recruiter) Activate(now time.Time) Recruiter {
	r.State = RecruiterActive
	if r.Since.IsZero() {
		r.Since = now
	}
	return r
}

// Reactivate returns a deactivated recruiter with access again; one who never
// was active is invited again.
func (r Recruiter) Reactivate() Recruiter {
	switch {
	case r.State != RecruiterDeactivated:
	case r.Since.IsZero():
		r.State = RecruiterInvited
	default:
		r.State = RecruiterActive
	}
	return r
}

// Deactivate returns the recruiter without access.
func (r Recruiter) Deactivate() Recruiter { r.State = RecruiterDeactivated; return r }

// LogValue keeps personal data out of logs.
func (r Recruiter) LogValue() slog.Value {
	return slog.GroupValue(slog.String("recruiter", string(r.ID)), slog.String("agency", string(r.Agency)))
}

// RecruiterState says whether a recruiter has access.
type RecruiterState uint8

// The states of a recruiter.
const (
	RecruiterInvited RecruiterState = iota // not yet active; may do nothing
	RecruiterActive
	RecruiterDeactivated
)

var recruiterStateNames = []string{"invited", "active", "deactivated"}

func (s RecruiterState) String() string               { return enumName(recruiterStateNames, s) }
func (s RecruiterState) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
func (s *RecruiterState) UnmarshalText(b []byte) error {
	return enumParse("state", recruiterStateNames, b, s)
}
