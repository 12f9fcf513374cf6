package access_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"strings"
	"time"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// submit puts Jane Doe forward for dev, for the examples that start from there.
func submit(eng *access.Engine, sys access.System, by agency.RecruiterID, opts ...access.SubmitOption) candidate.SubmissionID {
	give(sys.Staff, "dev", agency.ToAgency("north"))
	receipt, err := eng.Recruiter("acme", by).Submit(context.Background(), "dev", "request-1", candidate.Entry{Name: "Jane Doe"}, opts...)
	if err != nil {
		log.Fatal(err)
	}
	return receipt.Submission
}

func ExampleRecruiter_Withdraw() {
	ctx := context.Background()
	eng, sys := exampleAccount(agency.PerAgency())
	id := submit(eng, sys, "bob")
	fmt.Println(eng.Recruiter("acme", "ann").Withdraw(ctx, id)) // an admin of the agency
	view, _, err := eng.Recruiter("acme", "bob").Submission(ctx, id)
	fmt.Println(view.Stage, err)
	// Output:
	// <nil>
	// withdrawn <nil>
}

func ExampleRecruiter_Colleagues() {
	eng, _ := exampleAccount(agency.PerAgency())
	page, err := eng.Recruiter("acme", "bob").Colleagues(context.Background(), "", 0)
	for _, c := range page.Rows {
		fmt.Println(c.Name, c.Admin, c.State)
	}
	fmt.Println(err)
	// Output:
	// Ann true active
	// Bob false active
	// <nil>
}

func ExampleRecruiter_AcceptTerms() {
	ctx := context.Background()
	settings := agency.PerAgency()
	settings.Terms = "2026-03"
	eng, sys := exampleAccount(settings)
	give(sys.Staff, "dev", agency.ToAgency("north"))
	ann := eng.Recruiter("acme", "ann")
	may, _ := ann.Can(ctx, policy.Submit, access.OnOpening("dev"))
	fmt.Println(may)
	fmt.Println(ann.AcceptTerms(ctx, "2026-03"))
	may, _ = ann.Can(ctx, policy.Submit, access.OnOpening("dev"))
	fmt.Println(may)
	// Output:
	// deny terms_not_accepted
	// <nil>
	// allow
}

func ExampleWithResume() {
	ctx := context.Background()
	eng, sys := exampleAccount(agency.PerAgency())
	id := submit(eng, sys, "ann", access.WithResume("jane.txt", "text/plain", strings.NewReader("Jane Doe, engineer")))
	content, resume, err := sys.Resume(ctx, id)
	if err != nil {
		log.Fatal(err)
	}
	defer content.Close()
	text, err := io.ReadAll(content)
	fmt.Println(resume.Name, resume.Size, string(text), err)
	// Output:
	// jane.txt 18 Jane Doe, engineer <nil>
}

func ExampleStaff_Submissions() {
	ctx := context.Background()
	eng, sys := exampleAccount(agency.PerAgency())
	submit(eng, sys, "ann")
	page, err := eng.Staff("acme", "rita").Submissions(ctx, access.SubmissionsOf{Opening: "dev"}, "", 0)
	for _, s := range page.Rows {
		fmt.Println(s.Name, s.Source, s.Recruiter, s.Stage)
	}
	fmt.Println(err)
	// Output:
	// Jane Doe North Recruiting ann new
	// <nil>
}

func ExampleStaff_Archive() {
	ctx := context.Background()
	eng, sys := exampleAccount(agency.PerAgency())
	id := submit(eng, sys, "ann")
	rita := eng.Staff("acme", "rita")
	fmt.Println(rita.Archive(ctx, "dev"))

	// Nobody can be added any more, and progress stays visible.
	ann := eng.Recruiter("acme", "ann")
	_, err := ann.Submit(ctx, "dev", "request-2", candidate.Entry{Name: "Max Moe"})
	fmt.Println(err)
	view, _, err := ann.Submission(ctx, id)
	fmt.Println(view.Stage, err)
	fmt.Println(rita.Reopen(ctx, "dev"))
	// Output:
	// <nil>
	// access: deny opening_archived
	// new <nil>
	// <nil>
}

func ExampleStaff_Deactivate() {
	ctx := context.Background()
	eng, sys := exampleAccount(agency.PerAgency())
	fmt.Println(sys.Deactivate(ctx, "bob"))
	_, err := eng.Recruiter("acme", "bob").Openings(ctx, "", 0)
	fmt.Println(err)
	fmt.Println(sys.Reactivate(ctx, "bob"))
	// Output:
	// <nil>
	// access: deny recruiter_deactivated
	// <nil>
}

func ExampleStaff_SharesOn() {
	ctx := context.Background()
	_, sys := exampleAccount(agency.PerRecruiter())
	give(sys.Staff, "dev", agency.ToRecruiter("ann"))
	give(sys.Staff, "dev", agency.ToRecruiter("bob"))
	if _, err := sys.Unshare(ctx, access.Grants{
		Openings: []agency.OpeningID{"dev"}, To: []agency.Grantee{agency.ToRecruiter("bob")},
	}); err != nil {
		log.Fatal(err)
	}
	page, err := sys.SharesOn(ctx, "dev", "", 0)
	for _, s := range page.Rows {
		fmt.Println(s.Grantee, s.Stands(time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)))
	}
	fmt.Println(err)
	// Output:
	// recruiter:ann effective
	// recruiter:bob revoked
	// <nil>
}

func ExampleSystem_Erase() {
	ctx := context.Background()
	eng, sys := exampleAccount(agency.PerAgency())
	id := submit(eng, sys, "ann")
	fmt.Println(sys.Erase(ctx, id))
	view, entry, err := eng.Recruiter("acme", "ann").Submission(ctx, id)
	fmt.Printf("%q %v %s %v\n", view.Name, entry.Erased, view.Stage, err)
	// Output:
	// <nil>
	// "" true new <nil>
}
