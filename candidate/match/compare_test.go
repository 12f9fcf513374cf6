package match

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// typed makes an entry of a name and more.
func typed(name string, more ...func(*candidate.Entry)) candidate.Entry {
	e := candidate.Entry{Name: name}
	for _, m := range more {
		m(&e)
	}
	return e
}

func mail(a ...string) func(*candidate.Entry) {
	return func(e *candidate.Entry) { e.Emails = agency.Freeze(a...) }
}

func tel(a ...string) func(*candidate.Entry) {
	return func(e *candidate.Entry) { e.Phones = agency.Freeze(a...) }
}

func page(a ...string) func(*candidate.Entry) {
	return func(e *candidate.Entry) { e.URLs = agency.Freeze(a...) }
}

func born(s string) func(*candidate.Entry) { return func(e *candidate.Entry) { e.Born = s } }

func national(s string) func(*candidate.Entry) { return func(e *candidate.Entry) { e.NationalID = s } }

func home(street, city, postcode string) func(*candidate.Entry) {
	return func(e *candidate.Entry) {
		e.Address = candidate.Address{Street: street, City: city, Postcode: postcode}
	}
}

// In an account of which nothing is known.
func TestCompare(t *testing.T) {
	var (
		mobile  = tel("+44 7911 123456")
		jane    = mail("jane.lee@mail.example")
		house   = home("6 Mill Lane", "Leeds", "LS1 4AP")
		march   = born("1990-03-07")
		profile = page("https://linkedin.com/in/jane-lee-1a2b")
	)
	tests := []struct {
		name     string
		a, b     candidate.Entry
		verdict  candidate.Verdict
		evidence string
	}{
		{"nothing in common", typed("Jane Lee", mobile), typed("Omar Haddad", jane), candidate.None, "different given names; different surnames"},
		{"name alone", typed("Jane Lee"), typed("Jane Lee"), candidate.Possible, "same given name; same surname"},
		{"surname alone", typed("Jane Lee"), typed("Omar Lee"), candidate.None, "different given names; same surname"},
		{"name and address of the mailbox", typed("Jane Lee", jane), typed("JANE LEE", jane), candidate.Exact, "same e-mail address; same given name; same surname"},
		{"name and mobile", typed("Jane Lee", mobile), typed("Jane Lee", tel("07911 123456")), candidate.Probable, "same mobile number; same given name; same surname"},
		{
			"name, mobile and birth date", typed("Jane Lee", mobile, march), typed("Jane Lee", mobile, march), candidate.Exact,
			"same mobile number; same given name; same surname; same birth date",
		},
		{
			"number without country", typed("Jane Lee", mobile), typed("Jane Lee", tel("7911 123456 ext 5")), candidate.Probable,
			"same mobile number; same given name; same surname",
		},
		{"misspelt surname", typed("Jane Havisham", mobile), typed("Jane Havishan", mobile), candidate.Probable, "same mobile number; same given name; surname differs by one letter"},
		{"nickname", typed("Robert Havisham", mobile), typed("Bob Havisham", mobile), candidate.Probable, "same mobile number; given name is a nickname; same surname"},
		{"nickname of several names", typed("Samuel Lee", mobile, house), typed("Sam Lee", mobile, house), candidate.Possible, ""},
		{"nickname of several names, and the birth date", typed("Samuel Lee", mobile, march), typed("Sam Lee", mobile, march), candidate.Probable, ""},
		{"profile alone", typed("Jane Lee", profile), typed("Omar Haddad", profile), candidate.Possible, "same LinkedIn profile; different given names; different surnames"},
		{"profile and name", typed("Jane Lee", profile), typed("Jane Lee", profile), candidate.Exact, "same LinkedIn profile; same given name; same surname"},
		{"mailbox alone", typed("Jane Lee", jane), typed("Omar Haddad", jane), candidate.None, "same e-mail address; different given names; different surnames"},
		{"a function's mailbox", typed("Jane Lee", mail("jobs@mail.example")), typed("Omar Haddad", mail("jobs@mail.example")), candidate.None, "same e-mail address, which is shared; different given names; different surnames"},
		{"national ID and name", typed("Jane Lee", national("QQ 12 34 56 C")), typed("Jane Lee", national("qq123456c")), candidate.Exact, "same national ID; same given name; same surname"},

		{"different national IDs", typed("Jane Lee", jane, mobile, national("AB998877D")), typed("Jane Lee", jane, mobile, national("QQ123456C")), candidate.Possible, ""},
		{"a national ID mistyped", typed("Jane Lee", national("QQ123465C")), typed("Jane Lee", national("QQ123456C")), candidate.Probable, ""},

		{
			"twins", typed("Jane Lee", march, mobile, house), typed("Ruth Lee", march, mobile, house), candidate.Possible,
			"same mobile number; different given names; same surname; same birth date; same street; same house number; same postcode; same city",
		},
		{
			"twins of similar names", typed("Mario Lee", march, mobile), typed("Maria Lee", march, mobile), candidate.Possible,
			"same mobile number; similar but different given names; same surname; same birth date",
		},
		{"twins with one mailbox", typed("Karsten Lee", march, jane), typed("Torsten Lee", march, jane), candidate.Possible, ""},
		{"a couple with one mailbox", typed("Jane Lee", jane, mobile, house), typed("Omar Lee", jane, mobile, house), candidate.Possible, ""},
		{"Jr and Sr", typed("John Lee Jr.", mobile, house, jane), typed("John Lee Sr.", mobile, house, jane), candidate.Possible, ""},
		{"Jr and his father", typed("John Lee Jr", mobile, house), typed("John Lee", mobile, house), candidate.Possible, ""},
		{"Jr and Jr", typed("John Lee Jr", mobile, house), typed("John Lee II", mobile, house), candidate.Probable, ""},
		{"Jr, once without, of one birth date", typed("John Lee Jr", mobile, march), typed("John Lee", mobile, march), candidate.Exact, ""},
		{"father and son of one name", typed("John Lee", mobile, house, born("1960-01-30")), typed("John Lee", mobile, house, march), candidate.Possible, ""},
		{"an initial", typed("J. Lee", mobile, house), typed("Jane Lee", mobile, house), candidate.Possible, ""},
		{
			"changed surname", typed("Jane Lee", mobile, march), typed("Jane Haddad", mobile, march), candidate.Probable,
			"same mobile number; same given name; different surnames; same birth date",
		},
		{"changed surname, nothing but the address in common", typed("Jane Lee", house), typed("Jane Haddad", house), candidate.Possible, ""},
		{"one half of a double name", typed("Jane Lee-Haddad", mobile), typed("Jane Haddad", mobile), candidate.Probable, "same mobile number; same given name; one part of the surname is the same"},

		{"swapped names", candidate.Entry{Given: "Jane", Surname: "Havisham", Born: "1990-03-07"}, candidate.Entry{Given: "Havisham", Surname: "Jane", Born: "1990-03-07"}, candidate.Probable, "same given name; same surname; given name and surname are swapped; same birth date"},
		{"surname first, with a comma", typed("Lee, Jane", jane), typed("Jane Lee", jane), candidate.Exact, ""},
		{"Hungarian order", typed("Havisham Jane", jane), typed("Jane Havisham", jane), candidate.Exact, ""},
		{"other script", typed("Олександр Шевченко", mobile), typed("Oleksandr Shevchenko", mobile), candidate.Probable, ""},
		{"Chinese in parts and whole", typed("李小龍", mobile), candidate.Entry{Given: "小龍", Surname: "李", Phones: agency.Freeze("+447911123456")}, candidate.Probable, ""},
		{"Chinese brothers", candidate.Entry{Given: "伟", Surname: "李", Phones: agency.Freeze("+447911123456")}, candidate.Entry{Given: "强", Surname: "李", Phones: agency.Freeze("+447911123456")}, candidate.Possible, ""},
		{"a surname that is a degree", typed("Jack Ma", jane), candidate.Entry{Given: "Jack", Surname: "Ma", Emails: agency.Freeze("jane.lee@mail.example")}, candidate.Exact, ""},
		{"one name each", typed("Suharto", jane), typed("Suharto", jane), candidate.Exact, ""},
		{"day and month of birth swapped", typed("Jane Havisham", march), typed("Jane Havisham", born("1990-07-03")), candidate.Probable, "same given name; same surname; day and month of birth are swapped"},
		{"birth date mistyped", typed("Jane Havisham", march, mobile), typed("Jane Havisham", born("1909-03-07"), mobile), candidate.Probable, ""},
		{"only the year of birth is known", typed("Jane Lee", march), typed("Jane Lee", born("1990")), candidate.Probable, "same given name; same surname; same birth date as far as known"},
		{"year of birth told from the age", typed("Jane Lee", march), typed("Jane Lee", born("1991")), candidate.Possible, "same given name; same surname"},
		{"mailboxes of one name at two providers", typed("Jane Lee", mail("janelee77@gmail.com")), typed("Jane Lee", mail("jane.lee77@web.de")), candidate.Probable, "same e-mail name at another provider; same given name; same surname"},
		{"phone number mistyped", typed("Jane Lee", mobile, house), typed("Jane Lee", tel("+44 7911 123465"), house), candidate.Probable, ""},
		{"different profiles", typed("Jane Lee", profile), typed("Jane Lee", page("https://linkedin.com/in/jane-lee-9f8e")), candidate.Possible, "different profiles on one network; same given name; same surname"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, b := Normalise(tt.a, Options{Region: "GB"}), Normalise(tt.b, Options{Region: "GB"})
			m := Compare(a, b, nil)
			require.Equal(t, tt.verdict.String(), m.Verdict.String(), "%.1f: %s", m.Score, m.Evidence)
			if tt.evidence != "" {
				require.Equal(t, tt.evidence, m.Evidence.String())
			}
			require.Equal(t, m, Compare(b, a, nil), "the other way round")
		})
	}
}

func TestLastDigitsWhereNoCountryIsKnown(t *testing.T) {
	a := Normalise(typed("Jane Lee", tel("+44 7911 123456")), Options{})
	b := Normalise(typed("Jane Lee", tel("07911 123456")), Options{})
	require.Equal(t, SameLastDigits|SameGiven|SameSurname, Compare(a, b, nil).Evidence)
	other := Normalise(typed("Jane Lee", tel("+49 7911 123456")), Options{})
	require.True(t, Compare(a, other, nil).Evidence.Has(DifferentPhone), "two countries are two numbers")
}

func TestCountsOfTheAccount(t *testing.T) {
	ring := keyring(t)
	weights := func(e candidate.Entry, records int, holders map[candidate.KeyKind]int) *Weights {
		l := ring.Lookup(Normalise(e, Options{Region: "GB"}))
		var n []int
		for _, k := range l.Keys() {
			n = append(n, holders[k.Kind])
		}
		return l.Weights(records, n)
	}
	e := typed("Jane Havisham", mail("jane@mail.example"), tel("07911 123456"))
	r := Normalise(e, Options{Region: "GB"})
	score := func(w *Weights) float64 { return Compare(r, r, w).Score }

	few := weights(e, 100_000, map[candidate.KeyKind]int{candidate.KeyEmail: 1, candidate.KeyPhone: 1, candidate.KeyWord: 20})
	require.Equal(t, candidate.Exact, Compare(r, r, few).Verdict)

	many := weights(e, 100_000, map[candidate.KeyKind]int{candidate.KeyEmail: 50, candidate.KeyPhone: 50, candidate.KeyWord: 20})
	m := Compare(r, r, many)
	require.True(t, m.Evidence.Has(SharedEmail|SharedPhone), "%s", m.Evidence)
	require.Less(t, m.Verdict, candidate.Probable, "what many have is nobody's")

	frequent := weights(e, 100_000, map[candidate.KeyKind]int{candidate.KeyEmail: 1, candidate.KeyPhone: 1, candidate.KeyWord: MaxBlock + 1})
	require.Less(t, score(frequent), score(few), "a frequent name weighs less")

	small := weights(typed("Jane Havisham"), 100, nil)
	large := weights(typed("Jane Havisham"), 10_000_000, nil)
	name := Normalise(typed("Jane Havisham"), Options{})
	require.Equal(t, candidate.Possible, Compare(name, name, small).Verdict)
	require.Equal(t, candidate.None, Compare(name, name, large).Verdict, "a name alone is nothing among ten million")
}

func TestEveryPieceOfEvidenceHasItsSentence(t *testing.T) {
	require.Equal(t, Evidence(1)<<(len(sentences)-1), KnownErased, "a sentence is missing, or one too many")
	seen := make(map[string]bool)
	for e := range (Evidence(1)<<len(sentences) - 1).All() {
		require.NotEmpty(t, e.String())
		require.False(t, seen[e.String()], e.String())
		seen[e.String()] = true
	}
	require.Len(t, seen, len(sentences))
	require.Empty(t, Evidence(0).String())
}
