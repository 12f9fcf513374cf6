package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// account is what the files say, in the order of the files.
type account struct {
	title      string // as agencies know it; may be empty
	agencies   []agency.Agency
	recruiters []agency.Recruiter
	openings   []agency.Opening
	people     []person // in the order of their files' names
}

// person is somebody whom an agency can put forward.
type person struct {
	file   string // such as candidates/haile-selam.txt
	entry  candidate.Entry
	resume string // empty: there is none
}

// problem is something wrong with a file.
type problem struct {
	file  string
	line  int    // from 1; 0: it is no matter of one line
	field string // empty: it is no matter of one field
	rule  string
}

func (p *problem) Error() string {
	var b strings.Builder
	b.WriteString(p.file)
	if p.line > 0 {
		fmt.Fprintf(&b, ":%d", p.line)
	}
	if p.field != "" {
		b.WriteString(": " + p.field)
	}
	return b.String() + ": " + p.rule
}

// load reads the account, or returns all the problems that it found, joined.
func load(files fs.FS) (*account, error) {
	acc := new(account)
	err := errors.Join(
		acc.loadTitle(files),
		acc.loadRecruiters(files),
		acc.loadOpenings(files),
		acc.loadPeople(files),
	)
	if err != nil {
		return nil, err
	}
	return acc, nil
}

func (acc *account) loadTitle(files fs.FS) error {
	const file = "account.txt"
	if _, err := fs.Stat(files, file); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	text, err := readText(files, file)
	if err != nil {
		return err
	}
	acc.title = strings.TrimSpace(text)
	if acc.title == "" {
		return &problem{file, 1, "", "must hold the account's name"}
	}
	return broken(file, 1, "", agency.CheckText("name", acc.title, agency.MaxName))
}

// maxFile bounds a file, in bytes.
const maxFile = candidate.MaxResume

// readText returns the text in a file, without the byte order mark that
// spreadsheets write.
func readText(files fs.FS, file string) (string, error) {
	content, err := fs.ReadFile(files, file)
	if err != nil {
		return "", unreadable(file, err)
	}
	text := strings.TrimPrefix(string(content), "\ufeff")
	if len(text) > maxFile {
		return "", &problem{file: file, rule: "must be at most 10 MiB long"}
	}
	line := 0
	for part := range strings.Lines(text) {
		line++
		if err := agency.CheckProse("", part, maxFile); err != nil {
			return "", broken(file, line, "text", err)
		}
	}
	return text, nil
}

// unreadable says that a file is not there, or what else is the matter with it.
func unreadable(file string, err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return &problem{file: file, rule: err.Error()}
}

// broken says which rule of the library's a field breaks; nil stays nil. Where
// the library's name of the field is not the file's, field is the file's.
func broken(file string, line int, field string, err error) error {
	var invalid *agency.Invalid
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &invalid):
		return &problem{file, line, field, err.Error()}
	case field == "":
		field = invalid.Field
	}
	return &problem{file, line, field, invalid.Rule}
}
