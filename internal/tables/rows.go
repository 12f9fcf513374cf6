package tables

import (
	"bytes"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// page reads up to l.Limit rows into out, and whether there is one more.
func page[T any](l *store.List, rows *store.Rows, out *[]T, read func(Rows, *neighbour, *T) error) func(Rows) error {
	return func(r Rows) error {
		*out, rows.More = nil, false
		var seen neighbour
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

// A neighbour is what the rows of a page have in common with the row before
// them, most often.
type neighbour struct {
	opening   repeated[agency.Opening]
	own, ours repeated[agency.Share]
}

// A repeated record is decoded again only when what is kept of it differs.
type repeated[T any] struct {
	last   []byte
	record T
}

func (r *repeated[T]) decode(doc []byte, record *T) error {
	if doc == nil {
		return nil
	}
	if !bytes.Equal(r.last, doc) {
		var next T
		if err := decode(doc, &next); err != nil {
			return err
		}
		r.last, r.record = doc, next
	}
	*record = r.record
	return nil
}

// readDoc reads a row that is a record and its place in the order.
func readDoc[T any](r Rows, _ *neighbour, row *T) error {
	var doc []byte
	var id string
	if err := r.Scan(&doc, &id); err != nil {
		return err
	}
	return decode(doc, row)
}

func readRecruiter(r Rows, _ *neighbour, row *store.RecruiterRow) error {
	var recruiter, of, own, ours []byte
	var id string
	if err := r.Scan(&recruiter, &id, &of, &own, &ours); err != nil {
		return err
	}
	return first(decode(recruiter, &row.Recruiter), decode(of, &row.Agency),
		decode(own, &row.ToRecruiter), decode(ours, &row.ToAgency))
}

func readOpening(r Rows, _ *neighbour, row *store.OpeningRow) error {
	var opening, own, ours []byte
	if err := r.Scan(&opening, &own, &ours); err != nil {
		return err
	}
	return first(decode(opening, &row.Opening), decode(own, &row.ToRecruiter), decode(ours, &row.ToAgency))
}

func readSubmission(r Rows, seen *neighbour, row *store.SubmissionRow) error {
	doc, err := readNamed(r, seen, &row.Name, &row.Opening, &row.ToRecruiter, &row.ToAgency)
	return first(err, decode(doc, &row.Submission))
}

func readClaim(r Rows, seen *neighbour, row *store.ClaimRow) error {
	doc, err := readNamed(r, seen, &row.Name, &row.Opening, &row.ToRecruiter, &row.ToAgency)
	return first(err, decode(doc, &row.Claim))
}

// readNamed reads a row about somebody and an opening, and returns the record.
func readNamed(r Rows, seen *neighbour, name *string, o *agency.Opening, toRecruiter, toAgency *agency.Share) ([]byte, error) {
	var doc, opening, own, ours []byte
	var known *string
	if err := r.Scan(&doc, &known, &opening, &own, &ours); err != nil {
		return nil, err
	}
	if known != nil {
		*name = *known
	}
	return doc, first(seen.opening.decode(opening, o), seen.own.decode(own, toRecruiter), seen.ours.decode(ours, toAgency))
}

func readJournal(r Rows, _ *neighbour, row *store.JournalRow) error {
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
