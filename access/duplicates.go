package access

import (
	"context"
	"time"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/candidate/match"
	"github.com/agencyaccess/agencyaccess/store"
)

// Duplicate is somebody who is, or may be, the person of a submission.
type Duplicate struct {
	Submission candidate.SubmissionID // empty: the host knew the person
	Host       candidate.HostID       // the host's own record of the person, if it is linked
	Agency     agency.AgencyID        // empty: no agency's
	Since      time.Time              // when the person became known
	Verdict    candidate.Verdict
	Score      float64 // bits: each doubles the odds that it is one person
	Evidence   string  // such as "same mobile number; surname differs by one letter"
}

// Duplicates returns who is, or may be, the person of a submission, surest
// first, at most 100, whichever openings they were put forward for. Who was merged
// with the person, or marked as distinct, is not among them, nor is anybody once
// the submission is erased.
func (s Staff) Duplicates(ctx context.Context, id candidate.SubmissionID) ([]Duplicate, error) {
	return about(ctx, s, "duplicates", policy.ReadDuplicates, id, func(k *acquaintance) ([]Duplicate, error) {
		if k.self.Sketch == "" {
			return nil, nil
		}
		seen, err := k.sight()
		if err != nil {
			return nil, err
		}
		return seen.duplicates(), nil
	})
}

func (s *sighting) duplicates() []Duplicate {
	out := make([]Duplicate, 0, len(s.found))
	for _, f := range s.found {
		c := &s.known[f.Candidate].Candidate
		out = append(out, Duplicate{
			Submission: c.Submission, Host: c.Host, Agency: c.Agency, Since: c.Created,
			Verdict: f.Verdict, Score: f.Score, Evidence: f.Evidence.String(),
		})
	}
	return out
}

// acquaintance is the person of a submission, and how to find out more.
type acquaintance struct {
	actor
	facts store.Facts // of the submission and the person
	self  candidate.Candidate
	ask   func(store.Query) (store.Facts, error)
	now   time.Time
}

// of takes the candidate of a submission from the facts.
func of(known []store.Known, id candidate.ID) (candidate.Candidate, bool) {
	for i := range known {
		if known[i].Candidate.ID == id {
			return known[i].Candidate, true
		}
	}
	return candidate.Candidate{}, false
}

// sight looks for others who may be the person.
func (k *acquaintance) sight() (*sighting, error) {
	if k.self.Sketch == "" {
		return k.recall()
	}
	p, err := k.personAgain(k.self.Sketch)
	if err != nil {
		return nil, err
	}
	f, err := k.ask(store.Query{Keys: p.asked})
	if err != nil {
		return nil, err
	}
	if err := k.usable(f.Index); err != nil {
		return nil, err
	}
	p.hear(f.Holders)
	return sight(k.ask, p, f.Index.Size, k.self)
}

// recall is who was found when the person, who was erased since, was put forward.
func (k *acquaintance) recall() (*sighting, error) {
	if k.facts.Ruling == nil || k.facts.Ruling.Evidence.Len() == 0 {
		return new(sighting), nil
	}
	found := k.facts.Ruling.Evidence.Slice()
	q := store.Query{}
	for _, f := range found {
		q.Candidates = append(q.Candidates, f.Candidate)
	}
	f, err := k.ask(q)
	if err != nil {
		return nil, err
	}
	s := sighted(f.Known)
	for _, f := range found {
		if s.known[f.Candidate] != nil {
			s.found = append(s.found, match.Found{Candidate: f.Candidate, Match: match.Match{Score: f.Score, Verdict: f.Verdict}})
		}
	}
	s.leave(k.self.Person)
	s.part(k.self)
	return s, nil
}

// own are the claims to the person.
func (k *acquaintance) own() []candidate.Introduction {
	var out []candidate.Introduction
	for i := range k.facts.Known {
		for _, c := range k.facts.Known[i].Claims {
			out = append(out, candidate.Introduction{
				Claim: c, Verdict: candidate.Exact, Merged: k.facts.Known[i].Candidate.ID != k.self.ID,
			})
		}
	}
	return out
}

// introductions are the claims to the person, and to whoever may be the same.
func (k *acquaintance) introductions() ([]candidate.Introduction, *sighting, error) {
	seen, err := k.sight()
	if err != nil {
		return nil, nil, err
	}
	return append(k.own(), seen.introductions()...), seen, nil
}

// about answers a question about the person of a submission, from one snapshot.
func about[T any](
	ctx context.Context, s Staff, call string, action policy.Action, id candidate.SubmissionID,
	answer func(*acquaintance) (T, error),
) (T, error) {
	var none, out T
	if err := agency.CheckID("submission", id); err != nil {
		return none, err
	}
	now, err := s.begin(ctx, call)
	if err == nil {
		err = s.eng.store.View(ctx, s.account, func(r store.Reader) error {
			q := store.Query{Submission: id, Person: true}
			if s.side == policy.StaffSide {
				q.Staff = s.staff
			}
			f, err := r.Facts(q)
			if err != nil {
				return err
			}
			if d := policy.Decide(policy.Request{Side: s.side, Action: action}, policyFacts(&f, now)); !d.Allowed() {
				return s.denial(d)
			}
			k := &acquaintance{actor: s.actor, facts: f, ask: r.Facts, now: now}
			k.self, _ = of(f.Known, f.Submission.Candidate)
			out, err = answer(k)
			return err
		})
	}
	if err != nil {
		out, err = none, s.fault(ctx, call, err)
	}
	s.observe(ctx, call, err)
	return out, err
}
