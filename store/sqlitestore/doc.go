// Package sqlitestore keeps accounts in an SQLite database: a file of the
// store's own ([Open]) or tables in the host's database ([New]), under any driver
// for database/sql.
//
// SQLite has one writer for the whole file, so Updates and Deletes of all accounts
// take turns; readers have a snapshot each, never wait for writers, and wait for each
// other only when they are more than [WithReaders] says. Within one Store the
// turns are fair and waiting ends with the context. Other processes, and other
// users of the host's database, are waited for as long as [WithLockTimeout] says,
// after which the error is store.ErrConflict. A callback runs at most once. It
// must not call Update or Delete, or claim events, on the same file, whatever the account:
// that would wait for the callback's own transaction. A Read or View that the
// callback of a View calls is one more reader: when all that may read do so, they
// wait for themselves until a context ends.
//
// What an Update has returned is on the disk: the journal mode is WAL and
// synchronous is FULL, unless [WithSynchronous] says otherwise. In a host's own
// database those are the host's to set, on every connection:
//
//	sql.Open("sqlite", "file:ats.db?_txlock=immediate&_pragma=busy_timeout(100)&_pragma=journal_mode(wal)"+
//		"&_pragma=synchronous(full)&_pragma=secure_delete(on)")
//
// The busy timeout is how long SQLite itself waits for a lock, in milliseconds,
// without looking at the context: a short one lets this package wait instead.
// With secure_delete nothing of what was erased stays in the file, once SQLite
// has moved it there from the -wal file.
//
// All tables are named agencyaccess_something. [Open] makes or updates them. A
// host with its own database calls [Migrate] when it starts, or hands
// [Migrations] to goose. The schema is looked at on the first use of a Store,
// again until it is right, and then not any more; within a host's transaction, on
// the first use of that. One that is older or newer than this package knows is
// store.ErrSchema. A database whose texts are not in UTF-8 is
// store.ErrUnsupported, and for a Store also one whose journal mode is not WAL.
// Whoever migrates to a newer version ends the processes that use the older one
// first; after migrating from version 2, access.System.Reindex is to be run once
// for each account.
//
// SQLite must be 3.35 or later, with its JSON functions (which are a part of it
// since 3.38).
//
// [Within] lets the engine work inside a transaction of the host's, so that its
// rows and the engine's commit together.
package sqlitestore
