package match

import (
	"cmp"
	"slices"
)

// WithResumeOf returns the record with what was found in the resume of another
// one, of the same person.
func (r *Record) WithResumeOf(other *Record) *Record {
	c := *r
	c.emails = slices.Clone(r.emails)
	for _, e := range other.emails {
		if e.found {
			c.emails = add(c.emails, e, func(x email) bool { return x.value == e.value })
		}
	}
	c.phones = slices.Clone(r.phones)
	for _, p := range other.phones {
		if p.found {
			c.phones = add(c.phones, p, func(x phone) bool { return x.country == p.country && x.digits == p.digits })
		}
	}
	c.profiles = slices.Clone(r.profiles)
	for _, p := range other.profiles {
		if p.found {
			c.profiles = add(c.profiles, p, func(x profile) bool { return x.value == p.value })
		}
	}
	c.resume = cmp.Or(r.resume, other.resume)
	c.sort()
	return &c
}

// sort puts the contact data in the order in which it is compared.
func (r *Record) sort() {
	slices.SortFunc(r.emails, func(a, b email) int { return cmp.Compare(a.address, b.address) })
	slices.SortFunc(r.phones, func(a, b phone) int {
		return cmp.Or(cmp.Compare(a.digits, b.digits), cmp.Compare(a.country, b.country))
	})
	slices.SortFunc(r.profiles, func(a, b profile) int {
		return cmp.Or(cmp.Compare(a.network, b.network), cmp.Compare(a.id, b.id))
	})
}
