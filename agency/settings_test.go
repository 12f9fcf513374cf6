package agency_test

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

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
			{"a region", "", func(s *agency.Settings) { s.Region = "CH" }},
			{"no region", "", func(s *agency.Settings) { s.Region = "" }},
			{"a region in small letters", "region", func(s *agency.Settings) { s.Region = "ch" }},
			{"a region in mixed letters", "region", func(s *agency.Settings) { s.Region = "Ch" }},
			{"a region of one letter", "region", func(s *agency.Settings) { s.Region = "C" }},
			{"a region of three letters", "region", func(s *agency.Settings) { s.Region = "CHE" }},
			{"a region with a digit", "region", func(s *agency.Settings) { s.Region = "C1" }},
			{"a region of one letter of two bytes", "region", func(s *agency.Settings) { s.Region = "É" }},
			{"a region with a space", "region", func(s *agency.Settings) { s.Region = "C " }},
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
			{"the default for invitations", "", func(s *agency.Settings) { s.InvitationDays = 0 }},
			{"invitations for 365 days", "", func(s *agency.Settings) { s.InvitationDays = 365 }},
			{"invitations for 366 days", "invitation-days", func(s *agency.Settings) { s.InvitationDays = 366 }},
			{"invitations for as long as can be written", "invitation-days", func(s *agency.Settings) { s.InvitationDays = math.MaxUint16 }},
			{"greatest quota", "", func(s *agency.Settings) { s.Quota.PerOpening = math.MaxUint32 }},
		},
	))
}

func TestInvitationEnds(t *testing.T) {
	leap := time.Date(2028, 2, 20, 23, 59, 59, 999999000, time.UTC)
	for _, tt := range []struct {
		name string
		days uint16
		now  time.Time
		want time.Time
	}{
		{"by default", 0, march, march.Add(agency.DefaultInvitationDays * 24 * time.Hour)},
		{"the default named", agency.DefaultInvitationDays, march, march.AddDate(0, 0, 14)},
		{"a day", 1, march, march.Add(24 * time.Hour)},
		{"a year", 365, march, march.AddDate(1, 0, 0)},
		{"over a leap day", 10, leap, time.Date(2028, 3, 1, 23, 59, 59, 999999000, time.UTC)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, agency.Settings{InvitationDays: tt.days}.InvitationEnds(tt.now))
		})
	}
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

func stages() *rapid.Generator[agency.Frozen[agency.Stage]] {
	return rapid.Custom(func(t *rapid.T) agency.Frozen[agency.Stage] {
		stage := rapid.Custom(func(t *rapid.T) agency.Stage { return agency.Stage(element().Draw(t, "s")) })
		return agency.Freeze(rapid.SliceOfN(stage, 0, 5).Draw(t, "stages")...)
	})
}

func TestSettingsJSONRoundTrip(t *testing.T) {
	upTo := func(t *rapid.T, name string, most uint8) uint8 { return rapid.Uint8Range(0, most).Draw(t, name) }
	drawn := make(map[string]bool)
	rapid.Check(t, func(t *rapid.T) {
		in := agency.Settings{
			Version:          rapid.Int64Min(0).Draw(t, "version"),
			Title:            element().Draw(t, "title"),
			Region:           rapid.StringMatching("([A-Z]{2})?").Draw(t, "region"),
			Sharing:          agency.Sharing(upTo(t, "sharing", 2)),
			Visibility:       agency.Visibility(upTo(t, "visibility", 1)),
			Duplicates:       duplicates().Draw(t, "duplicates"),
			Offboarding:      offboardings().Draw(t, "offboarding"),
			Quota:            agency.Quota{PerOpening: rapid.Uint32().Draw(t, "quota")},
			Roles:            roles().Draw(t, "roles"),
			Stages:           stages().Draw(t, "stages"),
			Terms:            element().Draw(t, "terms"),
			InvitationDays:   rapid.Uint16().Draw(t, "invitation days"),
			ConsentRequired:  rapid.Bool().Draw(t, "consent"),
			ColleagueDomains: rapid.Bool().Draw(t, "domains"),
			JournalReads:     rapid.Bool().Draw(t, "reads"),
		}
		data, err := json.Marshal(in)
		require.NoError(t, err)
		var out agency.Settings
		require.NoError(t, json.Unmarshal(data, &out))
		require.True(t, in == out, "%s", data)
		for _, v := range []reflect.Value{reflect.ValueOf(in), reflect.ValueOf(in.Duplicates)} {
			for i := range v.NumField() {
				drawn[v.Type().Field(i).Name] = drawn[v.Type().Field(i).Name] || !v.Field(i).IsZero()
			}
		}
	})
	for field, some := range drawn {
		require.True(t, some, "%s was never anything but empty", field)
	}
}
