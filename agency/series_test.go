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

// A visit is a record that a list may hold.
type visit struct {
	Who   string
	At    time.Time
	Times uint8
	Scope agency.DuplicateScope
	Seen  agency.Frozen[agency.Stage]
}

func visits() *rapid.Generator[[]visit] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) visit {
		v := visit{
			Who: rapid.String().Draw(t, "who"), Times: rapid.Uint8().Draw(t, "times"),
			Scope: agency.DuplicateScope(rapid.Uint8Range(0, 1).Draw(t, "scope")),
		}
		if rapid.Bool().Draw(t, "timed") {
			v.At = time.UnixMicro(rapid.Int64Range(-2e15, 2e17).Draw(t, "at")).UTC()
		}
		if rapid.Bool().Draw(t, "seen") {
			v.Seen = agency.Freeze[agency.Stage]("new", "<hired> & gone")
		}
		return v
	}), 0, 5)
}

func TestSeriesKeepsWhatItIsMadeOf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records, more := visits().Draw(t, "records"), visits().Draw(t, "more")
		s := agency.SeriesOf(records...)
		require.Equal(t, len(records), s.Len())
		require.Equal(t, append([]visit(nil), records...), s.Slice())
		var all []visit
		for v := range s.All() {
			all = append(all, v)
		}
		require.Equal(t, s.Slice(), all)

		longer := s.Add(more...)
		require.Equal(t, append(append([]visit(nil), records...), more...), longer.Slice())
		require.Equal(t, len(records), s.Len(), "adding leaves the list as it is")
		require.True(t, longer == agency.SeriesOf(append(append([]visit(nil), records...), more...)...), "however it was made")

		data, err := json.Marshal(s)
		require.NoError(t, err)
		var back agency.Series[visit]
		require.NoError(t, json.Unmarshal(data, &back))
		require.True(t, back == s, "%s", data)
	})
}

func TestSeriesCannotBeChanged(t *testing.T) {
	records := []visit{{Who: "ann"}, {Who: "bob"}}
	s := agency.SeriesOf(records...)
	records[0].Who = "eve"
	s.Slice()[1].Who = "eve"
	_ = append(s.Slice()[:1], visit{Who: "eve"})
	require.Equal(t, []visit{{Who: "ann"}, {Who: "bob"}}, s.Slice())
}

func TestSeriesAreEqualWhereTheirRecordsAre(t *testing.T) {
	ann, bob := visit{Who: "ann"}, visit{Who: "bob"}
	of := agency.SeriesOf[visit]
	require.True(t, of(ann, bob) == of(ann).Add(bob))
	require.False(t, of(ann, bob) == of(bob, ann), "the order matters")
	require.False(t, of(ann) == of(ann, ann))
	require.False(t, of(visit{}) == of(), "an empty record is one")
	require.True(t, of() == agency.Series[visit]{})
	require.True(t, of().Add() == agency.Series[visit]{})
}

func TestSeriesStopsWhenAskedTo(t *testing.T) {
	n := 0
	for range agency.SeriesOf(visit{}, visit{}, visit{}).All() {
		if n++; n == 2 {
			break
		}
	}
	require.Equal(t, 2, n)
}

func TestSeriesFromJSON(t *testing.T) {
	ann := agency.SeriesOf(visit{Who: "ann"}, visit{Who: "bob", Times: 3})
	for _, tt := range []struct {
		name, data string
		want       agency.Series[visit]
		fails      bool
	}{
		{name: "no list", data: `null`},
		{name: "the empty list", data: `[]`},
		{name: "the empty list with space", data: " [ \n ] "},
		{name: "records", data: `[{"Who":"ann"},{"Who":"bob","Times":3}]`, want: ann},
		{name: "in another order, with space", data: `[{"Who" : "ann"}, {"Times":3, "Who":"\u0062ob"} ]`, want: ann},
		{name: "with a field that is not there", data: `[{"Who":"ann","Age":7},{"Who":"bob","Times":3}]`, want: ann},
		{name: "an object", data: `{}`, fails: true},
		{name: "a text", data: `"ann"`, fails: true},
		{name: "another kind of records", data: `[7]`, fails: true},
		{name: "a number too great", data: `[{"Times":256}]`, fails: true},
		{name: "a name that is none", data: `[{"Scope":"world"}]`, fails: true},
		{name: "cut off", data: `[{"Who":"ann"}`, fails: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			kept := agency.SeriesOf(visit{Who: "before"})
			got := kept
			err := json.Unmarshal([]byte(tt.data), &got)
			if tt.fails {
				require.Error(t, err)
				require.True(t, got == kept, "what fails changes nothing")
				return
			}
			require.NoError(t, err)
			require.True(t, got == tt.want, "%v", got.Slice())
		})
	}
}

func TestSeriesAsJSON(t *testing.T) {
	for want, s := range map[string]agency.Series[agency.Period]{
		`[]`:                      {},
		`[{"Months":1,"Days":0}]`: agency.SeriesOf(agency.Period{Months: 1}),
	} {
		data, err := json.Marshal(s)
		require.NoError(t, err)
		require.Equal(t, want, string(data))
	}
}

// What JSON cannot write makes no list, rather than half of one.
func TestSeriesOfWhatCannotBeWritten(t *testing.T) {
	type score struct{ Bits float64 }
	require.True(t, agency.SeriesOf(score{1}, score{math.NaN()}) == agency.Series[score]{})
}
