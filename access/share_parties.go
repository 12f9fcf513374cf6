package access

import (
	"time"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// party is a grantee with its records; the zero ones are missing.
type party struct {
	agency.Grantee
	recruiter agency.Recruiter
	agency    agency.Agency
	via       agency.AgencyID // only a member of this agency, which is taken off; see Unshare
	after     time.Duration   // how much later than the window the share starts
	promises  []promise       // by invitations not accepted yet; only where something is taken back
	nobody    bool            // not the agency itself but its members, of whom none is known
}

// load finds out who the grantees are.
func (w *granting) load() error {
	type key struct {
		agency.Grantee
		nobody bool
	}
	at := make(map[key]int)
	add := func(p party) {
		k := key{p.Grantee, p.nobody}
		i, there := at[k]
		if !there {
			at[k] = len(w.parties)
			w.parties = append(w.parties, p)
			return
		}
		w.parties[i].after = min(w.parties[i].after, p.after)
	}
	for _, g := range w.grants.To {
		add(party{Grantee: g})
	}
	for _, id := range w.grants.MembersOf {
		if err := w.members(id, false, add); err != nil {
			return err
		}
	}
	if err := w.listed(add); err != nil {
		return err
	}
	if w.do == unsharing {
		for _, p := range w.parties { // whom the loop adds is no agency
			if p.Agency != "" && !p.nobody {
				if err := w.members(p.Agency, true, add); err != nil {
					return err
				}
			}
		}
	}
	return w.records()
}

// listed adds who is on the lists.
func (w *granting) listed(add func(party)) error {
	for i, wave := range w.grants.Lists {
		list := &w.f.Lists[i]
		if list.ID == "" {
			return agency.InRow("lists", i, &agency.Invalid{Field: "list", Rule: "must be one of the account's"})
		}
		if window := w.grants.starting(wave.After, w.now); w.do == sharing && window.Validate() != nil {
			return agency.InRow("lists", i, &agency.Invalid{Field: "after", Rule: "must be before the window ends"})
		}
		later := func(p party) { p.after = wave.After; add(p) }
		for g := range list.Members.All() {
			if g.Agency == "" || w.do == unsharing || w.f.Settings.Sharing.ToAgencies() {
				later(party{Grantee: g})
			} else if err := w.members(g.Agency, false, later); err != nil {
				return err
			}
			if w.do == sharing && len(w.parties) > MaxShares {
				return tooManyShares()
			}
		}
	}
	return nil
}

// members adds an agency's members: the current ones, or all there are when
// something is taken back. An agency of which there are none is added in their
// place, so that the call is decided all the same; so is every one where the user
// may not share at all, who does not learn then who is there.
func (w *granting) members(id agency.AgencyID, off bool, add func(party)) error {
	found := false
	var via agency.AgencyID
	if off {
		via = id
	}
	err := w.each(store.Scope{Kind: store.ListRecruiters, Agency: id}, func(rows *store.Rows) (store.After, error) {
		if !w.may {
			return store.After{}, errEnough
		}
		for _, row := range rows.Recruiters {
			if w.do.action() == policy.Unshare || row.Recruiter.State != agency.RecruiterDeactivated {
				found = true
				add(party{Grantee: agency.ToRecruiter(row.Recruiter.ID), via: via})
			}
		}
		return afterRecruiter(&rows.Recruiters[len(rows.Recruiters)-1]), nil
	})
	if err == nil && !found && !off {
		add(party{Grantee: agency.ToAgency(id), nobody: true})
	}
	return err
}

// decision judges one opening with one party. Who may not share at all is told no
// more of an agency than that, and as much of one that is not there.
func (w *granting) decision(opening *agency.Opening, p *party) policy.Decision {
	pf := policyFacts(&w.f, w.now)
	pf.Opening, pf.Recruiter, pf.Agency = opening, &p.recruiter, &p.agency
	if !w.may && p.Agency != "" {
		pf.Agency = &agency.Agency{ID: p.Agency}
	}
	q := policy.Request{Action: w.do.action(), ToAgency: p.Agency != ""}
	if p.nobody && q.Action == policy.Share { // what a member would be refused for
		q.ToAgency, pf.Recruiter = false, anyMember(p.Agency)
	}
	return w.decide(q, pf)
}

// records loads the grantees and the agencies of those that are recruiters.
func (w *granting) records() error {
	recruiters := make([]agency.RecruiterID, 0, len(w.parties))
	for _, p := range w.parties {
		if p.Recruiter != "" {
			recruiters = append(recruiters, p.Recruiter)
		}
	}
	people, err := w.tx.Recruiters(recruiters...)
	if err != nil {
		return err
	}
	var whose []agency.AgencyID
	for i, next := 0, 0; i < len(w.parties); i++ {
		p := &w.parties[i]
		if p.Recruiter != "" {
			p.recruiter = people[next]
			next++
		}
		whose = append(whose, p.agencyID())
	}
	asked := make([]agency.AgencyID, 0, len(whose))
	for _, id := range whose {
		if id != "" {
			asked = append(asked, id)
		}
	}
	agencies, err := w.tx.Agencies(asked...)
	if err != nil {
		return err
	}
	for i, next := 0, 0; i < len(w.parties); i++ {
		if whose[i] != "" {
			w.parties[i].agency = agencies[next]
			next++
		}
	}
	return nil
}

// agencyID is the grantee's, or the one that the recruiter is in.
func (p *party) agencyID() agency.AgencyID {
	if p.Agency != "" {
		return p.Agency
	}
	return p.recruiter.Agency
}
