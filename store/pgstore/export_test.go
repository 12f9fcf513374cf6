package pgstore

// Configured is how the pool of Open is made, for tests that add to it.
var Configured = configured

// Dialect is how statements are written, for tests that explain them.
var Dialect = dialect
