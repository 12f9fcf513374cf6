package fuzz

import (
	"maps"
	"slices"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// A model is what a store should be: an account for each ID, in Go maps, which
// answers every question by looking at every record.
type model map[agency.AccountID]*modelAccount

type modelAccount struct {
	settings    agency.Settings
	staff       map[agency.StaffID]agency.Staff
	agencies    map[agency.AgencyID]agency.Agency
	recruiters  map[agency.RecruiterID]agency.Recruiter
	openings    map[agency.OpeningID]agency.Opening
	shares      map[modelShare]agency.Share
	entries     map[candidate.EntryID]candidate.Entry
	submissions map[candidate.SubmissionID]candidate.Submission
	receipts    map[modelReceipt]candidate.Receipt
	remarks     map[string]candidate.Remark
	journal     []store.JournalRow
	queue       modelQueue
	modelOwnership
	modelOutreach
}

type modelShare struct {
	opening agency.OpeningID
	grantee agency.Grantee
}

type modelReceipt struct {
	agency    agency.AgencyID
	recruiter agency.RecruiterID
	request   candidate.RequestID
}

func newModelAccount() *modelAccount {
	return &modelAccount{
		staff: map[agency.StaffID]agency.Staff{}, agencies: map[agency.AgencyID]agency.Agency{},
		recruiters: map[agency.RecruiterID]agency.Recruiter{}, openings: map[agency.OpeningID]agency.Opening{},
		shares: map[modelShare]agency.Share{}, entries: map[candidate.EntryID]candidate.Entry{},
		submissions: map[candidate.SubmissionID]candidate.Submission{},
		receipts:    map[modelReceipt]candidate.Receipt{}, remarks: map[string]candidate.Remark{},
		modelOwnership: newModelOwnership(), modelOutreach: newModelOutreach(),
	}
}

// of returns an account, empty if nobody has written it.
func (m model) of(id agency.AccountID) *modelAccount {
	if a, ok := m[id]; ok {
		return a
	}
	return newModelAccount()
}

// clone returns a copy for an Update to work on.
func (a *modelAccount) clone() *modelAccount {
	c := *a
	c.staff, c.agencies, c.recruiters = maps.Clone(a.staff), maps.Clone(a.agencies), maps.Clone(a.recruiters)
	c.openings, c.shares, c.entries = maps.Clone(a.openings), maps.Clone(a.shares), maps.Clone(a.entries)
	c.submissions, c.receipts, c.remarks = maps.Clone(a.submissions), maps.Clone(a.receipts), maps.Clone(a.remarks)
	c.modelOwnership, c.modelOutreach = a.modelOwnership.clone(), a.modelOutreach.clone()
	c.journal, c.queue.waiting = slices.Clone(a.journal), slices.Clone(a.queue.waiting)
	return &c
}

func (a *modelAccount) share(of agency.OpeningID, to agency.Grantee) agency.Share {
	return a.shares[modelShare{of, to}]
}

func (a *modelAccount) facts(q store.Query) (f store.Facts) {
	of := q.Agency
	if q.Recruiter != "" {
		f.Recruiter = a.recruiters[q.Recruiter]
		of = f.Recruiter.Agency
	}
	f.Settings, f.Staff, f.Agency = a.settings, a.staff[q.Staff], a.agencies[of]
	f.Submission = a.submissions[q.Submission]
	if e, ok := a.entries[f.Submission.Entry]; ok && !q.WithoutEntry {
		f.Entry = &e
	}
	if q.Opening == "" {
		q.Opening = f.Submission.Opening
	}
	f.Opening = a.openings[q.Opening]
	f.ToRecruiter = a.share(q.Opening, agency.ToRecruiter(q.Recruiter))
	f.ToAgency = a.share(q.Opening, agency.ToAgency(of))
	for _, s := range a.submissions {
		if q.Counters && q.Opening != "" && of != "" && s.Opening == q.Opening && s.Agency == of && s.Standing() {
			f.Counters.Agency++
			if q.Recruiter != "" && s.Recruiter == q.Recruiter {
				f.Counters.Recruiter++
			}
		}
	}
	if r, ok := a.receipts[modelReceipt{of, q.Recruiter, q.Request}]; ok {
		f.Receipt = &r
	}
	f.EmailStaff = first(a.staffWith(q.Email))
	f.EmailRecruiter = first(slices.DeleteFunc(a.recruitersWith(q.Email), func(id agency.RecruiterID) bool { return a.recruiters[id].Conflict }))
	a.ownership(q, of, &f)
	a.outreach(q, &f)
	if q.List != nil {
		f.Rows = a.list(q)
	}
	return f
}

// staffWith and recruitersWith return who has an address, in order.

func (a *modelAccount) staffWith(email string) (ids []agency.StaffID) {
	for id, s := range a.staff {
		if email != "" && agency.FoldEmail(s.Email) == email {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

func (a *modelAccount) recruitersWith(email string) (ids []agency.RecruiterID) {
	for id, r := range a.recruiters {
		if email != "" && agency.FoldEmail(r.Email) == email && r.State != agency.RecruiterDeactivated {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

func first[T any](all []T) (v T) {
	if len(all) > 0 {
		v = all[0]
	}
	return v
}

func (a *modelAccount) erase(of store.Subject) {
	for i := range a.journal {
		if of != (store.Subject{}) && of.Covers(a.journal[i].Subject) {
			a.journal[i].Values = nil
		}
	}
}
