package main

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/agencyaccess/agencyaccess/agency"
)

const openingsFile = "openings.csv"

// loadOpenings reads the openings. Each line is one:
//
//	id       names the opening, once
//	title    not empty
//	text     what agencies read about it; may have several lines
//	team     the users of the account who work on it, with spaces between; may be empty
//	private  yes (must not be advertised) or no; empty is no
func (acc *account) loadOpenings(files fs.FS) error {
	t, err := openTable(files, openingsFile, "id", "title", "text", "team", "private")
	if err != nil {
		return err
	}
	lines := make(map[agency.OpeningID]int)
	err = t.each(func(r row) {
		o := agency.Opening{ID: agency.OpeningID(r.get("id")), Title: r.get("title"), Text: r.get("text")}
		var team []agency.StaffID
		for _, id := range strings.Fields(r.get("team")) {
			team = append(team, agency.StaffID(id))
		}
		o.Team = agency.Freeze(team...)
		switch private := r.get("private"); private {
		case "yes", "no", "":
			o.Private = private == "yes"
		default:
			r.bad("private", fmt.Sprintf("must be yes or no, not %q", private))
		}
		if !r.check(o.Validate(), nil) {
			return
		}
		if line, twice := lines[o.ID]; twice {
			r.bad("id", fmt.Sprintf("%q is there twice, first in line %d", o.ID, line))
			return
		}
		lines[o.ID] = r.line("id")
		acc.openings = append(acc.openings, o)
	})
	if err == nil && len(acc.openings) == 0 {
		err = &problem{file: openingsFile, rule: "must have at least one opening"}
	}
	return err
}
