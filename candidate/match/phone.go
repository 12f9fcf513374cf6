package match

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
)

// tailDigits is how many digits at the end of a number tell it from others
// where its country is not known: the shortest national numbers of large
// countries have eight.
const tailDigits = 8

// minDigits is how many digits a telephone number has at least.
const minDigits = 6

// phone is a number in its comparing form.
type phone struct {
	country int    // calling code, 0 when it cannot be told
	digits  string // the national number, or what was typed
	tail    string // the last of them
	value   uint64
	mobile  bool
	found   bool // in a resume
}

// look sets what the digits tell.
func (p *phone) look() {
	p.tail = p.digits[max(0, len(p.digits)-tailDigits):]
	p.value = digest(phoneValue, p.tail)
}

// phonesIn returns the numbers in a text, of which several can have been typed
// in one field: 07700 900123 / 020 7946 0123. A number may have the signs that
// part them within it, as 030/901820, where what they part is too short for one.
func phonesIn(s, region string) []phone {
	parts := strings.FieldsFunc(fold(s), func(r rune) bool { return r == '/' || r == ',' || r == ';' })
	for _, p := range parts {
		if len(onlyDigits(p)) <= minDigits {
			parts = []string{s}
			break
		}
	}
	var out []phone
	for _, p := range parts {
		if n, ok := parsePhone(p, region); ok {
			out = append(out, n)
		}
	}
	return out
}

// parsePhone answers false for what cannot be a number. The region is that of
// numbers without a country, empty when there is none.
func parsePhone(s, region string) (phone, bool) {
	if len(s) > 64 {
		return phone{}, false
	}
	s = strings.TrimPrefix(withoutExtension(strings.Map(westernDigit, fold(s))), "tel:")
	p, ok := fullPhone(s, region)
	if !ok {
		p = phone{digits: strings.TrimLeft(onlyDigits(s), "0")}
	}
	if len(p.digits) < minDigits || strings.Count(p.digits, p.digits[:1]) == len(p.digits) {
		return phone{}, false // 000000 and the like stand for none
	}
	p.look()
	return p, true
}

// fullPhone reads a number that tells its country, or is a valid one of the
// region's.
func fullPhone(s, region string) (phone, bool) {
	if !strings.HasPrefix(s, "+") && !strings.HasPrefix(s, "00") && region == "" {
		return phone{}, false
	}
	if rest, ok := strings.CutPrefix(s, "00"); ok && region == "" {
		s = "+" + rest
	}
	if plus := strings.Index(s, "(0)"); plus > 0 && s[0] == '+' {
		s = s[:plus] + s[plus+3:]
	}
	num, err := phonenumbers.Parse(s, region)
	if err != nil || !phonenumbers.IsPossibleNumber(num) {
		return phone{}, false
	}
	kind := phonenumbers.GetNumberType(num)
	return phone{
		country: int(num.GetCountryCode()),
		digits:  strconv.FormatUint(num.GetNationalNumber(), 10),
		mobile:  kind == phonenumbers.MOBILE,
	}, true
}

// withoutExtension cuts off what is dialled once somebody answers: x12, ext. 12
// and #12.
func withoutExtension(s string) string {
	digits := 0
	for i := range len(s) {
		switch c := s[i]; {
		case isDigit(c):
			digits++
		case digits >= minDigits && (c == 'x' || c == '#' || strings.HasPrefix(s[i:], "ext")):
			return strings.TrimRight(s[:i], " ;,.(")
		}
	}
	return s
}

// westernDigit returns the digit that one of another script stands for, and
// other runes as they are.
func westernDigit(r rune) rune {
	if r < 0x80 || !unicode.IsDigit(r) {
		return r
	}
	for _, in := range unicode.Nd.R16 {
		if rune(in.Lo) <= r && r <= rune(in.Hi) {
			return '0' + (r-rune(in.Lo))%10
		}
	}
	for _, in := range unicode.Nd.R32 {
		if rune(in.Lo) <= r && r <= rune(in.Hi) {
			return '0' + (r-rune(in.Lo))%10
		}
	}
	return r
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r = westernDigit(r); r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// same reports whether two numbers are one: with both countries known, the
// whole numbers, otherwise the last digits.
func (p *phone) same(q *phone) bool {
	if p.country != 0 && q.country != 0 {
		return p.country == q.country && p.digits == q.digits
	}
	return p.tail == q.tail
}

// near reports whether one digit is wrong, or two neighbours are exchanged.
func (p *phone) near(q *phone) bool {
	return len(p.tail) == len(q.tail) && len(p.tail) >= 7 && nearDigits(p.tail, q.tail)
}

// nearDigits reports whether texts of one length differ by one digit, or by two
// neighbours that are exchanged.
func nearDigits(a, b string) bool {
	first, n := -1, 0
	for i := range len(a) {
		if a[i] != b[i] {
			if n++; n == 1 {
				first = i
			}
		}
	}
	return n == 1 || n == 2 && first+1 < len(a) && a[first] == b[first+1] && a[first+1] == b[first]
}
