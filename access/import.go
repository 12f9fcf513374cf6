package access

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// ImportOptions say how an import goes. The zero value imports all rows.
type ImportOptions struct {
	Skip  int // rows that were imported before and are passed over
	Batch int // rows in a transaction, 1 to 1000; 0: 200

	// Failed is told of each row that cannot be imported, and why; the others are
	// all the same. Nil ends the import at the first.
	Failed func(row int, err error)

	// Progress is told after each transaction.
	Progress func(Imported)
}

// Imported says how far an import came. To resume one that failed, skip as many
// rows as it read. A row that was imported already changes nothing only as long as
// nobody has changed the record since: otherwise it puts back what it says. What it
// does not put back is said in [System.ImportNetwork].
type Imported struct {
	Read    int // rows, those passed over included, whose fate is settled
	New     int // people, submissions or records that were added
	Changed int // people whose entry was another one before, or records that were replaced
	Failed  int
}

const (
	defaultBatch = 200
	maxBatch     = 1000
)

// importing is an import of rows R.
type importing[R any] struct {
	System
	call   string
	action policy.Action
	query  store.Query // what a transaction asks beforehand, besides the settings
	begin  func(*op, *store.Facts) (importer[R], error)
}

// importer imports the rows of one transaction.
type importer[R any] interface {
	// row imports one, and counts it in done. A row that fails leaves nothing: all
	// that it needs is read and checked before anything of it is written.
	row(r R, done *Imported) error

	// end follows so many rows.
	end(rows int)
}

func (i importing[R]) all(ctx context.Context, rows iter.Seq2[R, error], opt ImportOptions) (Imported, error) {
	var done Imported
	if rows == nil {
		return done, &agency.Invalid{Field: "rows", Rule: "must not be nil"}
	}
	if opt.Batch == 0 {
		opt.Batch = defaultBatch
	}
	if opt.Batch < 1 || opt.Batch > maxBatch {
		return done, &agency.Invalid{Field: "batch", Rule: "must be 0 to 1000"}
	}
	if opt.Skip < 0 {
		return done, &agency.Invalid{Field: "skip", Rule: "must not be negative"}
	}
	var waiting []R
	flush := func() error {
		if len(waiting) == 0 {
			return nil
		}
		next, err := i.batch(ctx, waiting, done, opt.Failed)
		if err != nil {
			return err
		}
		done, waiting = next, waiting[:0]
		if opt.Progress != nil {
			opt.Progress(done)
		}
		return nil
	}
	for row, err := range rows {
		if err != nil {
			if failed := flush(); failed != nil {
				return done, failed
			}
			return done, err
		}
		if done.Read < opt.Skip {
			done.Read++
			continue
		}
		if waiting = append(waiting, row); len(waiting) == opt.Batch {
			if err := flush(); err != nil {
				return done, err
			}
		}
	}
	return done, flush()
}

// batch imports rows in one transaction.
func (i importing[R]) batch(ctx context.Context, rows []R, before Imported, failed func(int, error)) (Imported, error) {
	type failure struct {
		row int
		err error
	}
	var failures []failure
	after, err := run(ctx, i.actor, i.call, func(o *op) (Imported, error) {
		done := before
		failures = failures[:0]
		f, err := o.facts(i.query)
		if err != nil || !o.allows(i.action, &f, store.Subject{}) {
			return done, err
		}
		in, err := i.begin(o, &f)
		if err != nil {
			return done, err
		}
		for _, row := range rows {
			err := in.row(row, &done)
			if err != nil {
				if failed == nil || answers(err) == nil && !errors.Is(err, store.ErrExists) {
					return done, agency.InRow("rows", done.Read, err)
				}
				failures = append(failures, failure{done.Read, err})
				done.Failed++
			}
			done.Read++
		}
		in.end(len(rows))
		return done, nil
	})
	if err != nil {
		return before, err
	}
	for _, f := range failures {
		failed(f.row, f.err)
	}
	return after, nil
}

func checkPast(field string, t, now time.Time) error {
	if err := agency.CheckInstant(field, t); err != nil {
		return err
	}
	if t.After(now) {
		return &agency.Invalid{Field: field, Rule: "must not be in the future"}
	}
	return nil
}
