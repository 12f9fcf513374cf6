package scenario

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"
)

// token is a word of a line: its text, and which bytes of it stood between
// quotes or were escaped, and so separate nothing.
type token struct {
	text   string
	quoted []bool
	whole  bool // a part of it, perhaps an empty one, stood between quotes
}

// is reports whether the token is the bare word.
func (t token) is(word string) bool { return !t.whole && t.text == word }

// index is the place of the first c that separates, or -1.
func (t token) index(c byte) int {
	for i := 0; i < len(t.text); i++ {
		if t.text[i] == c && !t.quoted[i] {
			return i
		}
	}
	return -1
}

// isName reports whether all of the token stood between quotes.
func (t token) isName() bool { return t.whole && !slices.Contains(t.quoted, false) }

func (t token) slice(from, to int) token {
	return token{text: t.text[from:to], quoted: t.quoted[from:to], whole: t.whole}
}

// pair splits key=value. A quoted equals sign makes no pair.
func (t token) pair() (key string, value token, ok bool) {
	i := t.index('=')
	if i <= 0 {
		return "", token{}, false
	}
	return t.text[:i], t.slice(i+1, len(t.text)), true
}

// list splits a,b,c. The empty token is the empty list.
func (t token) list() ([]string, error) {
	if t.text == "" {
		return nil, nil
	}
	var out []string
	for {
		i := t.index(',')
		one := t
		if i >= 0 {
			one = t.slice(0, i)
		}
		if one.text == "" {
			return nil, errors.New("a list must not have an empty element")
		}
		out = append(out, one.text)
		if i < 0 {
			return out, nil
		}
		t = t.slice(i+1, len(t.text))
		if t.text == "" {
			return nil, errors.New("a list must not have an empty element")
		}
	}
}

// split makes the tokens of a line, without its comment.
func split(line string) ([]token, error) {
	if !utf8.ValidString(line) {
		return nil, errors.New("not valid UTF-8")
	}
	var out []token
	var b strings.Builder
	var t token
	open, inside := false, false // a token has begun; inside quotes
	end := func() {
		if open {
			t.text = b.String()
			out = append(out, t)
		}
		b.Reset()
		t, open = token{}, false
	}
	add := func(c byte, quoted bool) {
		b.WriteByte(c)
		t.quoted = append(t.quoted, quoted)
		open = true
	}
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c < ' ' && c != '\t', c == 0x7f:
			return nil, errors.New("a control character")
		case c == '\\':
			if i++; i == len(line) || line[i] != '"' && line[i] != '\\' {
				return nil, errors.New(`a backslash that is neither \" nor \\`)
			}
			add(line[i], true)
		case c == '"':
			inside = !inside
			open, t.whole = true, true
		case inside:
			add(c, true)
		case c == ' ' || c == '\t':
			end()
		case c == '#' && !open:
			return out, nil
		default:
			add(c, false)
		}
	}
	if inside {
		return nil, errors.New("a quote that is not closed")
	}
	end()
	return out, nil
}
