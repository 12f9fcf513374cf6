package access

import (
	"context"
	"slices"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// Ungroup takes back what [Staff.Group] did to one of the agencies that it
// closed: it is open again, and has its people, submissions, claims and shares
// back, as the journal tells. What its people hold in the place of these shares
// ends, and so does what the agency was given that was made for the group, once
// nobody is left there. The domains that came along go back as well, unless
// somebody who stays has an address there. The answer counts what came back.
//
// What has changed hands since stays where it is: a recruiter who was moved on,
// what was submitted since or handed over to somebody who stays, and what the
// agency they were grouped under has. What was taken back or paused since, from
// that agency, from one of those who come back or from the closed one itself, is
// not given back.
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
		u := &ungrouper{op: o, facts: f, closed: f.Agency, home: homes[0]}
		if err := u.recall(); err != nil {
			return Grouped{}, err
		}
		err = u.write()
		return u.out, err
	})
}

// ungrouper is the work of one call.
type ungrouper struct {
	*op
	recalled
	facts  store.Facts
	closed agency.Agency // as it was
	open   agency.Agency // as it will be
	home   agency.Agency // that its people were grouped under
	people []agency.Recruiter
	out    Grouped
}

// write does what was recalled. What was submitted comes first, as in grouping.
func (u *ungrouper) write() error {
	u.out.Agency, u.open = u.closed.ID, u.closed.Open()
	u.open.Known = u.knew
	u.open = invite.KnownBy(u.open, "")
	if err := u.putAgency(u.closed, u.open); err != nil {
		return err
	}
	people, err := u.tx.Recruiters(u.recruiters...)
	if err != nil {
		return err
	}
	for _, r := range people {
		if r.Agency == u.home.ID {
			u.people = append(u.people, r)
			u.out.Recruiters = append(u.out.Recruiters, r.ID)
		}
	}
	if err := u.fetch(); err != nil {
		return err
	}
	for i, before := range u.people {
		next := before
		next.Agency = u.closed.ID
		if role := u.admins[next.ID]; role.After == text(next.Admin) { // as it was left
			next.Admin = role.Before == text(true)
		}
		if !next.Since.IsZero() {
			next.Since = u.now
		}
		if err := u.rehome(before, next, u.closed.ID); err != nil {
			return err
		}
		u.people[i] = next
	}
	if err := u.writeShares(); err != nil {
		return err
	}
	if err := u.returnDomains(); err != nil {
		return err
	}
	told := event.AgenciesUngrouped{Agency: u.closed.ID, From: u.home.ID}
	if len(u.out.Recruiters) <= event.MaxNamed {
		told.Recruiters = u.out.Recruiters
	}
	return u.publish(told)
}

// fetch transfers what came along, unless it was handed over to somebody who
// stays.
func (u *ungrouper) fetch() error {
	back := make(map[agency.RecruiterID]bool, len(u.people))
	for _, r := range u.people {
		back[r.ID] = true
	}
	t := transfer{op: u.op, from: u.home.ID, to: u.closed.ID, about: u.closed.ID}
	for some := range slices.Chunk(u.submissions, store.MaxLimit) {
		var batch []candidate.Submission
		for _, n := range some {
			f, err := u.tx.Facts(store.Query{Submission: n.id, WithoutEntry: true})
			if err != nil {
				return err
			}
			if s := f.Submission; s.Agency == t.from && (s.Recruiter == n.by || back[s.Recruiter]) {
				batch = append(batch, s)
			}
		}
		if err := t.some(batch); err != nil {
			return err
		}
	}
	for _, n := range u.claims {
		f, err := u.tx.Facts(store.Query{Claim: n.id})
		if err != nil {
			return err
		}
		if c := f.Claim; c.Agency == t.from && (c.Recruiter == n.by || back[c.Recruiter]) {
			t.claim(c)
		}
	}
	u.out.Submissions, u.out.Claims = t.moved, t.claimed
	return nil
}

// returnDomains takes from the agency that they were grouped under the domains
// that came along, unless somebody who stays has an address there.
func (u *ungrouper) returnDomains() error {
	came := invite.KnownBy(agency.Agency{Domains: u.declared, Known: u.learned}, "").Known
	if came.Len() == 0 && u.declared.Len() == 0 {
		return nil
	}
	stay, err := u.forget(agency.Agency{ID: u.home.ID, Known: came}, came)
	if err != nil {
		return err
	}
	next := u.home
	next.Domains = agency.Freeze(slices.DeleteFunc(next.Domains.Slice(), func(d string) bool {
		return u.declared.Has(d) && !stay.Known.Has(invite.Domain(d))
	})...)
	next.Known = agency.Freeze(slices.DeleteFunc(next.Known.Slice(), func(d string) bool {
		return u.learned.Has(d) && !stay.Known.Has(d)
	})...)
	return u.putAgency(u.home, invite.KnownBy(next, ""))
}
