package agency_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/agency"
)

const everyRight = agency.Rights(1<<6 - 1)

// matrix is the policy's table, as text.
var matrix = map[agency.Cause]string{
	agency.CauseNotGranted:           "view-progress,message,withdraw,invite-colleagues",
	agency.CauseGrantOver:            "view-progress,message,withdraw,invite-colleagues",
	agency.CauseOpeningArchived:      "view-progress,message,withdraw,invite-colleagues",
	agency.CauseRecruiterInvited:     "",
	agency.CauseRecruiterDeactivated: "",
	agency.CauseAgencySuspended:      "view-progress,message,withdraw",
	agency.CauseAgencyTerminated:     "",
}

// most is what an account may leave, as text.
var most = map[agency.Cause]string{
	agency.CauseNotGranted:           "view-progress,message,withdraw,invite-colleagues",
	agency.CauseGrantOver:            "view-progress,message,withdraw,invite-colleagues",
	agency.CauseOpeningArchived:      "view-opening,view-progress,message,withdraw,invite-colleagues",
	agency.CauseRecruiterInvited:     "",
	agency.CauseRecruiterDeactivated: "",
	agency.CauseAgencySuspended:      "view-opening,view-progress,message,withdraw,invite-colleagues",
	agency.CauseAgencyTerminated:     "view-progress",
}

func TestOffboardingZeroIsTheStandardMatrix(t *testing.T) {
	var zero agency.Offboarding
	require.NoError(t, zero.Validate())
	require.Len(t, agency.AllCauses(), len(matrix))
	for _, c := range agency.AllCauses() {
		require.Equal(t, matrix[c], zero.Leaves(c).String(), "%s", c)
		require.True(t, zero == zero.With(c, zero.Leaves(c)), "setting the standard changes nothing: %s", c)
	}
	require.Zero(t, zero.Leaves(agency.CauseAgencyTerminated+1))
	require.True(t, zero == zero.With(agency.CauseAgencyTerminated+1, everyRight))
}

// Each cell on its own, by what each cause may leave at most.
func TestOffboardingCeilings(t *testing.T) {
	for _, c := range agency.AllCauses() {
		for rights := agency.Rights(0); rights <= everyRight; rights++ {
			fits := true
			for _, r := range agency.AllRights() {
				fits = fits && (!rights.Has(r) || slices.Contains(strings.Split(most[c], ","), r.String()))
			}
			o := agency.Offboarding{}.With(c, rights)
			require.Equal(t, rights, o.Leaves(c))
			if fits {
				require.NoError(t, o.Validate(), "%s leaving %s", c, rights)
			} else {
				requireField(t, c.String(), o.Validate())
			}
		}
		requireField(t, c.String(), agency.Offboarding{}.With(c, 1<<6).Validate())
	}
}

func TestOffboardingCeilingsSaySo(t *testing.T) {
	require.EqualError(t, agency.Offboarding{}.With(agency.CauseAgencyTerminated, everyRight).Validate(),
		"field agency-terminated: must leave at most view-progress")
	require.EqualError(t, agency.Offboarding{}.With(agency.CauseRecruiterDeactivated, everyRight).Validate(),
		"field recruiter-deactivated: must leave nothing")
}

func offboardings() *rapid.Generator[agency.Offboarding] {
	return rapid.Custom(func(t *rapid.T) agency.Offboarding {
		var o agency.Offboarding
		for _, c := range agency.AllCauses() {
			if rapid.Bool().Draw(t, "change "+c.String()) {
				o = o.With(c, agency.Rights(rapid.IntRange(0, int(everyRight)).Draw(t, c.String())))
			}
		}
		return o
	})
}

func TestOffboardingWithChangesOneCause(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := offboardings().Draw(t, "before")
		cause := rapid.SampledFrom(agency.AllCauses()).Draw(t, "cause")
		rights := agency.Rights(rapid.IntRange(0, int(everyRight)).Draw(t, "rights"))
		after := before.With(cause, rights)
		for _, c := range agency.AllCauses() {
			if c == cause {
				require.Equal(t, rights, after.Leaves(c))
			} else {
				require.Equal(t, before.Leaves(c), after.Leaves(c))
			}
		}
		require.True(t, before == after.With(cause, before.Leaves(cause)))
	})
}

func TestOffboardingJSONRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := offboardings().Draw(t, "matrix")
		data, err := json.Marshal(o)
		require.NoError(t, err)
		back := agency.Offboarding{}.With(agency.CauseGrantOver, 0)
		require.NoError(t, json.Unmarshal(data, &back))
		require.True(t, o == back, "%s", data)
	})
}

func TestOffboardingJSON(t *testing.T) {
	var o agency.Offboarding
	require.NoError(t, json.Unmarshal([]byte(`{"agency-suspended":[],"agency-terminated":["view-progress"]}`), &o))
	require.Zero(t, o.Leaves(agency.CauseAgencySuspended))
	require.Equal(t, agency.RightsOf(agency.ViewProgress), o.Leaves(agency.CauseAgencyTerminated))
	require.Equal(t, agency.Offboarding{}.Leaves(agency.CauseGrantOver), o.Leaves(agency.CauseGrantOver))

	before := o
	for _, bad := range []string{`{"holiday":[]}`, `{"grant-over":["fly"]}`, `{"":[]}`, `[]`, `{"grant-over":3}`} {
		require.Error(t, json.Unmarshal([]byte(bad), &o), bad)
		require.True(t, before == o, bad)
	}
}

func TestRights(t *testing.T) {
	s := agency.RightsOf(agency.Submit, agency.Withdraw, agency.Submit)
	require.Equal(t, "submit,withdraw", s.String())
	for _, r := range agency.AllRights() {
		require.Equal(t, r == agency.Submit || r == agency.Withdraw, s.Has(r), "%s", r)
		require.True(t, everyRight.Has(r))
	}
	require.Empty(t, agency.RightsOf().String())
	require.False(t, everyRight.Has(200))
	require.Equal(t, everyRight, agency.RightsOf(agency.AllRights()...))
}
