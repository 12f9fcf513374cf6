package pgstore

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestPausesGrowToASecond(t *testing.T) {
	var all time.Duration
	for n := 1; n < 8; n++ {
		require.Greater(t, longest(n), longest(n-1))
		all += longest(n)
	}
	require.Greater(t, all/2, 600*time.Millisecond, "what the default of attempts says")
	require.Less(t, all, 1300*time.Millisecond)
	for _, n := range []int{8, 30, 41, 64, 100, math.MaxInt} {
		require.Equal(t, time.Second, longest(n), n)
	}
}
