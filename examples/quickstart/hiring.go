package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// hiringSideLooks shows what the account itself sees at the end of the day.
func hiringSideLooks(ctx context.Context, d *day) error {
	return errors.Join(d.sayList(ctx), d.sayWho(ctx), d.sayDenials(ctx))
}

// hiringSideReads shows what came with a candidate and what was written since.
func hiringSideReads(ctx context.Context, d *day) error {
	return errors.Join(d.sayResume(ctx), d.sayRemarks(ctx))
}

// sayWho lists who has access to the main opening, and through what.
func (d *day) sayWho(ctx context.Context) error {
	staff, name := d.hiring(d.main)
	var holders []string
	for h, err := range access.All(func(c access.Cursor) (access.Page[access.Holder], error) {
		return staff.Who(ctx, d.main.ID, c, 0)
	}) {
		if err != nil {
			return err
		}
		through := "own share"
		if h.ToAgency != (agency.Share{}) {
			through = "through " + h.Agency.Title
		}
		holders = append(holders, fmt.Sprintf("%s (%s)", h.Recruiter.Name, through))
	}
	d.say("%s asks who has access to %s: %s.", name, d.main.Title, names(holders))
	return nil
}

// sayList lists the candidates for the main opening, with where they come from.
func (d *day) sayList(ctx context.Context) error {
	staff, _ := d.hiring(d.main)
	var list []access.SubmissionSummary
	for s, err := range access.All(func(c access.Cursor) (access.Page[access.SubmissionSummary], error) {
		return staff.Submissions(ctx, access.SubmissionsOf{Opening: d.main.ID}, c, 0)
	}) {
		if err != nil {
			return err
		}
		list = append(list, s)
	}
	slices.Reverse(list) // oldest first, as the day went
	d.say("The hiring side's list for %s, with the source that was recorded:", d.main.Title)
	d.items(nameAll(list, func(s access.SubmissionSummary) string {
		if s.Direct() {
			return fmt.Sprintf("%s: %s, applied directly", s.Name, s.Stage)
		}
		return fmt.Sprintf("%s: %s, from %s (%s)", s.Name, s.Stage, s.Source, d.recruiterName(s.Recruiter))
	}))
	return nil
}

// sayResume reads the beginning of the resume that came in.
func (d *day) sayResume(ctx context.Context) error {
	staff, name := d.hiring(d.main)
	content, resume, err := staff.Resume(ctx, d.leads)
	if err != nil {
		return err
	}
	defer content.Close()
	first, err := bufio.NewReader(content).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	d.say("%s opens %s (%d bytes): %q", name, resume.Name, resume.Size, strings.TrimSpace(first))
	return nil
}

func (d *day) sayRemarks(ctx context.Context) error {
	staff, _ := d.hiring(d.main)
	d.say("Beside it are the notes and feedback that no agency sees:")
	for r, err := range access.All(func(c access.Cursor) (access.Page[candidate.Remark], error) {
		return staff.Remarks(ctx, d.leads, c, 0)
	}) {
		if err != nil {
			return err
		}
		d.item("%s %s: %s", r.At.Format("15:04"), r.Kind, r.Text)
	}
	return nil
}

// sayDenials lists the attempts that were denied, with the true reasons.
func (d *day) sayDenials(ctx context.Context) error {
	var denials []store.JournalRow
	total := 0
	for row, err := range access.All(func(c access.Cursor) (access.Page[store.JournalRow], error) {
		return d.sys.Journal(ctx, store.Subject{}, c, access.MaxLimit)
	}) {
		if err != nil {
			return err
		}
		if total++; row.Denied {
			denials = append(denials, row)
		}
	}
	slices.Reverse(denials)
	d.say("The journal has %s. These were denied, with the true reasons:", count(total, "entry", "entries"))
	d.items(nameAll(denials, func(row store.JournalRow) string {
		actor := fmt.Sprintf("%s (%s)", row.Actor.ID, row.Actor.Kind)
		if row.Actor.Kind == store.RecruiterActor {
			actor = fmt.Sprintf("%s (%s)", d.recruiterName(agency.RecruiterID(row.Actor.ID)), d.agencyTitle(row.Agency))
		}
		return fmt.Sprintf("%s %s: %s %s: %s", row.At.Format("15:04"), actor, row.Action, row.Opening, row.Reasons)
	}))
	return nil
}

// eventsArrive delivers the day's events. A host has Deliver running all the
// time and sends mail from it; here it runs until nothing is left.
func eventsArrive(ctx context.Context, d *day) error {
	kinds := make(map[string]int)
	to := make(map[string]map[event.RecipientKind]bool)
	total := 0
	err := d.eng.Deliver(ctx, func(_ context.Context, e access.Delivery) error {
		total++
		if e.At.Before(d.began) {
			return nil // of setting up
		}
		name, _ := e.Event.Kind()
		if to[name] == nil {
			to[name] = make(map[event.RecipientKind]bool)
		}
		for _, r := range e.To {
			to[name][r.Kind] = true
		}
		kinds[name]++
		return nil
	}, access.DeliverOptions{UntilEmpty: true})
	if err != nil {
		return err
	}
	var list []string
	for _, name := range slices.Sorted(maps.Keys(kinds)) {
		var whom []string
		for _, kind := range slices.Sorted(maps.Keys(to[name])) {
			whom = append(whom, string(kind))
		}
		list = append(list, fmt.Sprintf("%d %s for the %s", kinds[name], name, strings.Join(whom, " and ")))
	}
	d.say("%s has been handed %s, in order and without personal data, to write its mails from. After setting up: %s.",
		d.employer, count(total, "event", "events"), strings.Join(list, "; "))
	return nil
}
