package pgcluster

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

// NewestFirst is the order of versioned directories.
var NewestFirst = newestFirst

// WaitUntil lets the tests wait as the package does.
func WaitUntil(t *testing.T, fn func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	require.NoError(t, until(ctx, t.Name(), func() (bool, error) { return fn(), nil }))
}
