// Package agencyaccess is the root of a library that lets an applicant tracking
// system (ATS) work with external recruiting agencies: which openings each of
// their recruiters may work on, what they may see, and why. The host keeps its
// own login, mail, database server and screens. This package itself holds
// nothing but this page.
//
// # Map
//
//	agency          the network of an account: settings, staff, agencies, recruiters, openings, shares
//	candidate       the people put forward: entries, candidates, submissions, claims, and the rule on whose they are
//	candidate/match whether two entries are one person's
//	candidate/resume what a document says about whose it is
//	invite          invitations and their secrets, addresses and domains, lists in CSV
//	access/policy   who may do what: one pure function
//	access          the engine: the one front door for a host
//	access/event    what the host is told of, by name
//	store           what an adapter for a database implements
//
// The packages below store are adapters, those for databases in modules of their
// own; package storetest proves one. Imports
// point one way only, and a test keeps it so: agency imports none of the others,
// the policy knows nothing of stores, and an adapter cannot judge, for it can
// import neither access nor the policy.
//
// # Guarantees
//
// Records are plain values without slices, maps or pointers: copying one copies
// all of it, and == compares all of it.
//
// Decisions are pure: they read no clock and do no I/O, and a fact that is
// missing denies. All reasons that hold are collected, in a stable order.
//
// A transaction is bound to one account. Nothing inside it takes an account, so
// that reading another tenant's records cannot be expressed. Updates of one
// account are strictly ordered.
//
// The module needs no database driver, and none of its packages keeps global
// mutable state.
//
// # Reading order
//
// Packages agency and candidate for the words, access/policy for what they
// mean, store for what an adapter promises, then access.
package agencyaccess
