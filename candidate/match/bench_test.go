package match

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// pairs are comparisons from the cheapest to one in which nothing is plain.
func pairs() map[string][2]candidate.Entry {
	other := typed("Havishan Jayne-Maria", mail("jame@mail.example", "jlee@web.de"), tel("+44 7911 123465"), page("https://linkedin.com/in/other"),
		born("1999-03-17"), national("QQ123465C"), home("7 Mlil Lane", "Ledes", "LS1 4PA"))
	full, like := crowded("jane%d@mail.example", "+4479111234%02d", 0), crowded("jame%d@mail.example", "+4479111243%02d", 0)
	return map[string][2]candidate.Entry{
		"full": {full, full}, "full, differing": {full, like}, "full, half of it": {full, crowded("jane%d@mail.example", "+4479111234%02d", candidate.MaxContacts/2)},
		"same": {complete(), complete()}, "differing": {complete(), other}, "sparse": {typed("Jane Lee"), typed("Omar Haddad")},
	}
}

// crowded has as many contacts as can be, numbered from the first.
func crowded(address, number string, first int) candidate.Entry {
	var mails, tels, pages []string
	for i := first; i < first+candidate.MaxContacts; i++ {
		mails, tels = append(mails, fmt.Sprintf(address, i)), append(tels, fmt.Sprintf(number, i))
		pages = append(pages, fmt.Sprintf("https://linkedin.com/in/"+address, i))
	}
	return typed("Jane Havisham", mail(mails...), tel(tels...), page(pages...), born("1990-03-07"))
}

func TestComparingAllocatesNothing(t *testing.T) {
	for name, p := range pairs() {
		t.Run(name, func(t *testing.T) {
			a, b := Normalise(p[0], british), Normalise(p[1], british)
			l := keyring(t).Lookup(a)
			w := l.Weights(1000, make([]int, len(l.Keys())))
			require.Zero(t, testing.AllocsPerRun(100, func() { Compare(a, b, w) }))
		})
	}
}

func BenchmarkCompare(b *testing.B) {
	for name, p := range pairs() {
		b.Run(name, func(b *testing.B) {
			x, y := Normalise(p[0], british), Normalise(p[1], british)
			l := keyring(b).Lookup(x)
			w := l.Weights(1000, make([]int, len(l.Keys())))
			b.ReportAllocs()
			for b.Loop() {
				Compare(x, y, w)
			}
		})
	}
}

// A lookup that compares with as many as can be, half of them two agencies'.
func BenchmarkSearch(b *testing.B) {
	a := newAccount(b)
	for i := range 380 {
		e := typed("Jane Havisham", mail(fmt.Sprintf("jane%d@mail.example", i/4)), tel(fmt.Sprintf("+44 7911 12%04d", i/4)), born("1990-03-07"), home("6 Mill Lane", "Leeds", "LS1 4AP"))
		a.add([]agency.AgencyID{"", "north", "", "south"}[i%4], e)
	}
	r := Normalise(complete(), british)
	l := a.ring.Lookup(r)
	var blocks [][]candidate.Holder
	rows := 0
	for _, k := range l.Keys() {
		block := a.blocks[k.Digest]
		block = block[:min(len(block), MaxBlock+1)]
		blocks, rows = append(blocks, block), rows+len(block)
	}
	var known []Known
	for _, id := range l.Search(blocks, "").Candidates() {
		known = append(known, a.known[id])
	}
	require.Len(b, known, maxScored)
	b.ReportAllocs()
	for b.Loop() {
		s := l.Search(blocks, "")
		s.Candidates()
		s.Compare(r, 100_000, known)
	}
	b.ReportMetric(float64(rows), "rows")
}

func BenchmarkNormalise(b *testing.B) {
	for name, e := range map[string]candidate.Entry{"usual": complete(), "full": crowded("jane%d@mail.example", "+4479111234%02d", 0)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Normalise(e, british)
			}
		})
	}
}

func BenchmarkLookup(b *testing.B) {
	r, ring := Normalise(complete(), british), keyring(b)
	b.ReportAllocs()
	for b.Loop() {
		ring.Lookup(r)
	}
}
