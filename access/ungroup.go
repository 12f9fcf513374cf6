package access

import (
	"context"
	"slices"
	"time"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// Ungroup takes back what [Staff.Group] did to one of the agencies that it
// closed: it is open again, and has its people, submissions, claims and shares
// back, as the journal tells. What has changed hands since stays where it is: a
// recruiter who was moved on, what was submitted since, shares that the agency they
// were grouped under has, and those that were taken back from there. The answer
// counts what came back.
func (s Staff) Ungroup(ctx context.Context, id agency.AgencyID) (Grouped, error) {
	if err := agency.CheckID("agency", id); err != nil {
		return Grouped{}, err
	}
	return run(ctx, s.actor, "ungroup-agency", func(o *op) (Grouped, error) {
		f, err := o.facts(store.Query{Agency: id})
		if err != nil {
			return Grouped{}, err
		}
		if f.Agency.State != agency.Closed {
			if o.allows(policy.GroupAgencies, &f, store.Subject{Agency: id}) {
				return Grouped{}, &agency.Invalid{Field: "agency", Rule: "must be closed"}
			}
			return Grouped{}, nil
		}
		homes, err := o.tx.Agencies(f.Agency.Into)
		if err != nil {
			return Grouped{}, err
		}
		pf := policyFacts(&f, o.now)
		pf.Agency = &homes[0]
		if !o.permit(o.decide(policy.Request{Action: policy.GroupAgencies}, pf), store.Subject{Agency: id}) {
			return Grouped{}, nil
		}
		u := &ungrouper{op: o, closed: f.Agency}
		if err := u.recall(); err != nil {
			return Grouped{}, err
		}
		return u.write()
	})
}

// ungrouper is what the journal knows of how an agency was closed.
type ungrouper struct {
	*op
	closed      agency.Agency
	at          time.Time // when
	recruiters  []agency.RecruiterID
	admins      map[agency.RecruiterID]store.Value // whose role that changed, and how
	submissions map[candidate.SubmissionID]bool
	claims      map[candidate.ClaimID]bool
	shared      []agency.OpeningID
}

// recall reads the journal back to where the agency was closed.
func (u *ungrouper) recall() error {
	u.admins, u.submissions = make(map[agency.RecruiterID]store.Value), make(map[candidate.SubmissionID]bool)
	u.claims = make(map[candidate.ClaimID]bool)
	scope := store.Scope{Kind: store.ListJournal, Agency: u.closed.ID}
	return u.each(scope, func(rows *store.Rows) (store.After, error) {
		last := store.After{Seq: rows.Journal[len(rows.Journal)-1].Seq}
		for i := range rows.Journal {
			row := &rows.Journal[i]
			if row.Action != "group-agencies" || row.Denied {
				continue
			}
			if u.at.IsZero() { // the newest is the one that closed it
				u.at = row.At
			}
			if row.At.Equal(u.at) {
				u.note(row)
			}
		}
		return last, nil
	})
}

func (u *ungrouper) note(row *store.JournalRow) {
	changed := make(map[string]store.Value, len(row.Values))
	for _, v := range row.Values {
		changed[v.Field] = v
	}
	switch {
	case row.Submission != "":
		u.submissions[row.Submission] = true
	case changed["claim"].After != "":
		u.claims[candidate.ClaimID(changed["claim"].After)] = true
	case row.Opening != "":
		u.shared = append(u.shared, row.Opening)
	case row.Recruiter != "" && row.Fields.Has("agency"):
		u.recruiters = append(u.recruiters, row.Recruiter)
		u.admins[row.Recruiter] = changed["admin"]
	}
}

func (u *ungrouper) write() (Grouped, error) {
	out := Grouped{Agency: u.closed.ID}
	from := u.closed.Into
	if err := u.putAgency(u.closed, u.closed.Open()); err != nil {
		return out, err
	}
	t := transfer{op: u.op, from: from, to: u.closed.ID, about: u.closed.ID, submissions: u.submissions, claims: u.claims}
	if err := t.everything(); err != nil {
		return out, err
	}
	out.Submissions, out.Claims = t.moved, t.claimed
	people, err := u.tx.Recruiters(u.recruiters...)
	if err != nil {
		return out, err
	}
	for _, r := range people {
		if r.Agency != from {
			continue
		}
		next := r
		next.Agency = u.closed.ID
		if role := u.admins[r.ID]; role.After == text(r.Admin) { // as it was left
			next.Admin = role.Before == text(true)
		}
		if !r.Since.IsZero() {
			next.Since = u.now
		}
		if err := u.rehome(r, next, u.closed.ID); err != nil {
			return out, err
		}
		out.Recruiters = append(out.Recruiters, r.ID)
	}
	if err := u.unrevoke(&out); err != nil {
		return out, err
	}
	return out, u.publish(event.AgenciesUngrouped{
		Agency: u.closed.ID, From: from, Recruiters: append([]agency.RecruiterID{}, out.Recruiters...), Submissions: out.Submissions,
	})
}

// takenBack reports whether what the share was carried over to has been taken
// back since.
func (u *ungrouper) takenBack(id agency.OpeningID, people []agency.RecruiterID) (bool, error) {
	heirs := []agency.Grantee{agency.ToAgency(u.closed.Into)}
	for _, r := range people {
		heirs = append(heirs, agency.ToRecruiter(r))
	}
	shares, err := u.tx.Shares([]agency.OpeningID{id}, heirs)
	return slices.ContainsFunc(shares, func(sh agency.Share) bool {
		return sh.Granted.Equal(u.at) && (!sh.Revoked.IsZero() || !sh.Paused.IsZero())
	}), err
}

// unrevoke gives the agency back the shares that ended when it was closed.
func (u *ungrouper) unrevoke(out *Grouped) error {
	shares, err := u.tx.Shares(u.shared, []agency.Grantee{agency.ToAgency(u.closed.ID)})
	if err != nil {
		return err
	}
	for _, before := range shares {
		if before.Opening == "" || !before.Revoked.Equal(u.at) {
			continue
		}
		if taken, err := u.takenBack(before.Opening, out.Recruiters); err != nil || taken {
			if err != nil {
				return err
			}
			continue
		}
		after := before
		after.Revoked = time.Time{}
		u.tx.PutShares(after)
		u.journal(store.Subject{Opening: after.Opening, Agency: after.Agency}, diffShare(before, after)...)
		out.Shared = append(out.Shared, after)
	}
	return nil
}
