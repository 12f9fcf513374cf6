package scenario

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

func openings(a *args) do {
	return func(w *world) answer {
		return listed(func(o access.OpeningView) string { return string(o.ID) },
			func(at access.Cursor, limit int) (access.Page[access.OpeningView], error) {
				return w.recruiter(a).Openings(w.ctx, at, limit)
			})
	}
}

func submissions(a *args) do {
	of := access.SubmissionFilter{Opening: agency.OpeningID(a.text("opening"))}
	return func(w *world) answer {
		return listed(func(s access.SubmissionView) string { return w.nameOf(s.ID) },
			func(at access.Cursor, limit int) (access.Page[access.SubmissionView], error) {
				return w.recruiter(a).Submissions(w.ctx, of, at, limit)
			})
	}
}

func colleagues(a *args) do {
	return func(w *world) answer {
		return listed(func(c access.ColleagueView) string { return w.recruiterName(c.ID) },
			func(at access.Cursor, limit int) (access.Page[access.ColleagueView], error) {
				return w.recruiter(a).Colleagues(w.ctx, at, limit)
			})
	}
}

func count(a *args) do {
	what := a.word(0)
	if what != "openings" && what != "submissions" {
		a.err = fmt.Errorf("count takes openings or submissions, not %q", what)
	}
	return func(w *world) answer {
		var n int
		var err error
		if what == "openings" {
			n, err = w.recruiter(a).CountOpenings(w.ctx)
		} else {
			n, err = w.recruiter(a).CountSubmissions(w.ctx, access.SubmissionFilter{})
		}
		return answer{err: err, found: []row{{{"n", strconv.Itoa(n)}}}}
	}
}

// view shows what the ID is known as when the line runs; an unknown one is
// taken for an opening.
func view(a *args) do {
	return func(w *world) answer {
		id, isSubmission := w.ids[a.word(0)]
		if !isSubmission {
			o, err := w.recruiter(a).Opening(w.ctx, agency.OpeningID(a.word(0)))
			return answer{err: err, found: []row{{
				{"title", o.Title},
				{"state", o.State.String()},
				{"private", yesNo(o.Private)},
				{"text", o.Text},
				{"until", timeText(o.Until)},
			}}}
		}
		s, _, err := w.recruiter(a).Submission(w.ctx, id)
		return answer{err: err, found: []row{{
			{"title", s.OpeningTitle},
			{"stage", string(s.Stage)},
			{"source", s.Source},
			{"name", s.Name},
			{"opening", string(s.Opening)},
			{"recruiter", w.recruiterName(s.Recruiter)},
			{"mine", yesNo(s.Mine)},
		}}}
	}
}

func can(a *args) do {
	target := a.action(0)
	return func(w *world) answer {
		action, on := target(w)
		told, err := w.recruiter(a).Can(w.ctx, action, on)
		return answer{err: err, decided: told.String()}
	}
}

// action reads ACTION [TARGET], the action being argument i.
func (a *args) action(i int) func(*world) (policy.Action, access.Target) {
	name, id := a.word(i), a.word(i+1)
	takes, ok := targets(name)
	switch {
	case !ok:
		a.err = fmt.Errorf("%q is not an action: view, submit, withdraw, message or invite", name)
	case len(takes) == 0 && len(a.words) > i+1:
		a.err = errors.New("invite takes no target")
	case len(takes) > 0 && len(a.words) == i+1:
		a.err = fmt.Errorf("%s takes a target", name)
	}
	return func(w *world) (policy.Action, access.Target) {
		_, known := w.ids[id]
		switch name {
		case "submit":
			return policy.Submit, access.OnOpening(agency.OpeningID(id))
		case "withdraw":
			return policy.Withdraw, access.OnSubmission(w.submission(id))
		case "message":
			return policy.Message, access.OnSubmission(w.submission(id))
		case "invite":
			return policy.InviteColleague, access.Target{}
		}
		if known {
			return policy.ViewSubmission, access.OnSubmission(w.submission(id))
		}
		return policy.ViewOpening, access.OnOpening(agency.OpeningID(id))
	}
}

func submit(a *args) do {
	opening, entry := agency.OpeningID(a.word(0)), a.person()
	// Unless it names a request, each line is one of its own.
	request := candidate.RequestID("#" + strconv.Itoa(a.line))
	if a.has("request") {
		request = candidate.RequestID(a.text("request"))
	}
	return func(w *world) answer {
		var with []access.SubmitOption
		if a.has("resume") {
			with = append(with, access.WithResume("resume.txt", "text/plain", strings.NewReader(a.text("resume"))))
		}
		alerted := a.as + "\x00" + a.word(1)
		if a.flags["ack"] {
			with = append(with, access.WithAcknowledgement(cmp.Or(w.alerts[alerted], "none")))
		}
		r, err := w.recruiter(a).Submit(w.ctx, opening, request, entry, with...)
		if token, ok := alertOf(err); ok {
			w.alerts[alerted] = token
		}
		if err == nil {
			err = w.remember(a.word(1), r.Submission)
		}
		return answer{err: err}
	}
}

func withdraw(a *args) do {
	return func(w *world) answer {
		return answer{err: w.recruiter(a).Withdraw(w.ctx, w.submission(a.word(0)))}
	}
}

func acceptTerms(a *args) do {
	return func(w *world) answer { return answer{err: w.recruiter(a).AcceptTerms(w.ctx, a.word(0))} }
}
