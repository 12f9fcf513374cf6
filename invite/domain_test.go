package invite_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
)

func TestDomain(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"an address", "ann@north.example", "north.example"},
		{"a domain", "north.example", "north.example"},
		{"letter case and a final dot", "ann@North.EXAMPLE.", "north.example"},
		{"a subdomain", "ann@mail.london.north.example", "north.example"},
		{"below a public suffix of two labels", "ann@mail.kim.co.uk", "kim.co.uk"},
		{"below a private suffix", "ann@kim.uk.com", "kim.uk.com"},
		{"international", "ann@mail.Bücher.example", "xn--bcher-kva.example"},
		{"punycode", "xn--bcher-kva.example", "xn--bcher-kva.example"},
		{"a name that only contains a provider's", "ann@notgmail.com", "notgmail.com"},
		{"a public provider", "ann@gmail.com", ""},
		{"a public provider's other name", "ann@GoogleMail.com", ""},
		{"a regional form of a public provider", "ann@yahoo.co.uk", ""},
		{"a subdomain of a public provider", "ann@sub.fastmail.com", ""},
		{"a provider below a company's domain", "ann@privaterelay.appleid.com", ""},
		{"a public suffix", "co.uk", ""},
		{"an address at a public suffix", "ann@co.uk", ""},
		{"a private suffix", "github.io", ""},
		{"a top level", "example", ""},
		{"no dot", "ann@localhost", ""},
		{"an IP address", "ann@192.0.2.1", ""},
		{"an IP address in square brackets", "ann@[192.0.2.1]", ""},
		{"nothing before the @", "@north.example", ""},
		{"two of them", "ann@bob@north.example", ""},
		{"a name", "Ann <ann@north.example>", ""},
		{"an underscore", "ann@no_rth.example", ""},
		{"an empty label", "north..example", ""},
		{"a first dot", ".north.example", ""},
		{"NUL", "north\x00.example", ""},
		{"invalid UTF-8", "nor\xffth.example", ""},
		{"spaces", " ", ""},
		{"empty", "", ""},
		{"megabytes", strings.Repeat("ü.", 1<<20) + "example", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := invite.Domain(tt.in)
			require.Equal(t, tt.want, got)
			require.Equal(t, got, invite.Domain(got), "the domain of a domain")
		})
	}
}

func TestDomainsHaveEachOnce(t *testing.T) {
	got := invite.Domains(agency.Freeze("mail.north.example", "gmail.com", "kim.co.uk", "north.example", "co.uk", "Kim.co.uk"))
	require.Equal(t, []string{"north.example", "kim.co.uk"}, got.Slice())
	require.Zero(t, invite.Domains(agency.Frozen[string]{}))
}

func TestKnownBy(t *testing.T) {
	tests := []struct {
		name            string
		declared, known []string
		email           string
		want            []string
	}{
		{"nothing", nil, nil, "", nil},
		{"declared", []string{"mail.north.example", "gmail.com"}, nil, "", []string{"north.example"}},
		{"declared come first", []string{"north.example"}, []string{"kim.example"}, "bob@south.example", []string{"north.example", "kim.example", "south.example"}},
		{"declared later comes first all the same", []string{"north.example"}, []string{"kim.example", "north.example"}, "", []string{"north.example", "kim.example"}},
		{"declared no more stays known", nil, []string{"north.example"}, "", []string{"north.example"}},
		{"an address of a known domain", []string{"north.example"}, nil, "ann@mail.North.example", []string{"north.example"}},
		{"an address at a public provider", []string{"north.example"}, nil, "ann@gmail.com", []string{"north.example"}},
		{"no address", []string{"north.example"}, nil, "ann", []string{"north.example"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := agency.Agency{ID: "north", Title: "North", Domains: agency.Freeze(tt.declared...), Known: agency.Freeze(tt.known...)}
			got := invite.KnownBy(in, tt.email)
			want := in
			want.Known = agency.Freeze(tt.want...)
			require.Equal(t, want, got)
			require.Equal(t, got, invite.KnownBy(got, tt.email), "once more")
			require.NoError(t, got.Validate())
		})
	}
}

func TestKnownByKeepsWhatCameFirst(t *testing.T) {
	var all []string
	for i := range agency.MaxKnown {
		all = append(all, fmt.Sprintf("known%d.example", i))
	}
	a := agency.Agency{ID: "north", Title: "North", Known: agency.Freeze(all...)}
	require.Equal(t, all, invite.KnownBy(a, "ann@late.example").Known.Slice(), "full")

	a.Domains = agency.Freeze("north.example", "known7.example")
	got := invite.KnownBy(a, "ann@late.example")
	require.Equal(t, agency.MaxKnown, got.Known.Len())
	require.NoError(t, got.Validate())
	rest := slices.DeleteFunc(slices.Clone(all), func(d string) bool { return d == "known7.example" })
	require.Equal(t, append([]string{"north.example", "known7.example"}, rest[:agency.MaxKnown-2]...), got.Known.Slice())
}
