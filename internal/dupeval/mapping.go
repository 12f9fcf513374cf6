package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// mapping says which columns of a file are which fields of an entry. Fields
// that are left out stay empty. Every column of a file must be named by some
// field or be ignored, so that none is forgotten.
type mapping struct {
	Given      columns `json:"given"`
	Surname    columns `json:"surname"`
	Name       columns `json:"name"` // the whole name in one
	Email      columns `json:"email"`
	Phone      columns `json:"phone"`
	URL        columns `json:"url"`
	Born       born    `json:"born"`
	Street     columns `json:"street"`
	City       columns `json:"city"`
	Postcode   columns `json:"postcode"`
	Region     columns `json:"region"`
	NationalID columns `json:"national_id"`
	Entity     entity  `json:"entity"`
	Ignore     columns `json:"ignore"`

	PhoneRegion string `json:"phone_region"` // ISO 3166-1, of numbers without a country
}

// columns names one column, or several in a list: their values are joined by a
// space, or make a list where an entry has one.
type columns []string

func (c *columns) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*c = columns{one}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(c))
}

// born is the column of the birth date with its layout, as package time has it.
type born struct {
	Column string `json:"column"`
	Layout string `json:"layout"` // such as 20060102
}

// entity is the column that says who somebody is; with a pattern, the first
// group of it, or all that it matches.
type entity struct {
	Column  string `json:"column"`
	Pattern string `json:"pattern"`

	pattern *regexp.Regexp
}

func readMapping(file string) (*mapping, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	m := new(mapping)
	d := json.NewDecoder(f)
	d.DisallowUnknownFields()
	if err := d.Decode(m); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if m.Entity.Column == "" {
		return nil, fmt.Errorf("%s: entity: must name a column", file)
	}
	if m.Entity.pattern, err = regexp.Compile(m.Entity.Pattern); err != nil {
		return nil, fmt.Errorf("%s: entity: %w", file, err)
	}
	return m, nil
}

// used returns every column that the mapping names.
func (m *mapping) used() []string {
	all := slices.Concat(m.Given, m.Surname, m.Name, m.Email, m.Phone, m.URL, m.Street, m.City, m.Postcode, m.Region, m.NationalID, m.Ignore)
	all = append(all, m.Entity.Column)
	if m.Born.Column != "" {
		all = append(all, m.Born.Column)
	}
	return all
}

// row is a line of a file, by column.
type row map[string]string

func (r row) text(c columns) string { return strings.Join(r.list(c), " ") }

func (r row) list(c columns) []string {
	var out []string
	for _, name := range c {
		if v := strings.TrimSpace(r[name]); v != "" {
			out = append(out, v)
		}
	}
	return out
}

// person is an entry of which it is known who it is.
type person struct {
	entry  candidate.Entry
	entity string
	region string // of telephone numbers
}

func (m *mapping) person(r row) (person, error) {
	p := person{region: m.PhoneRegion, entry: candidate.Entry{
		Name: r.text(m.Name), Given: r.text(m.Given), Surname: r.text(m.Surname),
		Emails: agency.Freeze(r.list(m.Email)...), Phones: agency.Freeze(r.list(m.Phone)...), URLs: agency.Freeze(r.list(m.URL)...),
		Born: m.Born.iso(r[m.Born.Column]), NationalID: r.text(m.NationalID),
		Address: candidate.Address{
			Street: r.text(m.Street), City: r.text(m.City), Postcode: r.text(m.Postcode), Region: r.text(m.Region),
		},
	}}
	found := m.Entity.pattern.FindStringSubmatch(r[m.Entity.Column])
	switch {
	case m.Entity.Pattern == "":
		p.entity = r[m.Entity.Column]
	case len(found) > 1:
		p.entity = found[1]
	case len(found) == 1:
		p.entity = found[0]
	}
	if p.entity == "" {
		return p, errors.New("no entity")
	}
	return p, nil
}

// iso returns the date as yyyy-mm-dd. What is no date but has the digits of one
// in the right places, 19729518, is passed on with its error, 1972-95-18, and
// anything else as it is.
func (b born) iso(s string) string {
	s = strings.TrimSpace(s)
	if t, err := time.Parse(b.Layout, s); err == nil {
		return t.Format(time.DateOnly)
	}
	if len(s) != len(b.Layout) {
		return s
	}
	year, month, day := strings.Index(b.Layout, "2006"), strings.Index(b.Layout, "01"), strings.Index(b.Layout, "02")
	if year < 0 || month < 0 || day < 0 {
		return s
	}
	return s[year:year+4] + "-" + s[month:month+2] + "-" + s[day:day+2]
}
