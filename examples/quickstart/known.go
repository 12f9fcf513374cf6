package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
)

// submitsKnown lets another agency put the first candidate forward again, typed
// in its own way. Who is known by a name alone is flagged; with an address or a
// number beside it the agency is alerted.
func submitsKnown(ctx context.Context, d *day) error {
	entry := d.deck[0].entry
	entry.Name = strings.ToUpper(entry.FullName())
	entry.Given, entry.Surname = "", ""
	emails := entry.Emails.Slice()
	for i := range emails {
		emails[i] = strings.ToUpper(emails[i])
	}
	entry.Emails = agency.Freeze(emails...)
	d.say("%s of %s puts forward %s, and does not know that the person is known.", d.outsider.Name, d.rival.Title, entry.Name)
	receipt, err := d.as(d.outsider).Submit(ctx, d.main.ID, "known", entry)
	var alert *access.Denied
	if errors.As(err, &alert) && alert.Acknowledgement != "" {
		if err := d.sayTold(d.outsider, err); err != nil {
			return err
		}
		d.say("That is all: not by whom, since when or for what. Nothing is kept of the person until %s goes on.", d.outsider.Name)
		receipt, err = d.as(d.outsider).Submit(ctx, d.main.ID, "known", entry, access.WithAcknowledgement(alert.Acknowledgement))
	}
	if err != nil {
		return err
	}
	staff, name := d.hiring(d.main)
	found, err := staff.Duplicates(ctx, receipt.Submission)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return fmt.Errorf("%w: the person is not found", errUnexpected)
	}
	d.say("%s sees that it is a candidate of %s, and why (%s: %s).", name, d.agencyTitle(found[0].Agency), found[0].Verdict, found[0].Evidence)
	credit, err := staff.Credit(ctx, receipt.Submission)
	if err != nil {
		return err
	}
	d.say("Were the person hired today, on whoever's submission, the credit would be %s's.", d.agencyTitle(credit.Agency()))
	return nil
}
