package access

import (
	"context"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// reindexed is how many candidates are looked at in one transaction.
const reindexed = 200

// Reindex makes the keys of all candidates anew by which they are found, with
// the first of Options.IndexKeys. Those that have theirs from it already stay as
// they are, so a run that failed can be repeated. The keys of who was erased
// cannot be made anew: they are known only as long as the engine has the key that
// theirs were made with. Submissions that were made with a version of this library
// that did not index anybody are indexed too, and get the claims that they would
// have had. Progress, which may be nil, is told after each transaction how many
// candidates were looked at.
//
// Before that it notes by which domains agencies are known, from those that they
// declare and from the addresses of their recruiters, as inviting has done since
// there are invitations: run it once in each account that is older. Those noted
// already stay.
func (s System) Reindex(ctx context.Context, progress func(candidates int)) error {
	if err := s.noteDomains(ctx); err != nil {
		return err
	}
	unknown := false
	n := 0
	walk := func(next func(context.Context, store.After) (reindexPage, error)) error {
		var page reindexPage
		for !page.last {
			var err error
			if page, err = next(ctx, page.at); err != nil {
				return err
			}
			n += page.looked
			unknown = unknown || page.unknown
			if progress != nil {
				progress(n)
			}
		}
		return nil
	}
	if err := walk(s.reindex); err != nil || !unknown {
		return err
	}
	return walk(s.adopt)
}

type reindexPage struct {
	at      store.After
	looked  int
	last    bool
	unknown bool // some candidates were never indexed
}

func (s System) reindex(ctx context.Context, after store.After) (reindexPage, error) {
	return run(ctx, s.actor, "reindex", func(o *op) (reindexPage, error) {
		page := reindexPage{at: after}
		f, err := o.facts(store.Query{Keys: []candidate.Digest{0}, List: &store.List{
			Scope: store.Scope{Kind: store.ListCandidates}, After: after, Limit: reindexed,
		}})
		if err != nil || !o.allows(policy.Reindex, &f, store.Subject{}) {
			page.last = true
			return page, err
		}
		var rows []candidate.Candidate
		if f.Rows != nil {
			rows, page.last = f.Rows.Candidates, !f.Rows.More
		}
		for _, c := range rows {
			page.at, page.looked = store.After{ID: string(c.ID)}, page.looked+1
			page.unknown = page.unknown || c.Key == ""
			if c.Key == o.eng.index[0].ID || c.Sketch == "" {
				continue
			}
			p, err := o.personAgain(c.Sketch)
			if err != nil {
				return page, err
			}
			keys, err := o.tx.Facts(store.Query{Keys: p.asked})
			if err != nil {
				return page, err
			}
			p.hear(without(keys.Holders, c.ID))
			var also candidate.Held
			if c.Typed != "" {
				if also, err = o.heldBy(c.Typed, &c); err != nil {
					return page, err
				}
			}
			o.reenter(c, p, also)
		}
		if page.last && f.Index.Key != "" && f.Index.Key != o.eng.index[0].ID {
			f.Index.Key = o.eng.index[0].ID
			o.tx.PutIndex(f.Index)
			o.journal(store.Subject{}, store.Value{Field: "index-key", After: f.Index.Key})
		}
		return page, nil
	})
}
