package agency_test

import (
	"encoding"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
)

// enumeration requires that the names are those of the values from first on,
// both ways, and of no others.
func enumeration[T interface {
	~uint8
	fmt.Stringer
	encoding.TextMarshaler
}, P interface {
	*T
	encoding.TextUnmarshaler
}](first T, names ...string,
) func(*testing.T) {
	return func(t *testing.T) {
		for i, name := range names {
			v := first + T(i)
			require.Equal(t, name, v.String())
			text, err := v.MarshalText()
			require.NoError(t, err)
			require.Equal(t, name, string(text))
			var back T
			require.NoError(t, P(&back).UnmarshalText(text))
			require.Equal(t, v, back)
		}
		beyond := first + T(len(names))
		require.Equal(t, fmt.Sprintf("unknown(%d)", uint8(beyond)), beyond.String())
		for _, bad := range []string{"", "nonsense", beyond.String(), " " + names[0], names[0] + "\x00"} {
			kept := first
			var invalid *agency.Invalid
			require.ErrorAs(t, P(&kept).UnmarshalText([]byte(bad)), &invalid, "%q", bad)
			require.Contains(t, invalid.Rule, names[0])
			require.Equal(t, first, kept, "%q", bad)
		}
	}
}

func TestEnumerations(t *testing.T) {
	for name, check := range map[string]func(*testing.T){
		"agency state":      enumeration(agency.Active, "active", "suspended", "terminated", "closed"),
		"recruiter state":   enumeration(agency.RecruiterInvited, "invited", "active", "deactivated"),
		"staff state":       enumeration(agency.StaffActive, "active", "deactivated"),
		"opening state":     enumeration(agency.Open, "open", "archived"),
		"role":              enumeration(agency.HiringTeamMember, "hiring-team-member", "recruiter", "recruitment-manager", "super-admin"),
		"sharing":           enumeration(agency.ShareWithRecruiters, "per-recruiter", "per-agency", "either"),
		"visibility":        enumeration(agency.SeeAgency, "agency", "own"),
		"duplicate outcome": enumeration(agency.AlertDuplicate, "alert", "flag", "block", "off"),
		"override":          enumeration(agency.NoOverride, "default", "alert", "flag", "block", "off"),
		"resubmission":      enumeration(agency.ResubmitElsewhere, "elsewhere", "judged"),
		"duplicate scope":   enumeration(agency.AcrossAccount, "account", "opening"),
		"tell":              enumeration(agency.TellKnown, "alert", "silent", "class"),
		"standing":          enumeration(agency.NeverShared, "never-shared", "not-started", "effective", "ended", "revoked", "paused"),
		"right":             enumeration(agency.ViewOpening, "view-opening", "submit", "view-progress", "message", "withdraw", "invite-colleagues"),
		"cause": enumeration(agency.CauseNotGranted, "not-granted", "grant-over", "opening-archived", "recruiter-invited",
			"recruiter-deactivated", "agency-suspended", "agency-terminated"),
	} {
		t.Run(name, check)
	}
}
