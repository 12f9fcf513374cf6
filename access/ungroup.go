package access

import (
	"context"
	"encoding/json"
	"time"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// Ungroup takes back what [Staff.Group] did to one of the agencies that it
// closed: it is open again, and has its people, submissions, claims and shares
// back, as the journal tells; what was shared with its people in place of these
// ends. What has changed hands since stays where it is: a recruiter who was moved
// on, what was submitted since, shares that the agency they were grouped under has,
// and those that were taken back from there. The domains of the agency stay with
// that one as well. The answer counts what came back.
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
	known       agency.Frozen[string] // by what domains it was
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
	case row.Recruiter == "" && row.Fields.Has("known"):
		if json.Unmarshal([]byte(changed["known"].Before), &u.known) != nil {
			u.known = agency.Frozen[string]{}
		}
	case row.Recruiter != "" && row.Fields.Has("agency"):
		u.recruiters = append(u.recruiters, row.Recruiter)
		u.admins[row.Recruiter] = changed["admin"]
	}
}

func (u *ungrouper) write() (Grouped, error) {
	out := Grouped{Agency: u.closed.ID}
	from := u.closed.Into
	open := u.closed.Open()
	open.Known = u.known
	if err := u.putAgency(u.closed, invite.KnownBy(open, "")); err != nil {
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

// inItsPlace returns what grouping shared with the recruiters who are back, in the
// place of a share to their agency, and whether what it shared in that place, with
// whomever, has been taken back since.
func (u *ungrouper) inItsPlace(id agency.OpeningID, people []agency.RecruiterID) (stood []agency.Share, taken bool, err error) {
	heirs := []agency.Grantee{agency.ToAgency(u.closed.Into)}
	for _, r := range people {
		heirs = append(heirs, agency.ToRecruiter(r))
	}
	shares, err := u.tx.Shares([]agency.OpeningID{id}, heirs)
	for _, sh := range shares {
		switch {
		case !sh.Granted.Equal(u.at):
		case !sh.Revoked.IsZero(), !sh.Paused.IsZero():
			taken = true
		case sh.Recruiter != "":
			stood = append(stood, sh)
		}
	}
	return stood, taken, err
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
		stood, taken, err := u.inItsPlace(before.Opening, out.Recruiters)
		if err != nil {
			return err
		}
		if taken {
			continue
		}
		after := before
		after.Revoked = time.Time{}
		u.tx.PutShares(after)
		u.journal(store.Subject{Opening: after.Opening, Agency: after.Agency}, diffShare(before, after)...)
		out.Shared = append(out.Shared, after)
		for _, sh := range stood {
			revoked := sh.Revoke(u.now)
			u.tx.PutShares(revoked)
			u.journal(store.Subject{Opening: sh.Opening, Agency: u.closed.ID, Recruiter: sh.Recruiter}, diffShare(sh, revoked)...)
		}
	}
	return nil
}
