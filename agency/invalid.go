package agency

import "strconv"

// Invalid says which field of an input breaks which rule. It never quotes the
// value, which may be personal data.
type Invalid struct {
	Field string // a name such as "email" or "until", or "openings[3].title" in a list
	Rule  string // a clause that completes "field ...", such as "must not be empty"
}

func (e *Invalid) Error() string { return "field " + e.Field + ": " + e.Rule }

// In returns err with the field's name put behind prefix when err is an
// [*Invalid], and err itself otherwise.
func In(prefix string, err error) error {
	if e, ok := err.(*Invalid); ok {
		return &Invalid{Field: prefix + "." + e.Field, Rule: e.Rule}
	}
	return err
}

// InRow is [In] for row i of a list.
func InRow(list string, i int, err error) error {
	if err == nil {
		return nil
	}
	return In(list+"["+strconv.Itoa(i)+"]", err)
}

func tooLong(field string, limit int) error {
	return &Invalid{Field: field, Rule: "must be at most " + strconv.Itoa(limit) + " bytes long"}
}

func tooMany(field string, limit int) error {
	return &Invalid{Field: field, Rule: "must hold at most " + strconv.Itoa(limit) + " elements"}
}
