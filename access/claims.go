package access

import (
	"context"
	"time"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// ClaimView is a claim of the recruiter's own agency.
type ClaimView struct {
	Submission candidate.SubmissionID // empty: it did not come from one
	Opening    agency.OpeningID       // empty without a submission
	Name       string                 // of the person, as the agency entered it; empty once erased
	From       time.Time
	Until      time.Time // the first instant that is not covered; zero: it ends never
	Standing   candidate.Standing
}

// Claims lists the claims of the recruiter's own agency, those that end first
// before the others. After keeps those that have begun by then and end later: now
// keeps what is in force, and the first page of that is about to expire. The zero
// instant keeps all.
func (r Recruiter) Claims(ctx context.Context, after time.Time, cursor Cursor, limit int) (Page[ClaimView], error) {
	if err := agency.CheckInstant("after", after); err != nil {
		return Page[ClaimView]{}, err
	}
	l := listing[store.ClaimRow, ClaimView]{
		actor:  r.actor,
		call:   "list-claims",
		filter: after.Format(time.RFC3339Nano),
		query:  store.Query{Recruiter: r.recruiter},
		scope:  store.Scope{Kind: store.ListAgencyClaims, EffectiveAt: after},
		guided: true,
		listed: policy.Request{Side: policy.RecruiterSide, Action: policy.ListClaims},
		rows:   claimRows,
		admits: admitClaim(policy.Request{Side: policy.RecruiterSide, Action: policy.ViewSubmission}),
		view: func(_ *store.Facts, row *store.ClaimRow, now time.Time) ClaimView {
			c := &row.Claim
			v := ClaimView{From: c.From, Until: untilOf(c, now), Standing: c.Standing(now)}
			if c.Submission != "" { // else it tells of another side's
				v.Submission, v.Opening, v.Name = c.Submission, c.Opening, row.Name
			}
			return v
		},
		after: afterClaim,
	}
	return l.page(ctx, cursor, limit)
}

// ClaimsOf chooses among the account's claims; what is empty does not matter.
type ClaimsOf struct {
	Agency  agency.AgencyID
	Opening agency.OpeningID
	After   time.Time // those that have begun by then and end later
}

// ClaimRecord is a claim as the hiring side sees it.
type ClaimRecord struct {
	candidate.Claim
	Standing candidate.Standing
	Ends     time.Time // the first instant that is not covered, whatever ended it; zero: it ends never
	Name     string    // of the person, as entered; empty once erased, or where the host keeps it
}

// Claims lists the claims to people put forward for openings on whose team the
// user is, those that end first before the others.
func (s Staff) Claims(ctx context.Context, of ClaimsOf, cursor Cursor, limit int) (Page[ClaimRecord], error) {
	if of.Agency != "" {
		if err := agency.CheckID("agency", of.Agency); err != nil {
			return Page[ClaimRecord]{}, err
		}
	}
	if of.Opening != "" {
		if err := agency.CheckID("opening", of.Opening); err != nil {
			return Page[ClaimRecord]{}, err
		}
	}
	if err := agency.CheckInstant("after", of.After); err != nil {
		return Page[ClaimRecord]{}, err
	}
	l := listing[store.ClaimRow, ClaimRecord]{
		actor:  s.actor,
		call:   "list-claims",
		filter: string(mac(nil, string(of.Agency), string(of.Opening), of.After.Format(time.RFC3339Nano))),
		scope:  store.Scope{Kind: store.ListClaims, Agency: of.Agency, Opening: of.Opening, EffectiveAt: of.After},
		guided: s.side == policy.StaffSide,
		listed: policy.Request{Side: s.side, Action: policy.ReadClaims},
		rows:   claimRows,
		admits: admitClaim(policy.Request{Side: s.side, Action: policy.ReadSubmission}),
		view: func(_ *store.Facts, row *store.ClaimRow, now time.Time) ClaimRecord {
			return recordOf(row.Claim, row.Name, now)
		},
		after: afterClaim,
	}
	return l.page(ctx, cursor, limit)
}

func recordOf(c candidate.Claim, name string, now time.Time) ClaimRecord {
	r := ClaimRecord{Claim: c, Standing: c.Standing(now), Ends: c.Ends(), Name: name}
	if r.Ends.Equal(candidate.Never()) {
		r.Ends = time.Time{}
	}
	return r
}

func claimRows(rows *store.Rows) []store.ClaimRow { return rows.Claims }

func afterClaim(row *store.ClaimRow) store.After {
	return store.After{At: row.Claim.Ends(), ID: string(row.Claim.ID)}
}

// untilOf is when a claim ends, as far as its agency is concerned.
func untilOf(c *candidate.Claim, now time.Time) time.Time {
	s := c.At(now)
	if !s.Ended.IsZero() && (s.Until.IsZero() || s.Ended.Before(s.Until)) {
		return s.Ended
	}
	return s.Until
}

// admitClaim decides on a claim as on the submission that it came from, or could
// have come from.
func admitClaim(q policy.Request) func(*policy.Facts, *store.ClaimRow) bool {
	return func(pf *policy.Facts, row *store.ClaimRow) bool {
		c := &row.Claim
		s := candidate.Submission{
			ID: candidate.SubmissionID(c.ID), Opening: c.Opening, Agency: c.Agency, Recruiter: c.Recruiter,
		}
		pf.Submission, pf.Opening = &s, &row.Opening
		if q.Side == policy.RecruiterSide && c.Submission == "" { // the opening is that of another side's submission
			s.Opening, pf.Opening, pf.ToRecruiter, pf.ToAgency = "", nil, nil, nil
			return policy.Decide(q, *pf).Allowed()
		}
		pf.ToRecruiter, pf.ToAgency = &row.ToRecruiter, &row.ToAgency
		return policy.Decide(q, *pf).Allowed()
	}
}
