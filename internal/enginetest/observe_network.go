package enginetest

import (
	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
)

// managing are everything that an agency's admin can try with the agency's
// people, the addresses being those of whom to invite. What ends the admin's own
// access comes last.
func managing(people []agency.RecruiterID, addresses []string) []probe {
	var all []probe
	add := func(method, about string, ask func(access.Recruiter) string) {
		all = append(all, probe{method + " " + about, method, ask})
	}
	for _, email := range append([]string{""}, addresses...) {
		add("Invite", email, func(r access.Recruiter) string {
			return render(r.Invite(background, access.NewColleague{Email: email}))
		})
	}
	for _, id := range append([]agency.RecruiterID{""}, people...) {
		for _, way := range []struct {
			method string
			try    func(access.Recruiter) error
		}{
			{"Resend", func(r access.Recruiter) error { return r.Resend(background, id) }},
			{"SetAdmin", func(r access.Recruiter) error { return r.SetAdmin(background, id, true) }},
			{"SetAdmin", func(r access.Recruiter) error { return r.SetAdmin(background, id, false) }},
			{"Revoke", func(r access.Recruiter) error { return r.Revoke(background, id) }},
			{"Deactivate", func(r access.Recruiter) error { return r.Deactivate(background, id) }},
		} {
			add(way.method, string(id), func(r access.Recruiter) string { return render(nil, way.try(r)) })
		}
	}
	return all
}
