package pgstore

// Configured is how the pool of Open is made, for tests that add to it.
var Configured = configured
