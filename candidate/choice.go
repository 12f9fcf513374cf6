package candidate

import (
	"slices"

	"github.com/agencyaccess/agencyaccess/agency"
)

// Choice says, field by field, whose values count where one candidate is merged
// into another. The zero choice keeps what the other has and takes what it lacks.
type Choice struct {
	Name       Pick
	Emails     Pick
	Phones     Pick
	URLs       Pick
	Born       Pick
	Place      Pick
	Address    Pick
	NationalID Pick
}

// Pick is whose value counts.
type Pick uint8

// The picks.
const (
	KeepOrTake Pick = iota // that of the candidate merged into, or else that of the one merged; of lists both
	Keep                   // that of the candidate merged into
	Take                   // that of the candidate that was merged
)

var pickNames = []string{"default", "keep", "take"}

func (p Pick) String() string               { return nameOf(pickNames, p) }
func (p Pick) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText takes the name of a pick; anything else is an
// [*agency.Invalid].
func (p *Pick) UnmarshalText(text []byte) error { return parseName("pick", pickNames, text, p) }

// Validate names the field that breaks a rule.
func (c Choice) Validate() error {
	for _, f := range []struct {
		field string
		Pick
	}{
		{"name", c.Name},
		{"emails", c.Emails},
		{"phones", c.Phones},
		{"urls", c.URLs},
		{"born", c.Born},
		{"place", c.Place},
		{"address", c.Address},
		{"national-id", c.NationalID},
	} {
		if f.Pick > Take {
			return &agency.Invalid{Field: f.field, Rule: "must be default, keep or take"}
		}
	}
	return nil
}

// Merge returns what is known of a person whose candidate from was merged into
// another. All else, such as the resume, stays the other's.
func (c Choice) Merge(into, from Entry) Entry {
	a, b := into, from
	if picks(c.Name, a.FullName() == "") {
		into.Name, into.Given, into.Surname = b.Name, b.Given, b.Surname
	}
	into.Emails = mergeLists(c.Emails, a.Emails, b.Emails)
	into.Phones = mergeLists(c.Phones, a.Phones, b.Phones)
	into.URLs = mergeLists(c.URLs, a.URLs, b.URLs)
	if picks(c.Born, a.Born == "") {
		into.Born = b.Born
	}
	if picks(c.Place, a.Place == "") {
		into.Place = b.Place
	}
	if picks(c.Address, a.Address == Address{}) {
		into.Address = b.Address
	}
	if picks(c.NationalID, a.NationalID == "") {
		into.NationalID = b.NationalID
	}
	return into
}

// picks reports whether the value of the candidate that was merged counts.
func picks(p Pick, lacking bool) bool { return p == Take || p == KeepOrTake && lacking }

func mergeLists(p Pick, a, b agency.Frozen[string]) agency.Frozen[string] {
	switch p {
	case Keep:
		return a
	case Take:
		return b
	}
	all := a.Slice()
	for v := range b.All() {
		if !slices.Contains(all, v) && len(all) < MaxContacts {
			all = append(all, v)
		}
	}
	return agency.Freeze(all...)
}
