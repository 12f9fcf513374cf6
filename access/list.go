package access

import (
	"cmp"
	"context"
	"iter"
	"time"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// Limits of a page, in rows. A limit of 0 asks for DefaultLimit.
const (
	DefaultLimit = 50
	MaxLimit     = 200
)

// Page is a part of a list.
type Page[T any] struct {
	Rows []T
	Next Cursor // of the next page; empty when this is the last one
}

// All walks a list from its start, page by page, and ends after an error:
//
//	for view, err := range access.All(func(c access.Cursor) (access.Page[access.OpeningView], error) {
//		return rec.Openings(ctx, c, 0)
//	}) { ... }
func All[T any](page func(Cursor) (Page[T], error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var at Cursor
		for {
			p, err := page(at)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, row := range p.Rows {
				if !yield(row, nil) {
					return
				}
			}
			if at = p.Next; at == "" {
				return
			}
		}
	}
}

// listing is a list of rows R shown as views V. One value describes it once, for
// its pages and for its count, so that the two cannot disagree.
type listing[R, V any] struct {
	actor
	call   string
	filter string         // what a cursor is bound to besides the call and the actor
	query  store.Query    // without the list
	scope  store.Scope    // what does not depend on settings
	guided bool           // the scope depends on the settings or the user, see guide
	listed policy.Request // decides on the list as a whole
	rows   func(*store.Rows) []R
	admits func(*policy.Facts, *R) bool // decides on each row; nil where deciding on the list is enough
	view   func(*store.Facts, *R, time.Time) V
	after  func(*R) store.After
}

// bound is what a cursor of this list is bound to. No two lists have the same,
// for no part but the last contains a NUL.
func (l *listing[R, V]) bound() string {
	who := l.logged()
	return string(l.account) + "\x00" + who.Kind.String() + "\x00" + who.ID + "\x00" + l.call + "\x00" + l.filter
}

// page returns the rows after cursor, at most limit.
func (l *listing[R, V]) page(ctx context.Context, cursor Cursor, limit int) (Page[V], error) {
	p, err := l.read(ctx, cursor, limit)
	if err != nil {
		err = l.fault(ctx, l.call, err)
		p = Page[V]{}
	}
	l.observe(ctx, l.call, err)
	return p, err
}

func (l *listing[R, V]) read(ctx context.Context, cursor Cursor, limit int) (Page[V], error) {
	var p Page[V]
	if err := l.check(ctx, l.call); err != nil {
		return p, err
	}
	if limit == 0 {
		limit = DefaultLimit
	}
	if limit < 0 || limit > MaxLimit {
		return p, &agency.Invalid{Field: "limit", Rule: "must be 0 to 200"}
	}
	bound := l.bound()
	after, err := l.eng.keys.open(bound, cursor)
	if err != nil {
		return p, err
	}
	ask := func(q store.Query) (store.Facts, error) { return l.eng.store.Read(ctx, l.account, q) }
	var last store.After
	seen, err := l.walk(ask, after, limit+1, func(f *store.Facts, row *R, now time.Time) bool {
		if len(p.Rows) == limit {
			p.Next = l.eng.keys.seal(bound, last)
			return false
		}
		if p.Rows == nil {
			p.Rows = make([]V, 0, min(limit, len(l.rows(f.Rows))))
		}
		p.Rows = append(p.Rows, l.view(f, row, now))
		last = l.after(row)
		return true
	})
	if err == nil {
		err = l.told(ctx, seen)
	}
	return p, err
}

// told journals a read and turns its denial into the error.
func (l *listing[R, V]) told(ctx context.Context, seen hearing) error {
	about := store.Subject{Opening: cmp.Or(l.query.Opening, l.scope.Opening), Submission: l.query.Submission}
	if err := l.journalRead(ctx, l.call, &seen.settings, about, seen.decision); err != nil {
		return err
	}
	if !seen.decision.Allowed() {
		return l.denial(seen.decision)
	}
	return nil
}

// hearing is how it was decided on a list.
type hearing struct {
	settings agency.Settings // those in force
	decision policy.Decision
}

// count returns the number of rows of the whole list, from one snapshot.
func (l *listing[R, V]) count(ctx context.Context) (int, error) {
	n := 0
	var seen hearing
	err := l.check(ctx, l.call)
	if err == nil {
		err = l.eng.store.View(ctx, l.account, func(r store.Reader) (err error) {
			n = 0
			seen, err = l.walk(r.Facts, store.After{}, store.MaxLimit, func(*store.Facts, *R, time.Time) bool {
				n++
				return true
			})
			return err
		})
	}
	if err == nil {
		err = l.told(ctx, seen)
	}
	if err != nil {
		n, err = 0, l.fault(ctx, l.call, err)
	}
	l.observe(ctx, l.call, err)
	return n, err
}

// walk visits every row after a position that the actor may see, until visit
// answers false. Each row is decided again, whatever the store's query left
// out. When the list as a whole is denied it visits none.
func (l *listing[R, V]) walk(
	ask func(store.Query) (store.Facts, error), after store.After, batch int,
	visit func(*store.Facts, *R, time.Time) bool,
) (hearing, error) {
	now, err := l.eng.now()
	if err != nil {
		return hearing{}, err
	}
	var f store.Facts
	for {
		if f, err = l.ask(ask, after, batch, now); err != nil {
			return hearing{}, err
		}
		pf := policyFacts(&f, now)
		seen := hearing{f.Settings, policy.Decide(l.listed, pf)}
		if !seen.decision.Allowed() {
			return seen, nil
		}
		more := l.each(&f, pf, now, visit)
		if more {
			rows := l.rows(f.Rows)
			after = l.after(&rows[len(rows)-1])
		}
		if !more {
			return seen, nil
		}
	}
}

// each visits the rows of one answer, and reports whether to ask for more.
func (l *listing[R, V]) each(
	f *store.Facts, pf policy.Facts, now time.Time, visit func(*store.Facts, *R, time.Time) bool,
) bool {
	rows := l.rows(f.Rows)
	for i := range rows {
		row := &rows[i]
		if l.admits != nil && !l.admits(&pf, row) {
			continue
		}
		if !visit(f, row, now) {
			return false
		}
	}
	return f.Rows.More && len(rows) > 0
}

// ask puts the question. What the question depends on is guessed from the
// settings last seen; when those in force say otherwise it is put again.
func (l *listing[R, V]) ask(
	ask func(store.Query) (store.Facts, error), after store.After, batch int, now time.Time,
) (store.Facts, error) {
	q := l.query
	if l.side == policy.StaffSide {
		q.Staff = l.staff
	}
	q.List = &store.List{Scope: l.scope, After: after, Limit: min(batch, store.MaxLimit)}
	if !l.guided {
		return ask(q)
	}
	for guess := l.eng.hints.last(l.account, l.staff); ; {
		guess.apply(&q.List.Scope, l.staff, now)
		f, err := ask(q)
		if err != nil {
			return f, err
		}
		is := l.guide(&f)
		if is == guess {
			return f, nil
		}
		l.eng.hints.saw(l.account, l.staff, is)
		guess = is
	}
}
