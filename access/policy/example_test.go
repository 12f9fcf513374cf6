package policy_test

import (
	"fmt"
	"time"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
)

// An agency's admin was invited; a colleague asks for an opening that was
// shared with the admin only.
func ExampleDecide() {
	d := policy.Decide(
		policy.Request{Side: policy.RecruiterSide, Action: policy.Submit},
		policy.Facts{
			Now:       time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC),
			Settings:  &agency.Settings{Version: 1, Title: "ACME", Sharing: agency.ShareWithRecruiters},
			Recruiter: &agency.Recruiter{ID: "bob", Agency: "north", State: agency.RecruiterActive},
			Agency:    &agency.Agency{ID: "north", Title: "North Recruiting"},
			Opening:   &agency.Opening{ID: "dev", Title: "Developer"},
		},
	)
	fmt.Println(d)
	for _, r := range d.Reasons() {
		fmt.Println(r.Sentence)
		fmt.Println(r.Remedy)
	}
	// Output:
	// deny not_shared
	// Developer is not shared with the recruiter.
	// Share the opening with the recruiter; what colleagues hold gives them nothing.
}

// The recruiter is told the same of an opening that is not shared with them as
// of one that does not exist.
func ExampleDecision_Disclose() {
	facts := policy.Facts{
		Now:       time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC),
		Settings:  &agency.Settings{Version: 1, Title: "ACME"},
		Recruiter: &agency.Recruiter{ID: "bob", Agency: "north", State: agency.RecruiterActive},
		Agency:    &agency.Agency{ID: "north", Title: "North Recruiting"},
		Opening:   &agency.Opening{ID: "dev", Title: "Developer"},
	}
	request := policy.Request{Side: policy.RecruiterSide, Action: policy.ViewOpening}
	hidden := policy.Decide(request, facts)

	facts.Opening = nil
	unknown := policy.Decide(request, facts)

	fmt.Println(hidden, "|", unknown)
	fmt.Println(hidden.Disclose(), "|", unknown.Disclose())
	fmt.Println(hidden.Disclose() == unknown.Disclose())
	fmt.Println(hidden.Disclose().Reasons()[0].Remedy)
	// Output:
	// deny not_shared | deny not_found
	// deny not_found | deny not_found
	// true
	// Check the address, or ask your contact at ACME whether you should have access.
}
