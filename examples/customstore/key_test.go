package customstore

import (
	"bytes"
	"cmp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Keys are in the order of their parts, and equal only if all parts are.
func TestKeysAreInTheOrderOfTheirParts(t *testing.T) {
	special := rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 2, 'a', 0xff}), 0, 4)
	texts := rapid.OneOf(rapid.Map(special, func(b []byte) string { return string(b) }), rapid.String())
	numbers := rapid.OneOf(rapid.Int64(), rapid.Int64Range(-3, 3))
	rapid.Check(t, func(t *rapid.T) {
		a1, a2, a3 := texts.Draw(t, "a1"), numbers.Draw(t, "a2"), texts.Draw(t, "a3")
		b1, b2, b3 := texts.Draw(t, "b1"), numbers.Draw(t, "b2"), texts.Draw(t, "b3")
		if rapid.Bool().Draw(t, "same start") {
			b1 = a1
		}
		a, b := staff.of(a1).ascending(a2).text(a3), staff.of(b1).ascending(b2).text(b3)
		require.Equal(t, cmp.Or(cmp.Compare(a1, b1), cmp.Compare(a2, b2), cmp.Compare(a3, b3)), bytes.Compare(a, b))
		a, b = staff.of(a1).descending(a2).text(a3), staff.of(b1).descending(b2).text(b3)
		require.Equal(t, cmp.Or(cmp.Compare(a1, b1), cmp.Compare(b2, a2), cmp.Compare(a3, b3)), bytes.Compare(a, b))
		require.Equal(t, a1 == b1, bytes.HasPrefix(staff.of(a1, a3), staff.of(b1)), "no part is taken for the beginning of another")
	})
}

func TestTimesAreInOrder(t *testing.T) {
	times := []time.Time{
		{},
		time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Date(1969, 12, 31, 23, 59, 59, 999_999_000, time.UTC),
		time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Date(9999, 12, 31, 23, 59, 59, 999_999_000, time.UTC),
	}
	for i := range times[1:] {
		require.Negative(t, bytes.Compare(key{}.oldest(times[i]), key{}.oldest(times[i+1])))
		require.Positive(t, bytes.Compare(key{}.newest(times[i]), key{}.newest(times[i+1])))
	}
}

// Making one key does not change another one made from the same.
func TestKeysShareNothing(t *testing.T) {
	start := staff.of("a")
	one, two := start.text("one"), start.text("two")
	require.Equal(t, staff.of("a", "one"), one)
	require.Equal(t, staff.of("a", "two"), two)
}
