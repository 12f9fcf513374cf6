package match

import (
	"strings"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// Own is contact data of agencies themselves: evidence of nothing when it stands
// in an entry. The zero value and nil hold none.
type Own struct {
	emails, domains map[string]bool
	phones          []phone
}

// NewOwn collects e-mail addresses, telephone numbers, and domains of which every
// address counts, those of subdomains too. Domains at which anybody can have an
// address do not count, nor does what cannot be read. The region is that of
// numbers without a country, as in [Options].
func NewOwn(emails, phones, domains []string, region string) *Own {
	o := &Own{emails: make(map[string]bool), domains: make(map[string]bool)}
	for _, s := range emails {
		if e, ok := parseEmail(s); ok {
			o.emails[e.address] = true
		}
	}
	for _, s := range phones {
		o.phones = append(o.phones, phonesIn(s, region)...)
	}
	for _, s := range domains {
		// As the domain of an address it takes the comparing form of one.
		if e, ok := parseEmail("x@" + s); ok && !e.public {
			o.domains[e.domain()] = true
		}
	}
	return o
}

func (e *email) domain() string { return e.address[strings.LastIndexByte(e.address, '@')+1:] }

func (o *Own) hasEmail(e *email) bool {
	if o == nil {
		return false
	}
	if o.emails[e.address] {
		return true
	}
	for domain, more := e.domain(), true; more; _, domain, more = strings.Cut(domain, ".") {
		if o.domains[domain] {
			return true
		}
	}
	return false
}

func (o *Own) hasPhone(p *phone) bool {
	if o == nil {
		return false
	}
	for i := range o.phones {
		if o.phones[i].same(p) {
			return true
		}
	}
	return false
}

// Check refuses an entry in which contact data of the agency's stand for the
// person's, with an [*agency.Invalid] that names the field.
func (o *Own) Check(e candidate.Entry, region string) error {
	for s := range e.Emails.All() {
		if m, ok := parseEmail(s); ok && o.hasEmail(&m) {
			return &agency.Invalid{Field: "email", Rule: "must be the person's: this is your agency's address"}
		}
	}
	for s := range e.Phones.All() {
		for _, p := range phonesIn(s, region) {
			if o.hasPhone(&p) {
				return &agency.Invalid{Field: "phone", Rule: "must be the person's: this is your agency's number"}
			}
		}
	}
	return nil
}
