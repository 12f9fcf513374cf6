package storetest

import (
	"cmp"
	"slices"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// list returns all rows of a list in order, of no matter which kind.
func (w *population) list(asker agency.RecruiterID, of store.Scope) []any {
	switch of.Kind {
	case store.ListAgencies:
		return sorted(w.agencies, func(agency.Agency) bool { return true },
			func(a, b agency.Agency) int { return cmp.Compare(a.ID, b.ID) })
	case store.ListStaffUsers:
		return sorted(w.staff, func(agency.Staff) bool { return true },
			func(a, b agency.Staff) int { return cmp.Compare(a.ID, b.ID) })
	case store.ListRecruiters:
		return w.recruiterRows(of.Opening, func(r store.RecruiterRow) bool {
			return (of.Agency == "" || r.Recruiter.Agency == of.Agency) &&
				(!of.Holding || r.ToRecruiter.Opening != "" || r.ToAgency.Opening != "")
		})
	case store.ListColleagues:
		return w.recruiterRows("", func(r store.RecruiterRow) bool { return r.Recruiter.Agency == w.agencyOf(asker) })
	case store.ListOpenings:
		return w.openingRows(asker, func(r store.OpeningRow) bool {
			return (of.Team == "" || r.Opening.Team.Has(of.Team)) && (!of.OpenOnly || r.Opening.State == agency.Open)
		})
	case store.ListGranted:
		counts := func(s agency.Share, kind bool) bool {
			return kind && s.Opening != "" && (of.EffectiveAt.IsZero() || s.Stands(of.EffectiveAt) == agency.Effective)
		}
		return w.openingRows(asker, func(r store.OpeningRow) bool {
			return (!of.OpenOnly || r.Opening.State == agency.Open) &&
				(counts(r.ToRecruiter, of.ToRecruiter) || counts(r.ToAgency, of.ToAgency))
		})
	case store.ListSubmissions:
		return w.submissionRows(asker, func(r store.SubmissionRow) bool {
			s := r.Submission
			return (of.Opening == "" || s.Opening == of.Opening) && (of.Agency == "" || s.Agency == of.Agency) &&
				(of.Recruiter == "" || s.Recruiter == of.Recruiter) && (of.Team == "" || r.Opening.Team.Has(of.Team))
		})
	case store.ListAgencySubmissions, store.ListOwnSubmissions:
		return w.submissionRows(asker, func(r store.SubmissionRow) bool {
			s := r.Submission
			return s.Agency != "" && s.Agency == w.agencyOf(asker) && (of.Opening == "" || s.Opening == of.Opening) &&
				(of.Kind == store.ListAgencySubmissions || s.Recruiter == asker)
		})
	case store.ListClaims:
		return w.claimRows(asker, func(r store.ClaimRow) bool {
			c := r.Claim
			return (of.Opening == "" || c.Opening == of.Opening) && (of.Agency == "" || c.Agency == of.Agency) &&
				(of.Recruiter == "" || c.Recruiter == of.Recruiter) && (of.Team == "" || r.Opening.Team.Has(of.Team)) && covers(c, of.EffectiveAt)
		})
	case store.ListAgencyClaims, store.ListOwnClaims:
		return w.claimRows(asker, func(r store.ClaimRow) bool {
			c := r.Claim
			return c.Agency != "" && c.Agency == w.agencyOf(asker) && (of.Opening == "" || c.Opening == of.Opening) &&
				(of.Kind == store.ListAgencyClaims || c.Recruiter == asker) && covers(c, of.EffectiveAt)
		})
	case store.ListCandidates:
		return sorted(w.candidates, func(candidate.Candidate) bool { return true },
			func(a, b candidate.Candidate) int { return cmp.Compare(a.ID, b.ID) })
	case store.ListInvitations:
		return sorted(w.invitations, func(i invite.Invitation) bool {
			return (of.Agency == "" || i.Agency == of.Agency) && (of.Recruiter == "" || i.Recruiter == of.Recruiter)
		}, func(a, b invite.Invitation) int { return newestFirst(a.Created, string(a.ID), b.Created, string(b.ID)) })
	case store.ListLists:
		return sorted(w.lists, func(agency.List) bool { return true }, func(a, b agency.List) int { return cmp.Compare(a.ID, b.ID) })
	case store.ListShares:
		return w.shareRows(of)
	case store.ListRemarks:
		return sorted(w.remarks, func(m candidate.Remark) bool {
			return m.Submission == of.Submission && of.Remarks&(1<<m.Kind) != 0
		}, func(a, b candidate.Remark) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	case store.ListJournal:
		s := store.Subject{Opening: of.Opening, Agency: of.Agency, Recruiter: of.Recruiter, Staff: of.Staff, Submission: of.Submission}
		return sorted(w.journal, func(r store.JournalRow) bool { return s.Covers(r.Subject) },
			func(a, b store.JournalRow) int { return cmp.Compare(b.Seq, a.Seq) })
	}
	return nil
}

// sorted returns the records that are kept, in order.
func sorted[T any](records []T, keep func(T) bool, compare func(a, b T) int) (rows []any) {
	for _, r := range slices.SortedFunc(slices.Values(records), compare) {
		if keep(r) {
			rows = append(rows, r)
		}
	}
	return rows
}

// newestFirst compares positions: the newest, of equal times the first by ID.
func newestFirst(a time.Time, aID string, b time.Time, bID string) int {
	return cmp.Or(b.Compare(a), cmp.Compare(aID, bID))
}

func (w *population) recruiterRows(o agency.OpeningID, keep func(store.RecruiterRow) bool) []any {
	var all []store.RecruiterRow
	for _, r := range w.recruiters {
		row := store.RecruiterRow{Recruiter: r, Agency: w.agency(r.Agency)}
		if o != "" {
			row.ToRecruiter, row.ToAgency = w.sharesTo(o, r.ID, r.Agency)
		}
		all = append(all, row)
	}
	return sorted(all, keep, func(a, b store.RecruiterRow) int { return cmp.Compare(a.Recruiter.ID, b.Recruiter.ID) })
}

func (w *population) openingRows(asker agency.RecruiterID, keep func(store.OpeningRow) bool) []any {
	var all []store.OpeningRow
	for _, o := range w.openings {
		row := store.OpeningRow{Opening: o}
		row.ToRecruiter, row.ToAgency = w.sharesTo(o.ID, asker, w.agencyOf(asker))
		all = append(all, row)
	}
	return sorted(all, keep, func(a, b store.OpeningRow) int {
		return newestFirst(a.Opening.Created, string(a.Opening.ID), b.Opening.Created, string(b.Opening.ID))
	})
}

func (w *population) submissionRows(asker agency.RecruiterID, keep func(store.SubmissionRow) bool) []any {
	var all []store.SubmissionRow
	for _, s := range w.submissions {
		row := store.SubmissionRow{Submission: s, Name: w.entries[s.Entry].FullName(), Opening: w.opening(s.Opening)}
		row.ToRecruiter, row.ToAgency = w.sharesTo(s.Opening, asker, w.agencyOf(asker))
		all = append(all, row)
	}
	return sorted(all, keep, func(a, b store.SubmissionRow) int {
		return newestFirst(a.Submission.At, string(a.Submission.ID), b.Submission.At, string(b.Submission.ID))
	})
}

// covers reports whether the claim has begun by at and ends later, as far as is
// known now.
func covers(c candidate.Claim, at time.Time) bool {
	return at.IsZero() || !c.From.After(at) && c.Ends().After(at)
}

func (w *population) claimRows(asker agency.RecruiterID, keep func(store.ClaimRow) bool) []any {
	var all []store.ClaimRow
	for _, c := range w.claims {
		s := find(w.submissions, func(s candidate.Submission) bool { return s.ID == c.Submission })
		row := store.ClaimRow{Claim: c, Name: w.entries[s.Entry].FullName(), Opening: w.opening(c.Opening)}
		row.ToRecruiter, row.ToAgency = w.sharesTo(c.Opening, asker, w.agencyOf(asker))
		all = append(all, row)
	}
	return sorted(all, keep, func(a, b store.ClaimRow) int {
		return cmp.Or(a.Claim.Ends().Compare(b.Claim.Ends()), cmp.Compare(a.Claim.ID, b.Claim.ID))
	})
}

func (w *population) shareRows(of store.Scope) []any {
	var all []agency.Share
	for _, s := range w.shares {
		all = append(all, s)
	}
	keep := func(s agency.Share) bool { return s.Opening == of.Opening }
	by := func(s agency.Share) string { return s.Grantee.String() }
	if of.Opening == "" {
		to := agency.ToRecruiter(of.Recruiter)
		if of.Recruiter == "" {
			to = agency.ToAgency(of.Agency)
		}
		keep = func(s agency.Share) bool { return s.Grantee == to }
		by = func(s agency.Share) string { return string(s.Opening) }
	}
	return sorted(all, keep, func(a, b agency.Share) int { return cmp.Compare(by(a), by(b)) })
}
