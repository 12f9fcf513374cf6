package agency

import (
	"unicode"
	"unicode/utf8"
)

// Identifiers are the host's own, or made by the engine. They are compared
// byte by byte, on every store: two that differ in letter case, in a trailing
// space or in Unicode form are two. See [CheckID] for what is allowed.
type (
	AccountID   string // the employer's tenant
	StaffID     string // a regular user of the account
	AgencyID    string // an external agency
	RecruiterID string // one of an agency's people
	OpeningID   string // a job
	ListID      string // a list of agencies or recruiters
	UserID      string // a login of the host's
)

// MaxID is the greatest length of an identifier, in bytes.
const MaxID = 128

// CheckID answers whether id may serve as an identifier: 1 to [MaxID] bytes of
// valid UTF-8 without control characters. The error names field.
func CheckID[T ~string](field string, id T) error {
	if id == "" {
		return &Invalid{Field: field, Rule: "must not be empty"}
	}
	return CheckText(field, string(id), MaxID)
}

// CheckText answers whether s is at most limit bytes of valid UTF-8 in one line,
// without control characters. The empty text passes. The error names field.
func CheckText(field, s string, limit int) error { return checkText(field, s, limit, false) }

// CheckProse is [CheckText] for text of several lines: tabs, carriage returns
// and line feeds are allowed.
func CheckProse(field, s string, limit int) error { return checkText(field, s, limit, true) }

func checkText(field, s string, limit int, lines bool) error {
	if len(s) > limit {
		return tooLong(field, limit)
	}
	ascii := true
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf {
			ascii = false
			break
		}
		if (c < ' ' || c == 0x7f) && !(lines && isLineControl(rune(c))) {
			return &Invalid{Field: field, Rule: "must not contain control characters"}
		}
	}
	if ascii {
		return nil
	}
	if !utf8.ValidString(s) {
		return &Invalid{Field: field, Rule: "must be valid UTF-8"}
	}
	for _, r := range s {
		if unicode.IsControl(r) && !(lines && isLineControl(r)) {
			return &Invalid{Field: field, Rule: "must not contain control characters"}
		}
	}
	return nil
}

func isLineControl(r rune) bool { return r == '\t' || r == '\n' || r == '\r' }
