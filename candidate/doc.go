// Package candidate holds the nouns about people who are put forward: the
// [Entry] that a recruiter typed, the [Candidate] that is the account's own
// record, the [Submission] of an entry for an opening, the [Remark]s that staff
// make on it, and the [Key]s by which entries about one person are found.
//
// Records are plain values without slices, maps or pointers, as in package
// agency. Nothing here reads a clock, does I/O or decides who may do what.
package candidate
