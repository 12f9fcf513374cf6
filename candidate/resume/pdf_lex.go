package resume

import (
	"bytes"
	"strings"
)

// Limits of the objects of a PDF file.
const (
	maxValues = 1 << 19  // values kept of all objects of a file
	maxNested = 48       // arrays and dictionaries within each other
	maxString = 64 << 10 // bytes of a string; half of it is the format's own limit
)

// An object is nil, a bool, a float64, a name, a str, an array, a dict, a ref,
// a word, or a *stream.
type (
	object any
	name   string // without its slash
	str    string // bytes, decoded
	word   string // an operator or a keyword
	ref    int    // the number of another object
	array  []object
	dict   map[name]object
	stream struct {
		dict dict
		raw  []byte
	}
)

// closing are the ends of arrays and dictionaries.
type closing string

// A lexer reads objects from bytes. It never fails: what is no object is
// passed over, and at the end there is no more.
type lexer struct {
	data   []byte
	pos    int
	budget *budget
	values *int // values that may still be made
	refs   bool // whether 1 0 R is a reference; not so among operators
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool { return strings.IndexByte("()<>[]{}/%", c) >= 0 }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// object returns the next object; false at the end, when the budget is spent,
// and where an array or a dictionary ends, which it then passes over.
func (l *lexer) object() (object, bool) {
	o, ok := l.nested(0)
	if _, end := o.(closing); end {
		return nil, false
	}
	return o, ok
}

func (l *lexer) nested(depth int) (object, bool) {
	o, ok := l.token()
	if !ok {
		return nil, false
	}
	switch t := o.(type) {
	case float64:
		if l.refs {
			return l.reference(t), true
		}
	case word:
		switch t {
		case "[", "<<":
			if depth == maxNested {
				return nil, true
			}
			if t == "[" {
				return l.array(depth)
			}
			return l.dict(depth)
		case "]", ">>":
			return closing(t), true
		case "true", "false":
			return t == "true", true
		case "null":
			return nil, true
		}
	}
	return o, true
}

func (l *lexer) array(depth int) (object, bool) {
	var out array
	for {
		o, ok := l.nested(depth + 1)
		if !ok {
			return out, l.budget.err == nil && len(out) > 0
		}
		if _, end := o.(closing); end {
			return out, true
		}
		if w, isWord := o.(word); isWord && (w == "endobj" || w == "stream") {
			return out, true
		}
		out = append(out, o)
	}
}

func (l *lexer) dict(depth int) (object, bool) {
	out := dict{}
	for {
		key, ok := l.nested(depth + 1)
		if !ok {
			return out, l.budget.err == nil && len(out) > 0
		}
		if key == closing(">>") {
			return out, true
		}
		k, isName := key.(name)
		if !isName {
			if w, isWord := key.(word); isWord && (w == "endobj" || w == "stream") {
				return out, true
			}
			continue
		}
		value, ok := l.nested(depth + 1)
		if !ok || value == closing(">>") {
			return out, l.budget.err == nil
		}
		out[k] = value
	}
}

// reference makes of a number the reference that it begins, if it does.
func (l *lexer) reference(n float64) object {
	if n < 0 || n > 1<<30 || n != float64(int(n)) {
		return n
	}
	p := l.pos
	for p < len(l.data) && isSpace(l.data[p]) && p < l.pos+16 {
		p++
	}
	digits := p
	for p < len(l.data) && isDigit(l.data[p]) && p < digits+8 {
		p++
	}
	if p == digits {
		return n
	}
	spaces := p
	for p < len(l.data) && isSpace(l.data[p]) && p < spaces+16 {
		p++
	}
	if p == spaces || p >= len(l.data) || l.data[p] != 'R' || p+1 < len(l.data) && !isSpace(l.data[p+1]) && !isDelimiter(l.data[p+1]) {
		return n
	}
	l.pos = p + 1
	return ref(n)
}

// token returns the next number, name, string or word; brackets are words.
func (l *lexer) token() (object, bool) {
	from := l.pos
	l.space()
	if l.pos >= len(l.data) {
		l.budget.spend(l.pos - from)
		return nil, false
	}
	var o object
	switch c := l.data[l.pos]; {
	case c == '/':
		o = l.name()
	case c == '(':
		o = l.literal()
	case c == '<' && !l.follows('<'):
		o = l.hex()
	case c == '<' || c == '>' && l.follows('>'):
		l.pos += 2
		o = word(l.data[l.pos-2 : l.pos])
	case isDelimiter(c):
		l.pos++
		o = word(l.data[l.pos-1 : l.pos])
	default:
		o = l.regular()
	}
	cost := 1
	switch s := o.(type) {
	case str:
		cost += len(s) / 64
	case name:
		cost += len(s) / 64
	}
	if *l.values -= cost; *l.values < 0 {
		l.budget.fail(ErrUnreadable)
	}
	return o, l.budget.spend(l.pos - from)
}

// space passes over white space and comments.
func (l *lexer) space() {
	for l.pos < len(l.data) {
		switch c := l.data[l.pos]; {
		case isSpace(c):
			l.pos++
		case c == '%':
			for l.pos < len(l.data) && l.data[l.pos] != '\n' && l.data[l.pos] != '\r' {
				l.pos++
			}
		default:
			return
		}
	}
}

func (l *lexer) follows(c byte) bool { return l.pos+1 < len(l.data) && l.data[l.pos+1] == c }

func (l *lexer) run() []byte {
	start := l.pos
	for l.pos < len(l.data) && l.pos < start+maxString && !isSpace(l.data[l.pos]) && !isDelimiter(l.data[l.pos]) {
		l.pos++
	}
	return l.data[start:l.pos]
}

// regular returns a number or a word.
func (l *lexer) regular() object {
	s := l.run()
	if c := s[0]; !isDigit(c) && c != '+' && c != '-' && c != '.' {
		return word(s[:min(len(s), 64)])
	}
	n, scale, negative, digits := 0.0, 0.0, false, false
	for _, c := range s {
		switch {
		case c == '-':
			negative = true
		case c == '.':
			scale = 1
		case isDigit(c):
			n = n*10 + float64(c-'0')
			scale *= 10
			digits = true
		}
	}
	if !digits {
		return word(s[:min(len(s), 64)])
	}
	if scale > 1 {
		n /= scale
	}
	if negative {
		n = -n
	}
	return n
}

func (l *lexer) name() name {
	l.pos++
	s := l.run()
	s = s[:min(len(s), 256)]
	if !bytes.Contains(s, []byte("#")) {
		return name(s)
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '#' && i+2 < len(s) && hexDigit(s[i+1]) >= 0 && hexDigit(s[i+2]) >= 0 {
			out = append(out, byte(hexDigit(s[i+1])<<4|hexDigit(s[i+2])))
			i += 2
			continue
		}
		out = append(out, s[i])
	}
	return name(out)
}

func hexDigit(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// hex returns the string <6A616E65>.
func (l *lexer) hex() str {
	l.pos++
	var out []byte
	high, half := 0, false
	for l.pos < len(l.data) && len(out) < maxString {
		c := l.data[l.pos]
		l.pos++
		if c == '>' {
			break
		}
		d := hexDigit(c)
		switch {
		case d < 0:
		case half:
			out = append(out, byte(high<<4|d))
			half = false
		default:
			high, half = d, true
		}
	}
	if half {
		out = append(out, byte(high<<4))
	}
	return str(out)
}

// literal returns the string (jane).
func (l *lexer) literal() str {
	l.pos++
	var out []byte
	for depth := 1; l.pos < len(l.data) && len(out) < maxString; {
		c := l.data[l.pos]
		l.pos++
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return str(out)
			}
		case '\\':
			out = l.escape(out)
			continue
		}
		out = append(out, c)
	}
	return str(out)
}

// escape appends what the escape after a backslash means.
func (l *lexer) escape(out []byte) []byte {
	if l.pos >= len(l.data) {
		return out
	}
	c := l.data[l.pos]
	l.pos++
	if i := strings.IndexByte("nrtbf", c); i >= 0 {
		return append(out, "\n\r\t\b\f"[i])
	}
	switch {
	case c == '\r':
		if l.pos < len(l.data) && l.data[l.pos] == '\n' {
			l.pos++
		}
		return out
	case c == '\n':
		return out
	case '0' <= c && c <= '7':
		n := int(c - '0')
		for i := 0; i < 2 && l.pos < len(l.data) && '0' <= l.data[l.pos] && l.data[l.pos] <= '7'; i++ {
			n = n<<3 | int(l.data[l.pos]-'0')
			l.pos++
		}
		return append(out, byte(n))
	}
	return append(out, c)
}
