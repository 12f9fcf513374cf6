// Package candidate holds the nouns about people who are put forward: the
// [Entry] that a recruiter typed, the [Candidate] that is the account's own
// record, the [Submission] of an entry for an opening, the [Remark]s that staff
// make on it, and the [Key]s by which entries about one person are found.
//
// Who introduced somebody is in a [Claim], from when until when, with all that
// happened to it since: nothing is ever changed in its past, so it can be looked
// at as of any instant. [Rule] judges an entry by the claims to those who are, or
// may be, the person, and by the account's settings; its [Ruling] can be replayed
// for any date. [Owner] says whose introduction a person is. Package
// candidate/match says who may be whom.
//
// Records are plain values without slices, maps or pointers, as in package
// agency. Nothing here reads a clock, does I/O or decides who may do what.
package candidate
