package access

import (
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

func (n networkImport) recruiter(r agency.Recruiter, done *Imported) error {
	r.Email, r.Conflict = invite.Canonical(r.Email), false
	if err := r.Validate(); err != nil {
		return err
	}
	if err := checkPast("created", r.Created, n.now); err != nil {
		return err
	}
	if err := checkPast("since", r.Since, n.now); err != nil {
		return err
	}
	f, err := n.tx.Facts(store.Query{Recruiter: r.ID, Email: agency.FoldEmail(r.Email), Latest: true})
	if err != nil {
		return err
	}
	homes, err := n.tx.Agencies(r.Agency)
	if err != nil {
		return err
	}
	before, home := f.Recruiter, homes[0]
	switch {
	case home.ID == "":
		return notThere("agency")
	case home.State == agency.Closed:
		return &agency.Invalid{Field: "agency", Rule: "must not be closed"}
	case before.ID != "" && before.Agency != r.Agency:
		return &agency.Invalid{Field: "agency", Rule: "must be the agency that the recruiter is in"}
	case before.State == agency.RecruiterDeactivated && r.State != before.State:
		return &agency.Invalid{Field: "state", Rule: "must be changed by Reactivate"}
	case before.State == agency.RecruiterActive && r.State == agency.RecruiterInvited:
		return &agency.Invalid{Field: "state", Rule: "must be active or deactivated: the recruiter has accepted"}
	}
	if err := leavesErased(&before, &r); err != nil {
		return err
	}
	r = noMore(before, r)
	if r, err = datedRecruiter(before, r, n.now); err != nil {
		return err
	}
	claims := claimsAddress(&before, &r)
	if claims && (f.EmailStaff != "" || f.EmailRecruiter != "" && f.EmailRecruiter != r.ID) {
		return &agency.Invalid{Field: "email", Rule: "must not be in use by somebody else of this account"}
	}
	if r.Conflict = before.Conflict && !claims; r == before {
		return nil
	}
	n.tx.PutRecruiters(r)
	if known := knownBy(home, r.Email); known != home {
		n.tx.PutAgencies(known)
		n.journal(store.Subject{Agency: known.ID}, diffAgency(home, known)...)
	}
	if i := f.Latest; i != nil && i.Fate == invite.Waiting && r.State != agency.RecruiterInvited {
		n.tx.PutInvitations(i.End(invite.Revoked, n.now)) // came in by another way
	}
	changed := diffRecruiter(before, r)
	changed = field(changed, "created", text(before.Created), text(r.Created))
	changed = field(changed, "since", text(before.Since), text(r.Since))
	n.journal(store.Subject{Recruiter: r.ID, Agency: r.Agency}, changed...)
	done.count(before.ID == "")
	return nil
}

// leavesErased refuses personal data for whose has been erased. Who is deactivated
// without any cannot be told from them.
func leavesErased(before, r *agency.Recruiter) error {
	if before.State != agency.RecruiterDeactivated || before.Name != "" || before.Email != "" || before.User != "" {
		return nil
	}
	for _, given := range []struct{ field, value string }{{"name", r.Name}, {"email", r.Email}, {"user", string(r.User)}} {
		if given.value != "" {
			return &agency.Invalid{Field: given.field, Rule: "must be empty: the recruiter was deactivated and has no personal data, which may have been erased"}
		}
	}
	return nil
}

// noMore is the row without what would give somebody who is there more than they
// have: the admin role, activity that they do not have by their invitation, now or
// at an earlier time, and another login than the present one.
func noMore(before, r agency.Recruiter) agency.Recruiter {
	if before.ID == "" {
		return r
	}
	r.Admin = r.Admin && before.Admin
	if before.State == agency.RecruiterInvited && r.State == agency.RecruiterActive {
		r.State, r.Since, r.User = before.State, time.Time{}, ""
	}
	if before.User != "" {
		r.User = before.User
	}
	if r.State != agency.RecruiterInvited && r.Since.Before(before.Since) || before.Since.IsZero() && r.State == agency.RecruiterDeactivated {
		r.Since = before.Since
	}
	return r
}

// datedRecruiter fills in the dates that a row leaves out.
func datedRecruiter(before, r agency.Recruiter, now time.Time) (agency.Recruiter, error) {
	given := !r.Created.IsZero()
	r.Created = firstOf(r.Created, before.Created, r.Since, now)
	switch {
	case r.State == agency.RecruiterInvited && !r.Since.IsZero():
		return r, &agency.Invalid{Field: "since", Rule: "must not be given for who has not been active"}
	case r.Since.IsZero() && r.State == agency.RecruiterActive:
		r.Since = firstOf(before.Since, r.Created)
	case r.Since.IsZero():
		r.Since = before.Since
	case r.Since.Before(r.Created) && given:
		return r, &agency.Invalid{Field: "since", Rule: "must not be before created"}
	case r.Since.Before(r.Created):
		r.Created = r.Since
	}
	return r, nil
}

// claimsAddress reports whether the recruiter has an address from now on that they
// did not hold before. A deactivated one holds none.
func claimsAddress(before, r *agency.Recruiter) bool {
	if r.Email == "" || r.State == agency.RecruiterDeactivated {
		return false
	}
	return before.ID == "" || before.Conflict && r.State == agency.RecruiterActive ||
		agency.FoldEmail(before.Email) != agency.FoldEmail(r.Email)
}
