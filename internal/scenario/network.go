package scenario

import (
	"errors"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
)

// group reads AGENCY ["NAME"] RECRUITERS...: what stands in quotes after the
// agency is the name of a new one, and so is the agency itself if it was not
// declared.
func group(a *args) do {
	id, title, names := a.namedMembers()
	g := access.Grouping{Agency: agency.AgencyID(id), NewAgency: title}
	if title == "" && a.known[id] != isAgency {
		g.NewAgency = id
	}
	if len(names) == 0 {
		a.err = errors.New("group takes AGENCY RECRUITERS: RECRUITERS is missing")
	}
	admins := a.list("admin")
	return func(w *world) answer {
		in := g
		in.Recruiters, in.Admins = w.recruiterIDs(names), w.recruiterIDs(admins)
		_, err := w.staff(a).Group(w.ctx, in)
		return answer{err: err}
	}
}

func ungroup(a *args) do {
	return func(w *world) answer {
		_, err := w.staff(a).Ungroup(w.ctx, agency.AgencyID(a.word(0)))
		return answer{err: err}
	}
}

func agencies(a *args) do {
	return func(w *world) answer {
		return listed(func(g agency.Agency) string { return string(g.ID) },
			func(at access.Cursor, limit int) (access.Page[agency.Agency], error) {
				return w.staff(a).Agencies(w.ctx, at, limit)
			})
	}
}

func recruiters(a *args) do {
	return func(w *world) answer {
		return listed(func(r agency.Recruiter) string { return w.recruiterName(r.ID) },
			func(at access.Cursor, limit int) (access.Page[agency.Recruiter], error) {
				return w.staff(a).Recruiters(w.ctx, agency.AgencyID(a.word(0)), at, limit)
			})
	}
}
