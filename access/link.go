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
// already is the same person from then on, as if staff had merged them.
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
		return o.join(k.self.Person, f.Known)
	})
}

// join makes one person of all whom the host knows by one record: of the people,
// the one who has been known longest stays.
func (o *op) join(person candidate.ID, known []store.Known) error {
	people := make(map[candidate.ID][]store.Known)
	var stays candidate.Candidate
	for i := range known {
		c := known[i].Candidate
		people[c.Person] = append(people[c.Person], known[i])
		if c.ID == c.Person && (stays.ID == "" || c.Created.Before(stays.Created) || c.Created.Equal(stays.Created) && c.ID < stays.ID) {
			stays = c
		}
	}
	if len(people) < 2 || people[person] == nil {
		return nil
	}
	if len(known) > candidate.MaxMerged {
		return &agency.Invalid{Field: "candidates", Rule: "must be at most 50 that are one person"}
	}
	for _, of := range sortedPeople(people) {
		if of == stays.ID {
			continue
		}
		if apart(people[stays.ID], people[of]) {
			return &agency.Invalid{Field: "candidates", Rule: "must not be marked as distinct"}
		}
		o.merge(stays.ID, people[of], candidate.Choice{})
		if err := o.publish(event.CandidatesMerged{Candidate: of, Other: stays.ID}); err != nil {
			return err
		}
	}
	return nil
}
