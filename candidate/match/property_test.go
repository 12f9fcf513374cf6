package match

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// Values that are like each other, so that drawn entries often have much in
// common.
var (
	someNames = []string{
		"", "Jane Lee", "Jane Havisham", "Jayne Havisham", "Lee, Jane", "Dr. Jane Lee-Haddad", "J. Lee", "John Lee Jr.", "John Lee Sr", "Bob Lee", "Robert Lee",
		"José García López", "Jose Garcia", "Олександр Шевченко", "Oleksandr Shevchenko", "李小龍", "Γιώργος Παπαδόπουλος", "Jan van der Berg", "Suharto",
	}
	someGiven    = []string{"", "Jane", "Jayne", "Jan", "Jana", "Bob", "Robert", "Елена", "伟", "J.", "Anne-Marie", "Łukasz"}
	someSurnames = []string{"", "Lee", "Leigh", "Havisham", "Havishan", "Müller", "Mueller", "Lee-Haddad", "al-Rashid", "Шевченко", "李", "Smith Jr"}
	someEmails   = []string{"jane@mail.example", "Jane+x@mail.example", "jane.lee77@gmail.com", "janelee77@web.de", "jobs@mail.example", "jame@mail.example"}
	somePhones   = []string{"+44 7911 123456", "07911 123456", "07911 123465", "+49 30 901820", "901820", "+44 20 7946 0958"}
	someURLs     = []string{"https://linkedin.com/in/jane", "linkedin.com/in/other", "github.com/jane", "https://jane.example", "xing.com/profile/Jane_Lee"}
	someBirths   = []string{"", "1990-03-07", "1990-07-03", "1909-03-07", "1990", "1990-03", "1991", "1960-01-30"}
	someStreets  = []string{"", "6 Mill Lane", "Mill Ln. 6", "7 Mill Lane", "48 Goldfinch Circuit"}
	someCities   = []string{"", "Leeds", "Leads", "München", "York"}
	someCodes    = []string{"", "LS1 4AP", "LS1 4PA", "80331"}
	someIDs      = []string{"", "QQ123456C", "QQ123465C", "756.1234"}
)

func drawEntry(t *rapid.T, label string) candidate.Entry {
	one := func(of []string, what string) string { return rapid.SampledFrom(of).Draw(t, label+what) }
	some := func(of []string, what string) agency.Frozen[string] {
		return agency.Freeze(rapid.SliceOfN(rapid.SampledFrom(of), 0, 3).Draw(t, label+what)...)
	}
	return candidate.Entry{
		Name: one(someNames, "name"), Given: one(someGiven, "given"), Surname: one(someSurnames, "surname"),
		Emails: some(someEmails, "emails"), Phones: some(somePhones, "phones"), URLs: some(someURLs, "urls"),
		Born: one(someBirths, "born"), NationalID: one(someIDs, "id"),
		Address: candidate.Address{Street: one(someStreets, "street"), City: one(someCities, "city"), Postcode: one(someCodes, "postcode")},
	}
}

// drawWeights draws what an account may know of an entry.
func drawWeights(t *rapid.T, r *Record) *Weights {
	if rapid.Bool().Draw(t, "unknown account") {
		return nil
	}
	l := keyring(&testing.T{}).Lookup(r)
	holders := rapid.SliceOfN(rapid.IntRange(0, MaxBlock+1), len(l.Keys()), len(l.Keys())).Draw(t, "holders")
	return l.Weights(rapid.IntRange(0, 1_000_000).Draw(t, "records"), holders)
}

var british = Options{Region: "GB"}

func TestCompareIsSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := Normalise(drawEntry(t, "a "), drawOptions(t, "a ")), Normalise(drawEntry(t, "b "), drawOptions(t, "b "))
		w := drawWeights(t, a)
		if x, y := Compare(a, b, w), Compare(b, a, w); x != y {
			t.Fatalf("%+v one way, %+v the other", x, y)
		}
	})
}

// Names of the same few words in other orders and parts.
func TestCompareIsSymmetricInNamesOfTheSameWords(t *testing.T) {
	draw := func(t *rapid.T, label string) *Record {
		pool := rapid.SampledFrom([][]string{{"Jane", "Ann", "Lee"}, {"J", "Ann", "Lee"}, {"Jane", "van", "Lee", "Jr"}}).Draw(t, label+"pool")
		w := rapid.Permutation(pool).Draw(t, label+"words")
		at := rapid.IntRange(0, len(w)).Draw(t, label+"parted")
		e := candidate.Entry{Given: strings.Join(w[:at], " "), Surname: strings.Join(w[at:], " ")}
		if at == 0 {
			e = candidate.Entry{Name: e.Surname}
		}
		return Normalise(e, british)
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := draw(t, "a "), draw(t, "b ")
		if x, y := Compare(a, b, nil), Compare(b, a, nil); x != y {
			t.Fatalf("%+v one way, %+v the other", x, y)
		}
	})
}

// What nobody would call another entry.
var harmless = map[string]func(*rapid.T, candidate.Entry) candidate.Entry{
	"lists in another order": func(t *rapid.T, e candidate.Entry) candidate.Entry {
		for _, l := range []*agency.Frozen[string]{&e.Emails, &e.Phones, &e.URLs} {
			*l = agency.Freeze(rapid.Permutation(l.Slice()).Draw(t, "order")...)
		}
		return e
	},
	"list members twice": func(_ *rapid.T, e candidate.Entry) candidate.Entry {
		for _, l := range []*agency.Frozen[string]{&e.Emails, &e.Phones, &e.URLs} {
			*l = agency.Freeze(append(l.Slice(), l.Slice()...)...)
		}
		return e
	},
	"upper case": func(_ *rapid.T, e candidate.Entry) candidate.Entry { return each(e, strings.ToUpper) },
	"lower case": func(_ *rapid.T, e candidate.Entry) candidate.Entry { return each(e, strings.ToLower) },
	"decomposed": func(_ *rapid.T, e candidate.Entry) candidate.Entry { return each(e, norm.NFD.String) },
	"full width": func(_ *rapid.T, e candidate.Entry) candidate.Entry {
		e.Name, e.Given, e.Surname, e.Born = wide(e.Name), wide(e.Given), wide(e.Surname), wide(e.Born)
		return e
	},
	"more spaces": func(_ *rapid.T, e candidate.Entry) candidate.Entry {
		return each(e, func(s string) string {
			if s == "" {
				return s
			}
			return "  " + strings.ReplaceAll(s, " ", "\u00a0 ") + "\t"
		})
	},
}

func each(e candidate.Entry, change func(string) string) candidate.Entry {
	for _, s := range []*string{
		&e.Name, &e.Given, &e.Surname, &e.Born, &e.NationalID, &e.Address.Street, &e.Address.City, &e.Address.Postcode, &e.Address.Region,
	} {
		*s = change(*s)
	}
	var mails []string
	for m := range e.Emails.All() {
		mails = append(mails, change(m))
	}
	e.Emails = agency.Freeze(mails...)
	return e
}

// wide writes ASCII letters and digits in full width.
func wide(s string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7f {
			return r + 0xfee0
		}
		return r
	}, s)
}

func TestHowAnEntryIsWrittenChangesNothing(t *testing.T) {
	for name, change := range harmless {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				e, f := drawEntry(t, "e "), drawEntry(t, "f ")
				changed := change(t, e)
				r := Normalise(e, british)
				want := Compare(r, Normalise(f, british), nil)
				if got := Compare(Normalise(changed, british), Normalise(f, british), nil); got != want {
					t.Fatalf("%+v with %+v, %+v before with %+v", got, changed, want, e)
				}
				ring := keyring(&testing.T{})
				if !slices.Equal(ring.Keys(r), ring.Keys(Normalise(changed, british))) {
					t.Fatalf("other keys for %+v", changed)
				}
			})
		})
	}
}

// agreement gives two entries something that agrees.
var agreement = map[string]func(a, b *candidate.Entry){
	"e-mail": func(a, b *candidate.Entry) {
		a.Emails, b.Emails = plus(a.Emails, "x1@y.example"), plus(b.Emails, "x1@y.example")
	},
	"phone": func(a, b *candidate.Entry) {
		a.Phones, b.Phones = plus(a.Phones, "07700900123"), plus(b.Phones, "+447700900123")
	},
	"profile": func(a, b *candidate.Entry) {
		a.URLs, b.URLs = plus(a.URLs, "linkedin.com/in/x"), plus(b.URLs, "linkedin.com/in/X/")
	},
	"page": func(a, b *candidate.Entry) {
		a.URLs, b.URLs = plus(a.URLs, "https://x.example/y"), plus(b.URLs, "http://x.example/y/")
	},
	"birth":  func(a, b *candidate.Entry) { a.Born, b.Born = "1985-11-30", "30.11.1985" },
	"ID":     func(a, b *candidate.Entry) { a.NationalID, b.NationalID = "AB 998877", "ab998877" },
	"street": func(a, b *candidate.Entry) { a.Address.Street, b.Address.Street = "9 Elm Road", "9 ELM RD" },
	"city":   func(a, b *candidate.Entry) { a.Address.City, b.Address.City = "Ripon", "RIPON" },
	"code":   func(a, b *candidate.Entry) { a.Address.Postcode, b.Address.Postcode = "HG4 1AA", "hg41aa" },
	"name": func(a, b *candidate.Entry) {
		a.Name, a.Given, a.Surname = "", "Imogen", "Thornbury Jr"
		b.Name, b.Given, b.Surname = "IMOGEN THORNBURY JR.", "", ""
	},
	"region": func(a, b *candidate.Entry) { a.Address.Region, b.Address.Region = "Yorkshire", "yorkshire" },
}

func plus(l agency.Frozen[string], v string) agency.Frozen[string] {
	return agency.Freeze(append(l.Slice(), v)...)
}

func TestAgreementNeverLowersAVerdict(t *testing.T) {
	for name, agree := range agreement {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				a, b := drawEntry(t, "a "), drawEntry(t, "b ")
				before := Compare(Normalise(a, british), Normalise(b, british), nil)
				agree(&a, &b)
				after := Compare(Normalise(a, british), Normalise(b, british), nil)
				if after.Verdict < before.Verdict || after.Score < before.Score {
					t.Fatalf("%+v (%s)\nbefore %+v (%s)", after, after.Evidence, before, before.Evidence)
				}
			})
		})
	}
}
