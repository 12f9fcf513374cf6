package access

import (
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
}

// load finds out who the grantees are.
func (w *granting) load() error {
	seen := make(map[agency.Grantee]bool)
	add := func(p party) {
		if !seen[p.Grantee] {
			seen[p.Grantee] = true
			w.parties = append(w.parties, p)
		}
	}
	for _, g := range w.grants.To {
		add(party{Grantee: g})
	}
	for _, id := range w.grants.MembersOf {
		if err := w.members(id, false, add); err != nil {
			return err
		}
	}
	if w.action == policy.Unshare {
		for _, g := range w.grants.To {
			if g.Agency != "" {
				if err := w.members(g.Agency, true, add); err != nil {
					return err
				}
			}
		}
	}
	return w.records()
}

// members adds an agency's members: the current ones, or all there are when
// something is taken back. An agency that is not there is added in their place.
func (w *granting) members(id agency.AgencyID, off bool, add func(party)) error {
	found := false
	var via agency.AgencyID
	if off {
		via = id
	}
	err := w.each(store.Scope{Kind: store.ListRecruiters, Agency: id}, func(rows *store.Rows) (store.After, error) {
		found = true
		for _, row := range rows.Recruiters {
			if w.action == policy.Unshare || row.Recruiter.State != agency.RecruiterDeactivated {
				add(party{Grantee: agency.ToRecruiter(row.Recruiter.ID), via: via})
			}
		}
		return afterRecruiter(&rows.Recruiters[len(rows.Recruiters)-1]), nil
	})
	if err != nil || found || off {
		return err
	}
	known, err := w.tx.Agencies(id)
	if err == nil && known[0].ID == "" {
		add(party{Grantee: agency.ToAgency(id)})
	}
	return err
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
