package resume

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
)

// fontValues is what a font costs of the values of a file, besides its objects.
const fontValues = 256

// A font tells the text and the widths of the codes of strings.
type font struct {
	two       bool  // codes of two bytes
	utf16     bool  // codes are UTF-16
	toUnicode *cmap // nil if there is none
	texts     [256]string
	widths    [256]float32 // of one-byte codes, in parts of the size
	spans     []span       // of two-byte codes, in order
	usual     float32
}

// A span is codes in a row of one width.
type span struct {
	low, high uint32
	width     float32
}

// font returns the font that o is or leads to, nil for none.
func (d *document) font(o object) *font {
	r, shared := o.(ref)
	if f, ok := d.fonts[int(r)]; ok && shared {
		return f
	}
	var f *font
	if description := d.dict(o); description != nil {
		if d.values -= fontValues; d.values < 0 || !d.budget.spend(fontValues*4) {
			d.budget.fail(ErrUnreadable)
			return nil
		}
		f = &font{}
		if s, ok := d.resolve(description["ToUnicode"]).(*stream); ok {
			f.toUnicode = d.cmap(s)
		}
		if description["Subtype"] == name("Type0") {
			d.composite(f, description)
		} else {
			d.simple(f, description)
		}
	}
	if shared {
		d.fonts[int(r)] = f
	}
	return f
}

// composite reads a font whose codes may be of several bytes.
func (d *document) composite(f *font, description dict) {
	f.two, f.usual = true, 1
	switch encoding := d.resolve(description["Encoding"]).(type) {
	case name:
		f.utf16 = strings.Contains(string(encoding), "UCS2") || strings.Contains(string(encoding), "UTF16")
		if !f.utf16 && !strings.HasPrefix(string(encoding), "Identity") && f.toUnicode != nil {
			f.two = f.toUnicode.bytes != 1
		}
	case *stream:
		f.two = f.toUnicode == nil || f.toUnicode.bytes != 1
	}
	kin, _ := d.resolve(description["DescendantFonts"]).(array)
	if len(kin) == 0 {
		return
	}
	descendant := d.dict(kin[0])
	if w, ok := d.resolve(descendant["DW"]).(float64); ok {
		f.usual = float32(w / 1000)
	}
	// 120 [400 325 500] are the widths of 120, 121 and 122; 7080 8032 1000 is
	// that of all from 7080 to 8032.
	list, _ := d.resolve(descendant["W"]).(array)
	for i := 0; i+1 < len(list) && d.budget.spend(4); {
		low, _ := list[i].(float64)
		if each, ok := d.resolve(list[i+1]).(array); ok {
			if d.values -= len(each); d.values < 0 {
				d.budget.fail(ErrUnreadable)
				return
			}
			for j, o := range each {
				w, _ := d.resolve(o).(float64)
				f.spans = append(f.spans, span{uint32(low) + uint32(j), uint32(low) + uint32(j), float32(w / 1000)})
			}
			i += 2
			continue
		}
		if i+2 >= len(list) {
			break
		}
		high, _ := list[i+1].(float64)
		w, _ := list[i+2].(float64)
		f.spans = append(f.spans, span{uint32(low), uint32(high), float32(w / 1000)})
		i += 3
	}
	slices.SortStableFunc(f.spans, func(a, b span) int { return cmp.Compare(a.low, b.low) })
}

// simple reads a font whose codes are of one byte.
func (d *document) simple(f *font, description dict) {
	table := &winAnsi
	if description["Subtype"] == name("Type1") {
		table = &standard
	}
	encoding := d.resolve(description["Encoding"])
	details, _ := encoding.(dict)
	if details != nil && details["BaseEncoding"] != nil {
		encoding = d.resolve(details["BaseEncoding"])
	}
	switch encoding {
	case name("WinAnsiEncoding"):
		table = &winAnsi
	case name("MacRomanEncoding"):
		table = &macRoman
	case name("StandardEncoding"):
		table = &standard
	}
	for code, r := range table {
		if r != 0 {
			f.texts[code] = string(r)
		}
	}
	code := 0
	differences, _ := d.resolve(details["Differences"]).(array)
	for _, o := range differences {
		switch o := d.resolve(o).(type) {
		case float64:
			code = int(min(max(o, 0), 256))
		case name:
			if code < 256 {
				f.texts[code] = glyphText(o)
			}
			code++
		}
	}
	d.simpleWidths(f, description)
}

func (d *document) simpleWidths(f *font, description dict) {
	scale := 1.0 / 1000
	if m, _ := d.resolve(description["FontMatrix"]).(array); len(m) == 6 {
		if a, _ := m[0].(float64); a > 0 && a < 1 {
			scale = a
		}
	}
	base, _ := d.resolve(description["BaseFont"]).(name)
	for code := range f.widths {
		f.widths[code] = guessWidth(byte(code), strings.Contains(string(base), "Courier"))
	}
	first, _ := d.resolve(description["FirstChar"]).(float64)
	widths, _ := d.resolve(description["Widths"]).(array)
	for i, o := range widths[:min(len(widths), 256)] {
		if code := int(min(max(first, 0), 256)) + i; code < 256 {
			if w, ok := d.resolve(o).(float64); ok {
				f.widths[code] = float32(w * scale)
			}
		}
	}
}

// guessWidth returns about the width of a letter of the fonts that every reader
// has, which files need not describe.
func guessWidth(c byte, fixed bool) float32 {
	switch {
	case fixed:
		return 0.6
	case strings.IndexByte("ijl'|", c) >= 0:
		return 0.23
	case strings.IndexByte(" .,:;!/\\fIt[]", c) >= 0:
		return 0.278
	case strings.IndexByte("r-()`{}", c) >= 0:
		return 0.333
	case c == '@':
		return 1
	case c == 'W' || c == '%':
		return 0.9
	case c == 'm' || c == 'M':
		return 0.833
	case 'A' <= c && c <= 'Z' || c == 'w':
		return 0.7
	case strings.IndexByte("cksvxyzJ", c) >= 0:
		return 0.5
	}
	return 0.556
}

// next cuts a code off s and returns its text and its width.
func (f *font) next(s string) (text string, width float32, code uint32, rest string) {
	if !f.two || len(s) == 1 {
		c := s[0]
		text, width = f.texts[c], f.widths[c]
		if t, ok := f.toUnicode.text(uint32(c)); ok {
			text = t
		}
		return text, width, uint32(c), s[1:]
	}
	code, rest = uint32(s[0])<<8|uint32(s[1]), s[2:]
	width = f.usual
	i, found := slices.BinarySearchFunc(f.spans, code, func(s span, code uint32) int { return cmp.Compare(s.low, code) })
	if !found {
		i--
	}
	if i >= 0 && code <= f.spans[i].high {
		width = f.spans[i].width
	}
	if t, ok := f.toUnicode.text(code); ok {
		return t, width, code, rest
	}
	if f.utf16 {
		return fromUTF16([]byte(s[:2]), binary.BigEndian), width, code, rest
	}
	return "", width, code, rest
}
