package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/agencyaccess/agencyaccess/agency"
)

// table reads a CSV file whose first line names its columns, in any order.
type table struct {
	file    string
	columns []string // those that must be there; no others may
	at      map[string]int
	reader  *csv.Reader
	errs    []error
}

// row is one record of a table.
type row struct {
	*table
	fields []string
	lines  []int // where each field starts
}

// openTable reads the header. The error has every column that is wrong with it.
func openTable(files fs.FS, file string, columns ...string) (*table, error) {
	text, err := readText(files, file)
	if err != nil {
		return nil, err
	}
	t := &table{file: file, columns: columns, at: make(map[string]int), reader: csv.NewReader(strings.NewReader(text))}
	t.reader.FieldsPerRecord = -1 // counted below, to say it better
	header, err := t.reader.Read()
	if errors.Is(err, io.EOF) {
		return nil, &problem{file, 1, "", "must start with a line that names the columns: " + strings.Join(columns, ",")}
	}
	if err != nil {
		return nil, t.malformed(err)
	}
	for i, name := range header {
		name = strings.TrimSpace(name)
		_, twice := t.at[name]
		switch {
		case !slices.Contains(columns, name):
			t.fail(1, "header", fmt.Sprintf("%q is not one of the columns %s", name, strings.Join(columns, ",")))
		case twice:
			t.fail(1, "header", fmt.Sprintf("the column %q is there twice", name))
		}
		t.at[name] = i
	}
	for _, name := range columns {
		if _, ok := t.at[name]; !ok {
			t.fail(1, "header", fmt.Sprintf("the column %q is missing", name))
		}
	}
	return t, errors.Join(t.errs...)
}

// each calls fn with every record of the right width.
func (t *table) each(fn func(row)) error {
	for {
		fields, err := t.reader.Read()
		if errors.Is(err, io.EOF) {
			return errors.Join(t.errs...)
		}
		if err != nil {
			return errors.Join(append(t.errs, t.malformed(err))...)
		}
		r := row{t, fields, make([]int, len(fields))}
		for i := range fields {
			r.lines[i], _ = t.reader.FieldPos(i)
		}
		if len(fields) != len(t.at) {
			t.fail(r.lines[0], "", fmt.Sprintf("has %d fields, where the header has %d", len(fields), len(t.at)))
			continue
		}
		fn(r)
	}
}

// fail notes a problem.
func (t *table) fail(line int, field, rule string) {
	t.errs = append(t.errs, &problem{t.file, line, field, rule})
}

func (t *table) malformed(err error) error {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return &problem{t.file, parse.Line, "", fmt.Sprintf("at byte %d: %v", parse.Column, parse.Err)}
	}
	return unreadable(t.file, err)
}

// get returns a field without the space around it.
func (r row) get(column string) string { return strings.TrimSpace(r.fields[r.at[column]]) }

// line is where a column's field starts.
func (r row) line(column string) int { return r.lines[r.at[column]] }

// bad notes what is wrong with a field.
func (r row) bad(column, rule string) { r.fail(r.line(column), column, rule) }

// check notes which field breaks a rule of the library's, given what columns the
// library's names stand for where they are others. It reports whether none does.
func (r row) check(err error, column map[string]string) bool {
	if err == nil {
		return true
	}
	field, rule := "", err.Error()
	if invalid := new(agency.Invalid); errors.As(err, &invalid) {
		field, rule = invalid.Field, invalid.Rule
	}
	if name, ok := column[field]; ok {
		field = name
	}
	line := r.lines[0]
	if _, ok := r.at[field]; ok {
		line = r.line(field)
	}
	r.fail(line, field, rule)
	return false
}
