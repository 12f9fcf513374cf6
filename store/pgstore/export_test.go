package pgstore

import "context"

// Configured is how the pool of Open is made, for tests that add to it.
var Configured = configured

// Dialect is how statements are written, for tests that explain them.
var Dialect = dialect

// Aside runs fn where probes are counted.
func Aside(ctx context.Context, s *Store, fn func(context.Context) error) error {
	return s.aside(ctx, "update", func(ctx context.Context, _ *Store) error { return fn(ctx) })
}

// Resets is how often a store gave up its connections.
func Resets(s *Store) int64 { return s.resets.Load() }
