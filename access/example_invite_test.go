package access_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// inviteKim invites kim to a new agency.
func inviteKim(s access.Staff) access.Invited {
	sent, err := s.Invite(context.Background(), access.Invitee{
		Email: "kim@kim.example", Recruiter: "kim", Agency: "kims", NewAgency: "Kim Search",
	})
	if err != nil {
		log.Fatal(err)
	}
	return sent
}

func ExampleStaff_Invite() {
	ctx := context.Background()
	eng, _ := exampleAccount(agency.PerRecruiter())

	// Kim comes with an agency that is made for her, and will have an opening.
	sent, err := eng.Staff("acme", "rita").Invite(ctx, access.Invitee{
		Email: "Kim Lee <kim@kim.example>", NewAgency: "Kim Search", Openings: []agency.OpeningID{"dev"},
	})
	fmt.Println(sent.Email, sent.Expires.Format(time.DateOnly), err)

	// The host mails the secret, which is in the event as well.
	fmt.Println(sent.Secret != "", "and in logs:", sent.Secret)
	// Output:
	// kim@kim.example 2026-03-15 <nil>
	// true and in logs: (a secret)
}

// An address of a domain that is known needs a choice: one of the agencies that
// are offered, or another one anyway.
func ExampleStaff_Invite_knownDomain() {
	ctx := context.Background()
	_, sys := exampleAccount(agency.PerRecruiter())
	inviteKim(sys.Staff)

	lou := access.Invitee{Email: "lou@mail.kim.example", NewAgency: "Lou"}
	out, err := sys.Invite(ctx, lou)
	fmt.Println(err)
	for _, a := range out.Offered {
		fmt.Println("is it", a.Title+"?")
	}

	lou.Agency, lou.NewAgency = out.Offered[0].ID, ""
	out, err = sys.Invite(ctx, lou)
	fmt.Println(out.Agency, err)
	// Output:
	// access: deny known_domain
	// is it Kim Search?
	// kims <nil>
}

func ExampleStaff_Resend() {
	ctx := context.Background()
	_, sys := exampleAccount(agency.PerRecruiter())
	first := inviteKim(sys.Staff)

	second, err := sys.Resend(ctx, "kim")
	fmt.Println(err)
	_, err = sys.Invitation(ctx, first.Secret)
	fmt.Println("the first:", err)
	_, err = sys.Invitation(ctx, second.Secret)
	fmt.Println("the second:", err)
	// Output:
	// <nil>
	// the first: access: invalid_invitation: this invitation does not hold
	// the second: <nil>
}

func ExampleStaff_Revoke() {
	ctx := context.Background()
	_, sys := exampleAccount(agency.PerRecruiter())
	sent := inviteKim(sys.Staff)
	fmt.Println(sys.Revoke(ctx, "kim"))
	_, err := sys.Accept(ctx, sent.Secret, "login-7")
	fmt.Println(err)
	// Output:
	// <nil>
	// access: invalid_invitation: this invitation does not hold
}

func ExampleStaff_Invitations() {
	ctx := context.Background()
	_, sys := exampleAccount(agency.PerRecruiter())
	inviteKim(sys.Staff)
	if _, err := sys.Resend(ctx, "kim"); err != nil {
		log.Fatal(err)
	}
	page, err := sys.Invitations(ctx, "kims", "", 0)
	for _, i := range page.Rows {
		fmt.Println(i.Email, i.Fate, i.Open, err)
	}
	// Output:
	// kim@kim.example waiting true <nil>
	// kim@kim.example replaced false <nil>
}

const exampleList = `E-Mail;Name;Agency;Openings
pat@pat.example;Pat Poe;Pat & Partners;dev
sam@pat.example;Sam Poe;Pat & Partners;dev|ops
PAT@pat.example;Pat again;;
not an address;;;
`

// printListed prints what becomes of a row, as far as a reader of the list cares.
func printListed(row access.Listed) {
	fmt.Println("line", row.Line, row.Status)
}

func ExampleStaff_InviteList() {
	ctx := context.Background()
	_, sys := exampleAccount(agency.PerRecruiter())
	rows := func() access.ListedSoFar { // a list is read anew each time
		done, err := sys.InviteList(ctx, invite.ReadList(strings.NewReader(exampleList), invite.ListOptions{}),
			access.ListOptions{Each: printListed})
		if err != nil {
			log.Fatal(err)
		}
		return done
	}
	fmt.Println(rows().Invited, "invited")
	fmt.Println(rows().Invited, "invited") // doing it again changes nothing
	// Output:
	// line 2 invited
	// line 3 invited
	// line 4 duplicate
	// line 5 invalid
	// 2 invited
	// line 2 already_invited
	// line 3 already_invited
	// line 4 duplicate
	// line 5 invalid
	// 0 invited
}

func ExampleStaff_PreviewList() {
	ctx := context.Background()
	_, sys := exampleAccount(agency.PerRecruiter())
	list := invite.ReadList(strings.NewReader(exampleList), invite.ListOptions{})
	done, err := sys.PreviewList(ctx, list, access.ListOptions{Each: printListed})
	fmt.Println("would invite", done.Invited, err)

	page, err := sys.Invitations(ctx, "", "", 0)
	fmt.Println("were invited", len(page.Rows), err)
	// Output:
	// line 2 invited
	// line 3 invited
	// line 4 duplicate
	// line 5 invalid
	// would invite 2 <nil>
	// were invited 0 <nil>
}

func ExampleSystem_Invitation() {
	ctx := context.Background()
	_, sys := exampleAccount(agency.PerRecruiter())
	sent := inviteKim(sys.Staff)

	// What to show on the page that the link in the mail leads to.
	what, err := sys.Invitation(ctx, sent.Secret)
	fmt.Println(what.Email, "to join", what.AgencyTitle, err)

	// Whatever else somebody tries, the answer is the same.
	_, err = sys.Invitation(ctx, invite.NewSecret("guess"))
	fmt.Println(errors.Is(err, access.ErrInvalidInvitation))
	// Output:
	// kim@kim.example to join Kim Search <nil>
	// true
}

func ExampleSystem_Accept() {
	ctx := context.Background()
	eng, sys := exampleAccount(agency.PerRecruiter())
	sent, err := eng.Staff("acme", "rita").Invite(ctx, access.Invitee{
		Email: "kim@kim.example", Recruiter: "kim", NewAgency: "Kim Search", Openings: []agency.OpeningID{"dev"},
	})
	if err != nil {
		log.Fatal(err)
	}

	// The host makes a login, and says which one it is.
	got, err := sys.Accept(ctx, sent.Secret, "login-7")
	fmt.Println(got.Recruiter, got.Shared, err)
	opening, err := eng.Recruiter("acme", "kim").Opening(ctx, "dev")
	fmt.Println(opening.Title, err)

	_, err = sys.Accept(ctx, sent.Secret, "login-8")
	fmt.Println(err)
	// Output:
	// kim [dev] <nil>
	// Developer <nil>
	// access: invalid_invitation: this invitation does not hold
}

// The mail of an invitation is the host's to send: the event has all it needs.
func ExampleEngine_Deliver_invitations() {
	ctx := context.Background()
	eng, sys := exampleAccount(agency.PerRecruiter())
	inviteKim(sys.Staff)
	err := eng.Deliver(ctx, func(_ context.Context, d access.Delivery) error {
		if e, ok := d.Event.(*event.InvitationSent); ok && e.Secret != "" {
			fmt.Println("mail to", e.Email, "about", e.AgencyTitle, "with the link .../accept#"+e.Secret.String())
		}
		return nil
	}, access.DeliverOptions{UntilEmpty: true})
	fmt.Println(err)
	// Output:
	// mail to kim@kim.example about Kim Search with the link .../accept#(a secret)
	// <nil>
}

func ExampleOptions_limit() {
	ctx := context.Background()
	calls := 0
	eng, err := access.New(memstore.New(), access.Options{
		Secret: []byte("keep this one with your other secrets"),
		// A token bucket for each recruiter, say; here two calls are all.
		Limit: func(context.Context, access.Attempt) time.Duration {
			if calls++; calls > 2 {
				return 30 * time.Second
			}
			return 0
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	ann := eng.Recruiter("acme", "ann")
	for range 3 {
		_, err := ann.CountOpenings(ctx)
		if limited := new(access.Limited); errors.As(err, &limited) {
			fmt.Println("try again in", limited.Wait)
		} else {
			fmt.Println("answered")
		}
	}
	// Output:
	// answered
	// answered
	// try again in 30s
}
