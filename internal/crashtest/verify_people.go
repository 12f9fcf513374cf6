package crashtest

import (
	"slices"
	"time"

	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// person checks that a submission has its candidate, its claim and its ruling,
// and that they agree.
func (f *findings) person(s *candidate.Submission, facts *store.Facts) {
	switch r := facts.Ruling; {
	case r == nil:
		f.add("submission %s has no ruling", s.ID)
	case r.Submission != s.ID || !r.At.Equal(s.At) || min(r.Outcome, candidate.Flagged) != s.Outcome || r.AlreadySubmitted:
		f.add("the ruling on submission %s is %v %v at %v", s.ID, r.Submission, r.Outcome, r.At)
	}
	at := slices.IndexFunc(facts.Known, func(k store.Known) bool { return k.Candidate.ID == s.Candidate })
	if at < 0 {
		f.add("submission %s has no candidate", s.ID)
		return
	}
	c := &facts.Known[at].Candidate
	if c.Submission != s.ID || c.Agency != s.Agency || c.Entry != s.Entry || c.Person != c.ID || !c.Created.Equal(s.At) {
		f.add("the candidate of submission %s is of submission %s, agency %s, entry %s, person %s", s.ID, c.Submission, c.Agency, c.Entry, c.Person)
	}
	claims := facts.Known[at].Claims
	if len(claims) != 1 {
		f.add("submission %s has %d claims", s.ID, len(claims))
		return
	}
	claim := &claims[0]
	if claim.Submission != s.ID || claim.Agency != s.Agency || claim.Recruiter != s.Recruiter || claim.Opening != s.Opening ||
		!claim.From.Equal(s.At) {
		f.add("the claim of submission %s is of submission %s, agency %s, recruiter %s, opening %s", s.ID, claim.Submission, claim.Agency, claim.Recruiter, claim.Opening)
	}
	if claim.At(candidate.Never()).Withdrawn == s.Standing() {
		f.add("submission %s stands: %t, and so does its claim: %t", s.ID, s.Standing(), !s.Standing())
	}
}

// people checks that the index has every candidate, that the lists of candidates
// and claims have one for each submission, and that as many probes are counted as
// the journal tells of.
func people(f *findings, c *contents) error {
	candidates, err := list(c.reader, store.Query{}, store.Scope{Kind: store.ListCandidates},
		func(rows *store.Rows) []candidate.Candidate { return rows.Candidates },
		func(k candidate.Candidate) store.After { return store.After{ID: string(k.ID)} })
	if err != nil {
		return err
	}
	claims, err := list(c.reader, store.Query{}, store.Scope{Kind: store.ListClaims},
		func(rows *store.Rows) []store.ClaimRow { return rows.Claims },
		func(row store.ClaimRow) store.After {
			return store.After{At: row.Claim.Ends(), ID: string(row.Claim.ID)}
		})
	if err != nil {
		return err
	}
	if len(candidates) != len(c.submissions) || len(claims) != len(c.submissions) {
		f.add("there are %d candidates and %d claims for %d submissions", len(candidates), len(claims), len(c.submissions))
	}
	facts, err := c.reader.Facts(store.Query{Keys: []candidate.Digest{0}})
	if err != nil {
		return err
	}
	if facts.Index.Size != int64(len(candidates)) {
		f.add("the index counts %d candidates, of whom there are %d", facts.Index.Size, len(candidates))
	}
	blocks := map[candidate.Digest][]candidate.Holder{}
	for i := range candidates {
		if err := c.held(f, &candidates[i], blocks); err != nil {
			return err
		}
	}
	return c.probes(f)
}

// held checks that a candidate is found by each of its keys.
func (c *contents) held(f *findings, k *candidate.Candidate, blocks map[candidate.Digest][]candidate.Holder) error {
	if k.Held.Len() == 0 || k.Sketch == "" {
		f.add("candidate %s can be found by nothing", k.ID)
	}
	for h := range k.Held.All() {
		block, there := blocks[h.Digest]
		if !there {
			facts, err := c.reader.Facts(store.Query{Keys: []candidate.Digest{h.Digest}})
			if err != nil {
				return err
			}
			block = facts.Holders[0]
			blocks[h.Digest] = block
		}
		want := candidate.Holder{Candidate: k.ID, Agency: k.Agency, Turn: h.Turn}
		if len(block) < store.MaxHolders && !slices.Contains(block, want) { // a longer one is cut
			f.add("candidate %s is not among the holders of a key that it holds", k.ID)
		}
	}
	return nil
}

// probes checks the budgets of each recruiter; all that happens here happens
// within the day that a probe counts.
func (c *contents) probes(f *findings) error {
	for _, r := range recruiters {
		want := 0
		for _, row := range c.journal {
			alerted := row.Action == "submit" && row.Denied && row.Fields.Has("probe")
			if row.Actor.ID == string(r.ID) && (alerted || row.Action == "withdraw" && !row.Denied) {
				want++
			}
		}
		facts, err := c.reader.Facts(store.Query{Recruiter: r.ID, ProbesSince: time.Now().UTC().Add(-candidate.ProbesCounted).Truncate(time.Microsecond)})
		if err != nil {
			return err
		}
		if facts.Probes.Recruiter != want {
			f.add("%d probes of %s are counted, and %d journalled", facts.Probes.Recruiter, r.ID, want)
		}
	}
	return nil
}
