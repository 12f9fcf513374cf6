// Package policy decides who may do what: [Decide] is a pure function of a
// [Request] and the [Facts]. It reads no clock, does no I/O, cannot fail and
// does not allocate.
//
// The zero [Decision] denies, and so does every missing fact, with a reason of
// its own. All reasons that hold are collected, not only the first; [Code]
// lists them in their order. A decision on what a recruiter asks is made for
// staff to read; [Decision.Disclose] turns it, one way, into what the recruiter
// may be told.
package policy
