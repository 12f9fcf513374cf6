package match

import (
	"strconv"
	"strings"
	"unicode"
)

// birth is a birth date as far as it is known; zero parts are not. A typing
// error can have made it no date at all, 1972-95-18, which is kept to be
// compared digit by digit.
type birth struct {
	year, month, day int
}

func (b birth) known() bool { return b.year != 0 }
func (b birth) whole() bool { return b.year != 0 && b.month != 0 && b.day != 0 }

// digits returns a whole date as yyyymmdd.
func (b birth) digits() [8]byte {
	return [8]byte{
		digit(b.year / 1000), digit(b.year / 100), digit(b.year / 10), digit(b.year),
		digit(b.month / 10), digit(b.month), digit(b.day / 10), digit(b.day),
	}
}

func digit(n int) byte { return '0' + byte(n%10) }

// parseBirth reads 1990-04-01, 1990-04, 1990, 19900401, 1.4.1990, 1/4/1990,
// 1 April 1990 and April 1990, with any separators. Of two numbers before
// the year, the first is the day unless only the other order makes a date, or
// the region is the United States.
func parseBirth(s, region string) birth {
	f := strings.FieldsFunc(latin(fold(s)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	var n []int
	named := -1 // where the month was named
	for _, w := range f {
		if m := monthNamed(w); m > 0 && named < 0 {
			named = len(n)
			n = append(n, m)
			continue
		}
		v, err := strconv.Atoi(strings.TrimRight(w, "stndrh"))
		if err != nil || len(w) > 8 || v < 0 {
			return birth{}
		}
		if len(w) == 8 && len(f) == 1 {
			return checked(birth{v / 10000, v / 100 % 100, v % 100})
		}
		n = append(n, v)
	}
	switch {
	case len(n) == 1:
		return checked(birth{year: n[0]})
	case len(n) == 2 && n[0] > 99:
		return checked(birth{year: n[0], month: n[1]})
	case len(n) == 2:
		return checked(birth{year: n[1], month: n[0]})
	case len(n) != 3:
		return birth{}
	case n[0] > 99:
		return checked(birth{n[0], n[1], n[2]})
	case named == 0:
		return checked(birth{n[2], n[0], n[1]})
	case named < 0 && (region == "US" && n[0] <= 12 || n[1] > 12 && n[0] <= 12):
		return checked(birth{n[2], n[0], n[1]})
	}
	return checked(birth{n[2], n[1], n[0]})
}

// checked drops what cannot have been meant as a year of birth.
func checked(b birth) birth {
	if b.year < 1000 || b.year > 9999 || b.month < 0 || b.month > 99 || b.day < 0 || b.day > 99 {
		return birth{}
	}
	return b
}

func monthNamed(w string) int {
	for i, m := range [...]string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"} {
		if strings.HasPrefix(w, m) {
			return i + 1
		}
	}
	return 0
}
