package match

import (
	"net/url"
	"strings"

	"golang.org/x/net/idna"

	"github.com/agencyaccess/agencyaccess/candidate"
)

// network is where a profile is.
type network uint8

const (
	elsewhere network = iota
	linkedIn
	gitHub
	xing
)

// networkNames stand for the networks in digests.
var networkNames = [...]string{elsewhere: "0", linkedIn: "1", gitHub: "2", xing: "3"}

// profile is a page about a person in its comparing form.
type profile struct {
	network network
	id      string
	value   uint64
	found   bool // in a resume
}

// look sets what the ID tells.
func (p *profile) look() { p.value = digest(profileValue, networkNames[p.network], p.id) }

// parseProfile answers false for what points at nobody in particular: something
// that is no URL or too long for one, and the front page of a network.
func parseProfile(s string) (profile, bool) {
	s = strings.TrimSpace(s)
	if len(s) > candidate.MaxURL {
		return profile{}, false
	}
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil || !strings.Contains(u.Hostname(), ".") {
		return profile{}, false
	}
	host := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(fold(u.Hostname()), "www."), "m."), ".")
	if a, err := idna.Lookup.ToASCII(host); err == nil {
		host = a
	}
	steps := strings.FieldsFunc(fold(u.Path), func(r rune) bool { return r == '/' })
	p, ok := profileOf(host, steps)
	if ok && p.network == elsewhere && u.RawQuery != "" {
		p.id += "?" + u.Query().Encode()
	}
	p.id = cut(p.id, 256)
	p.look()
	return p, ok
}

func profileOf(host string, steps []string) (profile, bool) {
	on := func(domain string) bool { return host == domain || strings.HasSuffix(host, "."+domain) }
	switch {
	case on("linkedin.com"):
		if len(steps) < 2 || steps[0] != "in" && steps[0] != "pub" {
			return profile{}, false
		}
		if steps[0] == "pub" && len(steps) >= 5 { // of old: /pub/ann-lee/5/4b/3a1 is /in/ann-lee-3a14b5
			return profile{network: linkedIn, id: steps[1] + "-" + steps[4] + steps[3] + steps[2]}, true
		}
		return profile{network: linkedIn, id: steps[1]}, true
	case host == "github.com":
		if len(steps) == 0 {
			return profile{}, false
		}
		return profile{network: gitHub, id: steps[0]}, true
	case on("xing.com"):
		if len(steps) < 2 || steps[0] != "profile" {
			return profile{}, false
		}
		return profile{network: xing, id: steps[1]}, true
	case len(steps) == 0:
		// A host of one's own, such as ann.example; company.example is many people's,
		// which the account's counts show.
		return profile{id: host}, true
	}
	return profile{id: host + "/" + strings.Join(steps, "/")}, true
}
