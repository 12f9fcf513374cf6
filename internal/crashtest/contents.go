package crashtest

import (
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// contents is what an account holds, read from one snapshot.
type contents struct {
	reader      store.Reader
	openings    []agency.Opening
	submissions []candidate.Submission
	journal     []store.JournalRow // oldest first
	shares      []agency.Share     // by opening
}

// page is how many rows are asked for at once: few, so that there are several.
const page = 100

// list walks all pages of a list.
func list[R any](r store.Reader, q store.Query, scope store.Scope, rows func(*store.Rows) []R, after func(R) store.After) ([]R, error) {
	var all []R
	var at store.After
	for {
		q.List = &store.List{Scope: scope, After: at, Limit: page}
		f, err := r.Facts(q)
		if err != nil {
			return nil, err
		}
		got := rows(f.Rows)
		all = append(all, got...)
		if !f.Rows.More || len(got) == 0 {
			return all, nil
		}
		at = after(got[len(got)-1])
	}
}

func openings(r store.Reader, q store.Query, scope store.Scope) ([]agency.Opening, error) {
	rows, err := list(r, q, scope, func(rows *store.Rows) []store.OpeningRow { return rows.Openings },
		func(o store.OpeningRow) store.After {
			return store.After{At: o.Opening.Created, ID: string(o.Opening.ID)}
		})
	found := make([]agency.Opening, len(rows))
	for i, row := range rows {
		found[i] = row.Opening
	}
	return found, err
}

func submissions(r store.Reader, q store.Query, scope store.Scope) ([]candidate.Submission, error) {
	rows, err := list(r, q, scope, func(rows *store.Rows) []store.SubmissionRow { return rows.Submissions },
		func(s store.SubmissionRow) store.After {
			return store.After{At: s.Submission.At, ID: string(s.Submission.ID)}
		})
	found := make([]candidate.Submission, len(rows))
	for i, row := range rows {
		found[i] = row.Submission
	}
	return found, err
}

func shares(r store.Reader, scope store.Scope) ([]agency.Share, error) {
	scope.Kind = store.ListShares
	return list(r, store.Query{}, scope, func(rows *store.Rows) []agency.Share { return rows.Shares },
		func(s agency.Share) store.After {
			if scope.Opening != "" {
				return store.After{ID: s.Grantee.String()}
			}
			return store.After{ID: string(s.Opening)}
		})
}

func load(r store.Reader) (*contents, error) {
	c := &contents{reader: r}
	var err error
	if c.openings, err = openings(r, store.Query{}, store.Scope{Kind: store.ListOpenings}); err != nil {
		return nil, err
	}
	if c.submissions, err = submissions(r, store.Query{}, store.Scope{Kind: store.ListSubmissions}); err != nil {
		return nil, err
	}
	c.journal, err = list(r, store.Query{}, store.Scope{Kind: store.ListJournal},
		func(rows *store.Rows) []store.JournalRow { return rows.Journal },
		func(row store.JournalRow) store.After { return store.After{Seq: row.Seq} })
	if err != nil {
		return nil, err
	}
	for i, j := 0, len(c.journal)-1; i < j; i, j = i+1, j-1 {
		c.journal[i], c.journal[j] = c.journal[j], c.journal[i]
	}
	for _, o := range c.openings {
		of, err := shares(r, store.Scope{Opening: o.ID})
		if err != nil {
			return nil, err
		}
		c.shares = append(c.shares, of...)
	}
	return c, nil
}
