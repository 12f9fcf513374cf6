package resume

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// A cmap tells the text of character codes.
type cmap struct {
	ranges []mapped
	bytes  int // bytes of a code, as far as it says: 0, 1 or 2
}

// mapped are codes in a row; the last letter of their text counts on with them.
type mapped struct {
	low, high uint32
	text      string
}

// cmap reads a ToUnicode stream.
func (d *document) cmap(s *stream) *cmap {
	m := &cmap{}
	l := d.lexer(d.decode(s), 0)
	l.refs = false
	values := maxOperands
	l.values = &values
	var args []object
	for d.budget.err == nil {
		o, ok := l.object()
		if !ok && l.pos >= len(l.data) {
			break
		}
		op, isWord := o.(word)
		if !isWord {
			if len(args) < 400 { // a section has at most a hundred lines
				args = append(args, o)
			}
			continue
		}
		switch op {
		case "endcodespacerange":
			for _, a := range args {
				if code, ok := a.(str); ok && len(code) > 0 {
					m.bytes = max(m.bytes, min(len(code), 2))
				}
			}
		case "endbfchar":
			for i := 0; i+1 < len(args); i += 2 {
				d.mapCodes(m, args[i], args[i], args[i+1])
			}
		case "endbfrange":
			for i := 0; i+2 < len(args); i += 3 {
				d.mapCodes(m, args[i], args[i+1], args[i+2])
			}
		}
		args, values = args[:0], maxOperands
	}
	slices.SortStableFunc(m.ranges, func(a, b mapped) int { return cmp.Compare(a.low, b.low) })
	return m
}

// mapCodes enters codes from low to high, whose text is that of the first or
// an array of each one's.
func (d *document) mapCodes(m *cmap, low, high, text object) {
	from, ok := codeOf(low)
	to, also := codeOf(high)
	if !ok || !also || to < from {
		return
	}
	each, ok := text.(array)
	if !ok {
		d.add(m, from, to, text)
		return
	}
	for i, t := range each[:min(len(each), int(min(to-from, 1<<16))+1)] {
		d.add(m, from+uint32(i), from+uint32(i), t)
	}
}

func (d *document) add(m *cmap, from, to uint32, text object) {
	s, ok := text.(str)
	if !ok || len(s) > 64 {
		return
	}
	if d.values -= 2; d.values < 0 {
		d.budget.fail(ErrUnreadable)
		return
	}
	m.ranges = append(m.ranges, mapped{from, to, fromUTF16([]byte(s), binary.BigEndian)})
}

func codeOf(o object) (uint32, bool) {
	s, ok := o.(str)
	if !ok || len(s) == 0 || len(s) > 4 {
		return 0, false
	}
	n := uint32(0)
	for i := range len(s) {
		n = n<<8 | uint32(s[i])
	}
	return n, true
}

// text returns the text of a code; a nil cmap knows none.
func (m *cmap) text(code uint32) (string, bool) {
	if m == nil {
		return "", false
	}
	i, found := slices.BinarySearchFunc(m.ranges, code, func(r mapped, code uint32) int { return cmp.Compare(r.low, code) })
	if !found {
		i--
	}
	if i < 0 || m.ranges[i].high < code {
		return "", false
	}
	r := m.ranges[i]
	if code == r.low || r.text == "" {
		return r.text, true
	}
	runes := []rune(r.text)
	runes[len(runes)-1] += rune(code - r.low)
	return string(runes), true
}
