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

// parseBirth reads 1990-04-01, 1990-04, 1990, 19900401, 199004, 1.4.1990,
// 1/4/90, 1 April 1990 and April 1990, with any separators, and a time behind.
// Of two numbers before the year, the first is the day unless only the other
// order makes a date, or the region is the United States. Dates that forms and
// programs put where none is known are none.
func parseBirth(s, region string) birth {
	n, named, ok := dateNumbers(s)
	if !ok {
		return birth{}
	}
	return checked(inOrder(n, named, region)).meant()
}

// dateNumbers returns the numbers in a date, that of a month by name among them,
// and where that stands, -1 for nowhere.
func dateNumbers(s string) (n []int, named int, ok bool) {
	f := strings.FieldsFunc(withoutTime(strings.Map(westernDigit, latin(fold(s)))), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) || strings.ContainsRune("年月日년월일", r)
	})
	named = -1
	for _, w := range f {
		if m := monthNamed(w); m > 0 && named < 0 {
			named = len(n)
			n = append(n, m)
			continue
		}
		if between(w) {
			continue
		}
		w = withoutOrdinal(w)
		v, err := strconv.Atoi(w)
		if err != nil || len(w) > 8 || v < 0 {
			return nil, -1, false
		}
		if len(f) == 1 && len(w) == 8 {
			return []int{v / 10000, v / 100 % 100, v % 100}, -1, true
		}
		if m := v % 100; len(f) == 1 && len(w) == 6 && v >= 190000 && v < 210000 && m >= 1 && m <= 12 {
			return []int{v / 100, m}, -1, true
		}
		if len(w) > 3 && v < 1000 {
			return nil, -1, false // 0001
		}
		n = append(n, v)
	}
	return n, named, true
}

// withoutTime cuts off the time of day.
func withoutTime(s string) string {
	if at := strings.IndexByte(s, ':'); at > 0 {
		s = s[:max(0, strings.LastIndexAny(s[:at], " t"))]
	}
	for i := 1; i < len(s)-1; i++ {
		if s[i] == 't' && isDigit(s[i-1]) && isDigit(s[i+1]) {
			return s[:i]
		}
	}
	return s
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// between reports whether a word only joins the parts of a date.
func between(w string) bool {
	switch w {
	case "de", "del", "do", "of", "the", "le", "den", "g", "goda", "r", "roku", "rik":
		return true
	}
	return false
}

// withoutOrdinal returns 1 of 1st, 1er and 1o.
func withoutOrdinal(w string) string {
	if n := strings.TrimRightFunc(w, unicode.IsLetter); n != "" && len(w)-len(n) <= 2 {
		return n
	}
	return w
}

// inOrder finds year, month and day among the numbers.
func inOrder(n []int, named int, region string) birth {
	switch {
	case len(n) == 1:
		return birth{year: n[0]}
	case len(n) == 2 && n[0] > 99:
		return birth{year: n[0], month: n[1]}
	case len(n) == 2:
		return birth{year: n[1], month: n[0]}
	case len(n) != 3, n[0] == 0 && n[1] == 0 && n[2] == 0:
		return birth{}
	case n[0] > 31: // 1990-04-01, 90-04-01
		return birth{fullYear(n[0]), n[1], n[2]}
	case named == 0, named < 0 && (region == "US" && n[0] <= 12 || n[1] > 12 && n[0] <= 12):
		return birth{fullYear(n[2]), n[0], n[1]}
	}
	return birth{fullYear(n[2]), n[1], n[0]}
}

// firstYear is the first of the hundred years that two digits stand for: those
// in which people were born who apply for work. It does not move with the clock,
// so that a record made again is the same.
const firstYear = 1920

func fullYear(y int) int {
	if y > 99 {
		return y
	}
	return firstYear + (y-firstYear%100+100)%100
}

// meant drops what stands for no date.
func (b birth) meant() birth {
	switch b {
	case birth{1900, 1, 1}, birth{1901, 1, 1}, birth{1970, 1, 1}:
		return birth{}
	}
	if b.year == 9999 {
		return birth{}
	}
	return b
}

// checked drops what cannot have been meant as a year of birth.
func checked(b birth) birth {
	if b.year < 1000 || b.year > 9999 || b.month < 0 || b.month > 99 || b.day < 0 || b.day > 99 {
		return birth{}
	}
	return b
}
