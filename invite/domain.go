package invite

import (
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/internal/mailprovider"
)

// Domain returns the domain that tells who somebody at the address works for:
// the registrable one, such as kim.co.uk for ann@mail.kim.co.uk, in lower-case
// ASCII (RFC 5891). In place of an address there may be a domain. What is
// registrable is what the public suffix list says, private suffixes included:
// under uk.com and github.io, as under com, every name is somebody else's.
//
// It is "" where a domain tells nothing: for public mail providers, at which
// anybody can have an address, in all their regional forms and under all their
// names, and for public suffixes themselves. It is "" too for whatever is
// neither an address nor a domain of at least two labels, IP addresses included.
func Domain(email string) string {
	domain := email
	if local, after, ok := strings.Cut(email, "@"); ok {
		if local == "" {
			return ""
		}
		domain = after
	}
	ascii, ok := asciiDomain(domain)
	if !ok || !hasName(ascii) || mailprovider.Public(ascii) {
		return ""
	}
	suffix, _ := publicsuffix.PublicSuffix(ascii)
	registrable, err := publicsuffix.EffectiveTLDPlusOne(ascii)
	if err != nil || mailprovider.Public(registrable) || mailprovider.Public(suffix) {
		return ""
	}
	return registrable
}

// Domains returns [Domain] of each, without those of which it is "" and each
// once, in order.
func Domains(declared agency.Frozen[string]) agency.Frozen[string] {
	var d domains
	d.addAll(declared)
	return agency.Freeze(d.list...)
}

// KnownBy returns the agency with all of its Known domains: those of Domains,
// those that it was known by so far, and that of email, an address that was
// invited to it, or empty. Each is there once, in this order, and where there
// are more than [agency.MaxKnown] the later ones are left out: the declared ones
// stay, and of the others those that came first.
func KnownBy(a agency.Agency, email string) agency.Agency {
	var d domains
	d.addAll(a.Domains)
	d.addAll(a.Known)
	d.add(email)
	a.Known = agency.Freeze(d.list[:min(len(d.list), agency.MaxKnown)]...)
	return a
}

// domains is a list without repetitions.
type domains struct {
	list []string
	seen map[string]bool
}

func (d *domains) addAll(list agency.Frozen[string]) {
	for s := range list.All() {
		d.add(s)
	}
}

func (d *domains) add(s string) {
	domain := Domain(s)
	if domain == "" || d.seen[domain] {
		return
	}
	if d.seen == nil {
		d.seen = make(map[string]bool)
	}
	d.seen[domain] = true
	d.list = append(d.list, domain)
}

// maxDomain and maxLabel bound a domain in ASCII (RFC 1035, section 2.3.4), in
// bytes. What is longer than maxUnicodeDomain cannot become one that is not:
// the work on it grows by the square.
const (
	maxDomain        = 253
	maxLabel         = 63
	maxUnicodeDomain = 1 << 10
)

// asciiDomain returns the domain in lower-case ASCII without its final dot, and
// whether it is one: labels of letters, digits and inner hyphens.
func asciiDomain(s string) (string, bool) {
	if len(s) > maxUnicodeDomain {
		return "", false
	}
	// Plain ASCII is not asked of IDNA, which refuses names that are registered,
	// such as those with hyphens in the third and fourth place.
	d := lowerASCII(s)
	if !isASCII(d) || strings.HasPrefix(d, "xn--") || strings.Contains(d, ".xn--") {
		var err error
		if d, err = idna.Lookup.ToASCII(d); err != nil {
			return "", false
		}
	}
	d = strings.TrimSuffix(d, ".")
	if len(d) > maxDomain {
		return "", false
	}
	for label := range strings.SplitSeq(d, ".") {
		if !isLabel(label) {
			return "", false
		}
	}
	return d, true
}

func isLabel(s string) bool {
	if s == "" || len(s) > maxLabel || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	for i := range len(s) {
		if c := s[i]; c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}

// hasName reports whether the domain has a label below the last one, which is
// not a number as an IP address's is.
func hasName(domain string) bool {
	dot := strings.LastIndexByte(domain, '.')
	return dot > 0 && strings.Trim(domain[dot+1:], "0123456789") != ""
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func lowerASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}
