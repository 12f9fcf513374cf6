// Package agency holds the nouns of an account's network of external
// recruiting agencies: the account's [Settings], its [Staff], the
// [Agency] and its [Recruiter] people, the [Opening] as far as agencies are
// concerned, the [Share] that gives an opening to a recruiter or to an agency, and
// the [List] of those whom the account prefers.
//
// What an account wants done about people whom it knows already is in
// [Duplicates]: how it is judged that an agency puts one of them forward, how
// long an introduction belongs to whoever made it, and how much agencies learn of
// it. Its periods are on the calendar, see [Period.After].
//
// Everything here is a plain value. Records hold no slice, map or pointer: a
// list inside a record is a [Frozen] one of strings or a [Series] of records, so
// copying a record copies all of it and two records are equal exactly when ==
// says so. Nothing here reads a
// clock, does I/O or decides who may do what; that is the business of
// access/policy.
//
// Validate methods answer with an [*Invalid], which names the field and the
// rule. State changes are pure functions that return the record as it is
// afterwards, or an [*Invalid].
package agency
