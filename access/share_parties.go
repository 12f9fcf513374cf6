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
}

// load finds out who the grantees are.
func (w *granting) load() error {
	at := make(map[agency.Grantee]int)
	add := func(p party) {
		i, there := at[p.Grantee]
		if !there {
			at[p.Grantee] = len(w.parties)
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
			if p.Agency != "" {
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
		if window := w.grants.starting(wave.After, w.now); window.Validate() != nil {
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
			if w.do.action() == policy.Unshare || row.Recruiter.State != agency.RecruiterDeactivated {
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
