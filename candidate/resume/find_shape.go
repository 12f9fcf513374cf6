package resume

import "strings"

// isPhone tells whether a tidied run of digits can be a telephone number. One
// with a plus sign is; the rest must not have the shape of anything else.
func isPhone(s string) bool {
	n := digitCount(s)
	if n < minPhone || n > maxPhone || len(s) > maxPhoneBytes {
		return false
	}
	if strings.Contains(s, "+") {
		return true
	}
	groups := digitGroups(s)
	switch {
	case isDay(s), isISBN(s, groups), isDotted(s, groups), isPostal(s, groups), isFigures(s, groups):
		return false
	case strings.Trim(s, "0123456789") == "" && strings.Trim(s, s[:1]) == "": // 0000000
		return false
	case len(groups) > 1 && strings.HasPrefix(s, "10.") && len(groups[1]) >= 4 && strings.Contains(s, "/"): // a DOI
		return false
	}
	return true
}

// isDay tells whether s is a day without separators, 20190401 or 01042019.
func isDay(s string) bool {
	if len(s) != 8 || strings.Trim(s, "0123456789") != "" {
		return false
	}
	return isYear(s[:4]) && isBelow(s[4:6], 12) && isBelow(s[6:], 31) || isYear(s[4:]) && isBelow(s[:2], 31) && isBelow(s[2:4], 12)
}

func isYear(s string) bool { return len(s) == 4 && (s[:2] == "19" || s[:2] == "20") }

// isBelow tells whether the one or two digits of s are from 1 to the limit.
func isBelow(s string, limit int) bool {
	n := 0
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return 1 <= n && n <= limit
}

// isISBN tells whether s is an ISBN of 13 digits by its check digit.
func isISBN(s string, groups []string) bool {
	digits := strings.Join(groups, "")
	if len(digits) != 13 || digits[:3] != "978" && digits[:3] != "979" || strings.ContainsAny(s, "(./") {
		return false
	}
	sum := 0
	for i := range digits {
		sum += int(digits[i]-'0') * (1 + i%2*2)
	}
	return sum%10 == 0
}

// isDotted tells whether s is an address of a computer or an amount in
// thousands.
func isDotted(s string, groups []string) bool {
	if len(groups) < 3 || strings.Count(s, ".") != len(groups)-1 || strings.Trim(s, "0123456789.") != "" {
		return false
	}
	zeros, bytes, three := true, len(groups) == 4, false
	for i, g := range groups {
		zeros = zeros && (i == 0 || g == "000")
		bytes = bytes && len(g) <= 3 && (len(g) == 1 || g[0] != '0') && (len(g) < 3 || g <= "255")
		three = three || len(g) == 3
	}
	return zeros || bytes && three
}

// isFigures tells whether s is a row of figures, a decimal or a round amount.
func isFigures(s string, groups []string) bool {
	single := 0
	for _, g := range groups {
		if len(g) == 1 {
			single++
		}
	}
	last := groups[len(groups)-1]
	switch {
	case strings.Trim(strings.Join(groups, ""), "01") == "": // bits
		return true
	case len(groups) == 1:
		return s[0] != '0' && strings.HasSuffix(s, "00000")
	case len(groups) == 2 && len(groups[0]) == 1 && s[1] == '.':
		return true
	}
	return single > 2 || len(last) == 1 && strings.HasSuffix(s, last) && strings.IndexByte(" ./", s[len(s)-2]) >= 0
}

// isPostal tells whether s is a postcode with more digits or a house number
// before it: 12345-6789 in the United States, 01310-100 in Brazil, 1000-205 in
// Portugal, 12 10115 in an address.
func isPostal(s string, groups []string) bool {
	if len(groups) != 2 || strings.Contains(s, "(") {
		return false
	}
	a, b := len(groups[0]), len(groups[1])
	between := s[a : len(s)-b]
	switch between {
	case "-", "–":
		return a == 5 && (b == 4 || b == 3) || a == 4 && b == 3 && s[0] != '0'
	case " ":
		return b == 5 && a <= 3 && s[0] != '0'
	}
	return false
}

// withoutDates cuts dates and periods off the start of a run. A year alone may
// begin a number and stays, unless nothing else is there.
func withoutDates(run string) string {
	isSeparator := func(r rune) bool { return separator(string(r)) > 0 }
	rest := strings.TrimLeft(run, "(")
	for {
		n := dateLength(rest)
		if n == 0 {
			break
		}
		after := rest[n:]
		next := strings.TrimLeftFunc(after, isSeparator)
		if after != "" && strings.IndexByte("./-", after[0]) >= 0 && len(next) == len(after)-1 && dateLength(next) == 0 {
			break // the number goes on
		}
		rest = next
	}
	if cut := run[:len(run)-len(rest)]; rest == "" || digitCount(cut) > 4 {
		return rest
	}
	return run
}

// dateLength returns the length of the date at the start of s, 0 if there is
// none: 2019, 2019-04, 2019-04-01, 4/2019, 1.4.2019. Only years of four digits
// count, for telephone numbers come in pairs too.
func dateLength(s string) int {
	var parts [3]string
	var ends [3]int
	n := 0
	for i := 0; n < len(parts); n++ {
		start := i
		for i < len(s) && isDigit(s[i]) {
			i++
		}
		if parts[n], ends[n] = s[start:i], i; i == start {
			break
		}
		if i == len(s) || strings.IndexByte("./-", s[i]) < 0 {
			n++
			break
		}
		i++
	}
	month := func(i int) bool { return n > i && len(parts[i]) <= 2 && isBelow(parts[i], 12) }
	day := func(i int) bool { return n > i && len(parts[i]) <= 2 && isBelow(parts[i], 31) }
	switch {
	case isYear(parts[0]) && month(1) && day(2), n > 2 && day(0) && month(1) && isYear(parts[2]):
		return ends[2]
	case isYear(parts[0]) && month(1), n > 1 && month(0) && isYear(parts[1]):
		return ends[1]
	case isYear(parts[0]):
		return ends[0]
	}
	return 0
}
