package access

import "github.com/agencyaccess/agencyaccess/store"

// each visits a list page by page. Visit is not called without a row, and returns
// the position of the last one. What it changes must not move rows that are still
// to come.
func each(ask func(store.Query) (store.Facts, error), scope store.Scope, visit func(*store.Rows) (store.After, error)) error {
	var after store.After
	for {
		f, err := ask(store.Query{List: &store.List{Scope: scope, After: after, Limit: store.MaxLimit}})
		if err != nil {
			return err
		}
		r := f.Rows
		if r == nil || len(r.Recruiters)+len(r.Openings)+len(r.Submissions)+len(r.Claims)+len(r.Shares)+len(r.Journal)+len(r.Agencies) == 0 {
			return nil
		}
		if after, err = visit(r); err != nil || !r.More {
			return err
		}
	}
}

// each visits a list inside the transaction.
func (o *op) each(scope store.Scope, visit func(*store.Rows) (store.After, error)) error {
	return each(o.tx.Facts, scope, visit)
}
