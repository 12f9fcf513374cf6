package access

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// Credit says whose introduction a person was at an instant, which is what a
// fee is owed for. It comes from the claims, whatever the source of a submission
// says.
type Credit struct {
	At     time.Time
	Owner  ClaimRecord   // the claim in force that began first; its ID is empty when there is none
	Claims []ClaimRecord // all that were weighed, those that began first before the others
}

// Agency is whom the credit goes to; empty: to none.
func (c Credit) Agency() agency.AgencyID { return c.Owner.Agency }

// Disputed reports whether the claim that decides is disputed.
func (c Credit) Disputed() bool { return c.Owner.Standing == candidate.ClaimDisputed }

// Credit computes whose introduction the person of a submission was when it
// reached the stage "hired", or is now while it has not. What happens to the
// submission afterwards changes nothing, unless it goes back to an earlier stage.
//
// What counts are the claims to everybody who is probably the same person, merged
// or not, but for those that a dispute has overruled since. The scope, and the
// stages that count, are those of the present settings. How the claims stand is
// told as of now.
func (s Staff) Credit(ctx context.Context, id candidate.SubmissionID) (Credit, error) {
	return about(ctx, s, "credit", policy.ReadCredit, id, func(k *acquaintance) (Credit, error) {
		at := k.now
		if hired := k.facts.Submission.Hired; !hired.IsZero() {
			at = hired
		}
		known, _, err := k.introductions()
		if err != nil {
			return Credit{}, err
		}
		d := k.facts.Settings.Duplicates
		var claims []candidate.Claim
		for _, i := range known {
			here := d.Scope != agency.WithinOpening || i.Claim.Opening == k.facts.Submission.Opening
			if i.Verdict >= candidate.Probable && here && i.Claim.Has(d.Stages, at) && !i.Claim.At(k.now).Overruled {
				claims = append(claims, i.Claim)
			}
		}
		slices.SortFunc(claims, func(a, b candidate.Claim) int {
			return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.ID, b.ID))
		})
		out := Credit{At: at}
		for _, c := range claims {
			out.Claims = append(out.Claims, recordOf(c, "", k.now))
		}
		if owner := candidate.Owner(claims, at); owner.ID != "" {
			out.Owner = recordOf(owner, "", k.now)
		}
		return out, nil
	})
}

// Ruling returns how a submission was judged when it was made.
func (s Staff) Ruling(ctx context.Context, id candidate.SubmissionID) (candidate.Ruling, error) {
	return about(ctx, s, "ruling", policy.ReadDuplicates, id, func(k *acquaintance) (candidate.Ruling, error) {
		if k.facts.Ruling == nil {
			return candidate.Ruling{Submission: id}, nil
		}
		return *k.facts.Ruling, nil
	})
}

// Replay judges a submission as if it were made at an instant, by what is known
// of the person now and by the settings under which it was judged. Its own claim
// does not count. The zero instant is that of the submission.
func (s Staff) Replay(ctx context.Context, id candidate.SubmissionID, at time.Time) (candidate.Ruling, error) {
	if err := agency.CheckInstant("at", at); err != nil {
		return candidate.Ruling{}, err
	}
	return about(ctx, s, "replay", policy.ReadDuplicates, id, func(k *acquaintance) (candidate.Ruling, error) {
		known, seen, err := k.introductions()
		if err != nil {
			return candidate.Ruling{}, err
		}
		sub := &k.facts.Submission
		known = slices.DeleteFunc(known, func(i candidate.Introduction) bool { return i.Claim.Submission == sub.ID })
		settings, rules, when := k.facts.Settings.Duplicates, k.facts.Settings.Version, sub.At
		ownOnly := k.facts.Settings.Visibility == agency.SeeOwn
		if r := k.facts.Ruling; r != nil {
			settings, rules, ownOnly = r.Settings, r.Rules, r.OwnOnly
		}
		if !at.IsZero() {
			when = at
		}
		r := candidate.Rule(settings, candidate.Case{
			Agency: sub.Agency, Recruiter: sub.Recruiter, Opening: sub.Opening, At: when,
			OwnOnly: ownOnly, Known: known,
		})
		r.Submission, r.Rules, r.OwnOnly, r.Evidence = id, rules, ownOnly, agency.SeriesOf(seen.findings()...)
		return r, nil
	})
}
