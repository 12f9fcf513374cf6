package match

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/candidate"
)

// accounts are sizes at which a name, an identifier and both weigh differently.
var accounts = []int{1, 1 << 12, 10_000, 50_000, 1_000_000}

// among compares two entries in an account of so many records, in which nobody
// else has what they have.
func among(t *testing.T, size int, a, b candidate.Entry) Match {
	t.Helper()
	r, other := Normalise(a, british), Normalise(b, british)
	l := keyring(t).Lookup(r)
	holders := make([]int, len(l.Keys()))
	for i := range holders {
		holders[i] = 1
	}
	return Compare(r, other, l.Weights(size, holders))
}

func TestVerdictInAccountsOfAnySize(t *testing.T) {
	family := mail("family@x.example")
	phone, twin, house := tel("07911 123456"), born("1990-03-07"), home("6 Mill Lane", "Leeds", "LS1 4AP")
	region := func(e *candidate.Entry) { e.Address.Region = "Yorkshire" }
	tests := []struct {
		name string
		a, b candidate.Entry
		most candidate.Verdict
	}{
		{"a rare name alone", typed("Jane Havisham"), typed("Jane Havisham"), candidate.Possible},
		{"a rare name and a generation", typed("John Havisham Jr"), typed("John Havisham Jr"), candidate.Possible},
		{"a rare name, swapped", typed("Jane Havisham"), typed("Havisham Jane"), candidate.Possible},
		{"a rare name and a region", typed("Jane Havisham", region), typed("Jane Havisham", region), candidate.Possible},
		{"a rare name, and what differs", typed("Jane Havisham", mail("a@x.example")), typed("Jane Havisham", mail("b@y.example")), candidate.Possible},
		{"double names of one first word", typed("Mary Ann Havisham", family), typed("Mary Jane Havisham", family), candidate.Possible},
		{"double names with a hyphen", typed("Jean-Paul Havisham", family), typed("Jean-Marc Havisham", family), candidate.Possible},
		{"double names of short words", typed("Min Ho Lee", family), typed("Min Su Lee", family), candidate.Possible},
		{"two initials", typed("J. Havisham", family), typed("J. Havisham", family), candidate.Possible},
		{"two initials, surname first", typed("J. Havisham", family), typed("Havisham J.", family), candidate.Possible},
		{"two initials each", typed("J. P. Havisham", family), typed("J. P. Havisham", family), candidate.Possible},
		{"names that are titles elsewhere", typed("Phil Jones", family), typed("Don Jones", family), candidate.Possible},
		{"a surname left of a title", typed("Dr Jones", family), typed("Dr Jones", family), candidate.Possible},
		{"first words that are particles elsewhere", typed("Ben James Havisham", family), typed("James Havisham", family), candidate.Possible},
		{"sisters of like names", typed("Karina Havisham", phone), typed("Karima Havisham", phone), candidate.Possible},
		{"twins of like names", typed("Kiran Havisham", twin, house), typed("Karan Havisham", twin, house), candidate.Possible},
		{
			"twins of like names who share everything", typed("Marina Havisham", family, phone, twin, house),
			typed("Marisa Havisham", family, phone, twin, house), candidate.Possible,
		},
		{"brothers whose names sound alike", typed("Arun Havisham", family), typed("Arjun Havisham", family), candidate.Possible},
		{"names of one letter's difference", typed("Zelina Havisham", family), typed("Zerina Havisham", family), candidate.Possible},
		{"such names, a telephone and a birth date in part", typed("Zelina Havisham", phone, born("1990")), typed("Zerina Havisham", phone, born("1990")), candidate.Possible},
		{"such names, and a birth date", typed("Zelina Havisham", twin, house), typed("Zerina Havisham", twin, house), candidate.Possible},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, size := range accounts {
				t.Run(fmt.Sprint(size), func(t *testing.T) {
					m := among(t, size, tt.a, tt.b)
					require.LessOrEqual(t, m.Verdict, tt.most, "%.1f: %s", m.Score, m.Evidence)
				})
			}
		})
	}
}
