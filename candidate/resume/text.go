package resume

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// output gathers text, cleans it and keeps no more than MaxText bytes of it.
type output struct {
	text  strings.Builder
	last  rune // last rune written
	links []string
	full  bool
}

// ligatures are what typesetters make of letters, from U+FB00 on.
var ligatures = [...]string{"ff", "fi", "fl", "ffi", "ffl", "st", "st"}

// WriteString adds text. Control characters become spaces, invisible ones are
// dropped and ligatures taken apart, so that an address split by any of them
// is whole again.
func (o *output) WriteString(s string) {
	for _, r := range s {
		switch {
		case ' ' <= r && r < 0x7f || r == '\n' || r == '\t':
		case r == '\r' || r == '\f' || r == 0x85 || r == 0x2028 || r == 0x2029:
			r = '\n'
		case r == 0xad, 0x200b <= r && r <= 0x200f, r == 0x2060, r == 0xfeff, 0x202a <= r && r <= 0x202e, 0x2066 <= r && r <= 0x2069:
			continue
		case r == utf8.RuneError || unicode.IsControl(r) || unicode.IsSpace(r):
			r = ' '
		case 0xfb00 <= r && r < 0xfb00+rune(len(ligatures)):
			o.WriteString(ligatures[r-0xfb00])
			continue
		}
		if (r == ' ' || r == '\n') && r == o.last { // layout is nobody's
			continue
		}
		if o.full || o.text.Len()+utf8.RuneLen(r) > MaxText {
			o.full = true
			return
		}
		o.last = r
		o.text.WriteRune(r)
	}
}

// link keeps an address that the file points to, if it is one of a person.
func (o *output) link(target string) {
	target = strings.TrimSpace(target)
	scheme, _, _ := strings.Cut(target, ":")
	switch strings.ToLower(scheme) {
	case "mailto", "tel", "http", "https":
	default:
		return
	}
	if len(target) > 2<<10 || len(o.links) >= 1000 || slices.Contains(o.links, target) {
		return
	}
	o.links = append(o.links, target)
}

func (o *output) String() string {
	for _, l := range o.links {
		if o.last != '\n' && o.last != 0 {
			o.WriteString("\n")
		}
		o.WriteString(l)
	}
	o.links = nil
	return strings.TrimSpace(o.text.String())
}

// looksLikeText tells whether hardly any of the bytes are control characters.
func looksLikeText(head []byte) bool {
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		return true
	}
	odd := 0
	for _, c := range head {
		if c == 0 {
			return false
		}
		if c < ' ' && !(c >= '\t' && c <= '\r') && c != 0x1b {
			odd++
		}
	}
	return odd*20 <= len(head)
}

// readPlain reads plain text.
func readPlain(b *budget, content []byte, out *output) error {
	if !looksLikeText(content[:min(len(content), 64<<10)]) {
		return ErrUnreadable
	}
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(content, []byte("\xff\xfe")):
		order = binary.LittleEndian
	case bytes.HasPrefix(content, []byte("\xfe\xff")):
		order = binary.BigEndian
	}
	utf := order == nil && utf8.Valid(content)
	const piece = 16 << 10
	for len(content) > 0 && !out.full {
		n := min(piece, len(content))
		if !b.spend(n) {
			return b.err
		}
		switch {
		case order != nil:
			// Surrogates that a cut parts are no letters of names or addresses.
			out.WriteString(fromUTF16(content[:n], order))
		case utf:
			for n < len(content) && !utf8.RuneStart(content[n]) {
				n++
			}
			out.WriteString(string(content[:n]))
		default:
			out.WriteString(fromBytes(content[:n], &winAnsi))
		}
		content = content[n:]
	}
	return nil
}

func fromUTF16(s []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(s)/2)
	for i := range units {
		units[i] = order.Uint16(s[2*i:])
	}
	return string(utf16.Decode(units))
}

// fromBytes decodes text of one byte a letter.
func fromBytes(s []byte, table *[256]rune) string {
	out := make([]byte, 0, len(s)+len(s)/8)
	for _, c := range s {
		if r := table[c]; r != 0 {
			out = utf8.AppendRune(out, r)
		}
	}
	return string(out)
}
