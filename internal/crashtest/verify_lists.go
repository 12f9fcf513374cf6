package crashtest

import (
	"cmp"
	"slices"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// agree checks that every list and number is what the list of all submissions and
// that of all shares make of it.
func agree(f *findings, c *contents) error {
	for _, o := range c.openings {
		if err := c.same(f, "opening "+string(o.ID), store.Query{}, store.Scope{Kind: store.ListSubmissions, Opening: o.ID},
			func(s *candidate.Submission) bool { return s.Opening == o.ID }); err != nil {
			return err
		}
	}
	for _, a := range []agency.AgencyID{"north", "south"} {
		if err := c.same(f, "agency "+string(a), store.Query{}, store.Scope{Kind: store.ListSubmissions, Agency: a},
			func(s *candidate.Submission) bool { return s.Agency == a }); err != nil {
			return err
		}
		if err := c.sharesOf(f, agency.ToAgency(a), store.Scope{Agency: a}); err != nil {
			return err
		}
	}
	for _, r := range recruiters {
		if err := c.recruiter(f, r); err != nil {
			return err
		}
	}
	return nil
}

func (c *contents) recruiter(f *findings, r agency.Recruiter) error {
	who := store.Query{Recruiter: r.ID}
	own := func(s *candidate.Submission) bool { return s.Recruiter == r.ID }
	for _, of := range []struct {
		what  string
		q     store.Query
		scope store.Scope
		keep  func(*candidate.Submission) bool
	}{
		{"recruiter ", store.Query{}, store.Scope{Kind: store.ListSubmissions, Recruiter: r.ID}, own},
		{"own of ", who, store.Scope{Kind: store.ListOwnSubmissions}, own},
		{"those of the agency of ", who, store.Scope{Kind: store.ListAgencySubmissions}, func(s *candidate.Submission) bool { return s.Agency == r.Agency }},
	} {
		if err := c.same(f, of.what+string(r.ID), of.q, of.scope, of.keep); err != nil {
			return err
		}
	}
	for _, o := range c.openings {
		facts, err := c.reader.Facts(store.Query{Recruiter: r.ID, Opening: o.ID, Counters: true})
		if err != nil {
			return err
		}
		var want store.Counters
		for i := range c.submissions {
			if s := &c.submissions[i]; s.Opening == o.ID && s.Agency == r.Agency && s.Standing() {
				want.Agency++
				if own(s) {
					want.Recruiter++
				}
			}
		}
		if facts.Counters != want {
			f.add("the counters of %s on %s are %+v, not %+v", r.ID, o.ID, facts.Counters, want)
		}
	}
	if err := c.sharesOf(f, agency.ToRecruiter(r.ID), store.Scope{Recruiter: r.ID}); err != nil {
		return err
	}
	return c.granted(f, r)
}

// same compares a list with those of all submissions that belong in it.
func (c *contents) same(f *findings, what string, q store.Query, scope store.Scope, keep func(*candidate.Submission) bool) error {
	got, err := submissions(c.reader, q, scope)
	if err != nil {
		return err
	}
	var want []candidate.Submission
	for _, s := range c.submissions {
		if keep(&s) {
			want = append(want, s)
		}
	}
	if !slices.Equal(got, want) {
		f.add("the list of submissions of %s has %d rows, and differs from the list of all, which has %d of them", what, len(got), len(want))
	}
	return nil
}

// sharesOf compares a grantee's shares with those by opening.
func (c *contents) sharesOf(f *findings, to agency.Grantee, scope store.Scope) error {
	got, err := shares(c.reader, scope)
	if err != nil {
		return err
	}
	var want []agency.Share
	for _, s := range c.shares {
		if s.Grantee == to {
			want = append(want, s)
		}
	}
	slices.SortFunc(want, func(a, b agency.Share) int { return cmp.Compare(a.Opening, b.Opening) })
	if !slices.Equal(got, want) {
		f.add("the shares of %s are %v, and by opening %v", to, got, want)
	}
	return nil
}

// granted compares what a recruiter is granted with the shares.
func (c *contents) granted(f *findings, r agency.Recruiter) error {
	now := agency.Instant(time.Now().Add(time.Hour)) // when all that was shared has started
	got, err := openings(c.reader, store.Query{Recruiter: r.ID}, store.Scope{
		Kind: store.ListGranted, ToRecruiter: true, ToAgency: true, EffectiveAt: now,
	})
	if err != nil {
		return err
	}
	var want []agency.Opening
	for _, o := range c.openings {
		if slices.ContainsFunc(c.shares, func(s agency.Share) bool {
			return s.Opening == o.ID && (s.Recruiter == r.ID || s.Agency == r.Agency) && s.Stands(now) == agency.Effective
		}) {
			want = append(want, o)
		}
	}
	if !slices.Equal(got, want) {
		f.add("%s is granted %v, and has shares of %v", r.ID, ids(got), ids(want))
	}
	return nil
}

func ids(openings []agency.Opening) []agency.OpeningID {
	out := make([]agency.OpeningID, len(openings))
	for i, o := range openings {
		out[i] = o.ID
	}
	return out
}
