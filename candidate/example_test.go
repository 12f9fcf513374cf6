package candidate_test

import (
	"fmt"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// South puts somebody forward whom north introduced in March.
func ExampleRule() {
	march := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	settings := agency.Duplicates{Ownership: agency.Period{Months: 6}}
	known := candidate.Introduction{
		Claim: candidate.Claim{
			ID: "k1", Agency: "north", Recruiter: "ann", Submission: "s1", Opening: "dev",
			From: march, Until: settings.Ownership.After(march),
		},
		Verdict: candidate.Exact,
	}
	judge := func(at time.Time) {
		r := candidate.Rule(settings, candidate.Case{
			Agency: "south", Recruiter: "sam", Opening: "dev", At: at, Known: []candidate.Introduction{known},
		})
		fmt.Printf("%s: %s, owned by %q\n", at.Format(time.DateOnly), r.Outcome, r.OwnerAgency)
	}
	judge(march.AddDate(0, 0, -1))
	judge(march)
	judge(march.AddDate(0, 6, 0)) // the person is known still

	known.Claim = known.Claim.Withdraw(march.AddDate(0, 1, 0))
	judge(march) // as it was judged then
	judge(march.AddDate(0, 2, 0))
	// Output:
	// 2026-02-28: accepted, owned by ""
	// 2026-03-01: alerted, owned by "north"
	// 2026-09-01: alerted, owned by ""
	// 2026-03-01: alerted, owned by "north"
	// 2026-05-01: alerted, owned by ""
}

func ExampleClaim_Change() {
	march := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	c := candidate.Claim{ID: "k1", Agency: "north", From: march, Until: march.AddDate(0, 6, 0)}
	disputed, err := c.Change(candidate.Step{At: march.AddDate(0, 0, 7), Kind: candidate.Disputed, By: "sue", Reason: "met her at a fair"})
	fmt.Println(c.Standing(march.AddDate(0, 0, 8)), disputed.Standing(march.AddDate(0, 0, 8)), err)

	_, err = disputed.Change(candidate.Step{At: march.AddDate(0, 0, 8), Kind: candidate.Released})
	fmt.Println(err)
	// Output:
	// in-force disputed <nil>
	// field reason: must not be empty
}

func ExampleClaim_Ends() {
	march := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	c := candidate.Claim{ID: "k1", Agency: "north", From: march}
	fmt.Println(c.Ends() == candidate.Never())
	c = c.Withdraw(march.AddDate(0, 0, 1))
	fmt.Println(c.Ends())
	// Output:
	// true
	// 2026-03-02 09:00:00 +0000 UTC
}

func ExampleOwner() {
	march := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	claims := []candidate.Claim{
		{ID: "k1", Agency: "south", From: march.AddDate(0, 0, 1)},
		{ID: "k2", Agency: "north", From: march, Until: march.AddDate(0, 6, 0)},
	}
	fmt.Println(candidate.Owner(claims, march.AddDate(0, 5, 0)).Agency)
	fmt.Println(candidate.Owner(claims, march.AddDate(0, 6, 0)).Agency)
	// Output:
	// north
	// south
}

func ExampleChoice_Merge() {
	into := candidate.Entry{Given: "Jane", Surname: "Doe", Emails: agency.Freeze("jane@example.org")}
	from := candidate.Entry{Given: "Jane", Surname: "Dow", Emails: agency.Freeze("jd@example.net"), Born: "1990-04-01"}
	fmt.Println(candidate.Choice{}.Merge(into, from).Emails)

	married := candidate.Choice{Name: candidate.Take, Emails: candidate.Keep}.Merge(into, from)
	fmt.Println(married.FullName(), married.Emails, married.Born)
	// Output:
	// jane@example.org,jd@example.net
	// Jane Dow jane@example.org 1990-04-01
}
