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
package store
