package match

import (
	"math"
	"strings"
	"unicode/utf8"
)

func (c *comparison) names(a, b *name) {
	bits, e := c.orderedNames(a, b)
	if e.any(DifferentGiven | DifferentSurname) {
		if crossed, f := c.crossedNames(a, b); crossed > bits {
			bits, e = crossed, f
		}
	}
	c.add(bits, e)
	switch {
	case a.generation == 0 && b.generation == 0:
	case a.generation == 0 || b.generation == 0:
		c.add(0, LoneGeneration)
	case a.generation == b.generation:
		c.add(0.5, SameGeneration)
	default:
		c.add(differentGeneration, DifferentGeneration)
	}
}

func (c *comparison) orderedNames(a, b *name) (float64, Evidence) {
	if inOne(a, b) || inOne(b, a) {
		return givenWeights[same] + surnameWeights[same], SameGiven | SameSurname
	}
	if a.straight == b.straight && a.given.joined != b.given.joined && a.given.n > 0 && b.given.n > 0 && a.surname.n > 0 && b.surname.n > 0 {
		// However it was parted.
		bits := givenWeights[same] + surnameWeights[same] + c.rarity(&a.given, &b.given, false)
		return bits + c.rarity(&a.surname, &b.surname, true), SameGiven | SameSurname
	}
	g, s := c.given(&a.given, &b.given), c.surname(&a.surname, &b.surname)
	bits := givenWeights[g] + surnameWeights[s]
	if g == same {
		bits += c.rarity(&a.given, &b.given, false)
	}
	if s == same {
		bits += c.rarity(&a.surname, &b.surname, true)
	}
	return bits, givenEvidence[c.evident(g, &a.given, &b.given)] | surnameEvidence[s]
}

// inOne reports whether the name of a was written in one, as in Chinese, and is
// that of b.
func inOne(a, b *name) bool {
	return a.given.n == 0 && a.surname.n == 1 && b.given.n > 0 && b.surname.n > 0 &&
		(a.surname.joined == b.crossed || a.surname.joined == b.straight)
}

// inNames reports whether both parts are there, and neither in initials.
func (n *name) inNames() bool {
	return n.given.n > 0 && n.surname.n > 0 && !n.given.initials() && !n.surname.initials()
}

// crossedNames takes the surname of one for the given name of the other. What
// is a given name then nobody knows, so both weights are meant.
func (c *comparison) crossedNames(a, b *name) (float64, Evidence) {
	penalty := swappedWeight
	if a.guessed || b.guessed {
		penalty = 0
	}
	g, s := c.given(&a.given, &b.surname), c.given(&a.surname, &b.given)
	if (a.crossed == b.straight || a.straight == b.crossed) && a.inNames() && b.inNames() {
		g, s = same, same
	}
	if g == missing && s == missing {
		return math.Inf(-1), 0
	}
	bits := penalty + (givenWeights[g]+surnameWeights[g]+givenWeights[s]+surnameWeights[s])/2
	worst := max(c.evident(g, &a.given, &b.surname), c.evident(s, &a.surname, &b.given))
	if min(g, s) == missing {
		worst = max(worst, initial) // half a name
	}
	return bits, SwappedNames | givenEvidence[worst] | surnameEvidence[min(max(g, 1), max(s, 1))]
}

var givenEvidence = [numLevels]Evidence{
	same: SameGiven, alike: LikeGiven, kindred: Nickname, open: OpenNickname, near: NearGiven, distant: DistantGiven, short: ShortGiven, second: SecondGiven,
	initial: InitialGiven, twinned: KindredGiven, different: DifferentGiven,
}

var surnameEvidence = [numLevels]Evidence{
	same: SameSurname, alike: LikeSurname, kindred: LikeSurname, open: LikeSurname, near: NearSurname, distant: DistantSurname, short: PartSurname,
	second: PartSurname, initial: InitialSurname, twinned: NearSurname, different: DifferentSurname,
}

// rarity is that of the rarest of the words that both parts have.
func (c *comparison) rarity(a, b *part, surname bool) float64 {
	best, found := 0.0, false
	for i := range a.n {
		for j := range b.n {
			if a.word[i].value != b.word[j].value {
				continue
			}
			h := c.w.find(a.word[i].value)
			if h == nil {
				continue
			}
			r := h.given
			if surname {
				r = h.surname
			}
			if !found || r > best {
				best, found = r, true
			}
		}
	}
	return best
}

func (c *comparison) given(a, b *part) level {
	if a.n == 0 || b.n == 0 {
		return missing
	}
	if a.joined == b.joined {
		if a.initials() {
			return initial // of many names
		}
		return same
	}
	best := c.word(&a.word[0], &b.word[0])
	if best < initial && a.n > 1 && b.n > 1 {
		if c.secondDiffers(a, b) {
			return near
		}
		if l := c.word(&a.word[1], &b.word[1]); l != initial {
			return max(best, l)
		}
	}
	if best == different && (a.n > 1 || b.n > 1) {
		if distance(a.joined, b.joined, 1) <= 1 && min(len(a.joined), len(b.joined)) > 4 {
			return near
		}
		if secondName(a, b) || secondName(b, a) {
			return second
		}
	}
	return best
}

// evident returns what a level is evidence of. Two usual names that are near,
// and double names that differ in their second words, weigh like mistakes, which
// they often are, but may be those of sisters and brothers: Marina and Marisa,
// Jean-Paul and Jean-Marc. Of two that are near and neither usual, nobody knows
// whether one is mistyped.
func (c *comparison) evident(l level, a, b *part) level {
	switch {
	case (l == near || l == distant) && a.word[0].text != b.word[0].text && a.word[0].usual && b.word[0].usual,
		l == near && a.n > 1 && b.n > 1 && c.secondDiffers(a, b):
		return twinned
	case l == near && a.word[0].text != b.word[0].text && !a.word[0].usual && !b.word[0].usual:
		return distant
	}
	return l
}

// secondDiffers reports whether the second words of double given names are two
// names. An initial stands for whatever begins with it.
func (c *comparison) secondDiffers(a, b *part) bool {
	x, y := &a.word[1], &b.word[1]
	switch c.word(x, y) {
	case distant, short, twinned, different:
		return true
	case near:
		return x.usual && y.usual
	}
	return false
}

// secondName reports whether the first name of a is a later one of b.
func secondName(a, b *part) bool {
	for j := 1; j < b.n; j++ {
		if len(a.word[0].text) > 1 && (a.word[0].sound == b.word[j].sound || kin(&a.word[0].kin, &b.word[j].kin)) {
			return true
		}
	}
	return false
}

func (c *comparison) surname(a, b *part) level {
	if a.n == 0 || b.n == 0 {
		return missing
	}
	if a.joined == b.joined {
		return same
	}
	if a.sound == b.sound {
		return alike
	}
	best := spelling(a.joined, b.joined, a.sound, b.sound)
	if best == different && (a.n > 1 || b.n > 1) {
		for i := range a.n {
			for j := range b.n {
				x, y := &a.word[i], &b.word[j]
				n := min(len(x.text), len(y.text))
				if n > 2 && (x.sound == y.sound || n > 5 && distance(x.text, y.text, 1) == 1) {
					return second
				}
			}
		}
	}
	if best == different && (oneLetter(a.joined) || oneLetter(b.joined)) && a.joined[0] == b.joined[0] {
		return initial
	}
	return best
}

// word compares two given names.
func (c *comparison) word(a, b *word) level {
	switch {
	case a.text == b.text && !oneLetter(a.text):
		return same
	case kin(&a.kin, &b.kin):
		if a.kin[1] != 0 || b.kin[1] != 0 {
			return open
		}
		return kindred
	case oneLetter(a.text) || oneLetter(b.text):
		if a.text[0] == b.text[0] {
			return initial
		}
		return different
	case a.sound == b.sound:
		if a.kin[0] != 0 && b.kin[0] != 0 {
			return twinned
		}
		if distance(a.text, b.text, 3) > 3 {
			return distant // Harriet and Gareth
		}
		return alike
	}
	best := spelling(a.text, b.text, a.sound, b.sound)
	switch best {
	case near, distant:
		if ending(a.text, b.text) || c.established(a) && c.established(b) {
			return twinned
		}
		if a.text[0] != b.text[0] {
			return distant // Emma and Gemma: first letters are seldom mistyped
		}
	case different:
		if n := min(len(a.text), len(b.text)); n >= 3 && ascii(a.text) && ascii(b.text) &&
			(strings.HasPrefix(a.text, b.text) || strings.HasPrefix(b.text, a.text)) {
			return short
		}
	}
	return best
}

// initials reports whether a part has letters for names.
func (p *part) initials() bool {
	for i := range p.n {
		if !oneLetter(p.word[i].text) {
			return false
		}
	}
	return p.n > 0
}

// oneLetter reports whether a name is an initial. One letter of another script
// can be a whole name, 伟.
func oneLetter(s string) bool { return len(s) == 1 }

// established reports whether a word is a name of its own rather than another
// one mistyped.
func (c *comparison) established(w *word) bool { return w.kin[0] != 0 || c.w.holders(w.value) >= 5 }

// ending reports whether two given names differ by the ending that makes one a
// woman's and the other a man's: Jan and Jana, Mario and Maria.
func ending(a, b string) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	last := a[len(a)-1]
	if len(a) == len(b) {
		return a[:len(a)-1] == b[:len(b)-1] && (last == 'a' || b[len(b)-1] == 'a')
	}
	return len(a) == len(b)+1 && a[:len(b)] == b && (last == 'a' || last == 'e')
}

// spelling judges by letters alone.
func spelling(a, b, soundA, soundB string) level {
	n := min(utf8.RuneCountInString(a), utf8.RuneCountInString(b))
	d := distance(a, b, 3)
	switch {
	case d == 1 && n >= 4:
		return near
	case d == 1 && n == 3, d == 2 && n >= 6, d == 3 && n >= 9:
		return distant
	case n >= 5 && distance(soundA, soundB, 1) == 1:
		return distant
	}
	return different
}
