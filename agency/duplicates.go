package agency

import "strconv"

// Duplicates is what an account wants done when an agency submits somebody whom
// the account knows already. access/policy takes the outcome as a fact and
// words it as Tell says; the engine does not yet produce one, so these settings
// are kept and validated but nothing is detected by them.
type Duplicates struct {
	Outcome   DuplicateOutcome
	Scope     DuplicateScope
	LookBack  Period // how long a known person stays known; zero is for good
	Ownership Period // how long an introduction belongs to whoever made it; zero is for good
	Direct    Period // the same for people who applied themselves; zero is for good
	Tell      Tell
}

// Validate answers whether the settings make sense together.
func (d Duplicates) Validate() error {
	if err := enumCheck("outcome", outcomeNames, d.Outcome); err != nil {
		return err
	}
	if err := enumCheck("scope", scopeNames, d.Scope); err != nil {
		return err
	}
	if err := enumCheck("tell", tellNames, d.Tell); err != nil {
		return err
	}
	if d.Outcome == BlockDuplicate && d.Tell == TellNothing {
		return &Invalid{Field: "tell", Rule: "must not be silent where duplicates are blocked"}
	}
	for _, p := range []struct {
		field string
		Period
	}{{"look-back", d.LookBack}, {"ownership", d.Ownership}, {"direct", d.Direct}} {
		if err := p.Validate(); err != nil {
			return In(p.field, err)
		}
	}
	return nil
}

// DuplicateOutcome is what follows from a duplicate.
type DuplicateOutcome uint8

// The outcomes.
const (
	AlertDuplicate DuplicateOutcome = iota // tell the agency, which may go on
	FlagDuplicate                          // accept; staff see it
	BlockDuplicate                         // refuse
	IgnoreDuplicate
)

var outcomeNames = []string{"alert", "flag", "block", "off"}

func (o DuplicateOutcome) String() string               { return enumName(outcomeNames, o) }
func (o DuplicateOutcome) MarshalText() ([]byte, error) { return []byte(o.String()), nil }
func (o *DuplicateOutcome) UnmarshalText(b []byte) error {
	return enumParse("outcome", outcomeNames, b, o)
}

// DuplicateScope is where a duplicate is looked for.
type DuplicateScope uint8

// The scopes.
const (
	AcrossAccount DuplicateScope = iota
	WithinOpening
)

var scopeNames = []string{"account", "opening"}

func (s DuplicateScope) String() string               { return enumName(scopeNames, s) }
func (s DuplicateScope) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
func (s *DuplicateScope) UnmarshalText(b []byte) error {
	return enumParse("scope", scopeNames, b, s)
}

// Tell is how much an agency learns of a duplicate.
type Tell uint8

// What may be told.
const (
	TellKnown   Tell = iota // that the person is known, and nothing else
	TellNothing             // the submission looks accepted
	TellClass               // a class of reason, and how the agency's own claim stands
)

var tellNames = []string{"alert", "silent", "class"}

func (t Tell) String() string                { return enumName(tellNames, t) }
func (t Tell) MarshalText() ([]byte, error)  { return []byte(t.String()), nil }
func (t *Tell) UnmarshalText(b []byte) error { return enumParse("tell", tellNames, b, t) }

// Period is a length of time on the calendar.
type Period struct {
	Months int32
	Days   int32
}

const maxPeriod = 12000 // months, and days

// Validate answers whether the period is neither negative nor over 12,000
// months and 12,000 days.
func (p Period) Validate() error {
	for _, v := range []struct {
		field string
		n     int32
	}{{"months", p.Months}, {"days", p.Days}} {
		if v.n < 0 || v.n > maxPeriod {
			return &Invalid{Field: v.field, Rule: "must be 0 to " + strconv.Itoa(maxPeriod)}
		}
	}
	return nil
}
