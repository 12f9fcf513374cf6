package match

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// fold returns the comparing form of a text: compatible forms unified (NFKC),
// case folded, spaces collapsed.
func fold(s string) string {
	if plain(s) {
		return s
	}
	// Folding can undo the normal form, so that it is made again. Cherokee folds
	// to capitals in one table and from them in another, hence ToLower.
	s = norm.NFKC.String(strings.ToLower(cases.Fold().String(norm.NFKC.String(s))))
	return strings.Join(strings.Fields(s), " ")
}

// plain reports whether folding would change nothing.
func plain(s string) bool {
	for i := range len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-', c == '.', c == '@':
		case c == ' ' && i > 0 && s[i-1] != ' ' && i < len(s)-1:
		default:
			return false
		}
	}
	return true
}

// latin returns a folded text in Latin letters without marks, as far as the
// tables go; other scripts stay as they are, and so do their marks, which tell
// their letters apart.
func latin(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	var script rune // of the letter that a mark belongs to: 'l'atin, 'o'ther
	text := []rune(norm.NFD.String(s))
	for i := 0; i < len(text); i++ {
		r := text[i]
		if r < 0x80 {
			b.WriteRune(r)
			script = 'l'
			continue
		}
		if unicode.Is(unicode.Mn, r) {
			if script == 'o' {
				b.WriteRune(r)
			}
			continue
		}
		// Letters that are composed in the tables, such as й, come apart in NFD.
		if i+1 < len(text) {
			if c := norm.NFC.String(string(text[i : i+2])); len([]rune(c)) == 1 {
				if to, ok := toLatin[[]rune(c)[0]]; ok {
					b.WriteString(to)
					script = 'l'
					i++
					continue
				}
			}
			if to, ok := greekPairs[[2]rune{r, text[i+1]}]; ok {
				b.WriteString(to)
				script = 'l'
				i++
				continue
			}
		}
		if to, ok := toLatin[r]; ok {
			b.WriteString(to)
			script = 'l'
			continue
		}
		b.WriteRune(r)
		script = 'o'
		if unicode.Is(unicode.Latin, r) {
			script = 'l'
		}
	}
	return norm.NFC.String(b.String())
}

// words splits a text at whatever is neither letter, digit, mark nor apostrophe;
// apostrophes go.
func words(s string) []string { return wordsWith(s, func(rune) bool { return false }) }

// wordsWith is words where some others belong to words too.
func wordsWith(s string, too func(rune) bool) []string {
	out := strings.FieldsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r) && !apostrophe(r) && !too(r)
	})
	kept := out[:0]
	for _, w := range out {
		w = strings.Map(func(r rune) rune {
			if apostrophe(r) {
				return -1
			}
			return r
		}, w)
		if w != "" {
			kept = append(kept, w)
		}
	}
	return kept
}

func apostrophe(r rune) bool {
	switch r {
	case '\'', '’', '‘', 'ʼ', 'ʹ', 'ʻ', '`', '´':
		return true
	}
	return false
}

func joined(words []string) string { return strings.Join(words, "") }
