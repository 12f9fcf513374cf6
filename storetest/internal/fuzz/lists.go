package fuzz

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// The orders of lists, told by the positions of two rows.

func byID(a, b store.After) int        { return strings.Compare(a.ID, b.ID) }
func newestFirst(a, b store.After) int { return cmp.Or(b.At.Compare(a.At), byID(a, b)) }
func oldestFirst(a, b store.After) int { return cmp.Or(a.At.Compare(b.At), byID(a, b)) }
func lastFirst(a, b store.After) int   { return cmp.Compare(b.Seq, a.Seq) }

// cut returns the page of the rows that l asks for, and whether there are more.
func cut[T any](l *store.List, rows []T, order func(a, b store.After) int, position func(T) store.After) ([]T, bool) {
	rows = slices.DeleteFunc(rows, func(r T) bool {
		return l.After != (store.After{}) && order(position(r), l.After) <= 0
	})
	slices.SortFunc(rows, func(a, b T) int { return order(position(a), position(b)) })
	if len(rows) > l.Limit {
		return rows[:l.Limit], true
	}
	if len(rows) == 0 {
		return nil, false
	}
	return rows, false
}

// list answers a query that has a list and passes Query.Check.
func (a *modelAccount) list(q store.Query) *store.Rows {
	l, rows := q.List, new(store.Rows)
	switch l.Kind {
	case store.ListAgencies:
		rows.Agencies, rows.More = cut(l, slices.Collect(maps.Values(a.agencies)), byID, func(r agency.Agency) store.After {
			return store.After{ID: string(r.ID)}
		})
	case store.ListStaffUsers:
		rows.Staff, rows.More = cut(l, slices.Collect(maps.Values(a.staff)), byID, func(r agency.Staff) store.After {
			return store.After{ID: string(r.ID)}
		})
	case store.ListRecruiters, store.ListColleagues:
		rows.Recruiters, rows.More = cut(l, a.recruiterRows(q), byID, func(r store.RecruiterRow) store.After {
			return store.After{ID: string(r.Recruiter.ID)}
		})
	case store.ListOpenings, store.ListGranted:
		rows.Openings, rows.More = cut(l, a.openingRows(q), newestFirst, func(r store.OpeningRow) store.After {
			return store.After{At: r.Opening.Created, ID: string(r.Opening.ID)}
		})
	case store.ListSubmissions, store.ListAgencySubmissions, store.ListOwnSubmissions:
		rows.Submissions, rows.More = cut(l, a.submissionRows(q), newestFirst, func(r store.SubmissionRow) store.After {
			return store.After{At: r.Submission.At, ID: string(r.Submission.ID)}
		})
	case store.ListClaims, store.ListAgencyClaims, store.ListOwnClaims:
		rows.Claims, rows.More = cut(l, a.claimRows(q), oldestFirst, func(r store.ClaimRow) store.After {
			return store.After{At: r.Claim.Ends(), ID: string(r.Claim.ID)}
		})
	case store.ListCandidates:
		rows.Candidates, rows.More = cut(l, slices.Collect(maps.Values(a.candidates)), byID, func(r candidate.Candidate) store.After {
			return store.After{ID: string(r.ID)}
		})
	case store.ListInvitations:
		rows.Invitations, rows.More = cut(l, a.invitationRows(l), newestFirst, func(r invite.Invitation) store.After {
			return store.After{At: r.Created, ID: string(r.ID)}
		})
	case store.ListLists:
		rows.Lists, rows.More = cut(l, slices.Collect(maps.Values(a.lists)), byID, func(r agency.List) store.After {
			return store.After{ID: string(r.ID)}
		})
	case store.ListShares:
		rows.Shares, rows.More = cut(l, a.shareRows(l), byID, func(r agency.Share) store.After {
			if l.Opening != "" {
				return store.After{ID: r.Grantee.String()}
			}
			return store.After{ID: string(r.Opening)}
		})
	case store.ListRemarks:
		rows.Remarks, rows.More = cut(l, a.remarkRows(l), oldestFirst, func(r candidate.Remark) store.After {
			return store.After{At: r.At, ID: r.ID}
		})
	case store.ListJournal:
		rows.Journal, rows.More = cut(l, a.journalRows(l), lastFirst, func(r store.JournalRow) store.After {
			return store.After{Seq: r.Seq}
		})
	}
	return rows
}

func (a *modelAccount) recruiterRows(q store.Query) (rows []store.RecruiterRow) {
	l, asker := q.List, a.recruiters[q.Recruiter]
	for _, r := range a.recruiters {
		row := store.RecruiterRow{Recruiter: r, Agency: a.agencies[r.Agency]}
		if l.Kind == store.ListColleagues {
			if r.Agency == asker.Agency {
				rows = append(rows, row)
			}
			continue
		}
		row.ToRecruiter = a.share(l.Opening, agency.ToRecruiter(r.ID))
		row.ToAgency = a.share(l.Opening, agency.ToAgency(r.Agency))
		holds := row.ToRecruiter.Opening != "" || row.ToAgency.Opening != ""
		if (l.Agency == "" || r.Agency == l.Agency) && (!l.Holding || holds) {
			rows = append(rows, row)
		}
	}
	return rows
}

func (a *modelAccount) openingRows(q store.Query) (rows []store.OpeningRow) {
	l, asker := q.List, a.recruiters[q.Recruiter]
	counts := func(on bool, s agency.Share) bool {
		return on && s.Opening != "" && (l.EffectiveAt.IsZero() || s.Stands(l.EffectiveAt) == agency.Effective)
	}
	for _, o := range a.openings {
		row := store.OpeningRow{
			Opening: o, ToRecruiter: a.share(o.ID, agency.ToRecruiter(q.Recruiter)),
			ToAgency: a.share(o.ID, agency.ToAgency(asker.Agency)),
		}
		wanted := l.Team == "" || o.Team.Has(l.Team)
		if l.Kind == store.ListGranted {
			wanted = counts(l.ToRecruiter, row.ToRecruiter) || counts(l.ToAgency, row.ToAgency)
		}
		if wanted && (!l.OpenOnly || o.State == agency.Open) {
			rows = append(rows, row)
		}
	}
	return rows
}

func (a *modelAccount) submissionRows(q store.Query) (rows []store.SubmissionRow) {
	l, asker := q.List, a.recruiters[q.Recruiter]
	for _, s := range a.submissions {
		wanted := l.Opening == "" || s.Opening == l.Opening
		ofAgency := asker.ID != "" && s.Agency == asker.Agency
		switch l.Kind {
		case store.ListSubmissions:
			wanted = wanted && (l.Agency == "" || s.Agency == l.Agency) && (l.Recruiter == "" || s.Recruiter == l.Recruiter) &&
				(l.Team == "" || a.openings[s.Opening].Team.Has(l.Team))
		case store.ListAgencySubmissions:
			wanted = wanted && ofAgency
		case store.ListOwnSubmissions:
			wanted = wanted && ofAgency && s.Recruiter == asker.ID
		}
		if wanted {
			rows = append(rows, store.SubmissionRow{
				Submission: s, Name: a.entries[s.Entry].FullName(), Opening: a.openings[s.Opening],
				ToRecruiter: a.share(s.Opening, agency.ToRecruiter(q.Recruiter)),
				ToAgency:    a.share(s.Opening, agency.ToAgency(asker.Agency)),
			})
		}
	}
	return rows
}

func (a *modelAccount) shareRows(l *store.List) (rows []agency.Share) {
	for _, s := range a.shares {
		wanted := s.Opening == l.Opening
		switch {
		case l.Opening != "":
		case l.Recruiter != "":
			wanted = s.Grantee == agency.ToRecruiter(l.Recruiter)
		default:
			wanted = s.Grantee == agency.ToAgency(l.Agency)
		}
		if wanted {
			rows = append(rows, s)
		}
	}
	return rows
}

func (a *modelAccount) remarkRows(l *store.List) (rows []candidate.Remark) {
	for _, r := range a.remarks {
		if r.Submission == l.Submission && l.Remarks&(1<<r.Kind) != 0 {
			rows = append(rows, r)
		}
	}
	return rows
}

func (a *modelAccount) journalRows(l *store.List) (rows []store.JournalRow) {
	of := store.Subject{
		Opening: l.Opening, Agency: l.Agency, Recruiter: l.Recruiter, Staff: l.Staff, Submission: l.Submission,
	}
	for _, r := range a.journal {
		if of.Covers(r.Subject) {
			rows = append(rows, r)
		}
	}
	return rows
}
