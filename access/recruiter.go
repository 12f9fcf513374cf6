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

// Recruiter is the handle of an agency's recruiter. It has no method for what a
// recruiter may never do, and what it returns has no field for what a recruiter
// may never know. For it, "that is another agency's", "that is somebody who
// applied directly" and "there is no such thing" are one answer.
//
// Its methods answer a denial with a [*Denied], bad input with an
// [*agency.Invalid], and anything else that fails with a [*Fault]. It is a plain
// value, safe for concurrent use.
type Recruiter struct{ actor }

// Target is what an action is about: an opening or a submission. See
// [OnOpening] and [OnSubmission]; the zero target is none.
type Target struct {
	opening    agency.OpeningID
	submission candidate.SubmissionID
}

// OnOpening is the target that is an opening.
func OnOpening(id agency.OpeningID) Target { return Target{opening: id} }

// OnSubmission is the target that is a submission.
func OnSubmission(id candidate.SubmissionID) Target { return Target{submission: id} }

// targeted says which target a recruiter's action takes.
func targeted(action policy.Action) (opening, submission, ok bool) {
	switch action {
	case policy.ViewOpening, policy.Submit:
		return true, false, true
	case policy.ViewSubmission, policy.Message, policy.Withdraw:
		return false, true, true
	case policy.InviteColleague, policy.AcceptTerms, policy.ListOpenings, policy.ListSubmissions, policy.ListColleagues, policy.ListClaims:
		return false, false, true
	}
	return false, false, false
}

// check refuses a target that the action does not take.
func (t Target) check(action policy.Action) error {
	opening, submission, ok := targeted(action)
	switch {
	case !ok:
		return &agency.Invalid{Field: "action", Rule: "must be one of a recruiter's"}
	case !opening && t.opening != "", !submission && t.submission != "":
		return &agency.Invalid{Field: "target", Rule: "must be what the action is about"}
	case opening:
		return agency.CheckID("opening", t.opening)
	case submission:
		return agency.CheckID("submission", t.submission)
	}
	return nil
}

// query asks for what deciding about the target takes.
func (t Target) query(action policy.Action, who agency.RecruiterID, now time.Time) store.Query {
	q := store.Query{Recruiter: who, Opening: t.opening, Submission: t.submission, WithoutEntry: true}
	if action == policy.Submit {
		q.Counters, q.ProbesSince = true, probesFrom(now)
	}
	return q
}

// Can answers whether the recruiter may do something, as far as that can be
// told beforehand: whether a person may be submitted also depends on the person.
// It never returns a [*Denied]: a denial is the answer.
func (r Recruiter) Can(ctx context.Context, action policy.Action, target Target) (policy.Disclosed, error) {
	if err := target.check(action); err != nil {
		return policy.Disclosed{}, err
	}
	now, err := r.begin(ctx, "can")
	if err != nil {
		return r.cannot(ctx, err)
	}
	q := target.query(action, r.recruiter, now)
	counts, guess := q.Counters, r.guess()
	q.Counters = counts && guess&guideQuota != 0
	f, err := r.eng.store.Read(ctx, r.account, q)
	if counts && err == nil && r.missed(&guess, &f.Settings) {
		q.Counters = guess&guideQuota != 0
		f, err = r.eng.store.Read(ctx, r.account, q)
	}
	if err != nil {
		return r.cannot(ctx, err)
	}
	d := policy.Decide(policy.Request{Side: policy.RecruiterSide, Action: action}, canFacts(&f, now))
	if f.Settings.JournalReads {
		about := store.Subject{Opening: target.opening, Submission: target.submission}
		who := r.actor // escapes; r must not
		if err := who.journalRead(ctx, "can", &f.Settings, about, d); err != nil {
			return r.cannot(ctx, err)
		}
	}
	r.observe(ctx, "can", nil)
	return d.Disclose(), nil
}

// cannot is the answer of Can when there is none.
func (r Recruiter) cannot(ctx context.Context, err error) (policy.Disclosed, error) {
	err = r.fault(ctx, "can", err)
	r.observe(ctx, "can", err)
	return policy.Disclosed{}, err
}

// canFacts takes for granted what is not known before there is an entry.
func canFacts(f *store.Facts, now time.Time) policy.Facts {
	pf := policyFacts(f, now)
	pf.Consent = true
	pf.Standing, pf.ProbesSpent = standing(f), spent(f)
	return pf
}

// standing is the number that the quota bounds: with own visibility a
// recruiter's own submissions only, lest the answer tell of colleagues'.
func standing(f *store.Facts) int {
	if f.Settings.Visibility == agency.SeeOwn {
		return f.Counters.Recruiter
	}
	return f.Counters.Agency
}

// AcceptTerms accepts the account's terms for the agency; its admins may. The
// label must be the one that the settings require.
func (r Recruiter) AcceptTerms(ctx context.Context, label string) error {
	_, err := run(ctx, r.actor, "accept-terms", func(o *op) (struct{}, error) {
		var none struct{}
		f, err := o.facts(store.Query{Recruiter: o.recruiter})
		if err != nil {
			return none, err
		}
		about := store.Subject{Recruiter: o.recruiter, Agency: f.Agency.ID}
		if !o.allows(policy.AcceptTerms, &f, about) {
			return none, nil
		}
		if label == "" || label != f.Settings.Terms {
			return none, &agency.Invalid{Field: "terms", Rule: "must be those that the account requires"}
		}
		a := f.Agency
		if a.Terms == label {
			return none, nil
		}
		a.Terms = label
		o.tx.PutAgencies(a)
		o.journal(about, diffAgency(f.Agency, a)...)
		return none, o.publish(event.TermsAccepted{Agency: a.ID, Recruiter: o.recruiter, Terms: label})
	})
	return err
}
