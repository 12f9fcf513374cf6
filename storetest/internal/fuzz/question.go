package fuzz

import (
	"slices"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// A question is something to ask a Reader.
type question interface {
	ask(r store.Reader) answer
	expect(a *modelAccount) answer
	String() string
}

// factsOf is a query that breaks no rule, or one that does.
type factsOf struct {
	query store.Query
	bad   bool
}

// copied returns the query with a list of its own.
func (q factsOf) copied() store.Query {
	c := q.query
	if c.List != nil {
		l := *c.List
		c.List = &l
	}
	c.Emails, c.Keys, c.Candidates = slices.Clone(c.Emails), slices.Clone(c.Keys), slices.Clone(c.Candidates)
	c.Lists = slices.Clone(c.Lists)
	return c
}

func (q factsOf) ask(r store.Reader) answer {
	f, err := r.Facts(q.copied())
	return answer{value: f, err: err}
}

func (q factsOf) expect(a *modelAccount) answer {
	if q.bad {
		return answer{err: store.ErrInvalid}
	}
	return answer{value: a.facts(q.query), allow: func(actual *any) {
		if f, ok := (*actual).(store.Facts); ok && q.query.WithoutEntry {
			f.Entry, f.Ruling = nil, nil // they may be left out
			*actual = f
		}
	}}
}

func (q factsOf) String() string { return "Facts(" + golike(q.query) + ")" }

// recordsOf asks for records by their IDs.
type recordsOf[ID comparable, T any] struct {
	method string
	ids    []ID
	get    func(store.Reader, ...ID) ([]T, error)
	from   func(*modelAccount) map[ID]T
}

func (q recordsOf[ID, T]) ask(r store.Reader) answer {
	found, err := q.get(r, slices.Clone(q.ids)...)
	return answer{value: some(found), err: err}
}

func (q recordsOf[ID, T]) expect(a *modelAccount) answer {
	var found []T
	for _, id := range q.ids {
		found = append(found, q.from(a)[id])
	}
	return answer{value: found}
}

func (q recordsOf[ID, T]) String() string { return q.method + "(" + golikeAll(q.ids) + ")" }

// sharesOf asks for the shares of some openings to some grantees.
type sharesOf struct {
	openings []agency.OpeningID
	to       []agency.Grantee
}

func (q sharesOf) ask(r store.Reader) answer {
	found, err := r.Shares(slices.Clone(q.openings), slices.Clone(q.to))
	return answer{value: some(found), err: err}
}

func (q sharesOf) expect(a *modelAccount) answer {
	var found []agency.Share
	for _, o := range q.openings {
		for _, g := range q.to {
			found = append(found, a.share(o, g))
		}
	}
	return answer{value: found}
}

func (q sharesOf) String() string { return "Shares(" + golike(q.openings) + ", " + golike(q.to) + ")" }

// some is nil for no rows, where an empty slice is as good.
func some[T any](rows []T) []T {
	if len(rows) == 0 {
		return nil
	}
	return rows
}
