package invite

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/agencyaccess/agencyaccess/agency"
)

// Row is one line of a list of people to invite. Its texts are as they were
// typed, without the spaces around them; whether they can be used is for the
// invitation to say.
type Row struct {
	Line  int // where the row begins, counted from 1
	Email string
	Name  string

	Agency      string             // empty where the list has none
	Admin       bool               // of the agency; otherwise a member
	Openings    []agency.OpeningID // each once, at most MaxOpenings
	AllOpenings bool               // in place of Openings
}

// LogValue keeps personal data out of logs.
func (r Row) LogValue() slog.Value { return slog.GroupValue(slog.Int("line", r.Line)) }

// RowError says what is wrong with one row of a list. The rows after it are
// read.
type RowError struct {
	Line int   // where the row begins, counted from 1
	Err  error // mostly an [*agency.Invalid] about a field; it quotes no value
}

func (e *RowError) Error() string { return "line " + strconv.Itoa(e.Line) + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *RowError) Unwrap() error { return e.Err }

// ListOptions say how a list is written. The zero value suits what spreadsheets
// export.
type ListOptions struct {
	Separator rune // comma, semicolon or tab; 0 is whichever the header has most of
}

// The limits of a list, in bytes but for the columns.
const (
	maxRecord  = 64 << 10 // a row with its line breaks
	maxField   = 4 << 10  // a field that is read, but for the openings
	maxColumns = 64
	maxIDs     = MaxOpenings * (agency.MaxID + 1) // the field of the openings
)

// ReadList reads a list of people to invite from comma-separated values (RFC
// 4180) in UTF-8, with or without a byte order mark, whose fields may as well be
// separated by semicolons or tabs. Fields may be in quotes, and then hold
// separators, line breaks and doubled quotes; lines end in LF or CRLF; empty
// rows do not count. It holds one row at a time, and never more than a row can
// be long, whatever the reader gives. The sequence reads r and can be ranged
// over once.
//
// The first row is the header. It names the columns, in any order and letter
// case, and hyphens, underscores and spaces do not matter:
//
//	e-mail    also email, mail, e-mail address, mail address; must be there
//	name      also full name, contact, contact name
//	agency    also agency name, company, company name, firm
//	role      admin or member, in any letter case; empty is member
//	openings  also opening, jobs, job, shares, share: IDs separated by spaces,
//	          commas, semicolons or |, or "all" alone
//
// Other columns are not read. Where the header has a column twice, no column of
// addresses, over 64 columns, or wrong quotes, the sequence is one
// [*agency.Invalid] about the field "header". For a list in UTF-16, which some
// spreadsheets call Unicode text, and for other separators than these it is one
// about "list".
//
// What is wrong with a single row is yielded as a [*RowError], and the rows
// after it are read: a number of fields other than the header's, bytes that are
// not UTF-8, a field over 4 KiB (the openings' may have what [MaxOpenings] IDs
// need), a row over 64 KiB, an unknown role, bad or too many openings. After
// wrong quotes reading goes on in the next line. But a row over 64 KiB is left
// out to its end, because what is in its quotes is nobody's row; if it has none,
// as where a quote is never closed, the sequence ends with an
// [*agency.Invalid] about "list". Any error that is no RowError is the last one;
// an error of r itself is wrapped.
func ReadList(r io.Reader, o ListOptions) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		l, err := openList(r, o)
		if err != nil {
			yield(Row{}, err)
			return
		}
		for {
			row, err := l.next()
			var bad *RowError
			switch {
			case err == io.EOF:
				return
			case !yield(row, err):
				return
			case err != nil && !errors.As(err, &bad):
				return
			}
		}
	}
}

// list reads the rows of a list whose header is known.
type list struct {
	records *records
	feed    bytes.Reader // one record, as csv sees it
	csv     *csv.Reader
	header  header
}

func openList(r io.Reader, o ListOptions) (*list, error) {
	switch o.Separator {
	case 0, ',', ';', '\t':
	default:
		return nil, &agency.Invalid{Field: "list", Rule: "must be separated by commas, semicolons or tabs"}
	}
	l := &list{records: newRecords(r)}
	if err := l.records.start(byte(o.Separator)); err != nil {
		return nil, l.broken(err)
	}
	record, line, err := l.records.next()
	var bad *RowError
	switch {
	case err == io.EOF:
		record = nil
	case errors.As(err, &bad):
		return nil, headerError(bad.Err)
	case err != nil:
		return nil, l.broken(err)
	}
	names, err := l.fields(record, line)
	if err != nil {
		return nil, headerError(err)
	}
	l.header, err = readHeader(names)
	return l, err
}

// next returns io.EOF after the last row.
func (l *list) next() (Row, error) {
	for {
		record, line, err := l.records.next()
		var bad *RowError
		switch {
		case err == io.EOF:
			return Row{}, err
		case errors.As(err, &bad):
			return Row{Line: bad.Line}, err
		case err != nil:
			return Row{}, l.broken(err)
		}
		fields, err := l.fields(record, line)
		if err == nil && empty(fields) {
			continue
		}
		row := Row{Line: line}
		if err == nil {
			row, err = l.header.row(fields, line)
		}
		if err != nil {
			return Row{Line: line}, &RowError{Line: line, Err: err}
		}
		return row, nil
	}
}

// fields has encoding/csv part one record, which must be nothing but that to it.
func (l *list) fields(record []byte, line int) ([]string, error) {
	if !utf8.Valid(record) {
		return nil, &agency.Invalid{Field: "row", Rule: "must be valid UTF-8"}
	}
	if len(record) == 0 {
		return nil, nil
	}
	if l.csv == nil {
		l.csv = csv.NewReader(&l.feed)
		l.csv.Comma = rune(l.records.separator)
		l.csv.TrimLeadingSpace = l.records.separator != '\t' // which is a space itself
		l.csv.FieldsPerRecord = -1
		l.csv.ReuseRecord = true
	}
	l.feed.Reset(record)
	from := l.csv.InputOffset()
	fields, err := l.csv.Read()
	if err != nil || l.csv.InputOffset()-from != int64(len(record)) {
		l.csv = nil // it may hold on to a rest
		return nil, badQuotes()
	}
	return fields, nil
}

// broken keeps what is wrong with the list, and wraps what is wrong with the
// reader.
func (l *list) broken(err error) error {
	var invalid *agency.Invalid
	if errors.As(err, &invalid) {
		return err
	}
	return fmt.Errorf("invite: reading a list, line %d: %w", l.records.line, err)
}

func headerError(err error) error {
	var invalid *agency.Invalid
	if errors.As(err, &invalid) {
		return &agency.Invalid{Field: "header", Rule: invalid.Rule}
	}
	return err
}

func empty(fields []string) bool {
	for _, f := range fields {
		if strings.TrimSpace(f) != "" {
			return false
		}
	}
	return true
}
