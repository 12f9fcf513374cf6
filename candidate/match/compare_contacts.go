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

func (c *comparison) emails(a, b []email) {
	best, what := 0.0, Evidence(0)
	people := false // whether both have an address of a person
	for i := range a {
		for j := range b {
			x, y := &a[i], &b[j]
			if x.value == y.value {
				bits, shared := c.w.identifier(x.value, emailWeight)
				switch {
				case (shared || x.role) && what == 0:
					what = SharedEmail
				case !shared && !x.role && bits > best:
					best, what = bits, SameEmail
					c.own = c.own || c.w.holders(x.value) <= fewHolders
				}
				continue
			}
			if x.role || y.role || x.found || y.found {
				continue
			}
			people = true
			if typedEmails(a)*typedEmails(b) > fewPairs {
				continue
			}
			if bits, e := likeEmail(x, y); bits > best {
				best, what = bits, e
			}
		}
	}
	if what == 0 && people {
		best, what = -0.5, DifferentEmail
	}
	c.add(best, what)
}

func typedEmails(list []email) int {
	n := 0
	for i := range list {
		if !list[i].found {
			n++
		}
	}
	return n
}

func typedPhones(list []phone) int {
	n := 0
	for i := range list {
		if !list[i].found {
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
	best, what := 0.0, Evidence(0)
	m, n := typedPhones(a), typedPhones(b)
	for i := range a {
		for j := range b {
			x, y := &a[i], &b[j]
			switch {
			case x.same(y):
				bits, e := c.samePhone(x, y)
				if bits > best || what == 0 {
					best, what = bits, e
				}
			case x.found || y.found:
			case m*n <= fewPairs && best < nearPhoneWeight && x.near(y):
				best, what = nearPhoneWeight, NearPhone
			}
		}
	}
	if what == 0 && m > 0 && n > 0 {
		best, what = -0.5, DifferentPhone
	}
	c.add(best, what)
}

func (c *comparison) samePhone(x, y *phone) (float64, Evidence) {
	weight, what := phoneWeight, SamePhone
	switch {
	case x.country == 0 || y.country == 0:
		what = SameLastDigits
	case x.mobile:
		weight, what = mobileWeight, SameMobile
	}
	bits, shared := c.w.identifier(x.value, weight)
	if shared {
		return 0, SharedPhone
	}
	c.own = c.own || c.w.holders(x.value) <= fewHolders
	return bits, what
}
