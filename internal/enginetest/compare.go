package enginetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
)

// equal compares plain values; an empty list is like none.
func equal(a, b any) bool {
	if x, ok := a.(policy.Disclosed); ok {
		return x == b
	}
	return cmp.Equal(a, b, cmpopts.EquateEmpty())
}

// differ says how an answer differs from what was expected.
func (e *expect) differ(a Answer, recruiter bool) string {
	var invalid *agency.Invalid
	switch {
	case e.invalid:
		if !errors.As(a.Err, &invalid) {
			return fmt.Sprintf("expected bad input, got %v", a.Err)
		}
		return ""
	case e.is != nil:
		if !errors.Is(a.Err, e.is) {
			return fmt.Sprintf("expected %v, got %v", e.is, a.Err)
		}
		return ""
	}
	want := e.codes
	if recruiter {
		want = e.told
	}
	for _, row := range a.Rows { // the first refused row names the denial
		if row.Refused != nil {
			want = row.Refused.Codes()
			break
		}
	}
	if got := deniedWith(a.Err); !slices.Equal(want, got) || len(want) == 0 && a.Err != nil {
		return fmt.Sprintf("expected denial %v, got %v: %v", want, got, a.Err)
	}
	if diff := e.differTold(a); diff != "" {
		return diff
	}
	if a.Receipt != e.receipt {
		return fmt.Sprintf("expected receipt %v, got %v", e.receipt, a.Receipt)
	}
	slices.Sort(e.shared)
	slices.Sort(a.Acceptance.Shared)
	if !equal(e.shared, a.Acceptance.Shared) {
		return fmt.Sprintf("expected to share %v, got %v", e.shared, a.Acceptance.Shared)
	}
	var have, rows []string
	for _, r := range a.Rows {
		var refused codes
		if r.Refused != nil {
			refused = r.Refused.Codes()
		}
		have = append(have, rowExpect{r.Opening, r.Grantee, r.Changed, refused}.String())
	}
	for _, r := range e.rows {
		rows = append(rows, r.String())
	}
	slices.Sort(have)
	slices.Sort(rows)
	if diff := cmp.Diff(rows, have, cmpopts.EquateEmpty()); diff != "" {
		return "rows (- expected, + actual)\n" + diff
	}
	return ""
}

// tokenLength is that of every alert's token.
const tokenLength = 156

// differTold says how what an alert tells, or a correction, differs.
func (e *expect) differTold(a Answer) string {
	if e.alerted != (len(a.Token) == tokenLength) || !e.alerted && a.Token != "" {
		return fmt.Sprintf("alerted %t, got a token of %d bytes", e.alerted, len(a.Token))
	}
	var class, own string
	if denied := new(access.Denied); errors.As(a.Err, &denied) {
		for _, r := range denied.Reasons() {
			for _, arg := range r.Args {
				switch arg.Name {
				case "class":
					class = arg.Value
				case "claim":
					own = arg.Value
				}
			}
		}
	}
	if e.class != (class != "") || e.class && own != e.own.String() {
		return fmt.Sprintf("expected a class %t and the own claim as %s, got %q %q", e.class, e.own, class, own)
	}
	for _, c := range []struct {
		what string
		want []string
		got  []access.Duplicate
	}{{"found", e.found, a.Correction.Found}, {"dismissed", e.dismissed, a.Correction.Dismissed}} {
		got := duplicateNames(c.got)
		slices.Sort(got)
		if !slices.Equal(c.want, got) {
			return fmt.Sprintf("the correction %s %v, expected %v", c.what, got, c.want)
		}
	}
	return ""
}

func duplicateNames(list []access.Duplicate) []string {
	return texts(list, func(d access.Duplicate) string { return string(d.Submission) + "/" + string(d.Host) })
}

func (r rowExpect) String() string {
	var why []string
	for _, c := range r.refused {
		why = append(why, c.String())
	}
	return fmt.Sprintf("%s %s changed=%v %s", r.opening, r.to, r.changed, strings.Join(why, " "))
}

// end is when the last of the effective shares ends, zero if one of them does
// not.
func (m *model) end(r agency.Recruiter, o agency.OpeningID) (end time.Time) {
	own, whole := m.shares(r, o)
	for _, s := range []*share{own, whole} {
		switch {
		case s == nil || s.stands(m.now) != agency.Effective:
		case s.until.IsZero():
			return time.Time{}
		case s.until.After(end):
			end = s.until
		}
	}
	return end
}
