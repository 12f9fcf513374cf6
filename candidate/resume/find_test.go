package resume_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/candidate/resume"
)

func TestEmailsAreFound(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"none", "Jane Doe, engineer", nil},
		{"alone", "jane@example.org", []string{"jane@example.org"}},
		{"in a sentence", "Write to jane.doe+cv@mail.example.org.", []string{"jane.doe+cv@mail.example.org"}},
		{"quoted", "<'jane@example.org'>, (joe@example.com)", []string{"jane@example.org", "joe@example.com"}},
		{"after a label", "E-Mail:jane@example.org|mailto:joe@example.org?subject=x", []string{"jane@example.org", "joe@example.org"}},
		{"an apostrophe", "o'brien@example.ie", []string{"o'brien@example.ie"}},
		{"other scripts", "jörg@müller.example иван@почта.рф", []string{"jörg@müller.example", "иван@почта.рф"}},
		{"punycode", "a@xn--bcher-kva.xn--p1ai", []string{"a@xn--bcher-kva.xn--p1ai"}},
		{"each once, whatever the case", "Jane@Example.org jane@example.org", []string{"Jane@Example.org"}},
		{"a handle", "@jane, jane@home, a@1.2, @jane@social", nil},
		{"dots that do not belong", "a..b@example.org a.@example.org jane@example..org", nil},
		{"two signs", "a@b@example.org", []string{"b@example.org"}},
		{"a name that is too long", strings.Repeat("a", 65) + "@example.org", nil},
		{"a domain that is too long", "a@" + strings.Repeat("b.", 200) + "org", nil},
		{"a bullet before", "•jane@example.org", []string{"jane@example.org"}},
		{"in a URL", "https://example.org/?to=jane@example.org", nil},
		{"no more than five", "a@x.io b@x.io c@x.io d@x.io e@x.io f@x.io", []string{"a@x.io", "b@x.io", "c@x.io", "d@x.io", "e@x.io"}},
	} {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, resume.Find(tt.text).Emails) })
	}
}

func TestPhonesAreFound(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"international", "Phone: +49 (0)170 123 45 67", []string{"+49 (0)170 123 45 67"}},
		{"bare digits", "Tel.01701234567", []string{"01701234567"}},
		{"bare digits after a label", "tel:01701234567", []string{"01701234567"}},
		{"American", "(555) 010-0199, 555.010.0198 and +1-555-010-0197", []string{"(555) 010-0199", "555.010.0198", "+1-555-010-0197"}},
		{"French", "01 23 45 67 89", []string{"01 23 45 67 89"}},
		{"French with dots", "01.23.45.67.89", []string{"01.23.45.67.89"}},
		{"Swiss with dots", "044.123.45.67", []string{"044.123.45.67"}},
		{"Spanish with dots", "612.345.678", []string{"612.345.678"}},
		{"German with a slash", "030/1234567-89", []string{"030/1234567-89"}},
		{"odd spaces and dashes", "+1\u00a0555\u2011010\u20130199", []string{"+1 555\u2011010\u20130199"}},
		{"local", "555-0100", []string{"555-0100"}},
		{"two of them", "555 0100 / 555 0101", []string{"555 0100", "555 0101"}},
		{"two of them in full", "0170 1234567 - 0171 7654321", []string{"0170 1234567", "0171 7654321"}},
		{"in lines", "0170 1234567\n0171 7654321", []string{"0170 1234567", "0171 7654321"}},
		{"in columns", "2019\t0171 7654321", []string{"0171 7654321"}},
		{"each once, however written", "+1 555 0100, +15550100", []string{"+1 555 0100"}},
		{"a remark", "+1 555 010 0199 (2 pm)", []string{"+1 555 010 0199"}},
		{"in brackets", "(+1 555 010 0199)", []string{"+1 555 010 0199"}},
		{"after a period of years", "2019 - 2023 0170 1234567", []string{"0170 1234567"}},
		{"years", "2019 - 2023, 2019-2023, 2019–2023, 1999/2001, (2019 - 2023), 2018 2019 2020", nil},
		{"months", "01/2018 - 12/2020, 2018-01 – 2020-12, 4.2018-5.2019, 09.2018–10.2019", nil},
		{"days", "01.02.2019 - 03.04.2020, 2019-04-01, 1/4/1990, 20190401, 01041990", nil},
		{"postcodes", "69002 Lyon, Hauptstr. 12 10115 Berlin, CA 12345-6789, 01310-100, 1000-205 Lisboa", nil},
		{"an ISBN", "ISBN 3-16-148410-0, 978-3-16-148410-0, ISBN-13: 9783161484100", nil},
		{"other identifiers", "DOI: 10.1000/182345, 10.1000/182345, arXiv:2101.012345, orcid 0000-0002-1825-0097, IBAN 4444 5555", nil},
		{"amounts", "1.000.000, 1,234,567, $1234567, 1234567€, 1234567%", nil},
		{"figures", "1 1 3 4 5 333, 648.0 518.4, 0.00001234, 1000000.5, 1500000, 0011 0101", nil},
		{"an extension of one digit", "030/1234567-0", []string{"030/1234567-0"}},
		{"a prefix of one digit", "8 (495) 123-45-67, 0 800 123 456", []string{"8 (495) 123-45-67", "0 800 123 456"}},
		{"an address of a computer", "192.168.100.254", nil},
		{"letters around", "A1234567, 1234567b, #1234567, v1234567", nil},
		{"within an address", "https://linkedin.com/in/jane-12345678, jane1234567@example.org", nil},
		{"too few digits", "123 456", nil},
		{"too many digits", "1234567890123456, +1234567890123456", nil},
		{"one digit", "0000000, 11111111", nil},
		{"a long row of figures", strings.Repeat("1 ", 1000), nil},
		{"no more than five", "5550101\n5550102\n5550103\n5550104\n5550105\n5550106", []string{"5550101", "5550102", "5550103", "5550104", "5550105"}},
	} {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, resume.Find(tt.text).Phones) })
	}
}

func TestURLsAreFound(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"a profile", "linkedin.com/in/jane-doe", []string{"linkedin.com/in/jane-doe"}},
		{"a profile of a country", "See de.linkedin.com/in/jane-doe/.", []string{"de.linkedin.com/in/jane-doe/"}},
		{"other hosts of profiles", "Xing.com/profile/Jane_Doe, github.com/jane", []string{"Xing.com/profile/Jane_Doe", "github.com/jane"}},
		{"in full", "(https://www.linkedin.com/in/jane-doe?x=1)", []string{"https://www.linkedin.com/in/jane-doe?x=1"}},
		{"brackets of its own", "https://en.example.org/Jane_(engineer)", []string{"https://en.example.org/Jane_(engineer)"}},
		{"a home page", "www.jane.example, HTTP://EXAMPLE.ORG:8080/x", []string{"www.jane.example", "HTTP://EXAMPLE.ORG:8080/x"}},
		{"each once", "https://www.github.com/jane github.com/Jane/", []string{"https://www.github.com/jane"}},
		{"other scripts", "https://пример.рф/ü", []string{"https://пример.рф/ü"}},
		{"a host alone", "github.com/ and linkedin.com", nil},
		{"no host", "http:// https://localhost www. http://1.2.3.4/", nil},
		{"a name that ends alike", "notgithub.com/jane x@github.com/jane", nil},
		{"too long", "https://example.org/" + strings.Repeat("a", 2<<10), nil},
		{"no more than five", "www.a.io www.b.io www.c.io www.d.io www.e.io www.f.io", []string{"www.a.io", "www.b.io", "www.c.io", "www.d.io", "www.e.io"}},
	} {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, resume.Find(tt.text).URLs) })
	}
}

func TestDigestTellsTextsApart(t *testing.T) {
	text := strings.Repeat("Jané Doe built bridges, 2019. ", 12)
	want := resume.Find(text).Digest
	require.NotZero(t, want)
	for _, tt := range []struct {
		name, text string
		same       bool
	}{
		{"letter case", strings.ToUpper(text), true},
		{"spaces", strings.Join(strings.Fields(text), "\n\n\t"), true},
		{"punctuation", strings.ReplaceAll(text, ",", " –"), true},
		{"accents of their own", strings.ReplaceAll(text, "é", "e\u0301"), true},
		{"a word more", text + "x", false},
		{"a digit less", strings.Replace(text, "9", "", 1), false},
	} {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.same, resume.Find(tt.text).Digest == want) })
	}
	require.Zero(t, resume.Find(strings.Repeat("a ", 199)).Digest)
	require.NotZero(t, resume.Find(strings.Repeat("a ", 200)).Digest)
	require.Zero(t, resume.Find(strings.Repeat(". ", 2000)).Digest)
}

// Letters must not be cut at the borders of what is hashed at a time.
func TestDigestOfLongTexts(t *testing.T) {
	text := strings.Repeat("ж", 5000)
	require.Equal(t, resume.Find(text).Digest, resume.Find(strings.ReplaceAll(text, "ж", " Ж")).Digest)
	require.NotEqual(t, resume.Find(text).Digest, resume.Find(text+"ж").Digest)
}
