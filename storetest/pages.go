package storetest

import (
	"fmt"
	"strconv"

	"github.com/google/go-cmp/cmp"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// An item is a row of any kind, with what names it and where it stands.
type item struct {
	row  any
	name string
	at   store.After
}

// items returns the rows of a page.
func items(r *store.Rows, of store.Scope) (all []item) {
	add := func(row any, name string, at store.After) { all = append(all, item{row, name, at}) }
	byID := func(row any, id string) { add(row, id, store.After{ID: id}) }
	for _, r := range r.Agencies {
		byID(r, string(r.ID))
	}
	for _, r := range r.Staff {
		byID(r, string(r.ID))
	}
	for _, r := range r.Recruiters {
		byID(r, string(r.Recruiter.ID))
	}
	for _, r := range r.Openings {
		id := string(r.Opening.ID)
		add(r, id, store.After{At: r.Opening.Created, ID: id})
	}
	for _, r := range r.Submissions {
		id := string(r.Submission.ID)
		add(r, id, store.After{At: r.Submission.At, ID: id})
	}
	for _, r := range r.Shares {
		name := string(r.Opening)
		if of.Opening != "" {
			name = r.Grantee.String()
		}
		byID(r, name)
	}
	for _, r := range r.Remarks {
		add(r, r.ID, store.After{At: r.At, ID: r.ID})
	}
	for _, r := range r.Claims {
		id := string(r.Claim.ID)
		add(r, id, store.After{At: r.Claim.Ends(), ID: id})
	}
	for _, r := range r.Candidates {
		byID(r, string(r.ID))
	}
	for _, r := range r.Invitations {
		add(r, string(r.ID), store.After{At: r.Created, ID: string(r.ID)})
	}
	for _, r := range r.Lists {
		byID(r, string(r.ID))
	}
	for _, r := range r.Journal {
		add(r, strconv.FormatInt(r.Seq, 10), store.After{Seq: r.Seq})
	}
	return all
}

// rows names the rows of a page and says where the last one stands.
func rows(r *store.Rows, of store.Scope) (names []string, last store.After) {
	for _, i := range items(r, of) {
		names, last = append(names, i.name), i.at
	}
	return names, last
}

// pages reads a list to its end in pages of limit rows and names the rows.
func (p *probe) pages(account agency.AccountID, q store.Query, of store.Scope, limit int) []string {
	var all []string
	l := store.List{Scope: of, Limit: limit}
	for {
		q.List = &l
		f := p.read(account, q)
		names, last := rows(f.Rows, of)
		if len(names) > limit || (len(names) < limit && f.Rows.More) {
			p.fail("the number of rows in a page", limit, len(names))
		}
		all = append(all, names...)
		if !f.Rows.More {
			return all
		}
		if l.After = last; len(all) > 2*store.MaxLimit {
			p.fail("the list", "an end", all)
		}
	}
}

// lists checks a list at several sizes of its pages.
func (p *probe) lists(what string, q store.Query, of store.Scope, expected ...string) {
	for _, limit := range []int{1, 2, 3, store.MaxLimit} {
		p.equal(what+" in pages of "+strconv.Itoa(limit), expected, p.pages(acme, q, of, limit))
	}
}

// same reports whether two rows are equal. Most kinds are compared by ==, which
// says the same as strictly and is faster.
func same(a, b any) bool {
	if _, values := a.(store.JournalRow); values {
		return cmp.Equal(a, b, strictly)
	}
	return a == b
}

// cuts checks that the pages of each size are consecutive pieces of a list of
// acme, and that each says truly whether more follow.
func (p *probe) cuts(q store.Query, of store.Scope, expected []any, sizes ...int) {
	for _, limit := range sizes {
		if limit < 1 {
			continue
		}
		l := store.List{Scope: of, Limit: limit}
		for from := 0; ; from += limit {
			q.List = &l
			page := p.read(acme, q).Rows
			piece := expected[from:min(from+limit, len(expected))]
			found := items(page, of)
			what := fmt.Sprintf("rows %d to %d of %+v, asked by %q", from+1, from+len(piece), of, q.Recruiter)
			if len(found) != len(piece) {
				names, _ := rows(page, of)
				p.fail("the number of "+what, len(piece), fmt.Sprint(len(found), ": ", names))
			}
			for i := range piece {
				if !same(piece[i], found[i].row) {
					p.equal(fmt.Sprintf("number %d of the %s", i+1, what), piece[i], found[i].row)
				}
			}
			more := from+limit < len(expected)
			p.equal("whether there are more than "+what, more, page.More)
			if !more {
				break
			}
			l.After = found[len(found)-1].at
		}
	}
}
