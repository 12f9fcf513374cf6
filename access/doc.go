// Package access is the engine: the one front door to an account's external
// recruiting agencies. A host makes an [Engine] on a store, takes the handle of
// whoever asks, and calls its methods:
//
//	sys := eng.System(account, "support: rt-4711") // the host itself, for a named operator
//	staff := eng.Staff(account, staffID)           // a regular user
//	rec := eng.Recruiter(account, recruiterID)     // an agency's recruiter
//
// The handle is the capability: what a recruiter may never do has no method on
// [Recruiter], and what its methods return has no field for what a recruiter may
// never know.
//
// Every change loads what it depends on, decides, writes and journals in one
// transaction of the store; nothing is checked first and written later. Once
// Unshare, Suspend, Terminate, Deactivate or Archive has returned, no submission
// that starts later is accepted. A denied change leaves one journal entry and
// nothing else, but for the count of who was told that somebody is known. What recruiters read or ask is journalled only where the
// account's settings say so; every call that is decided is reported to
// Options.Observe.
//
// Lists come in pages. A page's rows are decided one by one with the same policy
// that Can and Explain use, so that they cannot disagree. The next page starts
// after the last row seen, so that rows which come or go meanwhile neither
// repeat a row nor skip one.
//
// # How agencies come, change and leave
//
// Inviting somebody makes the recruiter at once, in state invited; accepting the
// secret makes them active. A recruiter's address is in use at most once among the
// account's regular users, active or not, its recruiters who are not deactivated,
// and so its open invitations; letter case and the form of an international domain
// make no difference. The one exception is nobody's: where an agency's admin invites
// an address that somebody else has, the recruiter is there with a conflict, holds
// nothing and is sent nothing.
//
// Secrets have 256 random bits. The store keeps their digests, and the outbox the
// sealed secret until the event that carries it was delivered. What an invitation
// promises is done by the authority that its inviter has on the day when it is
// accepted.
//
// What was submitted is an agency's. Grouping agencies takes it along, with its
// claims, receipts and people; moving a recruiter leaves all of it behind. Recorded
// sources never change. An agency whose people went is closed, and can be opened
// again by what the journal tells.
//
// # Who is known already
//
// Whoever is put forward or applies is looked up among all whom the account
// knows: first the holders of the person's keys, at most 201 of each, then at most
// 100 candidates who have most of them in common, who are compared by
// candidate/match; that is two questions to the store, whether or not anybody is
// found. [candidate.Rule] judges the claims to whoever is found, by the account's
// settings. What comes of it is decided like anything else, see access/policy; a
// recruiter is told of it only when nothing else holds them back, and only as the
// settings allow. Staff see everything.
//
// An alert leaves one journal entry, with a keyed digest of what was asked, and
// counts against the budgets of the recruiter and of the agency. With own
// visibility the agency's budget is the one thing that hidden colleagues share.
// Inside a transaction of the host's, rolling back takes alert and count back too,
// but for a store that writes them outside of it, as that of the method Within in
// store/pgstore does: over others, a host that lets agencies cause that should not
// submit in its own transaction. What was accepted leaves no trace when it is
// rolled back, over any: whatever of the host's can fail should have been tried
// before.
//
// Who owns an introduction is computed from the claims whenever it is asked:
// nothing needs to be brought up to date after a merge, a correction, an erasure
// or a move. A recruiter who moves to another agency leaves the claims behind.
//
// Calling the engine for an account from inside a transaction of the same store
// and account waits for itself, until the context ends.
package access
