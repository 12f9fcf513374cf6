package match

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/agencyaccess/agencyaccess/candidate"
)

// maxContacts bounds, for each kind, the contact data of a record that count.
const maxContacts = candidate.MaxContacts

// Options are what an account knows about how its entries are to be read.
type Options struct {
	// Region is where telephone numbers without a country are from, an ISO
	// 3166-1 code of two capital letters. Where it is empty, such numbers are
	// compared by their last digits.
	Region string

	// Own is contact data of agencies, which is left out of records.
	Own *Own

	// Resume is what was found in the entry's resume; nil if there is none.
	Resume *Resume
}

// Resume is what the text of a resume tells about whose it is. Of each kind of
// contact data the first two that can be read count, as if they had been typed
// after the others, except that they are evidence only where they agree: a
// resume names referees and letterheads too.
type Resume struct {
	Emails, Phones, URLs []string

	// Digest is one of the text, by which the same resume is known again; 0 for
	// none.
	Digest uint64
}

// maxFound is how many contacts of a kind a resume adds.
const maxFound = 2

// Record is an entry made ready to be compared. It is immutable; its memory is
// its own. What it holds is personal data.
type Record struct {
	name     name
	born     birth
	emails   []email
	phones   []phone
	profiles []profile
	address  address
	national string
	id       uint64 // digest of national
	resume   uint64 // digest, 0 for none
}

// Normalise makes the record of an entry. What cannot be read, such as a
// telephone number of two digits, counts as missing. Normalise takes some
// tens of microseconds for a usual entry, up to a millisecond for one with as many
// contacts as can be, and time linear in the entry's size.
func Normalise(e candidate.Entry, o Options) *Record {
	p := person{
		name: e.Name, given: e.Given, surname: e.Surname, born: e.Born, place: e.Place,
		street: e.Address.Street, city: e.Address.City, postcode: e.Address.Postcode, region: e.Address.Region, national: e.NationalID,
		emails: e.Emails.Slice(), phones: e.Phones.Slice(), urls: e.URLs.Slice(),
	}
	return p.normalise(o)
}

// person is what is read of an entry.
type person struct {
	name, given, surname           string
	born, place                    string
	street, city, postcode, region string
	national                       string
	emails, phones, urls           []string
}

func (p *person) normalise(o Options) *Record {
	r := &Record{
		name:    parseName(p.name, p.given, p.surname),
		born:    parseBirth(p.born, o.Region),
		address: parseAddress(p.street, p.city, p.postcode, p.region, p.place),
	}
	for _, s := range p.emails {
		if e, ok := parseEmail(s); ok && !o.Own.hasEmail(&e) {
			r.emails = add(r.emails, e, func(x email) bool { return x.value == e.value })
		}
	}
	for _, s := range p.phones {
		for _, n := range phonesIn(s, o.Region) {
			if !o.Own.hasPhone(&n) {
				r.phones = add(r.phones, n, func(x phone) bool { return x.country == n.country && x.digits == n.digits })
			}
		}
	}
	for _, s := range p.urls {
		if u, ok := parseProfile(s); ok {
			r.profiles = add(r.profiles, u, func(x profile) bool { return x.value == u.value })
		}
	}
	if n := joined(words(fold(p.national))); len(n) >= 4 {
		r.national = cut(n, maxWord)
		r.id = digest(nationalValue, r.national)
	}
	if o.Resume != nil {
		r.resumed(o)
	}
	slices.SortFunc(r.emails, func(a, b email) int { return cmp.Compare(a.address, b.address) })
	slices.SortFunc(r.phones, func(a, b phone) int {
		return cmp.Or(cmp.Compare(a.digits, b.digits), cmp.Compare(a.country, b.country))
	})
	slices.SortFunc(r.profiles, func(a, b profile) int {
		return cmp.Or(cmp.Compare(a.network, b.network), cmp.Compare(a.id, b.id))
	})
	return r
}

// resumed adds what was found in the resume.
func (r *Record) resumed(o Options) {
	r.emails = addFound(r.emails, o.Resume.Emails, func(s string) (email, bool) {
		e, ok := parseEmail(s)
		e.found = true
		return e, ok && !o.Own.hasEmail(&e)
	}, func(a, b *email) bool { return a.value == b.value })
	r.phones = addFound(r.phones, o.Resume.Phones, func(s string) (phone, bool) {
		p, ok := parsePhone(s, o.Region)
		p.found = true
		return p, ok && !o.Own.hasPhone(&p)
	}, func(a, b *phone) bool { return a.country == b.country && a.digits == b.digits })
	r.profiles = addFound(r.profiles, o.Resume.URLs, func(s string) (profile, bool) {
		p, ok := parseProfile(s)
		p.found = true
		return p, ok
	}, func(a, b *profile) bool { return a.value == b.value })
	if o.Resume.Digest != 0 {
		r.resume = digest(resumeValue, strconv.FormatUint(o.Resume.Digest, 16))
	}
}

// addFound appends the first maxFound that can be read, unless they are there
// already.
func addFound[T any](list []T, texts []string, read func(string) (T, bool), same func(a, b *T) bool) []T {
	var found []T
	for _, s := range texts {
		if len(found) == maxFound {
			break
		}
		if v, ok := read(s); ok {
			is := func(x T) bool { return same(&x, &v) }
			found, list = add(found, v, is), add(list, v, is)
		}
	}
	return list
}

// add appends v unless it is there already.
func add[T any](list []T, v T, is func(T) bool) []T {
	for _, x := range list {
		if is(x) {
			return list
		}
	}
	if len(list) == maxContacts {
		return list
	}
	return append(list, v)
}
