package scenario

import (
	"errors"
	"strconv"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// audit finds the newest entries of the journal, one unless last says more,
// that are about an ID.
func audit(a *args) do {
	last, of := 1, a.text("of")
	is := a.known[of]
	if a.both[of] {
		is = unknown // so that it is about either
	}
	if a.has("last") {
		n, err := strconv.Atoi(a.text("last"))
		if err != nil || n < 1 || n > store.MaxLimit {
			a.err = errors.New("last takes a number from 1 to 1000")
		}
		last = n
	}
	return func(w *world) answer {
		out := answer{found: []row{}}
		about := w.subject(is, of)
		s := w.staff(a)
		for e, err := range access.All(func(at access.Cursor) (access.Page[store.JournalRow], error) {
			return s.Journal(w.ctx, about, at, pageSize)
		}) {
			if err != nil {
				return answer{err: err}
			}
			if of == "" || concerns(e.Subject, of) || concerns(e.Subject, string(w.submission(of))) ||
				concerns(e.Subject, string(w.recruiterID(of))) {
				out.found = append(out.found, w.entry(e))
			}
			if len(out.found) == last {
				break
			}
		}
		return out
	}
}

// subject is what to ask the journal about. What an unknown ID is cannot be
// told, so the whole journal is searched for it.
func (w *world) subject(k kind, id string) store.Subject {
	switch k {
	case isStaff:
		return store.Subject{Staff: agency.StaffID(id)}
	case isAgency:
		return store.Subject{Agency: agency.AgencyID(id)}
	case isRecruiter:
		return store.Subject{Recruiter: w.recruiterID(id)}
	case isOpening:
		return store.Subject{Opening: agency.OpeningID(id)}
	case isSubmission:
		return store.Subject{Submission: w.submission(id)}
	}
	return store.Subject{}
}

func concerns(s store.Subject, id string) bool {
	return string(s.Opening) == id || string(s.Agency) == id || string(s.Recruiter) == id ||
		string(s.Staff) == id || string(s.Submission) == id
}

func (w *world) entry(e store.JournalRow) row {
	return row{
		{"action", e.Action},
		{"actor", w.recruiterName(agency.RecruiterID(e.Actor.ID))},
		{"denied", yesNo(e.Denied)},
		{"reasons", e.Reasons.String()},
		{"opening", string(e.Opening)},
		{"agency", string(e.Agency)},
		{"recruiter", w.recruiterName(e.Recruiter)},
		{"staff", string(e.Staff)},
		{"submission", w.nameOf(e.Submission)},
		{"fields", e.Fields.String()},
		{"values", strconv.Itoa(len(e.Values))},
	}
}
