package invite

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/agencyaccess/agencyaccess/agency"
)

// column is a column of a list that is read.
type column int

const (
	columnEmail column = iota
	columnName
	columnAgency
	columnRole
	columnOpenings
	columnCount
)

// String returns the name of the field that errors are about.
func (c column) String() string {
	return [columnCount]string{"email", "name", "agency", "role", "openings"}[c]
}

// columnOf returns which column a header names.
func columnOf(name string) (column, bool) {
	name = strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
	switch name {
	case "email", "mail", "emailaddress", "mailaddress":
		return columnEmail, true
	case "name", "fullname", "contact", "contactname":
		return columnName, true
	case "agency", "agencyname", "company", "companyname", "firm":
		return columnAgency, true
	case "role":
		return columnRole, true
	case "openings", "opening", "jobs", "job", "shares", "share":
		return columnOpenings, true
	}
	return 0, false
}

// header says where the columns are.
type header struct {
	columns int
	at      [columnCount]int // counted from 1; 0 is nowhere
}

// readHeader quotes nothing in its errors: what should be a header may be a row.
func readHeader(names []string) (header, error) {
	h := header{columns: len(names)}
	if h.columns > maxColumns {
		return h, &agency.Invalid{Field: "header", Rule: "must have at most " + strconv.Itoa(maxColumns) + " columns"}
	}
	for i, name := range names {
		c, ok := columnOf(name)
		if !ok {
			continue
		}
		if h.at[c] != 0 {
			return h, &agency.Invalid{Field: "header", Rule: "must have one column for " + c.String() +
				", not both columns " + strconv.Itoa(h.at[c]) + " and " + strconv.Itoa(i+1)}
		}
		h.at[c] = i + 1
	}
	if h.at[columnEmail] == 0 {
		return h, &agency.Invalid{Field: "header", Rule: "must name the column of e-mail addresses, such as email"}
	}
	return h, nil
}

// row reads the fields of a row.
func (h header) row(fields []string, line int) (Row, error) {
	if len(fields) != h.columns {
		return Row{}, &agency.Invalid{Field: "row", Rule: "must have " + strconv.Itoa(h.columns) + " fields as the header has, not " + strconv.Itoa(len(fields))}
	}
	var text [columnCount]string
	for c := range columnCount {
		if h.at[c] == 0 {
			continue
		}
		limit := maxField
		if c == columnOpenings {
			limit = maxIDs
		}
		s := strings.TrimSpace(fields[h.at[c]-1])
		if len(s) > limit {
			return Row{}, &agency.Invalid{Field: c.String(), Rule: "must be at most " + strconv.Itoa(limit) + " bytes long"}
		}
		text[c] = s
	}
	// A field is part of the text of its whole record, which a row need not keep.
	r := Row{
		Line: line, Email: strings.Clone(text[columnEmail]), Name: strings.Clone(text[columnName]), Agency: strings.Clone(text[columnAgency]),
	}
	switch strings.ToLower(text[columnRole]) {
	case "admin":
		r.Admin = true
	case "member", "":
	default:
		return Row{}, &agency.Invalid{Field: "role", Rule: "must be admin or member"}
	}
	if strings.EqualFold(text[columnOpenings], "all") {
		r.AllOpenings = true
		return r, nil
	}
	var err error
	r.Openings, err = openingIDs(text[columnOpenings])
	return r, err
}

func openingIDs(s string) ([]agency.OpeningID, error) {
	var ids []agency.OpeningID
	for _, id := range strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;|", r) }) {
		if err := agency.CheckID("openings", id); err != nil {
			return nil, err
		}
		if strings.EqualFold(id, "all") {
			return nil, &agency.Invalid{Field: "openings", Rule: "must be all alone, or the IDs of openings"}
		}
		if slices.Contains(ids, agency.OpeningID(id)) {
			continue
		}
		if len(ids) == MaxOpenings {
			return nil, &agency.Invalid{Field: "openings", Rule: "must name at most " + strconv.Itoa(MaxOpenings) + " openings"}
		}
		ids = append(ids, agency.OpeningID(strings.Clone(id)))
	}
	return ids, nil
}
