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
		if !q.WithoutEntry && f.Submission.ID != "" {
			f.Entry = optional[candidate.Entry](r, entries.of(string(f.Submission.Entry)))
			f.Ruling = optional[candidate.Ruling](r, rulings.of(string(q.Submission)))
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
		f.Receipt = optional[candidate.Receipt](r, receipts.of(string(by.agency), string(by.recruiter), string(q.Request)))
	}
	if q.Email != "" {
		address := agency.FoldEmail(q.Email)
		f.EmailStaff = agency.StaffID(r.first(staffEmails.of(address)))
		f.EmailRecruiter = agency.RecruiterID(r.first(recruiterEmails.of(address)))
	}
	f.Members = r.members(q.Emails, by.agency)
	r.outreach(&q, &f)
	f.Claim = get[candidate.Claim](r, claims.of(string(q.Claim)))
	f.Known = r.known(&q, &f)
	f.Probe = optional[candidate.Probe](r, probes.of(q.Probe))
	if !q.ProbesSince.IsZero() && by.recruiter != "" && by.agency != "" {
		f.Probes.Agency = r.probesSince(q.ProbesSince, by.agency, "")
		f.Probes.Recruiter = r.probesSince(q.ProbesSince, by.agency, by.recruiter)
	}
	if len(q.Keys) > 0 {
		f.Holders = r.holders(q.Keys)
		f.Index = get[candidate.Index](r, indexed.key())
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

// members returns those of the addresses that a member of the agency has.
func (r *reader) members(addresses []string, of agency.AgencyID) (found []string) {
	for _, address := range addresses {
		folded := agency.FoldEmail(address)
		for id := range r.walk(nil, recruiterEmails.of(folded), conflictEmails.of(folded)) {
			if by := get[agency.Recruiter](r, recruiters.of(string(id))); by.Agency == of {
				found = append(found, address)
				break
			}
		}
	}
	return found
}
