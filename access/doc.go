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
// nothing else. What recruiters read or ask is journalled only where the
// account's settings say so; every call that is decided is reported to
// Options.Observe.
//
// Lists come in pages. A page's rows are decided one by one with the same policy
// that Can and Explain use, so that they cannot disagree. The next page starts
// after the last row seen, so that rows which come or go meanwhile neither
// repeat a row nor skip one.
//
// Calling the engine for an account from inside a transaction of the same store
// and account waits for itself, until the context ends.
package access
