package match

import (
	"slices"
	"strconv"

	"github.com/agencyaccess/agencyaccess/candidate"
)

const (
	// maxKeys is how many keys a record has at most: those of 20 contacts of each
	// kind, and of the rest.
	maxKeys = 3*maxContacts + 24

	// maxNicknames bounds the keys that a lookup adds.
	maxNicknames = 40
)

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
		m.put(candidate.KeyProfile, p.value, networkNames[p.network], p.id)
	}
	if r.national != "" {
		m.put(candidate.KeyNationalID, r.id, r.national)
	}
	if r.resume != 0 {
		m.put(candidate.KeyResume, r.resume, strconv.FormatUint(r.resume, 16))
	}
	names := r.name.sounds()
	for _, w := range names {
		m.putAs(r.name.roleOf(w, len(names)), candidate.KeyWord, digest(nameValue, w), w)
	}
	main := names[:min(2, len(names))]
	if len(main) == 2 {
		as := likeness
		if main[1] == r.name.surname.sound && main[0] == r.name.given.word[0].sound {
			as = wholeName
		}
		m.putAs(as, candidate.KeyName, 0, sorted(main[0], main[1])...)
		if g := r.name.generation; g > 0 && as == wholeName {
			m.putAs(generationName, candidate.KeyName, 0, append(sorted(main[0], main[1]), strconv.Itoa(int(g)))...)
		}
		m.put(candidate.KeyName, 0, append(sorted(beginning(main[0]), beginning(main[1])), "beginnings")...)
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
		m.putAs(wholeBirth, candidate.KeyBirth, 0, year, rest)
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
	w := &n.given.word[0]
	for _, other := range kinNames(w) {
		if len(m.keys) >= limit {
			return
		}
		as := nickname
		if w.kin[1] != 0 || kinOf(other, other)[1] != 0 {
			as = openNickname
		}
		m.putAs(as, candidate.KeyName, 0, sorted(other, n.surname.sound)...)
	}
}

// roleOf returns what one of so many sounds says about the name.
func (n *name) roleOf(sound string, sounds int) role {
	switch {
	case sounds == 1 && n.given.n == 0 && n.guessed:
		return onlyName
	case n.given.n > 0 && (sound == n.given.word[0].sound || n.given.n > 1 && sound == n.given.word[1].sound):
		return givenName
	case sound == n.surname.sound:
		return familyName
	}
	return likeness
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
