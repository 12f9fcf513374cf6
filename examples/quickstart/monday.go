package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
)

// monday is the day of an account that shares each opening with each recruiter:
// belonging to the same agency gives nothing.
var monday = []scene{
	{"09:15", sharesWithOne},
	{"09:30", asksAboutColleague},
	{"10:00", sharesSeveral},
	{"10:30", submitsWithResume},
	{"10:45", othersSeeNothing},
	{"11:00", othersSubmit},
	{"11:30", submitsKnown},
	{"13:00", movesOn},
	{"14:00", archives},
	{"15:00", submitsToPrivate},
	{"17:00", hiringSideReads},
	{"17:00", hiringSideLooks},
	{"18:00", eventsArrive},
}

func sharesWithOne(ctx context.Context, d *day) error {
	staff, name := d.hiring(d.main)
	_, err := staff.Share(ctx, access.Grants{
		Openings: []agency.OpeningID{d.main.ID}, To: []agency.Grantee{agency.ToRecruiter(d.lead.ID)},
	})
	if err != nil {
		return err
	}
	d.say("%s shares %s with %s of %s.", name, d.main.Title, d.lead.Name, d.home.Title)
	return errors.Join(d.sayOpenings(ctx, d.lead), d.sayOpenings(ctx, d.colleague))
}

func asksAboutColleague(ctx context.Context, d *day) error {
	d.say("%s, a colleague at %s, has heard of the opening and puts %s forward.",
		d.colleague.Name, d.home.Title, d.deck[4].entry.FullName())
	_, err := d.submit(ctx, d.colleague, d.main, d.deck[4])
	if err := d.sayTold(d.colleague, err); err != nil {
		return err
	}
	if err := d.sayWhy(ctx, d.colleague, policy.Submit, d.main); err != nil {
		return err
	}
	staff, _ := d.hiring(d.main)
	why, err := staff.Explain(ctx, d.lead.ID, policy.ViewOpening, access.OnOpening(d.main.ID))
	if err != nil {
		return err
	}
	if !why.Decision.Allowed() {
		return fmt.Errorf("%w: %v", errUnexpected, why.Decision)
	}
	d.say("Asked about %s, who can see it, the same call lists the colleagues who cannot: %s.",
		d.lead.Name, names(nameAll(why.Without(), d.recruiterName)))
	return nil
}

// sharesSeveral gives three openings to all the other agencies in one call: to
// their present members, for to an agency as such it is refused.
func sharesSeveral(ctx context.Context, d *day) error {
	_, err := d.sys.Share(ctx, access.Grants{
		Openings: []agency.OpeningID{d.main.ID}, To: []agency.Grantee{agency.ToAgency(d.rival.ID)},
	})
	var refused *access.Refused
	if !errors.As(err, &refused) {
		return fmt.Errorf("%w: %v", errUnexpected, err)
	}
	d.say("%s tries to share %s with %s as a whole: %s",
		d.employer, d.main.Title, d.rival.Title, words(refused.Reasons()))
	rows, err := d.sys.Share(ctx, access.Grants{
		Openings: []agency.OpeningID{d.main.ID, d.second.ID, d.private.ID}, MembersOf: d.others,
	})
	if err != nil {
		return err
	}
	d.say("So it shares 3 openings with the members of %s at once: one call makes %s.",
		count(len(d.others), "agency", "agencies"), count(len(rows), "share", "shares"))
	return d.sayOpenings(ctx, d.outsider)
}

func submitsWithResume(ctx context.Context, d *day) error {
	p := d.deck[0]
	receipt, err := d.submit(ctx, d.lead, d.main, p)
	if err != nil {
		return err
	}
	d.leads = receipt.Submission
	d.say("%s puts %s forward for %s, with a resume.", d.lead.Name, p.entry.FullName(), d.main.Title)
	again, err := d.submit(ctx, d.lead, d.main, p)
	if err != nil {
		return err
	}
	if again != receipt {
		return fmt.Errorf("%w: a repeated request made another submission", errUnexpected)
	}
	d.say("The connection breaks and the same request is sent again: the receipt is the same, nothing is there twice.")
	d.say("The colleague cannot see the opening, but sees how the agency's own candidate is doing.")
	return d.sayProgress(ctx, d.colleague)
}

func othersSeeNothing(ctx context.Context, d *day) error {
	const application = "application-1"
	p := d.deck[4].entry
	if err := d.sys.PutApplicant(ctx, access.Applicant{ID: application, Opening: d.main.ID, Entry: p}); err != nil {
		return err
	}
	d.say("%s applies directly, without an agency.", p.FullName())
	if err := d.sayProgress(ctx, d.outsider); err != nil {
		return err
	}
	return d.sayNothing(ctx, d.outsider, d.leads, application)
}

// othersSubmit lets the other agencies' recruiters put forward everybody whom
// the rest of the story does not need, in turn and for each opening in turn.
func othersSubmit(ctx context.Context, d *day) error {
	var hands []agency.Recruiter
	for _, id := range d.others {
		hands = append(hands, d.members(id)...)
	}
	openings := []agency.Opening{d.main, d.second}
	made := 0 // each recruiter has one for each opening before it is the next one's turn
	for i, p := range d.deck[1:] {
		if i+1 == 3 || i+1 == 4 { // the one for later, and the one who applied directly
			continue
		}
		if _, err := d.submit(ctx, hands[made/2%len(hands)], openings[made%2], p); err != nil {
			return err
		}
		made++
	}
	d.say("The recruiters of the other agencies put forward %s. Each sees those of the own agency only:",
		count(made, "candidate", "candidates"))
	var seen []string
	for _, r := range hands {
		n, err := d.as(r).CountSubmissions(ctx, access.SubmissionFilter{})
		if err != nil {
			return err
		}
		seen = append(seen, fmt.Sprintf("%s of %s: %d", r.Name, d.agencyTitle(r.Agency), n))
	}
	d.items(seen)
	return nil
}

func movesOn(ctx context.Context, d *day) error {
	staff, name := d.hiring(d.main)
	p := d.deck[0].entry.FullName()
	err := errors.Join(
		staff.Note(ctx, d.leads, "Knows our field. Ask about the notice period."),
		staff.Advance(ctx, d.leads, agency.InReview),
		staff.Feedback(ctx, d.leads, "Strong on storage, less so on testing."),
		staff.Advance(ctx, d.leads, agency.Interview),
	)
	if err != nil {
		return err
	}
	d.say("%s writes a note and an interviewer's feedback on %s, who reaches the stage %s.", name, p, agency.Interview)
	view, entry, err := d.as(d.lead).Submission(ctx, d.leads)
	if err != nil {
		return err
	}
	d.say("%s sees the stage %s, the source %q and what was entered (%s, %d bytes). What agencies get has no field for notes or feedback.",
		d.lead.Name, view.Stage, view.Source, entry.ResumeName, entry.ResumeSize)
	return nil
}

func archives(ctx context.Context, d *day) error {
	staff, name := d.hiring(d.second)
	if err := staff.Archive(ctx, d.second.ID); err != nil {
		return err
	}
	d.say("%s archives %s. %s tries to add %s.", name, d.second.Title, d.outsider.Name, d.deck[3].entry.FullName())
	_, err := d.submit(ctx, d.outsider, d.second, d.deck[3])
	if err := d.sayTold(d.outsider, err); err != nil {
		return err
	}
	d.say("Progress stays visible.")
	return errors.Join(d.sayProgress(ctx, d.outsider), d.sayOpenings(ctx, d.outsider))
}

func submitsToPrivate(ctx context.Context, d *day) error {
	view, err := d.as(d.outsider).Opening(ctx, d.private.ID)
	if err != nil {
		return err
	}
	if !view.Private {
		return fmt.Errorf("%w: the opening is not shown as private", errUnexpected)
	}
	if _, err := d.submit(ctx, d.outsider, d.private, d.deck[3]); err != nil {
		return err
	}
	d.say("%s is private: not advertised, and shown as such. %s may work on it all the same and puts %s forward.",
		d.private.Title, d.outsider.Name, d.deck[3].entry.FullName())
	return nil
}
