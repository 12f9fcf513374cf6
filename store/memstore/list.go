package memstore

import (
	"github.com/cockroachdb/errors"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

func invalid(what string) error { return errors.Wrap(store.ErrInvalid, what) }

// list returns the page that q.List, which is valid, asks for on behalf of p.
func (s *state) list(q *store.Query, p *parties) *store.Rows {
	l, rows := q.List, new(store.Rows)
	switch l.Kind {
	case store.ListAgencies:
		rows.Agencies, rows.More = s.listAgencies(l)
	case store.ListStaffUsers:
		rows.Staff, rows.More = s.listStaff(l)
	case store.ListRecruiters:
		rows.Recruiters, rows.More = s.listRecruiters(l)
	case store.ListColleagues:
		if n := find(&s.agencies, p.agencyHash, p.agency); n != nil {
			rows.Recruiters, rows.More = s.recruiterRows(l, n.members, "", nil)
		}
	case store.ListOpenings:
		rows.Openings, rows.More = s.openingRows(l, p.asker(q), s.openingOrder, order{}, func(n *openingNode) bool {
			return (!l.OpenOnly || n.record.State == agency.Open) && (l.Team == "" || n.record.Team.Has(l.Team))
		})
	case store.ListGranted:
		rows.Openings, rows.More = s.listGranted(l, p)
	case store.ListSubmissions:
		rows.Submissions, rows.More = s.listSubmissions(l, p.asker(q))
	case store.ListAgencySubmissions:
		rows.Submissions, rows.More = s.submissionRows(l, p, s.submissionsOf(l.Opening, p.agency, ""), nil)
	case store.ListOwnSubmissions:
		rows.Submissions, rows.More = s.submissionRows(l, p, s.submissionsOf(l.Opening, p.agency, p.recruiter), nil)
	case store.ListShares:
		rows.Shares, rows.More = s.listShares(l)
	case store.ListRemarks:
		rows.Remarks, rows.More = s.listRemarks(l)
	case store.ListJournal:
		rows.Journal, rows.More = s.history(l)
	case store.ListClaims:
		rows.Claims, rows.More = s.claimRows(l, p.asker(q), l.Agency, l.Recruiter, l.Team)
	case store.ListAgencyClaims:
		if p.agency != "" {
			rows.Claims, rows.More = s.claimRows(l, p, p.agency, "", "")
		}
	case store.ListOwnClaims:
		if p.agency != "" {
			rows.Claims, rows.More = s.claimRows(l, p, p.agency, p.recruiter, "")
		}
	case store.ListCandidates:
		rows.Candidates, rows.More = s.listCandidates(l)
	case store.ListInvitations:
		rows.Invitations, rows.More = s.listInvitations(l)
	case store.ListLists:
		rows.Lists, rows.More = s.listLists(l)
	}
	return rows
}

// asker returns p when q is a recruiter's question, and nobody otherwise.
func (p *parties) asker(q *store.Query) *parties {
	if q.Recruiter == "" {
		return new(parties)
	}
	return p
}

// page returns the first limit rows of the union of two orders after a
// position, leaving out IDs for which pick returns nil, and whether there are
// more.
func page[T any](a, b order, from position, limit int, pick func(id string) *T) (rows []*T, more bool) {
	w := after(from, a, b)
	for id, ok := w.next(); ok; id, ok = w.next() {
		row := pick(id)
		if row == nil {
			continue
		}
		if len(rows) == limit {
			return rows, true
		}
		if rows == nil {
			rows = make([]*T, 0, min(limit, 64))
		}
		rows = append(rows, row)
	}
	return rows, false
}

// values copies the rows once into a slice of their number, nil for none.
func values[T, R any](found []*T, fill func(row *R, of *T)) []R {
	if len(found) == 0 {
		return nil
	}
	rows := make([]R, len(found))
	for i, n := range found {
		fill(&rows[i], n)
	}
	return rows
}

// fromID, fromNewest and fromOldest are where a page starts.
func fromID(a store.After) position {
	if a.ID == "" {
		return start
	}
	return byID(a.ID)
}

func fromNewest(a store.After) position {
	if a.ID == "" {
		return start
	}
	return newestFirst(a.At, a.ID)
}

func fromOldest(a store.After) position {
	if a.ID == "" {
		return start
	}
	return oldestFirst(a.At, a.ID)
}

func (s *state) listAgencies(l *store.List) ([]agency.Agency, bool) {
	found, more := page(s.agencyOrder, order{}, fromID(l.After), l.Limit, func(id string) *agencyNode {
		return s.agency(agency.AgencyID(id))
	})
	return values(found, func(row *agency.Agency, n *agencyNode) { *row = n.record }), more
}

func (s *state) listStaff(l *store.List) ([]agency.Staff, bool) {
	found, more := page(s.staffOrder, order{}, fromID(l.After), l.Limit, func(id string) *agency.Staff {
		r, _ := s.staff.get(hash(s, id), agency.StaffID(id))
		return r
	})
	return values(found, func(row, r *agency.Staff) { *row = *r }), more
}

func (s *state) listRemarks(l *store.List) ([]candidate.Remark, bool) {
	n := s.submission(l.Submission)
	if n == nil {
		return nil, false
	}
	found, more := page(n.remarks, order{}, fromOldest(l.After), l.Limit, func(id string) *candidate.Remark {
		r, _ := s.remarks.get(hash(s, id), id)
		if l.Remarks&(1<<r.Kind) == 0 {
			return nil
		}
		return r
	})
	return values(found, func(row, r *candidate.Remark) { *row = *r }), more
}

func (s *state) listShares(l *store.List) ([]agency.Share, bool) {
	var in order
	var pick func(id string) *agency.Share
	switch {
	case l.Opening != "":
		n := s.opening(l.Opening)
		if n == nil {
			return nil, false
		}
		in, pick = n.grantees, func(id string) *agency.Share { return s.shareNamed(n, id) }
	default:
		to := agency.ToRecruiter(l.Recruiter)
		if l.Recruiter == "" {
			to = agency.ToAgency(l.Agency)
		}
		p := s.parties(to.Recruiter, to.Agency)
		if g := s.grants(&p); g != nil {
			in = g.all
		}
		pick = func(id string) *agency.Share {
			return s.opening(agency.OpeningID(id)).share(&p)
		}
	}
	found, more := page(in, order{}, fromID(l.After), l.Limit, pick)
	return values(found, func(row, r *agency.Share) { *row = *r }), more
}
