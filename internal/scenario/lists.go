package scenario

import (
	"slices"
	"strings"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
)

// putList reads ID ["TITLE"] MEMBERS...
func putList(a *args) do {
	id, title, members := a.namedMembers()
	if title == "" {
		title = id
	}
	grantees := make([]agency.Grantee, len(members))
	for i, name := range members {
		if a.known[name] == isAgency {
			grantees[i].Agency = agency.AgencyID(name)
		}
	}
	return func(w *world) answer {
		on := slices.Clone(grantees)
		for i, name := range members {
			if on[i].Agency == "" {
				on[i].Recruiter = w.recruiterID(name)
			}
		}
		l := agency.List{ID: agency.ListID(id), Title: title, Members: agency.SeriesOf(on...)}
		return answer{err: w.staff(a).PutList(w.ctx, l)}
	}
}

// namedMembers reads an ID, what is in quotes after it, and names that follow.
func (a *args) namedMembers() (id, title string, members []string) {
	rest := a.words[1:]
	if rest[0].isName() {
		title, rest = rest[0].text, rest[1:]
	}
	for _, t := range rest {
		members = append(members, read(a, t.list)...)
	}
	return a.word(0), title, members
}

func dropList(a *args) do { return onID(a, access.Staff.DropList) }

func allLists(a *args) do {
	return func(w *world) answer {
		return listed(func(l agency.List) string { return string(l.ID) },
			func(at access.Cursor, limit int) (access.Page[agency.List], error) {
				return w.staff(a).Lists(w.ctx, at, limit)
			})
	}
}

func (w *world) listRow(l agency.List) row {
	var members []string
	for g := range l.Members.All() {
		if g.Agency != "" {
			members = append(members, string(g.Agency))
		} else {
			members = append(members, w.recruiterName(g.Recruiter))
		}
	}
	return row{{"title", l.Title}, {"members", strings.Join(members, ",")}}
}
