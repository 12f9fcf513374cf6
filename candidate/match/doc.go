// Package match tells whether two entries are about the same person.
//
// [Normalise] does what can be done to one entry alone and answers a [Record],
// which is stored as its sketch and opened again with [Open]. A [Keyring] makes
// the keyed digests by which records that may be alike are found: a [Lookup] is
// what to ask the store for, a [Search] makes of the answer a list of
// candidates, and its Compare answers which of them may be the person. Between
// two records, [Compare] answers a [Match]: a score, a [candidate.Verdict] and
// the [Evidence] for it, which staff can read.
//
// The score is a sum of weights after Fellegi and Sunter (A Theory for Record
// Linkage, JASA 64, 1969): for every field, the binary logarithm of how much
// likelier the observed agreement is between two records of one person than
// between those of two. A field that either record lacks weighs nothing, and
// sums are never divided by the number of fields. What a family has in common,
// such as a surname, a telephone, an address, or among twins the birth date,
// weighs in the sum but cannot alone raise a verdict above [candidate.Possible].
//
// The package is pure: no I/O, no clock, no global state, and everything it
// returns is immutable and safe for concurrent use.
package match
