package resume

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	minPhone      = 7  // digits
	maxPhone      = 15 // digits, after ITU-T E.164
	maxPhoneBytes = 64
	maxGap        = 3 // separators between two digits
)

// findPhones returns the telephone numbers in a text.
func findPhones(text string) []string {
	var l list
	for i := 0; i < len(text) && len(l.values) < MaxFound; {
		c := text[i]
		if !isDigit(c) && c != '+' && c != '(' {
			i++
			continue
		}
		end := endOfRun(text, i)
		if end == i {
			i++
			continue
		}
		if !stuck(text, i, end) {
			for _, s := range numbersIn(text[i:end]) {
				l.add(s, strings.Join(digitGroups(s), ""))
			}
		}
		i = end
	}
	return l.values
}

// separator returns the size of the separator of digits that s begins with, 0
// if there is none. Tabs and new lines part columns and are none.
func separator(s string) int {
	switch r, size := utf8.DecodeRuneInString(s); r {
	case ' ', '\u00a0', '\u2009', '\u202f', '-', '.', '/', '(', ')', '\u2010', '\u2011', '\u2012', '–', '—', '·':
		return size
	}
	return 0
}

// endOfRun returns where the run of digits and separators that begins at i
// ends, with its last digit; i if there is no digit.
func endOfRun(text string, i int) int {
	end, digits, gap := i, 0, 0
	for p := i; p < len(text); {
		switch c := text[p]; {
		case isDigit(c):
			digits++
			p++
			end, gap = p, 0
			continue
		case c == '+' && p == i, c == '+' && p == i+1 && text[i] == '(':
			p++
			continue
		case c == '(' && digits >= minPhone: // a remark
			return end
		}
		size := separator(text[p:])
		if size == 0 || gap == maxGap || digits == 0 && text[p] != '(' {
			break
		}
		gap++
		p += size
		if digits == 0 && gap > 1 {
			break
		}
	}
	return end
}

// labels are words after which a number is none of a telephone.
var labels = [...]string{"isbn", "isbn-10", "isbn-13", "issn", "doi", "iban", "orcid", "pmid", "arxiv"}

// stuck tells whether the run is part of something else: letters, an amount, a
// decimal, a number of another kind.
func stuck(text string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	after, size := utf8.DecodeRuneInString(text[to:])
	if from > 0 && (unicode.IsLetter(before) || strings.ContainsRune("_#@$€£=%&\\", before) && text[from] != '+') {
		return true
	}
	if from > 1 && strings.ContainsRune(",/-", before) && isDigitOrLetter(text[:from-1]) && text[from] != '+' {
		return true
	}
	switch {
	case to == len(text):
	case unicode.IsLetter(after) || strings.ContainsRune("_@$€£%", after):
		return true
	case after == ',' && to+size < len(text) && isDigit(text[to+size]):
		return true
	}
	head := strings.TrimRight(text[max(0, from-12):from], " :.#\u00a0")
	word := head[strings.LastIndexAny(head, " \t\n,;(")+1:]
	for _, l := range labels {
		if strings.EqualFold(word, l) {
			return true
		}
	}
	return false
}

func isDigitOrLetter(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return unicode.IsDigit(r) || unicode.IsLetter(r)
}

// numbersIn returns the telephone numbers in a run: it, if it is one, or what
// is between its wide gaps, as in 555 0100 / 555 0101.
func numbersIn(run string) []string {
	run = withoutDates(run)
	pieces := wideParts(run)
	whole := true
	for _, p := range pieces {
		whole = whole && digitCount(p) < minPhone
	}
	n := digitCount(run)
	all := len(pieces) > 1
	for _, p := range pieces {
		all = all && digitCount(p) >= minPhone
	}
	if n <= maxPhone && !all || len(pieces) == 1 || whole && n <= maxPhone {
		pieces = []string{run}
	}
	var out []string
	for _, p := range pieces {
		if s := tidy(p); isPhone(s) {
			out = append(out, s)
		}
	}
	return out
}

// wideParts parts a run where two or more separators stand that part numbers
// rather than groups of digits.
func wideParts(run string) []string {
	var out []string
	start := 0
	for i := 0; i < len(run); {
		size := 0
		for _, wide := range [...]string{" / ", " - ", " – ", " — ", " · ", "  "} {
			if strings.HasPrefix(run[i:], wide) {
				size = len(wide)
				break
			}
		}
		if size == 0 {
			i++
			continue
		}
		out = append(out, run[start:i])
		i += size
		start = i
	}
	return append(out, run[start:])
}

// tidy trims a number and writes its spaces alike.
func tidy(s string) string {
	s = strings.TrimFunc(s, func(r rune) bool { return r != '+' && r != '(' && !('0' <= r && r <= '9') })
	if open := strings.IndexByte(s, '('); open >= 0 && !strings.Contains(s[open:], ")") {
		s = strings.ReplaceAll(s, "(", "")
	} else if open < 0 {
		s = strings.ReplaceAll(s, ")", "")
	}
	return strings.Join(strings.Fields(s), " ")
}

func digitCount(s string) int {
	n := 0
	for i := range len(s) {
		if isDigit(s[i]) {
			n++
		}
	}
	return n
}

// digitGroups returns the groups of digits of s.
func digitGroups(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}
