package candidate

import (
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
)

// Case is what is ruled on: an agency puts somebody forward.
type Case struct {
	Agency    agency.AgencyID // empty: the person applied directly
	Recruiter agency.RecruiterID
	Opening   agency.OpeningID
	At        time.Time

	// OwnOnly says that the recruiter sees nothing of what colleagues submitted,
	// so that their entries are others'.
	OwnOnly bool

	Known []Introduction
}

// Introduction is a claim to somebody who is, or may be, the person of the case.
type Introduction struct {
	Claim   Claim
	Verdict Verdict
}

// Rule judges a case. It is pure: the same settings, claims and instant always
// give the same ruling, so that one can be replayed for any date. What began or
// happened after the case's instant does not count.
//
// Others' introductions count from their first instant for as long as the
// look-back lasts, whether or not they are in force: of an expired claim the
// person is known still. Who owns the introduction is a matter of its own: see
// [Owner]. Only somebody who is probably the same person is owned, or counts as
// submitted already.
func Rule(d agency.Duplicates, c Case) Ruling {
	r := Ruling{At: c.At, Settings: d}
	var owning []Claim
	for _, known := range c.Known {
		claim := known.Claim
		if known.Verdict == None || !claim.At(c.At).Begun {
			continue
		}
		own := c.Agency != "" && claim.Agency == c.Agency
		mine := own && (!c.OwnOnly || claim.Recruiter == c.Recruiter)
		here := claim.Opening == c.Opening
		if mine && known.Verdict >= Probable {
			r.Own = max(r.Own, claim.Standing(c.At))
			if here && c.resubmits(claim) {
				r.AlreadySubmitted = true
				continue
			}
		}
		if d.Scope == agency.WithinOpening && !here || !claim.Has(d.Stages, c.At) {
			continue
		}
		if known.Verdict >= Probable {
			owning = append(owning, claim)
		}
		if counts(d, c, claim, own, mine) {
			r.Outcome = max(r.Outcome, outcome(d, known.Verdict))
			r.Verdict = max(r.Verdict, known.Verdict)
		}
	}
	owner := Owner(owning, c.At)
	r.Owner, r.OwnerAgency = owner.ID, owner.Agency
	r.OwnedByOther = owner.ID != "" && owner.Agency != c.Agency
	return r
}

// resubmits reports whether what the claim came from still stands for the
// opening.
func (c *Case) resubmits(claim Claim) bool {
	return claim.Submission != "" && !claim.At(c.At).Withdrawn
}

// counts reports whether the person is known by the claim.
func counts(d agency.Duplicates, c Case, claim Claim, own, mine bool) bool {
	if end := d.LookBack.After(claim.From); !end.IsZero() && !c.At.Before(end) {
		return false
	}
	switch {
	case !own:
		return true
	case claim.At(c.At).Withdrawn:
		return false // it is nothing to oneself what one took back
	case !mine && claim.Opening == c.Opening:
		return true
	}
	return d.Resubmission == agency.JudgeResubmission
}

func outcome(d agency.Duplicates, v Verdict) Outcome {
	o := d.Outcome
	switch v {
	case Exact:
		o = d.Exact.Or(o)
	case Possible:
		if o != agency.IgnoreDuplicate {
			o = agency.FlagDuplicate
		}
		o = d.Possible.Or(o)
	}
	switch o {
	case agency.AlertDuplicate:
		return Alerted
	case agency.FlagDuplicate:
		return Flagged
	case agency.BlockDuplicate:
		return Blocked
	}
	return Accepted
}
