package access

import (
	"context"
	"time"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// OpeningView is an opening as a recruiter who may view it sees it.
type OpeningView struct {
	ID      agency.OpeningID
	Title   string
	Text    string
	State   agency.OpeningState
	Private bool      // must not be advertised
	Until   time.Time // when the share ends; zero: it does not
}

// SubmissionView is a submission of the recruiter's own agency, as the recruiter
// sees it: what the agency entered, and how far it got.
type SubmissionView struct {
	ID           candidate.SubmissionID
	Opening      agency.OpeningID
	OpeningTitle string
	Name         string             // as the agency entered it; empty once erased
	Recruiter    agency.RecruiterID // the colleague who submitted it
	Mine         bool               // that is the one who asks
	Source       string             // as recorded: the agency's title at the time
	Stage        agency.Stage
	At           time.Time // when it was submitted
	Changed      time.Time // when it reached its stage
}

// EntryView is what the agency itself entered about a person.
type EntryView struct {
	Name, Given, Surname string
	Emails, Phones, URLs []string
	Born, Place, Comment string
	Address              candidate.Address
	NationalID           string
	Consent              time.Time
	ResumeName           string // empty: no resume
	ResumeSize           int64  // bytes
	Erased               bool   // the personal data was removed
}

// ColleagueView is a member of the recruiter's own agency.
type ColleagueView struct {
	ID    agency.RecruiterID
	Name  string
	Email string
	Admin bool
	State agency.RecruiterState
}

// SubmissionFilter chooses among the submissions that are visible.
type SubmissionFilter struct {
	Opening agency.OpeningID // empty: to any opening
}

// Openings lists the openings that the recruiter may view in full, newest
// first.
func (r Recruiter) Openings(ctx context.Context, cursor Cursor, limit int) (Page[OpeningView], error) {
	return r.openings().page(ctx, cursor, limit)
}

// CountOpenings counts what Openings lists.
func (r Recruiter) CountOpenings(ctx context.Context) (int, error) { return r.openings().count(ctx) }

func (r Recruiter) openings() *listing[store.OpeningRow, OpeningView] {
	return &listing[store.OpeningRow, OpeningView]{
		actor:  r.actor,
		call:   "list-openings",
		query:  store.Query{Recruiter: r.recruiter},
		scope:  store.Scope{Kind: store.ListGranted},
		guided: true,
		listed: policy.Request{Side: policy.RecruiterSide, Action: policy.ListOpenings},
		rows:   openingRows,
		admits: func(pf *policy.Facts, row *store.OpeningRow) bool {
			pf.Opening, pf.ToRecruiter, pf.ToAgency = &row.Opening, &row.ToRecruiter, &row.ToAgency
			return policy.Decide(policy.Request{Side: policy.RecruiterSide, Action: policy.ViewOpening}, *pf).Allowed()
		},
		view: func(f *store.Facts, row *store.OpeningRow, now time.Time) OpeningView {
			return viewOpening(&row.Opening, &row.ToRecruiter, &row.ToAgency, f.Settings.Sharing, now)
		},
		after: afterOpening,
	}
}

func openingRows(rows *store.Rows) []store.OpeningRow { return rows.Openings }

func afterOpening(row *store.OpeningRow) store.After {
	return store.After{At: row.Opening.Created, ID: string(row.Opening.ID)}
}

// Opening returns one opening that the recruiter may view in full.
func (r Recruiter) Opening(ctx context.Context, id agency.OpeningID) (OpeningView, error) {
	if err := agency.CheckID("opening", id); err != nil {
		return OpeningView{}, err
	}
	return read(ctx, r.actor, "view-opening", policy.Request{Action: policy.ViewOpening},
		store.Query{Opening: id}, store.Subject{Opening: id},
		func(f *store.Facts, now time.Time) (OpeningView, error) {
			return viewOpening(&f.Opening, &f.ToRecruiter, &f.ToAgency, f.Settings.Sharing, now), nil
		})
}

func viewOpening(o *agency.Opening, person, whole *agency.Share, mode agency.Sharing, now time.Time) OpeningView {
	return OpeningView{
		ID: o.ID, Title: o.Title, Text: o.Text, State: o.State, Private: o.Private,
		Until: latestEnd(person, whole, mode, now),
	}
}

// latestEnd is when the last of the shares that count and are effective ends.
func latestEnd(person, whole *agency.Share, mode agency.Sharing, now time.Time) time.Time {
	var end time.Time
	for _, s := range []struct {
		*agency.Share
		counts bool
	}{{person, mode.ToRecruiters()}, {whole, mode.ToAgencies()}} {
		if !s.counts || s.Stands(now) != agency.Effective {
			continue
		}
		if s.Until.IsZero() {
			return time.Time{}
		}
		if s.Until.After(end) {
			end = s.Until
		}
	}
	return end
}

// Submissions lists the submissions that are visible to the recruiter, newest
// first, whether or not their openings still are.
func (r Recruiter) Submissions(ctx context.Context, filter SubmissionFilter, cursor Cursor, limit int) (Page[SubmissionView], error) {
	l, err := r.submissions(filter)
	if err != nil {
		return Page[SubmissionView]{}, err
	}
	return l.page(ctx, cursor, limit)
}

// CountSubmissions counts what Submissions lists.
func (r Recruiter) CountSubmissions(ctx context.Context, filter SubmissionFilter) (int, error) {
	l, err := r.submissions(filter)
	if err != nil {
		return 0, err
	}
	return l.count(ctx)
}

func (r Recruiter) submissions(filter SubmissionFilter) (*listing[store.SubmissionRow, SubmissionView], error) {
	if filter.Opening != "" {
		if err := agency.CheckID("opening", filter.Opening); err != nil {
			return nil, err
		}
	}
	return &listing[store.SubmissionRow, SubmissionView]{
		actor:  r.actor,
		call:   "list-submissions",
		filter: string(filter.Opening),
		query:  store.Query{Recruiter: r.recruiter},
		scope:  store.Scope{Kind: store.ListAgencySubmissions, Opening: filter.Opening},
		guided: true,
		listed: policy.Request{Side: policy.RecruiterSide, Action: policy.ListSubmissions},
		rows:   submissionRows,
		admits: admitSubmission(policy.Request{Side: policy.RecruiterSide, Action: policy.ViewSubmission}),
		view: func(_ *store.Facts, row *store.SubmissionRow, _ time.Time) SubmissionView {
			return viewSubmission(&row.Submission, row.Name, &row.Opening, r.recruiter)
		},
		after: afterSubmission,
	}, nil
}

func submissionRows(rows *store.Rows) []store.SubmissionRow { return rows.Submissions }

func admitSubmission(q policy.Request) func(*policy.Facts, *store.SubmissionRow) bool {
	return func(pf *policy.Facts, row *store.SubmissionRow) bool {
		pf.Submission, pf.Opening = &row.Submission, &row.Opening
		pf.ToRecruiter, pf.ToAgency = &row.ToRecruiter, &row.ToAgency
		return policy.Decide(q, *pf).Allowed()
	}
}

func afterSubmission(row *store.SubmissionRow) store.After {
	return store.After{At: row.Submission.At, ID: string(row.Submission.ID)}
}

func viewSubmission(s *candidate.Submission, name string, o *agency.Opening, viewer agency.RecruiterID) SubmissionView {
	return SubmissionView{
		ID: s.ID, Opening: s.Opening, OpeningTitle: o.Title, Name: name,
		Recruiter: s.Recruiter, Mine: s.Recruiter == viewer,
		Source: s.Source, Stage: s.Stage, At: s.At, Changed: s.Changed,
	}
}

// Submission returns one submission that is visible to the recruiter, and what
// the agency entered.
func (r Recruiter) Submission(ctx context.Context, id candidate.SubmissionID) (SubmissionView, EntryView, error) {
	type both struct {
		SubmissionView
		EntryView
	}
	if err := agency.CheckID("submission", id); err != nil {
		return SubmissionView{}, EntryView{}, err
	}
	out, err := read(ctx, r.actor, "view-submission", policy.Request{Action: policy.ViewSubmission},
		store.Query{Submission: id}, store.Subject{Submission: id},
		func(f *store.Facts, _ time.Time) (both, error) {
			if f.Entry == nil {
				f.Entry = new(candidate.Entry)
			}
			return both{viewSubmission(&f.Submission, f.Entry.FullName(), &f.Opening, r.recruiter), viewEntry(f.Entry)}, nil
		})
	return out.SubmissionView, out.EntryView, err
}

func viewEntry(e *candidate.Entry) EntryView {
	return EntryView{
		Name: e.Name, Given: e.Given, Surname: e.Surname,
		Emails: e.Emails.Slice(), Phones: e.Phones.Slice(), URLs: e.URLs.Slice(),
		Born: e.Born, Place: e.Place, Address: e.Address, NationalID: e.NationalID, Comment: e.Comment, Consent: e.Consent,
		ResumeName: e.Resume.Name, ResumeSize: e.Resume.Size, Erased: !e.Erased.IsZero(),
	}
}

// Colleagues lists the members of the recruiter's own agency, the recruiter
// included, in the order of their IDs.
func (r Recruiter) Colleagues(ctx context.Context, cursor Cursor, limit int) (Page[ColleagueView], error) {
	l := listing[store.RecruiterRow, ColleagueView]{
		actor:  r.actor,
		call:   "list-colleagues",
		query:  store.Query{Recruiter: r.recruiter},
		scope:  store.Scope{Kind: store.ListColleagues},
		listed: policy.Request{Side: policy.RecruiterSide, Action: policy.ListColleagues},
		rows:   recruiterRows,
		view: func(_ *store.Facts, row *store.RecruiterRow, _ time.Time) ColleagueView {
			return viewColleague(&row.Recruiter)
		},
		after: afterRecruiter,
	}
	return l.page(ctx, cursor, limit)
}

func recruiterRows(rows *store.Rows) []store.RecruiterRow { return rows.Recruiters }

func afterRecruiter(row *store.RecruiterRow) store.After {
	return store.After{ID: string(row.Recruiter.ID)}
}
