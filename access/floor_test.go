package access_test

import (
	"cmp"
	"slices"
	"time"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// floor holds the facts of accounts in Go maps: what somebody would write who
// needs these answers and nothing else. It has no lock, so nothing can be
// written while it is read; it judges the rules that the settings of its world
// switch on and no others, and it explains nothing beyond a code. What the
// engine costs is measured against it.
//
// Shares have windows, so it reads the clock, as the engine does.
type floor map[agency.AccountID]*floorAccount

type floorAccount struct {
	settings   agency.Settings
	agencies   map[agency.AgencyID]*agency.Agency
	recruiters map[agency.RecruiterID]*agency.Recruiter
	openings   map[agency.OpeningID]*agency.Opening
	shares     map[floorShare]*agency.Share
	entries    map[candidate.EntryID]*candidate.Entry
	standing   map[floorStanding]int
	byAgency   map[agency.AgencyID][]*candidate.Submission // newest first, then by ID
}

type floorShare struct {
	opening agency.OpeningID
	grantee agency.RecruiterID
}

type floorStanding struct {
	opening agency.OpeningID
	agency  agency.AgencyID
}

func newFloor(settings agency.Settings) *floorAccount {
	return &floorAccount{
		settings:   settings,
		agencies:   make(map[agency.AgencyID]*agency.Agency),
		recruiters: make(map[agency.RecruiterID]*agency.Recruiter),
		openings:   make(map[agency.OpeningID]*agency.Opening),
		shares:     make(map[floorShare]*agency.Share),
		entries:    make(map[candidate.EntryID]*candidate.Entry),
		standing:   make(map[floorStanding]int),
		byAgency:   make(map[agency.AgencyID][]*candidate.Submission),
	}
}

// member answers who asks, or why they may do nothing.
func (a *floorAccount) member(id agency.RecruiterID) (*agency.Recruiter, *agency.Agency, policy.Code) {
	r := a.recruiters[id]
	switch {
	case r == nil || r.State == agency.RecruiterInvited:
		return nil, nil, policy.RecruiterNotActive
	case r.State == agency.RecruiterDeactivated:
		return nil, nil, policy.RecruiterDeactivated
	}
	of := a.agencies[r.Agency]
	if of == nil || of.State == agency.Terminated {
		return nil, nil, policy.AgencyTerminated
	}
	return r, of, 0
}

// canSubmit returns why the recruiter may not submit to the opening, 0 when
// they may.
func (m floor) canSubmit(account agency.AccountID, id agency.RecruiterID, opening agency.OpeningID) policy.Code {
	now := time.Now()
	a := m[account]
	_, of, why := a.member(id)
	switch {
	case why != 0:
		return why
	case of.State == agency.Suspended:
		return policy.AgencySuspended
	}
	o := a.openings[opening]
	share := a.shares[floorShare{opening, id}]
	switch {
	case o == nil || share == nil || now.Before(share.From):
		return policy.NotFound
	case !share.Revoked.IsZero():
		return policy.ShareRevoked
	case !share.Until.IsZero() && !now.Before(share.Until):
		return policy.ShareEnded
	case o.State == agency.Archived:
		return policy.OpeningArchived
	}
	if quota := a.settings.Quota.PerOpening; quota > 0 && a.standing[floorStanding{opening, of.ID}] >= int(quota) {
		return policy.QuotaExhausted
	}
	if terms := a.settings.Terms; terms != "" && of.Terms != terms {
		return policy.TermsNotAccepted
	}
	return 0
}

// floorPosition is where a page ends.
type floorPosition struct {
	at time.Time
	id candidate.SubmissionID
}

func (p floorPosition) compare(s *candidate.Submission) int {
	if c := p.at.Compare(s.At); c != 0 {
		return -c
	}
	return cmp.Compare(p.id, s.ID)
}

// submissions returns the page after a position of what the recruiter's agency
// submitted, and the position where the next one starts, if there is one.
func (m floor) submissions(
	account agency.AccountID, id agency.RecruiterID, after floorPosition, limit int,
) (views []access.SubmissionView, next floorPosition, why policy.Code) {
	a := m[account]
	r, _, why := a.member(id)
	if why != 0 {
		return nil, next, why
	}
	list := a.byAgency[r.Agency]
	if after != (floorPosition{}) {
		i, found := slices.BinarySearchFunc(list, after, func(s *candidate.Submission, p floorPosition) int { return -p.compare(s) })
		if found {
			i++
		}
		list = list[i:]
	}
	if len(list) > limit {
		list = list[:limit]
		next = floorPosition{list[limit-1].At, list[limit-1].ID}
	}
	views = make([]access.SubmissionView, len(list))
	for i, s := range list {
		views[i] = access.SubmissionView{
			ID: s.ID, Opening: s.Opening, OpeningTitle: a.openings[s.Opening].Title, Name: a.entries[s.Entry].FullName(),
			Recruiter: s.Recruiter, Mine: s.Recruiter == id,
			Source: s.Source, Stage: s.Stage, At: s.At, Changed: s.Changed,
		}
	}
	return views, next, 0
}

// add enters a submission at its place in the list of its agency.
func (a *floorAccount) add(s *candidate.Submission, e *candidate.Entry) {
	a.entries[e.ID] = e
	a.standing[floorStanding{s.Opening, s.Agency}]++
	list := a.byAgency[s.Agency]
	i, _ := slices.BinarySearchFunc(list, s, func(t, s *candidate.Submission) int {
		return -floorPosition{s.At, s.ID}.compare(t)
	})
	a.byAgency[s.Agency] = slices.Insert(list, i, s)
}
