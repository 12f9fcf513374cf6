package agency

import (
	"strings"
	"unicode/utf8"
)

// MaxEmail is the greatest length of an e-mail address, in bytes (RFC 5321,
// section 4.5.3.1.3, less the two angle brackets).
const MaxEmail = 254

// CheckEmail answers whether address is empty or looks like local@domain: one
// line of at most [MaxEmail] bytes, without spaces, with one @ that has
// something on both sides. Whether mail arrives there is the host's business.
// The error names field.
func CheckEmail(field, address string) error {
	if address == "" {
		return nil
	}
	if err := CheckText(field, address, MaxEmail); err != nil {
		return err
	}
	local, domain, ok := strings.Cut(address, "@")
	if !ok || local == "" || domain == "" || strings.ContainsAny(address, " <>,;") || strings.Contains(domain, "@") {
		return &Invalid{Field: field, Rule: "must be an address such as name@agency.example"}
	}
	return nil
}

// FoldEmail returns the form in which addresses are compared: two addresses
// that differ in letter case only are one. Letters that have one capital are one
// too, such as the two small sigmas, and i with its dot and without. Folding what
// is folded changes nothing.
func FoldEmail(address string) string {
	for i := range len(address) {
		if address[i] >= utf8.RuneSelf {
			return strings.ToLower(strings.ToUpper(address))
		}
	}
	return strings.ToLower(address) // the same, and takes no memory for what is folded
}
