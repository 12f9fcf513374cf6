package scenario

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
)

// instant reads a TIME: a day, which starts at 00:00 UTC, or RFC 3339.
func instant(s string) (time.Time, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		if t, err = time.Parse(time.RFC3339Nano, s); err != nil {
			return time.Time{}, fmt.Errorf("%q is not a time such as 2026-03-01 or 2026-03-01T12:00:00Z", s)
		}
	}
	t = t.UTC()
	if t.IsZero() || agency.CheckInstant("", t) != nil {
		return time.Time{}, fmt.Errorf("%q is not between 1900 and 9999 in whole microseconds", s)
	}
	return t, nil
}

// maxCount bounds the number in a length of time.
const maxCount = 12000

// span is an N: a number of months, days, hours, minutes or seconds.
type span struct {
	months, days int
	rest         time.Duration
}

func length(s string) (span, error) {
	digits := strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyz")
	n, err := strconv.ParseUint(digits, 10, 16)
	if err != nil || n > maxCount {
		return span{}, fmt.Errorf("%q is not a length such as 30d, 2h or 6mo, of at most %d", s, maxCount)
	}
	switch s[len(digits):] {
	case "mo":
		return span{months: int(n)}, nil
	case "d":
		return span{days: int(n)}, nil
	case "h":
		return span{rest: time.Duration(n) * time.Hour}, nil
	case "m":
		return span{rest: time.Duration(n) * time.Minute}, nil
	case "s":
		return span{rest: time.Duration(n) * time.Second}, nil
	}
	return span{}, fmt.Errorf("%q does not end in mo, d, h, m or s", s)
}

func (s span) after(t time.Time) time.Time { return t.AddDate(0, s.months, s.days).Add(s.rest) }

// period reads an N of the calendar.
func period(s string) (agency.Period, error) {
	n, err := length(s)
	if err == nil && n.rest != 0 {
		err = fmt.Errorf("%q is not a number of days or months", s)
	}
	return agency.Period{Months: int32(n.months), Days: int32(n.days)}, err
}

// yes reads yes or no.
func yes(s string) (bool, error) {
	switch s {
	case "yes":
		return true, nil
	case "no":
		return false, nil
	}
	return false, fmt.Errorf("%q is not yes or no", s)
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// named reads the name of one of an enumeration's values.
func named[T any, P interface {
	*T
	UnmarshalText([]byte) error
}](s string) (T, error) {
	var v T
	if err := P(&v).UnmarshalText([]byte(s)); err != nil {
		return v, fmt.Errorf("%q: %w", s, err)
	}
	return v, nil
}

// timeText is an instant as an answer shows it; the zero time is empty.
func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339Nano)
}
