package access

import (
	"context"
	"slices"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// Person is what the account's own records say about somebody. No agency ever
// sees it.
type Person struct {
	Values      candidate.Entry          // name, contacts, birth date, places and numbers: merged and corrected
	Hosts       []candidate.HostID       // the host's own records of the person
	Submissions []candidate.SubmissionID // all that are the person's, oldest first
}

// Person returns the person of a submission, with whoever was merged with them,
// as far as the user may read their submissions.
func (s Staff) Person(ctx context.Context, id candidate.SubmissionID) (Person, error) {
	return about(ctx, s, "person", policy.ReadSubmission, id, func(k *acquaintance) (Person, error) {
		known := slices.Clone(k.facts.Known)
		slices.SortStableFunc(known, func(a, b store.Known) int { return a.Candidate.Created.Compare(b.Candidate.Created) })
		var p Person
		values := make(map[candidate.ID]candidate.Entry)
		for i := range known {
			c := &known[i].Candidate
			if c.Host != "" && !slices.Contains(p.Hosts, c.Host) {
				p.Hosts = append(p.Hosts, c.Host)
			}
			if c.Submission == "" {
				values[c.ID], _ = c.Correction()
				continue
			}
			f, err := k.ask(store.Query{Submission: c.Submission, Staff: k.staff})
			if err != nil {
				return p, err
			}
			may := policy.Request{Side: k.side, Action: policy.ReadSubmission}
			if !policy.Decide(may, policyFacts(&f, k.now)).Allowed() {
				continue
			}
			p.Submissions = append(p.Submissions, c.Submission)
			of := acquaintance{facts: f, self: *c}
			values[c.ID] = of.record()
		}
		p.Values = gather(known, values, k.self.Person)
		return p, nil
	})
}

// gather returns the values of a candidate with those of all that were merged
// into it, in the order in which that was done.
func gather(known []store.Known, values map[candidate.ID]candidate.Entry, root candidate.ID) candidate.Entry {
	merged := make([]candidate.Candidate, 0, len(known))
	for i := range known {
		if c := known[i].Candidate; c.Into == root && c.ID != root {
			merged = append(merged, c)
		}
	}
	slices.SortStableFunc(merged, func(a, b candidate.Candidate) int { return a.Merged.Compare(b.Merged) })
	out := values[root]
	for _, c := range merged {
		out = c.Choice.Merge(out, gather(known, values, c.ID))
	}
	return out
}
