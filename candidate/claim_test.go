package candidate_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

const tick = time.Microsecond

// days is so many days after march.
func days(n int) time.Time { return march.AddDate(0, 0, n) }

// norths is a claim of north's from march on, for ten days, with what happened.
func norths(steps ...candidate.Step) candidate.Claim {
	return candidate.Claim{
		ID: "k1", Candidate: "c1", Agency: "north", Recruiter: "ann", Submission: "s1", Opening: "dev",
		From: march, Until: days(10), Stage: agency.New, History: agency.SeriesOf(steps...),
	}
}

func step(day int, kind candidate.StepKind) candidate.Step {
	return candidate.Step{At: days(day), Kind: kind, By: "sue", Reason: "r"}
}

func until(s candidate.Step, t time.Time) candidate.Step {
	s.Until = t
	return s
}

// Every change is looked at a microsecond before and at its instant.
func TestClaimOverTime(t *testing.T) {
	type at struct {
		t    time.Time
		want candidate.Standing
	}
	const none, over, disputed, inForce = candidate.NoClaim, candidate.ClaimOver, candidate.ClaimDisputed, candidate.ClaimInForce
	endless := norths()
	endless.Until = time.Time{}
	for _, tt := range []struct {
		name  string
		claim candidate.Claim
		ends  time.Time
		at    []at
	}{
		{"for ten days", norths(), days(10), []at{
			{march.Add(-tick), none},
			{march, inForce},
			{days(10).Add(-tick), inForce},
			{days(10), over},
			{candidate.Never(), over},
		}},
		{"for good", endless, candidate.Never(), []at{{march.Add(-tick), none}, {march, inForce}, {candidate.Never(), inForce}}},
		{"extended", norths(until(step(3, candidate.Extended), days(20))), days(20), []at{
			{days(3), inForce},
			{days(10), inForce},
			{days(20).Add(-tick), inForce},
			{days(20), over},
		}},
		{"extended for good", norths(step(3, candidate.Extended)), candidate.Never(), []at{{days(10), inForce}, {candidate.Never(), inForce}}},
		{"given an end that is sooner", norths(until(step(3, candidate.Extended), days(5))), days(5), []at{
			{days(5).Add(-tick), inForce},
			{days(5), over},
		}},
		{"in force again after it was over", norths(until(step(12, candidate.Extended), days(20))), days(20), []at{
			{days(10).Add(-tick), inForce},
			{days(10), over},
			{days(12).Add(-tick), over},
			{days(12), inForce},
			{days(20), over},
		}},
		{"released", norths(step(4, candidate.Released)), days(4), []at{{days(4).Add(-tick), inForce}, {days(4), over}}},
		{"released after it was over", norths(step(12, candidate.Released)), days(10), []at{{days(10), over}, {days(12), over}}},
		{"withdrawn", norths(candidate.Step{At: days(4), Kind: candidate.Withdrawn}), days(4), []at{
			{days(4).Add(-tick), inForce},
			{days(4), over},
		}},
		{"withdrawn at once", norths(candidate.Step{At: march, Kind: candidate.Withdrawn}), march, []at{
			{march.Add(-tick), none},
			{march, over},
		}},
		{"withdrawn after it was released", norths(step(4, candidate.Released), step(6, candidate.Withdrawn)), days(4), []at{
			{days(4).Add(-tick), inForce},
			{days(4), over},
			{days(6), over},
		}},
		{"for good, then released", func() candidate.Claim {
			c := endless
			c.History = agency.SeriesOf(step(4, candidate.Released))
			return c
		}(), days(4), []at{{days(4).Add(-tick), inForce}, {days(4), over}}},
		{"disputed", norths(step(2, candidate.Disputed)), days(10), []at{
			{days(2).Add(-tick), inForce},
			{days(2), disputed},
			{days(10).Add(-tick), disputed},
			{days(10), over},
		}},
		{"upheld", norths(step(2, candidate.Disputed), step(4, candidate.Upheld)), days(10), []at{
			{days(4).Add(-tick), disputed},
			{days(4), inForce},
			{days(10), over},
		}},
		{"overruled", norths(step(2, candidate.Disputed), step(4, candidate.Overruled)), days(4), []at{
			{days(4).Add(-tick), disputed},
			{days(4), over},
		}},
		{"disputed twice", norths(step(2, candidate.Disputed), step(3, candidate.Upheld), step(4, candidate.Disputed)), days(10), []at{
			{days(3), inForce},
			{days(4), disputed},
		}},
		{"released while disputed", norths(step(2, candidate.Disputed), step(3, candidate.Released)), days(3), []at{
			{days(2), disputed},
			{days(3), over},
		}},
		{"a stage does nothing to it", norths(candidate.Step{At: days(2), Kind: candidate.Reached, Stage: agency.Hired}), days(10), []at{
			{days(2), inForce},
			{days(10), over},
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, at := range tt.at {
				require.Equal(t, at.want, tt.claim.Standing(at.t), "%v", at.t)
				covered := at.want == disputed || at.want == inForce
				require.Equal(t, covered, tt.claim.InForce(at.t), "%v", at.t)
				require.Equal(t, at.want != none, tt.claim.At(at.t).Begun, "%v", at.t)
			}
			require.Equal(t, tt.ends, tt.claim.Ends())
		})
	}
}

func TestClaimState(t *testing.T) {
	c := norths(step(2, candidate.Disputed), until(step(3, candidate.Extended), days(30)), step(5, candidate.Overruled), step(6, candidate.Withdrawn))
	for _, tt := range []struct {
		name string
		at   time.Time
		want candidate.State
	}{
		{"before", march.Add(-tick), candidate.State{Until: days(10)}},
		{"at first", march, candidate.State{Begun: true, Until: days(10)}},
		{"disputed", days(2), candidate.State{Begun: true, Until: days(10), Disputed: true}},
		{"disputed, with another end", days(3), candidate.State{Begun: true, Until: days(30), Disputed: true}},
		{"overruled", days(5), candidate.State{Begun: true, Until: days(30), Ended: days(5), Overruled: true}},
		{"and withdrawn", days(6), candidate.State{Begun: true, Until: days(30), Ended: days(5), Overruled: true, Withdrawn: true}},
	} {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, c.At(tt.at)) })
	}
	require.False(t, c.Direct())
	c.Agency = ""
	require.True(t, c.Direct())
}

func TestClaimChange(t *testing.T) {
	type change = candidate.Step
	full := norths()
	for range candidate.MaxSteps {
		full.History = full.History.Add(step(1, candidate.Reached))
	}
	almost := norths()
	almost.History = agency.SeriesOf(full.History.Slice()[1:]...)
	disputed := almost
	disputed.History = almost.History.Add(step(1, candidate.Disputed))
	for _, tt := range []struct {
		name  string
		claim candidate.Claim
		step  change
		field string // that is refused; empty: it is accepted
	}{
		{"extend", norths(), until(step(1, candidate.Extended), days(20)), ""},
		{"extend for good", norths(), step(1, candidate.Extended), ""},
		{"extend by a tick from now", norths(), until(step(1, candidate.Extended), days(1).Add(tick)), ""},
		{"extend until now", norths(), until(step(1, candidate.Extended), days(1)), "until"},
		{"extend until yesterday", norths(), until(step(2, candidate.Extended), days(1)), "until"},
		{"extend beyond time", norths(), until(step(1, candidate.Extended), candidate.Never().Add(tick)), "until"},
		{"extend to an instant of another zone", norths(), until(step(1, candidate.Extended), days(9).In(time.FixedZone("CET", 3600))), "until"},
		{"extend to a nanosecond", norths(), until(step(1, candidate.Extended), days(9).Add(1)), "until"},
		{"extend what is over", norths(), until(step(11, candidate.Extended), days(20)), ""},
		{"extend what is disputed", norths(step(1, candidate.Disputed)), until(step(2, candidate.Extended), days(20)), ""},
		{"extend what was released", norths(step(1, candidate.Released)), until(step(2, candidate.Extended), days(20)), "claim"},
		{"release", norths(), step(1, candidate.Released), ""},
		{"release at its first instant", norths(), step(0, candidate.Released), ""},
		{"release what has not begun", norths(), step(-1, candidate.Released), "claim"},
		{"release what is over", norths(), step(11, candidate.Released), ""},
		{"release what is disputed", norths(step(1, candidate.Disputed)), step(2, candidate.Released), ""},
		{"release again", norths(step(1, candidate.Released)), step(2, candidate.Released), "claim"},
		{"release what was withdrawn", norths(step(1, candidate.Withdrawn)), step(2, candidate.Released), "claim"},
		{"release what was overruled", norths(step(1, candidate.Disputed), step(2, candidate.Overruled)), step(3, candidate.Released), "claim"},
		{"dispute", norths(), step(1, candidate.Disputed), ""},
		{"dispute again", norths(step(1, candidate.Disputed)), step(2, candidate.Disputed), "claim"},
		{"dispute what was upheld", norths(step(1, candidate.Disputed), step(2, candidate.Upheld)), step(3, candidate.Disputed), ""},
		{"dispute what was released", norths(step(1, candidate.Released)), step(2, candidate.Disputed), "claim"},
		{"uphold", norths(step(1, candidate.Disputed)), step(2, candidate.Upheld), ""},
		{"uphold what nobody disputes", norths(), step(1, candidate.Upheld), "claim"},
		{"uphold again", norths(step(1, candidate.Disputed), step(2, candidate.Upheld)), step(3, candidate.Upheld), "claim"},
		{"uphold what was withdrawn while disputed", norths(step(1, candidate.Disputed), step(2, candidate.Withdrawn)), step(3, candidate.Upheld), "claim"},
		{"overrule", norths(step(1, candidate.Disputed)), step(2, candidate.Overruled), ""},
		{"overrule what nobody disputes", norths(), step(1, candidate.Overruled), "claim"},
		{"reach a stage", norths(), step(1, candidate.Reached), "step"},
		{"withdraw", norths(), step(1, candidate.Withdrawn), "step"},
		{"do nothing", norths(), step(1, 0), "step"},
		{"do something unheard of", norths(), step(1, candidate.Overruled+1), "step"},
		{"without a reason", norths(), change{At: days(1), Kind: candidate.Released}, "reason"},
		{"with the longest reason", norths(), change{At: days(1), Kind: candidate.Released, Reason: strings.Repeat("r", candidate.MaxReason)}, ""},
		{"with too long a reason", norths(), change{At: days(1), Kind: candidate.Released, Reason: strings.Repeat("r", candidate.MaxReason+1)}, "reason"},
		{"with a reason of two lines", norths(), change{At: days(1), Kind: candidate.Released, Reason: "a\nb"}, "reason"},
		{"with a reason that is no text", norths(), change{At: days(1), Kind: candidate.Released, Reason: "a\xff"}, "reason"},
		{"for the hundredth time", almost, step(2, candidate.Released), ""},
		{"once too often", full, until(step(2, candidate.Extended), days(20)), "claim"},
		{"released however often it was changed", full, step(2, candidate.Released), ""},
		{"disputed for the last time", almost, step(2, candidate.Disputed), ""},
		{"overruled however often it was changed", disputed, step(3, candidate.Overruled), ""},
		{"upheld once too often", disputed, step(3, candidate.Upheld), "claim"},
		{"by the host", norths(), change{At: days(1), Kind: candidate.Released, Reason: "r"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.claim.Change(tt.step)
			require.Equal(t, tt.field, field(t, err))
			want := tt.claim
			if tt.field == "" {
				want.History = want.History.Add(tt.step)
			}
			require.True(t, got == want, "%v", got.History.Slice())
		})
	}
}

// A step keeps what is its own alone.
func TestClaimChangeDropsWhatIsNotTheSteps(t *testing.T) {
	s := until(step(1, candidate.Released), days(20))
	s.Stage = agency.Hired
	got, err := norths().Change(s)
	require.NoError(t, err)
	require.Equal(t, []candidate.Step{step(1, candidate.Released)}, got.History.Slice())
}

func TestClaimReach(t *testing.T) {
	c := norths()
	require.True(t, c.Reach(agency.New, days(1)) == c, "it began there")
	c = c.Reach(agency.Interview, days(2))
	require.Equal(t, []candidate.Step{{At: days(2), Kind: candidate.Reached, Stage: agency.Interview}}, c.History.Slice())
	require.True(t, c.Reach(agency.Interview, days(3)) == c, "the first time counts")
	require.True(t, c.Reach(agency.New, days(3)) == c)
	require.True(t, c.Reach("", days(3)) == c)

	for _, stage := range list("s", 2*candidate.MaxSteps+1).Slice() {
		c = c.Reach(agency.Stage(stage), days(4))
	}
	require.Equal(t, 2*candidate.MaxSteps, c.History.Len(), "past what else may happen to it")
}

func TestClaimHas(t *testing.T) {
	c := norths().Reach(agency.Interview, days(2)).Reach(agency.Offer, days(4))
	for _, tt := range []struct {
		name   string
		stages agency.Frozen[agency.Stage]
		at     time.Time
		want   bool
	}{
		{"none is reached at once", agency.Frozen[agency.Stage]{}, march, true},
		{"none is reached before it began", agency.Frozen[agency.Stage]{}, days(-1), true},
		{"that of the opening", agency.Freeze(agency.New), march, true},
		{"a tick before", agency.Freeze(agency.Interview), days(2).Add(-tick), false},
		{"at once", agency.Freeze(agency.Interview), days(2), true},
		{"and from then on, whatever comes", agency.Freeze(agency.Interview), days(9), true},
		{"one of several", agency.Freeze(agency.Hired, agency.Interview), days(2), true},
		{"one that was not", agency.Freeze(agency.Hired), days(9), false},
	} {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, c.Has(tt.stages, tt.at)) })
	}
	c.Submission = ""
	require.True(t, c.Has(agency.Freeze(agency.Hired), march), "what came without a submission has no stages to reach")
}

func TestClaimWithdraw(t *testing.T) {
	c := norths().Withdraw(days(2))
	require.Equal(t, []candidate.Step{{At: days(2), Kind: candidate.Withdrawn}}, c.History.Slice())
	require.True(t, c.Withdraw(days(3)) == c, "once")

	// What staff released still stands as a submission, until it is taken back.
	released, err := norths().Change(step(1, candidate.Released))
	require.NoError(t, err)
	require.False(t, released.At(days(2)).Withdrawn)
	c = released.Withdraw(days(2))
	require.True(t, c.At(days(2)).Withdrawn)
	require.Equal(t, days(1), c.At(days(2)).Ended, "it ended before")
	require.Equal(t, days(1), c.Ends())
	require.True(t, c.Withdraw(days(3)) == c, "once")

	full := norths()
	for range candidate.MaxSteps {
		full.History = full.History.Add(step(1, candidate.Reached))
	}
	require.False(t, full.Withdraw(days(2)).InForce(days(2)), "however much has happened")
}

func TestClaimErase(t *testing.T) {
	c := norths(step(1, candidate.Disputed), candidate.Step{At: days(2), Kind: candidate.Reached, Stage: agency.Offer}, until(step(3, candidate.Extended), days(40)))
	c.Reason = "met Jane at the fair"
	erased := c.Erase()
	require.NotContains(t, erased.Reason, "Jane")
	require.NotEmpty(t, erased.Reason, "that there was one is known")
	steps := erased.History.Slice()
	for i, was := range c.History.Slice() {
		require.NotEqual(t, "r", steps[i].Reason)
		require.Equal(t, was.Reason == "", steps[i].Reason == "")
		was.Reason = steps[i].Reason
		require.Equal(t, was, steps[i], "all else stays")
	}
	require.True(t, erased == erased.Erase(), "once")
	for d := range 50 {
		require.Equal(t, c.At(days(d)), erased.At(days(d)))
	}
	plain := norths(candidate.Step{At: days(2), Kind: candidate.Reached, Stage: agency.Offer})
	require.True(t, plain.Erase() == plain, "nothing was written")
}

func TestOwner(t *testing.T) {
	claim := func(id candidate.ClaimID, by agency.AgencyID, from, until int) candidate.Claim {
		return candidate.Claim{ID: id, Agency: by, From: days(from), Until: days(until)}
	}
	released := claim("a", "north", 0, 10)
	released.History = agency.SeriesOf(step(3, candidate.Released))
	disputed := claim("a", "north", 0, 10)
	disputed.History = agency.SeriesOf(step(3, candidate.Disputed))
	for _, tt := range []struct {
		name   string
		claims []candidate.Claim
		at     time.Time
		want   candidate.ClaimID
	}{
		{"nobody", nil, days(5), ""},
		{"the only one", []candidate.Claim{claim("a", "north", 0, 10)}, days(5), "a"},
		{"not before it began", []candidate.Claim{claim("a", "north", 0, 10)}, march.Add(-tick), ""},
		{"not once it is over", []candidate.Claim{claim("a", "north", 0, 10)}, days(10), ""},
		{"who began first", []candidate.Claim{claim("a", "north", 1, 10), claim("b", "south", 0, 10)}, days(5), "b"},
		{"by a tick", []candidate.Claim{claim("a", "north", 0, 10), {ID: "b", Agency: "south", From: march.Add(-tick)}}, days(5), "b"},
		{"of two at one instant the first ID", []candidate.Claim{claim("b", "south", 0, 10), claim("a", "north", 0, 10)}, days(5), "a"},
		{"the next, once the first is over", []candidate.Claim{claim("a", "north", 0, 5), claim("b", "south", 1, 10)}, days(5), "b"},
		{"the first, a tick before", []candidate.Claim{claim("a", "north", 0, 5), claim("b", "south", 1, 10)}, days(5).Add(-tick), "a"},
		{"the next, once the first is released", []candidate.Claim{released, claim("b", "south", 1, 10)}, days(3), "b"},
		{"the first, though it is disputed", []candidate.Claim{disputed, claim("b", "south", 1, 10)}, days(3), "a"},
		{"the person", []candidate.Claim{claim("a", "north", 1, 10), claim("p", "", 0, 10)}, days(5), "p"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			owner := candidate.Owner(tt.claims, tt.at)
			require.Equal(t, tt.want, owner.ID)
			for _, c := range tt.claims {
				if c.ID == tt.want {
					require.True(t, owner == c)
				}
			}
		})
	}
}

// What a claim says of an instant does not change by what is added to it later.
func TestClaimHistoryOnlyGrows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := norths()
		now := march
		type memory struct {
			at    time.Time
			state candidate.State
		}
		var seen []memory
		for range rapid.IntRange(0, 30).Draw(t, "steps") {
			now = now.Add(tick * time.Duration(rapid.Int64Range(1, 2*24*60*60*1e6).Draw(t, "later")))
			next := grow(t, c, now)
			require.True(t, next == c || next.History.Len() == c.History.Len()+1)
			c = next
			seen = append(seen, memory{now, c.At(now)})
		}
		for _, m := range seen {
			require.Equal(t, m.state, c.At(m.at))
		}
		if ends := c.Ends(); ends != candidate.Never() {
			require.False(t, c.InForce(ends))
			require.Equal(t, c.InForce(now), now.Before(ends))
		}
	})
}

// grow takes some step that may be taken at now.
func grow(t *rapid.T, c candidate.Claim, now time.Time) candidate.Claim {
	kind := candidate.StepKind(rapid.Uint8Range(1, 7).Draw(t, "kind"))
	switch kind {
	case candidate.Reached:
		return c.Reach(rapid.SampledFrom(agency.DefaultStages().Slice()).Draw(t, "stage"), now)
	case candidate.Withdrawn:
		return c.Withdraw(now)
	}
	s := candidate.Step{At: now, Kind: kind, By: "sue", Reason: "r"}
	if rapid.Bool().Draw(t, "with an end") {
		s.Until = now.Add(tick * time.Duration(rapid.Int64Range(1, 1e13).Draw(t, "until")))
	}
	next, err := c.Change(s)
	if err != nil {
		require.True(t, next == c, "what is refused changes nothing")
	}
	return next
}
