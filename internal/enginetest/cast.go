package enginetest

import (
	"slices"

	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// member is somebody of whom entries are made, in several spellings that must
// not matter. Two entries of one member are certainly one person, unless all
// that is known is a name; two of relatives are possibly one; all others have
// nothing in common.
type member struct {
	name     string
	as       []candidate.Entry
	nameOnly bool   // so that two entries are possibly one person
	relative string // who shares the telephone and the address
	agency   string // the recruiter whose own address it is
}

// at adds where the person lives.
func at(e candidate.Entry, street, postcode, city string) candidate.Entry {
	e.Address = candidate.Address{Street: street, Postcode: postcode, City: city}
	return e
}

func entry(name, given, surname, email, phone, born string) candidate.Entry {
	e := candidate.Entry{Name: name, Given: given, Surname: surname, Born: born}
	if email != "" {
		e.Emails = agency.Freeze(email)
	}
	if phone != "" {
		e.Phones = agency.Freeze(phone)
	}
	return e
}

// cast is everybody. The first three can be taken for one another by mistake of
// the staff; see plain.
var cast = []member{
	{name: "ida", as: []candidate.Entry{
		entry("", "Ida", "Thorvaldsen", "ida.thorvaldsen@mail.example", "+49 151 23456701", "1988-04-12"),
		entry("THORVALDSEN, IDA", "", "", "Ida.Thorvaldsen@MAIL.example", "", "1988-04-12"),
		entry("  Dr. ida   thorvaldsen ", "", "", "ida.thorvaldsen+jobs@mail.example", "0049 (151) 234 567-01", "1988-04-12"),
	}},
	{name: "rene", as: []candidate.Entry{
		entry("", "Ren\u00e9", "M\u00fcnsterberg", "rene@munsterberg.example", "", "1975-11-30"),
		entry("", "Rene\u0301", "Mu\u0308nsterberg", "RENE@munsterberg.example", "+41 79 555 01 23", "1975-11-30"),
		entry("M\u00fcnsterberg Ren\u00e9", "", "", "rene@munsterberg.example", "+41 79 555 01 23", "1975-11-30"),
	}},
	{name: "sven", as: []candidate.Entry{
		entry("", "\u0410\u043b\u0435\u043a\u0441\u0435\u0439", "\u0417\u0443\u0431\u043a\u043e\u0432", "zubkov.a@post.example", "", "1991-07-08"),
		entry("\u0410\u041b\u0415\u041a\u0421\u0415\u0419 \u0417\u0423\u0411\u041a\u041e\u0412", "", "", "zubkov.a@post.example", "", "1991-07-08"),
	}},
	{name: "anna", relative: "boris", as: []candidate.Entry{
		at(entry("", "Anna", "Kowalewska", "anna@kowalewska.example", "+48 601 555 019", "1990-02-17"), "Ogrodowa 17", "30-002", "Krakow"),
		at(entry("KOWALEWSKA ANNA", "", "", "Anna@kowalewska.example", "+48601555019", "1990-02-17"), "OGRODOWA 17", "30-002", "KRAKOW"),
	}},
	{name: "boris", relative: "anna", as: []candidate.Entry{
		at(entry("", "Boris", "Kowalewska", "bk@shipyard.example", "+48 601 555 019", "1963-09-05"), "Ogrodowa 17", "30-002", "Krakow"),
		at(entry("boris kowalewska", "", "", "BK@shipyard.example", "+48 601-555-019", "1963-09-05"), "OGRODOWA 17", "30-002", "KRAKOW"),
	}},
	{name: "jane", nameOnly: true, as: []candidate.Entry{
		entry("Jane Doe", "", "", "", "", ""),
		entry("", "JANE", "doe", "", "", ""),
	}},
	{name: "olga", agency: "r1", as: []candidate.Entry{
		entry("Olga Wintersteen", "", "", "r1@agency.example", "", "1984-12-24"),
		entry("WINTERSTEEN, Olga", "", "", "R1@agency.example", "", "1984-12-24"),
	}},
}

// plain are those whom staff may correct, link and merge as if one were another.
var plain = []string{"ida", "rene", "sven"}

// who is the member of whom an entry is.
func who(e candidate.Entry) *member {
	e.Consent, e.Created, e.ID = candidate.Entry{}.Consent, candidate.Entry{}.Created, ""
	for i := range cast {
		if slices.Contains(cast[i].as, e) {
			return &cast[i]
		}
	}
	panic("an entry of nobody: " + e.FullName())
}

func castNames() []string {
	var names []string
	for i := range cast {
		names = append(names, cast[i].name)
	}
	return names
}

// verdict says how sure it is that an entry of m is of the person of another,
// of whom only keys are left once erased.
func (m *member) verdict(other *member, erased bool) candidate.Verdict {
	switch {
	case m == other && m.nameOnly && erased:
		return candidate.None
	case m == other && m.nameOnly, m.relative == other.name:
		return candidate.Possible
	case m == other && erased:
		return candidate.Probable
	case m == other:
		return candidate.Exact
	}
	return candidate.None
}

// Entries of one member beyond these would weigh less and less, since what many
// hold is evidence of little.
const (
	mostEntries = 9
	mostNames   = 3
)

// drawEntry draws an entry of one of those named, of whom there are not too many
// in any of the worlds.
func drawEntry(t *rapid.T, from []string, worlds ...*model) candidate.Entry {
	many := func(name string) bool {
		return slices.ContainsFunc(worlds, func(m *model) bool {
			n := 0
			for _, k := range m.known {
				if k.who.name == name {
					n++
				}
			}
			return n >= mostEntries || name == "jane" && n >= mostNames
		})
	}
	left := slices.DeleteFunc(slices.Clone(from), many)
	if len(left) == 0 {
		left = from
	}
	name := one(t, "person", left)
	return one(t, "spelling", cast[slices.IndexFunc(cast, func(m member) bool { return m.name == name })].as)
}
