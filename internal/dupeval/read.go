package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// readFiles reads the files, whose columns may differ: what a file lacks is
// empty, but no file may have a column that the mapping does not name, nor may
// the mapping name one that no file has.
func (m *mapping) readFiles(files ...string) ([][]person, error) {
	var all [][]person
	missing := m.used()
	for _, file := range files {
		people, header, err := m.readFile(file)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		all = append(all, people)
		missing = slices.DeleteFunc(missing, func(c string) bool { return slices.Contains(header, c) })
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("no file has the columns %q", missing)
	}
	return all, nil
}

func (m *mapping) readFile(file string) ([]person, []string, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	in := csv.NewReader(bufio.NewReader(f))
	in.TrimLeadingSpace, in.LazyQuotes = true, true
	header, err := in.Read()
	if err != nil {
		return nil, nil, err
	}
	used := m.used()
	for i := range header {
		header[i] = strings.TrimSpace(strings.TrimPrefix(header[i], "\ufeff"))
		if !slices.Contains(used, header[i]) {
			return nil, nil, fmt.Errorf("column %q is neither mapped nor ignored", header[i])
		}
	}
	var people []person
	for {
		fields, err := in.Read()
		if errors.Is(err, io.EOF) {
			return people, header, nil
		}
		if err != nil {
			return nil, nil, err
		}
		r := make(row, len(fields))
		for i, v := range fields {
			r[header[i]] = v
		}
		p, err := m.person(r)
		if err != nil {
			line, _ := in.FieldPos(0)
			return nil, nil, fmt.Errorf("line %d: %w", line, err)
		}
		people = append(people, p)
	}
}
