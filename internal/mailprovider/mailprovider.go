// Package mailprovider knows the mail providers at which anybody can have an
// address. Such a domain is no company's, and says nothing about who has an
// address there.
//
// Domains are given canonical: in lower case, in ASCII, without a final dot.
//
// The lists were compiled by hand for this project: the providers that hand out
// addresses to the public, free or with a connection to the internet, in the
// larger markets, as their own pages name their domains. They are not complete
// and cannot be. A provider that is missing is taken for a company.
package mailprovider

import "strings"

// Public reports whether anybody can have an address at the domain, in any of
// the provider's regional forms and under any of its names. It says nothing
// about subdomains.
func Public(domain string) bool {
	domain = Same(domain)
	name, rest, _ := strings.Cut(domain, ".")
	switch name {
	case "yahoo", "hotmail", "gmx", "yandex": // in many countries
		if country(rest) {
			return true
		}
	case "live": // a word besides, so only where it is Microsoft's
		switch rest {
		case "at", "be", "ca", "cl", "cn", "co.in", "co.kr", "co.uk", "co.za", "com", "com.ar", "com.au", "com.co", "com.mx", "com.my",
			"com.pe", "com.ph", "com.pk", "com.pt", "com.sg", "com.ve", "de", "dk", "fi", "fr", "hk", "ie", "in", "it", "jp", "nl", "no",
			"ru", "se":
			return true
		}
	case "outlook":
		switch rest {
		case "at", "be", "bg", "cl", "co", "co.id", "co.il", "co.nz", "co.th", "co.uk", "com", "com.ar", "com.au", "com.br", "com.gr",
			"com.hr", "com.pe", "com.py", "com.tr", "com.ua", "com.vn", "cz", "de", "dk", "ec", "es", "fr", "hn", "hu", "ie", "in", "it",
			"jp", "kr", "lv", "mx", "my", "ph", "pk", "pt", "ro", "sa", "se", "sg", "si", "sk", "uy":
			return true
		}
	}
	return international(domain) || europe(domain) || elsewhere(domain)
}

// country reports whether what follows a provider's name is a usual form of it:
// com, net, a country's domain, or com and co and the like below one.
func country(rest string) bool {
	second, top, two := strings.Cut(rest, ".")
	if !two {
		return len(rest) == 2 || rest == "com" || rest == "net"
	}
	switch second {
	case "com", "co", "net", "ne", "or":
		return len(top) == 2
	}
	return false
}

// Same returns the one name of a provider that has several for one mailbox, and
// any other domain as it is.
func Same(domain string) string {
	switch domain {
	case "googlemail.com":
		return "gmail.com"
	case "me.com", "mac.com":
		return "icloud.com"
	case "proton.me", "pm.me":
		return "protonmail.com"
	case "ya.ru", "yandex.com":
		return "yandex.ru"
	}
	return domain
}
