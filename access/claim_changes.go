package access

import (
	"context"
	"time"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// Introduction is a claim that staff open for an agency, whatever was submitted.
type Introduction struct {
	Agency agency.AgencyID
	From   time.Time // when the agency introduced the person; zero: now. Not in the future
	Until  time.Time // the first instant that is not covered; zero: as the account's settings say
	Reason string    // 1 to 500 bytes, kept with the claim
}

// OpenClaim gives an agency a claim to the person of a submission, and returns
// it. An account has at most 100 claims to one candidate.
func (s Staff) OpenClaim(ctx context.Context, id candidate.SubmissionID, in Introduction) (candidate.Claim, error) {
	var out candidate.Claim
	if err := agency.CheckID("agency", in.Agency); err != nil {
		return out, err
	}
	if err := (agency.Window{From: in.From, Until: in.Until}).Validate(); err != nil {
		return out, err
	}
	if in.Reason == "" {
		return out, &agency.Invalid{Field: "reason", Rule: "must not be empty"}
	}
	if err := agency.CheckText("reason", in.Reason, candidate.MaxReason); err != nil {
		return out, err
	}
	err := s.person(ctx, "open-claim", policy.ManageClaims, id, func(o *op, k *acquaintance, subject store.Subject) error {
		owners, err := o.tx.Agencies(in.Agency)
		if err != nil {
			return err
		}
		from := in.From
		if from.IsZero() {
			from = o.now
		}
		until := in.Until
		if until.IsZero() {
			until = k.facts.Settings.Duplicates.Ownership.After(from)
		}
		switch {
		case owners[0].ID == "":
			return &agency.Invalid{Field: "agency", Rule: "must be one of the account's"}
		case from.After(o.now):
			return &agency.Invalid{Field: "from", Rule: "must not be in the future"}
		case !until.IsZero() && !until.After(from):
			return &agency.Invalid{Field: "until", Rule: "must be after from"}
		case len(claimsTo(k)) >= maxClaims:
			return &agency.Invalid{Field: "submission", Rule: "must be of somebody to whom there are less than 100 claims"}
		}
		claimID, err := o.eng.newID()
		if err != nil {
			return err
		}
		out = candidate.Claim{
			ID: candidate.ClaimID(claimID), Candidate: k.self.ID, Agency: in.Agency, Opening: k.facts.Submission.Opening,
			From: from, Until: until, Stage: k.facts.Submission.Stage, Reason: in.Reason,
		}
		o.tx.PutClaims(out)
		o.journal(subject, store.Value{Field: "claim", After: string(out.ID)}, store.Value{Field: "agency", After: string(in.Agency)})
		return o.publish(event.ClaimOpened{
			Claim: out.ID, Opening: out.Opening, Agency: out.Agency, Told: event.Host, From: out.From, Until: out.Until,
		})
	})
	if err != nil {
		return candidate.Claim{}, err
	}
	return out, nil
}

// maxClaims bounds the claims to one candidate.
const maxClaims = 100

// claimsTo are the claims to the candidate itself.
func claimsTo(k *acquaintance) []candidate.Claim {
	for i := range k.facts.Known {
		if k.facts.Known[i].Candidate.ID == k.self.ID {
			return k.facts.Known[i].Claims
		}
	}
	return nil
}

// ExtendClaim gives a claim another end, which may be sooner, or later than one
// that has passed; the zero instant is no end.
func (s Staff) ExtendClaim(ctx context.Context, id candidate.ClaimID, until time.Time, reason string) error {
	return s.changeClaim(ctx, "extend-claim", id, candidate.Step{Kind: candidate.Extended, Until: until, Reason: reason})
}

// ReleaseClaim ends a claim, for good.
func (s Staff) ReleaseClaim(ctx context.Context, id candidate.ClaimID, reason string) error {
	return s.changeClaim(ctx, "release-claim", id, candidate.Step{Kind: candidate.Released, Reason: reason})
}

// DisputeClaim puts a claim in doubt. It stays in force until that is resolved;
// a credit says that it is disputed.
func (s Staff) DisputeClaim(ctx context.Context, id candidate.ClaimID, reason string) error {
	return s.changeClaim(ctx, "dispute-claim", id, candidate.Step{Kind: candidate.Disputed, Reason: reason})
}

// ResolveClaim ends a dispute: the claim is upheld, or else it ends, for good.
func (s Staff) ResolveClaim(ctx context.Context, id candidate.ClaimID, upheld bool, reason string) error {
	step := candidate.Step{Kind: candidate.Overruled, Reason: reason}
	if upheld {
		step.Kind = candidate.Upheld
	}
	return s.changeClaim(ctx, "resolve-claim", id, step)
}

func (s Staff) changeClaim(ctx context.Context, call string, id candidate.ClaimID, step candidate.Step) error {
	if err := agency.CheckID("claim", id); err != nil {
		return err
	}
	if step.Reason == "" {
		return &agency.Invalid{Field: "reason", Rule: "must not be empty"}
	}
	if err := agency.CheckText("reason", step.Reason, candidate.MaxReason); err != nil {
		return err
	}
	if err := agency.CheckInstant("until", step.Until); err != nil {
		return err
	}
	_, err := run(ctx, s.actor, call, func(o *op) (struct{}, error) {
		var none struct{}
		f, err := o.facts(store.Query{Claim: id, Person: true})
		if err != nil {
			return none, err
		}
		subject := store.Subject{Opening: f.Claim.Opening, Agency: f.Claim.Agency, Recruiter: f.Claim.Recruiter}
		of, _ := of(f.Known, f.Claim.Candidate)
		if of.Submission != "" {
			subject.Submission = of.Submission
			if f, err = o.facts(store.Query{Submission: of.Submission, Claim: id}); err != nil {
				return none, err
			}
		} else if f.Claim.ID != "" { // somebody whom the host knew: no opening, no team
			f.Submission = candidate.Submission{ID: candidate.SubmissionID(f.Claim.Candidate)}
		}
		if !o.allows(policy.ManageClaims, &f, subject) {
			return none, nil
		}
		step.At, step.By = o.now, o.staff
		next, err := f.Claim.Change(step)
		if err != nil {
			return none, err
		}
		o.tx.PutClaims(next)
		o.journal(subject,
			store.Value{Field: "claim", Before: string(id), After: string(id)},
			store.Value{Field: "standing", Before: f.Claim.Standing(o.now).String(), After: next.Standing(o.now).String()},
			store.Value{Field: "until", Before: text(f.Claim.At(o.now).Until), After: text(next.At(o.now).Until)},
		)
		return none, o.publishClaim(&f, &next, step.Kind)
	})
	return err
}
