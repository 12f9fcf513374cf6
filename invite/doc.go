// Package invite takes an invited recruiter to an active one. It is pure: it
// reads no clock and does no I/O.
//
// Invitations themselves (secrets and their digests, lists of people to invite,
// suggestions by e-mail domain) are not here yet. Until they are, the host
// proves by its own means that whoever accepts is the one who was invited.
package invite
