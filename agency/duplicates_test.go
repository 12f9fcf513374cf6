package agency_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/agency"
)

func TestDuplicatesValidate(t *testing.T) {
	validate(t, agency.Duplicates{}, []change[agency.Duplicates]{
		{"unknown outcome", "outcome", func(d *agency.Duplicates) { d.Outcome = agency.IgnoreDuplicate + 1 }},
		{"last outcome", "", func(d *agency.Duplicates) { d.Outcome = agency.IgnoreDuplicate }},
		{"unknown outcome where it is sure", "exact", func(d *agency.Duplicates) { d.Exact = agency.OverrideIgnore + 1 }},
		{"last outcome where it is sure", "", func(d *agency.Duplicates) { d.Exact = agency.OverrideIgnore }},
		{"unknown outcome where it may be", "possible", func(d *agency.Duplicates) { d.Possible = agency.OverrideIgnore + 1 }},
		{"last outcome where it may be", "", func(d *agency.Duplicates) { d.Possible = agency.OverrideIgnore }},
		{"unknown scope", "scope", func(d *agency.Duplicates) { d.Scope = agency.WithinOpening + 1 }},
		{"unknown resubmission", "resubmission", func(d *agency.Duplicates) { d.Resubmission = agency.JudgeResubmission + 1 }},
		{"last resubmission", "", func(d *agency.Duplicates) { d.Resubmission = agency.JudgeResubmission }},
		{"unknown tell", "tell", func(d *agency.Duplicates) { d.Tell = agency.TellClass + 1 }},
		{"block silently", "tell", func(d *agency.Duplicates) { d.Outcome, d.Tell = agency.BlockDuplicate, agency.TellNothing }},
		{"block silently where it is sure", "tell", func(d *agency.Duplicates) { d.Exact, d.Tell = agency.OverrideBlock, agency.TellNothing }},
		{"block silently where it may be", "tell", func(d *agency.Duplicates) { d.Possible, d.Tell = agency.OverrideBlock, agency.TellNothing }},
		{"block and say so", "", func(d *agency.Duplicates) { d.Outcome, d.Tell = agency.BlockDuplicate, agency.TellClass }},
		{"block where it is sure, and say so", "", func(d *agency.Duplicates) { d.Exact = agency.OverrideBlock }},
		{"alert silently", "", func(d *agency.Duplicates) { d.Tell = agency.TellNothing }},
		{"flag silently", "", func(d *agency.Duplicates) { d.Outcome, d.Tell = agency.FlagDuplicate, agency.TellNothing }},
		{"negative look-back", "look-back.days", func(d *agency.Duplicates) { d.LookBack.Days = -1 }},
		{"negative ownership", "ownership.months", func(d *agency.Duplicates) { d.Ownership.Months = -1 }},
		{"negative direct", "direct.days", func(d *agency.Duplicates) { d.Direct.Days = -1 }},
		{"stages", "", func(d *agency.Duplicates) { d.Stages = agency.Freeze(agency.Interview, agency.Withdrawn) }},
		{"a stage twice", "stages", func(d *agency.Duplicates) { d.Stages = agency.Freeze(agency.Offer, agency.Offer) }},
		{"a stage with a line feed", "stages", func(d *agency.Duplicates) { d.Stages = agency.Freeze[agency.Stage](twoLine) }},
		{"50 stages", "", func(d *agency.Duplicates) { d.Stages = numbered[agency.Stage]("s", 50) }},
		{"51 stages", "stages", func(d *agency.Duplicates) { d.Stages = numbered[agency.Stage]("s", 51) }},
		{"greatest number of probes", "", func(d *agency.Duplicates) { d.Probes = agency.Probes{math.MaxUint32, math.MaxUint32} }},
	})
}

func TestPeriodValidate(t *testing.T) {
	validate(t, agency.Period{}, []change[agency.Period]{
		{"greatest", "", func(p *agency.Period) { p.Months, p.Days = 12000, 12000 }},
		{"too many months", "months", func(p *agency.Period) { p.Months = 12001 }},
		{"too many days", "days", func(p *agency.Period) { p.Days = 12001 }},
		{"negative months", "months", func(p *agency.Period) { p.Months = -1 }},
		{"negative days", "days", func(p *agency.Period) { p.Days = math.MinInt32 }},
	})
}

// Override.Or is a total function of two enumerations.
func TestOverride(t *testing.T) {
	for override, want := range map[agency.Override]agency.DuplicateOutcome{
		agency.OverrideAlert: agency.AlertDuplicate, agency.OverrideFlag: agency.FlagDuplicate,
		agency.OverrideBlock: agency.BlockDuplicate, agency.OverrideIgnore: agency.IgnoreDuplicate,
	} {
		for otherwise := agency.AlertDuplicate; otherwise <= agency.IgnoreDuplicate; otherwise++ {
			require.Equal(t, want, override.Or(otherwise))
			require.Equal(t, otherwise, agency.NoOverride.Or(otherwise))
		}
		require.Equal(t, want.String(), override.String())
	}
}

func TestProbesLimits(t *testing.T) {
	for _, tt := range []struct {
		name      string
		set, want agency.Probes
	}{
		{"unset", agency.Probes{}, agency.Probes{Recruiter: 20, Agency: 100}},
		{"of the recruiter", agency.Probes{Recruiter: 3}, agency.Probes{Recruiter: 3, Agency: 100}},
		{"of the agency", agency.Probes{Agency: 1}, agency.Probes{Recruiter: 20, Agency: 1}},
		{"of both", agency.Probes{Recruiter: 500, Agency: 600}, agency.Probes{Recruiter: 500, Agency: 600}},
	} {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, tt.set.Limits()) })
	}
}

func TestPeriodAfter(t *testing.T) {
	for _, tt := range []struct {
		name         string
		months, days int32
		from, want   string
	}{
		{"a month from the 31st of January", 1, 0, "2026-01-31 12:00:00", "2026-02-28 12:00:00"},
		{"in a leap year", 1, 0, "2028-01-31 12:00:00", "2028-02-29 12:00:00"},
		{"in 2000, which was one", 1, 0, "2000-01-31 12:00:00", "2000-02-29 12:00:00"},
		{"in 2100, which is none", 1, 0, "2100-01-31 12:00:00", "2100-02-28 12:00:00"},
		{"from the 30th of January", 1, 0, "2026-01-30 12:00:00", "2026-02-28 12:00:00"},
		{"from the 28th of January", 1, 0, "2026-01-28 12:00:00", "2026-02-28 12:00:00"},
		{"from the last day of February", 1, 0, "2026-02-28 00:00:00", "2026-03-28 00:00:00"},
		{"to a month of 30 days", 1, 0, "2026-03-31 00:00:00", "2026-04-30 00:00:00"},
		{"to a month as long", 2, 0, "2026-05-31 00:00:00", "2026-07-31 00:00:00"},
		{"a year from a leap day", 12, 0, "2028-02-29 08:00:00", "2029-02-28 08:00:00"},
		{"four years from a leap day", 48, 0, "2028-02-29 08:00:00", "2032-02-29 08:00:00"},
		{"over the end of a year", 1, 0, "2026-12-31 00:00:00", "2027-01-31 00:00:00"},
		{"many years", 25, 0, "2026-11-15 00:00:00", "2028-12-15 00:00:00"},
		{"days", 0, 30, "2026-01-31 12:00:00", "2026-03-02 12:00:00"},
		{"a day over the end of a leap February", 0, 1, "2028-02-29 12:00:00", "2028-03-01 12:00:00"},
		{"months come before days", 1, 1, "2026-01-31 12:00:00", "2026-03-01 12:00:00"},
		{"and the other way it would be another day", 1, 1, "2026-01-30 12:00:00", "2026-03-01 12:00:00"},
		{"the time of day stays to the microsecond", 6, 0, "2026-03-01 23:59:59.999999", "2026-09-01 23:59:59.999999"},
		{"to the end of time", 12, 0, "9998-12-31 23:59:59.999999", "9999-12-31 23:59:59.999999"},
		{"beyond it", 12, 0, "9999-01-01 00:00:00", "9999-12-31 23:59:59.999999"},
		{"by a day", 0, 1, "9999-12-31 00:00:00", "9999-12-31 23:59:59.999999"},
		{"far beyond it", 12000, 12000, "9999-12-31 23:59:59.999999", "9999-12-31 23:59:59.999999"},
		{"from the beginning", 12, 0, "1900-01-01 00:00:00", "1901-01-01 00:00:00"},
		{"no period is for good", 0, 0, "2026-01-31 12:00:00", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			const layout = "2006-01-02 15:04:05.999999"
			from, err := time.Parse(layout, tt.from)
			require.NoError(t, err)
			var want time.Time
			if tt.want != "" {
				want, err = time.Parse(layout, tt.want)
				require.NoError(t, err)
			}
			period := agency.Period{Months: tt.months, Days: tt.days}
			require.Equal(t, tt.want == "", period.IsZero())
			require.Equal(t, want, period.After(from))
		})
	}
}

// The calendar is that of UTC, wherever an instant was read.
func TestPeriodAfterReckonsInUTC(t *testing.T) {
	auckland := time.FixedZone("NZDT", 13*60*60)
	local := time.Date(2026, 2, 1, 1, 0, 0, 0, auckland) // the 31st of January at noon in UTC
	require.Equal(t, time.Date(2026, 2, 28, 12, 0, 0, 0, time.UTC), agency.Period{Months: 1}.After(local))
}

// naiveAfter counts months and days one by one.
func naiveAfter(p agency.Period, t time.Time) time.Time {
	y, m, d := t.Date()
	for range p.Months {
		if m++; m > time.December {
			y, m = y+1, time.January
		}
	}
	last := map[time.Month]int{time.April: 30, time.June: 30, time.September: 30, time.November: 30, time.February: 28}[m]
	switch {
	case last == 0:
		last = 31
	case last == 28 && (y%400 == 0 || y%4 == 0 && y%100 != 0):
		last = 29
	}
	midnight := t.Truncate(24 * time.Hour)
	end := time.Date(y, m, min(d, last), 0, 0, 0, 0, time.UTC).Add(t.Sub(midnight))
	for range p.Days {
		end = end.Add(24 * time.Hour)
	}
	if end.Year() > 9999 {
		end = time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC)
	}
	return end
}

func TestPeriodAfterLikeOnFingers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := periods().Draw(t, "period")
		if p.IsZero() {
			t.Skip("for good")
		}
		from := time.UnixMicro(rapid.Int64Range(-2208988800e6, 253402300799e6).Draw(t, "from")).UTC()
		end := p.After(from)
		require.Equal(t, naiveAfter(p, from), end)
		require.NoError(t, agency.CheckInstant("end", end))
		require.True(t, end.After(from) || from.Year() == 9999)
		later := from.Add(time.Duration(rapid.Int64Range(0, 1e17).Draw(t, "later")) / 1e3 * 1e3)
		require.False(t, p.After(later).Before(end), "what begins later ends no sooner")
	})
}

func duplicates() *rapid.Generator[agency.Duplicates] {
	return rapid.Custom(func(t *rapid.T) agency.Duplicates {
		upTo := func(name string, most uint8) uint8 { return rapid.Uint8Range(0, most).Draw(t, name) }
		return agency.Duplicates{
			Outcome:      agency.DuplicateOutcome(upTo("outcome", 3)),
			Exact:        agency.Override(upTo("exact", 4)),
			Possible:     agency.Override(upTo("possible", 4)),
			Scope:        agency.DuplicateScope(upTo("scope", 1)),
			LookBack:     periods().Draw(t, "look-back"),
			Ownership:    periods().Draw(t, "ownership"),
			Direct:       periods().Draw(t, "direct"),
			Stages:       stages().Draw(t, "counted stages"),
			Resubmission: agency.Resubmission(upTo("resubmission", 1)),
			Tell:         agency.Tell(upTo("tell", 2)),
			Probes:       agency.Probes{Recruiter: rapid.Uint32().Draw(t, "by one"), Agency: rapid.Uint32().Draw(t, "by all")},
		}
	})
}

func TestDuplicatesJSON(t *testing.T) {
	d := agency.Duplicates{
		Outcome: agency.BlockDuplicate, Exact: agency.OverrideAlert, Possible: agency.OverrideIgnore, Scope: agency.WithinOpening,
		LookBack: agency.Period{Months: 24}, Ownership: agency.Period{Months: 6, Days: 1}, Direct: agency.Period{Days: 90},
		Stages: agency.Freeze(agency.Interview), Resubmission: agency.JudgeResubmission, Tell: agency.TellClass,
		Probes: agency.Probes{Recruiter: 5, Agency: 50},
	}
	data, err := json.Marshal(d)
	require.NoError(t, err)
	require.JSONEq(t, `{
		"Outcome": "block", "Exact": "alert", "Possible": "off", "Scope": "opening",
		"LookBack": {"Months": 24, "Days": 0}, "Ownership": {"Months": 6, "Days": 1}, "Direct": {"Months": 0, "Days": 90},
		"Stages": ["interview"], "Resubmission": "judged", "Tell": "class", "Probes": {"Recruiter": 5, "Agency": 50}
	}`, string(data))
	var back agency.Duplicates
	require.NoError(t, json.Unmarshal(data, &back))
	require.True(t, d == back)

	for name, data := range map[string]string{
		"an outcome that is none":  `{"Outcome": "shout"}`,
		"an override that is none": `{"Exact": "alarm"}`,
		"a number for a name":      `{"Outcome": 2}`,
		"a number too great":       `{"Probes": {"Agency": 4294967296}}`,
	} {
		t.Run(name, func(t *testing.T) {
			var d agency.Duplicates
			require.Error(t, json.Unmarshal([]byte(data), &d))
		})
	}
}
