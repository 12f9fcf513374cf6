package agency_test

import (
	"fmt"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
)

func ExamplePerRecruiter() {
	s := agency.PerRecruiter()
	fmt.Println(s.Sharing, s.Sharing.ToRecruiters(), s.Sharing.ToAgencies())
	// Output: per-recruiter true false
}

func ExamplePerAgency() {
	s := agency.PerAgency()
	s.Visibility = agency.SeeOwn
	s.Offboarding = s.Offboarding.With(agency.CauseAgencySuspended, agency.RightsOf(agency.ViewProgress))
	fmt.Println(s.Sharing, s.Visibility, s.Validate())
	fmt.Println(s.Offboarding.Leaves(agency.CauseAgencySuspended))
	// Output:
	// per-agency own <nil>
	// view-progress
}

func ExampleRoles_With() {
	s := agency.PerAgency()
	manager := s.Roles.Of(agency.RecruitmentManager)
	manager.Agencies = agency.ManageAgencies
	s.Roles = s.Roles.With(agency.RecruitmentManager, manager)
	fmt.Println(s.LevelsOf(agency.Staff{ID: "rita", Role: agency.RecruitmentManager}).Agencies == agency.ManageAgencies)
	// Output: true
}

func ExampleShare_Stands() {
	march := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	april := march.AddDate(0, 1, 0)
	share := agency.Share{
		Opening: "go-developer",
		Grantee: agency.ToRecruiter("ann"),
		Window:  agency.Window{From: march, Until: april},
		Granted: march,
	}
	fmt.Println(share.Stands(march.Add(-time.Second)))
	fmt.Println(share.Stands(march))
	fmt.Println(share.Stands(april))
	revoked := share.Revoke(march.AddDate(0, 0, 7))
	fmt.Println(revoked.Stands(april))
	// Output:
	// not-started
	// effective
	// ended
	// revoked
}

func ExampleShare_Validate() {
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	share := agency.Share{Opening: "go-developer", Grantee: agency.ToAgency("north"), Window: agency.Window{From: noon, Until: noon}}
	fmt.Println(share.Validate())
	// Output: field until: must be after from
}

func ExampleFreeze() {
	team := agency.Freeze[agency.StaffID]("root", "rita")
	fmt.Println(team, team.Has("rita"), team == agency.Freeze[agency.StaffID]("root", "rita"))
	// Output: root,rita true true
}

// A duplicate is blocked where it is sure that it is one, and the agency is told
// of the rest. Introductions are worth a fee for half a year.
func ExampleDuplicates() {
	s := agency.PerAgency()
	s.Duplicates.Exact = agency.OverrideBlock
	s.Duplicates.Ownership = agency.Period{Months: 6}
	fmt.Println(s.Duplicates.Outcome, s.Duplicates.Exact, s.Validate())

	s.Duplicates.Tell = agency.TellNothing
	fmt.Println(s.Validate())
	// Output:
	// alert block <nil>
	// field duplicates.tell: must not be silent where duplicates are blocked
}

func ExamplePeriod_After() {
	from := time.Date(2028, 1, 31, 12, 0, 0, 0, time.UTC)
	fmt.Println(agency.Period{Months: 1}.After(from))
	fmt.Println(agency.Period{Months: 1, Days: 1}.After(from))
	fmt.Println(agency.Period{}.After(from).IsZero())
	// Output:
	// 2028-02-29 12:00:00 +0000 UTC
	// 2028-03-01 12:00:00 +0000 UTC
	// true
}

func ExampleProbes_Limits() {
	fmt.Println(agency.Probes{Recruiter: 5}.Limits())
	// Output: {5 100}
}

func ExampleSeries_Add() {
	terms := agency.SeriesOf(agency.Period{Months: 6})
	longer := terms.Add(agency.Period{Months: 12})
	fmt.Println(terms.Slice(), longer.Slice(), terms == longer)
	// Output: [{6 0}] [{6 0} {12 0}] false
}

func ExampleAgency_Close() {
	kim := agency.Agency{ID: "kim", Title: "Kim Search"}
	closed, err := kim.Close("north")
	fmt.Println(closed.State, closed.Into, err)
	_, err = closed.Suspend()
	fmt.Println(err)
	fmt.Println(closed.Open() == kim)
	// Output:
	// closed north <nil>
	// field state: must stay closed: the agency's people are another agency's
	// true
}

func ExampleShare_Pause() {
	march := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	share := agency.Share{Opening: "go-developer", Grantee: agency.ToAgency("north"), Window: agency.Window{From: march}}
	paused := share.Pause(march.AddDate(0, 0, 7))
	fmt.Println(paused.Stands(march.AddDate(0, 0, 8)))
	resumed := paused.Resume()
	fmt.Println(resumed.Stands(march.AddDate(0, 0, 8)))
	// Output:
	// paused
	// effective
}

func ExampleSettings_InvitationEnds() {
	s := agency.PerRecruiter()
	march := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	fmt.Println(s.InvitationEnds(march).Format(time.RFC3339))
	s.InvitationDays = 3
	fmt.Println(s.InvitationEnds(march).Format(time.RFC3339))
	// Output:
	// 2026-03-15T12:00:00Z
	// 2026-03-04T12:00:00Z
}

func ExampleList() {
	tier := agency.List{ID: "t1", Title: "Tier 1", Members: agency.SeriesOf(agency.ToAgency("north"), agency.ToRecruiter("ann"))}
	fmt.Println(tier.Validate())
	tier.Members = tier.Members.Add(agency.ToAgency("north"))
	fmt.Println(tier.Validate())
	// Output:
	// <nil>
	// field members[2].grantee: must not be named twice
}
