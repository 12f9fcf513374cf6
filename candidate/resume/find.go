package resume

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// MaxFound is how many of each kind Find returns.
const MaxFound = 5

// minDigest is how many letters and digits a text must have for a digest. A
// shorter one, such as a letterhead or a form nobody filled in, is nobody's.
const minDigest = 200

// Found is the contact data in a text, as it is written there.
type Found struct {
	Emails []string // at most 254 bytes each
	Phones []string // at most 64 bytes each; 7 to 15 digits, a + if there is one
	URLs   []string // at most 2048 bytes each; profiles may lack the scheme
	// Digest is the first 64 bits of the SHA-256 of the text's letters and
	// digits, in lower case and without accents: spacing, punctuation and layout
	// do not matter. It is 0 if there are fewer than 200 of them.
	Digest uint64
}

// Find returns the contact data in a text in order of appearance, at most
// MaxFound of each kind and each once: e-mail addresses and URLs that differ
// in case alone are one, as are telephone numbers of the same digits.
//
// A telephone number is told by its shape. Dates, periods of years, postcodes,
// ISBNs and numbers within addresses are none, but what else has seven digits
// may be taken for one.
func Find(text string) Found {
	pages, rest := findURLs(text)
	mails, rest := findEmails(rest)
	return Found{
		Emails: mails,
		Phones: findPhones(rest),
		URLs:   pages,
		Digest: digest(text),
	}
}

// A list keeps the first MaxFound values whose keys differ.
type list struct {
	values []string
	keys   map[string]bool
}

func (l *list) add(value, key string) {
	if len(l.values) == MaxFound || l.keys[key] {
		return
	}
	if l.keys == nil {
		l.keys = map[string]bool{}
	}
	l.keys[key] = true
	l.values = append(l.values, value)
}

// digest returns the Digest of a text.
func digest(text string) uint64 {
	h := sha256.New()
	var it norm.Iter
	it.InitString(norm.NFKD, text)
	n := 0
	buf := make([]byte, 0, 1<<10)
	for !it.Done() {
		for _, r := range string(it.Next()) {
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				continue
			}
			n++
			if buf = append(buf, string(unicode.ToLower(r))...); len(buf) > 1000 {
				h.Write(buf)
				buf = buf[:0]
			}
		}
	}
	if n < minDigest {
		return 0
	}
	h.Write(buf)
	var sum [sha256.Size]byte
	return max(binary.BigEndian.Uint64(h.Sum(sum[:0])), 1) // 0 is none
}

// A mask blanks out parts of a text, so that what is found in them is not
// found again as something else. A mark takes their place that no address or
// number goes over.
type mask struct {
	text string
	kept strings.Builder
	done int
}

const maskMark = "\x00"

func (m *mask) cut(from, to int) {
	m.kept.WriteString(m.text[m.done:from])
	m.kept.WriteString(maskMark)
	m.done = to
}

func (m *mask) rest() string {
	if m.done == 0 {
		return m.text
	}
	m.kept.WriteString(m.text[m.done:])
	return m.kept.String()
}
