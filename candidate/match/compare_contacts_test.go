package match

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/candidate"
)

// Of contacts that agree equally well, the same are named whichever record comes
// first.
func TestContactsAreComparedAlikeBothWays(t *testing.T) {
	tests := []struct {
		name     string
		a, b     candidate.Entry
		evidence Evidence
	}{
		{
			"addresses that are alike in two ways",
			typed("Jane Lee", mail("jane.lee77@gmail.com", "janelee@mail.example")), typed("Jane Lee", mail("janelee77@web.de", "janelea@mail.example")),
			SameMailboxName,
		},
		{
			"numbers with and without a country",
			typed("Jane Lee", tel("+44 20 7946 0958", "7946 0111")), typed("Jane Lee", tel("+44 20 7946 0958", "+44 20 7946 0111")),
			SamePhone,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, b := Normalise(tt.a, Options{}), Normalise(tt.b, Options{})
			one, other := Compare(a, b, nil), Compare(b, a, nil)
			require.Equal(t, one, other, "%s, and %s", one.Evidence, other.Evidence)
			require.True(t, one.Evidence.Has(tt.evidence), "%s", one.Evidence)
		})
	}
}
