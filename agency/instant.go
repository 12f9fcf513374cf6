package agency

import "time"

// earliest is the first instant that a record may carry.
var earliest = time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)

// latest is the first instant that a record may no longer carry.
var latest = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)

// Instant returns t as records carry it: in UTC, in whole microseconds (cut
// off, not rounded), without a monotonic reading. Two such values are the same
// instant exactly when == says so.
func Instant(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return time.Unix(t.Unix(), int64(t.Nanosecond()/1000)*1000).UTC() // which is Truncate, in a third of the time
}

// CheckInstant answers whether t may stand in a record: in UTC, in whole
// microseconds, from the year 1900 to the year 9999. The zero time, which
// means "not set", passes. The error names field.
func CheckInstant(field string, t time.Time) error {
	switch {
	case t == time.Time{}:
		return nil
	case t.Location() != time.UTC:
		return &Invalid{Field: field, Rule: "must be in UTC"}
	case t.Before(earliest):
		return &Invalid{Field: field, Rule: "must not be before 1900"}
	case !t.Before(latest):
		return &Invalid{Field: field, Rule: "must not be after 9999"}
	case t != Instant(t):
		return &Invalid{Field: field, Rule: "must be in whole microseconds"}
	}
	return nil
}

// Window is a half-open interval of time: From is inside, Until is not. A zero
// From means "as long as anybody remembers", a zero Until "for good".
type Window struct {
	From  time.Time
	Until time.Time
}

// Validate answers whether both ends may stand in a record and the window ends
// after it starts.
func (w Window) Validate() error {
	if err := CheckInstant("from", w.From); err != nil {
		return err
	}
	if err := CheckInstant("until", w.Until); err != nil {
		return err
	}
	if !w.Until.IsZero() && !w.Until.After(w.From) {
		return &Invalid{Field: "until", Rule: "must be after from"}
	}
	return nil
}

// Contains reports whether t is inside the window.
func (w Window) Contains(t time.Time) bool {
	return !t.Before(w.From) && (w.Until.IsZero() || t.Before(w.Until))
}
