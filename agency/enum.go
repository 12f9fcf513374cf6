package agency

import (
	"strconv"
	"strings"
)

// An enumeration is a uint8 whose values have names; its zero value is the
// first. The two helpers below are all that its methods need.

func enumName[T ~uint8](names []string, v T) string {
	if int(v) < len(names) {
		return names[v]
	}
	return "unknown(" + strconv.Itoa(int(v)) + ")"
}

func enumParse[T ~uint8](field string, names []string, text []byte, v *T) error {
	for i, n := range names {
		if n == string(text) && n != "" {
			*v = T(i)
			return nil
		}
	}
	return &Invalid{Field: field, Rule: "must be one of " + strings.TrimPrefix(strings.Join(names, ", "), ", ")}
}

func enumCheck[T ~uint8](field string, names []string, v T) error {
	if int(v) < len(names) && names[v] != "" {
		return nil
	}
	return &Invalid{Field: field, Rule: "must be one of " + strings.TrimPrefix(strings.Join(names, ", "), ", ")}
}
