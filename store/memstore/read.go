package memstore

import (
	"context"
	"slices"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// A reader reads one state until it is closed.
type reader struct {
	ctx   context.Context
	state *state // nil once the callback has returned
	err   error  // the first write that failed
}

func (r *reader) close() { r.state = nil }

func (r *reader) ready() error {
	switch {
	case r.state == nil:
		return store.ErrClosed
	case r.err != nil:
		return r.err
	case r.ctx.Err() != nil:
		return ended(r.ctx)
	}
	return nil
}

func (r *reader) Facts(q store.Query) (f store.Facts, err error) {
	if err := r.ready(); err != nil {
		return f, err
	}
	err = r.state.facts(&q, &f)
	return f, err
}

func (r *reader) Agencies(ids ...agency.AgencyID) ([]agency.Agency, error) {
	if err := r.ready(); err != nil {
		return nil, err
	}
	found := make([]agency.Agency, len(ids))
	for i, id := range ids {
		if n := r.state.agency(id); n != nil {
			found[i] = n.record
		}
	}
	return found, nil
}

func (r *reader) Recruiters(ids ...agency.RecruiterID) ([]agency.Recruiter, error) {
	if err := r.ready(); err != nil {
		return nil, err
	}
	found := make([]agency.Recruiter, len(ids))
	for i, id := range ids {
		if n := r.state.recruiter(id); n != nil {
			found[i] = n.record
		}
	}
	return found, nil
}

func (r *reader) Openings(ids ...agency.OpeningID) ([]agency.Opening, error) {
	if err := r.ready(); err != nil {
		return nil, err
	}
	found := make([]agency.Opening, len(ids))
	for i, id := range ids {
		if n := r.state.opening(id); n != nil {
			found[i] = n.record
		}
	}
	return found, nil
}

func (r *reader) Shares(openings []agency.OpeningID, to []agency.Grantee) ([]agency.Share, error) {
	if err := r.ready(); err != nil {
		return nil, err
	}
	found := make([]agency.Share, len(openings)*len(to))
	for i, id := range openings {
		n := r.state.opening(id)
		if n == nil {
			continue
		}
		for j, g := range to {
			if g.Recruiter != "" && g.Agency != "" {
				continue // nobody's
			}
			p := r.state.parties(g.Recruiter, g.Agency)
			share := &found[i*len(to)+j]
			n.shares(&p, share, share)
		}
	}
	return found, nil
}

// parties are a recruiter and an agency, either of which may be empty, with
// their hashes.
type parties struct {
	recruiter     agency.RecruiterID
	agency        agency.AgencyID
	recruiterHash uint64
	agencyHash    uint64
}

func (s *state) parties(r agency.RecruiterID, a agency.AgencyID) (p parties) {
	if r != "" {
		p.recruiter, p.recruiterHash = r, hash(s, r)
	}
	if a != "" {
		p.agency, p.agencyHash = a, hash(s, a)
	}
	return p
}

// shares fills in those shares of the opening that there are.
func (n *openingNode) shares(p *parties, toRecruiter, toAgency *agency.Share) {
	if p.recruiter != "" && n.toRecruiter.root != nil {
		if share, ok := n.toRecruiter.get(p.recruiterHash, p.recruiter); ok {
			*toRecruiter = *share
		}
	}
	if p.agency != "" && n.toAgency.root != nil {
		if share, ok := n.toAgency.get(p.agencyHash, p.agency); ok {
			*toAgency = *share
		}
	}
}

// facts fills in the answer to q; f is zero.
func (s *state) facts(q *store.Query, f *store.Facts) error {
	if err := q.Check(); err != nil {
		return err
	}
	f.Settings = *s.settings
	if q.Staff != "" {
		if r, ok := s.staff.get(hash(s, q.Staff), q.Staff); ok {
			f.Staff = *r
		}
	}

	var p parties
	var asker *recruiterNode
	if q.Recruiter != "" {
		p.recruiter, p.recruiterHash = q.Recruiter, hash(s, q.Recruiter)
		if asker = find(&s.recruiters, p.recruiterHash, p.recruiter); asker != nil {
			f.Recruiter = asker.record
			p.agency = asker.record.Agency
		}
	} else {
		p.agency = q.Agency
	}
	if p.agency != "" {
		p.agencyHash = hash(s, p.agency)
		if n := find(&s.agencies, p.agencyHash, p.agency); n != nil {
			f.Agency = n.record
		}
	}

	opening := q.Opening
	if q.Submission != "" {
		if n := s.submission(q.Submission); n != nil {
			f.Submission = n.record
			if !q.WithoutEntry {
				f.Entry = s.entry(n.record.Entry)
				if n.record.ID != "" {
					f.Ruling = copied(n.ruling)
				}
			}
			if opening == "" {
				opening = n.record.Opening
			}
		}
	}
	if opening != "" {
		if n := s.opening(opening); n != nil {
			f.Opening = n.record
			n.shares(&p, &f.ToRecruiter, &f.ToAgency)
			if q.Counters {
				f.Counters = n.counters(&p)
			}
		}
	}
	if q.Request != "" && asker != nil {
		f.Receipt = s.receipt(asker, &p, q.Request)
	}
	if q.Email != "" {
		s.holders(q.Email, f)
	}
	if len(q.Emails) > 0 {
		f.Members = s.members(q.Emails, p.agency)
	}
	s.outreach(q, asker, f)
	s.ownership(q, &p, f)
	if len(q.Keys) > 0 {
		f.Holders, f.Index = s.keys.holders(q.Keys), s.index
	}
	if q.List != nil {
		f.Rows = s.list(q, &p)
	}
	return nil
}

func (s *state) entry(id candidate.EntryID) *candidate.Entry {
	e, _ := s.entries.get(hash(s, id), id)
	return copied(e)
}

// copied returns a copy of a record, nil for none.
func copied[T any](record *T) *T {
	if record == nil {
		return nil
	}
	c := *record
	return &c
}

func (n *openingNode) counters(p *parties) (c store.Counters) {
	if p.agency == "" {
		return c
	}
	if t := find(&n.agencies, p.agencyHash, p.agency); t != nil {
		c.Agency = t.standing
		if t := find(&t.recruiters, p.recruiterHash, p.recruiter); t != nil {
			c.Recruiter = t.standing
		}
	}
	return c
}

func (s *state) receipt(asker *recruiterNode, p *parties, id candidate.RequestID) *candidate.Receipt {
	w := find(&asker.work, p.agencyHash, p.agency)
	if w == nil {
		return nil
	}
	r, _ := w.receipts.get(hash(s, id), id)
	return copied(r)
}

func (s *state) holders(address string, f *store.Facts) {
	address = agency.FoldEmail(address)
	h, _ := s.emails.get(hash(s, address), address)
	if len(h.staff) > 0 {
		f.EmailStaff = h.staff[0]
	}
	if len(h.recruiters) > 0 {
		f.EmailRecruiter = h.recruiters[0]
	}
}

// members returns those of the addresses that a member of the agency holds.
func (s *state) members(addresses []string, of agency.AgencyID) (found []string) {
	if of == "" {
		return nil
	}
	for _, address := range addresses {
		folded := agency.FoldEmail(address)
		if folded == "" {
			continue
		}
		h, _ := s.emails.get(hash(s, folded), folded)
		member := func(id agency.RecruiterID) bool { return s.recruiter(id).record.Agency == of }
		if slices.ContainsFunc(h.recruiters, member) || slices.ContainsFunc(h.conflicts, member) {
			found = append(found, address)
		}
	}
	return found
}
