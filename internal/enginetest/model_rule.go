package enginetest

import (
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// judged is what a case comes to.
type judged struct {
	outcome      candidate.Outcome
	verdict      candidate.Verdict
	owner        *claim
	byOther      bool // it is another side's introduction
	already      bool // submitted for the same opening
	own          candidate.Standing
	acknowledged bool

	settings agency.Duplicates // under which it was judged
	ownOnly  bool              // and whether recruiters saw their own submissions only
	found    []match           // who was known
}

// party is who puts somebody forward, for what; the empty agency is the person.
type party struct {
	agency    agency.AgencyID
	recruiter agency.RecruiterID
	opening   agency.OpeningID
	ownOnly   bool // it sees what the recruiter submitted, not the whole agency
}

// judge judges who was found, and whose claims are known besides, by the present
// settings.
func (m *model) judge(p party, found []match, besides ...introduction) judged {
	p.ownOnly = m.settings.Visibility == agency.SeeOwn
	j := rule(m.settings.Duplicates, p, m.now, append(besides, m.introductions(found)...))
	j.found = found
	return j
}

// rule judges as the policy reads. Who was merged with somebody counts for who
// owns the person, and for nothing else.
func rule(d agency.Duplicates, p party, at time.Time, of []introduction) judged {
	j := judged{settings: d, ownOnly: p.ownOnly}
	var first *claim // that owns the person without what staff merged
	var telling []introduction
	for _, i := range of {
		if at.Before(i.from) || d.Scope == agency.WithinOpening && i.opening != p.opening {
			continue // nobody knew, or nobody asks
		}
		counts, sure := i.reachedOne(d.Stages.Slice(), at), i.verdict >= candidate.Probable
		if counts && sure && i.holds(at) {
			j.owner = earlier(j.owner, i.claim)
			if !i.merged {
				first = earlier(first, i.claim)
			}
		}
		if i.merged {
			continue
		}
		if p.sees(i.claim) && sure {
			j.own = max(j.own, i.standing(at))
			if i.opening == p.opening && i.submission != "" && !i.takenBackBy(at) {
				j.already = true
				continue
			}
		}
		if counts && weighs(d, p, at, i) {
			telling = append(telling, i)
		}
	}
	for _, i := range telling {
		o := outcomeFor(d, i.verdict)
		if first != nil && p.sees(first) && i.agency != p.agency && !i.from.Before(first.from) {
			o = min(o, candidate.Flagged) // who came later is nothing to the owner
		}
		j.outcome, j.verdict = max(j.outcome, o), max(j.verdict, i.verdict)
	}
	j.byOther = j.owner != nil && j.owner.agency != p.agency
	return j
}

// sees reports whether the party may know of the claim.
func (p party) sees(c *claim) bool {
	return p.agency != "" && c.agency == p.agency && (!p.ownOnly || c.recruiter == p.recruiter)
}

// earlier is the claim that began first.
func earlier(a, b *claim) *claim {
	if a == nil || b.from.Before(a.from) || b.from.Equal(a.from) && b.id < a.id {
		return b
	}
	return a
}

// weighs reports whether the person is known to the account by the claim, as far
// as whoever puts them forward is concerned.
func weighs(d agency.Duplicates, p party, at time.Time, i introduction) bool {
	if end := later(i.from, d.LookBack); !end.IsZero() && !at.Before(end) {
		return false // too long ago
	}
	if p.agency == "" || i.agency != p.agency {
		return true
	}
	if i.takenBackBy(at) {
		return false
	}
	return d.Resubmission == agency.JudgeResubmission || !p.sees(i.claim) && i.opening == p.opening
}

// outcomeFor is what the settings want done for a verdict.
func outcomeFor(d agency.Duplicates, v candidate.Verdict) candidate.Outcome {
	want, override := d.Outcome, agency.NoOverride
	switch v {
	case candidate.Exact:
		override = d.Exact
	case candidate.Possible:
		if override = d.Possible; want != agency.IgnoreDuplicate {
			want = agency.FlagDuplicate
		}
	}
	switch override {
	case agency.OverrideAlert:
		want = agency.AlertDuplicate
	case agency.OverrideFlag:
		want = agency.FlagDuplicate
	case agency.OverrideBlock:
		want = agency.BlockDuplicate
	case agency.OverrideIgnore:
		want = agency.IgnoreDuplicate
	}
	return map[agency.DuplicateOutcome]candidate.Outcome{
		agency.AlertDuplicate: candidate.Alerted, agency.FlagDuplicate: candidate.Flagged,
		agency.BlockDuplicate: candidate.Blocked, agency.IgnoreDuplicate: candidate.Accepted,
	}[want]
}
