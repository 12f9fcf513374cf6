package access

import (
	"context"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// LinkCandidate says which of the host's own records is the person of a
// submission; empty: none any more. Somebody who is linked to the same record
// already is the same person from then on, as if staff had merged them: Unmerge
// takes them apart, which a link that is taken back does not.
func (s System) LinkCandidate(ctx context.Context, id candidate.SubmissionID, host candidate.HostID) error {
	if host != "" {
		if err := agency.CheckID("candidate", host); err != nil {
			return err
		}
	}
	return s.person(ctx, "link-candidate", policy.LinkCandidate, id, func(o *op, k *acquaintance, subject store.Subject) error {
		if k.self.Host == host {
			return nil
		}
		before := k.self.Host
		k.self.Host = host
		o.tx.PutCandidates(k.self)
		o.journal(subject, store.Value{Field: "candidate", Before: string(before), After: string(host)})
		if host == "" {
			return nil
		}
		f, err := o.tx.Facts(store.Query{Host: host})
		if err != nil {
			return err
		}
		return o.join(k.self, f.Known, subject)
	})
}

// join makes the person of a candidate the same as those whom the host knows by
// its record already: of these, the one who has been known longest, of the two
// whoever has been known longer stays. What staff took apart otherwise stays apart.
func (o *op) join(self candidate.Candidate, known []store.Known, subject store.Subject) error {
	people := make(map[candidate.ID][]store.Known)
	var own, other candidate.Candidate
	for i := range known {
		c := known[i].Candidate
		people[c.Person] = append(people[c.Person], known[i])
		switch {
		case c.ID != c.Person:
		case c.ID == self.Person:
			own = c
		case other.ID == "" || longer(c, other):
			other = c
		}
	}
	if own.ID == "" || other.ID == "" {
		return nil
	}
	stays, goes := other, own
	if longer(own, other) {
		stays, goes = own, other
	}
	switch {
	case len(people[stays.ID])+len(people[goes.ID]) > candidate.MaxMerged:
		return &agency.Invalid{Field: "candidates", Rule: "must be at most 50 that are one person"}
	case apart(people[stays.ID], people[goes.ID]):
		return &agency.Invalid{Field: "candidates", Rule: "must not be marked as distinct"}
	}
	o.merge(stays.ID, people[goes.ID], candidate.Choice{})
	o.journal(subject, store.Value{Field: "person", Before: string(goes.ID), After: string(stays.ID)})
	return o.publish(event.CandidatesMerged{Candidate: goes.ID, Other: stays.ID})
}

// longer reports whether a has been known longer than b.
func longer(a, b candidate.Candidate) bool {
	return a.Created.Before(b.Created) || a.Created.Equal(b.Created) && a.ID < b.ID
}
