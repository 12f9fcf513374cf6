package match

import (
	"cmp"
	"math"
	"slices"

	"github.com/agencyaccess/agencyaccess/candidate"
)

const (
	// MaxKeys is how many keys a record has at most: those of 20 contacts of each
	// kind, and of the rest.
	MaxKeys = 3*maxContacts + 24

	// MaxBlock is up to how many holders of a key are looked at. A block that is
	// larger is skipped as a whole. That is safe for names: one that more than
	// 200 records of an account have weighs too little to raise a verdict by
	// itself, and whatever must come to its help, such as a birth date, a place or
	// an identifier, has a key of its own or together with the name. An
	// identifier of that many is nobody's.
	MaxBlock = 200

	// MaxScored is how many records are compared with one at most.
	MaxScored = 200

	// maxWeighed is how many records are considered for that.
	maxWeighed = 4 * MaxScored

	// maxNicknames bounds the keys that a lookup adds.
	maxNicknames = 40
)

// Best returns the holders that have most in common with what was looked for,
// at most [MaxScored], best first. Each block holds those that share one key, a
// holder once; blocks over [MaxBlock] are skipped. Rare keys count for more, and
// who shares nothing but the most frequent ones may be left out before all are
// weighed, so that the work is bounded.
func Best[ID cmp.Ordered](blocks [][]ID) []ID {
	type holder struct {
		id     ID
		common float64
	}
	byRarity := make([][]ID, 0, len(blocks))
	for _, block := range blocks {
		if len(block) > 0 && len(block) <= MaxBlock {
			byRarity = append(byRarity, block)
		}
	}
	slices.SortStableFunc(byRarity, func(a, b []ID) int { return len(a) - len(b) })
	var found []holder
	at := make(map[ID]int)
	for _, block := range byRarity {
		rarity := math.Log2(2 * MaxBlock / float64(len(block)))
		for _, id := range block {
			i, known := at[id]
			switch {
			case known:
				found[i].common += rarity
			case len(found) < maxWeighed:
				at[id] = len(found)
				found = append(found, holder{id, rarity})
			}
		}
	}
	slices.SortFunc(found, func(a, b holder) int {
		return cmp.Or(cmp.Compare(b.common, a.common), cmp.Compare(a.id, b.id))
	})
	best := make([]ID, min(len(found), MaxScored))
	for i := range best {
		best[i] = found[i].id
	}
	return best
}

// record puts the keys of a record. Those with names do not say which name is
// the surname, and take the sounds of names, or their beginnings, where typing
// errors are rarer; dates and postcodes are taken without the order of their
// digits, which is what typing confuses most.
func (m *maker) record(r *Record) {
	for _, e := range r.emails {
		if !e.role {
			m.put(candidate.KeyEmail, e.value, e.address)
		}
	}
	for _, p := range r.phones {
		m.put(candidate.KeyPhone, p.value, p.tail)
	}
	for _, p := range r.profiles {
		m.put(candidate.KeyProfile, p.value, string(rune('0'+p.network)), p.id)
	}
	if r.national != "" {
		m.put(candidate.KeyNationalID, r.id, r.national)
	}
	names := r.name.sounds()
	for _, w := range names {
		m.put(candidate.KeyWord, digest(nameValue, w), w)
	}
	main := names[:min(2, len(names))]
	if len(main) == 2 {
		m.put(candidate.KeyName, 0, sorted(main[0], main[1])...)
		m.put(candidate.KeyName, 0, sorted(beginning(main[0]), beginning(main[1]))...)
	}
	m.birth(r.born, main)
	m.place(&r.address, main)
}

func (m *maker) birth(b birth, names []string) {
	if !b.known() {
		return
	}
	d := b.digits()
	slices.Sort(d[:4])
	slices.Sort(d[4:])
	year, rest := string(d[:4]), string(d[4:])
	if b.whole() {
		m.put(candidate.KeyBirth, 0, year, rest)
	}
	for _, n := range names {
		m.put(candidate.KeyBirth, 0, year, n)
		if b.whole() {
			m.put(candidate.KeyBirth, 0, rest, beginning(n))
		}
	}
}

func (m *maker) place(a *address, names []string) {
	postcode := ""
	if a.postcode != "" {
		p := []byte(a.postcode)
		slices.Sort(p)
		postcode = string(p)
	}
	if a.main != "" && a.number != "" {
		m.put(candidate.KeyPlace, 0, "street", a.main, a.number)
	}
	for _, n := range names {
		n = beginning(n)
		if postcode != "" {
			m.put(candidate.KeyPlace, 0, "postcode", postcode, n)
		}
		if a.main != "" {
			m.put(candidate.KeyPlace, 0, "street", a.main, n)
		}
		if a.city != "" {
			m.put(candidate.KeyPlace, 0, "city", beginning(sound(a.city)), n)
		}
	}
}

// nicknames puts the whole-name keys with the other names of the first given
// name.
func (m *maker) nicknames(n *name) {
	if n.given.n == 0 || n.surname.n == 0 {
		return
	}
	limit := len(m.keys) + maxNicknames
	for _, other := range kinNames(&n.given.word[0]) {
		if len(m.keys) >= limit {
			return
		}
		m.put(candidate.KeyName, 0, sorted(other, n.surname.sound)...)
	}
}

// sounds returns the words that a name is found by: the first given name and
// the surname, then the parts of either.
func (n *name) sounds() []string {
	var out []string
	put := func(s string) {
		if len(s) > 1 && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	if n.given.n > 0 {
		put(n.given.word[0].sound)
	}
	put(n.surname.sound)
	if n.surname.n > 1 {
		put(n.surname.word[0].sound)
		put(n.surname.word[n.surname.n-1].sound)
	}
	if n.given.n > 1 {
		put(n.given.word[1].sound)
	}
	return out
}

func sorted(a, b string) []string {
	if b < a {
		a, b = b, a
	}
	return []string{a, b}
}

// beginning returns the first three letters.
func beginning(s string) string {
	n := 0
	for i := range s {
		if n == 3 {
			return s[:i]
		}
		n++
	}
	return s
}
