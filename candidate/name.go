package candidate

import (
	"strconv"
	"strings"

	"github.com/agencyaccess/agencyaccess/agency"
)

// An enumeration is a uint8 whose values have names; the two helpers below are
// all that its methods need.

func nameOf[T ~uint8](names []string, v T) string {
	if int(v) < len(names) {
		return names[v]
	}
	return "unknown(" + strconv.Itoa(int(v)) + ")"
}

func parseName[T ~uint8](field string, names []string, text []byte, v *T) error {
	for i, n := range names {
		if n != "" && n == string(text) {
			*v = T(i)
			return nil
		}
	}
	return &agency.Invalid{Field: field, Rule: "must be one of " + strings.TrimPrefix(strings.Join(names, ", "), ", ")}
}

// erased stands for a text that was removed.
const erased = "(erased)"
