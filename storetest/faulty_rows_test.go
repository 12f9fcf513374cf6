package storetest

import (
	"slices"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// oneRow is a row of any list.
type oneRow struct {
	at  store.After
	add func(*store.Rows)
}

func named(of *store.Scope, s agency.Share) string {
	if of != nil && of.Opening == "" {
		return string(s.Opening)
	}
	return s.Grantee.String()
}

// takeApart takes a page apart.
func takeApart(r *store.Rows) []oneRow { return takeApartAs(nil, r) }

// takeApartAs takes a page apart whose shares are ordered as the scope says.
func takeApartAs(of *store.Scope, r *store.Rows) (rows []oneRow) {
	for _, v := range r.Agencies {
		rows = append(rows, oneRow{store.After{ID: string(v.ID)}, func(r *store.Rows) { r.Agencies = append(r.Agencies, v) }})
	}
	for _, v := range r.Staff {
		rows = append(rows, oneRow{store.After{ID: string(v.ID)}, func(r *store.Rows) { r.Staff = append(r.Staff, v) }})
	}
	for _, v := range r.Recruiters {
		rows = append(rows, oneRow{store.After{ID: string(v.Recruiter.ID)}, func(r *store.Rows) { r.Recruiters = append(r.Recruiters, v) }})
	}
	for _, v := range r.Openings {
		rows = append(rows, oneRow{
			store.After{At: v.Opening.Created, ID: string(v.Opening.ID)}, func(r *store.Rows) { r.Openings = append(r.Openings, v) },
		})
	}
	for _, v := range r.Submissions {
		rows = append(rows, oneRow{
			store.After{At: v.Submission.At, ID: string(v.Submission.ID)}, func(r *store.Rows) { r.Submissions = append(r.Submissions, v) },
		})
	}
	for _, v := range r.Shares {
		rows = append(rows, oneRow{store.After{ID: named(of, v)}, func(r *store.Rows) { r.Shares = append(r.Shares, v) }})
	}
	for _, v := range r.Remarks {
		rows = append(rows, oneRow{store.After{At: v.At, ID: v.ID}, func(r *store.Rows) { r.Remarks = append(r.Remarks, v) }})
	}
	for _, v := range r.Claims {
		rows = append(rows, oneRow{
			store.After{At: v.Claim.Ends(), ID: string(v.Claim.ID)}, func(r *store.Rows) { r.Claims = append(r.Claims, v) },
		})
	}
	for _, v := range r.Candidates {
		rows = append(rows, oneRow{store.After{ID: string(v.ID)}, func(r *store.Rows) { r.Candidates = append(r.Candidates, v) }})
	}
	for _, v := range r.Invitations {
		rows = append(rows, oneRow{
			store.After{At: v.Created, ID: string(v.ID)}, func(r *store.Rows) { r.Invitations = append(r.Invitations, v) },
		})
	}
	for _, v := range r.Lists {
		rows = append(rows, oneRow{store.After{ID: string(v.ID)}, func(r *store.Rows) { r.Lists = append(r.Lists, v) }})
	}
	for _, v := range r.Journal {
		rows = append(rows, oneRow{store.After{Seq: v.Seq}, func(r *store.Rows) { r.Journal = append(r.Journal, v) }})
	}
	return rows
}

// putTogether makes a page of rows.
func putTogether(rows []oneRow, more bool) *store.Rows {
	page := &store.Rows{More: more}
	for _, r := range rows {
		r.add(page)
	}
	return page
}

// relisted makes each page of the whole list.
func relisted(kinds func(store.Kind) bool, page func(all []oneRow, l store.List) ([]oneRow, bool)) hooks {
	return hooks{answer: func(a asking) (store.Facts, error) {
		f, err := a.ask()
		if err != nil || a.q.List == nil || !kinds(a.q.List.Kind) {
			return f, err
		}
		var all []oneRow
		q := a.q
		l := *a.q.List
		l.After, l.Limit = store.After{}, store.MaxLimit
		q.List = &l
		for {
			f, err := a.next(q)
			if err != nil {
				return f, err
			}
			all = append(all, takeApartAs(&l.Scope, f.Rows)...)
			if !f.Rows.More {
				break
			}
			l.After = all[len(all)-1].at
		}
		f.Rows = putTogether(page(all, *a.q.List))
		return f, nil
	}}
}

func kindIs(kinds ...store.Kind) func(store.Kind) bool {
	return func(k store.Kind) bool { return slices.Contains(kinds, k) }
}

// pageAfter cuts the page out of the rows for which after says so.
func pageAfter(all []oneRow, l store.List, after func(row, position store.After) bool) ([]oneRow, bool) {
	from := 0
	if l.After != (store.After{}) {
		for from < len(all) && !after(all[from].at, l.After) {
			from++
		}
	}
	rest := all[from:]
	return rest[:min(l.Limit, len(rest))], len(rest) > l.Limit
}
