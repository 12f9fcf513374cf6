package scenario

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
)

// recruiterID is the ID behind a name; one that is not known stands for itself.
func (w *world) recruiterID(name string) agency.RecruiterID {
	if id, ok := w.people[name]; ok {
		return id
	}
	return agency.RecruiterID(name)
}

func (w *world) recruiterName(id agency.RecruiterID) string {
	if name, ok := w.called[id]; ok {
		return name
	}
	return string(id)
}

func (w *world) recruiterIDs(names []string) []agency.RecruiterID {
	out := make([]agency.RecruiterID, len(names))
	for i, name := range names {
		out[i] = w.recruiterID(name)
	}
	return out
}

// recruiterNames joins the names of recruiters, in order.
func (w *world) recruiterNames(ids []agency.RecruiterID) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = w.recruiterName(id)
	}
	slices.Sort(names)
	return strings.Join(names, ",")
}

// meet gives a recruiter their name.
func (w *world) meet(name string, id agency.RecruiterID) error {
	if was, ok := w.people[name]; ok && was != id {
		return fmt.Errorf("accepted, but %s is the name of another recruiter", name)
	}
	w.people[name], w.called[id] = id, name
	return nil
}

// onRecruiter is a verb that does one thing to the recruiter whom its first
// argument names.
func onRecruiter(a *args, change func(access.Staff, context.Context, agency.RecruiterID) error) do {
	return func(w *world) answer { return answer{err: change(w.staff(a), w.ctx, w.recruiterID(a.word(0)))} }
}

// onColleague is the same for a verb of an agency's admin.
func onColleague(a *args, change func(access.Recruiter, context.Context, agency.RecruiterID) error) do {
	return func(w *world) answer { return answer{err: change(w.recruiter(a), w.ctx, w.recruiterID(a.word(0)))} }
}

func makeAdmin(a *args) do  { return setAdmin(a, true) }
func makeMember(a *args) do { return setAdmin(a, false) }

func setAdmin(a *args, admin bool) do {
	return onColleague(a, func(r access.Recruiter, ctx context.Context, id agency.RecruiterID) error {
		return r.SetAdmin(ctx, id, admin)
	})
}

func deactivateColleague(a *args) do { return onColleague(a, access.Recruiter.Deactivate) }

func deactivate(a *args) do {
	if a.known[a.word(0)] == isStaff {
		if a.has("to") {
			a.err = fmt.Errorf("to is for recruiters")
		}
		return onID(a, access.Staff.DeactivateUser)
	}
	return func(w *world) answer {
		var with []access.DeactivateOption
		if a.has("to") {
			with = append(with, access.HandOver(w.recruiterID(a.text("to"))))
		}
		return answer{err: w.staff(a).Deactivate(w.ctx, w.recruiterID(a.word(0)), with...)}
	}
}

func reactivate(a *args) do {
	if a.known[a.word(0)] == isStaff {
		return onID(a, access.Staff.ReactivateUser)
	}
	return onRecruiter(a, access.Staff.Reactivate)
}

func move(a *args) do {
	to := agency.AgencyID(a.word(1))
	return onRecruiter(a, func(s access.Staff, ctx context.Context, id agency.RecruiterID) error {
		return s.Move(ctx, id, to)
	})
}

func promote(a *args) do {
	user := agency.Staff{ID: agency.StaffID(a.word(0)), Role: readAs(a, a.word(1), named[agency.Role])}
	return onRecruiter(a, func(s access.Staff, ctx context.Context, id agency.RecruiterID) error {
		return s.Promote(ctx, id, user)
	})
}
