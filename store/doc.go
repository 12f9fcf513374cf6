// Package store is what an adapter implements so that the engine can keep an
// account's records in the adapter's database, and the errors that it returns.
// Package storetest proves an adapter; package store/memstore is the reference.
//
// # The contract
//
// An account is bound once, by the call that opens a transaction. No method
// inside one takes an account, so that reading another tenant's record cannot
// be expressed.
//
// Updates of one account are strictly ordered: what an Update has returned,
// every later Update, View and Read of the account sees. Readers never wait for
// writers, nor writers for readers. Accounts never wait for each other, as far
// as the database can.
//
// A callback may run again (after a conflict, a deadlock, a lost connection). If
// it returns an error, panics or exits its goroutine, or the context ends before
// the commit, nothing of it remains; a panic then goes on to the caller. Writes
// return nothing: the first failure poisons the transaction, every later read of
// it fails, and Update reports that first failure whatever the callback returns.
// A question that is refused ([ErrInvalid], [ErrUnsupported]) is no such failure:
// the transaction goes on as if it had not been asked. An Update that writes
// nothing leaves no trace. The commit itself runs without the caller's
// cancellation.
//
// When a context ends a call, errors.Is finds the context's error in the call's.
// It finds the callback's own error in what Update or View returns. After these,
// and after [ErrConflict], nothing was done; where the outcome of a commit cannot
// be known, the error is [ErrUnknown]. Where a call can be refused for several
// reasons, any of them may be the error.
//
// A callback must not call Update for the same account: that would wait for its
// own transaction until its context ends. Other calls in a callback know nothing
// of its transaction, and take what they need, such as a connection, besides. A
// Reader or Tx is of no use after its callback has returned; its methods then
// fail with [ErrClosed]. They are not for several goroutines at once; the Store
// itself is.
//
// Identifiers satisfy [agency.CheckID] and are compared byte by byte; times are
// in UTC and whole microseconds, zero or from 1900 to 9999 ([agency.CheckInstant]).
// Records come validated by the engine; an adapter must refuse identifiers that
// break the rule, and nothing else. A slice of what is returned is nil where there
// is nothing. What is returned shares no memory with the store, and neither does
// what was handed in.
//
// # Invitations and lists
//
// Latest is of the recruiter that Query.Recruiter names, be there such a
// recruiter or not. AtDomain compares byte by byte, and finds agencies in any
// state. An agency's Known is part of its record: the last version counts.
//
// # Persons, keys and claims
//
// What a question names may be nowhere: an address, a key or an identifier, be
// it empty or against the rule, finds nothing, which is no error. Emails, Keys and
// Candidates may be of any length, in any order and with repetitions.
//
// A candidate is the person whom its Person names; that one's own record may be
// missing. Known are all candidates whose Person is that of a candidate asked for
// and there. Person asks about the candidate of Submission or, where the query names
// none, of Claim; Host about every candidate whose Host it is. Together they ask
// about all of these. Who is not there is nobody: Person without Submission and
// Claim, or with ones that are not there, asks nothing. Known has each candidate
// once, also where it was asked for in several ways, with the claims whose
// Candidate it is itself, and not with those to others who are the same person.
//
// Members repeats an address that the query repeats, as the query wrote it.
// Addresses are compared as for Email. The agency is Recruiter's, or else the one
// that Agency names.
//
// Holders has as many elements as Keys, in the same order, repetitions included;
// one that nobody holds is nil. Of more than MaxHolders the first in the order
// are told. A digest is any number of 64 bits without a sign, 0 included. A
// holding is found from Hold until LetGo of the same candidate, digest and turn,
// whatever becomes of the candidate's record, whose Held is kept as it is and finds
// nobody. Whether the record is there, or has that key, does not matter. Index
// comes with Keys if there is at least one.
//
// Ruling comes with a submission that is there; with WithoutEntry it may be left
// out, like the entry. Claim and Probe are found by their ID alone, whoever asks.
// Probes counts those whose At is ProbesSince or later, of the agency that
// Recruiter is in, and of these those of Recruiter; without Recruiter, or with one
// that is not there, nothing.
//
// A claim's Ends is part of its record: a list has it where its last version
// stands. EffectiveAt keeps the claims that have begun by that instant and, as
// far as is known now, end later: From is not after it, and Ends is. A claim is a
// recruiter's where its Recruiter is, and an agency's where its Agency is. Team
// keeps claims whose opening, the one that Claim.Opening names, has the user on
// its team.
package store
