// Package invite has what is needed to invite people: [Invitation] and its
// [Secret], addresses as people write them ([ParseAddress]), lists of people to
// invite ([ReadList]), and the domains that tell which agency somebody may be of
// ([Domain], [KnownBy]).
//
// The package is pure: it reads no clock and does no I/O, but for a list, which
// is read from the reader given. Whether an invitation may be sent or accepted,
// and what comes of it, is the engine's to say.
//
// # Addresses
//
// An address has one canonical form, which [ParseAddress] and [Canonical]
// return: its domain is in lower-case ASCII, its local part as typed. Records
// hold that form. Two addresses that differ in letter case only are one all the
// same; see [agency.FoldEmail].
//
// # Domains
//
// A domain is compared by its registrable part, the public suffix list deciding
// what that is, so that ann@mail.north.example and bob@north.example are of one.
// Domains of public mail providers are nobody's. The list of those was compiled
// by hand, and the public suffix list is the one that golang.org/x/net has: both
// change with versions of this module and of that one.
package invite
