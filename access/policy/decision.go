package policy

import (
	"math/bits"
	"strings"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// Decision is the outcome of judging a [Request]: allow, or deny with all the
// reasons that hold. It is a plain value that can be compared with == and keeps
// none of the [Facts]' pointers. The zero value denies.
//
// A Decision says everything, and so is for the account's own eyes. What may
// reach a recruiter is what [Decision.Disclose] returns.
type Decision struct {
	verdict

	// What Disclose has to know besides.
	toRecruiter bool        // a recruiter asked
	granted     bool        // holding an effective share
	witnessed   bool        // the share that names the reason was once effective for this recruiter
	asked       kind        // kind of the target that was asked for
	tell        agency.Tell // how much of a duplicate is told
}

// Allowed reports whether the request is allowed.
func (d Decision) Allowed() bool { return d.allowed }

// First returns the reason that names the denial, and 0 when the request is
// allowed.
func (d Decision) First() Code { return d.first() }

// Has reports whether c is among the reasons.
func (d Decision) Has(c Code) bool { return d.codes.has(c) }

// Codes returns all reasons in order, nil when there are none.
func (d Decision) Codes() []Code { return d.list() }

// Reasons returns all reasons in order with what explains them, in English and
// addressed to a regular user of the account.
func (d Decision) Reasons() []Reason { return d.reasons(staffWords[:]) }

// String returns "allow", or "deny" and the codes: "deny not_shared
// opening_archived".
func (d Decision) String() string { return d.text() }

// verdict is what a Decision and a Disclosed have in common. Each field beside
// the first two is set only where a code in the set has it as an argument, so
// that verdicts that say the same are equal.
type verdict struct {
	allowed bool
	codes   codes

	account   string // Settings.Title
	opening   agency.OpeningID
	title     string // of the opening
	agency    string // title
	recruiter agency.RecruiterID
	terms     string
	at        int64 // when a share starts, ended, was revoked or paused, in microseconds since 1970
	limit     uint32

	kind       kind // what was not found
	area       area
	need, held agency.Level
	sharing    agency.Sharing
	class      bool               // a class of reason is told of a duplicate
	own        candidate.Standing // and how the own earlier claim stands
}

func (v *verdict) deny(c Code) { v.codes |= 1 << c }

// miss denies because a record is missing; the first one missed is the one
// that is named.
func (v *verdict) miss(k kind) {
	if !v.codes.has(NotFound) {
		v.kind = k
	}
	v.deny(NotFound)
}

func (v *verdict) denyFor(c Code, o *agency.Opening) {
	v.deny(c)
	if o != nil {
		v.opening, v.title = o.ID, o.Title
	}
}

func (v *verdict) first() Code {
	if v.codes == 0 {
		return 0
	}
	return Code(bits.TrailingZeros32(uint32(v.codes)))
}

func (v *verdict) list() []Code {
	var out []Code
	for c := Code(1); c < numCodes; c++ {
		if v.codes.has(c) {
			out = append(out, c)
		}
	}
	return out
}

func (v *verdict) text() string {
	if v.allowed {
		return "allow"
	}
	var b strings.Builder
	b.WriteString("deny")
	for _, c := range v.list() {
		b.WriteByte(' ')
		b.WriteString(c.String())
	}
	return b.String()
}

func instant(t time.Time) int64 { return t.UnixMicro() }

// kind is the kind of a record.
type kind uint8

const (
	_ kind = iota
	kindAccount
	kindOpening
	kindSubmission
	kindRecruiter
	kindAgency
	kindStaff
)

var kindNames = []string{"", "account", "opening", "submission", "recruiter", "agency", "staff"}

func (k kind) String() string { return nameOf(kindNames, k) }
