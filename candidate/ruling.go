package candidate

import (
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
)

// Ruling is how an entry was judged against what the account knew, kept with
// its submission. It can be replayed by [Rule] with its settings over the
// claims' histories.
type Ruling struct {
	Submission   SubmissionID
	At           time.Time
	Rules        int64             // version of the account's settings
	Settings     agency.Duplicates // those in force
	OwnOnly      bool              // recruiters saw what they submitted themselves only
	Outcome      Outcome
	Verdict      Verdict // the surest of those that counted
	Acknowledged bool    // it came to an alert, which the recruiter had acknowledged

	Owner            ClaimID         // whose introduction it was at that instant; empty: nobody's
	OwnerAgency      agency.AgencyID // empty: the person's own, or nobody's
	OwnedByOther     bool            // than who put the person forward
	AlreadySubmitted bool            // for the same opening, by the same side; such an entry is refused
	Own              Standing        // how the own earlier claim stood, if there was one

	Evidence agency.Series[Finding] // what the account knew, surest first, at most MaxFindings
}

// MaxFindings is how many findings a ruling keeps.
const MaxFindings = 20

// Finding is somebody who is, or may be, the person.
type Finding struct {
	Candidate ID
	Verdict   Verdict
	Score     float64 // bits: each doubles the odds that it is one person
	Evidence  string  // for staff, such as "same mobile number; surname differs by one letter"
}

// Outcome is what a ruling comes to.
type Outcome uint8

// The outcomes.
const (
	Accepted Outcome = iota
	Flagged          // accepted; staff see that the person is known
	Alerted          // to be acknowledged by the recruiter first
	Blocked          // known, and refused
)

var outcomeNames = []string{"accepted", "flagged", "alerted", "blocked"}

func (o Outcome) String() string               { return nameOf(outcomeNames, o) }
func (o Outcome) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// UnmarshalText takes the name of an outcome; anything else is an
// [*agency.Invalid].
func (o *Outcome) UnmarshalText(text []byte) error {
	return parseName("outcome", outcomeNames, text, o)
}
