package storetest

import (
	"testing"

	"github.com/agencyaccess/agencyaccess/storetest/internal/bench"
)

// Bench measures what the engine asks of a store most, as sub-benchmarks, on a
// store with a small account and on one with a larger one (500 recruiters in 20
// agencies, 500 openings, 4500 shares, 5000 submissions and as many candidates):
//
//	Can                 one Read of what deciding about an opening takes
//	Granted             one page of 50 openings shared with a recruiter
//	AgencySubmissions   one page of 50 submissions of a recruiter's agency
//	Lookup              one Read of who holds 20 keys of a candidate, four of which one in 500 holds
//	Submit              one Update as a submission makes it: two questions, eleven writes, an event
//	SubmitOneAccount    the same by GOMAXPROCS goroutines in one account
//	SubmitManyAccounts  the same by GOMAXPROCS goroutines, each in an account of its own
//	CanBesideSubmit     Can by GOMAXPROCS goroutines while another one submits all the time
//	ClaimAck            one Claim of ten events and the Ack of them
//
// Besides time and allocations of an operation, which for those beside a writer
// include the writer's, each reports p99-ns: 99 in 100 of the last several
// thousand operations took no longer than that, in nanoseconds. Taking the time
// of each costs some 50 ns.
func Bench(b *testing.B, h Harness) {
	bench.Run(b, h.Open, !h.misses(Delivery))
}
