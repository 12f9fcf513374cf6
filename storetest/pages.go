package storetest

import (
	"strconv"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// pages reads a list to its end in pages of limit rows and names the rows.
func (p *probe) pages(account agency.AccountID, q store.Query, of store.Scope, limit int) []string {
	var all []string
	l := store.List{Scope: of, Limit: limit}
	for {
		q.List = &l
		f := p.read(account, q)
		if f.Rows == nil {
			p.fail("a page", "rows", "none")
		}
		names, last := rows(f.Rows, of)
		if len(names) > limit || (len(names) < limit && f.Rows.More) {
			p.fail("the number of rows in a page", limit, len(names))
		}
		all = append(all, names...)
		if !f.Rows.More {
			return all
		}
		if l.After = last; len(all) > 1000 {
			p.fail("the list", "an end", all)
		}
	}
}

// rows names the rows of a page and says where the last one stands.
func rows(r *store.Rows, of store.Scope) (names []string, last store.After) {
	add := func(name string, at store.After) { names, last = append(names, name), at }
	for _, r := range r.Agencies {
		add(string(r.ID), store.After{ID: string(r.ID)})
	}
	for _, r := range r.Staff {
		add(string(r.ID), store.After{ID: string(r.ID)})
	}
	for _, r := range r.Recruiters {
		add(string(r.Recruiter.ID), store.After{ID: string(r.Recruiter.ID)})
	}
	for _, r := range r.Openings {
		add(string(r.Opening.ID), store.After{At: r.Opening.Created, ID: string(r.Opening.ID)})
	}
	for _, r := range r.Submissions {
		add(string(r.Submission.ID), store.After{At: r.Submission.At, ID: string(r.Submission.ID)})
	}
	for _, r := range r.Shares {
		name := string(r.Opening)
		if of.Opening != "" {
			name = r.Grantee.String()
		}
		add(name, store.After{ID: name})
	}
	for _, r := range r.Remarks {
		add(r.ID, store.After{At: r.At, ID: r.ID})
	}
	for _, r := range r.Journal {
		add(strconv.FormatInt(r.Seq, 10), store.After{Seq: r.Seq})
	}
	return names, last
}

// lists checks a list at several sizes of its pages.
func (p *probe) lists(what string, q store.Query, of store.Scope, expected ...string) {
	for _, limit := range []int{1, 2, 3, store.MaxLimit} {
		p.equal(what+" in pages of "+strconv.Itoa(limit), expected, p.pages(acme, q, of, limit))
	}
}
