package match

import (
	"strings"

	"golang.org/x/net/idna"

	"github.com/agencyaccess/agencyaccess/internal/mailprovider"
)

// email is an address in its comparing form.
type email struct {
	address string
	local   string // before the @, without its tag, dots, underscores and hyphens
	value   uint64
	role    bool // a function's mailbox, not a person's
	public  bool // at a provider where anybody can have one
	found   bool // in a resume
}

// look sets what the address tells.
func (e *email) look() {
	e.value, e.role, e.public = digest(emailValue, e.address), roleMailbox(e.local), mailprovider.Public(e.domain())
}

// maxEmail is how long an address can be, in bytes: far longer than any server
// takes, and short enough for the work on domains, which grows by the square.
const maxEmail = 1 << 10

// parseEmail answers false for what cannot be an address.
func parseEmail(s string) (email, bool) {
	if len(s) > maxEmail {
		return email{}, false
	}
	s = fold(strings.TrimSpace(s))
	s = strings.TrimPrefix(s, "mailto:")
	at := strings.LastIndexByte(s, '@')
	if at <= 0 || at == len(s)-1 || strings.ContainsAny(s, " <>,;") {
		return email{}, false
	}
	local, domain := s[:at], strings.TrimSuffix(s[at+1:], ".")
	if a, err := idna.Lookup.ToASCII(domain); err == nil {
		domain = a
	}
	if plain, _, tagged := strings.Cut(local, "+"); tagged && plain != "" {
		local = plain
	}
	domain = mailprovider.Same(domain)
	bare := strings.Map(func(r rune) rune {
		if r == '.' || r == '_' || r == '-' {
			return -1
		}
		return r
	}, local)
	if bare == "" {
		bare = local
	}
	if domain == "gmail.com" {
		if dotless := strings.ReplaceAll(local, ".", ""); dotless != "" {
			local = dotless
		}
	}
	e := email{address: local + "@" + domain, local: bare}
	e.look()
	return e, true
}
