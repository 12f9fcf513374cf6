package match

import (
	"net/url"
	"slices"
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

// networks are where people have a profile each.
var networks = [...]struct {
	domains []string
	people  []string // first steps of the paths of profiles; none where the first is a person
}{
	linkedIn: {[]string{"linkedin.com"}, []string{"in", "pub"}},
	gitHub:   {[]string{"github.com"}, nil},
	xing:     {[]string{"xing.com", "xing.de"}, []string{"profile", "profiles", "people"}},
}

func networkOf(host string) network {
	for n := range networks {
		for _, d := range networks[n].domains {
			// GitHub's subdomains are other services.
			if host == d || network(n) != gitHub && strings.HasSuffix(host, "."+d) {
				return network(n)
			}
		}
	}
	return elsewhere
}

// notPeople reports whether a step that stands where a person's name does is
// a page of the network itself, the reader's own, or a form's example. The list
// was compiled for this package.
func notPeople(n network, step string) bool {
	switch step {
	case "me", "you", "yourname", "your-name", "yourprofile", "your-profile", "your_profile", "username", "user-name", "myprofile", "my-profile", "profile", "name",
		"example", "edit", "settings", "login", "signup", "public-profile":
		return true
	case "about", "account", "apps", "blog", "careers", "codespaces", "collections", "contact", "copilot", "customer-stories", "dashboard", "discussions",
		"enterprise", "events", "explore", "features", "gist", "gists", "git-guides", "github", "home", "issues", "join", "logout", "marketplace", "mobile",
		"mcp", "models", "new", "news", "nonprofit", "notifications", "open-source", "organizations", "orgs", "partners", "premium-support", "pricing",
		"pulls", "readme", "resources", "search", "security", "sessions", "sign-up", "signin", "site", "solutions", "sponsors", "stars", "status",
		"support", "team", "teams", "terms", "topics", "trending", "trust-center", "users", "watching", "why-github":
		return n == gitHub
	}
	return false
}

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
	n := networkOf(host)
	if n == gitHub {
		switch {
		case len(steps) == 0 || notPeople(n, steps[0]):
			return profile{}, false
		case len(steps) == 1:
			return profile{network: n, id: steps[0]}, true
		}
		// A repository is many people's, and has a page like any other.
	} else if n != elsewhere {
		if len(steps) < 2 || !slices.Contains(networks[n].people, steps[0]) || notPeople(n, steps[1]) {
			return profile{}, false
		}
		if steps[0] == "pub" && len(steps) >= 5 { // of old: /pub/ann-lee/5/4b/3a1 is /in/ann-lee-3a14b5
			return profile{network: n, id: steps[1] + "-" + steps[4] + steps[3] + steps[2]}, true
		}
		return profile{network: n, id: steps[1]}, true
	}
	if len(steps) == 0 {
		// A host of one's own, such as ann.example; company.example is many people's,
		// which the account's counts show.
		return profile{id: host}, true
	}
	return profile{id: host + "/" + strings.Join(steps, "/")}, true
}
