package candidate_test

import (
	"encoding"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// named requires that the names are those of the values from first on, both
// ways, and of no others.
func named[T interface {
	~uint8
	fmt.Stringer
	encoding.TextMarshaler
}, P interface {
	*T
	encoding.TextUnmarshaler
}](about string, first T, names ...string,
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
			require.Equal(t, about, invalid.Field)
			require.Contains(t, invalid.Rule, "must be one of "+names[0]+", "+names[1])
			require.Equal(t, first, kept, "%q", bad)
		}
	}
}

func TestEnumerations(t *testing.T) {
	for name, check := range map[string]func(*testing.T){
		"verdict":  named("verdict", candidate.None, "none", "possible", "probable", "exact"),
		"outcome":  named("outcome", candidate.Accepted, "accepted", "flagged", "alerted", "blocked"),
		"standing": named("standing", candidate.NoClaim, "none", "over", "disputed", "in-force"),
		"pick":     named("pick", candidate.KeepOrTake, "default", "keep", "take"),
		"step":     named("step", candidate.Reached, "reached", "extended", "released", "withdrawn", "disputed", "upheld", "overruled"),
	} {
		t.Run(name, check)
	}
	for name, kind := range map[string]candidate.RemarkKind{
		"note": candidate.Note, "feedback": candidate.Feedback, "message": candidate.PersonMessage, "unknown": candidate.PersonMessage + 1,
	} {
		require.Equal(t, name, kind.String())
	}
}
