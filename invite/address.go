package invite

import (
	"log/slog"
	"net/mail"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/agencyaccess/agencyaccess/agency"
)

// Address is somebody's name and e-mail address.
type Address struct {
	Name  string // one line of at most agency.MaxName bytes; may be empty
	Email string // canonical: see ParseAddress
}

// LogValue keeps personal data out of logs.
func (a Address) LogValue() slog.Value { return slog.StringValue("(an address)") }

// maxLocal is the greatest length of a local part, in bytes (RFC 5321, section
// 4.5.3.1.1), maxTyped that of an address with a name, whose encoded form is
// longer than the name.
const (
	maxLocal = 64
	maxTyped = 4 << 10
)

// ParseAddress reads an address as people type it or copy it from mail (RFC
// 5322): ann@north.example, Ann Smith <ann@north.example>, or with a name in
// quotes or in the encoded words of RFC 2047, in UTF-8 or ISO 8859-1. Spaces
// around it do not count, those inside a name count as one.
//
// The address comes out in canonical form: the local part as typed, letter case
// included; the domain in lower-case ASCII, which for an international one is
// its punycode (RFC 5891), without a final dot. Local parts in Unicode (RFC
// 6531) are accepted, in normalization form C; whether mail can be sent there is
// the host's business.
//
// The error is an [*agency.Invalid] about the field "email" that never quotes
// the address. Refused are: the empty text; what is not valid UTF-8 or has
// control characters, in an encoded name too; several addresses, groups and
// comments; local parts in quotes, of over 64 bytes, or with invisible
// characters; IP addresses in place of a domain, domains without a dot, and
// those that break the rules of DNS or IDNA; addresses of over [agency.MaxEmail]
// bytes in canonical form, and names of over [agency.MaxName] bytes.
func ParseAddress(s string) (Address, error) {
	if len(s) > maxTyped {
		return refuse("must be an address of at most " + strconv.Itoa(agency.MaxEmail) + " bytes")
	}
	if err := agency.CheckText("email", s, maxTyped); err != nil {
		return Address{}, err
	}
	// First of all, because it can make a separator of what was none.
	s = strings.TrimSpace(norm.NFC.String(s))
	if s == "" {
		return refuse("must not be empty")
	}
	name, email, rule := splitAddress(s)
	if rule != "" {
		return refuse(rule)
	}
	email, rule = checkAddress(email)
	if rule != "" {
		return refuse(rule)
	}
	if name == "" {
		return Address{Email: email}, nil
	}
	parsed, err := mail.ParseAddress(name + " <" + email + ">")
	if err != nil || parsed.Address != email {
		return refuse("must have a name that is plain text, in quotes where it holds punctuation")
	}
	if err := agency.CheckText("email", parsed.Name, maxTyped); err != nil {
		return Address{}, err
	}
	name = strings.Join(strings.Fields(norm.NFC.String(parsed.Name)), " ")
	if len(name) > agency.MaxName {
		return refuse("must have a name of at most " + strconv.Itoa(agency.MaxName) + " bytes")
	}
	return Address{Name: name, Email: email}, nil
}

// Canonical returns the form that [ParseAddress] gives an address, for one of
// which only [agency.CheckEmail] is known. It does what it can: a domain that
// cannot be read, or an address that would become too long, stays as it is.
func Canonical(email string) string {
	local, domain, ok := strings.Cut(email, "@")
	if !ok {
		return email
	}
	ascii, ok := asciiDomain(domain)
	if !ok {
		return email
	}
	canonical := norm.NFC.String(local) + "@" + ascii
	if agency.CheckEmail("email", canonical) != nil {
		return email
	}
	return canonical
}

func refuse(rule string) (Address, error) {
	return Address{}, &agency.Invalid{Field: "email", Rule: rule}
}

// splitAddress parts the name, as typed, from the address, or says which rule is
// broken. It finds what net/mail would accept but this package does not, and
// leaves the rest to it.
func splitAddress(s string) (name, email, rule string) {
	var quoted, comment, colon, several bool
	open, quotes, literal := -1, -1, -1
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			quoted, quotes = !quoted, i
		case quoted:
			if c == '\\' {
				i++
			}
		case c == '(', c == ')':
			comment = true
		case c == '<':
			several = several || open >= 0
			open = i
		case c == ',', c == ';':
			several = true
		case c == ':':
			colon = true
		case c == '[':
			literal = i
		}
	}
	email = s
	if open >= 0 {
		var ok bool
		name = strings.TrimSpace(s[:open])
		if email, ok = strings.CutSuffix(s[open+1:], ">"); !ok {
			return "", "", "must be an address such as name@agency.example"
		}
	}
	switch {
	case comment:
		return "", "", "must not hold a comment in parentheses"
	case literal > strings.LastIndexByte(s, '@'):
		return "", "", "must have a domain, not an IP address"
	case colon:
		return "", "", "must be an address alone, without a group's name or a scheme"
	case several:
		return "", "", "must be one address, and a name that holds a comma must be in quotes"
	case quotes > open:
		return "", "", "must not have quotes before the @"
	}
	return name, email, ""
}

// checkAddress returns the canonical form of an address without a name, or says
// which rule is broken.
func checkAddress(s string) (email, rule string) {
	local, domain, ok := strings.Cut(s, "@")
	if !ok || local == "" || domain == "" || strings.Contains(domain, "@") {
		return "", "must be an address such as name@agency.example"
	}
	if strings.ContainsFunc(s, unicode.IsSpace) {
		return "", "must not contain spaces"
	}
	if strings.ContainsFunc(local, func(r rune) bool { return !unicode.IsGraphic(r) }) {
		return "", "must not have invisible characters before the @"
	}
	if len(local) > maxLocal {
		return "", "must have at most " + strconv.Itoa(maxLocal) + " bytes before the @"
	}
	ascii, ok := asciiDomain(domain)
	if !ok {
		return "", "must have a valid domain after the @"
	}
	if !strings.Contains(ascii, ".") {
		return "", "must have a domain with a dot, such as agency.example"
	}
	if !hasName(ascii) {
		return "", "must have a domain, not an IP address"
	}
	email = local + "@" + ascii
	if len(email) > agency.MaxEmail {
		return "", "must be an address of at most " + strconv.Itoa(agency.MaxEmail) + " bytes"
	}
	if parsed, err := mail.ParseAddress(email); err != nil || parsed.Address != email {
		return "", "must have letters, digits and single dots before the @"
	}
	return email, ""
}
