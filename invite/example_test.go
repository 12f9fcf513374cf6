package invite_test

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
)

func ExampleParseAddress() {
	a, err := invite.ParseAddress(`"Smith, Ann" <Ann@Bücher.example>`)
	fmt.Println(a.Name, a.Email, err)
	_, err = invite.ParseAddress("ann@north.example, bob@north.example")
	fmt.Println(err)
	// Output:
	// Smith, Ann Ann@xn--bcher-kva.example <nil>
	// field email: must be one address, and a name that holds a comma must be in quotes
}

func ExampleCanonical() {
	fmt.Println(invite.Canonical("Ann@North.Example."))
	// Output: Ann@north.example
}

func ExampleDomain() {
	fmt.Println(invite.Domain("ann@mail.kim.co.uk"))
	fmt.Println(invite.Domain("ann@gmail.com") == "")
	// Output:
	// kim.co.uk
	// true
}

func ExampleDomains() {
	fmt.Println(invite.Domains(agency.Freeze("mail.north.example", "north.example", "yahoo.fr")))
	// Output: north.example
}

func ExampleKnownBy() {
	north := agency.Agency{ID: "north", Title: "North", Domains: agency.Freeze("north.example")}
	north = invite.KnownBy(north, "bob@london.south.example")
	north = invite.KnownBy(north, "eve@gmail.com")
	fmt.Println(north.Known)
	// Output: north.example,south.example
}

func ExampleReadList() {
	list := `E-Mail;Name;Role;Openings
ann@north.example;"Smith; Ann";admin;dev, ops
bob@north.example;Bob;boss;dev
kim@kim.example;Kim;;all
`
	for row, err := range invite.ReadList(strings.NewReader(list), invite.ListOptions{}) {
		var bad *invite.RowError
		switch {
		case errors.As(err, &bad):
			fmt.Println(err) // the rows after it are read
		case err != nil:
			fmt.Println("no more:", err)
		default:
			fmt.Println(row.Line, row.Email, row.Name, row.Admin, row.Openings, row.AllOpenings)
		}
	}
	// Output:
	// 2 ann@north.example Smith; Ann true [dev ops] false
	// line 3: field role: must be admin or member
	// 4 kim@kim.example Kim false [] true
}

func ExampleNewSecret() {
	secret := invite.NewSecret("inv1") // goes to the invited person only
	digest := secret.Digest("acme")    // is kept

	id, ok := secret.Parse()
	fmt.Println(id, ok, digest.Is(secret, "acme"), digest.Is(secret, "other"))
	fmt.Println(secret)
	// Output:
	// inv1 true true false
	// (a secret)
}

func ExampleInvitation_Open() {
	sent := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	i := invite.Invitation{ID: "inv1", Created: sent, Expires: sent.AddDate(0, 0, 14)}
	fmt.Println(i.Open(sent.AddDate(0, 0, 13)), i.Open(sent.AddDate(0, 0, 14)))
	fmt.Println(i.End(invite.Revoked, sent.AddDate(0, 0, 1)).Open(sent.AddDate(0, 0, 2)))
	// Output:
	// true false
	// false
}
