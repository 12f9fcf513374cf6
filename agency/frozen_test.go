package agency_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/agency"
)

// element draws what a list can hold and JSON can carry.
func element() *rapid.Generator[string] {
	return rapid.StringN(1, 20, -1).Filter(func(s string) bool {
		for _, r := range s {
			if r == 0 || r == '\uFFFD' {
				return false
			}
		}
		return s != ""
	})
}

func TestFrozenIsItsElements(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.SliceOfN(element(), 0, 12).Draw(t, "in")
		f := agency.Freeze(in...)

		require.True(t, slices.Equal(in, f.Slice()), "%q and %q", in, f.Slice())
		require.True(t, slices.Equal(in, slices.Collect(f.All())))
		require.Equal(t, len(in), f.Len())
		for _, v := range in {
			require.True(t, f.Has(v))
		}
		v := element().Draw(t, "other")
		require.Equal(t, slices.Contains(in, v), f.Has(v))

		data, err := json.Marshal(f)
		require.NoError(t, err)
		var plain []string
		require.NoError(t, json.Unmarshal(data, &plain))
		require.True(t, slices.Equal(in, plain))
		back := agency.Freeze("something", "before")
		require.NoError(t, json.Unmarshal(data, &back))
		require.True(t, f == back)
	})
}

func TestFrozenIsEqualByElementsInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		few := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "ab", "ba"}), 0, 4)
		a, b := few.Draw(t, "a"), few.Draw(t, "b")
		require.Equal(t, slices.Equal(a, b), agency.Freeze(a...) == agency.Freeze(b...))
	})
}

func TestFrozenDropsWhatItCannotHold(t *testing.T) {
	tests := []struct {
		name string
		in   []string
		want []string
	}{
		{"nothing", nil, nil},
		{"empty values", []string{"", "a", "", "b", ""}, []string{"a", "b"}},
		{"from a NUL on", []string{"a\x00b", "c"}, []string{"a", "c"}},
		{"a NUL first", []string{"\x00a", "c"}, []string{"c"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, agency.Freeze(tt.in...).Slice())
		})
	}
}

func TestFrozenZero(t *testing.T) {
	var zero agency.Frozen[string]
	require.Nil(t, zero.Slice())
	require.Zero(t, zero.Len())
	require.False(t, zero.Has(""))
	require.Empty(t, zero.String())
	require.True(t, zero == agency.Freeze[string]())
	data, err := json.Marshal(zero)
	require.NoError(t, err)
	require.Equal(t, "[]", string(data))
}

func TestFrozenJSONFaults(t *testing.T) {
	for _, data := range []string{`{}`, `"a"`, `[1]`, `[`} {
		f := agency.Freeze("kept")
		require.Error(t, json.Unmarshal([]byte(data), &f), data)
		require.Equal(t, []string{"kept"}, f.Slice(), data)
	}
	f := agency.Freeze("gone")
	require.NoError(t, json.Unmarshal([]byte("null"), &f))
	require.Zero(t, f.Len())
}

func TestFrozenHas(t *testing.T) {
	f := agency.Freeze("ann", "bob")
	require.Equal(t, "ann,bob", f.String())
	for _, absent := range []string{"", "an", "annb", "ann,bob", "ann\x00bob", "\x00", "Ann"} {
		require.False(t, f.Has(absent), "%q", absent)
	}
	require.Zero(t, testing.AllocsPerRun(100, func() { f.Has("bob") }))
}

func TestFrozenAllStopsWhenAsked(t *testing.T) {
	var got []string
	for v := range agency.Freeze("a", "b", "c").All() {
		if got = append(got, v); v == "b" {
			break
		}
	}
	require.Equal(t, []string{"a", "b"}, got)
}
