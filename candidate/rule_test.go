package candidate_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// souths is a claim of south's to the same person, for another opening.
func souths(steps ...candidate.Step) candidate.Claim {
	c := norths(steps...)
	c.ID, c.Agency, c.Recruiter, c.Submission, c.Opening = "k2", "south", "sam", "s2", "ops"
	return c
}

func with(c candidate.Claim, changes ...func(*candidate.Claim)) candidate.Claim {
	for _, change := range changes {
		change(&c)
	}
	return c
}

// north puts somebody forward for dev on the second day, whom claims know.
func north(v candidate.Verdict, claims ...candidate.Claim) candidate.Case {
	c := candidate.Case{Agency: "north", Recruiter: "ann", Opening: "dev", At: days(2)}
	for _, claim := range claims {
		c.Known = append(c.Known, candidate.Introduction{Claim: claim, Verdict: v})
	}
	return c
}

// Each setting and boundary, by what it makes of one case.
func TestRule(t *testing.T) {
	type settings = agency.Duplicates
	const possible, probable, exact = candidate.Possible, candidate.Probable, candidate.Exact
	inOps := func(c *candidate.Claim) { c.Opening = "ops" }
	bobs := func(c *candidate.Claim) { c.Recruiter = "bob" }
	inDev := func(c *candidate.Claim) { c.Opening = "dev" }
	later := func(c *candidate.Claim) { c.From = days(1) }
	sooner := func(c *candidate.Claim) { c.From = days(-1) }
	endless := func(c *candidate.Claim) { c.Until = time.Time{} }
	over := func(c *candidate.Claim) { c.Until = days(2) }
	persons := func(c *candidate.Claim) { c.ID, c.Agency, c.Recruiter, c.Submission, c.Opening = "k3", "", "", "", "" }
	staffs := func(c *candidate.Claim) { c.Submission, c.Recruiter, c.Reason = "", "", "r" }
	at := func(c candidate.Case, t time.Time) candidate.Case {
		c.At = t
		return c
	}
	own := func(c candidate.Case) candidate.Case {
		c.OwnOnly = true
		return c
	}
	merged := func(c candidate.Case) candidate.Case {
		for i := range c.Known {
			c.Known[i].Merged = true
		}
		return c
	}
	interviewed := candidate.Step{At: days(2), Kind: candidate.Reached, Stage: agency.Interview}
	withdrawn := candidate.Step{At: days(1), Kind: candidate.Withdrawn}

	// What is left out of want is not so: neither an owner nor an own claim.
	type want = candidate.Ruling
	others := func(o candidate.Outcome, v candidate.Verdict) want {
		return want{Outcome: o, Verdict: v, Owner: "k2", OwnerAgency: "south", OwnedByOther: true}
	}
	mine := want{Owner: "k1", OwnerAgency: "north", Own: candidate.ClaimInForce}
	again := want{Owner: "k1", OwnerAgency: "north", Own: candidate.ClaimInForce, AlreadySubmitted: true}
	for _, tt := range []struct {
		name string
		d    settings
		c    candidate.Case
		want want
	}{
		{"nobody is known", settings{}, north(0), want{}},
		{"nobody like that", settings{}, north(candidate.None, souths()), want{}},

		{"another agency's", settings{}, north(exact, souths()), others(candidate.Alerted, exact)},
		{"who is probably the same", settings{}, north(probable, souths()), others(candidate.Alerted, probable)},
		{"who may be the same", settings{}, north(possible, souths()), want{Outcome: candidate.Flagged, Verdict: possible}},
		{"flag", settings{Outcome: agency.FlagDuplicate}, north(exact, souths()), others(candidate.Flagged, exact)},
		{"block", settings{Outcome: agency.BlockDuplicate}, north(exact, souths()), others(candidate.Blocked, exact)},
		{"block, who may be the same", settings{Outcome: agency.BlockDuplicate}, north(possible, souths()), want{Outcome: candidate.Flagged, Verdict: possible}},
		{"off", settings{Outcome: agency.IgnoreDuplicate}, north(exact, souths()), others(candidate.Accepted, exact)},
		{"off, who may be the same", settings{Outcome: agency.IgnoreDuplicate}, north(possible, souths()), want{Verdict: possible}},
		{"block where it is sure", settings{Exact: agency.OverrideBlock}, north(exact, souths()), others(candidate.Blocked, exact)},
		{"and where it is not", settings{Exact: agency.OverrideBlock}, north(probable, souths()), others(candidate.Alerted, probable)},
		{"flag where it is sure", settings{Outcome: agency.BlockDuplicate, Exact: agency.OverrideFlag}, north(exact, souths()), others(candidate.Flagged, exact)},
		{"off where it is sure", settings{Exact: agency.OverrideIgnore}, north(exact, souths()), others(candidate.Accepted, exact)},
		{"alert where it may be", settings{Possible: agency.OverrideAlert}, north(possible, souths()), want{Outcome: candidate.Alerted, Verdict: possible}},
		{"block where it may be", settings{Possible: agency.OverrideBlock}, north(possible, souths()), want{Outcome: candidate.Blocked, Verdict: possible}},
		{"off where it may be", settings{Possible: agency.OverrideIgnore}, north(possible, souths()), want{Verdict: possible}},
		{"flag where it may be, else off", settings{Outcome: agency.IgnoreDuplicate, Possible: agency.OverrideFlag}, north(possible, souths()), want{Outcome: candidate.Flagged, Verdict: possible}},

		{"not before it began", settings{}, at(north(exact, souths()), march.Add(-tick)), want{}},
		{"at its first instant", settings{}, at(north(exact, souths()), march), others(candidate.Alerted, exact)},
		{"at the last that is owned", settings{}, at(north(exact, souths()), days(10).Add(-tick)), others(candidate.Alerted, exact)},
		{"known still when nobody's", settings{}, at(north(exact, souths()), days(10)), want{Outcome: candidate.Alerted, Verdict: exact}},
		{"withdrawn by another agency", settings{}, north(exact, souths(withdrawn)), want{Outcome: candidate.Alerted, Verdict: exact}},
		{"released", settings{}, north(exact, souths(step(1, candidate.Released))), want{Outcome: candidate.Alerted, Verdict: exact}},
		{"disputed", settings{}, north(exact, souths(step(1, candidate.Disputed))), others(candidate.Alerted, exact)},
		{"a tick within the look-back", settings{LookBack: agency.Period{Days: 5}}, at(north(exact, souths()), days(5).Add(-tick)), others(candidate.Alerted, exact)},
		{"beyond the look-back, and owned", settings{LookBack: agency.Period{Days: 5}}, at(north(exact, souths()), days(5)), others(candidate.Accepted, candidate.None)},

		{"within an opening, for another", settings{Scope: agency.WithinOpening}, north(exact, souths()), want{}},
		{"within an opening, for the same", settings{Scope: agency.WithinOpening}, north(exact, with(souths(), inDev)), others(candidate.Alerted, exact)},
		{"within an opening, one's own for another", settings{Scope: agency.WithinOpening}, north(exact, with(norths(), inOps)), want{}},
		{"within an opening, one's own for it", settings{Scope: agency.WithinOpening}, north(exact, norths()), again},

		{"a tick before the stage that counts", settings{Stages: agency.Freeze(agency.Interview)}, at(north(exact, souths(interviewed)), days(2).Add(-tick)), want{}},
		{"at the stage that counts", settings{Stages: agency.Freeze(agency.Interview)}, north(exact, souths(interviewed)), others(candidate.Alerted, exact)},
		{"a stage that counts at the opening", settings{Stages: agency.Freeze(agency.New)}, north(exact, souths()), others(candidate.Alerted, exact)},
		{"one's own before the stage that counts", settings{Stages: agency.Freeze(agency.Interview)}, north(exact, norths()), want{Own: candidate.ClaimInForce, AlreadySubmitted: true}},

		{"one's own for the same opening", settings{}, north(exact, norths()), again},
		{"who is probably the same, too", settings{}, north(probable, norths()), again},
		{"one's own who may be another", settings{}, north(possible, norths()), want{}},
		{"one's own that is over", settings{}, north(exact, with(norths(), over)), want{Own: candidate.ClaimOver, AlreadySubmitted: true}},
		{"one's own, taken back", settings{}, north(exact, norths(withdrawn)), want{Own: candidate.ClaimOver}},
		{"one's own, released, and standing", settings{}, north(exact, norths(step(1, candidate.Released))), want{Own: candidate.ClaimOver, AlreadySubmitted: true}},
		{"one's own, released, then taken back", settings{}, north(exact, norths(step(1, candidate.Released)).Withdraw(days(2))), want{Own: candidate.ClaimOver}},
		{"one's own that staff opened", settings{}, north(exact, with(norths(), staffs)), mine},
		{"beyond the look-back, and standing", settings{LookBack: agency.Period{Days: 1}}, north(exact, norths()), again},
		{"whatever the outcome", settings{Outcome: agency.IgnoreDuplicate}, north(exact, norths()), again},

		{"one's own for another opening", settings{}, north(exact, with(norths(), inOps)), mine},
		{"judged", settings{Resubmission: agency.JudgeResubmission}, north(exact, with(norths(), inOps)), want{
			Outcome: candidate.Alerted, Verdict: exact, Owner: "k1", OwnerAgency: "north", Own: candidate.ClaimInForce,
		}},
		{"judged, taken back", settings{Resubmission: agency.JudgeResubmission}, north(exact, with(norths(withdrawn), inOps)), want{Own: candidate.ClaimOver}},
		{"judged, for the same opening", settings{Resubmission: agency.JudgeResubmission}, north(exact, norths()), again},

		{"a colleague's for the same opening", settings{}, north(exact, with(norths(), bobs)), again},
		{"which one may not know of", settings{}, own(north(exact, with(norths(), bobs))), want{
			Outcome: candidate.Alerted, Verdict: exact, Owner: "k1", OwnerAgency: "north",
		}},
		{"a colleague's for another, which one may not know of", settings{}, own(north(exact, with(norths(), bobs, inOps))), want{Owner: "k1", OwnerAgency: "north"}},
		{"one's own, which one may know of", settings{}, own(north(exact, norths())), again},

		{"the person's own", settings{}, north(exact, with(norths(), persons)), want{
			Outcome: candidate.Alerted, Verdict: exact, Owner: "k3", OwnedByOther: true,
		}},
		{"within an opening, the person's own for none", settings{Scope: agency.WithinOpening}, north(exact, with(norths(), persons)), want{}},
		{"the person applies", settings{}, candidate.Case{Opening: "dev", At: days(2), Known: north(exact, norths()).Known}, want{
			Outcome: candidate.Alerted, Verdict: exact, Owner: "k1", OwnerAgency: "north", OwnedByOther: true,
		}},
		{"the person applies again", settings{}, candidate.Case{Opening: "dev", At: days(2), Known: north(exact, with(norths(), persons)).Known}, want{
			Outcome: candidate.Alerted, Verdict: exact, Owner: "k3",
		}},

		{"another's came later than one's own", settings{}, north(exact, with(norths(), inOps), with(souths(), later)), want{
			Outcome: candidate.Flagged, Verdict: exact, Owner: "k1", OwnerAgency: "north", Own: candidate.ClaimInForce,
		}},
		{"and is blocked no more", settings{Outcome: agency.BlockDuplicate}, north(exact, with(norths(), inOps), with(souths(), later)), want{
			Outcome: candidate.Flagged, Verdict: exact, Owner: "k1", OwnerAgency: "north", Own: candidate.ClaimInForce,
		}},
		{"and is not flagged where that is off", settings{Outcome: agency.IgnoreDuplicate}, north(exact, with(norths(), inOps), with(souths(), later)), want{
			Verdict: exact, Owner: "k1", OwnerAgency: "north", Own: candidate.ClaimInForce,
		}},
		{"one's own was first, for the same opening", settings{}, north(exact, norths(), with(souths(), later)), want{
			Outcome: candidate.Flagged, Verdict: exact, Owner: "k1", OwnerAgency: "north", Own: candidate.ClaimInForce, AlreadySubmitted: true,
		}},
		{"another's came at the same instant, with a later ID", settings{}, north(exact, with(norths(), inOps), souths()), want{
			Outcome: candidate.Flagged, Verdict: exact, Owner: "k1", OwnerAgency: "north", Own: candidate.ClaimInForce,
		}},
		{"another's came sooner", settings{}, north(exact, with(norths(), inOps), with(souths(), sooner)), want{
			Outcome: candidate.Alerted, Verdict: exact, Owner: "k2", OwnerAgency: "south", OwnedByOther: true, Own: candidate.ClaimInForce,
		}},
		{"another's came sooner, and is over", settings{}, north(exact, with(norths(), inOps), with(souths(), sooner, over)), want{
			Outcome: candidate.Alerted, Verdict: exact, Owner: "k1", OwnerAgency: "north", Own: candidate.ClaimInForce,
		}},
		{"another's came later, and one's own is over", settings{}, north(exact, with(norths(), inOps, over), with(souths(), later)), want{
			Outcome: candidate.Alerted, Verdict: exact, Owner: "k2", OwnerAgency: "south", OwnedByOther: true, Own: candidate.ClaimOver,
		}},
		{"another's came later than a colleague's that one may not know of", settings{}, own(north(exact, with(norths(), inOps, bobs), with(souths(), later))), want{
			Outcome: candidate.Alerted, Verdict: exact, Owner: "k1", OwnerAgency: "north",
		}},
		{"a colleague's for the same opening came later, which one may not know of", settings{}, own(north(exact, with(norths(), inOps), with(norths(), bobs, later, func(c *candidate.Claim) { c.ID = "k9" }))), want{
			Outcome: candidate.Alerted, Verdict: exact, Owner: "k1", OwnerAgency: "north", Own: candidate.ClaimInForce,
		}},
		{"another's came later, and one's own is judged", settings{Resubmission: agency.JudgeResubmission}, north(exact, with(norths(), inOps), with(souths(), later)), want{
			Outcome: candidate.Alerted, Verdict: exact, Owner: "k1", OwnerAgency: "north", Own: candidate.ClaimInForce,
		}},
		{"one's own in force counts before one that is over", settings{}, north(exact, with(norths(), inOps, over), with(norths(), inOps, endless, func(c *candidate.Claim) { c.ID = "k9" })), want{
			Owner: "k9", OwnerAgency: "north", Own: candidate.ClaimInForce,
		}},

		{"merged by staff, and another's", settings{}, merged(north(exact, souths())), want{Owner: "k2", OwnerAgency: "south", OwnedByOther: true}},
		{"merged by staff, and one's own", settings{}, merged(north(exact, norths())), want{Owner: "k1", OwnerAgency: "north"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.NoError(t, tt.d.Validate())
			tt.want.At, tt.want.Settings = tt.c.At, tt.d
			got := candidate.Rule(tt.d, tt.c)
			require.Equal(t, tt.want, got)
			require.Equal(t, got, naiveRule(tt.d, tt.c), "said over again")
		})
	}
}
