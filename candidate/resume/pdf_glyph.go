package resume

import (
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// glyphText returns the text of a glyph by its name after the Adobe Glyph List
// Specification: f_i, eacute, uni00E9, u1F600, afii10017; "" if it is not
// known.
func glyphText(n name) string {
	s, _, _ := strings.Cut(string(n), ".") // a.sc, one.oldstyle
	if len(s) > 64 {
		return ""
	}
	out := ""
	for part := range strings.SplitSeq(s, "_") {
		out += glyphPart(part)
	}
	return out
}

func glyphPart(s string) string {
	if len(s) == 1 {
		return s
	}
	if t := glyphName(s); t != "" {
		return t
	}
	if code, ok := strings.CutPrefix(s, "uni"); ok && len(code) >= 4 && len(code)%4 == 0 {
		out := ""
		for ; code != ""; code = code[4:] {
			out += fromHexRune(code[:4])
		}
		return out
	}
	if code, ok := strings.CutPrefix(s, "u"); ok && len(code) >= 4 && len(code) <= 6 {
		if t := fromHexRune(code); t != "" {
			return t
		}
	}
	if code, ok := strings.CutPrefix(s, "afii"); ok {
		return cyrillic(code)
	}
	return accented(s)
}

func fromHexRune(s string) string {
	n, err := strconv.ParseUint(s, 16, 32)
	if err != nil {
		return ""
	}
	return string(rune(n))
}

// cyrillic returns the letter whose number Adobe gave after ISO 8859-5.
func cyrillic(number string) string {
	n, err := strconv.Atoi(number)
	switch {
	case err != nil:
	case n == 10023:
		return "Ё"
	case n == 10071:
		return "ё"
	case 10017 <= n && n < 10023:
		return string(rune('А' + n - 10017))
	case 10024 <= n && n <= 10049:
		return string(rune('Ж' + n - 10024))
	case 10065 <= n && n < 10071:
		return string(rune('а' + n - 10065))
	case 10072 <= n && n <= 10097:
		return string(rune('ж' + n - 10072))
	case n == 61352:
		return "№"
	}
	return ""
}

// accented returns a letter with an accent: eacute, Scaron.
func accented(s string) string {
	base, mark := s[:min(1, len(s))], ""
	if rest, ok := strings.CutPrefix(s, "dotlessi"); ok {
		base, s = "i", "i"+rest
	}
	switch s[len(base):] {
	case "grave":
		mark = "\u0300"
	case "acute":
		mark = "\u0301"
	case "circumflex":
		mark = "\u0302"
	case "tilde":
		mark = "\u0303"
	case "macron":
		mark = "\u0304"
	case "breve":
		mark = "\u0306"
	case "dotaccent":
		mark = "\u0307"
	case "dieresis":
		mark = "\u0308"
	case "ring":
		mark = "\u030a"
	case "hungarumlaut":
		mark = "\u030b"
	case "caron":
		mark = "\u030c"
	case "cedilla":
		mark = "\u0327"
	case "commaaccent":
		mark = "\u0326"
		if strings.Contains("GKLNRgklnr", base) {
			mark = "\u0327"
		}
	case "ogonek":
		mark = "\u0328"
	default:
		return ""
	}
	return norm.NFC.String(base + mark)
}

// glyphName returns the text of a glyph whose name tells nothing by itself.
func glyphName(s string) string {
	switch s {
	case "space", "nbspace", "nonbreakingspace":
		return " "
	case "exclam":
		return "!"
	case "quotedbl":
		return `"`
	case "numbersign":
		return "#"
	case "dollar":
		return "$"
	case "percent":
		return "%"
	case "ampersand":
		return "&"
	case "quotesingle":
		return "'"
	case "parenleft":
		return "("
	case "parenright":
		return ")"
	case "asterisk":
		return "*"
	case "plus":
		return "+"
	case "comma":
		return ","
	case "hyphen", "minus", "sfthyphen", "softhyphen", "hyphenminus":
		return "-"
	case "period":
		return "."
	case "slash", "fraction":
		return "/"
	case "colon":
		return ":"
	case "semicolon":
		return ";"
	case "less":
		return "<"
	case "equal":
		return "="
	case "greater":
		return ">"
	case "question":
		return "?"
	case "at":
		return "@"
	case "bracketleft":
		return "["
	case "backslash":
		return `\`
	case "bracketright":
		return "]"
	case "asciicircum":
		return "^"
	case "underscore":
		return "_"
	case "grave":
		return "`"
	case "braceleft":
		return "{"
	case "bar":
		return "|"
	case "braceright":
		return "}"
	case "asciitilde":
		return "~"
	case "bullet":
		return "•"
	case "periodcentered", "middot":
		return "·"
	case "endash":
		return "–"
	case "emdash":
		return "—"
	case "ellipsis":
		return "…"
	case "quoteleft":
		return "‘"
	case "quoteright":
		return "’"
	case "quotedblleft":
		return "“"
	case "quotedblright":
		return "”"
	case "quotedblbase":
		return "„"
	case "quotesinglbase":
		return "‚"
	case "guillemotleft":
		return "«"
	case "guillemotright":
		return "»"
	case "guilsinglleft":
		return "‹"
	case "guilsinglright":
		return "›"
	case "copyright":
		return "©"
	case "registered":
		return "®"
	case "degree":
		return "°"
	case "section":
		return "§"
	case "sterling":
		return "£"
	case "Euro":
		return "€"
	case "germandbls":
		return "ß"
	case "AE":
		return "Æ"
	case "ae":
		return "æ"
	case "OE":
		return "Œ"
	case "oe":
		return "œ"
	case "Oslash":
		return "Ø"
	case "oslash":
		return "ø"
	case "Lslash":
		return "Ł"
	case "lslash":
		return "ł"
	case "Dcroat", "Dslash":
		return "Đ"
	case "dcroat", "dslash", "dmacron":
		return "đ"
	case "Eth":
		return "Ð"
	case "eth":
		return "ð"
	case "Thorn":
		return "Þ"
	case "thorn":
		return "þ"
	case "dotlessi":
		return "ı"
	case "ordfeminine":
		return "ª"
	case "ordmasculine":
		return "º"
	case "exclamdown":
		return "¡"
	case "questiondown":
		return "¿"
	case "zero":
		return "0"
	case "one":
		return "1"
	case "two":
		return "2"
	case "three":
		return "3"
	case "four":
		return "4"
	case "five":
		return "5"
	case "six":
		return "6"
	case "seven":
		return "7"
	case "eight":
		return "8"
	case "nine":
		return "9"
	case "ff", "fi", "fl", "ffi", "ffl":
		return s
	}
	return ""
}
