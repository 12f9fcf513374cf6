package pgstore

// Configured is how the pool of Open is made, for tests that add to it.
var Configured = configured

// Dialect is how statements are written, for tests that explain them.
var Dialect = dialect

// Resets is how often a store gave up its connections.
func Resets(s *Store) int64 { return s.resets.Load() }
