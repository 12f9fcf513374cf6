package access

import (
	"context"
	"time"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// Explanation says what a recruiter may do, and why.
type Explanation struct {
	Action    policy.Action
	Recruiter agency.Recruiter
	Agency    agency.Agency  // the one that the recruiter is in
	Opening   agency.Opening // the target, or the submission's; zero if there is none

	Decision policy.Decision  // with every reason and its remedy
	Told     policy.Disclosed // what the recruiter is told

	// Colleagues says of each other member of the agency, in the order of their
	// IDs, whether they may view the opening: what "they can't see the job" is
	// about. It is empty when the question is not about an opening.
	Colleagues []Colleague
}

// Colleague is a member of an agency and what was decided about them.
type Colleague struct {
	Recruiter agency.Recruiter
	Decision  policy.Decision // on viewing the opening
}

// With returns the colleagues who may view the opening.
func (e Explanation) With() []agency.RecruiterID { return e.colleagues(true) }

// Without returns the colleagues who may not.
func (e Explanation) Without() []agency.RecruiterID { return e.colleagues(false) }

func (e Explanation) colleagues(may bool) []agency.RecruiterID {
	var out []agency.RecruiterID
	for _, c := range e.Colleagues {
		if c.Decision.Allowed() == may {
			out = append(out, c.Recruiter.ID)
		}
	}
	return out
}

// Explain answers what a recruiter may do, with all the reasons and remedies,
// from one snapshot. The action is one of a recruiter's.
func (s Staff) Explain(ctx context.Context, id agency.RecruiterID, action policy.Action, target Target) (Explanation, error) {
	if err := agency.CheckID("recruiter", id); err != nil {
		return Explanation{}, err
	}
	if err := target.check(action); err != nil {
		return Explanation{}, err
	}
	var out Explanation
	err := s.check(ctx, "explain")
	if err == nil {
		err = s.eng.store.View(ctx, s.account, func(r store.Reader) (err error) {
			out, err = s.explain(r, id, action, target)
			return err
		})
	}
	if err != nil {
		out, err = Explanation{}, s.fault(ctx, "explain", err)
	}
	s.observe(ctx, "explain", err)
	return out, err
}

func (s Staff) explain(r store.Reader, id agency.RecruiterID, action policy.Action, target Target) (Explanation, error) {
	now, err := s.eng.now()
	if err != nil {
		return Explanation{}, err
	}
	q := target.query(action, id, now)
	if s.side == policy.StaffSide {
		q.Staff = s.staff
	}
	f, err := r.Facts(q)
	if err != nil {
		return Explanation{}, err
	}
	pf := canFacts(&f, now)
	may := policy.Request{Side: s.side, Action: policy.Explain, OnOpening: f.Opening.ID != ""}
	if d := policy.Decide(may, pf); !d.Allowed() {
		return Explanation{}, s.denial(d)
	}
	e := Explanation{
		Action: action, Recruiter: f.Recruiter, Agency: f.Agency, Opening: f.Opening,
		Decision: policy.Decide(policy.Request{Side: policy.RecruiterSide, Action: action}, pf),
	}
	e.Told = e.Decision.Disclose()
	if f.Opening.ID == "" || f.Agency.ID == "" {
		return e, nil
	}
	scope := store.Scope{Kind: store.ListRecruiters, Agency: f.Agency.ID, Opening: f.Opening.ID}
	err = eachRecruiter(r, scope, func(row *store.RecruiterRow) {
		if row.Recruiter.ID != id {
			e.Colleagues = append(e.Colleagues, Colleague{row.Recruiter, decideFor(pf, row, policy.ViewOpening)})
		}
	})
	return e, err
}

// decideFor decides what the recruiter of a row may do on pf's opening.
func decideFor(pf policy.Facts, row *store.RecruiterRow, action policy.Action) policy.Decision {
	pf.Recruiter, pf.Agency = &row.Recruiter, &row.Agency
	pf.ToRecruiter, pf.ToAgency = &row.ToRecruiter, &row.ToAgency
	return policy.Decide(policy.Request{Side: policy.RecruiterSide, Action: action}, pf)
}

func eachRecruiter(r store.Reader, scope store.Scope, visit func(*store.RecruiterRow)) error {
	var after store.After
	for {
		f, err := r.Facts(store.Query{List: &store.List{Scope: scope, After: after, Limit: store.MaxLimit}})
		if err != nil {
			return err
		}
		rows := f.Rows.Recruiters
		for i := range rows {
			visit(&rows[i])
		}
		if !f.Rows.More || len(rows) == 0 {
			return nil
		}
		after = afterRecruiter(&rows[len(rows)-1])
	}
}

// Holder is a recruiter who has access to an opening, and why.
type Holder struct {
	Recruiter agency.Recruiter
	Agency    agency.Agency
	View      policy.Decision // on viewing the opening
	Submit    policy.Decision // on submitting to it, before there is an entry

	// The shares that count and are effective; zero ones do not.
	ToRecruiter agency.Share
	ToAgency    agency.Share
}

// Who lists everybody who may view an opening or submit to it, in the order of
// their IDs, with the share that lets them. It never lists staff.
func (s Staff) Who(ctx context.Context, id agency.OpeningID, cursor Cursor, limit int) (Page[Holder], error) {
	if err := agency.CheckID("opening", id); err != nil {
		return Page[Holder]{}, err
	}
	l := listing[store.RecruiterRow, Holder]{
		actor:  s.actor,
		call:   "who",
		filter: string(id),
		query:  store.Query{Opening: id},
		scope:  store.Scope{Kind: store.ListRecruiters, Opening: id, Holding: true},
		listed: policy.Request{Side: s.side, Action: policy.Explain, OnOpening: true},
		rows:   recruiterRows,
		admits: func(pf *policy.Facts, row *store.RecruiterRow) bool {
			return decideFor(*pf, row, policy.ViewOpening).Allowed() || decideFor(*pf, row, policy.Submit).Allowed()
		},
		view:  viewHolder,
		after: afterRecruiter,
	}
	return l.page(ctx, cursor, limit)
}

func viewHolder(f *store.Facts, row *store.RecruiterRow, now time.Time) Holder {
	pf := canFacts(f, now)
	pf.Standing, pf.ProbesSpent = 0, false // full quotas and spent budgets are no matter of access
	h := Holder{
		Recruiter: row.Recruiter, Agency: row.Agency,
		View: decideFor(pf, row, policy.ViewOpening), Submit: decideFor(pf, row, policy.Submit),
	}
	if f.Settings.Sharing.ToRecruiters() && row.ToRecruiter.Stands(now) == agency.Effective {
		h.ToRecruiter = row.ToRecruiter
	}
	if f.Settings.Sharing.ToAgencies() && row.ToAgency.Stands(now) == agency.Effective {
		h.ToAgency = row.ToAgency
	}
	return h
}
