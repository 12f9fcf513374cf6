// Embed is the smallest useful host: one account, one agency, one opening.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

func main() {
	ctx := context.Background()
	eng, err := access.New(memstore.New(), access.Options{Secret: []byte("32 random bytes of your own, kept secret")})
	check(err)

	sys := eng.System("acme", "setup") // the host itself, for a named operator
	check(sys.Configure(ctx, agency.PerRecruiter()))
	check(sys.PutAgency(ctx, agency.Agency{ID: "north", Title: "North Recruiting"}))
	for _, id := range []agency.RecruiterID{"ann", "bob"} {
		check(sys.PutRecruiter(ctx, agency.Recruiter{ID: id, Agency: "north", State: agency.RecruiterActive}))
	}
	check(sys.PutOpenings(ctx, agency.Opening{ID: "dev", Title: "Developer"}))
	_, err = sys.Share(ctx, access.Grants{Openings: []agency.OpeningID{"dev"}, To: []agency.Grantee{agency.ToRecruiter("ann")}})
	check(err)

	ann, bob := eng.Recruiter("acme", "ann"), eng.Recruiter("acme", "bob") // the host has authenticated them
	_, err = ann.Submit(ctx, "dev", "request-1", candidate.Entry{Name: "Jane Doe"})
	check(err)
	_, err = bob.Submit(ctx, "dev", "request-1", candidate.Entry{Name: "Max Moe"})
	if denied := new(access.Denied); errors.As(err, &denied) {
		fmt.Println("bob is told:", denied.Reasons()[0].Sentence)
	}
	why, err := sys.Explain(ctx, "bob", policy.Submit, access.OnOpening("dev"))
	check(err)
	fmt.Println("the account learns:", why.Decision.Reasons()[0].Sentence, why.Decision.Reasons()[0].Remedy)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
