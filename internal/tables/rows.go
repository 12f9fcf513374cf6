package tables

import (
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// page reads up to l.Limit rows into out, and whether there is one more.
func page[T any](l *store.List, rows *store.Rows, out *[]T, read func(Rows, *openings, *T) error) func(Rows) error {
	return func(r Rows) error {
		*out, rows.More = nil, false
		var seen openings
		for r.Next() {
			if len(*out) == l.Limit {
				rows.More = true
				return nil
			}
			var row T
			if err := read(r, &seen, &row); err != nil {
				return err
			}
			*out = append(*out, row)
		}
		return nil
	}
}

// openings remembers the openings of a page by what is kept of them: many rows
// have the same one.
type openings struct {
	last   []byte
	record agency.Opening
}

func (o *openings) decode(doc []byte, record *agency.Opening) error {
	if doc == nil {
		return nil
	}
	if string(o.last) != string(doc) {
		if err := decode(doc, &o.record); err != nil {
			return err
		}
		o.last = doc
	}
	*record = o.record
	return nil
}

// readDoc reads a row that is a record and its place in the order.
func readDoc[T any](r Rows, _ *openings, row *T) error {
	var doc []byte
	var id string
	if err := r.Scan(&doc, &id); err != nil {
		return err
	}
	return decode(doc, row)
}

func readRecruiter(r Rows, _ *openings, row *store.RecruiterRow) error {
	var recruiter, of, own, ours []byte
	var id string
	if err := r.Scan(&recruiter, &id, &of, &own, &ours); err != nil {
		return err
	}
	return first(decode(recruiter, &row.Recruiter), decode(of, &row.Agency),
		decode(own, &row.ToRecruiter), decode(ours, &row.ToAgency))
}

func readOpening(r Rows, _ *openings, row *store.OpeningRow) error {
	var opening, own, ours []byte
	if err := r.Scan(&opening, &own, &ours); err != nil {
		return err
	}
	return first(decode(opening, &row.Opening), decode(own, &row.ToRecruiter), decode(ours, &row.ToAgency))
}

func readSubmission(r Rows, seen *openings, row *store.SubmissionRow) error {
	var submission, opening, own, ours []byte
	var name *string
	if err := r.Scan(&submission, &name, &opening, &own, &ours); err != nil {
		return err
	}
	if name != nil {
		row.Name = *name
	}
	return first(decode(submission, &row.Submission), seen.decode(opening, &row.Opening),
		decode(own, &row.ToRecruiter), decode(ours, &row.ToAgency))
}

func readJournal(r Rows, _ *openings, row *store.JournalRow) error {
	var seq int64
	var doc, values []byte
	if err := r.Scan(&seq, &doc, &values); err != nil {
		return err
	}
	err := first(decode(doc, &row.Entry), decode(values, &row.Values))
	row.Seq = seq
	return err
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
