package agency

import (
	"strconv"
	"time"
)

// Duplicates is what an account wants done when an agency submits somebody whom
// the account knows already, and how long an introduction belongs to whoever
// made it. All periods are on the calendar, in UTC, and half-open: what lasts a
// month from noon on the 31st of January is over at noon on the last day of
// February.
type Duplicates struct {
	Outcome  DuplicateOutcome // where it is sure, or nearly sure, that it is the same person
	Exact    Override         // where it is sure; as Outcome unless set
	Possible Override         // where it may be a relative; flagged unless set, or off where Outcome is

	Scope     DuplicateScope
	LookBack  Period // how long a known person stays known, from the introduction; zero is for good
	Ownership Period // how long an introduction belongs to whoever made it; zero is for good
	Direct    Period // the same for people who applied themselves; zero is for good

	// Stages are those of which a submission must have been in one for the
	// introduction to count: one that skips them does not, so name all from where it
	// counts on. Empty means that every introduction counts from its first instant,
	// as do those that did not come with a submission.
	Stages Frozen[Stage]

	Resubmission Resubmission
	Tell         Tell
	Probes       Probes
}

// Validate answers whether the settings make sense together.
func (d Duplicates) Validate() error {
	if err := enumCheck("outcome", outcomeNames, d.Outcome); err != nil {
		return err
	}
	if err := enumCheck("exact", overrideNames, d.Exact); err != nil {
		return err
	}
	if err := enumCheck("possible", overrideNames, d.Possible); err != nil {
		return err
	}
	if err := enumCheck("scope", scopeNames, d.Scope); err != nil {
		return err
	}
	if err := enumCheck("resubmission", resubmissionNames, d.Resubmission); err != nil {
		return err
	}
	if err := enumCheck("tell", tellNames, d.Tell); err != nil {
		return err
	}
	if d.Tell == TellNothing && (d.Outcome == BlockDuplicate || d.Exact == OverrideBlock || d.Possible == OverrideBlock) {
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
	return checkList("stages", d.Stages, maxStages, CheckID[Stage])
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

// Override is an outcome for one verdict.
type Override uint8

// The overrides.
const (
	NoOverride Override = iota
	OverrideAlert
	OverrideFlag
	OverrideBlock
	OverrideIgnore
)

var overrideNames = []string{"default", "alert", "flag", "block", "off"}

// Or returns the outcome that o sets, or else the given one.
func (o Override) Or(otherwise DuplicateOutcome) DuplicateOutcome {
	if o == NoOverride {
		return otherwise
	}
	return DuplicateOutcome(o - OverrideAlert)
}

func (o Override) String() string               { return enumName(overrideNames, o) }
func (o Override) MarshalText() ([]byte, error) { return []byte(o.String()), nil }
func (o *Override) UnmarshalText(b []byte) error {
	return enumParse("outcome", overrideNames, b, o)
}

// Resubmission is what becomes of somebody whom the same agency put forward
// before, for another opening. For the same opening it is refused.
type Resubmission uint8

// The resubmissions.
const (
	ResubmitElsewhere Resubmission = iota // as if it were the first time
	JudgeResubmission                     // judged like somebody whom others put forward
)

var resubmissionNames = []string{"elsewhere", "judged"}

func (r Resubmission) String() string               { return enumName(resubmissionNames, r) }
func (r Resubmission) MarshalText() ([]byte, error) { return []byte(r.String()), nil }
func (r *Resubmission) UnmarshalText(b []byte) error {
	return enumParse("resubmission", resubmissionNames, b, r)
}

// Probes bounds how often, within 24 hours, one may learn whether somebody is
// known: submissions that were alerted or blocked, and those withdrawn again.
// Zero is the default.
type Probes struct {
	Recruiter uint32 // by one recruiter; 20 unless set
	Agency    uint32 // by all recruiters of one agency; 100 unless set
}

// Limits returns the bounds that hold.
func (p Probes) Limits() Probes {
	if p.Recruiter == 0 {
		p.Recruiter = 20
	}
	if p.Agency == 0 {
		p.Agency = 100
	}
	return p
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

// IsZero reports whether the period is the empty one.
func (p Period) IsZero() bool { return p == Period{} }

// After returns the first instant that a period from t does not cover: months
// first, by the calendar in UTC, a day that the month lacks being its last one;
// then days of 24 hours. The zero period ends never, which is the zero time, and
// nothing ends after the year 9999.
func (p Period) After(t time.Time) time.Time {
	if p.IsZero() {
		return time.Time{}
	}
	t = t.UTC()
	day := t.Day()
	first := time.Date(t.Year(), t.Month()+time.Month(p.Months), 1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
	if last := first.AddDate(0, 1, -1).Day(); day > last {
		day = last
	}
	end := first.AddDate(0, 0, day-1).AddDate(0, 0, int(p.Days))
	if !end.Before(latest) {
		end = latest.Add(-time.Microsecond)
	}
	return end
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
