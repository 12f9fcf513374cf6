package match

import (
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// Whatever an entry holds, a record can be made of it, which is the record of
// itself, has no more keys than are allowed, and is compared the same both ways.
func FuzzNormalise(f *testing.F) {
	for _, s := range [][4]string{
		{"Jane Doe", "jane.doe+x@gmail.com", "+44 7911 123456", "1990-04-01"},
		{"Dr. Juan-Carlos de la Cruz y García III, PhD", "a@b", "00", "1.4.1990"},
		{"Юрий Щербаков", "ю@пример.example", "8 (495) 123-45-67", "1972-95-18"},
		{"Γιώργος Μπούρας", "+@+.+", "+1", "31 Dec 1999"},
		{"李小龍", "@", "١٢٣٤٥٦٧٨", "一九九〇"},
		{"محمد بن سلمان", "x@xn--bcher-kva.example", "tel:+1-201-555-0123;ext=5", "00000000"},
		{"J\u0301\u0301\u0301\u200d\u00ad\ufeff", "\u0130@\u0130.example", "+++++", "9999999999"},
		{", ,", "mailto:", "(0)(0)", "--"},
		{"van der", "a@b@c", "123456", "jan jan jan"},
		{"\xff\xfe", "\xff@\xff", "\xff", "\xff"},
	} {
		f.Add(s[0], s[1], s[2], s[3], "linkedin.com/in/"+s[0], s[0]+" street 5")
	}
	ring := keyring(f)
	f.Fuzz(func(t *testing.T, name, mail, tel, born, page, street string) {
		e := candidate.Entry{
			Name: name, Emails: agency.Freeze(mail), Phones: agency.Freeze(tel), Born: born, URLs: agency.Freeze(page), NationalID: tel,
			Address: candidate.Address{Street: street, City: name, Postcode: born, Region: mail},
		}
		r := Normalise(e, Options{Region: "GB"})
		other := Normalise(candidate.Entry{Given: name, Surname: street, Born: tel, Phones: agency.Freeze(tel)}, Options{})
		l := ring.Lookup(r)
		if n := len(ring.Keys(r)); n > maxKeys || n > len(l.Keys()) {
			t.Fatalf("%d keys", n)
		}
		w := l.Weights(1000, make([]int, len(l.Keys())))
		if a, b := Compare(r, other, w), Compare(other, r, w); a != b {
			t.Fatalf("%+v one way, %+v the other", a, b)
		}
		if again := Compare(r, Normalise(e, Options{Region: "GB"}), w); again.Score < 0 || again.Evidence.any(conflicts|DifferentSurname) {
			t.Fatalf("differs from itself: %s", again.Evidence)
		}
		opened, err := Open(r.Sketch())
		require.NoError(t, err)
		require.Equal(t, r, opened)
		if utf8.ValidString(name) && !utf8.ValidString(r.name.straight) {
			t.Fatalf("%q is not UTF-8", r.name.straight)
		}
	})
}

// Folding what is folded changes nothing.
func FuzzFold(f *testing.F) {
	for _, s := range []string{"Jane  Doe", "ΓΙΏΡΓΟΣ", "ﬁ", "İi", "Ǆ", "e\u0301", "Й", "ẞ", "\u0345", "가", "ｶﾞ", "ΐ", "a\u0300\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := fold(s)
		if twice := fold(once); utf8.ValidString(s) && twice != once {
			t.Fatalf("%q folds to %q, which folds to %q", s, once, twice)
		}
		if twice := latin(latin(once)); utf8.ValidString(s) && twice != latin(once) {
			t.Fatalf("%q is %q in Latin, which is %q", s, latin(once), twice)
		}
	})
}
