package customstore

import (
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// An asker is on whose behalf a question is asked; both may be empty.
type asker struct {
	recruiter agency.RecruiterID
	agency    agency.AgencyID // that the recruiter is in
}

func (r *reader) Facts(q store.Query) (f store.Facts, err error) {
	if err := r.ready(); err != nil {
		return f, err
	}
	if err := q.Check(); err != nil {
		return f, err
	}
	f.Settings = get[agency.Settings](r, settings.key())
	f.Staff = get[agency.Staff](r, staff.of(string(q.Staff)))

	by := asker{recruiter: q.Recruiter, agency: q.Agency}
	if q.Recruiter != "" {
		f.Recruiter = get[agency.Recruiter](r, recruiters.of(string(q.Recruiter)))
		by.agency = f.Recruiter.Agency
	}
	f.Agency = get[agency.Agency](r, agencies.of(string(by.agency)))

	if q.Submission != "" {
		f.Submission = get[candidate.Submission](r, submissions.of(string(q.Submission)))
		if e, ok := find[candidate.Entry](r, entries.of(string(f.Submission.Entry))); ok && !q.WithoutEntry {
			f.Entry = &e
		}
		if q.Opening == "" {
			q.Opening = f.Submission.Opening
		}
	}
	if q.Opening != "" {
		f.Opening = get[agency.Opening](r, openings.of(string(q.Opening)))
		f.ToRecruiter, f.ToAgency = r.sharesTo(by, q.Opening)
		if q.Counters && by.agency != "" {
			f.Counters.Agency = r.standing(q.Opening, by.agency, "")
			if by.recruiter != "" {
				f.Counters.Recruiter = r.standing(q.Opening, by.agency, by.recruiter)
			}
		}
	}
	if q.Request != "" {
		k := receipts.of(string(by.agency), string(by.recruiter), string(q.Request))
		if receipt, ok := find[candidate.Receipt](r, k); ok {
			f.Receipt = &receipt
		}
	}
	if q.Email != "" {
		address := agency.FoldEmail(q.Email)
		f.EmailStaff = agency.StaffID(r.first(staffEmails.of(address)))
		f.EmailRecruiter = agency.RecruiterID(r.first(recruiterEmails.of(address)))
	}
	if q.List != nil {
		if q.Recruiter == "" {
			by = asker{} // rows carry shares for a recruiter only
		}
		f.Rows = r.list(q.List, by)
	}
	if r.err != nil {
		return store.Facts{}, r.err
	}
	return f, nil
}

// sharesTo returns the shares of an opening to the asker and to the agency.
func (r *reader) sharesTo(by asker, of agency.OpeningID) (toRecruiter, toAgency agency.Share) {
	return r.share(of, agency.ToRecruiter(by.recruiter)), r.share(of, agency.ToAgency(by.agency))
}

// standing counts the standing submissions to an opening by an agency or, if
// one is named, by a recruiter for it.
func (r *reader) standing(to agency.OpeningID, of agency.AgencyID, by agency.RecruiterID) int {
	return get[int](r, standing.of(string(to), string(of), string(by)))
}
