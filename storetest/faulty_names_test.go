package storetest

import (
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// rename replaces one identifier; the empty one is left alone.
func rename[T ~string](fn func(kind, string) string, k kind, id *T) {
	if *id != "" {
		*id = T(fn(k, string(*id)))
	}
}

func renamed[T ~string](s *faulty, k kind, ids []T) []T {
	if s.id == nil {
		return ids
	}
	ids = append([]T(nil), ids...)
	turn(ids, func(id *T) { rename(s.id, k, id) })
	return ids
}

func renameSubject(fn func(kind, string) string, s *store.Subject) {
	rename(fn, anOpening, &s.Opening)
	rename(fn, anAgency, &s.Agency)
	rename(fn, aRecruiter, &s.Recruiter)
	rename(fn, aStaff, &s.Staff)
	rename(fn, aSubmission, &s.Submission)
}

// rename replaces every identifier in the batch. Requests count as receipts.
func (b *batch) rename(fn func(kind, string) string) {
	turn(b.staff, func(r *agency.Staff) { rename(fn, aStaff, &r.ID) })
	turn(b.agencies, func(r *agency.Agency) { rename(fn, anAgency, &r.ID) })
	turn(b.recruiters, func(r *agency.Recruiter) {
		rename(fn, aRecruiter, &r.ID)
		rename(fn, anAgency, &r.Agency)
	})
	turn(b.agencies, func(r *agency.Agency) { rename(fn, anAgency, &r.Into) })
	turn(b.openings, func(r *agency.Opening) {
		rename(fn, anOpening, &r.ID)
		team := r.Team.Slice()
		turn(team, func(id *agency.StaffID) { rename(fn, aStaff, id) })
		r.Team = agency.Freeze(team...)
	})
	turn(b.shares, func(r *agency.Share) {
		rename(fn, anOpening, &r.Opening)
		rename(fn, aRecruiter, &r.Recruiter)
		rename(fn, anAgency, &r.Agency)
	})
	turn(b.entries, func(r *candidate.Entry) { rename(fn, anEntry, &r.ID) })
	turn(b.candidates, func(r *candidate.Candidate) {
		rename(fn, aCandidate, &r.ID)
		rename(fn, aCandidate, &r.Person)
		rename(fn, aHost, &r.Host)
	})
	turn(b.claims, func(r *candidate.Claim) {
		rename(fn, aClaim, &r.ID)
		rename(fn, aCandidate, &r.Candidate)
		rename(fn, anAgency, &r.Agency)
		rename(fn, aRecruiter, &r.Recruiter)
		rename(fn, aSubmission, &r.Submission)
		rename(fn, anOpening, &r.Opening)
	})
	turn(b.rulings, func(r *candidate.Ruling) { rename(fn, aSubmission, &r.Submission) })
	turn(b.probes, func(r *candidate.Probe) {
		rename(fn, aProbe, &r.ID)
		rename(fn, anAgency, &r.Agency)
		rename(fn, aRecruiter, &r.Recruiter)
	})
	rename(fn, aCandidate, &b.holder)
	rename(fn, anAgency, &b.by)
	turn(b.submissions, func(r *candidate.Submission) {
		rename(fn, aSubmission, &r.ID)
		rename(fn, anOpening, &r.Opening)
		rename(fn, aCandidate, &r.Candidate)
		rename(fn, anEntry, &r.Entry)
		rename(fn, anAgency, &r.Agency)
		rename(fn, aRecruiter, &r.Recruiter)
	})
	turn(b.receipts, func(r *candidate.Receipt) {
		rename(fn, anAgency, &r.Agency)
		rename(fn, aRecruiter, &r.Recruiter)
		rename(fn, aReceipt, &r.Request)
		rename(fn, aSubmission, &r.Submission)
	})
	turn(b.remarks, func(r *candidate.Remark) {
		rename(fn, aRemark, &r.ID)
		rename(fn, aSubmission, &r.Submission)
		rename(fn, aStaff, &r.Author)
	})
	b.outreach.rename(fn)
	renameSubject(fn, &b.line.Subject)
	renameSubject(fn, &b.erased)
}

// renameQuery replaces every identifier in a question but for positions.
func renameQuery(q *store.Query, fn func(kind, string) string) {
	rename(fn, aStaff, &q.Staff)
	rename(fn, aRecruiter, &q.Recruiter)
	rename(fn, anAgency, &q.Agency)
	rename(fn, anOpening, &q.Opening)
	rename(fn, aSubmission, &q.Submission)
	rename(fn, aReceipt, &q.Request)
	rename(fn, aHost, &q.Host)
	rename(fn, aClaim, &q.Claim)
	rename(fn, aProbe, &q.Probe)
	rename(fn, anInvitation, &q.Invitation)
	q.Lists = append([]agency.ListID(nil), q.Lists...)
	turn(q.Lists, func(id *agency.ListID) { rename(fn, aList, id) })
	q.Candidates = append([]candidate.ID(nil), q.Candidates...)
	turn(q.Candidates, func(id *candidate.ID) { rename(fn, aCandidate, id) })
	if l := q.List; l != nil {
		rename(fn, anOpening, &l.Opening)
		rename(fn, anAgency, &l.Agency)
		rename(fn, aRecruiter, &l.Recruiter)
		rename(fn, aStaff, &l.Staff)
		rename(fn, aSubmission, &l.Submission)
		rename(fn, aStaff, &l.Team)
	}
}
