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
	User   UserID // the host's login of the recruiter, once they accepted an invitation

	// Conflict says that the address was somebody else's of the account when the
	// agency's own people, who must not be told, invited it, or that it became a
	// regular user's before the invitation was accepted. The recruiter is not mailed
	// and does not hold the address, until they are invited again or get another
	// one. Set by the engine.
	Conflict bool

	// Since is when the recruiter last became active, in the present agency; set
	// by the engine. A share that was over before then is not told of any more:
	// it may have come and gone while the recruiter had no access.
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
	if err := CheckText("user", string(r.User), MaxID); err != nil {
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

// Reactivate returns a deactivated recruiter with access again as of now; one
// who never was active is invited again.
func (r Recruiter) Reactivate(now time.Time) Recruiter {
	switch {
	case r.State != RecruiterDeactivated:
	case r.Since.IsZero():
		r.State = RecruiterInvited
	default:
		r.State, r.Since = RecruiterActive, now
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
