package match

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/candidate"
)

func TestResume(t *testing.T) {
	own := NewOwn([]string{"ann@north.example"}, []string{"020 7946 0958"}, nil, "GB")
	resumed := func(e candidate.Entry, r Resume) *Record {
		return Normalise(e, Options{Region: "GB", Own: own, Resume: &r})
	}
	jane := typed("Jane Lee")
	tests := []struct {
		name     string
		a, b     *Record
		verdict  candidate.Verdict
		evidence string
	}{
		{
			"an address found and typed", resumed(jane, Resume{Emails: []string{"Jane@mail.example"}}), Normalise(typed("Jane Lee", mail("jane@mail.example")), british),
			candidate.Exact, "same e-mail address; same given name; same surname",
		},
		{
			"a number found in both", resumed(jane, Resume{Phones: []string{"07911 123456"}}), resumed(jane, Resume{Phones: []string{"+44 7911 123456"}}),
			candidate.Probable, "same mobile number; same given name; same surname",
		},
		{
			"a profile found", resumed(jane, Resume{URLs: []string{"linkedin.com/in/jane"}}), Normalise(typed("Jane Lee", page("https://linkedin.com/in/jane")), british),
			candidate.Exact, "same LinkedIn profile; same given name; same surname",
		},
		{
			"the same resume", resumed(jane, Resume{Digest: 7}), resumed(typed("Jayne Haddad"), Resume{Digest: 7}),
			candidate.Probable, "same resume; given name differs by one letter; different surnames",
		},
		{"the same resume and name", resumed(jane, Resume{Digest: 7}), resumed(jane, Resume{Digest: 7}), candidate.Exact, "same resume; same given name; same surname"},
		{"different resumes", resumed(jane, Resume{Digest: 7}), resumed(jane, Resume{Digest: 8}), candidate.Possible, "same given name; same surname"},
		{"no digest", resumed(jane, Resume{}), resumed(jane, Resume{}), candidate.Possible, "same given name; same surname"},
		{
			"others' contact data is no evidence against",
			resumed(jane, Resume{Emails: []string{"referee@x.example"}, Phones: []string{"07700 900123"}, URLs: []string{"linkedin.com/in/referee"}}),
			Normalise(typed("Jane Lee", mail("jane@mail.example"), tel("07911 123456"), page("linkedin.com/in/jane")), british),
			candidate.Possible, "same given name; same surname",
		},
		{
			"what was typed is compared letter by letter still",
			resumed(typed("Jane Lee", mail("janehavisham@mail.example", "a@x.example", "b@x.example")), Resume{Emails: []string{"c@x.example"}}),
			Normalise(typed("Jane Lee", mail("janehavishan@mail.example", "d@x.example", "e@x.example")), british),
			candidate.Probable, "e-mail address differs by one letter; same given name; same surname",
		},
		{
			"the third is not looked at", resumed(jane, Resume{Emails: []string{"a@x.example", "nonsense", "A@x.example", "b@x.example", "jane@mail.example"}}),
			Normalise(typed("Jane Lee", mail("jane@mail.example")), british), candidate.Possible, "same given name; same surname",
		},
		{
			"agencies' own do not count", resumed(jane, Resume{Emails: []string{"ann@north.example", "a@x.example", "jane@mail.example"}, Phones: []string{"020 7946 0958"}}),
			Normalise(typed("Jane Lee", mail("jane@mail.example"), tel("020 7946 0958")), british), candidate.Exact, "same e-mail address; same given name; same surname",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := Compare(tt.a, tt.b, nil)
			require.Equal(t, tt.verdict.String(), m.Verdict.String(), "%.1f: %s", m.Score, m.Evidence)
			require.Equal(t, tt.evidence, m.Evidence.String())
		})
	}

	typedAndFound := resumed(typed("Jane Lee", mail("jane@mail.example")), Resume{Emails: []string{"jane@mail.example"}})
	require.Len(t, typedAndFound.emails, 1)
	require.False(t, typedAndFound.emails[0].found, "what was typed stays so")

	ring := keyring(t)
	kinds := func(r *Record) (out []candidate.KeyKind) {
		for _, k := range ring.Keys(r) {
			out = append(out, k.Kind)
		}
		return out
	}
	require.Contains(t, kinds(resumed(jane, Resume{Digest: 7})), candidate.KeyResume)
	require.NotContains(t, kinds(resumed(jane, Resume{})), candidate.KeyResume)
	require.Subset(t, kinds(resumed(jane, Resume{Emails: []string{"a@x.example"}, Phones: []string{"07911 123456"}})), []candidate.KeyKind{candidate.KeyEmail, candidate.KeyPhone})
}

// Whatever a resume names, it takes nothing away from what was typed.
func TestResumeNeverLowersAVerdict(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawEntry(t, "a "), drawEntry(t, "b ")
		with, other := drawOptions(t, "a "), drawOptions(t, "b ")
		r := Normalise(b, other)
		before, after := Compare(Normalise(a, british), r, nil), Compare(Normalise(a, with), r, nil)
		if after.Verdict < before.Verdict || after.Score < before.Score {
			t.Fatalf("%+v (%s)\nbefore %+v (%s)", after, after.Evidence, before, before.Evidence)
		}
	})
}
