package match

import "strings"

// What was found in a resume may be a referee's, so that only what agrees
// counts of it: contact data that differs or is merely alike is compared where
// it was typed for both.

// fewPairs bounds the pairs of contact data that are compared letter by letter.
// Equal ones are found among any number.
const fewPairs = 9

// minMailbox is how long the local part of an address must be to say something
// without its domain.
const minMailbox = 6

// best is what agrees best of several, whatever their order: what has the most
// bits, and of that what identifies best.
type best struct {
	bits float64
	what Evidence
}

func (b *best) take(bits float64, what Evidence) {
	if b.what == 0 || bits > b.bits || bits == b.bits && what < b.what {
		b.bits, b.what = bits, what
	}
}

func (c *comparison) emails(a, b []email) {
	var agrees best
	for i := range a {
		x := &a[i]
		for j := range b {
			if x.value != b[j].value {
				continue
			}
			if x.role {
				agrees.take(0, SharedEmail)
				continue
			}
			h := c.w.holders(x.value)
			bits, shared := c.w.identifier(h, emailWeight)
			if shared {
				agrees.take(0, SharedEmail)
				continue
			}
			agrees.take(bits, SameEmail)
			c.own = c.own || h <= fewHolders
		}
	}
	m, n := count(a, (*email).typed), count(b, (*email).typed)
	if !agrees.what.any(SameEmail) && m*n > 0 && m*n <= fewPairs {
		for i := range a {
			for j := range b {
				x, y := &a[i], &b[j]
				if x.value == y.value || !x.personal() || !y.personal() {
					continue
				}
				if bits, what := likeEmail(x, y); what != 0 {
					agrees.take(bits, what)
				}
			}
		}
	}
	if agrees.what == 0 && count(a, (*email).personal) > 0 && count(b, (*email).personal) > 0 {
		agrees.take(-0.5, DifferentEmail)
	}
	c.add(agrees.bits, agrees.what)
}

func (e *email) typed() bool    { return !e.found }
func (e *email) personal() bool { return !e.found && !e.role }
func (p *phone) typed() bool    { return !p.found }

// count returns how many of a list are so.
func count[T any](list []T, is func(*T) bool) int {
	n := 0
	for i := range list {
		if is(&list[i]) {
			n++
		}
	}
	return n
}

func likeEmail(x, y *email) (float64, Evidence) {
	long := min(len(x.local), len(y.local)) >= minMailbox
	switch {
	case !long:
	case x.local == y.local && x.public && y.public:
		if strings.ContainsAny(x.local, "0123456789") {
			return mailboxNameWeight, SameMailboxName
		}
		return plainNameWeight, SameMailboxName
	case distance(x.address, y.address, 1) == 1:
		return nearEmailWeight, NearEmail
	}
	return 0, 0
}

func (c *comparison) phones(a, b []phone) {
	var agrees best
	for i := range a {
		x := &a[i]
		for j := range b {
			if x.value == b[j].value && x.same(&b[j]) { // what is the same has the same end
				agrees.take(c.samePhone(x, &b[j]))
			}
		}
	}
	m, n := count(a, (*phone).typed), count(b, (*phone).typed)
	if agrees.bits < nearPhoneWeight && m*n > 0 && m*n <= fewPairs {
		for i := range a {
			for j := range b {
				if x, y := &a[i], &b[j]; x.typed() && y.typed() && !x.same(y) && x.near(y) {
					agrees.take(nearPhoneWeight, NearPhone)
				}
			}
		}
	}
	if agrees.what == 0 && m > 0 && n > 0 {
		agrees.take(-0.5, DifferentPhone)
	}
	c.add(agrees.bits, agrees.what)
}

func (c *comparison) samePhone(x, y *phone) (float64, Evidence) {
	weight, what := phoneWeight, SamePhone
	switch {
	case x.country == 0 || y.country == 0:
		what = SameLastDigits
	case x.mobile:
		weight, what = mobileWeight, SameMobile
	}
	h := c.w.holders(x.value)
	bits, shared := c.w.identifier(h, weight)
	if shared {
		return 0, SharedPhone
	}
	c.own = c.own || h <= fewHolders
	return bits, what
}
