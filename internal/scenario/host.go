package scenario

import (
	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

func account(a *args) do {
	id, change := agency.AccountID(a.word(0)), a.settings()
	return func(w *world) answer {
		w.account, w.sys = id, w.eng.System(id, Operator)
		var s agency.Settings
		change(&s)
		return answer{err: w.sys.Configure(w.ctx, s)}
	}
}

// set changes the settings in force, of which only the host is sure to be told.
func set(a *args) do {
	change := a.settings()
	return func(w *world) answer {
		s, err := w.sys.Settings(w.ctx)
		if err != nil {
			return answer{err: err}
		}
		change(&s)
		return answer{err: w.staff(a).Configure(w.ctx, s)}
	}
}

func at(a *args) do {
	t := readAs(a, a.word(0), instant)
	return func(w *world) answer { w.now = t; return answer{} }
}

func wait(a *args) do {
	n := readAs(a, a.word(0), length)
	return func(w *world) answer { w.now = n.after(w.now); return answer{} }
}

func putStaff(a *args) do {
	s := agency.Staff{
		ID: agency.StaffID(a.word(0)), Role: readAs(a, a.word(1), named[agency.Role]), Email: a.text("email"),
	}
	return func(w *world) answer { return answer{err: w.sys.PutStaff(w.ctx, s)} }
}

func putAgency(a *args) do {
	g := agency.Agency{
		ID: agency.AgencyID(a.word(0)), Title: titleOf(a), Domains: agency.Freeze(a.list("domains")...),
	}
	return func(w *world) answer { return answer{err: w.staff(a).PutAgency(w.ctx, g)} }
}

// titleOf is the title that follows an ID, or else the ID.
func titleOf(a *args) string {
	if len(a.words) > 1 {
		return a.word(1)
	}
	return a.word(0)
}

func putRecruiter(a *args) do {
	r := agency.Recruiter{
		ID: agency.RecruiterID(a.word(0)), Agency: agency.AgencyID(a.word(1)), Admin: a.flags["admin"],
		State: agency.RecruiterActive, Email: a.word(0) + "@" + a.word(1) + ".invalid",
	}
	if a.has("state") {
		r.State = readAs(a, a.text("state"), named[agency.RecruiterState])
	}
	if a.has("email") {
		r.Email = a.text("email")
	}
	return func(w *world) answer {
		r := r
		r.ID = w.recruiterID(a.word(0))
		return w.met(a.word(0), r.ID, w.staff(a).PutRecruiter(w.ctx, r))
	}
}

func putOpening(a *args) do {
	o := agency.Opening{
		ID: agency.OpeningID(a.word(0)), Title: titleOf(a), Text: a.text("text"),
		Private: a.flags["private"], Team: agency.Freeze(as[agency.StaffID](a.list("team"))...),
	}
	if a.flags["archived"] {
		o = o.Archive()
	}
	return func(w *world) answer { return answer{err: w.sys.PutOpenings(w.ctx, o)} }
}

func putApplicant(a *args) do {
	p := access.Applicant{
		ID: candidate.SubmissionID(a.word(0)), Opening: agency.OpeningID(a.word(1)), Entry: a.person(),
		Candidate: candidate.HostID(a.text("candidate")),
	}
	return func(w *world) answer {
		err := w.sys.PutApplicant(w.ctx, p)
		if err == nil {
			err = w.remember(a.word(0), p.ID)
		}
		return answer{err: err}
	}
}

func erase(a *args) do {
	return func(w *world) answer { return answer{err: w.sys.Erase(w.ctx, w.submission(a.word(0)))} }
}

// person reads what is entered about somebody.
func (a *args) person() candidate.Entry {
	return candidate.Entry{
		Name: a.text("name"), Given: a.text("given"), Surname: a.text("surname"),
		Emails: agency.Freeze(a.texts("email")...),
		Phones: agency.Freeze(a.texts("phone")...),
		URLs:   agency.Freeze(a.texts("url")...),
		Born:   a.text("born"),
		Place:  a.text("place"),
		Address: candidate.Address{
			Street: a.text("street"), City: a.text("city"), Postcode: a.text("postcode"), Region: a.text("region"),
		},
		NationalID: a.text("national-id"),
		Consent:    a.time("consent"),
	}
}
