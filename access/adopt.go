package access

import (
	"context"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// adopt indexes the people of submissions that were made before candidates were
// indexed at all, and opens the claims to them, as old as the submissions are.
func (s System) adopt(ctx context.Context, after store.After) (reindexPage, error) {
	return run(ctx, s.actor, "reindex", func(o *op) (reindexPage, error) {
		page := reindexPage{at: after, last: true}
		f, err := o.facts(store.Query{Keys: []candidate.Digest{0}, List: &store.List{
			Scope: store.Scope{Kind: store.ListSubmissions}, After: after, Limit: reindexed,
		}})
		if err != nil || f.Rows == nil {
			return page, err
		}
		index := f.Index
		for i := range f.Rows.Submissions {
			sub := &f.Rows.Submissions[i].Submission
			page.at = afterSubmission(&f.Rows.Submissions[i])
			if err := o.adoptPerson(sub.ID, &index); err != nil {
				return page, err
			}
		}
		if index != f.Index {
			o.tx.PutIndex(index)
		}
		page.last = !f.Rows.More
		return page, nil
	})
}

func (o *op) adoptPerson(id candidate.SubmissionID, index *candidate.Index) error {
	f, err := o.tx.Facts(store.Query{Submission: id, Person: true})
	if err != nil || f.Entry == nil || !f.Entry.Erased.IsZero() {
		return err
	}
	sub := &f.Submission
	c, there := of(f.Known, sub.Candidate)
	if !there || c.Key != "" {
		return nil
	}
	p, err := o.personOf(*f.Entry, nil, f.Settings.Region, nil)
	if err != nil {
		return err
	}
	held, err := o.tx.Facts(store.Query{Keys: p.asked})
	if err != nil {
		return err
	}
	p.hear(held.Holders)
	c.Submission, c.Agency, c.Entry = sub.ID, sub.Agency, sub.Entry
	o.enter(c, p, index)
	if len(claimsOf(&f, sub.ID)) > 0 {
		return nil
	}
	claimID, err := o.eng.newID()
	if err != nil {
		return err
	}
	lasts := f.Settings.Duplicates.Ownership
	if sub.Direct() {
		lasts = f.Settings.Duplicates.Direct
	}
	claim := candidate.Claim{
		ID: candidate.ClaimID(claimID), Candidate: c.ID, Agency: sub.Agency, Recruiter: sub.Recruiter,
		Submission: sub.ID, Opening: sub.Opening, From: sub.At, Until: lasts.After(sub.At), Stage: sub.Stage,
	}
	if sub.Stage == agency.Withdrawn {
		claim = claim.Withdraw(sub.Changed)
	}
	o.tx.PutClaims(claim)
	return nil
}
