package access

import (
	"errors"

	"github.com/agencyaccess/agencyaccess/store"
)

// errEnough ends a visit before the list does.
var errEnough = errors.New("access: seen enough")

// each visits a list page by page. Visit is not called without a row, and returns
// the position of the last one, or errEnough. What it changes must not move rows
// that are still to come.
func each(ask func(store.Query) (store.Facts, error), scope store.Scope, visit func(*store.Rows) (store.After, error)) error {
	return pages(ask, scope, store.MaxLimit, visit)
}

// pages is each with so many rows in a page, at most.
func pages(
	ask func(store.Query) (store.Facts, error), scope store.Scope, limit int, visit func(*store.Rows) (store.After, error),
) error {
	var after store.After
	for {
		f, err := ask(store.Query{List: &store.List{Scope: scope, After: after, Limit: limit}})
		if err != nil {
			return err
		}
		if f.Rows == nil || rowsIn(f.Rows) == 0 {
			return nil
		}
		switch after, err = visit(f.Rows); {
		case err == errEnough:
			return nil
		case err != nil || !f.Rows.More:
			return err
		}
	}
}

// rowsIn is how many rows a page has, of whatever kind.
func rowsIn(r *store.Rows) int {
	return len(r.Agencies) + len(r.Staff) + len(r.Recruiters) + len(r.Openings) + len(r.Submissions) + len(r.Shares) +
		len(r.Remarks) + len(r.Journal) + len(r.Claims) + len(r.Candidates) + len(r.Invitations) + len(r.Lists)
}

// each visits a list inside the transaction.
func (o *op) each(scope store.Scope, visit func(*store.Rows) (store.After, error)) error {
	return each(o.tx.Facts, scope, visit)
}
