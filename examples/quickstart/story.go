package main

import (
	"bufio"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"time"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// tell runs the two days on one engine and one store. The ways of sharing are
// two settings; to compare them from the start, each has an account of its own.
func tell(ctx context.Context, w *bufio.Writer, acc *account) error {
	who, err := choose(acc)
	if err != nil {
		return err
	}
	clock := new(script)
	eng, err := access.New(memstore.New(), access.Options{
		Secret: []byte("an example's; yours is random and kept secret"),
		Clock:  clock.read,
		IDs:    sequence(), // leave this out: then they are random
		Blobs:  memstore.NewBlobs(),
	})
	if err != nil {
		return err
	}
	perRecruiter, perAgency := agency.PerRecruiter(), agency.PerAgency()
	days := []struct {
		heading  string
		id       agency.AccountID
		settings agency.Settings
		date     time.Time
		scenes   []scene
	}{
		{
			"Monday: openings are shared with each recruiter", "per-recruiter", perRecruiter,
			time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC), monday,
		},
		{
			"Tuesday: openings are assigned to agencies", "per-agency", perAgency,
			time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC), tuesday,
		},
	}
	employer := cmp.Or(acc.title, "The account")
	introduce(&page{w: w}, acc, employer)
	for _, t := range days {
		d := &day{
			cast: who, account: acc, page: page{w: w}, script: clock,
			id: t.id, employer: employer, eng: eng, sys: eng.System(t.id, "quickstart"),
		}
		d.blank()
		d.heading(t.heading)
		t.settings.Title = acc.title
		for i, s := range append([]scene{{"09:00", opens(t.settings)}}, t.scenes...) {
			if err := clock.turn(t.date, s.at); err != nil {
				return err
			}
			if err := s.act(ctx, d); err != nil {
				return fmt.Errorf("%s, scene %d at %s: %w", t.id, i+1, s.at, err)
			}
		}
	}
	return nil
}

// scene is something that happens at a time of the day.
type scene struct {
	at  string // such as "09:15"
	act func(context.Context, *day) error
}

// day is a day of work.
type day struct {
	cast
	*account
	page
	*script

	id       agency.AccountID
	employer string // what the story calls the account
	eng      *access.Engine
	sys      access.System

	began time.Time              // when all was set up
	leads candidate.SubmissionID // what the lead submitted
	mates candidate.SubmissionID // what the colleague submitted
}

// say writes a sentence at the present time.
func (d *day) say(format string, args ...any) { d.page.say(d.now, format, args...) }

// as is the handle of a recruiter, whom a host has authenticated.
func (d *day) as(r agency.Recruiter) access.Recruiter { return d.eng.Recruiter(d.id, r.ID) }

// hiring is the handle of somebody on an opening's team, or of the host where
// the file names nobody, and their name.
func (d *day) hiring(o agency.Opening) (access.Staff, string) {
	for id := range o.Team.All() {
		return d.eng.Staff(d.id, id), string(id)
	}
	return d.sys.Staff, d.employer
}

// script is the clock of the story.
type script struct{ now time.Time }

// turn sets the time of the day.
func (s *script) turn(day time.Time, at string) error {
	clock, err := time.Parse("15:04", at)
	if err != nil {
		return err
	}
	s.now = day.Add(time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute)
	return nil
}

// read moves on by a microsecond, so that what happens in one scene has an order.
func (s *script) read() time.Time {
	defer func() { s.now = s.now.Add(time.Microsecond) }()
	return s.now
}

// sequence makes identifiers that are the same in each run, so that the story
// is. Anybody who knows the program can guess them.
func sequence() func() string {
	n := 0
	return func() string {
		n++
		sum := sha256.Sum256(fmt.Append(nil, n))
		return base32.StdEncoding.EncodeToString(sum[:15])
	}
}

// opens makes the account's records: what a host mirrors from its own.
func opens(settings agency.Settings) func(context.Context, *day) error {
	return func(ctx context.Context, d *day) error {
		if err := d.sys.Configure(ctx, settings); err != nil {
			return err
		}
		for _, a := range d.agencies {
			if err := d.sys.PutAgency(ctx, a); err != nil {
				return err
			}
		}
		for _, r := range d.recruiters {
			if err := d.sys.PutRecruiter(ctx, r); err != nil {
				return err
			}
		}
		if err := d.sys.PutStaff(ctx, d.users()...); err != nil {
			return err
		}
		if err := d.sys.PutOpenings(ctx, d.openings...); err != nil {
			return err
		}
		d.began = d.now
		return nil
	}
}

// introduce says who takes part in both days.
func introduce(p *page, acc *account, employer string) {
	p.wrap("", "", fmt.Sprintf("%s has %s and works with %s:", employer, count(len(acc.openings), "opening", "openings"),
		count(len(acc.agencies), "agency", "agencies")))
	p.items(nameAll(acc.agencies, func(a agency.Agency) string {
		return a.Title + ": " + names(nameAll(acc.members(a.ID), nameAndRole))
	}))
	p.blank()
	p.wrap("", "", "Two days follow, with the same people and two settings. What stands in [brackets] is the code of a "+
		"reason, for programs; the sentences after it are for people.")
}

// users are the people named on the openings' teams, as recruitment managers:
// they share, explain and move candidates on for the openings of their teams.
func (d *day) users() []agency.Staff {
	var out []agency.Staff
	seen := make(map[agency.StaffID]bool)
	for _, o := range d.openings {
		for id := range o.Team.All() {
			if !seen[id] {
				seen[id] = true
				out = append(out, agency.Staff{ID: id, Role: agency.RecruitmentManager})
			}
		}
	}
	return out
}

func nameAndRole(r agency.Recruiter) string {
	if r.Admin {
		return r.Name + " (admin)"
	}
	return r.Name
}

func nameAll[T any](list []T, name func(T) string) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = name(v)
	}
	return out
}

// errUnexpected stops the story when it would no longer be true.
var errUnexpected = errors.New("the engine answered otherwise than the story says")
