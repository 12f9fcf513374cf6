package access_test

import (
	"context"
	"fmt"
	"log"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// twoContacts is an account whose recruiters kim and lou were invited one by one,
// each an agency of their own. Kim put Jane forward.
func twoContacts() (eng *access.Engine, sys access.System, jane candidate.SubmissionID) {
	ctx := context.Background()
	eng, sys = exampleAccount(agency.PerAgency())
	for _, in := range []access.Invitee{
		{Email: "kim@kim.example", Recruiter: "kim", Agency: "kims", NewAgency: "Kim"},
		{Email: "lou@lou.example", Recruiter: "lou", Agency: "lous", NewAgency: "Lou"},
	} {
		sent, err := sys.Invite(ctx, in)
		if err != nil {
			log.Fatal(err)
		}
		if _, err := sys.Accept(ctx, sent.Secret, agency.UserID(in.Recruiter)); err != nil {
			log.Fatal(err)
		}
	}
	give(sys.Staff, "dev", agency.ToAgency("kims"))
	receipt, err := eng.Recruiter("acme", "kim").Submit(ctx, "dev", "request-1", exampleJane)
	if err != nil {
		log.Fatal(err)
	}
	return eng, sys, receipt.Submission
}

// oneAgency says that kim and lou are people of one agency.
func oneAgency() access.Grouping {
	return access.Grouping{
		Agency: "both", NewAgency: "Kim & Lou", Recruiters: []agency.RecruiterID{"kim", "lou"}, Admins: []agency.RecruiterID{"kim"},
	}
}

func ExampleStaff_Group() {
	ctx := context.Background()
	eng, sys, jane := twoContacts()
	_, _, err := eng.Recruiter("acme", "lou").Submission(ctx, jane)
	fmt.Println(err)

	out, err := sys.Group(ctx, oneAgency())
	fmt.Println(out.Recruiters, "of", out.Closed, "with", out.Submissions, "submission:", err)

	// What one of them submitted is the other's to see, under the name it came in with.
	view, _, err := eng.Recruiter("acme", "lou").Submission(ctx, jane)
	fmt.Println(view.Name, "from", view.Source, err)
	// Output:
	// access: deny not_found
	// [kim lou] of [kims lous] with 1 submission: <nil>
	// Jane Doe from Kim <nil>
}

func ExampleStaff_PreviewGroup() {
	ctx := context.Background()
	_, sys, _ := twoContacts()
	out, err := sys.PreviewGroup(ctx, oneAgency())
	fmt.Println("would come:", out.Recruiters, err)

	// Lou's agency has no part in what is shared with Kim's: neither would the one
	// that they become.
	for _, lost := range out.Lost {
		fmt.Println("would be lost:", lost.Opening, "shared with", lost.Grantee)
	}
	// Output:
	// would come: [kim lou] <nil>
	// would be lost: dev shared with agency:kims
}

func ExampleStaff_Ungroup() {
	ctx := context.Background()
	eng, sys, jane := twoContacts()
	if _, err := sys.Group(ctx, oneAgency()); err != nil {
		log.Fatal(err)
	}
	out, err := sys.Ungroup(ctx, "kims")
	fmt.Println(out.Recruiters, "back with", out.Submissions, "submission:", err)
	_, _, err = eng.Recruiter("acme", "lou").Submission(ctx, jane)
	fmt.Println(err)
	// Output:
	// [kim] back with 1 submission: <nil>
	// access: deny not_found
}

func ExampleStaff_Move() {
	ctx := context.Background()
	eng, sys, jane := twoContacts()
	fmt.Println(sys.Move(ctx, "kim", "north"))

	// Nothing goes along: whom Kim put forward stays with the agency she left.
	_, _, err := eng.Recruiter("acme", "kim").Submission(ctx, jane)
	fmt.Println(err)
	record, err := sys.Submission(ctx, jane)
	fmt.Println(record.Agency, err)
	// Output:
	// <nil>
	// access: deny not_found
	// kims <nil>
}

func ExampleStaff_Convert() {
	ctx := context.Background()
	eng, sys := exampleAccount(agency.PerRecruiter())
	if err := sys.PutStaff(ctx, agency.Staff{ID: "tim", Email: "tim@tim.example", Role: agency.RecruitmentManager}); err != nil {
		log.Fatal(err)
	}

	// A regular user cannot be invited as they are.
	as := access.Invitee{Agency: "north", Recruiter: "tim", Email: "tim@tim.example"}
	_, err := sys.Invite(ctx, as)
	fmt.Println(err)

	as.Email = "" // it is the user's
	sent, err := sys.Convert(ctx, access.Conversion{Staff: "tim", OldEmail: "tim.old@acme.example", As: as})
	fmt.Println(sent.Email, "is invited:", err)
	_, err = eng.Staff("acme", "tim").Invitations(ctx, "", "", 0)
	fmt.Println("as a user:", err)
	// Output:
	// access: deny email_is_staff
	// tim@tim.example is invited: <nil>
	// as a user: access: deny staff_inactive
}

func ExampleStaff_Promote() {
	ctx := context.Background()
	eng, sys, jane := twoContacts()
	fmt.Println(sys.Promote(ctx, "kim", agency.Staff{ID: "kim-lee", Role: agency.RecruitmentManager}))

	_, err := eng.Recruiter("acme", "kim").CountOpenings(ctx)
	fmt.Println("as a recruiter:", err)
	record, err := sys.Submission(ctx, jane)
	fmt.Println("credited to", record.Source, err)
	// Output:
	// <nil>
	// as a recruiter: access: deny recruiter_deactivated
	// credited to Kim <nil>
}

func ExampleHandOver() {
	ctx := context.Background()
	eng, sys := exampleAccount(agency.PerRecruiter())
	give(sys.Staff, "dev", agency.ToRecruiter("ann"))
	receipt, err := eng.Recruiter("acme", "ann").Submit(ctx, "dev", "request-1", exampleJane)
	if err != nil {
		log.Fatal(err)
	}

	// Ann leaves. Bob goes on with whom she put forward.
	fmt.Println(sys.Deactivate(ctx, "ann", access.HandOver("bob")))
	view, _, err := eng.Recruiter("acme", "bob").Submission(ctx, receipt.Submission)
	fmt.Println(view.Name, view.Mine, err)
	// Output:
	// <nil>
	// Jane Doe true <nil>
}

// inviteCat has ann, who is an admin of north, invite a colleague.
func inviteCat(ann access.Recruiter) agency.RecruiterID {
	cat, err := ann.Invite(context.Background(), access.NewColleague{Email: "cat@north.example", Name: "Cat"})
	if err != nil {
		log.Fatal(err)
	}
	return cat.ID
}

func ExampleRecruiter_Invite() {
	ctx := context.Background()
	eng, _ := exampleAccount(agency.PerRecruiter())
	cat := access.NewColleague{Email: "Cat Fox <cat@north.example>"}

	// Ann is an admin of her agency, Bob is not.
	c, err := eng.Recruiter("acme", "ann").Invite(ctx, cat)
	fmt.Println(c.Name, c.State, err)
	_, err = eng.Recruiter("acme", "bob").Invite(ctx, cat)
	fmt.Println(err)
	// Output:
	// Cat Fox invited <nil>
	// access: deny not_agency_admin
}

func ExampleRecruiter_Resend() {
	ctx := context.Background()
	eng, sys := exampleAccount(agency.PerRecruiter())
	ann := eng.Recruiter("acme", "ann")
	cat := inviteCat(ann)
	fmt.Println(ann.Resend(ctx, cat))
	page, err := sys.Invitations(ctx, "north", "", 0)
	for _, i := range page.Rows {
		fmt.Println(i.Email, i.Fate, err)
	}
	// Output:
	// <nil>
	// cat@north.example waiting <nil>
	// cat@north.example replaced <nil>
}

func ExampleRecruiter_Revoke() {
	ctx := context.Background()
	eng, sys := exampleAccount(agency.PerRecruiter())
	ann := eng.Recruiter("acme", "ann")
	cat := inviteCat(ann)
	fmt.Println(ann.Revoke(ctx, cat))
	page, err := sys.Invitations(ctx, "north", "", 0)
	fmt.Println(page.Rows[0].Fate, err)
	// Output:
	// <nil>
	// revoked <nil>
}

func ExampleRecruiter_Deactivate() {
	ctx := context.Background()
	eng, _ := exampleAccount(agency.PerRecruiter())
	ann := eng.Recruiter("acme", "ann")
	fmt.Println(ann.Deactivate(ctx, "bob"))

	// An agency is not left without an admin, unless staff do it.
	fmt.Println(ann.Deactivate(ctx, "ann"))
	// Output:
	// <nil>
	// access: deny last_admin
}

func ExampleRecruiter_SetAdmin() {
	ctx := context.Background()
	eng, _ := exampleAccount(agency.PerRecruiter())
	ann := eng.Recruiter("acme", "ann")
	fmt.Println(ann.SetAdmin(ctx, "ann", false))

	// Ann passes the role on to Bob.
	fmt.Println(ann.SetAdmin(ctx, "bob", true))
	fmt.Println(ann.SetAdmin(ctx, "ann", false))
	// Output:
	// access: deny last_admin
	// <nil>
	// <nil>
}
