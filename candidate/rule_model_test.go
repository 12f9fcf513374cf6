package candidate_test

import (
	"slices"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// naiveRule says the rule over again, one question after the other, each asked
// of all that is known.
func naiveRule(d agency.Duplicates, c candidate.Case) candidate.Ruling {
	known := slices.DeleteFunc(slices.Clone(c.Known), func(i candidate.Introduction) bool {
		elsewhere := d.Scope == agency.WithinOpening && i.Claim.Opening != c.Opening
		return i.Verdict == candidate.None || i.Claim.From.After(c.At) || elsewhere
	})
	all := func(of []candidate.Introduction, holds ...func(candidate.Introduction) bool) []candidate.Introduction {
		return slices.DeleteFunc(slices.Clone(of), func(i candidate.Introduction) bool {
			return slices.ContainsFunc(holds, func(f func(candidate.Introduction) bool) bool { return !f(i) })
		})
	}
	not := func(f func(candidate.Introduction) bool) func(candidate.Introduction) bool {
		return func(i candidate.Introduction) bool { return !f(i) }
	}
	sure := func(i candidate.Introduction) bool { return i.Verdict >= candidate.Probable }
	merged := func(i candidate.Introduction) bool { return i.Merged }
	agencys := func(i candidate.Introduction) bool { return c.Agency != "" && i.Claim.Agency == c.Agency }
	visible := func(i candidate.Introduction) bool {
		return agencys(i) && (!c.OwnOnly || i.Claim.Recruiter == c.Recruiter)
	}
	here := func(i candidate.Introduction) bool { return i.Claim.Opening == c.Opening }
	takenBack := func(i candidate.Introduction) bool { return happened(i.Claim, c.At, candidate.Withdrawn) }
	standing := func(i candidate.Introduction) bool { return i.Claim.Submission != "" && !takenBack(i) }
	again := func(i candidate.Introduction) bool { return visible(i) && sure(i) && here(i) && standing(i) }
	reached := func(i candidate.Introduction) bool {
		if d.Stages == (agency.Frozen[agency.Stage]{}) || i.Claim.Submission == "" || slices.Contains(d.Stages.Slice(), i.Claim.Stage) {
			return true
		}
		return slices.ContainsFunc(i.Claim.History.Slice(), func(s candidate.Step) bool {
			return s.Kind == candidate.Reached && !s.At.After(c.At) && slices.Contains(d.Stages.Slice(), s.Stage)
		})
	}
	remembered := func(i candidate.Introduction) bool {
		end := d.LookBack.After(i.Claim.From)
		return d.LookBack.IsZero() || c.At.Before(end)
	}
	// Whether the agency is judged by it as by another's.
	judged := func(i candidate.Introduction) bool {
		switch {
		case !agencys(i):
			return true
		case takenBack(i):
			return false
		case here(i) && !visible(i):
			return true
		}
		return d.Resubmission == agency.JudgeResubmission
	}

	r := candidate.Ruling{At: c.At, Settings: d}
	for _, i := range all(known, not(merged), visible, sure) {
		r.Own = max(r.Own, naiveStanding(i.Claim, c.At))
		r.AlreadySubmitted = r.AlreadySubmitted || again(i)
	}
	first := naiveOwner(all(known, not(merged), sure, reached), c.At)
	forOnesOwn := first != nil && visible(*first)
	for _, i := range all(known, not(merged), reached, remembered, judged, not(again)) {
		r.Verdict = max(r.Verdict, i.Verdict)
		o := naiveOutcome(d, i.Verdict)
		if forOnesOwn && !agencys(i) && !i.Claim.From.Before(first.Claim.From) && o > candidate.Flagged {
			o = candidate.Flagged
		}
		r.Outcome = max(r.Outcome, o)
	}
	if owner := naiveOwner(all(known, sure, reached), c.At); owner != nil {
		r.Owner, r.OwnerAgency, r.OwnedByOther = owner.Claim.ID, owner.Claim.Agency, owner.Claim.Agency != c.Agency
	}
	return r
}

func happened(c candidate.Claim, by time.Time, kinds ...candidate.StepKind) bool {
	return slices.ContainsFunc(c.History.Slice(), func(s candidate.Step) bool {
		return !s.At.After(by) && slices.Contains(kinds, s.Kind)
	})
}

func naiveStanding(c candidate.Claim, t time.Time) candidate.Standing {
	until, disputed := c.Until, false
	for _, s := range c.History.Slice() {
		switch {
		case s.At.After(t):
		case s.Kind == candidate.Extended:
			until = s.Until
		case s.Kind == candidate.Disputed:
			disputed = true
		case s.Kind == candidate.Upheld:
			disputed = false
		}
	}
	ended := happened(c, t, candidate.Released, candidate.Withdrawn, candidate.Overruled)
	switch {
	case t.Before(c.From):
		return candidate.NoClaim
	case ended || !until.IsZero() && !until.After(t):
		return candidate.ClaimOver
	case disputed:
		return candidate.ClaimDisputed
	}
	return candidate.ClaimInForce
}

// naiveOwner is nil where nobody owns the introduction.
func naiveOwner(of []candidate.Introduction, t time.Time) *candidate.Introduction {
	inForce := slices.DeleteFunc(slices.Clone(of), func(i candidate.Introduction) bool {
		return naiveStanding(i.Claim, t) < candidate.ClaimDisputed
	})
	if len(inForce) == 0 {
		return nil
	}
	first := slices.MinFunc(inForce, func(a, b candidate.Introduction) int {
		if n := a.Claim.From.Compare(b.Claim.From); n != 0 {
			return n
		}
		if a.Claim.ID < b.Claim.ID {
			return -1
		}
		return 1
	})
	return &first
}

var naiveOutcomes = map[agency.DuplicateOutcome]candidate.Outcome{
	agency.AlertDuplicate: candidate.Alerted, agency.FlagDuplicate: candidate.Flagged,
	agency.BlockDuplicate: candidate.Blocked, agency.IgnoreDuplicate: candidate.Accepted,
}

var naiveOverrides = map[agency.Override]candidate.Outcome{
	agency.OverrideAlert: candidate.Alerted, agency.OverrideFlag: candidate.Flagged,
	agency.OverrideBlock: candidate.Blocked, agency.OverrideIgnore: candidate.Accepted,
}

func naiveOutcome(d agency.Duplicates, v candidate.Verdict) candidate.Outcome {
	override := map[candidate.Verdict]agency.Override{candidate.Exact: d.Exact, candidate.Possible: d.Possible}[v]
	switch {
	case override != agency.NoOverride:
		return naiveOverrides[override]
	case v == candidate.Possible:
		return min(naiveOutcomes[d.Outcome], candidate.Flagged)
	}
	return naiveOutcomes[d.Outcome]
}
