package access_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
)

func ExampleStaff_AddAgencies() {
	ctx := context.Background()
	_, sys := exampleAccount(agency.PerAgency())
	rows, err := sys.AddAgencies(ctx, "dev", []access.Addition{
		{Agency: "north"},
		{Invite: &access.Invitee{Email: "kim@kim.example", NewAgency: "Kim Search"}},
		{Invite: &access.Invitee{Email: "lou at home", NewAgency: "Lou"}},
	}, agency.Window{})

	// The bad row keeps none of the others from being done.
	for _, row := range rows {
		fmt.Println("shared:", len(row.Shares), "invited:", row.Invited.Email, "wrong:", row.Err != nil)
	}
	fmt.Println(err != nil)
	// Output:
	// shared: 1 invited:  wrong: false
	// shared: 0 invited: kim@kim.example wrong: false
	// shared: 0 invited:  wrong: true
	// true
}

// Tier one has an opening at once, and tier two three days later.
func ExampleStaff_PutList() {
	ctx := context.Background()
	eng, sys := exampleAccount(agency.PerRecruiter())
	for _, l := range []agency.List{
		{ID: "tier-1", Title: "Tier 1", Members: agency.SeriesOf(agency.ToRecruiter("ann"))},
		{ID: "tier-2", Title: "Tier 2", Members: agency.SeriesOf(agency.ToRecruiter("bob"))},
	} {
		if err := sys.PutList(ctx, l); err != nil {
			log.Fatal(err)
		}
	}
	_, err := sys.Share(ctx, access.Grants{
		Openings: []agency.OpeningID{"dev"},
		Lists:    []access.Wave{{List: "tier-1"}, {List: "tier-2", After: 3 * 24 * time.Hour}},
	})
	fmt.Println(err)
	for _, id := range []agency.RecruiterID{"ann", "bob"} {
		_, err := eng.Recruiter("acme", id).Opening(ctx, "dev")
		fmt.Println(id, err)
	}
	page, err := sys.SharesOn(ctx, "dev", "", 0)
	for _, s := range page.Rows {
		fmt.Println(s.Grantee, "from", s.From.Format(time.DateOnly), err)
	}
	// Output:
	// <nil>
	// ann <nil>
	// bob access: deny not_found
	// recruiter:ann from 2026-03-01 <nil>
	// recruiter:bob from 2026-03-04 <nil>
}

func ExampleStaff_Lists() {
	ctx := context.Background()
	_, sys := exampleAccount(agency.PerRecruiter())
	if err := sys.PutList(ctx, agency.List{
		ID: "finance", Title: "Finance", Members: agency.SeriesOf(agency.ToRecruiter("bob"), agency.ToAgency("north")),
	}); err != nil {
		log.Fatal(err)
	}
	page, err := sys.Lists(ctx, "", 0)
	for _, l := range page.Rows {
		fmt.Println(l.Title, l.Members.Slice(), err)
	}
	// Output:
	// Finance [recruiter:bob agency:north] <nil>
}

func ExampleStaff_DropList() {
	ctx := context.Background()
	eng, sys := exampleAccount(agency.PerRecruiter())
	tier := agency.List{ID: "tier-1", Title: "Tier 1", Members: agency.SeriesOf(agency.ToRecruiter("ann"))}
	if err := sys.PutList(ctx, tier); err != nil {
		log.Fatal(err)
	}
	if _, err := sys.Share(ctx, access.Grants{
		Openings: []agency.OpeningID{"dev"}, Lists: []access.Wave{{List: "tier-1"}},
	}); err != nil {
		log.Fatal(err)
	}

	// What was shared with those on the list stays shared.
	fmt.Println(sys.DropList(ctx, "tier-1"))
	view, err := eng.Recruiter("acme", "ann").Opening(ctx, "dev")
	fmt.Println(view.Title, err)
	// Output:
	// <nil>
	// Developer <nil>
}

func ExampleStaff_Pause() {
	ctx := context.Background()
	eng, sys := exampleAccount(agency.PerAgency())
	give(sys.Staff, "dev", agency.ToAgency("north"))
	shares := access.Grants{Openings: []agency.OpeningID{"dev"}, To: []agency.Grantee{agency.ToAgency("north")}}

	if _, err := sys.Pause(ctx, shares); err != nil {
		log.Fatal(err)
	}
	_, err := eng.Recruiter("acme", "ann").Submit(ctx, "dev", "request-1", exampleJane)
	fmt.Println(err)
	if _, err := sys.Unpause(ctx, shares); err != nil {
		log.Fatal(err)
	}
	_, err = eng.Recruiter("acme", "ann").Submit(ctx, "dev", "request-1", exampleJane)
	fmt.Println(err)
	// Output:
	// access: deny share_paused
	// <nil>
}
