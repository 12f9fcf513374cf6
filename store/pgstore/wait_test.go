package pgstore_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// patience bounds what should happen soon.
const patience = 30 * time.Second

// until waits until fn is true.
func until(t testing.TB, fn func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !fn(); time.Sleep(time.Millisecond) {
		require.True(t, time.Now().Before(end), "waited too long")
	}
}

// soon returns what a channel yields.
func soon[T any](t testing.TB, c <-chan T) (v T) {
	t.Helper()
	select {
	case v = <-c:
	case <-time.After(patience):
		require.Fail(t, "waited too long")
	}
	return v
}
