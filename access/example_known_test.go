package access_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

var exampleJane = candidate.Entry{Name: "Jane Doe", Emails: agency.Freeze("jane@example.org")}

// knownTwice is an account in which north put Jane forward, and then south, who
// was alerted and went on. It returns both submissions.
func knownTwice(settings agency.Settings) (sys access.System, ann, sue access.Recruiter, first, second candidate.SubmissionID) {
	ctx := context.Background()
	eng, sys := exampleAccount(settings)
	if err := sys.PutAgency(ctx, agency.Agency{ID: "south", Title: "South Search"}); err != nil {
		log.Fatal(err)
	}
	if err := sys.PutRecruiter(ctx, agency.Recruiter{ID: "sue", Agency: "south", State: agency.RecruiterActive}); err != nil {
		log.Fatal(err)
	}
	give(sys.Staff, "dev", agency.ToRecruiter("ann"))
	give(sys.Staff, "dev", agency.ToRecruiter("sue"))
	ann, sue = eng.Recruiter("acme", "ann"), eng.Recruiter("acme", "sue")
	one, err := ann.Submit(ctx, "dev", "request", exampleJane)
	if err != nil {
		log.Fatal(err)
	}
	two, err := sue.Submit(ctx, "dev", "request", exampleJane)
	if told := new(access.Denied); errors.As(err, &told) {
		two, err = sue.Submit(ctx, "dev", "request", exampleJane, access.WithAcknowledgement(told.Acknowledgement))
	}
	if err != nil {
		log.Fatal(err)
	}
	return sys, ann, sue, one.Submission, two.Submission
}

func ExampleWithAcknowledgement() {
	ctx := context.Background()
	sys, _, sue, _, _ := knownTwice(agency.PerRecruiter())
	if err := sys.PutApplicant(ctx, access.Applicant{ID: "p1", Entry: candidate.Entry{
		Name: "Max Moe", Emails: agency.Freeze("max@example.org"),
	}}); err != nil {
		log.Fatal(err)
	}

	max := candidate.Entry{Given: "Max", Surname: "Moe", Emails: agency.Freeze("MAX@example.org")}
	_, err := sue.Submit(ctx, "dev", "max", max)
	var told *access.Denied
	if errors.As(err, &told) && told.Acknowledgement != "" {
		fmt.Println(told.Reasons()[0].Sentence) // and if the recruiter goes on:
		_, err = sue.Submit(ctx, "dev", "max", max, access.WithAcknowledgement(told.Acknowledgement))
	}
	fmt.Println(err)
	// Output:
	// This person is known to the account already.
	// <nil>
}

func ExampleStaff_Duplicates() {
	sys, _, _, _, second := knownTwice(agency.PerRecruiter())
	found, err := sys.Duplicates(context.Background(), second)
	for _, d := range found {
		fmt.Println(d.Agency, d.Verdict, d.Evidence)
	}
	fmt.Println(err)
	// Output:
	// north exact same e-mail address; same given name; same surname
	// <nil>
}

func ExampleStaff_Ruling() {
	ctx := context.Background()
	settings := agency.PerRecruiter()
	settings.Duplicates.Ownership = agency.Period{Months: 6}
	sys, _, _, _, second := knownTwice(settings)

	ruling, err := sys.Ruling(ctx, second)
	fmt.Println(ruling.Outcome, ruling.Verdict, ruling.OwnerAgency, ruling.Acknowledged, err)

	// What if South had come a year later?
	ruling, err = sys.Replay(ctx, second, time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC))
	fmt.Printf("%v %v %q %v\n", ruling.Outcome, ruling.Verdict, ruling.OwnerAgency, err)
	// Output:
	// alerted exact north true <nil>
	// alerted exact "" <nil>
}

func ExampleStaff_Credit() {
	ctx := context.Background()
	sys, _, _, _, second := knownTwice(agency.PerRecruiter())
	if err := sys.Advance(ctx, second, agency.Hired); err != nil {
		log.Fatal(err)
	}
	record, err := sys.Submission(ctx, second)
	fmt.Println(record.Source, err)
	credit, err := sys.Credit(ctx, second)
	fmt.Println(credit.Agency(), credit.Disputed(), err)
	// Output:
	// South Search <nil>
	// north false <nil>
}

func ExampleStaff_OpenClaim() {
	ctx := context.Background()
	sys, _, _, first, _ := knownTwice(agency.PerRecruiter())
	claim, err := sys.OpenClaim(ctx, first, access.Introduction{
		Agency: "south", From: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), Reason: "mail of 1 February",
	})
	if err != nil {
		log.Fatal(err)
	}
	credit, err := sys.Credit(ctx, first)
	fmt.Println(credit.Agency(), err)
	fmt.Println(sys.ReleaseClaim(ctx, claim.ID, "the mail was about somebody else"))
	credit, err = sys.Credit(ctx, first)
	fmt.Println(credit.Agency(), err)
	// Output:
	// south <nil>
	// <nil>
	// north <nil>
}

func ExampleRecruiter_Claims() {
	ctx := context.Background()
	settings := agency.PerRecruiter()
	settings.Duplicates.Ownership = agency.Period{Months: 12}
	_, ann, _, _, _ := knownTwice(settings)
	page, err := ann.Claims(ctx, time.Time{}, "", 0)
	for _, c := range page.Rows {
		fmt.Println(c.Name, c.Standing, "until", c.Until.Format(time.DateOnly))
	}
	fmt.Println(err)
	// Output:
	// Jane Doe in-force until 2027-03-01
	// <nil>
}

func ExampleStaff_Merge() {
	ctx := context.Background()
	sys, _, _, first, second := knownTwice(agency.PerRecruiter())
	fmt.Println(sys.Merge(ctx, first, second, candidate.Choice{}))
	person, err := sys.Person(ctx, second)
	fmt.Println(person.Values.FullName(), len(person.Submissions), err)
	fmt.Println(sys.Unmerge(ctx, second))
	person, err = sys.Person(ctx, second)
	fmt.Println(person.Values.FullName(), len(person.Submissions), err)
	// Output:
	// <nil>
	// Jane Doe 2 <nil>
	// <nil>
	// Jane Doe 1 <nil>
}

func ExampleStaff_CorrectEntry() {
	ctx := context.Background()
	sys, _, _, _, second := knownTwice(agency.PerRecruiter())
	changed, err := sys.CorrectEntry(ctx, second, candidate.Entry{Name: "June Roe", Emails: agency.Freeze("june@example.org")})
	fmt.Println(changed.Fields, len(changed.Found), len(changed.Dismissed), err)
	// Output:
	// [name emails] 0 1 <nil>
}

func ExampleSystem_Import() {
	ctx := context.Background()
	_, sys := exampleAccount(agency.PerRecruiter())
	past := []access.ImportRow{
		{Candidate: "c-1", Entry: candidate.Entry{Name: "Max Moe"}},
		{Candidate: "c-2"}, // has no name
		{Entry: exampleJane, Submission: access.PastSubmission{
			ID: "old-1", Opening: "dev", Agency: "north", At: time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC), Stage: agency.Rejected,
		}},
	}
	rows := func(yield func(access.ImportRow, error) bool) {
		for _, r := range past {
			if !yield(r, nil) {
				return
			}
		}
	}
	done, err := sys.Import(ctx, rows, access.ImportOptions{
		Failed: func(row int, err error) { fmt.Println(row, err) },
	})
	fmt.Println(done.Read, done.New, done.Failed, err)
	// Output:
	// 1 field entry.name: must not be empty
	// 3 2 1 <nil>
}
