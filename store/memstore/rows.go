package memstore

import (
	"strings"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// grants returns what is shared with the recruiter or, if there is none, with
// the agency of p; nil if nothing is.
func (s *state) grants(p *parties) *grants {
	if p.recruiter != "" {
		if n := find(&s.recruiters, p.recruiterHash, p.recruiter); n != nil {
			return &n.grants
		}
		return nil
	}
	if n := find(&s.agencies, p.agencyHash, p.agency); n != nil {
		return &n.grants
	}
	return nil
}

// share returns the share with the recruiter or, if there is none, with the
// agency of p; nil if it was never shared.
func (n *openingNode) share(p *parties) *agency.Share {
	if p.recruiter != "" {
		share, _ := n.toRecruiter.get(p.recruiterHash, p.recruiter)
		return share
	}
	share, _ := n.toAgency.get(p.agencyHash, p.agency)
	return share
}

// shareNamed returns the share with the grantee whose Grantee.String is name.
func (s *state) shareNamed(n *openingNode, name string) *agency.Share {
	kind, id, _ := strings.Cut(name, ":")
	p := s.parties("", agency.AgencyID(id))
	if kind == "recruiter" {
		p = s.parties(agency.RecruiterID(id), "")
	}
	return n.share(&p)
}

func (s *state) listRecruiters(l *store.List) ([]store.RecruiterRow, bool) {
	in := s.recruiterOrder
	if l.Agency != "" {
		n := s.agency(l.Agency)
		if n == nil {
			return nil, false
		}
		in = n.members
	}
	var keep func(*openingNode, *parties) bool
	if l.Holding {
		keep = func(n *openingNode, p *parties) bool {
			if n == nil {
				return false
			}
			if _, ok := n.toRecruiter.get(p.recruiterHash, p.recruiter); ok {
				return true
			}
			_, ok := n.toAgency.get(p.agencyHash, p.agency)
			return ok
		}
	}
	return s.recruiterRows(l, in, l.Opening, keep)
}

func (s *state) recruiterRows(
	l *store.List, in order, of agency.OpeningID, keep func(*openingNode, *parties) bool,
) ([]store.RecruiterRow, bool) {
	var on *openingNode
	if of != "" {
		on = s.opening(of)
	}
	found, more := page(in, order{}, fromID(l.After), l.Limit, func(id string) *recruiterNode {
		n := s.recruiter(agency.RecruiterID(id))
		if keep != nil {
			if p := s.parties(n.record.ID, n.record.Agency); !keep(on, &p) {
				return nil
			}
		}
		return n
	})
	return values(found, func(row *store.RecruiterRow, n *recruiterNode) {
		row.Recruiter = n.record
		p := s.parties(n.record.ID, n.record.Agency)
		if a := find(&s.agencies, p.agencyHash, p.agency); a != nil {
			row.Agency = a.record
		}
		if on != nil {
			on.shares(&p, &row.ToRecruiter, &row.ToAgency)
		}
	}), more
}

func (s *state) openingRows(
	l *store.List, p *parties, a, b order, keep func(*openingNode) bool,
) ([]store.OpeningRow, bool) {
	found, more := page(a, b, fromNewest(l.After), l.Limit, func(id string) *openingNode {
		if n := s.opening(agency.OpeningID(id)); keep(n) {
			return n
		}
		return nil
	})
	return values(found, func(row *store.OpeningRow, n *openingNode) {
		row.Opening = n.record
		n.shares(p, &row.ToRecruiter, &row.ToAgency)
	}), more
}

func (s *state) listGranted(l *store.List, p *parties) ([]store.OpeningRow, bool) {
	// A side that does not count is nobody.
	var own, of parties
	var ownGrants, ofGrants order
	if l.ToRecruiter && p.recruiter != "" {
		own = parties{recruiter: p.recruiter, recruiterHash: p.recruiterHash}
		if g := s.grants(&own); g != nil {
			ownGrants = g.known
		}
	}
	if l.ToAgency && p.agency != "" {
		of = parties{agency: p.agency, agencyHash: p.agencyHash}
		if g := s.grants(&of); g != nil {
			ofGrants = g.known
		}
	}
	effective := func(n *openingNode, side *parties) bool {
		if *side == (parties{}) {
			return false
		}
		share := n.share(side)
		return share != nil && share.Stands(l.EffectiveAt) == agency.Effective
	}
	return s.openingRows(l, p, ownGrants, ofGrants, func(n *openingNode) bool {
		if l.OpenOnly && n.record.State != agency.Open {
			return false
		}
		return l.EffectiveAt.IsZero() || effective(n, &own) || effective(n, &of)
	})
}

func (s *state) listSubmissions(l *store.List, p *parties) ([]store.SubmissionRow, bool) {
	var in order
	switch {
	case l.Agency != "":
		in = s.submissionsOf(l.Opening, l.Agency, l.Recruiter)
	case l.Recruiter != "":
		if n := s.recruiter(l.Recruiter); n != nil {
			in = n.submissions
		}
	case l.Opening != "":
		if n := s.opening(l.Opening); n != nil {
			in = n.submissions
		}
	default:
		in = s.submissionOrder
	}
	narrowed := l.Agency == "" && l.Recruiter != "" && l.Opening != ""
	if !narrowed && l.Team == "" {
		return s.submissionRows(l, p, in, nil)
	}
	return s.submissionRows(l, p, in, func(r *candidate.Submission) bool {
		if narrowed && r.Opening != l.Opening {
			return false
		}
		if l.Team == "" {
			return true
		}
		n := s.opening(r.Opening)
		return n != nil && n.record.Team.Has(l.Team)
	})
}

// submissionsOf returns the submissions by an agency, by a recruiter for it if
// one is named, and to an opening if one is named.
func (s *state) submissionsOf(o agency.OpeningID, a agency.AgencyID, r agency.RecruiterID) order {
	if a == "" {
		return order{}
	}
	p := s.parties(r, a)
	switch {
	case o != "":
		n := s.opening(o)
		if n == nil {
			return order{}
		}
		t := find(&n.agencies, p.agencyHash, a)
		if t != nil && r != "" {
			t = find(&t.recruiters, p.recruiterHash, r)
		}
		if t != nil {
			return t.submissions
		}
	case r != "":
		if n := find(&s.recruiters, p.recruiterHash, r); n != nil {
			if w := find(&n.work, p.agencyHash, a); w != nil {
				return w.submissions
			}
		}
	default:
		if n := find(&s.agencies, p.agencyHash, a); n != nil {
			return n.submissions
		}
	}
	return order{}
}

func (s *state) submissionRows(
	l *store.List, p *parties, in order, keep func(*candidate.Submission) bool,
) ([]store.SubmissionRow, bool) {
	found, more := page(in, order{}, fromNewest(l.After), l.Limit, func(id string) *candidate.Submission {
		n := s.submission(candidate.SubmissionID(id))
		if keep == nil || keep(&n.record) {
			return &n.record
		}
		return nil
	})
	return values(found, func(row *store.SubmissionRow, r *candidate.Submission) {
		row.Submission = *r
		if e, ok := s.entries.get(hash(s, r.Entry), r.Entry); ok {
			row.Name = e.FullName()
		}
		if r.Opening == "" {
			return
		}
		if n := s.opening(r.Opening); n != nil {
			row.Opening = n.record
			n.shares(p, &row.ToRecruiter, &row.ToAgency)
		}
	}), more
}
