package resume

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const maxURL = 2 << 10 // bytes

// profiles are the hosts whose URLs are told without a scheme, if a path
// follows. A subdomain of two or three letters may stand before them.
var profiles = [...]string{"linkedin.com/", "xing.com/", "xing.de/", "github.com/", "gitlab.com/"}

// findURLs returns the URLs in a text and the text without them.
func findURLs(text string) (found []string, rest string) {
	var l list
	m := mask{text: text}
	before := ' '
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if startsWord(before) && startsURL(text[i:]) {
			if end := i + lengthOfURL(text[i:]); isURL(text[i:end]) {
				l.add(text[i:end], urlKey(text[i:end]))
				m.cut(i, end)
				before = ' '
				i = end
				continue
			}
		}
		before = r
		i += size
	}
	return l.values, m.rest()
}

func startsWord(before rune) bool {
	return !unicode.IsLetter(before) && !unicode.IsDigit(before) && !strings.ContainsRune(".-_@/", before)
}

func startsURL(s string) bool {
	if hasPrefixFold(s, "http://") || hasPrefixFold(s, "https://") || hasPrefixFold(s, "www.") {
		return true
	}
	if i := strings.IndexByte(s[:min(len(s), 4)], '.'); i == 2 || i == 3 {
		s = s[i+1:]
	}
	for _, host := range profiles {
		if hasPrefixFold(s, host) {
			return true
		}
	}
	return false
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// lengthOfURL returns how much of s the URL at its start is, without what ends
// the sentence around it.
func lengthOfURL(s string) int {
	end := strings.IndexFunc(s, func(r rune) bool {
		return r <= ' ' || r == utf8.RuneError || unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune("<>\"{}|\\^`«»„“”‹›•", r)
	})
	if end < 0 {
		end = len(s)
	}
	open := strings.Count(s[:min(end, maxURL)], "(") - strings.Count(s[:min(end, maxURL)], ")")
	for ; end > 0; end-- {
		switch c := s[end-1]; {
		case c == ')' && open >= 0:
			return end
		case c == ')':
			open++
		case strings.IndexByte(".,;:!?'*]", c) < 0:
			return end
		}
	}
	return end
}

// isURL tells whether there is a host in s that can be one.
func isURL(s string) bool {
	if len(s) > maxURL || strings.HasSuffix(s, "/") && strings.Count(s, "/") == 1 && !hasPrefixFold(s, "www.") {
		return false // a profile without a path
	}
	if _, after, ok := strings.Cut(s, "://"); ok {
		s = after
	}
	host := s[:len(s)-len(strings.TrimLeftFunc(s, func(r rune) bool { return !strings.ContainsRune("/?#:", r) }))]
	host = host[strings.LastIndexByte(host, '@')+1:]
	if hasPrefixFold(host, "www.") {
		host = host[len("www."):]
	}
	return isDomain(host)
}

// urlKey is the same for URLs that hardly anybody means to be different.
func urlKey(s string) string {
	s = strings.ToLower(s)
	if _, after, ok := strings.Cut(s, "://"); ok {
		s = after
	}
	return strings.TrimRight(strings.TrimPrefix(s, "www."), "/")
}
