package agency_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/agency"
)

func allRoles() []agency.Role {
	return []agency.Role{agency.HiringTeamMember, agency.StaffRecruiter, agency.RecruitmentManager, agency.SuperAdmin}
}

func levels() *rapid.Generator[agency.Levels] {
	return rapid.Custom(func(t *rapid.T) agency.Levels {
		level := func(name string, most agency.Level) agency.Level {
			return agency.Level(rapid.IntRange(0, int(most)).Draw(t, name))
		}
		return agency.Levels{
			Agencies:    level("agencies", agency.AdminAgencies),
			Submissions: level("submissions", agency.WorkSubmissions),
			Messages:    level("messages", agency.WriteMessages),
			AllOpenings: rapid.Bool().Draw(t, "all openings"),
			Settings:    rapid.Bool().Draw(t, "settings"),
			Journal:     rapid.Bool().Draw(t, "journal"),
		}
	})
}

func roles() *rapid.Generator[agency.Roles] {
	return rapid.Custom(func(t *rapid.T) agency.Roles {
		var r agency.Roles
		for _, role := range allRoles() {
			if rapid.Bool().Draw(t, "change "+role.String()) {
				r = r.With(role, levels().Draw(t, role.String()))
			}
		}
		return r
	})
}

func TestRolesZeroIsThePolicysTable(t *testing.T) {
	var zero agency.Roles
	require.NoError(t, zero.Validate())
	want := map[agency.Role]agency.Levels{
		0:                         {},
		agency.HiringTeamMember:   {Submissions: agency.ReadSubmissions},
		agency.StaffRecruiter:     {Agencies: agency.ViewAgencies, Submissions: agency.WorkSubmissions, Messages: agency.WriteMessages},
		agency.RecruitmentManager: {Agencies: agency.AssignAgencies, Submissions: agency.WorkSubmissions, Messages: agency.WriteMessages},
		agency.SuperAdmin: {
			Agencies: agency.AdminAgencies, Submissions: agency.WorkSubmissions, Messages: agency.WriteMessages,
			AllOpenings: true, Settings: true, Journal: true,
		},
		agency.SuperAdmin + 1: {},
	}
	for role, levels := range want {
		require.Equal(t, levels, zero.Of(role), "%s", role)
	}
}

func TestRolesWithChangesOneRole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := roles().Draw(t, "before")
		role := rapid.SampledFrom(allRoles()).Draw(t, "role")
		changed := levels().Draw(t, "levels")
		after := before.With(role, changed)
		for _, r := range allRoles() {
			if r == role {
				require.Equal(t, changed, after.Of(r))
			} else {
				require.Equal(t, before.Of(r), after.Of(r))
			}
		}
		require.True(t, before == after.With(role, before.Of(role)), "tables that say the same are equal")
	})
}

func TestRolesWithNoRoleChangesNothing(t *testing.T) {
	for _, role := range []agency.Role{0, agency.SuperAdmin + 1} {
		r := agency.Roles{}.With(role, agency.Levels{Settings: true})
		require.True(t, r == agency.Roles{})
		require.Equal(t, agency.Levels{}, r.Of(role))
	}
}

func TestRolesValidate(t *testing.T) {
	top := agency.Roles{}.Of(agency.SuperAdmin)
	without := top
	without.Settings = false
	requireField(t, "super-admin.settings", agency.Roles{}.With(agency.SuperAdmin, without).Validate())
	for _, role := range allRoles() {
		of := func(l agency.Levels) error { l.Settings = true; return agency.Roles{}.With(role, l).Validate() }
		requireField(t, "", of(agency.Levels{}))
		requireField(t, "", of(agency.Levels{Agencies: agency.AdminAgencies, Submissions: agency.WorkSubmissions, Messages: agency.WriteMessages}))
		requireField(t, role.String()+".agencies", of(agency.Levels{Agencies: agency.AdminAgencies + 1}))
		requireField(t, role.String()+".submissions", of(agency.Levels{Submissions: agency.WorkSubmissions + 1}))
		requireField(t, role.String()+".messages", of(agency.Levels{Messages: agency.WriteMessages + 1}))
	}
}

func TestRolesJSONRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := roles().Draw(t, "roles")
		data, err := json.Marshal(r)
		require.NoError(t, err)
		back := agency.Roles{}.With(agency.StaffRecruiter, agency.Levels{Journal: true})
		require.NoError(t, json.Unmarshal(data, &back))
		require.True(t, r == back, "%s", data)
	})
}

func TestRolesJSON(t *testing.T) {
	data, err := json.Marshal(agency.Roles{})
	require.NoError(t, err)
	require.Equal(t, "{}", string(data))

	changed := agency.Roles{}.With(agency.HiringTeamMember, agency.Levels{})
	data, err = json.Marshal(changed)
	require.NoError(t, err)
	var names map[string]agency.Levels
	require.NoError(t, json.Unmarshal(data, &names))
	require.Equal(t, map[string]agency.Levels{"hiring-team-member": {}}, names, "changed to nothing is a change")

	for _, bad := range []string{`{"owner":{}}`, `{"":{}}`, `{"recruiter":{"Agencies":300}}`, `{"recruiter":3}`, `[]`} {
		r := changed
		require.Error(t, json.Unmarshal([]byte(bad), &r), bad)
		require.True(t, r == changed, bad)
	}
}

func TestLevelsOf(t *testing.T) {
	settings := agency.Settings{Roles: agency.Roles{}.With(agency.StaffRecruiter, agency.Levels{Journal: true})}
	tests := []struct {
		name string
		user agency.Staff
		want agency.Levels
	}{
		{"by role", agency.Staff{Role: agency.HiringTeamMember}, agency.Levels{Submissions: agency.ReadSubmissions}},
		{"by role as changed", agency.Staff{Role: agency.StaffRecruiter}, agency.Levels{Journal: true}},
		{"of their own", agency.Staff{Role: agency.SuperAdmin, Levels: agency.Levels{Messages: agency.ViewMessages}}, agency.Levels{Messages: agency.ViewMessages}},
		{"without a role", agency.Staff{}, agency.Levels{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, settings.LevelsOf(tt.user)) })
	}
}
