package access

import (
	"context"
	"time"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// SubmissionRecord is a submission as the hiring side sees it.
type SubmissionRecord struct {
	candidate.Submission
	Entry   candidate.Entry
	Opening agency.Opening // zero for a person who applied to none in particular
}

// SubmissionSummary is a submission in a list of the hiring side's.
type SubmissionSummary struct {
	candidate.Submission
	Name    string         // of the person; empty once erased
	Opening agency.Opening // zero for a person who applied to none in particular
}

// SubmissionsOf chooses among the account's submissions; what is empty does not
// matter.
type SubmissionsOf struct {
	Opening   agency.OpeningID
	Agency    agency.AgencyID
	Recruiter agency.RecruiterID
}

func (of SubmissionsOf) check() error {
	if of.Opening != "" {
		if err := agency.CheckID("opening", of.Opening); err != nil {
			return err
		}
	}
	if of.Agency != "" {
		if err := agency.CheckID("agency", of.Agency); err != nil {
			return err
		}
	}
	if of.Recruiter != "" {
		return agency.CheckID("recruiter", of.Recruiter)
	}
	return nil
}

// Submission returns one submission.
func (s Staff) Submission(ctx context.Context, id candidate.SubmissionID) (SubmissionRecord, error) {
	if err := agency.CheckID("submission", id); err != nil {
		return SubmissionRecord{}, err
	}
	return read(ctx, s.actor, "view-submission", policy.Request{Action: policy.ReadSubmission},
		store.Query{Submission: id}, store.Subject{Submission: id},
		func(f *store.Facts, _ time.Time) (SubmissionRecord, error) {
			r := SubmissionRecord{Submission: f.Submission, Opening: f.Opening}
			if f.Entry != nil {
				r.Entry = *f.Entry
			}
			return r, nil
		})
}

// Submissions lists the submissions to openings on whose team the user is,
// newest first, people who applied directly included.
func (s Staff) Submissions(ctx context.Context, of SubmissionsOf, cursor Cursor, limit int) (Page[SubmissionSummary], error) {
	l, err := s.submissions(of)
	if err != nil {
		return Page[SubmissionSummary]{}, err
	}
	return l.page(ctx, cursor, limit)
}

// CountSubmissions counts what Submissions lists.
func (s Staff) CountSubmissions(ctx context.Context, of SubmissionsOf) (int, error) {
	l, err := s.submissions(of)
	if err != nil {
		return 0, err
	}
	return l.count(ctx)
}

func (s Staff) submissions(of SubmissionsOf) (*listing[store.SubmissionRow, SubmissionSummary], error) {
	if err := of.check(); err != nil {
		return nil, err
	}
	return &listing[store.SubmissionRow, SubmissionSummary]{
		actor:  s.actor,
		call:   "list-submissions",
		filter: string(mac(nil, string(of.Opening), string(of.Agency), string(of.Recruiter))),
		scope: store.Scope{
			Kind: store.ListSubmissions, Opening: of.Opening, Agency: of.Agency, Recruiter: of.Recruiter,
		},
		guided: s.side == policy.StaffSide,
		listed: policy.Request{Side: s.side, Action: policy.ReadSubmissions},
		rows:   submissionRows,
		admits: admitSubmission(policy.Request{Side: s.side, Action: policy.ReadSubmission}),
		view: func(_ *store.Facts, row *store.SubmissionRow, _ time.Time) SubmissionSummary {
			return SubmissionSummary{Submission: row.Submission, Name: row.Name, Opening: row.Opening}
		},
		after: afterSubmission,
	}, nil
}

// Advance moves a submission to another of the account's stages. A withdrawn
// submission stays withdrawn, and the claim that came from it has ended.
func (s Staff) Advance(ctx context.Context, id candidate.SubmissionID, stage agency.Stage) error {
	if err := agency.CheckID("submission", id); err != nil {
		return err
	}
	if err := agency.CheckID("stage", stage); err != nil {
		return err
	}
	_, err := run(ctx, s.actor, "advance", func(o *op) (struct{}, error) {
		var none struct{}
		f, err := o.facts(store.Query{Submission: id, Person: true})
		if err != nil {
			return none, err
		}
		about := aboutSubmission(&f, id)
		if !o.allows(policy.Advance, &f, about) {
			return none, nil
		}
		next, err := f.Submission.Advance(f.Settings, stage, o.now)
		if err != nil || next == f.Submission {
			return none, err
		}
		told, err := o.watchers(&next)
		if err != nil {
			return none, err
		}
		o.tx.PutSubmissions(next)
		for _, c := range claimsOf(&f, id) {
			changed := c.Reach(stage, o.now)
			if !next.Standing() {
				changed = c.Withdraw(o.now)
			}
			if changed != c {
				o.tx.PutClaims(changed)
			}
		}
		o.journal(about, store.Value{Field: "stage", Before: string(f.Submission.Stage), After: string(stage)})
		return none, o.publish(event.SubmissionAdvanced{
			Submission: id, Opening: next.Opening, Agency: next.Agency, Recruiter: next.Recruiter,
			Told: told, From: f.Submission.Stage, To: stage,
		})
	})
	return err
}

func aboutSubmission(f *store.Facts, id candidate.SubmissionID) store.Subject {
	return store.Subject{
		Submission: id, Opening: f.Submission.Opening, Agency: f.Submission.Agency, Recruiter: f.Submission.Recruiter,
	}
}

// watchers is whom a submission's progress is visible to: all of its agency if
// any member may see it, whatever shares they have or had; otherwise only its
// recruiter; or nobody but the host.
func (o *op) watchers(s *candidate.Submission) (event.RecipientKind, error) {
	if s.Direct() {
		return event.Host, nil
	}
	f, err := o.tx.Facts(store.Query{Recruiter: s.Recruiter, Submission: s.ID, WithoutEntry: true})
	if err != nil {
		return "", err
	}
	may := func(pf policy.Facts) bool {
		return policy.Decide(policy.Request{Side: policy.RecruiterSide, Action: policy.ViewSubmission}, pf).Allowed()
	}
	own := policyFacts(&f, o.now)
	member := anyMember(s.Agency)
	member.Since = o.now.Add(-2 * time.Hour)
	toRecruiter := agency.Share{
		Opening: s.Opening, Grantee: agency.ToRecruiter(member.ID),
		Window: agency.Window{From: member.Since}, Revoked: o.now.Add(-time.Hour),
	}
	toAgency := toRecruiter
	toAgency.Grantee = agency.ToAgency(s.Agency)
	without, over := own, own
	without.Recruiter, without.ToRecruiter, without.ToAgency = member, nil, nil
	over.Recruiter, over.ToRecruiter, over.ToAgency = member, &toRecruiter, &toAgency
	switch {
	case may(without) && may(over):
		return event.ToAgency, nil
	case may(own):
		return event.ToRecruiter, nil
	}
	return event.Host, nil
}
