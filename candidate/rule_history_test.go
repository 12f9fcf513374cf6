package candidate_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// dice yields what bytes say, and zeros after the last.
type dice []byte

func (d *dice) roll(n int) int {
	if len(*d) == 0 {
		return 0
	}
	v := int((*d)[0]) % n
	*d = (*d)[1:]
	return v
}

// when is within four months of march: at noon or midnight, or a tick from it.
func (d *dice) when() time.Time {
	return march.Add(time.Duration(d.roll(250)) * 12 * time.Hour).Add(time.Duration(d.roll(3)-1) * tick)
}

func (d *dice) period() agency.Period {
	if d.roll(2) == 0 {
		return agency.Period{}
	}
	return agency.Period{Months: int32(d.roll(3)), Days: int32(d.roll(40))}
}

var someStages = agency.DefaultStages().Slice()[:4]

func (d *dice) settings() agency.Duplicates {
	s := agency.Duplicates{
		Outcome: agency.DuplicateOutcome(d.roll(4)), Exact: agency.Override(d.roll(5)), Possible: agency.Override(d.roll(5)),
		Scope: agency.DuplicateScope(d.roll(2)), Resubmission: agency.Resubmission(d.roll(2)), LookBack: d.period(), Ownership: d.period(),
	}
	if d.roll(3) == 0 {
		first := d.roll(4)
		s.Stages = agency.Freeze(someStages[first], someStages[(first+1+d.roll(3))%4])
	}
	return s
}

var (
	someAgencies   = []agency.AgencyID{"", "north", "south", "west"}
	someRecruiters = []agency.RecruiterID{"ann", "bob"}
	someOpenings   = []agency.OpeningID{"dev", "ops", ""}
)

// claim makes one with a history in the order of time, as there are.
func (d *dice) claim(s *agency.Duplicates, i int) candidate.Claim {
	c := candidate.Claim{
		ID: candidate.ClaimID(fmt.Sprintf("k%03d", i)), Candidate: "c1", Agency: someAgencies[d.roll(4)], From: d.when(),
		Opening: someOpenings[d.roll(3)], Stage: someStages[d.roll(2)],
	}
	c.Until = s.Ownership.After(c.From)
	if c.Agency != "" {
		c.Recruiter = someRecruiters[d.roll(2)]
	}
	if d.roll(4) > 0 {
		c.Submission = candidate.SubmissionID(fmt.Sprintf("s%03d", i))
	}
	at := make([]time.Time, d.roll(5))
	for j := range at {
		at[j] = d.when()
	}
	slices.SortFunc(at, time.Time.Compare)
	for _, t := range at {
		c = d.grow(c, t)
	}
	return c
}

// grow takes a step, if it may be taken.
func (d *dice) grow(c candidate.Claim, at time.Time) candidate.Claim {
	switch kind := candidate.StepKind(1 + d.roll(7)); kind {
	case candidate.Reached:
		return c.Reach(someStages[d.roll(4)], at)
	case candidate.Withdrawn:
		return c.Withdraw(at)
	default:
		s := candidate.Step{At: at, Kind: kind, Reason: "r"}
		if d.roll(3) > 0 {
			s.Until = at.AddDate(0, 0, 1+d.roll(60))
		}
		c, _ = c.Change(s)
		return c
	}
}

func (d *dice) introduction(s *agency.Duplicates, i int) candidate.Introduction {
	return candidate.Introduction{
		Claim: d.claim(s, i), Verdict: []candidate.Verdict{candidate.Exact, candidate.Probable, candidate.Possible, candidate.None}[d.roll(4)],
		Merged: d.roll(6) == 5,
	}
}

func (d *dice) judgement() (agency.Duplicates, candidate.Case) {
	s := d.settings()
	c := candidate.Case{
		Agency: someAgencies[(1+d.roll(4))%4], Recruiter: someRecruiters[d.roll(2)], Opening: someOpenings[d.roll(3)], At: d.when(),
		OwnOnly: d.roll(3) == 1,
	}
	if c.Agency == "" {
		c.Recruiter = ""
	}
	for i := range d.roll(7) {
		c.Known = append(c.Known, d.introduction(&s, i))
	}
	return s, c
}

func rolled(t *rapid.T) *dice {
	d := dice(rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "dice"))
	return &d
}

// requireInvariants requires what holds of every ruling.
func requireInvariants(t require.TestingT, d agency.Duplicates, c candidate.Case) {
	r := candidate.Rule(d, c)
	require.True(t, r == candidate.Rule(d, c), "the same again")
	require.Equal(t, naiveRule(d, c), r)
	require.True(t, r.At.Equal(c.At) && r.Settings == d)
	require.LessOrEqual(t, r.Outcome, candidate.Blocked)
	require.LessOrEqual(t, r.Verdict, candidate.Exact)
	require.LessOrEqual(t, r.Own, candidate.ClaimInForce)
	if r.Outcome > candidate.Accepted {
		require.Greater(t, r.Verdict, candidate.None, "nobody is told of nobody")
	}
	if r.OwnedByOther {
		require.NotEmpty(t, r.Owner)
		require.NotEqual(t, c.Agency, r.OwnerAgency)
	}
	if r.AlreadySubmitted {
		require.Greater(t, r.Own, candidate.NoClaim)
	}

	back := slices.Clone(c.Known)
	slices.Reverse(back)
	require.True(t, r == candidate.Rule(d, known(c, back)), "the order of what is known does not matter")
	twice := append(slices.Clone(c.Known), c.Known...)
	require.True(t, r == candidate.Rule(d, known(c, twice)), "nor that it is known twice")
	require.True(t, r == candidate.Rule(d, known(c, before(c.Known, c.At))), "nor what comes later")

	own := slices.DeleteFunc(slices.Clone(c.Known), func(i candidate.Introduction) bool { return i.Claim.Agency != c.Agency })
	require.False(t, candidate.Rule(d, known(c, own)).OwnedByOther, "nobody is another to oneself")
	if d.Scope == agency.WithinOpening {
		here := slices.DeleteFunc(slices.Clone(c.Known), func(i candidate.Introduction) bool { return i.Claim.Opening != c.Opening })
		require.True(t, r == candidate.Rule(d, known(c, here)), "other openings are not seen")
	}
	told := slices.DeleteFunc(slices.Clone(c.Known), func(i candidate.Introduction) bool { return i.Merged })
	without := candidate.Rule(d, known(c, told))
	require.Equal(t, without.Outcome, r.Outcome, "merging tells nothing")
	require.Equal(t, without.AlreadySubmitted, r.AlreadySubmitted)
	require.Equal(t, without.Own, r.Own)
}

func known(c candidate.Case, k []candidate.Introduction) candidate.Case {
	c.Known = k
	return c
}

// before is what was known at t.
func before(all []candidate.Introduction, t time.Time) []candidate.Introduction {
	var out []candidate.Introduction
	for _, i := range all {
		if i.Claim.From.After(t) {
			continue
		}
		i.Claim.History = agency.SeriesOf(slices.DeleteFunc(i.Claim.History.Slice(), func(s candidate.Step) bool { return s.At.After(t) })...)
		out = append(out, i)
	}
	return out
}

func TestRuleHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, c := rolled(t).judgement()
		require.NoError(t, d.Validate())
		requireInvariants(t, d, c)
	})
}

// One more introduction by somebody else takes nothing back. By oneself it may:
// whoever owns an introduction is not alerted to those who came later.
func TestRuleIsNoMilderForMoreThatIsKnown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dice := rolled(t)
		d, c := dice.judgement()
		more := dice.introduction(&d, 99)
		r, worse := candidate.Rule(d, c), candidate.Rule(d, known(c, append(slices.Clone(c.Known), more)))
		require.GreaterOrEqual(t, worse.Verdict, r.Verdict)
		require.GreaterOrEqual(t, worse.Own, r.Own)
		require.True(t, worse.AlreadySubmitted || !r.AlreadySubmitted)
		require.True(t, worse.Owner != "" || r.Owner == "")
		if c.Agency != "" && more.Claim.Agency == c.Agency {
			require.True(t, r.OwnedByOther || !worse.OwnedByOther)
			return
		}
		require.GreaterOrEqual(t, worse.Outcome, r.Outcome)
		require.True(t, worse.OwnedByOther || !r.OwnedByOther || c.Agency == "")
	})
}

// Whatever becomes of what is known, an earlier date is judged as it was.
func TestRuleReplays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dice := rolled(t)
		d, c := dice.judgement()
		then := candidate.Rule(d, c)
		now := c.At
		for i := range rapid.IntRange(0, 20).Draw(t, "later") {
			now = now.Add(time.Duration(rapid.Int64Range(1, 1e13).Draw(t, "after")) * tick)
			if at := rapid.IntRange(0, len(c.Known)).Draw(t, "whose"); at < len(c.Known) {
				claim := &c.Known[at].Claim
				*claim = grow(t, *claim, now)
			} else {
				more := dice.introduction(&d, 100+i)
				more.Claim.From, more.Claim.Until, more.Claim.History = now, d.Ownership.After(now), agency.Series[candidate.Step]{}
				c.Known = append(c.Known, more)
			}
		}
		require.True(t, then == candidate.Rule(d, c))
	})
}

// Every setting with every kind of claim.
func TestRuleOfEachSingleClaim(t *testing.T) {
	ways := []int{
		4, // outcome
		5, // override, of both verdicts
		4, // verdict
		4, // whose: the person's, one's own, a colleague's, another agency's
		2, // for which opening
		2, // what is seen
		2, // scope
		2, // resubmission
		4, // what happened
		2, // the look-back
		2, // the stage
		2, // from a submission
	}
	n := 1
	for _, w := range ways {
		n *= w
	}
	stride := 1
	if testing.Short() {
		stride = 7
	}
	for at := 0; at < n; at += stride {
		rest := at
		pick := func(i int) int {
			v := rest % ways[i]
			rest /= ways[i]
			return v
		}
		d := agency.Duplicates{Outcome: agency.DuplicateOutcome(pick(0))}
		d.Exact = agency.Override(pick(1))
		d.Possible = d.Exact
		c := candidate.Case{Agency: "north", Recruiter: "ann", Opening: "dev", At: days(5)}
		k := candidate.Introduction{Claim: norths(), Verdict: candidate.Verdict(pick(2))}
		switch pick(3) {
		case 0:
			k.Claim.Agency, k.Claim.Recruiter = "", ""
		case 2:
			k.Claim.Recruiter = "bob"
		case 3:
			k.Claim.Agency = "south"
		}
		k.Claim.Opening = someOpenings[pick(4)]
		c.OwnOnly = pick(5) == 1
		d.Scope, d.Resubmission = agency.DuplicateScope(pick(6)), agency.Resubmission(pick(7))
		switch pick(8) {
		case 1:
			k.Claim = k.Claim.Withdraw(days(5))
		case 2:
			k.Claim.Until = days(5)
		case 3:
			k.Claim, _ = k.Claim.Change(step(5, candidate.Disputed))
		}
		d.LookBack.Days = int32(5 * pick(9))
		if pick(10) == 1 {
			d.Stages = agency.Freeze(agency.Hired)
		}
		if pick(11) == 1 {
			k.Claim.Submission = ""
		}
		c.Known = []candidate.Introduction{k}
		if got, want := candidate.Rule(d, c), naiveRule(d, c); got != want {
			require.Equal(t, want, got, "%+v %+v", d, c)
		}
	}
}

// FuzzRule judges whatever bytes say, settings that nobody could have made
// included.
func FuzzRule(f *testing.F) {
	f.Add([]byte{}, uint8(0), uint8(0), int32(0), int32(0))
	f.Add([]byte("north puts jane forward whom south knows, and bob too, for dev"), uint8(0), uint8(0), int32(0), int32(0))
	f.Add(slices.Repeat([]byte{7, 3, 1, 5, 2}, 60), uint8(9), uint8(250), int32(12000), int32(-1))
	f.Fuzz(func(t *testing.T, data []byte, outcome, verdict uint8, months, days int32) {
		d, c := (*dice)(&data).judgement()
		requireInvariants(t, d, c)

		d.Outcome, d.Exact, d.Possible = agency.DuplicateOutcome(outcome), agency.Override(outcome), agency.Override(outcome)
		d.LookBack = agency.Period{Months: months % 24_000, Days: days % 24_000}
		for i := range c.Known {
			c.Known[i].Verdict = candidate.Verdict(verdict)
		}
		r := candidate.Rule(d, c)
		require.True(t, r == candidate.Rule(d, c))
	})
}
