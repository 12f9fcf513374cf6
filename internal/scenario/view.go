package scenario

import (
	"strings"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
)

// viewNetwork shows an agency, a list, a recruiter or a regular user to the
// hiring side.
// Who is both of the latter has two records, either of which may be the one
// compared.
func viewNetwork(a *args) do {
	name := a.word(0)
	is := func(k kind) bool { return a.known[name] == k || a.both[name] && (k == isStaff || k == isRecruiter) }
	anAgency, aList, aRecruiter, aUser := is(isAgency), is(isList), is(isRecruiter), is(isStaff)
	return func(w *world) answer {
		out, s := answer{found: []row{}}, w.staff(a)
		if anAgency {
			find(&out, func(at access.Cursor) (access.Page[agency.Agency], error) {
				return s.Agencies(w.ctx, at, pageSize)
			}, func(g agency.Agency) (bool, row) { return string(g.ID) == name, agencyRow(g) })
		}
		if aList {
			find(&out, func(at access.Cursor) (access.Page[agency.List], error) {
				return s.Lists(w.ctx, at, pageSize)
			}, func(l agency.List) (bool, row) { return string(l.ID) == name, w.listRow(l) })
		}
		if aRecruiter {
			find(&out, func(at access.Cursor) (access.Page[agency.Recruiter], error) {
				return s.Recruiters(w.ctx, "", at, pageSize)
			}, func(r agency.Recruiter) (bool, row) { return r.ID == w.recruiterID(name), recruiterRow(r) })
		}
		if aUser {
			find(&out, func(at access.Cursor) (access.Page[agency.Staff], error) {
				return s.Users(w.ctx, at, pageSize)
			}, func(u agency.Staff) (bool, row) { return string(u.ID) == name, userRow(u) })
		}
		return out
	}
}

// find adds the rows of a list that are the one.
func find[T any](out *answer, page func(access.Cursor) (access.Page[T], error), is func(T) (bool, row)) {
	for v, err := range access.All(page) {
		if err != nil {
			out.err = err
			return
		}
		if ok, r := is(v); ok {
			out.found = append(out.found, r)
		}
	}
}

func agencyRow(g agency.Agency) row {
	return row{
		{"title", g.Title},
		{"state", g.State.String()},
		{"domains", strings.Join(g.Domains.Slice(), ",")},
		{"known", strings.Join(g.Known.Slice(), ",")},
		{"into", string(g.Into)},
	}
}

func recruiterRow(r agency.Recruiter) row {
	return row{
		{"agency", string(r.Agency)},
		{"state", r.State.String()},
		{"admin", yesNo(r.Admin)},
		{"email", r.Email},
		{"user", string(r.User)},
		{"conflict", yesNo(r.Conflict)},
	}
}

func userRow(u agency.Staff) row {
	return row{{"role", u.Role.String()}, {"state", u.State.String()}, {"email", u.Email}}
}
