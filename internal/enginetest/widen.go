package enginetest

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// NoWiden checks that no sequence of calls by recruiters, admins included, widens
// what any recruiter who was there may view or submit on any opening, or whose
// submissions they see; and that whoever they invite may nothing yet. Limits are
// set aside: withdrawing frees a quota, and an admin accepts terms. Accepting an
// invitation is the host's call.
func NoWiden(t *testing.T, newStore NewStore) {
	st := newStore(t)
	defer func() { require.NoError(t, st.Close()) }()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		r := roam(t, st, accountNumber(n))
		for range rapid.IntRange(0, 15).Draw(t, "operations before") {
			op := r.next(append(slices.Clone(staffVerbs), recruiterVerbs[:2]...))
			r.carry(op)
			r.learn(t, op)
		}
		// Shares that start or end while nobody of the hiring side does anything, and
		// invitations that expire, are not the recruiters' doing: the time of the
		// burst is one instant for all questions.
		made, homes := slices.Clone(r.last), r.network().home
		before := r.rights(made)
		for range rapid.IntRange(1, 12).Draw(t, "calls of recruiters") {
			now := r.now
			op := r.next(recruiterVerbs)
			r.now, op.At = now, now
			r.carry(op)
		}
		after := r.rights(made)
		r.colleagues(r.last[len(made):], homes)
		for who, had := range before {
			for _, right := range sortedKeys(after[who]) {
				if !had[right] {
					r.failed("%s has come by: %s", who, right)
				}
			}
		}
		for who, has := range after {
			if before[who] == nil && len(has) > 0 {
				r.failed("%s, who is new, has %v", who, sortedKeys(has))
			}
		}
	})
}

// rights are all that each recruiter may do on an opening, and which of the
// submissions they see.
func (r *roamer) rights(submissions []candidate.SubmissionID) map[agency.RecruiterID]map[string]bool {
	r.Clock.Set(r.now)
	all := map[agency.RecruiterID]map[string]bool{}
	for _, id := range r.network().people {
		has := map[string]bool{}
		rec := r.Recruiter(id)
		for _, o := range openingIDs {
			for _, action := range []policy.Action{policy.ViewOpening, policy.Submit} {
				why, err := r.Sys.Explain(background, id, action, access.OnOpening(o))
				require.NoError(r, err)
				// What is said besides limits, which others' withdrawing lifts.
				if left := slices.DeleteFunc(codes(why.Decision.Codes()), func(c policy.Code) bool {
					return c == policy.QuotaExhausted || c == policy.TermsNotAccepted || c == policy.ProbeLimit || c == policy.ConsentMissing
				}); len(left) == 0 {
					has[action.String()+" "+string(o)] = true
				}
			}
		}
		rows, err := collect(func(c access.Cursor) (access.Page[access.OpeningView], error) {
			return rec.Openings(background, c, access.MaxLimit)
		})
		if err == nil {
			for _, row := range rows {
				has["list "+string(row.ID)] = true
			}
		}
		for _, s := range submissions {
			if _, _, err := rec.Submission(background, s); err == nil {
				has["see "+string(s)] = true
			}
		}
		all[id] = has
	}
	return all
}

// colleagues checks that submissions are seen by those alone who were colleagues
// of whoever submits.
func (r *roamer) colleagues(submissions []candidate.SubmissionID, home func(agency.RecruiterID) agency.AgencyID) {
	for _, id := range r.network().people {
		for _, s := range submissions {
			view, _, err := r.Recruiter(id).Submission(background, s)
			if err == nil && (home(id) == "" || home(id) != home(view.Recruiter)) {
				r.failed("%s sees what %s submitted", id, view.Recruiter)
			}
		}
	}
}
