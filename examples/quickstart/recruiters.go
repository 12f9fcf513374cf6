package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/agencyaccess/agencyaccess/agency"
)

const recruitersFile = "recruiters.csv"

// loadRecruiters reads the recruiters and, with them, the agencies. Each line is
// a recruiter:
//
//	id            names the recruiter, once
//	name, email   neither empty; no address twice
//	agency        names the agency
//	agency_title  the agency's name: at least one of its recruiters has it, and those who do agree
//	role          admin or member
//	domains       the agency's e-mail domains, with spaces between; may be empty, added up over its recruiters
func (acc *account) loadRecruiters(files fs.FS) error {
	t, err := openTable(files, recruitersFile, "id", "name", "email", "agency", "agency_title", "role", "domains")
	if err != nil {
		return err
	}
	in := intake{
		table: t, account: acc,
		ids: make(map[agency.RecruiterID]int), emails: make(map[string]int), agencies: make(map[agency.AgencyID]*member),
	}
	err = t.each(in.row)
	if err == nil && len(acc.recruiters) == 0 {
		err = &problem{file: recruitersFile, rule: "must have at least one recruiter"}
	}
	return errors.Join(err, in.finish())
}

// intake is the recruiters' file being read.
type intake struct {
	*table
	account  *account
	ids      map[agency.RecruiterID]int // line
	emails   map[string]int             // line, by folded address
	agencies map[agency.AgencyID]*member
	order    []*member
}

// member is an agency as far as it is known from its recruiters.
type member struct {
	agency.Agency
	first  row // its first recruiter's
	titled int // the line that has the title
}

func (in *intake) row(r row) {
	rec := agency.Recruiter{
		ID: agency.RecruiterID(r.get("id")), Agency: agency.AgencyID(r.get("agency")),
		Name: r.get("name"), Email: r.get("email"), State: agency.RecruiterActive,
	}
	switch role := r.get("role"); role {
	case "admin", "member":
		rec.Admin = role == "admin"
	default:
		r.bad("role", fmt.Sprintf("must be admin or member, not %q", role))
	}
	for _, column := range []string{"name", "email"} {
		if r.get(column) == "" {
			r.bad(column, "must not be empty")
		}
	}
	if !r.check(rec.Validate(), nil) {
		return
	}
	if line, twice := in.ids[rec.ID]; twice {
		r.bad("id", fmt.Sprintf("%q is there twice, first in line %d", rec.ID, line))
		return
	}
	in.ids[rec.ID] = r.line("id")
	if folded := agency.FoldEmail(rec.Email); rec.Email != "" {
		if line, twice := in.emails[folded]; twice {
			r.bad("email", fmt.Sprintf("%q is there twice, first in line %d", rec.Email, line))
		} else {
			in.emails[folded] = r.line("email")
		}
	}
	in.agency(rec.Agency, r)
	in.account.recruiters = append(in.account.recruiters, rec)
}

// agency adds what a recruiter's line says about the agency.
func (in *intake) agency(id agency.AgencyID, r row) {
	m := in.agencies[id]
	if m == nil {
		m = &member{Agency: agency.Agency{ID: id}, first: r}
		in.agencies[id], in.order = m, append(in.order, m)
	}
	if title := r.get("agency_title"); title != "" {
		switch m.Title {
		case "":
			m.Title, m.titled = title, r.line("agency_title")
		case title:
		default:
			r.bad("agency_title", fmt.Sprintf("must be %q, as in line %d", m.Title, m.titled))
		}
	}
	domains := m.Domains.Slice()
	for _, d := range strings.Fields(r.get("domains")) {
		if !m.Domains.Has(d) {
			domains = append(domains, d)
		}
		m.Domains = agency.Freeze(domains...)
	}
}

// finish checks the agencies, once all is known of them.
func (in *intake) finish() error {
	in.errs = nil
	for _, m := range in.order {
		if m.Title == "" {
			m.first.bad("agency", fmt.Sprintf("unknown agency %q: no line gives it an agency_title", m.ID))
			continue
		}
		m.first.check(m.Validate(), map[string]string{"id": "agency", "title": "agency_title"})
		in.account.agencies = append(in.account.agencies, m.Agency)
	}
	return errors.Join(in.errs...)
}
