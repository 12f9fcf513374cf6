package candidate_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

var march = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// field returns the field that err names, "" for no error.
func field(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	var invalid *agency.Invalid
	require.True(t, errors.As(err, &invalid), "%v", err)
	require.Regexp(t, "^must ", invalid.Rule)
	return invalid.Field
}

func list(prefix string, n int) agency.Frozen[string] {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprintf("%s%d", prefix, i))
	}
	return agency.Freeze(out...)
}

func jane() candidate.Entry {
	return candidate.Entry{
		ID: "e1", Name: "Jane Doe", Emails: agency.Freeze("jane@example.org"), Phones: agency.Freeze("+1 555 0100"),
		URLs: agency.Freeze("https://example.org/jane"), Born: "1990-04", Place: "Lyon", NationalID: "2 90 04 69",
		Address: candidate.Address{Street: "1 quai Rambaud", City: "Lyon", Postcode: "69002", Region: "Rhône"}, Comment: "Keen.\nReady in May.",
		Consent: march, Resume: candidate.Resume{Blob: "b1", Name: "cv.txt", Type: "text/plain", Size: 10}, Created: march,
	}
}

func TestEntryValidate(t *testing.T) {
	type entry = candidate.Entry
	type test struct {
		name   string
		want   string // the field named
		change func(*entry)
	}
	tests := []test{
		{"as it is", "", func(*entry) {}},
		{"no name", "name", func(e *entry) { e.Name = "" }},
		{"given name alone", "", func(e *entry) { e.Name, e.Given = "", "Jane" }},
		{"surname alone", "", func(e *entry) { e.Name, e.Surname = "", "Doe" }},
		{"no name, but erased", "", func(e *entry) { *e = e.Erase(march) }},
		{"nothing but a name", "", func(e *entry) { *e = entry{Name: "Jane Doe"} }},
		{"no email before the @", "email", func(e *entry) { e.Emails = agency.Freeze("a@example.org", "@example.org") }},
		{"email too long", "email", func(e *entry) { e.Emails = agency.Freeze(strings.Repeat("a", 254) + "@example.org") }},
		{"20 emails", "", func(e *entry) { e.Emails = list("a@x", 20) }},
		{"21 emails", "email", func(e *entry) { e.Emails = list("a@x", 21) }},
		{"20 phones", "", func(e *entry) { e.Phones = list("+", 20) }},
		{"21 phones", "phone", func(e *entry) { e.Phones = list("+", 21) }},
		{"phone as long as can be", "", func(e *entry) { e.Phones = agency.Freeze(strings.Repeat("1", candidate.MaxPhone)) }},
		{"phone too long", "phone", func(e *entry) { e.Phones = agency.Freeze(strings.Repeat("1", candidate.MaxPhone+1)) }},
		{"phone of two lines", "phone", func(e *entry) { e.Phones = agency.Freeze("1\n2") }},
		{"20 URLs", "", func(e *entry) { e.URLs = list("u", 20) }},
		{"21 URLs", "url", func(e *entry) { e.URLs = list("u", 21) }},
		{"URL as long as can be", "", func(e *entry) { e.URLs = agency.Freeze(strings.Repeat("u", candidate.MaxURL)) }},
		{"URL too long", "url", func(e *entry) { e.URLs = agency.Freeze(strings.Repeat("u", candidate.MaxURL+1)) }},
		{"URL not UTF-8", "url", func(e *entry) { e.URLs = agency.Freeze("u\xff") }},
		{"comment as long as can be", "", func(e *entry) { e.Comment = strings.Repeat("a", agency.MaxProse) }},
		{"comment too long", "comment", func(e *entry) { e.Comment = strings.Repeat("a", agency.MaxProse+1) }},
		{"comment with a NUL", "comment", func(e *entry) { e.Comment = "a\x00" }},
		{"comment not UTF-8", "comment", func(e *entry) { e.Comment = "a\xff" }},
		{"no consent", "", func(e *entry) { e.Consent = time.Time{} }},
		{"consent in another zone", "consent", func(e *entry) { e.Consent = march.In(time.FixedZone("CET", 3600)) }},
		{"consent before 1900", "consent", func(e *entry) { e.Consent = time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC) }},
		{"consent in nanoseconds", "consent", func(e *entry) { e.Consent = march.Add(1) }},
		{"resume of no bytes", "", func(e *entry) { e.Resume.Size = 0 }},
		{"greatest resume", "", func(e *entry) { e.Resume.Size = candidate.MaxResume }},
		{"resume too big", "resume.size", func(e *entry) { e.Resume.Size = candidate.MaxResume + 1 }},
		{"resume of a negative size", "resume.size", func(e *entry) { e.Resume.Size = -1 }},
	}
	for name, set := range map[string]func(*entry, string){
		"name":        func(e *entry, s string) { e.Name = s },
		"given":       func(e *entry, s string) { e.Given = s },
		"surname":     func(e *entry, s string) { e.Surname = s },
		"born":        func(e *entry, s string) { e.Born = s },
		"place":       func(e *entry, s string) { e.Place = s },
		"national-id": func(e *entry, s string) { e.NationalID = s },

		"address.street":   func(e *entry, s string) { e.Address.Street = s },
		"address.city":     func(e *entry, s string) { e.Address.City = s },
		"address.postcode": func(e *entry, s string) { e.Address.Postcode = s },
		"address.region":   func(e *entry, s string) { e.Address.Region = s },

		"resume.name": func(e *entry, s string) { e.Resume.Name = s },
		"resume.type": func(e *entry, s string) { e.Resume.Type = s },
	} {
		tests = append(tests,
			test{name + " as long as can be", "", func(e *entry) { set(e, strings.Repeat("a", agency.MaxName)) }},
			test{name + " too long", name, func(e *entry) { set(e, strings.Repeat("a", agency.MaxName+1)) }},
			test{name + " not UTF-8", name, func(e *entry) { set(e, "a\xff") }},
			test{name + " of two lines", name, func(e *entry) { set(e, "a\nb") }},
			test{name + " with a control character beyond ASCII", name, func(e *entry) { set(e, "a\u0085") }},
			test{name + " in another script", "", func(e *entry) { set(e, "李小龍") }},
		)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := jane()
			tt.change(&e)
			require.Equal(t, tt.want, field(t, e.Validate()))
		})
	}
}

func TestEntryFullName(t *testing.T) {
	tests := []struct{ name, whole, given, surname, want string }{
		{"as typed", "Dr Jane Doe", "Jane", "Doe", "Dr Jane Doe"},
		{"in parts", "", "Jane", "Doe", "Jane Doe"},
		{"given alone", "", "Jane", "", "Jane"},
		{"surname alone", "", "", "Doe", "Doe"},
		{"none", "", "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, candidate.Entry{Name: tt.whole, Given: tt.given, Surname: tt.surname}.FullName())
		})
	}
}

func TestEntryErase(t *testing.T) {
	erased := jane().Erase(march.Add(time.Hour))
	require.Equal(t, candidate.Entry{
		ID: "e1", Created: march, Erased: march.Add(time.Hour), Resume: candidate.Resume{Blob: "b1"},
	}, erased, "the key stays, so that a removal that failed can be tried again")
	require.Equal(t, erased, erased.Erase(march.Add(2*time.Hour)), "erasing again changes nothing")
}

func TestRemarkErase(t *testing.T) {
	r := candidate.Remark{ID: "r1", Submission: "s1", Text: "Jane was late"}.Erase()
	require.Equal(t, candidate.Remark{ID: "r1", Submission: "s1", Text: "(erased)"}, r)
	require.Equal(t, r, r.Erase())
}

func TestLogsHoldNoPersonalData(t *testing.T) {
	var out bytes.Buffer
	slog.New(slog.NewTextHandler(&out, nil)).Info("submitted", "what", jane(),
		"said", candidate.Remark{ID: "r1", Kind: candidate.Feedback, Text: "Jane was late"})
	require.Contains(t, out.String(), "what.entry=e1")
	require.Contains(t, out.String(), "said.remark=r1 said.kind=feedback")
	for _, personal := range []string{"Jane", "Doe", "example.org", "555", "Lyon", "1990", "cv.txt", "Rambaud", "69002", "2 90 04"} {
		require.NotContains(t, out.String(), personal)
	}
}

func ExampleEntry_Validate() {
	e := candidate.Entry{Name: "Jane Doe", Emails: agency.Freeze("jane at example.org")}
	fmt.Println(e.Validate())
	// Output: field email: must be an address such as name@agency.example
}
