package match

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

func TestOwn(t *testing.T) {
	own := NewOwn([]string{"Ann@Partner.example", "nonsense"}, []string{"020 7946 0958", "12"}, []string{"North.example", "gmail.com", "bücher.example", ""}, "GB")
	tests := []struct {
		name  string
		entry candidate.Entry
		field string
	}{
		{"the person's", typed("Jane Lee", mail("jane@mail.example"), tel("07911 123456")), ""},
		{"nothing", typed("Jane Lee"), ""},
		{"an address", typed("Jane Lee", mail("jane@mail.example", "ann+jane@partner.example")), "email"},
		{"another at its domain", typed("Jane Lee", mail("bob@partner.example")), ""},
		{"any at the agency's domain", typed("Jane Lee", mail("jane@NORTH.example")), "email"},
		{"a subdomain", typed("Jane Lee", mail("jane@mail.north.example")), "email"},
		{"a domain that only ends alike", typed("Jane Lee", mail("jane@farnorth.example")), ""},
		{"an international domain", typed("Jane Lee", mail("jane@xn--bcher-kva.example")), "email"},
		{"anybody's domain", typed("Jane Lee", mail("jane@gmail.com")), ""},
		{"a number", typed("Jane Lee", tel("+44 20 7946 0958")), "phone"},
		{"a number beside another", typed("Jane Lee", tel("07911 123456 / 020 7946 0958")), "phone"},
		{"another number", typed("Jane Lee", tel("+44 20 7946 0959")), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := own.Check(tt.entry, "GB")
			r := Normalise(tt.entry, Options{Region: "GB", Own: own})
			for i := range r.emails {
				require.False(t, own.hasEmail(&r.emails[i]), "what is refused is left out")
			}
			for i := range r.phones {
				require.False(t, own.hasPhone(&r.phones[i]), "what is refused is left out")
			}
			if tt.field == "" {
				require.Equal(t, tt.entry.Emails.Len()+tt.entry.Phones.Len(), len(r.emails)+len(r.phones), "and nothing else is")
			}
			if tt.field == "" {
				require.NoError(t, err)
				return
			}
			var invalid *agency.Invalid
			require.ErrorAs(t, err, &invalid)
			require.Equal(t, tt.field, invalid.Field)
		})
	}
	require.NoError(t, (*Own)(nil).Check(tests[2].entry, "GB"))
	require.NoError(t, new(Own).Check(tests[2].entry, "GB"))
}
