package match

import "strings"

// sound returns a coarse form of a name in which the usual ways of writing one
// name in Latin letters meet: Polish, German, French and English spellings and
// the competing romanisations of Slavic, Greek and Arabic names. It keeps
// the order of letters, so that distances on it still mean something.
func sound(s string) string {
	if !ascii(s) {
		return s
	}
	// Arjun is no Arun: what is j in India is dzh to those who write it in Cyrillic.
	s = letters(strings.ReplaceAll(s, "arju", "ardzhu"), func(c byte) byte {
		switch c {
		case 'y', 'j':
			return 'i'
		case 'w':
			return 'v'
		}
		return c
	})
	for _, r := range soundAlike {
		if strings.Contains(s, r[0]) {
			s = strings.ReplaceAll(s, r[0], r[1])
		}
	}
	return letters(s, func(c byte) byte {
		switch c {
		case 'q', 'c':
			return 'k'
		case 'g':
			return 'h' // г is h in Ukrainian and Belarusian, g in Russian
		}
		return c
	})
}

// letters changes every letter and keeps one of neighbours that are the same:
// doubled letters are written or not.
func letters(s string, change func(byte) byte) string {
	out := make([]byte, 0, maxWord)
	for i := range len(s) {
		c := change(s[i])
		if n := len(out); n == 0 || out[n-1] != c {
			out = append(out, c)
		}
	}
	return string(out)
}

// soundAlike are replaced in this order, the longer before the shorter; y and j
// are i by then, and w is v.
var soundAlike = [...][2]string{
	{"shch", "s"},
	{"szcz", "s"},
	{"tsch", "s"},
	{"sch", "s"},
	{"tch", "s"},
	{"sh", "s"},
	{"sz", "s"},
	{"ch", "s"},
	{"cz", "s"},
	{"dzh", "z"},
	{"zh", "z"},
	{"rz", "z"},
	{"ts", "c"},
	{"tz", "c"},
	{"kh", "h"},
	{"ph", "f"},
	{"th", "t"},
	{"ck", "k"},
	{"x", "ks"},
	{"ou", "u"},
	{"oo", "u"},
	{"ee", "i"},
	{"ae", "e"},
	{"oe", "o"},
	{"ue", "u"},
	{"ia", "a"},
	{"ie", "e"},
	{"io", "o"},
	{"iu", "u"},
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
