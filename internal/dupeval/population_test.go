package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// culture is how people of a country are called and reached.
type culture struct {
	region                 string
	weight                 int
	women, men             []string
	start, end             []string // of surnames
	cities, streets        []string
	code, national, mobile string
	digits                 int
	cyrillic, double       bool
}

// noise says how often, of 1,000, what happens to an entry.
type noise struct {
	typo, nickname, otherScript, married, moved, otherEmail, otherPhone, agencyContact int

	noEmail, noPhone, noBirth, noAddress, noProfile int
}

var (
	quiet = noise{
		typo: 30, nickname: 60, otherScript: 200, married: 15, moved: 60, otherEmail: 60, otherPhone: 60, agencyContact: 20,
		noEmail: 30, noPhone: 80, noBirth: 350, noAddress: 350, noProfile: 550,
	}
	loud = noise{
		typo: 60, nickname: 100, otherScript: 350, married: 30, moved: 120, otherEmail: 75, otherPhone: 75, agencyContact: 40,
		noEmail: 40, noPhone: 90, noBirth: 350, noAddress: 400, noProfile: 600,
	}
)

// human is somebody of a population, as they really are.
type human struct {
	id         int
	family     int // of those who share a household, 0 for none
	culture    *culture
	given      string
	surname    string
	maiden     string // what the surname was, or will be
	generation string
	born       time.Time
	emails     [2]string
	phones     [2]string
	homes      [2]candidate.Address
	profile    string
}

// population makes people and their entries.
type population struct {
	*rand.Rand
	noise  noise
	humans []*human
	taken  map[string]bool // of mailboxes and numbers
}

// populate returns the entries of so many people: one each, and for a fifth of
// them a second and perhaps a third one. The entity is the person's number and
// the family's: "12/3".
func populate(n int, noise noise, seed uint64) []person {
	p := &population{Rand: rand.New(rand.NewPCG(seed, 7)), noise: noise, taken: make(map[string]bool)}
	for family := 1; len(p.humans) < n; family++ {
		if p.chance(150) {
			p.addFamily(family)
		} else {
			p.humans = append(p.humans, p.human(p.culture(), nil))
		}
	}
	var out []person
	for i, h := range p.humans {
		h.id = i + 1
		out = append(out, p.entry(h))
		for again := 200; p.chance(again); again = 150 {
			out = append(out, p.entry(h))
		}
	}
	return out
}

func (p *population) chance(of1000 int) bool { return p.IntN(1000) < of1000 }

// frequent picks from a list whose earlier members are more frequent.
func (p *population) frequent(from []string) string {
	f := p.Float64()
	return from[int(f*math.Sqrt(f)*float64(len(from)))]
}

func (p *population) any(from []string) string { return from[p.IntN(len(from))] }

func (p *population) culture() *culture {
	n := p.IntN(100)
	for i := range people {
		if n -= people[i].weight; n < 0 {
			return &people[i]
		}
	}
	return &people[0]
}

// human makes somebody; like is a relative to be taken after.
func (p *population) human(c *culture, like *human) *human {
	h := &human{culture: c, born: time.Date(1955, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, p.IntN(365*48))}
	h.given = p.frequent(c.men)
	if p.chance(500) {
		h.given = p.frequent(c.women)
		h.maiden = p.surname(c)
	}
	h.surname, h.homes = p.surname(c), [2]candidate.Address{p.home(c), p.home(c)}
	h.phones = [2]string{p.phone(c), p.phone(c)}
	if like != nil {
		h.family, h.surname, h.homes[0] = like.family, like.surname, like.homes[0]
	}
	h.emails = [2]string{p.email(h), p.email(h)}
	h.profile = p.free(func() string {
		return fmt.Sprintf("https://www.linkedin.com/in/%s-%06x", strings.ReplaceAll(h.mailbox(), ".", "-"), p.IntN(1<<24))
	})
	return h
}

// addFamily makes a household: a couple, children, perhaps twins, perhaps a
// son of his father's name. Some share a telephone, some a mailbox.
func (p *population) addFamily(family int) {
	c := p.culture()
	first := p.human(c, nil)
	first.family = family
	members := []*human{first, p.human(c, first)}
	for members[1].given == first.given {
		members[1].given = p.any(c.women)
	}
	for range 1 + p.IntN(3) {
		child := p.human(c, first)
		child.born = first.born.AddDate(20+p.IntN(15), p.IntN(12), p.IntN(28))
		switch last := members[len(members)-1]; {
		case p.chance(250) && len(members) > 2:
			child.born = last.born // twins
		case p.chance(100) && len(members) == 2:
			child.given, child.generation, child.maiden = first.given, "Jr", ""
			if p.chance(500) {
				first.generation = "Sr"
			}
		}
		for called := true; called && child.generation == ""; {
			called = false
			for _, m := range members {
				called = called || m.given == child.given
			}
			if called {
				child.given = p.any(append(c.women[:len(c.women):len(c.women)], c.men...))
			}
		}
		members = append(members, child)
	}
	for _, m := range members[1:] {
		if p.chance(400) {
			m.phones[0] = first.phones[0]
		}
		if p.chance(150) {
			m.emails[0] = first.emails[0]
		}
	}
	p.humans = append(p.humans, members...)
}

func (p *population) surname(c *culture) string {
	one := func() string {
		s, s2, _ := strings.Cut(p.frequent(c.start), "/")
		e, e2, _ := strings.Cut(p.frequent(c.end), "/")
		if s2 == "" {
			return s + e
		}
		return s + e + "/" + s2 + e2
	}
	if c.double && p.chance(800) {
		return one() + " " + one()
	}
	return one()
}

func (p *population) home(c *culture) candidate.Address {
	street := p.any(people[p.IntN(3)].start) + p.any(people[p.IntN(3)].end)
	city, _, _ := strings.Cut(p.frequent(c.cities), "/")
	return candidate.Address{
		Street:   fmt.Sprintf("%d %s %s", 1+p.IntN(150), street, p.any(c.streets)),
		City:     city,
		Postcode: fmt.Sprintf("%05d", 10000+p.IntN(3000)),
	}
}

func (p *population) phone(c *culture) string {
	return p.free(func() string {
		n := c.mobile
		for len(n) < c.digits {
			n += string(rune('0' + p.IntN(10)))
		}
		return c.code + n
	})
}

// free tries until it gets what nobody has.
func (p *population) free(try func() string) string {
	for {
		if s := try(); !p.taken[s] {
			p.taken[s] = true
			return s
		}
	}
}

func (h *human) mailbox() string {
	plain := func(s string) string {
		if _, latin, ok := strings.Cut(s, "/"); ok {
			s = latin
		}
		return strings.ToLower(strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
				return r
			}
			return -1
		}, s))
	}
	return strings.Trim(plain(h.given)+"."+plain(h.surname), ".")
}

func (p *population) email(h *human) string {
	return p.free(func() string {
		local := h.mailbox()
		if p.chance(600) {
			local = fmt.Sprintf("%s%d", local, p.IntN(1000))
		}
		if local == "" {
			local = fmt.Sprintf("u%d", p.IntN(1e7))
		}
		return local + "@" + p.any([]string{"gmail.com", "outlook.com", "yahoo.com", "web.de", "icloud.com", fmt.Sprintf("%c%c.example", 'a'+p.IntN(26), 'a'+p.IntN(26))})
	})
}

// entry is what somebody typed about a person.
func (p *population) entry(h *human) person {
	n := &p.noise
	given, surname := h.given, h.surname
	if h.maiden != "" && p.chance(n.married) {
		surname = h.maiden
	}
	if short, ok := shortForms[given]; ok && p.chance(n.nickname) {
		given = short
	}
	second := p.chance(n.otherScript)
	given, surname = p.typo(script(given, second)), p.typo(script(surname, second))
	if h.generation != "" {
		surname += " " + h.generation
	}
	e := candidate.Entry{Given: given, Surname: surname}
	switch p.IntN(20) {
	case 0:
		e = candidate.Entry{Name: surname + ", " + given}
	case 1, 2, 3:
		e = candidate.Entry{Name: given + " " + surname}
	case 4:
		e.Given, e.Surname = strings.ToUpper(given), strings.ToUpper(surname)
	case 5:
		e.Given = "Dr. " + given
	}
	p.contacts(h, &e)
	if !p.chance(n.noBirth) {
		born := h.born
		if p.chance(n.typo) {
			born = mistyped(born, p.IntN(4))
		}
		e.Born = born.Format(p.any([]string{"2006-01-02", "2006-01-02", "02.01.2006", "2 January 2006", "2006"}))
	}
	if !p.chance(n.noAddress) {
		e.Address = h.homes[0]
		if p.chance(n.moved) {
			e.Address = h.homes[1]
		}
		e.Address.Street = p.typo(e.Address.Street)
	}
	return person{entry: e, entity: fmt.Sprintf("%d/%d", h.id, h.family), region: h.culture.region}
}

func (p *population) contacts(h *human, e *candidate.Entry) {
	n := &p.noise
	var emails, phones []string
	if !p.chance(n.noEmail) {
		m := h.emails[0]
		if p.chance(n.otherEmail) {
			m = h.emails[1]
		}
		if local, domain, _ := strings.Cut(m, "@"); p.chance(50) {
			m = local + "+jobs@" + strings.ToUpper(domain)
		}
		emails = append(emails, m)
	}
	if !p.chance(n.noPhone) {
		t := h.phones[0]
		if p.chance(n.otherPhone) {
			t = h.phones[1]
		}
		if p.chance(400) {
			t = h.culture.national + strings.TrimPrefix(t, h.culture.code)
		}
		if p.chance(300) {
			t = t[:5] + " " + t[5:8] + "-" + t[8:]
		}
		phones = append(phones, t)
	}
	if p.chance(n.agencyContact) {
		at := p.IntN(20)
		emails = append(emails, fmt.Sprintf("candidates@agency%d.example", at), fmt.Sprintf("ann@agency%d.example", at))
		phones = append(phones, fmt.Sprintf("+44207946%04d", at))
	}
	if !p.chance(n.noProfile) {
		e.URLs = agency.Freeze(h.profile)
	}
	e.Emails, e.Phones = agency.Freeze(emails...), agency.Freeze(phones...)
}

// mistyped returns a date with one thing wrong: year, month, day, or their order.
func mistyped(t time.Time, what int) time.Time {
	y, m, d := t.Date()
	switch {
	case what == 0:
		y++
	case what == 1:
		m = m%12 + 1
	case what == 2:
		d = d%28 + 1
	case d <= 12:
		m, d = time.Month(d), int(m)
	}
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// script returns a name of two scripts in the one or the other.
func script(s string, second bool) string {
	words := strings.Fields(s)
	for i, w := range words {
		if a, b, ok := strings.Cut(w, "/"); ok {
			if words[i] = a; second {
				words[i] = b
			}
		}
	}
	return strings.Join(words, " ")
}

// typo perhaps exchanges, drops, doubles or replaces a letter.
func (p *population) typo(s string) string {
	r := []rune(s)
	if len(r) < 4 || !p.chance(p.noise.typo) {
		return s
	}
	at := 1 + p.IntN(len(r)-2)
	switch p.IntN(4) {
	case 0:
		r[at], r[at+1] = r[at+1], r[at]
	case 1:
		r = append(r[:at], r[at+1:]...)
	case 2:
		r = append(r[:at+1], r[at:]...)
	default:
		r[at] = rune('a' + p.IntN(26))
	}
	return string(r)
}
