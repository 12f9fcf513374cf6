package scenario

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// Verbs about who is known, and whose introduction they are.

func duplicates(a *args) do {
	return func(w *world) answer {
		found, err := w.staff(a).Duplicates(w.ctx, w.submission(a.word(0)))
		out := answer{err: err, isList: true}
		for _, d := range found {
			if d.Submission == "" {
				out.items = append(out.items, string(d.Host))
			} else {
				out.items = append(out.items, w.nameOf(d.Submission))
			}
		}
		return out
	}
}

// compare shows what there is between a submission and somebody who may be the
// person.
func compare(a *args) do {
	return func(w *world) answer {
		found, err := w.staff(a).Duplicates(w.ctx, w.submission(a.word(0)))
		if err != nil {
			return answer{err: err}
		}
		out := row{{"verdict", "none"}, {"evidence", ""}}
		for _, d := range found {
			if name := a.word(1); d.Submission == w.submission(name) || string(d.Host) == name {
				out = row{{"verdict", d.Verdict.String()}, {"evidence", d.Evidence}}
			}
		}
		return answer{found: []row{out}}
	}
}

func ruling(a *args) do {
	at := a.time("at")
	return func(w *world) answer {
		id := w.submission(a.word(0))
		r, err := w.staff(a).Ruling(w.ctx, id)
		if err == nil && a.has("at") {
			r, err = w.staff(a).Replay(w.ctx, id, at)
		}
		return answer{err: err, found: []row{{
			{"outcome", r.Outcome.String()},
			{"verdict", r.Verdict.String()},
			{"owner", string(r.OwnerAgency)},
			{"owned-by-other", yesNo(r.OwnedByOther)},
			{"acknowledged", yesNo(r.Acknowledged)},
			{"settings", strconv.FormatInt(r.Rules, 10)},
		}}}
	}
}

func credit(a *args) do {
	return func(w *world) answer {
		c, err := w.staff(a).Credit(w.ctx, w.submission(a.word(0)))
		return answer{err: err, found: []row{{
			{"agency", string(c.Agency())},
			{"claim", w.claimName(c.Owner.Claim)},
			{"disputed", yesNo(c.Disputed())},
			{"at", timeText(c.At)},
		}}}
	}
}

func merge(a *args) do {
	var choice candidate.Choice
	for key, pick := range map[string]*candidate.Pick{
		"name": &choice.Name, "emails": &choice.Emails, "phones": &choice.Phones, "urls": &choice.URLs, "born": &choice.Born,
		"place": &choice.Place, "address": &choice.Address, "national-id": &choice.NationalID,
	} {
		if a.has(key) {
			*pick = readAs(a, a.text(key), named[candidate.Pick])
		}
	}
	return func(w *world) answer {
		return answer{err: w.staff(a).Merge(w.ctx, w.submission(a.word(0)), w.submission(a.word(1)), choice)}
	}
}

func unmerge(a *args) do {
	return func(w *world) answer { return answer{err: w.staff(a).Unmerge(w.ctx, w.submission(a.word(0)))} }
}

func distinct(a *args) do { return markDistinct(a, true) }
func alike(a *args) do    { return markDistinct(a, false) }

func markDistinct(a *args, is bool) do {
	return func(w *world) answer {
		return answer{err: w.staff(a).MarkDistinct(w.ctx, w.submission(a.word(0)), w.submission(a.word(1)), is)}
	}
}

func correct(a *args) do {
	entry := a.person()
	return func(w *world) answer {
		_, err := w.staff(a).CorrectEntry(w.ctx, w.submission(a.word(0)), entry)
		return answer{err: err}
	}
}

func person(a *args) do {
	return func(w *world) answer {
		p, err := w.staff(a).Person(w.ctx, w.submission(a.word(0)))
		var ids, hosts []string
		for _, id := range p.Submissions {
			ids = append(ids, w.nameOf(id))
		}
		for _, id := range p.Hosts {
			hosts = append(hosts, string(id))
		}
		v := p.Values
		return answer{err: err, found: []row{{
			{"name", v.FullName()},
			{"email", strings.Join(v.Emails.Slice(), " ")},
			{"phone", strings.Join(v.Phones.Slice(), " ")},
			{"url", strings.Join(v.URLs.Slice(), " ")},
			{"born", v.Born},
			{"place", v.Place},
			{"submissions", strings.Join(ids, " ")},
			{"candidates", strings.Join(hosts, " ")},
		}}}
	}
}

func link(a *args) do {
	return func(w *world) answer {
		return answer{err: w.sys.LinkCandidate(w.ctx, w.submission(a.word(0)), candidate.HostID(a.word(1)))}
	}
}

// imported reads somebody who was there before; with an agency, a stage or an
// opening, a submission.
func imported(a *args) do {
	r := access.ImportRow{Entry: a.person()}
	if a.flags["submission"] {
		r.Candidate = candidate.HostID(a.text("candidate"))
		r.Submission = access.PastSubmission{
			ID: candidate.SubmissionID(a.word(0)), Opening: agency.OpeningID(a.text("opening")), Agency: agency.AgencyID(a.text("agency")),
			Recruiter: agency.RecruiterID(a.text("recruiter")), At: a.time("since"), Stage: agency.Stage(a.text("stage")),
		}
	} else {
		r.Candidate, r.Since = candidate.HostID(a.word(0)), a.time("since")
		for _, key := range []string{"opening", "agency", "recruiter", "stage", "candidate"} {
			if a.has(key) {
				a.err = fmt.Errorf("%s is for submissions", key)
			}
		}
	}
	return func(w *world) answer {
		r := r
		r.Submission.Recruiter = w.recruiterID(string(r.Submission.Recruiter))
		rows := func(yield func(access.ImportRow, error) bool) { yield(r, nil) }
		_, err := w.sys.Import(w.ctx, rows, access.ImportOptions{})
		if err == nil && a.flags["submission"] {
			err = w.remember(a.word(0), r.Submission.ID)
		}
		return answer{err: err}
	}
}
