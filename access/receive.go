package access

import (
	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// newcomer is somebody who was put forward or applied.
type newcomer struct {
	candidate.Submission
	entry  candidate.Entry
	person *person
	ruling candidate.Ruling
	lasts  agency.Period // that the introduction belongs to whoever made it

	host      candidate.HostID
	as        *candidate.Candidate // who the person is already, if the host says so
	unclaimed bool                 // the introduction is somebody else's
}

// receive records somebody new: the entry, the candidate, the submission with
// its ruling, and the claim, and tells the team. An empty ID asks for one.
func (o *op) receive(f *store.Facts, n newcomer) (candidate.Submission, error) {
	s := n.Submission
	var ids [4]string
	for i := range ids {
		id, err := o.eng.newID()
		if err != nil {
			return s, err
		}
		ids[i] = id
	}
	if s.ID == "" {
		s.ID = candidate.SubmissionID(ids[0])
	}
	s.Entry, s.Candidate = candidate.EntryID(ids[1]), candidate.ID(ids[2])
	s.Stage, s.At, s.Changed, s.Rules = f.Settings.FirstStage(), o.now, o.now, f.Settings.Version
	s.Outcome = min(n.ruling.Outcome, candidate.Flagged)
	n.entry.ID, n.entry.Created = s.Entry, o.now
	o.tx.PutEntries(n.entry)
	o.tx.PutSubmissions(s)
	n.ruling.Submission = s.ID
	o.tx.PutRulings(n.ruling)
	c := candidate.Candidate{
		ID: s.Candidate, Created: o.now, Host: n.host, Submission: s.ID, Agency: s.Agency, Entry: s.Entry,
	}
	if n.as != nil {
		c.Person, c.Into, c.Merged = n.as.Person, n.as.ID, o.now
	}
	index := f.Index
	o.enter(c, n.person, &index)
	o.tx.PutIndex(index)
	if !n.unclaimed {
		o.tx.PutClaims(candidate.Claim{
			ID: candidate.ClaimID(ids[3]), Candidate: s.Candidate, Agency: s.Agency, Recruiter: s.Recruiter,
			Submission: s.ID, Opening: s.Opening, From: o.now, Until: n.lasts.After(o.now), Stage: s.Stage,
		})
	}
	// One event whether or not somebody is known: the number of writes must not tell.
	return s, o.publish(event.SubmissionReceived{
		Submission: s.ID, Opening: s.Opening, Agency: s.Agency, Recruiter: s.Recruiter, Source: s.Source,
		Verdict: n.ruling.Verdict, Outcome: n.ruling.Outcome, Owned: n.ruling.OwnedByOther,
	})
}
