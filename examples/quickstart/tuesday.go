package main

import (
	"context"
	"errors"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
)

// tuesday is the day of an account that assigns openings to agencies: what the
// agency holds, each of its members holds.
var tuesday = []scene{
	{"09:15", assigns},
	{"10:00", bothSubmit},
	{"10:15", othersSeeNothing},
	{"11:00", suspends},
	{"12:00", reinstates},
	{"14:00", unassigns},
	{"15:00", goesOn},
	{"16:00", withdraws},
	{"17:00", hiringSideLooks},
	{"18:00", eventsArrive},
}

// assigns gives several openings to several agencies in one call.
func assigns(ctx context.Context, d *day) error {
	openings := []agency.Opening{d.main, d.second, d.private}
	grants := access.Grants{To: []agency.Grantee{agency.ToAgency(d.home.ID), agency.ToAgency(d.rival.ID)}}
	for _, o := range openings {
		grants.Openings = append(grants.Openings, o.ID)
	}
	rows, err := d.sys.Share(ctx, grants)
	if err != nil {
		return err
	}
	d.say("%s assigns 3 openings to %s and %s at once: one call makes %s.",
		d.employer, d.home.Title, d.rival.Title, count(len(rows), "share", "shares"))
	d.say("What the agency holds, each of its members holds.")
	return d.sayOpenings(ctx, d.colleague)
}

func bothSubmit(ctx context.Context, d *day) error {
	receipt, err := d.submit(ctx, d.lead, d.main, d.deck[0])
	if err != nil {
		return err
	}
	d.leads = receipt.Submission
	if receipt, err = d.submit(ctx, d.colleague, d.second, d.deck[2]); err != nil {
		return err
	}
	d.mates = receipt.Submission
	d.say("%s puts %s forward, and %s puts %s forward. Each sees both.",
		d.lead.Name, d.deck[0].entry.FullName(), d.colleague.Name, d.deck[2].entry.FullName())
	return d.sayProgress(ctx, d.colleague)
}

func suspends(ctx context.Context, d *day) error {
	if _, err := d.submit(ctx, d.outsider, d.main, d.deck[1]); err != nil {
		return err
	}
	if err := d.sys.Suspend(ctx, d.rival.ID); err != nil {
		return err
	}
	d.say("%s puts %s forward. Then %s suspends %s, and %s tries another.", d.outsider.Name,
		d.deck[1].entry.FullName(), d.employer, d.rival.Title, d.outsider.Name)
	_, err := d.submit(ctx, d.outsider, d.main, d.deck[3])
	if err := d.sayTold(d.outsider, err); err != nil {
		return err
	}
	if err := d.sayWhy(ctx, d.outsider, policy.Submit, d.main); err != nil {
		return err
	}
	return d.sayProgress(ctx, d.outsider)
}

func reinstates(ctx context.Context, d *day) error {
	if err := d.sys.Reinstate(ctx, d.rival.ID); err != nil {
		return err
	}
	if _, err := d.submit(ctx, d.outsider, d.main, d.deck[3]); err != nil {
		return err
	}
	d.say("%s reinstates %s. %s puts %s forward: accepted.",
		d.employer, d.rival.Title, d.outsider.Name, d.deck[3].entry.FullName())
	return nil
}

// unassigns takes an opening from an agency and all of its members at once.
func unassigns(ctx context.Context, d *day) error {
	staff, name := d.hiring(d.main)
	_, err := staff.Unshare(ctx, access.Grants{
		Openings: []agency.OpeningID{d.main.ID}, To: []agency.Grantee{agency.ToAgency(d.home.ID)},
	})
	if err != nil {
		return err
	}
	d.say("%s takes %s back from %s: one call, all its members. %s tries to add %s.",
		name, d.main.Title, d.home.Title, d.lead.Name, d.deck[4].entry.FullName())
	_, err = d.submit(ctx, d.lead, d.main, d.deck[4])
	if err := d.sayTold(d.lead, err); err != nil {
		return err
	}
	return d.sayOpenings(ctx, d.colleague)
}

func goesOn(ctx context.Context, d *day) error {
	staff, name := d.hiring(d.main)
	err := errors.Join(
		staff.Note(ctx, d.leads, "The agency is off this opening; the candidate stays."),
		staff.Advance(ctx, d.leads, agency.Interview),
		staff.Advance(ctx, d.leads, agency.Offer),
	)
	if err != nil {
		return err
	}
	d.say("%s writes a note and makes %s an offer. The agency does not see the note, and still sees the progress.",
		name, d.deck[0].entry.FullName())
	return d.sayProgress(ctx, d.lead)
}

func withdraws(ctx context.Context, d *day) error {
	if err := d.as(d.colleague).Withdraw(ctx, d.mates); err != nil {
		return err
	}
	staff, name := d.hiring(d.second)
	record, err := staff.Submission(ctx, d.mates)
	if err != nil {
		return err
	}
	d.say("%s withdraws %s. %s sees the stage %s.", d.colleague.Name, record.Entry.FullName(), name, record.Stage)
	return d.sayProgress(ctx, d.colleague)
}
