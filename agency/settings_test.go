package agency_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/agency"
)

func TestPresets(t *testing.T) {
	require.NoError(t, agency.PerRecruiter().Validate())
	require.NoError(t, agency.PerAgency().Validate())
	require.True(t, agency.PerRecruiter() == agency.Settings{}, "the zero value is per recruiter")

	require.True(t, agency.PerRecruiter().Sharing.ToRecruiters())
	require.False(t, agency.PerRecruiter().Sharing.ToAgencies())
	require.False(t, agency.PerAgency().Sharing.ToRecruiters())
	require.True(t, agency.PerAgency().Sharing.ToAgencies())
	require.True(t, agency.ShareWithEither.ToRecruiters())
	require.True(t, agency.ShareWithEither.ToAgencies())

	for _, s := range []agency.Settings{agency.PerRecruiter(), agency.PerAgency()} {
		require.Equal(t, agency.SeeAgency, s.Visibility)
		require.Equal(t, agency.AlertDuplicate, s.Duplicates.Outcome)
	}
}

func TestSettingsValidate(t *testing.T) {
	stages := func(s ...agency.Stage) func(*agency.Settings) {
		return func(settings *agency.Settings) { settings.Stages = agency.Freeze(s...) }
	}
	validate(t, agency.PerAgency(), all(
		texts("title", agency.MaxName, func(s *agency.Settings, v string) { s.Title = v }),
		texts("terms", agency.MaxID, func(s *agency.Settings, v string) { s.Terms = v }),
		[]change[agency.Settings]{
			{"negative version", "version", func(s *agency.Settings) { s.Version = -1 }},
			{"high version", "", func(s *agency.Settings) { s.Version = math.MaxInt64 }},
			{"unknown sharing", "sharing", func(s *agency.Settings) { s.Sharing = agency.ShareWithEither + 1 }},
			{"unknown visibility", "visibility", func(s *agency.Settings) { s.Visibility = agency.SeeOwn + 1 }},
			{"unknown outcome", "duplicates.outcome", func(s *agency.Settings) { s.Duplicates.Outcome = agency.IgnoreDuplicate + 1 }},
			{"offboarding that leaves too much", "offboarding.grant-over", func(s *agency.Settings) {
				s.Offboarding = s.Offboarding.With(agency.CauseGrantOver, agency.RightsOf(agency.Submit))
			}},
			{"roles that nobody could change back", "roles.super-admin.settings", func(s *agency.Settings) {
				s.Roles = s.Roles.With(agency.SuperAdmin, agency.Levels{})
			}},
			{"stages of its own", "", stages("sourced", agency.Hired)},
			{"withdrawn among the stages", "", stages("sourced", agency.Withdrawn)},
			{"withdrawn as the first stage", "stages", stages(agency.Withdrawn, "sourced")},
			{"a stage twice", "stages", stages("a", "b", "a")},
			{"a stage too long", "stages", stages(agency.Stage(strings.Repeat("a", agency.MaxID+1)))},
			{"a stage with a control character", "stages", stages("a\tb")},
			{"50 stages", "", func(s *agency.Settings) { s.Stages = numbered[agency.Stage]("s", 50) }},
			{"51 stages", "stages", func(s *agency.Settings) { s.Stages = numbered[agency.Stage]("s", 51) }},
			{"greatest quota", "", func(s *agency.Settings) { s.Quota.PerOpening = math.MaxUint32 }},
		},
	))
}

func TestDuplicatesValidate(t *testing.T) {
	validate(t, agency.Duplicates{}, []change[agency.Duplicates]{
		{"unknown outcome", "outcome", func(d *agency.Duplicates) { d.Outcome = agency.IgnoreDuplicate + 1 }},
		{"unknown scope", "scope", func(d *agency.Duplicates) { d.Scope = agency.WithinOpening + 1 }},
		{"unknown tell", "tell", func(d *agency.Duplicates) { d.Tell = agency.TellClass + 1 }},
		{"block silently", "tell", func(d *agency.Duplicates) { d.Outcome, d.Tell = agency.BlockDuplicate, agency.TellNothing }},
		{"block and say so", "", func(d *agency.Duplicates) { d.Outcome, d.Tell = agency.BlockDuplicate, agency.TellClass }},
		{"flag silently", "", func(d *agency.Duplicates) { d.Outcome, d.Tell = agency.FlagDuplicate, agency.TellNothing }},
		{"negative look-back", "look-back.days", func(d *agency.Duplicates) { d.LookBack.Days = -1 }},
		{"negative ownership", "ownership.months", func(d *agency.Duplicates) { d.Ownership.Months = -1 }},
		{"negative direct", "direct.days", func(d *agency.Duplicates) { d.Direct.Days = -1 }},
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

func TestStages(t *testing.T) {
	var standard agency.Settings
	require.Equal(t, agency.New, standard.FirstStage())
	for stage := range agency.DefaultStages().All() {
		require.True(t, standard.HasStage(stage), stage)
	}
	require.False(t, standard.HasStage("sourced"))
	require.False(t, standard.HasStage(""))

	own := agency.Settings{Stages: agency.Freeze[agency.Stage]("sourced", "hired")}
	require.Equal(t, agency.Stage("sourced"), own.FirstStage())
	require.True(t, own.HasStage("hired"))
	require.True(t, own.HasStage(agency.Withdrawn), "withdrawn is a stage of every account")
	require.False(t, own.HasStage(agency.New))
}

func periods() *rapid.Generator[agency.Period] {
	return rapid.Custom(func(t *rapid.T) agency.Period {
		return agency.Period{Months: rapid.Int32Range(0, 12000).Draw(t, "months"), Days: rapid.Int32Range(0, 12000).Draw(t, "days")}
	})
}

func TestSettingsJSONRoundTrip(t *testing.T) {
	upTo := func(t *rapid.T, name string, most uint8) uint8 { return rapid.Uint8Range(0, most).Draw(t, name) }
	rapid.Check(t, func(t *rapid.T) {
		in := agency.Settings{
			Version:    rapid.Int64Min(0).Draw(t, "version"),
			Title:      element().Draw(t, "title"),
			Sharing:    agency.Sharing(upTo(t, "sharing", 2)),
			Visibility: agency.Visibility(upTo(t, "visibility", 1)),
			Duplicates: agency.Duplicates{
				Outcome:   agency.DuplicateOutcome(upTo(t, "outcome", 3)),
				Scope:     agency.DuplicateScope(upTo(t, "scope", 1)),
				LookBack:  periods().Draw(t, "look-back"),
				Ownership: periods().Draw(t, "ownership"),
				Direct:    periods().Draw(t, "direct"),
				Tell:      agency.Tell(upTo(t, "tell", 2)),
			},
			Offboarding:      offboardings().Draw(t, "offboarding"),
			Quota:            agency.Quota{PerOpening: rapid.Uint32().Draw(t, "quota")},
			Roles:            roles().Draw(t, "roles"),
			Stages:           agency.Freeze(rapid.SliceOfN(rapid.Custom(func(t *rapid.T) agency.Stage { return agency.Stage(element().Draw(t, "s")) }), 0, 5).Draw(t, "stages")...),
			Terms:            element().Draw(t, "terms"),
			ConsentRequired:  rapid.Bool().Draw(t, "consent"),
			ColleagueDomains: rapid.Bool().Draw(t, "domains"),
			JournalReads:     rapid.Bool().Draw(t, "reads"),
		}
		data, err := json.Marshal(in)
		require.NoError(t, err)
		var out agency.Settings
		require.NoError(t, json.Unmarshal(data, &out))
		require.True(t, in == out, "%s", data)
	})
}
