package policy_test

import (
	"testing"
	"time"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
)

var sink policy.Disclosed

func BenchmarkDecide(b *testing.B) {
	s := agency.Settings{Version: 1, Title: "ACME"}
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	r := agency.Recruiter{ID: "ann", Agency: "north", State: agency.RecruiterActive, Since: now}
	a := agency.Agency{ID: "north", Title: "North"}
	o := agency.Opening{ID: "dev", Title: "Dev"}
	sh := agency.Share{Opening: "dev", Grantee: agency.ToRecruiter("ann"), Window: agency.Window{From: now}, Granted: now}
	q := policy.Request{Side: policy.RecruiterSide, Action: policy.Submit}
	for _, bc := range []struct {
		name string
		sh   *agency.Share
	}{{"allow", &sh}, {"deny", nil}} {
		b.Run(bc.name, func(b *testing.B) {
			f := policy.Facts{Now: now, Settings: &s, Recruiter: &r, Agency: &a, Opening: &o, ToRecruiter: bc.sh}
			b.ReportAllocs()
			for b.Loop() {
				sink = policy.Decide(q, f).Disclose()
			}
		})
	}
}
