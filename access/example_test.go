package access_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// exampleAccount is what the examples start from: an account with an agency of
// two recruiters and two openings, and a regular user on the team of one.
func exampleAccount(settings agency.Settings) (*access.Engine, access.System) {
	ctx := context.Background()
	c := &clock{now: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}
	eng, err := access.New(memstore.New(), access.Options{
		Secret: []byte("keep this one with your other secrets"), Clock: c.read, Blobs: memstore.NewBlobs(),
	})
	if err != nil {
		log.Fatal(err)
	}
	sys := eng.System("acme", "example")
	must := func(err error) {
		if err != nil {
			log.Fatal(err)
		}
	}
	must(sys.Configure(ctx, settings))
	must(sys.PutStaff(ctx, agency.Staff{ID: "rita", Role: agency.RecruitmentManager}))
	must(sys.PutAgency(ctx, agency.Agency{ID: "north", Title: "North Recruiting"}))
	must(sys.PutRecruiter(ctx, agency.Recruiter{ID: "ann", Agency: "north", Name: "Ann", Admin: true, State: agency.RecruiterActive}))
	must(sys.PutRecruiter(ctx, agency.Recruiter{ID: "bob", Agency: "north", Name: "Bob", State: agency.RecruiterActive}))
	must(sys.PutOpenings(ctx,
		agency.Opening{ID: "dev", Title: "Developer", Team: agency.Freeze[agency.StaffID]("rita")},
		agency.Opening{ID: "ops", Title: "Operator"},
	))
	return eng, sys
}

// give shares an opening with one grantee.
func give(s access.Staff, opening agency.OpeningID, to agency.Grantee) {
	_, err := s.Share(context.Background(), access.Grants{
		Openings: []agency.OpeningID{opening}, To: []agency.Grantee{to},
	})
	if err != nil {
		log.Fatal(err)
	}
}

func ExampleStaff_Share() {
	eng, _ := exampleAccount(agency.PerRecruiter())
	rita := eng.Staff("acme", "rita")

	// Rita is on the team of dev, but not on that of ops.
	rows, err := rita.Share(context.Background(), access.Grants{
		Openings: []agency.OpeningID{"dev", "ops"},
		To:       []agency.Grantee{agency.ToRecruiter("ann")},
	})
	for _, row := range rows {
		fmt.Println(row.Opening, row.Grantee, row.Changed)
	}
	fmt.Println(err)
	// Output:
	// dev recruiter:ann true
	// ops recruiter:ann false
	// access: deny not_on_team
}

func ExampleStaff_Unshare() {
	ctx := context.Background()
	eng, sys := exampleAccount(agency.PerAgency())
	give(sys.Staff, "dev", agency.ToAgency("north"))
	receipt, _ := eng.Recruiter("acme", "ann").Submit(ctx, "dev", "request-1", candidate.Entry{Name: "Jane Doe"})

	// One call takes the agency off with all its people.
	_, err := sys.Unshare(ctx, access.Grants{
		Openings: []agency.OpeningID{"dev"}, To: []agency.Grantee{agency.ToAgency("north")},
	})
	fmt.Println(err)

	_, err = eng.Recruiter("acme", "bob").Submit(ctx, "dev", "request-1", candidate.Entry{Name: "Joe Roe"})
	fmt.Println(err)
	view, _, err := eng.Recruiter("acme", "bob").Submission(ctx, receipt.Submission)
	fmt.Println(view.Name, view.Stage, err)
	// Output:
	// <nil>
	// access: deny share_revoked
	// Jane Doe new <nil>
}

func ExampleRecruiter_Submit() {
	ctx := context.Background()
	eng, sys := exampleAccount(agency.PerRecruiter())
	give(sys.Staff, "dev", agency.ToRecruiter("ann"))

	entry := candidate.Entry{Name: "Jane Doe", Emails: agency.Freeze("jane@person.example")}
	ann := eng.Recruiter("acme", "ann")
	first, err := ann.Submit(ctx, "dev", "request-1", entry)
	fmt.Println(err)

	// The network failed, say, and the request is repeated: nothing happens twice.
	again, err := ann.Submit(ctx, "dev", "request-1", entry)
	fmt.Println(again == first, err)

	// Bob is of the same agency, but was not given the opening.
	_, err = eng.Recruiter("acme", "bob").Submit(ctx, "dev", "request-1", entry)
	var denied *access.Denied
	if errors.As(err, &denied) {
		fmt.Println(denied.First())
	}
	// Output:
	// <nil>
	// true <nil>
	// not_found
}

func ExampleRecruiter_Can() {
	ctx := context.Background()
	eng, sys := exampleAccount(agency.PerRecruiter())
	give(sys.Staff, "dev", agency.ToRecruiter("ann"))
	if err := sys.Archive(ctx, "dev"); err != nil {
		log.Fatal(err)
	}
	may, err := eng.Recruiter("acme", "ann").Can(ctx, policy.Submit, access.OnOpening("dev"))
	fmt.Println(may, err)
	for _, r := range may.Reasons() {
		fmt.Println(r.Sentence)
	}
	// Output:
	// deny opening_archived <nil>
	// Developer is archived.
}

func ExampleStaff_Explain() {
	ctx := context.Background()
	eng, sys := exampleAccount(agency.PerRecruiter())
	give(sys.Staff, "dev", agency.ToRecruiter("ann"))

	// "I invited an agency admin, but their colleagues can't see the job."
	why, err := eng.Staff("acme", "rita").Explain(ctx, "bob", policy.ViewOpening, access.OnOpening("dev"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(why.Decision)
	for _, r := range why.Decision.Reasons() {
		fmt.Println(r.Sentence, r.Remedy)
	}
	fmt.Println("bob is told:", why.Told)
	fmt.Println("colleagues who have it:", why.With())
	// Output:
	// deny not_shared
	// Developer is not shared with the recruiter. Share the opening with the recruiter; what colleagues hold gives them nothing.
	// bob is told: deny not_found
	// colleagues who have it: [ann]
}

func ExampleStaff_Who() {
	ctx := context.Background()
	_, sys := exampleAccount(agency.PerAgency())
	give(sys.Staff, "dev", agency.ToAgency("north"))
	page, err := sys.Who(ctx, "dev", "", 0)
	if err != nil {
		log.Fatal(err)
	}
	for _, h := range page.Rows {
		fmt.Println(h.Recruiter.ID, "by the share to", h.ToAgency.Grantee)
	}
	// Output:
	// ann by the share to agency:north
	// bob by the share to agency:north
}

func ExampleAll() {
	ctx := context.Background()
	eng, sys := exampleAccount(agency.PerRecruiter())
	give(sys.Staff, "dev", agency.ToRecruiter("ann"))
	give(sys.Staff, "ops", agency.ToRecruiter("ann"))
	ann := eng.Recruiter("acme", "ann")
	for view, err := range access.All(func(c access.Cursor) (access.Page[access.OpeningView], error) {
		return ann.Openings(ctx, c, 1) // one at a time, to show that pages join up
	}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(view.Title)
	}
	// Output:
	// Developer
	// Operator
}

func ExampleRecruiter_Submissions() {
	ctx := context.Background()
	eng, sys := exampleAccount(agency.PerAgency())
	give(sys.Staff, "dev", agency.ToAgency("north"))
	receipt, _ := eng.Recruiter("acme", "ann").Submit(ctx, "dev", "request-1", candidate.Entry{Name: "Jane Doe"})
	if err := sys.Advance(ctx, receipt.Submission, agency.Interview); err != nil {
		log.Fatal(err)
	}
	page, err := eng.Recruiter("acme", "bob").Submissions(ctx, access.SubmissionFilter{}, "", 0)
	for _, v := range page.Rows {
		fmt.Println(v.Name, v.Source, v.Stage, v.Mine, err)
	}
	// Output:
	// Jane Doe North Recruiting interview false <nil>
}

func ExampleStaff_Note() {
	ctx := context.Background()
	eng, sys := exampleAccount(agency.PerAgency())
	give(sys.Staff, "dev", agency.ToAgency("north"))
	receipt, _ := eng.Recruiter("acme", "ann").Submit(ctx, "dev", "request-1", candidate.Entry{Name: "Jane Doe"})
	rita := eng.Staff("acme", "rita")
	fmt.Println(rita.Note(ctx, receipt.Submission, "Met her at the fair."))
	page, err := rita.Remarks(ctx, receipt.Submission, "", 0)
	fmt.Println(page.Rows[0].Author, page.Rows[0].Text, err)
	// Output:
	// <nil>
	// rita Met her at the fair. <nil>
}

func ExampleStaff_Journal() {
	ctx := context.Background()
	eng, sys := exampleAccount(agency.PerRecruiter())
	_, _ = eng.Recruiter("acme", "bob").Submit(ctx, "dev", "request-1", candidate.Entry{Name: "Joe Roe"})
	page, err := sys.Journal(ctx, store.Subject{Recruiter: "bob", Opening: "dev"}, "", 0)
	for _, row := range page.Rows {
		fmt.Println(row.Actor.ID, row.Action, row.Denied, row.Reasons, err)
	}
	// Output:
	// bob submit true not_shared <nil>
}

func ExampleStaff_Suspend() {
	ctx := context.Background()
	eng, sys := exampleAccount(agency.PerAgency())
	give(sys.Staff, "dev", agency.ToAgency("north"))
	fmt.Println(sys.Suspend(ctx, "north"))
	_, err := eng.Recruiter("acme", "ann").Submit(ctx, "dev", "request-1", candidate.Entry{Name: "Jane Doe"})
	fmt.Println(err)
	fmt.Println(sys.Reinstate(ctx, "north"))
	_, err = eng.Recruiter("acme", "ann").Submit(ctx, "dev", "request-1", candidate.Entry{Name: "Jane Doe"})
	fmt.Println(err)
	// Output:
	// <nil>
	// access: deny agency_suspended
	// <nil>
	// <nil>
}

func ExampleStaff_Configure() {
	ctx := context.Background()
	_, sys := exampleAccount(agency.PerRecruiter())
	settings, err := sys.Settings(ctx)
	if err != nil {
		log.Fatal(err)
	}
	settings.Sharing = agency.ShareWithEither
	settings.Quota.PerOpening = 5
	fmt.Println(sys.Configure(ctx, settings))
	fmt.Println(sys.Configure(ctx, settings)) // of a version that is no longer the present one
	// Output:
	// <nil>
	// access: configure: store: conflict with a concurrent change
}

func ExampleSystem_PutApplicant() {
	ctx := context.Background()
	eng, sys := exampleAccount(agency.PerAgency())
	err := sys.PutApplicant(ctx, access.Applicant{ID: "app-1", Opening: "dev", Entry: candidate.Entry{Name: "Max Moe"}})
	fmt.Println(err)

	// To an agency, somebody who applied directly and somebody who does not exist
	// are the same.
	_, _, err = eng.Recruiter("acme", "ann").Submission(ctx, "app-1")
	fmt.Println(err)
	_, _, err = eng.Recruiter("acme", "ann").Submission(ctx, "app-2")
	fmt.Println(err)
	// Output:
	// <nil>
	// access: deny not_found
	// access: deny not_found
}

func ExampleEngine_Deliver() {
	ctx, stop := context.WithCancel(context.Background())
	eng, sys := exampleAccount(agency.PerRecruiter())
	give(sys.Staff, "dev", agency.ToRecruiter("ann"))

	// The host runs this in a goroutine of its own.
	err := eng.Deliver(ctx, func(_ context.Context, d access.Delivery) error {
		if e, ok := d.Event.(*event.OpeningShared); ok {
			fmt.Println("mail to", d.To[0], "about", e.Title)
			stop()
		}
		return nil
	}, access.DeliverOptions{})
	fmt.Println(err)
	// Output:
	// mail to recruiter:ann about Developer
	// context canceled
}
