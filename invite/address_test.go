package invite_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
)

func TestParseAddress(t *testing.T) {
	long := strings.Repeat("n", 60) + "." + strings.Repeat("o", 60) + "." + strings.Repeat("r", 60) + ".example"
	fit := strings.Repeat("a", agency.MaxEmail-1-len(long))
	tests := []struct {
		name, in    string
		title, want string
	}{
		{"an address alone", "ann@north.example", "", "ann@north.example"},
		{"spaces around it", "  ann@north.example\u00a0", "", "ann@north.example"},
		{"in angle brackets", "<ann@north.example>", "", "ann@north.example"},
		{"a name before it", "Ann Smith <ann@north.example>", "Ann Smith", "ann@north.example"},
		{"a name without a space", "Ann<ann@north.example>", "Ann", "ann@north.example"},
		{"spaces in a name", `" Ann   Smith " <ann@north.example>`, "Ann Smith", "ann@north.example"},
		{"a name with a dot", "Ann B. Smith <ann@north.example>", "Ann B. Smith", "ann@north.example"},
		{"a name in quotes with what needs them", `"Smith, Ann (HR); <b@c>" <ann@north.example>`, "Smith, Ann (HR); <b@c>", "ann@north.example"},
		{"a name with escaped quotes", `"Ann \"A\" Smith" <ann@north.example>`, `Ann "A" Smith`, "ann@north.example"},
		{"a name in Unicode", "Jörg Müller <j@north.example>", "Jörg Müller", "j@north.example"},
		{"a decomposed name", "Jo\u0308rg <j@north.example>", "Jörg", "j@north.example"},
		{"a name encoded in UTF-8", "=?utf-8?q?J=C3=B6rg_M?= <j@north.example>", "Jörg M", "j@north.example"},
		{"a name encoded in base 64", "=?UTF-8?B?SsO2cmc=?= <j@north.example>", "Jörg", "j@north.example"},
		{"a name encoded in Latin 1", "=?iso-8859-1?q?J=F6rg?= <j@north.example>", "Jörg", "j@north.example"},
		{"a name that comes out decomposed", "=?utf-8?q?Jo=CC=88rg?= <j@north.example>", "Jörg", "j@north.example"},
		{"a name of the greatest length", strings.Repeat("n", agency.MaxName) + " <ann@north.example>", strings.Repeat("n", agency.MaxName), "ann@north.example"},
		{"letter case before the @ stays", "Ann.Smith@North.EXAMPLE", "", "Ann.Smith@north.example"},
		{"a tag stays", "ann+jobs@north.example", "", "ann+jobs@north.example"},
		{"a final dot goes", "ann@north.example.", "", "ann@north.example"},
		{"an international domain", "ann@Bücher.example", "", "ann@xn--bcher-kva.example"},
		{"punycode stays", "ann@XN--bcher-kva.example", "", "ann@xn--bcher-kva.example"},
		{"a sharp s is a letter", "ann@straße.example", "", "ann@xn--strae-oqa.example"},
		{"full-width letters and dots", "ann@ｎｏｒｔｈ。example", "", "ann@north.example"},
		{"hyphens where IDNA has none", "ann@no--rth.example", "", "ann@no--rth.example"},
		{"a local part in Unicode", "jörg@north.example", "", "jörg@north.example"},
		{"a decomposed local part", "jo\u0308rg@north.example", "", "jörg@north.example"},
		{"every sign that needs no quotes", "a!#$%&'*+-/=?^_`{|}~@north.example", "", "a!#$%&'*+-/=?^_`{|}~@north.example"},
		{"a local part of 64 bytes", strings.Repeat("a", 64) + "@north.example", "", strings.Repeat("a", 64) + "@north.example"},
		{"254 bytes", fit + "@" + long, "", fit + "@" + long},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := invite.ParseAddress(tt.in)
			require.NoError(t, err)
			require.Equal(t, invite.Address{Name: tt.title, Email: tt.want}, got)
			require.NoError(t, agency.CheckEmail("email", got.Email))
		})
	}
}

func TestParseAddressRefuses(t *testing.T) {
	const (
		shape     = "must be an address such as name@agency.example"
		spaces    = "must not contain spaces"
		one       = "must be one address, and a name that holds a comma must be in quotes"
		group     = "must be an address alone, without a group's name or a scheme"
		comment   = "must not hold a comment in parentheses"
		quotes    = "must not have quotes before the @"
		literal   = "must have a domain, not an IP address"
		domain    = "must have a valid domain after the @"
		dot       = "must have a domain with a dot, such as agency.example"
		signs     = "must have letters, digits and single dots before the @"
		control   = "must not contain control characters"
		tooLong   = "must be an address of at most 254 bytes"
		longName  = "must have a name of at most 200 bytes"
		plainName = "must have a name that is plain text, in quotes where it holds punctuation"
		utf8      = "must be valid UTF-8"
	)
	long := strings.Repeat("n", 60) + "." + strings.Repeat("o", 60) + "." + strings.Repeat("r", 60) + ".example"
	tests := []struct{ name, in, rule string }{
		{"empty", "", "must not be empty"},
		{"spaces", " \u00a0 ", "must not be empty"},
		{"no @", "north.example", shape},
		{"nothing before the @", "@north.example", shape},
		{"nothing after the @", "ann@", shape},
		{"two of them", "ann@bob@north.example", shape},
		{"brackets that do not close", "Ann <ann@north.example", shape},
		{"something after the brackets", "<ann@north.example> Ann", shape},
		{"a name in brackets", "Ann <>", shape},
		{"a space inside", "ann smith@north.example", spaces},
		{"a space after the @", "ann@ north.example", spaces},
		{"a space that looks like none", "ann\u2003b@north.example", spaces},
		{"two addresses", "ann@north.example, bob@north.example", one},
		{"two addresses apart by a semicolon", "ann@north.example; bob@north.example", one},
		{"two in brackets", "<ann@north.example> <bob@north.example>", one},
		{"a comma in a plain name", "Smith, Ann <ann@north.example>", one},
		{"what normalization makes a semicolon", "ann@north.example\u037e bob", one},
		{"a group", "north: ann@north.example;", group},
		{"an empty group", "undisclosed recipients:;", group},
		{"a link", "mailto:ann@north.example", group},
		{"a route", "<@south.example:ann@north.example>", group},
		{"a comment behind", "ann@north.example (Ann)", comment},
		{"a comment before the @", "ann(x)@north.example", comment},
		{"a comment in a name", "Ann (HR) <ann@north.example>", comment},
		{"a comment that does not close", "ann@north.example (", comment},
		{"a local part in quotes", `"ann smith"@north.example`, quotes},
		{"quotes without need", `"ann"@north.example`, quotes},
		{"a quoted local part in brackets", `Ann <"ann"@north.example>`, quotes},
		{"quotes that do not close", `"Ann <ann@north.example>`, quotes},
		{"an address in square brackets", "ann@[192.0.2.1]", literal},
		{"one of version 6", "ann@[IPv6:2001:db8::1]", literal},
		{"a bare IP address", "ann@192.0.2.1", literal},
		{"a number for a top level", "ann@north.1", literal},
		{"no dot", "ann@localhost", dot},
		{"no dot but the final one", "ann@north.", dot},
		{"two final dots", "ann@north.example..", domain},
		{"an empty label", "ann@north..example", domain},
		{"a first dot", "ann@.north.example", domain},
		{"an underscore", "ann@no_rth.example", domain},
		{"a first hyphen", "ann@-north.example", domain},
		{"a label of 64 bytes", "ann@" + strings.Repeat("n", 64) + ".example", domain},
		{"punycode of nothing", "ann@xn--.example", domain},
		{"punycode that is none", "ann@xn--a.example", domain},
		{"a sign", "ann@no%rth.example", domain},
		{"a sign that IDNA maps to a slash", "ann@no\uff0frth.example", domain},
		{"directions mixed", "ann@aא.example", domain},
		{"a first dot before the @", ".ann@north.example", signs},
		{"a last dot before the @", "ann.@north.example", signs},
		{"two dots before the @", "a..b@north.example", signs},
		{"a backslash", `a\b@north.example`, signs},
		{"a zero width space", "a\u200bb@north.example", "must not have invisible characters before the @"},
		{"a direction override", "a\u202eb@north.example", "must not have invisible characters before the @"},
		{"a local part of 65 bytes", strings.Repeat("a", 65) + "@north.example", "must have at most 64 bytes before the @"},
		{"a local part of 33 letters and 66 bytes", strings.Repeat("ö", 33) + "@north.example", "must have at most 64 bytes before the @"},
		{"255 bytes", strings.Repeat("a", agency.MaxEmail-len(long)) + "@" + long, tooLong},
		{"over 254 bytes in ASCII only", "ann@" + strings.Repeat("bücher.", 25) + "example", domain},
		{"megabytes", strings.Repeat("a", 1<<20) + "@north.example", tooLong},
		{"a line break", "ann@north.example\nbcc: bob@north.example", control},
		{"a final line break", "ann@north.example\n", control},
		{"a tab", "Ann\t<ann@north.example>", control},
		{"NUL", "ann\x00@north.example", control},
		{"a control character of Latin 1", "ann\u0085@north.example", control},
		{"a line break in an encoded name", "=?utf-8?q?Ann=0D=0ABcc_b?= <ann@north.example>", control},
		{"invalid UTF-8", "ann\xff@north.example", utf8},
		{"invalid UTF-8 in an encoded name", "=?utf-8?q?=FF?= <ann@north.example>", utf8},
		{"a name encoded in what is not known", "=?koi8-r?q?=C1?= <ann@north.example>", plainName},
		{"an address for a name", "bob@south.example <ann@north.example>", plainName},
		{"a name of 201 bytes", strings.Repeat("n", agency.MaxName+1) + " <ann@north.example>", longName},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := invite.ParseAddress(tt.in)
			require.Zero(t, got)
			require.Equal(t, &agency.Invalid{Field: "email", Rule: tt.rule}, err)
		})
	}
}

func TestCanonical(t *testing.T) {
	grows := "ann@" + strings.Repeat("ü.", 60) + "example" // longer than an address may be, once in ASCII
	tests := []struct{ name, in, want string }{
		{"canonical", "ann@north.example", "ann@north.example"},
		{"letter case of the domain", "Ann@North.Example", "Ann@north.example"},
		{"a final dot", "ann@north.example.", "ann@north.example"},
		{"an international domain", "ann@Bücher.example", "ann@xn--bcher-kva.example"},
		{"a decomposed local part", "jo\u0308rg@north.example", "jörg@north.example"},
		{"a host without a dot", "ann@LOCALHOST", "ann@localhost"},
		{"a local part that needs quotes", "a..b@North.example", "a..b@north.example"},
		{"an IP address", "ann@[IPv6:2001:DB8::1]", "ann@[IPv6:2001:DB8::1]"},
		{"an underscore", "ann@No_rth.example", "ann@No_rth.example"},
		{"what would become a separator", "ann\u037e@North.example", "ann\u037e@North.example"},
		{"what would become too long", grows, grows},
		{"no address", "North.Example", "North.Example"},
		{"empty", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, invite.Canonical(tt.in))
		})
	}
}

func TestAddressesStayOutOfLogs(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(slog.NewTextHandler(&out, nil))
	log.Info("read", "address", invite.Address{Name: "Ann", Email: "ann@north.example"}, "row", invite.Row{Line: 7, Name: "Ann", Email: "ann@north.example"})
	require.NotContains(t, strings.ToLower(out.String()), "ann")
	require.NotContains(t, out.String(), "north")
	require.Contains(t, out.String(), "row.line=7")
}
