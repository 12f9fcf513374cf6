package customstore

import (
	"iter"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// list returns the page that l, which was checked, asks for.
func (r *reader) list(l *store.List, by asker) *store.Rows {
	rows := new(store.Rows)
	switch l.Kind {
	case store.ListAgencies:
		rows.Agencies, rows.More = page(r, l, r.walk(afterID(l), agencies.key()), record[agency.Agency])
	case store.ListStaffUsers:
		rows.Staff, rows.More = page(r, l, r.walk(afterID(l), staff.key()), record[agency.Staff])
	case store.ListRecruiters:
		rows.Recruiters, rows.More = r.recruiterRows(l, l.Agency, l.Opening, l.Holding)
	case store.ListColleagues:
		if by.agency != "" {
			rows.Recruiters, rows.More = r.recruiterRows(l, by.agency, "", false)
		}
	case store.ListOpenings, store.ListGranted:
		rows.Openings, rows.More = r.openingRows(l, by)
	case store.ListSubmissions:
		rows.Submissions, rows.More = r.submissionRows(l, by, l.Opening, l.Agency, l.Recruiter)
	case store.ListAgencySubmissions:
		if by.agency != "" {
			rows.Submissions, rows.More = r.submissionRows(l, by, l.Opening, by.agency, "")
		}
	case store.ListOwnSubmissions:
		if by.agency != "" {
			rows.Submissions, rows.More = r.submissionRows(l, by, l.Opening, by.agency, by.recruiter)
		}
	case store.ListShares:
		rows.Shares, rows.More = r.shareRows(l)
	case store.ListRemarks:
		on := r.walk(afterOldest(l), remarksOn.of(string(l.Submission)))
		rows.Remarks, rows.More = page(r, l, on, func(r *reader, id []byte) (candidate.Remark, bool) {
			remark := get[candidate.Remark](r, remarks.of(string(id)))
			return remark, l.Remarks&(1<<remark.Kind) != 0
		})
	case store.ListClaims:
		rows.Claims, rows.More = r.claimRows(l, by, l.Agency, l.Recruiter)
	case store.ListAgencyClaims:
		if by.agency != "" {
			rows.Claims, rows.More = r.claimRows(l, by, by.agency, "")
		}
	case store.ListOwnClaims:
		if by.agency != "" {
			rows.Claims, rows.More = r.claimRows(l, by, by.agency, by.recruiter)
		}
	case store.ListCandidates:
		rows.Candidates, rows.More = page(r, l, r.walk(afterID(l), candidates.key()), record[candidate.Candidate])
	case store.ListInvitations:
		in := invitationsBy.of(string(l.Agency), string(l.Recruiter))
		rows.Invitations, rows.More = page(r, l, r.walk(afterNewest(l), in), func(r *reader, id []byte) (invite.Invitation, bool) {
			return find[invite.Invitation](r, invitations.of(string(id)))
		})
	case store.ListLists:
		rows.Lists, rows.More = page(r, l, r.walk(afterID(l), lists.key()), record[agency.List])
	case store.ListJournal:
		rows.Journal, rows.More = r.journalRows(l)
	}
	return rows
}

// page makes rows of what walk yields until the page is full, and reports
// whether there are more. What row does not approve is left out.
func page[T any](
	r *reader, l *store.List, walk iter.Seq[[]byte], row func(*reader, []byte) (T, bool),
) (rows []T, more bool) {
	for v := range walk {
		if r.ctx.Err() != nil {
			r.fail(ended(r.ctx))
		}
		next, ok := row(r, v)
		switch {
		case r.err != nil:
			return nil, false
		case !ok:
		case len(rows) == l.Limit:
			return rows, true
		default:
			rows = append(rows, next)
		}
	}
	return rows, false
}

// record is the row that is the record itself.
func record[T any](r *reader, text []byte) (T, bool) { return decode[T](r, text), true }

// The three forms of positions, as they stand in keys; empty for the start.

func afterID(l *store.List) key {
	if l.After.ID == "" {
		return nil
	}
	return key{}.text(l.After.ID)
}

func afterNewest(l *store.List) key {
	if l.After.ID == "" {
		return nil
	}
	return key{}.newest(l.After.At).text(l.After.ID)
}

func afterOldest(l *store.List) key {
	if l.After.ID == "" {
		return nil
	}
	return key{}.oldest(l.After.At).text(l.After.ID)
}

func (r *reader) recruiterRows(
	l *store.List, in agency.AgencyID, of agency.OpeningID, holding bool,
) ([]store.RecruiterRow, bool) {
	walk := r.walk(afterID(l), recruiters.key())
	from := record[agency.Recruiter]
	if in != "" {
		walk = r.walk(afterID(l), members.of(string(in)))
		from = func(r *reader, id []byte) (agency.Recruiter, bool) {
			return find[agency.Recruiter](r, recruiters.of(string(id)))
		}
	}
	return page(r, l, walk, func(r *reader, v []byte) (row store.RecruiterRow, ok bool) {
		row.Recruiter, _ = from(r, v)
		row.Agency = get[agency.Agency](r, agencies.of(string(row.Recruiter.Agency)))
		if of != "" {
			row.ToRecruiter, row.ToAgency = r.sharesTo(asker{row.Recruiter.ID, row.Recruiter.Agency}, of)
		}
		return row, !holding || row.ToRecruiter.Opening != "" || row.ToAgency.Opening != ""
	})
}

func (r *reader) openingRows(l *store.List, by asker) ([]store.OpeningRow, bool) {
	var in []key
	if l.Kind == store.ListOpenings {
		in = append(in, openingsByTime.key())
	} else {
		if l.ToRecruiter {
			in = append(in, granted.of(agency.ToRecruiter(by.recruiter).String()))
		}
		if l.ToAgency && by.agency != "" {
			in = append(in, granted.of(agency.ToAgency(by.agency).String()))
		}
	}
	return page(r, l, r.walk(afterNewest(l), in...), func(r *reader, id []byte) (row store.OpeningRow, ok bool) {
		row.Opening = get[agency.Opening](r, openings.of(string(id)))
		row.ToRecruiter, row.ToAgency = r.sharesTo(by, row.Opening.ID)
		if l.OpenOnly && row.Opening.State != agency.Open {
			return row, false
		}
		if l.Kind == store.ListOpenings {
			return row, l.Team == "" || row.Opening.Team.Has(l.Team)
		}
		return row, l.EffectiveAt.IsZero() ||
			l.ToRecruiter && row.ToRecruiter.Stands(l.EffectiveAt) == agency.Effective ||
			l.ToAgency && row.ToAgency.Stands(l.EffectiveAt) == agency.Effective
	})
}

func (r *reader) submissionRows(
	l *store.List, by asker, to agency.OpeningID, of agency.AgencyID, from agency.RecruiterID,
) ([]store.SubmissionRow, bool) {
	in := submissionsBy.of(string(to), string(of), string(from))
	return page(r, l, r.walk(afterNewest(l), in), func(r *reader, id []byte) (row store.SubmissionRow, ok bool) {
		row.Submission = get[candidate.Submission](r, submissions.of(string(id)))
		if row.Submission.Opening != "" {
			row.Opening = get[agency.Opening](r, openings.of(string(row.Submission.Opening)))
			row.ToRecruiter, row.ToAgency = r.sharesTo(by, row.Submission.Opening)
		}
		row.Name = get[candidate.Entry](r, entries.of(string(row.Submission.Entry))).FullName()
		team := l.Kind == store.ListSubmissions && l.Team != ""
		return row, !team || row.Opening.Team.Has(l.Team)
	})
}

func (r *reader) shareRows(l *store.List) ([]agency.Share, bool) {
	if l.Opening != "" {
		return page(r, l, r.walk(afterID(l), shares.of(string(l.Opening))), record[agency.Share])
	}
	to := agency.ToRecruiter(l.Recruiter)
	if l.Recruiter == "" {
		to = agency.ToAgency(l.Agency)
	}
	in := sharesTo.of(to.String())
	return page(r, l, r.walk(afterID(l), in), func(r *reader, id []byte) (agency.Share, bool) {
		return r.share(agency.OpeningID(id), to), true
	})
}

func (r *reader) journalRows(l *store.List) ([]store.JournalRow, bool) {
	of := store.Subject{
		Opening: l.Opening, Agency: l.Agency, Recruiter: l.Recruiter, Staff: l.Staff, Submission: l.Submission,
	}
	var after key
	if l.After.Seq > 0 {
		after = key{}.descending(l.After.Seq)
	}
	return page(r, l, r.walk(after, journal.key()), func(r *reader, text []byte) (row store.JournalRow, ok bool) {
		row.Entry = decode[store.Entry](r, text)
		if !of.Covers(row.Subject) {
			return row, false
		}
		row.Values = get[[]store.Value](r, values.key().descending(row.Seq))
		return row, true
	})
}
