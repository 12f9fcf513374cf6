package enginetest

import (
	"slices"
	"strings"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// known is a candidate as the model has it. Who the person is comes from the
// cast, whatever the engine makes of the entry.
type known struct {
	id         candidate.ID
	who        *member
	typed      *member                // who it was of as entered, whatever staff corrected
	submission candidate.SubmissionID // empty: the host knew the person
	agency     agency.AgencyID
	created    time.Time
	host       candidate.HostID
	erased     bool

	person, into candidate.ID // staff merged it: root and what it was merged into
	merged       time.Time
	apart        map[candidate.ID]bool // marked as somebody else
	claims       []*claim
}

// claim is who introduced a candidate.
type claim struct {
	id          candidate.ClaimID
	of          *known
	agency      agency.AgencyID
	recruiter   agency.RecruiterID
	submission  candidate.SubmissionID
	opening     agency.OpeningID
	from, until time.Time
	stages      []reached
	extensions  []extension
	ended       time.Time
	withdrawn   time.Time // when the agency took the submission back, be it after the end
	overruled   bool      // or a dispute
	doubts      []doubt
}

type reached struct {
	stage agency.Stage
	at    time.Time
}

type extension struct{ at, until time.Time }

type doubt struct{ from, until time.Time } // until is zero while it lasts

// later is the first instant that a period from t does not cover; zero for ever.
func later(t time.Time, p agency.Period) time.Time {
	if p.Months == 0 && p.Days == 0 {
		return time.Time{}
	}
	end := t.AddDate(0, int(p.Months), 0)
	if end.Day() != t.Day() { // the month is shorter
		end = end.AddDate(0, 0, -end.Day())
	}
	return end.AddDate(0, 0, int(p.Days))
}

// untilAt is the end that the claim had at t, not counting what ended it early.
func (c *claim) untilAt(t time.Time) time.Time {
	until := c.until
	for _, x := range c.extensions {
		if !x.at.After(t) {
			until = x.until
		}
	}
	return until
}

func (c *claim) endedBy(t time.Time) bool     { return !c.ended.IsZero() && !c.ended.After(t) }
func (c *claim) takenBackBy(t time.Time) bool { return !c.withdrawn.IsZero() && !c.withdrawn.After(t) }

func (c *claim) holds(t time.Time) bool {
	until := c.untilAt(t)
	return !t.Before(c.from) && !c.endedBy(t) && (until.IsZero() || t.Before(until))
}

func (c *claim) doubtedAt(t time.Time) bool {
	for _, d := range c.doubts {
		if !d.from.After(t) && (d.until.IsZero() || d.until.After(t)) {
			return true
		}
	}
	return false
}

func (c *claim) standing(t time.Time) candidate.Standing {
	switch {
	case t.Before(c.from):
		return candidate.NoClaim
	case !c.holds(t):
		return candidate.ClaimOver
	case c.doubtedAt(t):
		return candidate.ClaimDisputed
	}
	return candidate.ClaimInForce
}

// reachedOne reports whether the submission was at one of the stages by t; none
// is as good as any, and a claim without a submission is at no stage.
func (c *claim) reachedOne(of []agency.Stage, t time.Time) bool {
	return len(of) == 0 || c.submission == "" || slices.ContainsFunc(c.stages, func(r reached) bool {
		return slices.Contains(of, r.stage) && !r.at.After(t)
	})
}

// lastDay is the first instant that is not covered, as seen at t: zero if there
// is none.
func (c *claim) lastDay(t time.Time) time.Time {
	until := c.untilAt(t)
	if c.endedBy(t) && (until.IsZero() || c.ended.Before(until)) {
		return c.ended
	}
	return until
}

func (c *claim) end(now time.Time) {
	if !c.endedBy(now) {
		c.ended = now
		for i := range c.doubts {
			if c.doubts[i].until.IsZero() {
				c.doubts[i].until = now
			}
		}
	}
}

// candidateOf returns the candidate that a submission brought.
func (m *model) candidateOf(id candidate.SubmissionID) *known {
	for _, k := range m.known {
		if k.submission == id {
			return k
		}
	}
	return nil
}

// same are all who are one person, in the order of their identifiers.
func (m *model) same(person candidate.ID) []*known {
	var out []*known
	for _, k := range m.known {
		if k.person == person {
			out = append(out, k)
		}
	}
	slices.SortFunc(out, func(a, b *known) int { return strings.Compare(string(a.id), string(b.id)) })
	return out
}

// hosts are all who are, or are merged with, one that the host knows by the
// identifier.
func (m *model) hosts(id candidate.HostID) []*known {
	people := map[candidate.ID]bool{}
	for _, k := range m.known {
		if id != "" && k.host == id {
			people[k.person] = true
		}
	}
	var out []*known
	for _, person := range sortedKeys(people) {
		out = append(out, m.same(person)...)
	}
	slices.SortFunc(out, func(a, b *known) int { return strings.Compare(string(a.id), string(b.id)) })
	return out
}

// distinct reports whether staff said that two people are two.
func (m *model) distinct(a, b candidate.ID) bool {
	for _, x := range m.same(a) {
		for _, y := range m.same(b) {
			if x.apart[y.id] {
				return true
			}
		}
	}
	return false
}

// verdict says how sure it is that an entry of the member is of the candidate.
// An agency's own entries are compared with what it typed, others' with what
// staff made of it, which is all that is left once erased.
func (k *known) verdict(of *member, own bool) candidate.Verdict {
	switch {
	case k.erased:
		return of.verdict(k.who, true)
	case own:
		return of.verdict(k.typed, false)
	}
	return of.verdict(k.who, false)
}

// match is somebody who is or may be whom an entry is of.
type match struct {
	*known
	verdict candidate.Verdict
}

// alike finds who is or may be whom an entry of the member is of: the surest
// first, without the person's own candidates and those marked as distinct from
// the one whose entry it is, which is given where there is one, or from somebody
// surer. What the agency that submits it brought itself stays, whatever is marked.
func (m *model) alike(of *member, self *known, by agency.AgencyID) []match {
	var found []match
	for v := candidate.Exact; v > candidate.None; v-- {
		for _, k := range m.known {
			if (self == nil || k.person != self.person) && k.verdict(of, by != "" && k.agency == by) == v {
				found = append(found, match{k, v})
			}
		}
	}
	return part(found, self, by)
}

// recalled are those who were found when somebody, who was erased since, was put
// forward, but for whoever turned out to be the same or somebody else.
func (m *model) recalled(self *known, j *judged) []match {
	if j == nil {
		return nil
	}
	found := slices.DeleteFunc(slices.Clone(j.found), func(f match) bool { return f.person == self.person })
	return part(found, self, "")
}

// part leaves out who was marked as distinct.
func part(found []match, self *known, by agency.AgencyID) []match {
	var before []*known
	if self != nil {
		before = append(before, self)
	}
	return slices.DeleteFunc(found, func(f match) bool {
		own := by != "" && f.agency == by
		if !own && slices.ContainsFunc(before, func(b *known) bool { return b.apart[f.id] }) {
			return true
		}
		before = append(before, f.known)
		return false
	})
}

// introduction is a claim that may count, with how sure the person is.
type introduction struct {
	*claim
	verdict candidate.Verdict
	merged  bool // it is to somebody who was merged with one who is like the entry
}

// introductions are the claims to those found and to whoever was merged with
// them.
func (m *model) introductions(found []match) []introduction {
	var out []introduction
	seen := map[candidate.ID]bool{}
	for _, f := range found {
		seen[f.id] = true
		for _, c := range f.claims {
			out = append(out, introduction{c, f.verdict, false})
		}
	}
	for _, f := range found {
		for _, k := range m.same(f.person) {
			if seen[k.id] {
				continue
			}
			seen[k.id] = true
			for _, c := range k.claims {
				out = append(out, introduction{c, f.verdict, true})
			}
		}
	}
	return out
}
