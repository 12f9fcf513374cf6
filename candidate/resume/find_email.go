package resume

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxLocal = 64  // bytes before the at sign
	maxEmail = 254 // bytes
)

// findEmails returns the e-mail addresses in a text and the text without them.
func findEmails(text string) (found []string, rest string) {
	var l list
	m := mask{text: text}
	for from := 0; ; {
		i := strings.IndexByte(text[from:], '@')
		if i < 0 {
			break
		}
		at := from + i
		start := at
		for start > m.done && at-start <= maxLocal {
			r, size := utf8.DecodeLastRuneInString(text[m.done:start])
			if !inLocal(r) {
				break
			}
			start -= size
		}
		end := at + 1
		for end < len(text) && end-at <= maxEmail {
			r, size := utf8.DecodeRuneInString(text[end:])
			if !inDomain(r) {
				break
			}
			end += size
		}
		from = at + 1
		local := strings.TrimLeft(text[start:at], ".-'&+")
		domain := strings.TrimRight(text[at+1:end], ".-_")
		if len(local) > maxLocal || len(local)+1+len(domain) > maxEmail || !isLocal(local) || !isDomain(domain) {
			continue
		}
		value := local + "@" + domain
		l.add(value, strings.ToLower(value))
		from = at + 1 + len(domain)
		m.cut(at-len(local), from)
	}
	return l.values, m.rest()
}

func inLocal(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || strings.ContainsRune("._-+'&", r))
}

func inDomain(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '.' || r == '-')
}

func isLocal(s string) bool {
	return s != "" && !strings.HasSuffix(s, ".") && !strings.Contains(s, "..")
}

// isDomain tells whether s is a name of at least two labels, the last of which
// is not a number.
func isDomain(s string) bool {
	last, labels := "", 0
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		last = label
		labels++
	}
	letters := strings.IndexFunc(last, func(r rune) bool { return r != '-' && !unicode.IsLetter(r) && !unicode.IsMark(r) }) < 0
	return labels > 1 && utf8.RuneCountInString(last) > 1 && (letters || strings.HasPrefix(strings.ToLower(last), "xn--"))
}
