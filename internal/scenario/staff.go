package scenario

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// onID is a verb that does one thing to what its argument names.
func onID[T ~string](a *args, change func(access.Staff, context.Context, T) error) do {
	return func(w *world) answer { return answer{err: change(w.staff(a), w.ctx, T(a.word(0)))} }
}

func archive(a *args) do   { return onID(a, access.Staff.Archive) }
func reopen(a *args) do    { return onID(a, access.Staff.Reopen) }
func private(a *args) do   { return onID(a, access.Staff.MakePrivate) }
func public(a *args) do    { return onID(a, access.Staff.MakePublic) }
func suspend(a *args) do   { return onID(a, access.Staff.Suspend) }
func reinstate(a *args) do { return onID(a, access.Staff.Reinstate) }
func terminate(a *args) do { return onID(a, access.Staff.Terminate) }

func advance(a *args) do {
	return func(w *world) answer {
		return answer{err: w.staff(a).Advance(w.ctx, w.submission(a.word(0)), agency.Stage(a.word(1)))}
	}
}

func note(a *args) do {
	return func(w *world) answer {
		return answer{err: w.staff(a).Note(w.ctx, w.submission(a.word(0)), a.word(1))}
	}
}

func feedback(a *args) do {
	return func(w *world) answer {
		return answer{err: w.staff(a).Feedback(w.ctx, w.submission(a.word(0)), a.word(1))}
	}
}

func remarks(a *args) do {
	return func(w *world) answer { return w.remarks(w.staff(a), w.submission(a.word(0))) }
}

func (w *world) remarks(s access.Staff, id candidate.SubmissionID) answer {
	return listed(func(r candidate.Remark) string { return r.Text },
		func(at access.Cursor, limit int) (access.Page[candidate.Remark], error) {
			return s.Remarks(w.ctx, id, at, limit)
		})
}

// viewRecord shows a record to the hiring side; an unknown one is taken for a
// submission.
func viewRecord(a *args) do {
	switch a.known[a.word(0)] {
	case isOpening:
		a.err = errors.New("regular users and the host view submissions, agencies, lists and people")
	case isAgency, isList, isRecruiter, isStaff:
		return viewNetwork(a)
	}
	return func(w *world) answer {
		id := w.submission(a.word(0))
		r, err := w.staff(a).Submission(w.ctx, id)
		if err != nil {
			return answer{err: err}
		}
		notes := w.remarks(w.staff(a), id)
		if notes.err != nil {
			return notes
		}
		return answer{found: []row{{
			{"stage", string(r.Stage)},
			{"source", r.Source},
			{"name", r.Entry.FullName()},
			{"opening", string(r.Submission.Opening)},
			{"agency", string(r.Agency)},
			{"recruiter", w.recruiterName(r.Recruiter)},
			{"notes", strconv.Itoa(len(notes.items))},
		}}}
	}
}

func who(a *args) do {
	return func(w *world) answer {
		return listed(func(h access.Holder) string { return w.recruiterName(h.Recruiter.ID) },
			func(at access.Cursor, limit int) (access.Page[access.Holder], error) {
				return w.staff(a).Who(w.ctx, agency.OpeningID(a.word(0)), at, limit)
			})
	}
}

func explain(a *args) do {
	target := a.action(1)
	return func(w *world) answer {
		action, on := target(w)
		why, err := w.staff(a).Explain(w.ctx, w.recruiterID(a.word(0)), action, on)
		if err != nil {
			return answer{err: err}
		}
		remedy := ""
		for _, reason := range slices.Backward(why.Decision.Reasons()) {
			remedy = reason.Remedy // of the first, in the end
		}
		return answer{decided: why.Decision.String(), found: []row{{
			{"told", why.Told.First().String()}, {"with", w.recruiterNames(why.With())}, {"without", w.recruiterNames(why.Without())}, {"remedy", remedy},
		}}}
	}
}
