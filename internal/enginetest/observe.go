package enginetest

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// A probe is a question of a recruiter's, or an attempt, that renders all there
// is to the answer.
type probe struct {
	name   string // what is asked
	method string // of access.Recruiter
	ask    func(access.Recruiter) string
}

// RecruiterMethods are those of access.Recruiter that the probes use.
func RecruiterMethods() map[string]bool {
	used := map[string]bool{}
	for _, p := range slices.Concat(questions(nil, nil), attempts(nil, nil), managing(nil, nil)) {
		used[p.method] = true
	}
	return used
}

// render writes down an answer as far as Go can tell it from another.
func render(answer any, err error) string {
	s := fmt.Sprintf("%#v", answer)
	if may, ok := answer.(policy.Disclosed); ok {
		s += fmt.Sprintf(" %v %v", may, may.Reasons())
	}
	if err == nil {
		return s
	}
	s += fmt.Sprintf(" error %T %s", err, err)
	var denied *access.Denied
	if errors.As(err, &denied) {
		s += fmt.Sprintf(" %#v %v", *denied, denied.Reasons())
	}
	return s
}

// pages renders a list at a page size, with its cursors.
func pages[R any](limit int, page func(access.Cursor, int) (access.Page[R], error)) string {
	var b strings.Builder
	for at := access.Cursor(""); ; {
		p, err := page(at, limit)
		fmt.Fprintln(&b, render(p, err))
		if at = p.Next; err != nil || at == "" {
			return b.String()
		}
	}
}

var recruiterActions = []policy.Action{
	policy.ViewOpening, policy.Submit, policy.ViewSubmission, policy.Message, policy.Withdraw, policy.InviteColleague,
	policy.ListOpenings, policy.ListSubmissions, policy.ListColleagues, policy.ListClaims, policy.AcceptTerms,
}

// questions are everything that a recruiter can ask without changing anything.
func questions(openings []agency.OpeningID, submissions []candidate.SubmissionID) []probe {
	var all []probe
	add := func(method, about string, ask func(access.Recruiter) string) {
		all = append(all, probe{method + " " + about, method, ask})
	}
	can := func(action policy.Action, about string, target access.Target) {
		add("Can", action.String()+" "+about, func(r access.Recruiter) string { return render(r.Can(background, action, target)) })
	}
	for _, action := range recruiterActions {
		can(action, "", access.Target{})
		for _, o := range openings {
			can(action, string(o), access.OnOpening(o))
		}
		for _, s := range submissions {
			can(action, string(s), access.OnSubmission(s))
		}
	}
	for _, limit := range []int{0, 1, 2} {
		size := strconv.Itoa(limit)
		add("Openings", size, func(r access.Recruiter) string {
			return pages(limit, func(c access.Cursor, n int) (access.Page[access.OpeningView], error) {
				return r.Openings(background, c, n)
			})
		})
		add("Colleagues", size, func(r access.Recruiter) string {
			return pages(limit, func(c access.Cursor, n int) (access.Page[access.ColleagueView], error) {
				return r.Colleagues(background, c, n)
			})
		})
		for _, after := range []time.Time{{}, Start.AddDate(0, 1, 0)} {
			add("Claims", size+" "+after.String(), func(r access.Recruiter) string {
				return pages(limit, func(c access.Cursor, n int) (access.Page[access.ClaimView], error) {
					return r.Claims(background, after, c, n)
				})
			})
		}
		for _, o := range append([]agency.OpeningID{""}, openings...) {
			add("Submissions", size+" "+string(o), func(r access.Recruiter) string {
				return pages(limit, func(c access.Cursor, n int) (access.Page[access.SubmissionView], error) {
					return r.Submissions(background, access.SubmissionFilter{Opening: o}, c, n)
				})
			})
		}
	}
	add("CountOpenings", "", func(r access.Recruiter) string { return render(r.CountOpenings(background)) })
	for _, o := range append([]agency.OpeningID{""}, openings...) {
		add("CountSubmissions", string(o), func(r access.Recruiter) string {
			return render(r.CountSubmissions(background, access.SubmissionFilter{Opening: o}))
		})
		add("Opening", string(o), func(r access.Recruiter) string { return render(r.Opening(background, o)) })
	}
	for _, s := range append([]candidate.SubmissionID{""}, submissions...) {
		add("Submission", string(s), func(r access.Recruiter) string {
			view, entry, err := r.Submission(background, s)
			return render(view, nil) + render(entry, err)
		})
	}
	return all
}

// attempts are everything that a recruiter can try to change.
func attempts(openings []agency.OpeningID, submissions []candidate.SubmissionID) []probe {
	all := []probe{{"AcceptTerms", "AcceptTerms", func(r access.Recruiter) string {
		return render(nil, r.AcceptTerms(background, "2026"))
	}}}
	for i, o := range append(openings, openings...) {
		all = append(all, probe{"Submit " + string(o), "Submit", func(r access.Recruiter) string {
			request := candidate.RequestID("probe" + strconv.Itoa(i))
			e := candidate.Entry{Name: "Probe", Consent: Start}
			if i >= len(openings) {
				return render(r.Submit(background, o, request, e, access.WithResume("cv.txt", "text/plain", strings.NewReader("cv"))))
			}
			return render(r.Submit(background, o, request, e))
		}})
	}
	if len(openings) == 0 {
		all = append(all, probe{"Submit", "Submit", nil})
	}
	for _, s := range append([]candidate.SubmissionID{""}, submissions...) {
		all = append(all, probe{"Withdraw " + string(s), "Withdraw", func(r access.Recruiter) string {
			return render(nil, r.Withdraw(background, s))
		}})
	}
	return all
}
