package candidate

import (
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
)

// Submission is one entry put forward for one opening.
type Submission struct {
	ID        SubmissionID
	Opening   agency.OpeningID // empty for a person who applied to no opening in particular
	Candidate ID
	Entry     EntryID

	// Agency and Recruiter are who submitted it, or whose it became, when agencies
	// were grouped or a colleague took over. Both are empty for a person who applied
	// directly.
	Agency    agency.AgencyID
	Recruiter agency.RecruiterID

	Request RequestID // the recruiter's request that made it; empty for a person who applied directly

	Source  string // the agency's title at the time, or DirectSource
	Stage   agency.Stage
	At      time.Time // when it was submitted
	Changed time.Time // when it reached its stage
	Hired   time.Time `json:",omitzero"` // when it reached the stage agency.Hired; zero: it has not, or went back since
	Terms   string    // label of the terms in force when it was submitted
	Rules   int64     // version of the settings when it was submitted
	Outcome Outcome   // of judging whether the person was known: Accepted or Flagged
}

// DirectSource is the source of somebody who applied without an agency.
const DirectSource = "direct"

// Direct reports whether the person applied without an agency.
func (s Submission) Direct() bool { return s.Agency == "" }

// Standing reports whether the submission has not been withdrawn.
func (s Submission) Standing() bool { return s.Stage != agency.Withdrawn }

// Advance returns the submission in stage as of now. Any stage of the account
// can follow any other, except that a withdrawn submission stays withdrawn.
func (s Submission) Advance(settings agency.Settings, stage agency.Stage, now time.Time) (Submission, error) {
	switch {
	case !settings.HasStage(stage):
		return s, &agency.Invalid{Field: "stage", Rule: "must be one of the account's stages"}
	case stage == s.Stage:
		return s, nil
	case !s.Standing():
		return s, &agency.Invalid{Field: "stage", Rule: "must stay withdrawn: a withdrawal is final"}
	}
	s.Stage, s.Changed = stage, now
	switch {
	case stage == agency.Hired && s.Hired.IsZero():
		s.Hired = now
	case stage != agency.Withdrawn && settings.Before(stage, agency.Hired):
		s.Hired = time.Time{}
	}
	return s, nil
}

// Withdraw returns the submission as withdrawn at now; one that was withdrawn
// before keeps its time.
func (s Submission) Withdraw(now time.Time) Submission {
	if s.Standing() {
		s.Stage, s.Changed = agency.Withdrawn, now
	}
	return s
}

// Receipt remembers the answer to a request, so that asking again gives the
// same one. Its scope is the recruiter in the agency of the time.
type Receipt struct {
	Agency     agency.AgencyID
	Recruiter  agency.RecruiterID
	Request    RequestID
	Payload    [16]byte // keyed digest of what was asked
	Submission SubmissionID
	At         time.Time
}

// ReceiptsKept is how long a request can be repeated, from its first answer.
const ReceiptsKept = 30 * 24 * time.Hour
