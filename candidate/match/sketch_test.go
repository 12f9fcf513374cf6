package match

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// drawOptions draws what may be found in a resume.
func drawOptions(t *rapid.T, label string) Options {
	o := british
	some := func(of []string, what string) []string {
		return rapid.SliceOfN(rapid.SampledFrom(of), 0, 3).Draw(t, label+what)
	}
	if rapid.Bool().Draw(t, label+"with a resume") {
		o.Resume = &Resume{
			Emails: some(someEmails, "resume's emails"), Phones: some(somePhones, "resume's phones"), URLs: some(someURLs, "resume's urls"),
			Digest: rapid.Uint64Range(0, 2).Draw(t, label+"digest"),
		}
	}
	return o
}

func TestOpenedSketchIsTheRecord(t *testing.T) {
	ring := keyring(t)
	rapid.Check(t, func(t *rapid.T) {
		a, b := Normalise(drawEntry(t, "a "), drawOptions(t, "a ")), Normalise(drawEntry(t, "b "), drawOptions(t, "b "))
		opened, err := Open(a.Sketch())
		require.NoError(t, err)
		require.Equal(t, a, opened)
		require.Equal(t, ring.Keys(a), ring.Keys(opened))
		require.Equal(t, ring.Lookup(a), ring.Lookup(opened))
		w := drawWeights(t, a)
		require.Equal(t, Compare(a, b, w), Compare(opened, b, w))
		require.Equal(t, Compare(b, a, w), Compare(b, opened, w))
		require.Equal(t, a.name.who(), nameIn(a.Sketch()))
	})
}

func TestSketchesOfUnusualRecords(t *testing.T) {
	long := strings.Repeat("Wolfeschlegelsteinhausen-", 8)
	var mails []string
	for i := range candidate.MaxContacts + 1 {
		mails = append(mails, fmt.Sprintf("%s%d@%s.example", strings.Repeat("x", 40*i), i, strings.Repeat("y", 200)))
	}
	for name, e := range map[string]candidate.Entry{
		"nothing":                  {},
		"long names":               {Given: long, Surname: long},
		"a long street":            typed("Jane Lee", home("The quick brown fox jumps over the lazy dog and packs my box with five dozen liquor jugs", "Y", "Z")),
		"many long addresses":      typed("Jane Lee", mail(mails...)),
		"a given name alone":       {Given: "Jane", Surname: "Jr"},
		"a date that is none":      typed("Jane Lee", born("1972-95-18")),
		"letters of two languages": {Given: "Олександр 李", Surname: "e\u0301\u0301"},
	} {
		t.Run(name, func(t *testing.T) {
			r := Normalise(e, british)
			opened, err := Open(r.Sketch())
			require.NoError(t, err)
			require.Equal(t, r, opened)
		})
	}
}

func TestSketchIsSmall(t *testing.T) {
	require.LessOrEqual(t, len(Normalise(complete(), british).Sketch()), 150)
	require.LessOrEqual(t, len(Normalise(typed("Jane Havisham", mail("jane.havisham@mail.example")), british).Sketch()), 80)
}

func TestOpenRefusesWhatIsNoSketch(t *testing.T) {
	good := Normalise(complete(), british).Sketch()
	for name, bad := range map[string]candidate.Sketch{
		"nothing": "", "a later version": "\x02" + good[1:], "more behind": good + "x",
	} {
		t.Run(name, func(t *testing.T) {
			r, err := Open(bad)
			require.Nil(t, r)
			var invalid *agency.Invalid
			require.ErrorAs(t, err, &invalid)
			require.Equal(t, "sketch", invalid.Field)
			require.NotContains(t, err.Error(), "havisham")
		})
	}
	for n := range len(good) {
		_, err := Open(good[:n])
		require.Error(t, err, "the first %d bytes", n)
	}
}

// Whatever is stored, nothing fails that takes it for a sketch.
func FuzzOpen(f *testing.F) {
	for _, e := range []candidate.Entry{{}, complete(), typed("Anne-Marie de la Cruz Lopez Jr", mail("a@b.example", "anne@gmail.com"), tel("901820"), born("1990"))} {
		f.Add([]byte(Normalise(e, british).Sketch()))
	}
	ring := keyring(f)
	other := Normalise(complete(), british)
	l := ring.Lookup(other)
	f.Fuzz(func(t *testing.T, b []byte) {
		s := candidate.Sketch(b)
		nameIn(s)
		l.Search([][]candidate.Holder{{{Candidate: "c1"}}}, "").Compare(other, 1, []Known{{Candidate: "c1", Sketch: s}})
		r, err := Open(s)
		if err != nil {
			return
		}
		Compare(r, other, nil)
		Compare(other, r, nil)
		if n := len(ring.Keys(r)); n > maxKeys {
			t.Fatalf("%d keys", n)
		}
		again, err := Open(r.Sketch())
		require.NoError(t, err)
		require.Equal(t, r, again)
	})
}

func BenchmarkOpen(b *testing.B) {
	s := Normalise(complete(), british).Sketch()
	var r Record
	b.ReportAllocs()
	for b.Loop() {
		reopen(s, &r)
	}
}
