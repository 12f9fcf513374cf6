package main

import (
	"fmt"
	"slices"

	"github.com/agencyaccess/agencyaccess/agency"
)

// leastPeople is how many candidates a day takes.
const leastPeople = 5

// cast is who and what the story is about. It is chosen from the files by what
// the story needs, never by name: the first in the files that fits.
type cast struct {
	home, rival     agency.Agency    // an agency with at least two recruiters; another one
	lead, colleague agency.Recruiter // of home
	outsider        agency.Recruiter // of rival
	others          []agency.AgencyID

	main, second agency.Opening // to be advertised
	private      agency.Opening

	deck []person // who is put forward, in turn; the first one has a resume
}

// choose answers with all that the files lack.
func choose(acc *account) (cast, error) {
	c := cast{deck: slices.Clone(acc.people)}
	for _, a := range acc.agencies {
		if c.home.ID == "" && len(acc.members(a.ID)) > 1 {
			c.home = a
			continue
		}
		if c.others = append(c.others, a.ID); c.rival.ID == "" {
			c.rival = a
		}
	}
	for _, o := range acc.openings {
		switch {
		case o.Private && c.private.ID == "":
			c.private = o
		case !o.Private && c.main.ID == "":
			c.main = o
		case !o.Private && c.second.ID == "":
			c.second = o
		}
	}
	first := slices.IndexFunc(c.deck, func(p person) bool { return p.resume != "" })
	for _, need := range []struct {
		have       bool
		file, what string
	}{
		{c.home.ID != "", recruitersFile, "an agency with at least two recruiters"},
		{c.rival.ID != "", recruitersFile, "at least two agencies"},
		{c.second.ID != "", openingsFile, "at least two openings that are not private"},
		{c.private.ID != "", openingsFile, "at least one private opening"},
		{len(c.deck) >= leastPeople, candidatesFolder, fmt.Sprintf("at least %d candidates", leastPeople)},
		{first >= 0, candidatesFolder, "at least one candidate with a resume"},
	} {
		if !need.have {
			return c, &problem{file: need.file, rule: "a day of work takes " + need.what}
		}
	}
	c.deck[0], c.deck[first] = c.deck[first], c.deck[0]
	c.outsider = acc.members(c.rival.ID)[0]
	home := acc.members(c.home.ID)
	c.lead = home[max(0, slices.IndexFunc(home, func(r agency.Recruiter) bool { return r.Admin }))]
	home = slices.DeleteFunc(home, func(r agency.Recruiter) bool { return r.ID == c.lead.ID })
	c.colleague = home[max(0, slices.IndexFunc(home, func(r agency.Recruiter) bool { return !r.Admin }))]
	return c, nil
}

// members returns an agency's recruiters in the order of the file.
func (acc *account) members(id agency.AgencyID) []agency.Recruiter {
	var out []agency.Recruiter
	for _, r := range acc.recruiters {
		if r.Agency == id {
			out = append(out, r)
		}
	}
	return out
}
