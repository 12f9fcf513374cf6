// Package sqlitestore keeps accounts in an SQLite database: a file of the
// store's own ([Open]) or tables in the host's database ([New]), under any driver
// for database/sql.
//
// SQLite has one writer for the whole file, so Updates of all accounts take
// turns; readers have a snapshot each and wait for nobody. Within one Store the
// turns are fair and waiting ends with the context. Other processes, and other
// users of the host's database, are waited for as long as [WithLockTimeout] says,
// after which the error is store.ErrConflict. A callback runs at most once.
//
// What an Update has returned is on the disk: the journal mode is WAL and
// synchronous is FULL, unless [WithSynchronous] says otherwise. In a host's own
// database those are the host's to set, on every connection:
//
//	sql.Open("sqlite", "file:ats.db?_pragma=journal_mode(wal)&_pragma=synchronous(full)&_pragma=busy_timeout(100)")
//
// All tables are named agencyaccess_something. [Open] makes or updates them. A
// host with its own database calls [Migrate] when it starts, or hands
// [Migrations] to goose; a schema that is older or newer than this package knows
// is store.ErrSchema.
//
// [Within] lets the engine work inside a transaction of the host's, so that its
// rows and the engine's commit together.
package sqlitestore
