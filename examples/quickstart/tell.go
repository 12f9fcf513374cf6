package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// told returns what a recruiter was told instead of getting what they asked for.
func told(err error) (policy.Disclosed, error) {
	var denied *access.Denied
	switch {
	case errors.As(err, &denied):
		return denied.Disclosed, nil
	case err == nil:
		err = fmt.Errorf("%w: it allowed what should be denied", errUnexpected)
	}
	return policy.Disclosed{}, err
}

// sayTold writes what a recruiter was told.
func (d *day) sayTold(r agency.Recruiter, err error) error {
	answer, err := told(err)
	if err != nil {
		return err
	}
	d.say("%s is told: %s", r.Name, words(answer.Reasons()))
	return nil
}

// words are the reasons of a denial with their codes and remedies.
func words(reasons []policy.Reason) string {
	out := make([]string, len(reasons))
	for i, r := range reasons {
		out[i] = fmt.Sprintf("[%s] %s %s", r.Code, r.Sentence, r.Remedy)
	}
	return strings.Join(out, " ")
}

// sayWhy asks on behalf of the hiring side what the matter is, and writes it.
func (d *day) sayWhy(ctx context.Context, r agency.Recruiter, action policy.Action, o agency.Opening) error {
	staff, name := d.hiring(o)
	why, err := staff.Explain(ctx, r.ID, action, access.OnOpening(o.ID))
	if err != nil {
		return err
	}
	d.say("%s asks why, and learns: %s", name, words(why.Decision.Reasons()))
	return nil
}

// sayOpenings writes which openings a recruiter can see.
func (d *day) sayOpenings(ctx context.Context, r agency.Recruiter) error {
	var titles []string
	for o, err := range access.All(func(c access.Cursor) (access.Page[access.OpeningView], error) {
		return d.as(r).Openings(ctx, c, 0)
	}) {
		if err != nil {
			return err
		}
		titles = append(titles, o.Title)
	}
	d.say("%s sees %s.", r.Name, listed(titles, "opening", "openings"))
	return nil
}

// sayProgress writes which candidates a recruiter can see, and how far they got.
func (d *day) sayProgress(ctx context.Context, r agency.Recruiter) error {
	var seen []string
	for s, err := range access.All(func(c access.Cursor) (access.Page[access.SubmissionView], error) {
		return d.as(r).Submissions(ctx, access.SubmissionFilter{}, c, 0)
	}) {
		if err != nil {
			return err
		}
		seen = append(seen, fmt.Sprintf("%s (%s, %s)", s.Name, s.OpeningTitle, s.Stage))
	}
	d.say("%s sees %s.", r.Name, listed(seen, "candidate", "candidates"))
	return nil
}

// sayNothing shows that submissions which a recruiter may not know of and one
// that does not exist are one answer.
func (d *day) sayNothing(ctx context.Context, r agency.Recruiter, others, direct candidate.SubmissionID) error {
	d.say("%s of %s asks for three submissions by their IDs:", r.Name, d.agencyTitle(r.Agency))
	var first policy.Disclosed
	for i, q := range []struct {
		id   candidate.SubmissionID
		what string
	}{{others, "another agency's"}, {direct, "a direct applicant's"}, {"NO-SUCH-THING", "one that does not exist"}} {
		_, _, err := d.as(r).Submission(ctx, q.id)
		answer, err := told(err)
		if err != nil {
			return err
		}
		if i == 0 {
			first = answer
		}
		if answer != first {
			return fmt.Errorf("%w: %s is told apart", errUnexpected, q.what)
		}
		d.item("%s: [%s] %s", q.what, answer.First(), answer.Reasons()[0].Sentence)
	}
	return nil
}

// submit puts a person forward, with the resume if there is one. The request
// names what is being asked, so that asking twice submits once.
func (d *day) submit(ctx context.Context, r agency.Recruiter, o agency.Opening, p person) (access.Receipt, error) {
	var with []access.SubmitOption
	if p.resume != "" {
		with = append(with, access.WithResume(resumeName(p), "text/plain", strings.NewReader(p.resume)))
	}
	return d.as(r).Submit(ctx, o.ID, requestID(o, p), p.entry, with...)
}

func requestID(o agency.Opening, p person) candidate.RequestID {
	return candidate.RequestID(fmt.Sprintf("%x", sha256.Sum256([]byte(string(o.ID)+" "+p.file))))
}

func resumeName(p person) string {
	return strings.TrimSuffix(path.Base(p.file), ".txt") + resumeSuffix
}

func (d *day) agencyTitle(id agency.AgencyID) string {
	for _, a := range d.agencies {
		if a.ID == id {
			return a.Title
		}
	}
	return string(id)
}

func (d *day) recruiterName(id agency.RecruiterID) string {
	for _, r := range d.recruiters {
		if r.ID == id {
			return r.Name
		}
	}
	return string(id)
}
