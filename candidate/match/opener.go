package match

// opener reads a sketch. After the first thing that cannot be, nothing is read
// any more and all is empty.
type opener struct {
	s  string
	at int
	ok bool
}

func (d *opener) check(is bool) {
	if !is {
		d.ok, d.at = false, len(d.s)
	}
}

func (d *opener) byte() byte {
	if d.at >= len(d.s) {
		d.ok = false
		return 0
	}
	d.at++
	return d.s[d.at-1]
}

// number reads what a varint of up to 28 bits tells.
func (d *opener) number() int {
	n := 0
	for shift := 0; shift < 28; shift += 7 {
		b := d.byte()
		n |= int(b&0x7f) << shift
		if b < 0x80 {
			return n
		}
	}
	d.check(false)
	return 0
}

func (d *opener) long() uint64 {
	s := d.take(8)
	n := uint64(0)
	for i := range len(s) {
		n = n<<8 | uint64(s[i])
	}
	return n
}

// take returns the next n bytes.
func (d *opener) take(n int) string {
	if n > len(d.s)-d.at {
		d.check(false)
		return ""
	}
	d.at += n
	return d.s[d.at-n : d.at]
}

func (d *opener) text() string {
	here := d.at
	n := d.number()
	if n&1 == 0 {
		return d.take(n >> 1)
	}
	n >>= 1
	start := here - int(d.byte())
	if !d.ok || start < 0 || start+n > here {
		d.check(false)
		return ""
	}
	return d.s[start : start+n]
}

// count reads how long a list of contacts is.
func (d *opener) count() int {
	n := d.number()
	if n > maxContacts {
		d.check(false)
		return 0
	}
	return n
}

func (d *opener) name(n *name) {
	flags := d.byte()
	n.guessed = flags&1 != 0
	n.given.n, n.surname.n = int(flags>>1&7), int(flags>>4)
	n.generation = d.byte()
	g, s := int(d.byte()), int(d.byte())
	d.check(n.given.n <= maxWords && n.surname.n <= maxWords && g <= maxWord && s <= maxWord && (g > 0) == (n.given.n > 0) && (s > 0) == (n.surname.n > 0))
	again := g
	if s == 0 {
		again = 0
	}
	all := d.take(g + s + again)
	d.check(d.ok && all[:again] == all[g+s:])
	if !d.ok {
		*n = name{}
		return
	}
	n.given.joined, n.surname.joined = all[:g], all[g:g+s]
	n.straight, n.crossed = all[:g+s], all[len(all)-g-s:]
	d.part(&n.given)
	d.part(&n.surname)
}

func (d *opener) part(p *part) {
	if p.n == 0 {
		return
	}
	p.sound = d.text()
	if p.n == 1 {
		p.word[0].set(p.joined, p.sound)
		return
	}
	for i := range p.n {
		text, sound := d.text(), d.text()
		d.check(text != "")
		p.word[i].set(text, sound)
	}
}

func (d *opener) born(b *birth) {
	if b.year = d.number(); b.year != 0 {
		b.month, b.day = int(d.byte()), int(d.byte())
		d.check(*b == checked(*b))
	}
}

func (d *opener) email() email {
	e := email{found: d.byte()&1 != 0, address: d.text(), local: d.text()}
	e.look()
	return e
}

func (d *opener) phone() phone {
	flags := d.byte()
	p := phone{found: flags&1 != 0, mobile: flags&2 != 0, country: d.number(), digits: d.text()}
	p.look()
	return p
}

func (d *opener) profile() profile {
	flags := d.byte()
	p := profile{found: flags&1 != 0, network: network(flags >> 1), id: d.text()}
	if p.network > xing {
		d.check(false)
		return profile{}
	}
	p.look()
	return p
}

func (d *opener) signature(s *signature) {
	n := int(d.byte())
	switch {
	case n == wholeSignature:
		for i := range s {
			s[i] = d.long()
		}
	case n > wholeSignature:
		d.check(false)
	default:
		at := d.take(n)
		for i := range len(at) {
			s[at[i]>>6] |= 1 << (at[i] & 63)
		}
	}
}
