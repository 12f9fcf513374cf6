package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

const (
	candidatesFolder = "candidates"
	resumeSuffix     = "-resume.txt"
)

// loadPeople reads the folder of candidates. Each NAME.txt is a person, with a
// field to a line as in "place: Cork"; empty lines and those that start with #
// do not count:
//
//	name                  must be there
//	emails, phones, urls  with commas between
//	place, born, comment  as typed
//	consent               the day on which the person consented, such as 2026-02-24
//
// NAME-resume.txt beside it, if there is one, is the person's resume.
func (acc *account) loadPeople(files fs.FS) error {
	dir, err := fs.ReadDir(files, candidatesFolder)
	if err != nil {
		return unreadable(candidatesFolder, err)
	}
	var errs []error
	there := make(map[string]bool)
	for _, d := range dir {
		there[d.Name()] = true
	}
	for _, d := range dir {
		name, file := d.Name(), path.Join(candidatesFolder, d.Name())
		owner, isResume := strings.CutSuffix(name, resumeSuffix)
		switch {
		case strings.HasPrefix(name, "."): // the system's
		case isResume && !there[owner+".txt"]:
			errs = append(errs, &problem{file: file, rule: "is a resume without a candidate: there is no " + owner + ".txt"})
		case isResume: // read with its owner
		case path.Ext(name) != ".txt":
			errs = append(errs, &problem{file: file, rule: "must be a text file whose name ends in .txt"})
		default:
			p, err := loadPerson(files, file, there[strings.TrimSuffix(name, ".txt")+resumeSuffix])
			errs = append(errs, err)
			acc.people = append(acc.people, p)
		}
	}
	return errors.Join(errs...)
}

func loadPerson(files fs.FS, file string, withResume bool) (person, error) {
	p := person{file: file}
	text, err := readText(files, file)
	if err != nil {
		return p, err
	}
	var errs []error
	lines := make(map[string]int)
	for i, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, value, found := strings.Cut(line, ":")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		if !found {
			errs = append(errs, &problem{file, i + 1, "", "must be a field and its value, such as name: Jane Doe"})
			continue
		}
		if first, twice := lines[key]; twice {
			errs = append(errs, &problem{file, i + 1, key, fmt.Sprintf("is there twice, first in line %d", first)})
			continue
		}
		lines[key] = i + 1
		if rule := setField(&p.entry, key, value); rule != "" {
			errs = append(errs, &problem{file, i + 1, key, rule})
		}
	}
	if err := p.entry.Validate(); err != nil {
		field := fieldInFile(err)
		errs = append(errs, broken(file, lines[field], field, err))
	}
	if withResume {
		p.resume, err = loadResume(files, strings.TrimSuffix(file, ".txt")+resumeSuffix)
		errs = append(errs, err)
	}
	return p, errors.Join(errs...)
}

// setField puts a value in its place, or says what is wrong with it.
func setField(e *candidate.Entry, key, value string) (rule string) {
	switch key {
	case "name":
		e.Name = value
	case "emails":
		e.Emails = list(value)
	case "phones":
		e.Phones = list(value)
	case "urls":
		e.URLs = list(value)
	case "place":
		e.Place = value
	case "born":
		e.Born = value
	case "comment":
		e.Comment = value
	case "consent":
		if value == "" {
			return ""
		}
		day, err := time.Parse(time.DateOnly, value)
		if err != nil {
			return fmt.Sprintf("must be a day such as 2026-02-24, not %q", value)
		}
		e.Consent = day
	default:
		return "is not a field: must be name, emails, phones, urls, place, born, comment or consent"
	}
	return ""
}

func list(value string) agency.Frozen[string] {
	values := strings.Split(value, ",")
	for i := range values {
		values[i] = strings.TrimSpace(values[i])
	}
	return agency.Freeze(values...)
}

// fieldInFile is the file's name for the field that the library names.
func fieldInFile(err error) string {
	var invalid *agency.Invalid
	if !errors.As(err, &invalid) {
		return ""
	}
	switch invalid.Field {
	case "email", "phone", "url":
		return invalid.Field + "s"
	}
	return invalid.Field
}

func loadResume(files fs.FS, file string) (string, error) {
	text, err := readText(files, file)
	if err == nil && strings.TrimSpace(text) == "" {
		err = &problem{file: file, rule: "must not be empty"}
	}
	return text, err
}
