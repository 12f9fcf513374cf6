package tables

import (
	"strings"
	"unicode/utf8"
)

// nobody is a text that every database takes, and that no identifier or address
// equals, as they have no control characters. The empty text would not do: some
// statements take it for no condition.
const nobody = "\x01"

// Sought is what to look for where somebody asks for text. Databases refuse
// what is not UTF-8 or has a NUL, while to the engine it is a text that nothing
// has.
func Sought(text string) string {
	if wellFormed(text) {
		return text
	}
	return nobody
}

func wellFormed(text string) bool { return utf8.ValidString(text) && strings.IndexByte(text, 0) < 0 }

// position is where in an order a text is that may be ill-formed: behind what
// it begins with. Rows that follow that but precede the text come too.
func position(text string) string {
	for i, r := range text {
		if r == 0 {
			return text[:i]
		}
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(text[i:]); size == 1 {
				return text[:i]
			}
		}
	}
	return text
}
