package candidate

import (
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
)

// ClaimID identifies a claim; it is never shown to an agency.
type ClaimID string

// Limits of a claim.
const (
	MaxReason = 500 // bytes
	MaxSteps  = 100 // changes of one claim, but for those that end it
)

// Never returns the instant at which a claim without an end ends, where there
// must be one: the last that a record may carry.
func Never() time.Time { return time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC) }

// Claim is evidence that an agency, or the person, introduced a candidate, from
// when until when. It is never deleted: what happens to it is added to its
// history, so that it can be judged as of any instant.
type Claim struct {
	ID         ClaimID
	Candidate  ID
	Agency     agency.AgencyID    // empty: the person's own, or that of the account, which knew them
	Recruiter  agency.RecruiterID // who put them forward; empty where nobody did
	Submission SubmissionID       // empty: the claim did not come from one
	Opening    agency.OpeningID   // where they were put forward; empty: to none in particular
	From       time.Time          // when they were introduced
	Until      time.Time          // the first instant that is not covered, as of the opening; zero: it ends never
	Stage      agency.Stage       // that the submission had at the opening
	Reason     string             // why staff opened it, at most MaxReason bytes; empty where they did not
	History    agency.Series[Step]
}

// Step is something that happened to a claim.
type Step struct {
	At     time.Time
	Kind   StepKind
	Until  time.Time      `json:",omitzero"`  // Extended: the first instant that is not covered any more; zero: never
	Stage  agency.Stage   `json:",omitempty"` // Reached
	By     agency.StaffID `json:",omitempty"` // who did it; empty: the host, or the agency itself
	Reason string         `json:",omitempty"` // at most MaxReason bytes
}

// StepKind says what happened.
type StepKind uint8

// The kinds of steps.
const (
	Reached   StepKind = iota + 1 // the submission reached a stage for the first time
	Extended                      // it has another end; one that was over is in force again
	Released                      // staff ended it
	Withdrawn                     // the agency took the submission back, which ends it
	Disputed                      // staff doubt it; it stays in force
	Upheld                        // the dispute is resolved: it stays
	Overruled                     // the dispute is resolved: it has ended
)

var stepNames = []string{"", "reached", "extended", "released", "withdrawn", "disputed", "upheld", "overruled"}

func (k StepKind) String() string               { return nameOf(stepNames, k) }
func (k StepKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText takes the name of a kind; anything else is an [*agency.Invalid].
func (k *StepKind) UnmarshalText(text []byte) error { return parseName("step", stepNames, text, k) }

// Direct reports whether the claim is not an agency's.
func (c Claim) Direct() bool { return c.Agency == "" }

// State is a claim as of an instant.
type State struct {
	Begun     bool      // it is known by then
	Until     time.Time // the first instant that is not covered; zero: it ends never
	Ended     time.Time // when it was released, withdrawn or overruled; zero: it was not
	Withdrawn bool      // the agency took the submission back, be it after the end
	Overruled bool      // a dispute ended it, which found that it should not have been
	Disputed  bool
}

// At returns the claim's state as of t, as far as was known then.
func (c Claim) At(t time.Time) State {
	s := State{Begun: !t.Before(c.From), Until: c.Until}
	for step := range c.History.All() {
		if step.At.After(t) {
			continue
		}
		switch step.Kind {
		case Extended:
			s.Until = step.Until
		case Released, Overruled, Withdrawn:
			if s.Ended.IsZero() {
				s.Ended = step.At
			}
			s.Withdrawn, s.Overruled = s.Withdrawn || step.Kind == Withdrawn, s.Overruled || step.Kind == Overruled
			s.Disputed = false
		case Disputed:
			s.Disputed = true
		case Upheld:
			s.Disputed = false
		}
	}
	return s
}

// InForce reports whether the claim covers t.
func (c Claim) InForce(t time.Time) bool { return c.At(t).covers(t) }

func (s State) covers(t time.Time) bool {
	return s.Begun && s.Ended.IsZero() && (s.Until.IsZero() || t.Before(s.Until))
}

// Standing returns how the claim stands at t.
func (c Claim) Standing(t time.Time) Standing {
	s := c.At(t)
	switch {
	case !s.Begun:
		return NoClaim
	case !s.covers(t):
		return ClaimOver
	case s.Disputed:
		return ClaimDisputed
	}
	return ClaimInForce
}

// Ends returns the first instant that the claim does not cover, as far as is
// known now; [Never] if there is none.
func (c Claim) Ends() time.Time {
	s := c.At(Never())
	switch {
	case !s.Ended.IsZero() && (s.Until.IsZero() || s.Ended.Before(s.Until)):
		return s.Ended
	case !s.Until.IsZero():
		return s.Until
	}
	return Never()
}

// Has reports whether the submission had reached one of the stages by t. No
// stages are reached at once, and so are all by a claim that did not come from a
// submission.
func (c Claim) Has(stages agency.Frozen[agency.Stage], t time.Time) bool {
	if stages.Len() == 0 || c.Submission == "" || stages.Has(c.Stage) {
		return true
	}
	for step := range c.History.All() {
		if step.Kind == Reached && !step.At.After(t) && stages.Has(step.Stage) {
			return true
		}
	}
	return false
}

// Reach returns the claim with the stage that its submission has come to, if it
// was not there before.
func (c Claim) Reach(stage agency.Stage, now time.Time) Claim {
	if c.Has(agency.Freeze(stage), now) || c.History.Len() >= 2*MaxSteps {
		return c
	}
	c.History = c.History.Add(Step{At: now, Kind: Reached, Stage: stage})
	return c
}

// Withdraw returns the claim as ended by the agency, which took the submission
// back. One that has ended before stays so, and it is known that the submission
// does not stand any more.
func (c Claim) Withdraw(now time.Time) Claim {
	if !c.At(now).Withdrawn {
		c.History = c.History.Add(Step{At: now, Kind: Withdrawn})
	}
	return c
}

// Change returns the claim with a step that staff take: Extended, Released,
// Disputed, Upheld or Overruled, each with a reason. The error names the field
// that breaks a rule.
func (c Claim) Change(s Step) (Claim, error) {
	is := c.At(s.At)
	invalid := func(field, rule string) (Claim, error) { return c, &agency.Invalid{Field: field, Rule: rule} }
	if s.Reason == "" {
		return invalid("reason", "must not be empty")
	}
	if err := agency.CheckText("reason", s.Reason, MaxReason); err != nil {
		return c, err
	}
	if err := agency.CheckInstant("until", s.Until); err != nil {
		return c, err
	}
	s.Stage = ""
	if s.Kind != Extended {
		s.Until = time.Time{}
	}
	switch {
	case c.History.Len() >= MaxSteps && s.Kind != Released && s.Kind != Overruled:
		return invalid("claim", "must not have been changed more than 100 times")
	case !is.Begun:
		return invalid("claim", "must have begun")
	case !is.Ended.IsZero():
		return invalid("claim", "must not have been ended")
	}
	switch s.Kind {
	case Extended:
		if !s.Until.IsZero() && !s.Until.After(s.At) {
			return invalid("until", "must be in the future")
		}
	case Released:
	case Disputed:
		if is.Disputed {
			return invalid("claim", "must not be disputed already")
		}
	case Upheld, Overruled:
		if !is.Disputed {
			return invalid("claim", "must be disputed")
		}
	default:
		return invalid("step", "must be extended, released, disputed, upheld or overruled")
	}
	c.History = c.History.Add(s)
	return c, nil
}

// Erase returns the claim without what staff wrote, which may be about the
// person.
func (c Claim) Erase() Claim {
	if c.Reason != "" {
		c.Reason = erased
	}
	steps := c.History.Slice()
	for i := range steps {
		if steps[i].Reason != "" {
			steps[i].Reason = erased
		}
	}
	c.History = agency.SeriesOf(steps...)
	return c
}

// Standing is how a claim stands.
type Standing uint8

// The standings.
const (
	NoClaim Standing = iota
	ClaimOver
	ClaimDisputed // and in force
	ClaimInForce
)

var standingNames = []string{"none", "over", "disputed", "in-force"}

func (s Standing) String() string               { return nameOf(standingNames, s) }
func (s Standing) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText takes the name of a standing; anything else is an
// [*agency.Invalid].
func (s *Standing) UnmarshalText(text []byte) error {
	return parseName("standing", standingNames, text, s)
}

// Owner returns the claim that an introduction belongs to at t: of those in
// force the one that began first, of several the one whose ID is first. The ID
// is empty when there is none.
func Owner(claims []Claim, t time.Time) Claim {
	var owner Claim
	for _, c := range claims {
		if c.InForce(t) && (owner.ID == "" || c.From.Before(owner.From) || c.From.Equal(owner.From) && c.ID < owner.ID) {
			owner = c
		}
	}
	return owner
}
