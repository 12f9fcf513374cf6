package scenario

import (
	"errors"
	"slices"
	"strings"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// answer is what became of a line.
type answer struct {
	err     error
	decided string // "allow", or "deny" and all the codes
	found   []row  // any of them may be the one compared
	items   []string
	isList  bool
}

// row is an answer of named values, in order.
type row []value

type value struct{ key, text string }

func (r row) get(key string) (string, bool) {
	for _, v := range r {
		if v.key == key {
			return v.text, true
		}
	}
	return "", false
}

func (r row) String() string {
	var b strings.Builder
	for i, v := range r {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(v.key + "=" + quoted(v.text))
	}
	return b.String()
}

// quoted writes a text as a token.
func quoted(s string) string {
	if s != "" && !strings.ContainsAny(s, " \t\"\\#=") {
		return s
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// meets reports whether the answer is as expected; a nil expectation is that
// it succeeded.
func (a answer) meets(e *expectation) bool {
	switch {
	case e == nil || e.form == succeeds:
		return a.err == nil
	case e.form == denied:
		code, ok := deniedWith(a.err)
		return ok && code == e.codes[0]
	case e.form == fault:
		return faultOf(a.err) == e.codes[0]
	case e.form == alert:
		_, ok := alertOf(a.err)
		return ok
	case a.err != nil:
		return false
	case e.form == allow:
		return a.decided == "allow"
	case e.form == deny:
		codes := strings.Fields(a.decided)
		if len(codes) < 2 {
			return false
		}
		if codes = codes[1:]; len(e.codes) == 1 {
			codes = codes[:1] // one code is the first reason, several are all of them
		}
		return slices.Equal(codes, e.codes)
	case e.form == compares:
		return slices.ContainsFunc(a.found, e.matches)
	case e.form == lists:
		return a.isList && sameItems(a.items, e.items, e.ordered)
	}
	return false
}

func (e *expectation) matches(r row) bool {
	for i, key := range e.keys {
		if have, ok := r.get(key); !ok || have != e.wants[i] {
			return false
		}
	}
	return true
}

func sameItems(have, want []string, ordered bool) bool {
	if !ordered {
		have, want = slices.Sorted(slices.Values(have)), slices.Sorted(slices.Values(want))
	}
	return slices.Equal(have, want)
}

// String is the answer as an expectation would say it.
func (a answer) String() string {
	if _, ok := alertOf(a.err); ok {
		return "alert"
	}
	if code, ok := deniedWith(a.err); ok {
		return "denied " + code
	}
	switch {
	case a.err != nil && faultOf(a.err) != "":
		return "error " + faultOf(a.err) + " (" + a.err.Error() + ")"
	case a.err != nil:
		return "error: " + a.err.Error()
	case a.isList && len(a.items) == 0:
		return "the empty list"
	case a.isList:
		var b strings.Builder
		for i, item := range a.items {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(quoted(item))
		}
		return b.String()
	case a.decided != "":
		return a.decided
	case len(a.found) > 0:
		rows := make([]string, len(a.found))
		for i, r := range a.found {
			rows[i] = r.String()
		}
		return strings.Join(rows, "\n\tor:       ")
	case a.found != nil:
		return "no entry"
	}
	return "success"
}

// deniedWith returns the first code of a denial.
func deniedWith(err error) (code string, ok bool) {
	var told *access.Denied
	var refused *access.Refused
	var first policy.Code
	switch {
	case errors.As(err, &told):
		first = told.First()
	case errors.As(err, &refused):
		first = refused.First()
	default:
		return "", false
	}
	return first.String(), true
}

// faultOf names what failed, empty when that has no name in the language.
func faultOf(err error) string {
	var invalid *agency.Invalid
	var limited *access.Limited
	switch {
	case errors.As(err, &invalid):
		return "invalid"
	case errors.As(err, &limited):
		return "rate_limited"
	}
	for _, f := range []struct {
		name string
		is   error
	}{
		{"request_mismatch", access.ErrRequestMismatch},
		{"invalid_cursor", access.ErrInvalidCursor},
		{"invalid_ack", access.ErrInvalidAck},
		{"invalid_invitation", access.ErrInvalidInvitation},
		{"conflict", store.ErrConflict},
		{"exists", store.ErrExists},
		{"not_found", store.ErrNotFound},
		{"unknown", store.ErrUnknown},
		{"unsupported", store.ErrUnsupported},
	} {
		if errors.Is(err, f.is) {
			return f.name
		}
	}
	return ""
}
