package match

import (
	"strings"
	"unicode"
)

// maxWords bounds the words of a part of a name that are compared one by one.
const maxWords = 4

// name is a person's name in its comparing form.
type name struct {
	given, surname part
	straight       string // given names and surname without spaces
	crossed        string // surname first
	generation     uint8
	guessed        bool // the whole name was typed, and where it parts, or that it has one, is a guess
}

// part is the given names or the surname.
type part struct {
	joined string // without spaces and hyphens, and without particles
	sound  string // of joined
	n      int
	word   [maxWords]word
}

// word is one name.
type word struct {
	text  string
	sound string
	value uint64    // what an account counts it by
	kin   [3]uint16 // groups of nicknames it is in, 0 for none
	usual bool      // a given name of its own, not another one mistyped
}

func (w *word) set(text, sound string) {
	*w = word{text: text, sound: sound, value: digest(nameValue, sound), kin: kinOf(text, sound)}
	w.usual = w.kin[0] != 0 || isGivenName()[text]
}

// who returns what people of the name have in common, in either order of its
// parts; 0 for no name.
func (n *name) who() uint64 {
	if n.given.n == 0 && n.surname.n == 0 {
		return 0
	}
	return digest(nameValue, n.given.word[0].sound) + digest(nameValue, n.surname.sound)
}

// parseName takes a name in parts, or the whole one where a part is missing.
func parseName(whole, given, surname string) name {
	var n name
	var g, s []string
	if whole != "" && (given == "" || surname == "") || given == "" && surname == "" {
		n.guessed = true
		g, s = n.split(whole)
	} else {
		g, s = nameWords(given), nameWords(surname)
		total := len(g) + len(s)
		g, s = n.trim(g, total), n.trim(s, total)
	}
	n.given, n.surname = makePart(g, false), makePart(s, true)
	n.straight, n.crossed = n.given.joined+n.surname.joined, n.surname.joined+n.given.joined
	return n
}

// nameWords returns the words of a name, folded and in Latin where that can be.
// A double name with a hyphen is one word with the hyphen.
func nameWords(s string) []string {
	out := wordsWith(latin(fold(s)), func(r rune) bool { return unicode.Is(unicode.Hyphen, r) })
	kept := out[:0]
	for _, w := range out {
		halves := strings.FieldsFunc(w, func(r rune) bool { return unicode.Is(unicode.Hyphen, r) })
		if w = strings.Join(halves, "-"); w != "" {
			kept = append(kept, w)
		}
	}
	return kept
}

// split parts a whole name: "Ann Lee", "Lee, Ann" and "Ann Lee, Jr." The last
// word is the surname, with the particles before it.
func (n *name) split(whole string) (given, surname []string) {
	before, after, comma := strings.Cut(fold(whole), ",")
	if !comma {
		return n.last(n.alone(nameWords(whole)))
	}
	s, g := nameWords(before), nameWords(after)
	total := len(s) + len(g)
	for len(g) > 0 && lateDegree(g[len(g)-1]) && (len(s) > 1 || len(g) > 1 || degree(g[0])) {
		g = g[:len(g)-1]
	}
	if len(g) == 1 && generation(g[0]) > 0 && len(s) > 1 {
		n.generation, g = generation(g[0]), nil
	}
	if len(g) == 0 {
		return n.last(n.alone(s))
	}
	return n.trim(g, total), n.trim(s, total)
}

// alone trims a whole name. What is left of Dr. Weber is a surname, not the name
// of one who has no other.
func (n *name) alone(all []string) []string {
	rest := n.trim(all, len(all))
	if len(rest) == 1 && len(all) > 1 {
		n.guessed = false
	}
	return rest
}

func (n *name) last(all []string) (given, surname []string) {
	if len(all) < 2 {
		return nil, all
	}
	at := len(all) - 1
	for at > 1 && particle(all[at-1]) {
		at--
	}
	return all[:at], all[at:]
}

// trim takes titles and degrees away, and a generation out, as long as a name
// is left. What is a name as well goes only where two words of the total stay.
func (n *name) trim(all []string, total int) []string {
	for before := false; len(all) > 1 && (title(all[0]) || before && laterTitle(all[0])); before = true {
		all, total = all[1:], total-1
	}
	for len(all) > 1 {
		w := all[len(all)-1]
		switch g := generation(w); {
		case g > 0 && (total > 2 || w != "junior" && w != "senior"):
			n.generation = g
		case !degree(w):
			return all
		}
		all, total = all[:len(all)-1], total-1
	}
	return all
}

func makePart(all []string, surname bool) part {
	var p part
	all = strings.FieldsFunc(strings.Join(all, "-"), func(r rune) bool { return r == '-' })
	core := make([]string, 0, len(all))
	for i, w := range all {
		// Among given names only María de los Ángeles has them: Ben, Bin and Abd are names.
		if !particle(w) || !surname && (i == 0 || i == len(all)-1) {
			core = append(core, w)
		}
	}
	if len(core) == 0 {
		core = all
	}
	p.joined = cut(joined(core), maxWord)
	p.sound = sound(p.joined)
	for _, w := range core {
		if p.n == maxWords {
			break
		}
		w = cut(w, maxWord)
		p.word[p.n].set(w, sound(w))
		p.n++
	}
	return p
}
