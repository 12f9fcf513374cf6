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

	// Merged says that the candidate of the claim is the person only because staff
	// say so: it is one with somebody else who was found, or was corrected. It counts
	// for who owns the introduction and for nothing that an agency is told.
	Merged bool
}

// Rule judges a case. It is pure: the same settings, claims and instant always
// give the same ruling, so that one can be replayed for any date. What began or
// happened after the case's instant does not count.
//
// Others' introductions count from their first instant for as long as the
// look-back lasts, whether or not they are in force: of an expired claim the
// person is known still. Who owns the introduction is a matter of its own: see
// [Owner]. Only somebody who is probably the same person is owned, or counts as
// submitted already. Whoever owns it is not alerted to who came later: such
// introductions are flagged at most. Where the scope is an opening, claims for
// others do not exist, the own ones included.
func Rule(d agency.Duplicates, c Case) Ruling {
	r := Ruling{At: c.At, Settings: d}
	var owning, found []Claim // by anybody at all; by who was found without staff's help
	var telling []Introduction
	for _, known := range c.Known {
		claim := known.Claim
		here := claim.Opening == c.Opening
		if known.Verdict == None || !claim.At(c.At).Begun || d.Scope == agency.WithinOpening && !here {
			continue
		}
		sure, counting := known.Verdict >= Probable, claim.Has(d.Stages, c.At)
		if counting && sure {
			owning = append(owning, claim)
		}
		if known.Merged {
			continue
		}
		if counting && sure {
			found = append(found, claim)
		}
		if c.mine(claim) && sure {
			r.Own = max(r.Own, claim.Standing(c.At))
			if here && c.resubmits(claim) {
				r.AlreadySubmitted = true
				continue
			}
		}
		if counting && c.tells(d, claim) {
			telling = append(telling, known)
		}
	}
	first := Owner(found, c.At)
	for _, known := range telling {
		o := outcome(d, known.Verdict)
		if first.ID != "" && c.mine(first) && !c.own(known.Claim) && !known.Claim.From.Before(first.From) {
			o = min(o, Flagged)
		}
		r.Outcome, r.Verdict = max(r.Outcome, o), max(r.Verdict, known.Verdict)
	}
	owner := Owner(owning, c.At)
	r.Owner, r.OwnerAgency = owner.ID, owner.Agency
	r.OwnedByOther = owner.ID != "" && owner.Agency != c.Agency
	return r
}

// own reports whether the claim is the side's own, mine whether the recruiter
// may know of it too.
func (c *Case) own(claim Claim) bool { return c.Agency != "" && claim.Agency == c.Agency }

func (c *Case) mine(claim Claim) bool {
	return c.own(claim) && (!c.OwnOnly || claim.Recruiter == c.Recruiter)
}

// resubmits reports whether what the claim came from still stands for the
// opening.
func (c *Case) resubmits(claim Claim) bool {
	return claim.Submission != "" && !claim.At(c.At).Withdrawn
}

// tells reports whether the person is known by the claim.
func (c *Case) tells(d agency.Duplicates, claim Claim) bool {
	if end := d.LookBack.After(claim.From); !end.IsZero() && !c.At.Before(end) {
		return false
	}
	switch {
	case !c.own(claim):
		return true
	case claim.At(c.At).Withdrawn:
		return false // it is nothing to oneself what one took back
	case !c.mine(claim) && claim.Opening == c.Opening:
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
