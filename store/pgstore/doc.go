// Package pgstore keeps accounts in PostgreSQL 13 or later, by the native
// interface of pgx: [Open] makes a pool of connections for the store, [New]
// works on the host's.
//
// # Transactions
//
// An Update first takes the lock on the account's row, at READ COMMITTED: one
// writer per account at a time, on all servers and processes that share the
// database, while other accounts and all readers go on. So does a Delete, which is one
// statement for each table, and can be long where the account is large: what the
// server's statement timeout ends leaves all of it. A View is one snapshot,
// at REPEATABLE READ. What an operation reads is sent together with the
// beginning of its transaction, and what it writes together with the commit: a
// question is one round trip and a submission three, since who may be the person is
// known only from who holds the keys; the first on a connection and the first after
// an error included. The store prepares its statements along
// with their first use on a connection, under names that begin with
// agencyaccess_. Where a connection is not a session's own, as behind PgBouncer
// in transaction mode, say so with [WithoutPrepared].
//
// A callback runs again, at most [WithAttempts] times in all, after a
// serialization failure, a deadlock, or a connection that was lost before the
// commit was sent. A connection lost during the commit is store.ErrUnknown. A
// commit that returned is as durable as synchronous_commit says, whose default
// is on the disk.
//
// A context that ends during a statement costs the connection: on the pool that
// Open makes, the server is told over another one to cancel, which also releases
// the locks at once, and if it does not answer within 2 s it is given up; the pool
// makes a new one. On a pool of the host's, pgx closes the connection unless it is
// configured otherwise (pgconn.Config.BuildContextWatcherHandler), and the server
// may go on with the statement until it notices. A context that ends between
// statements costs a round trip, for rolling back.
//
// The first use of a store looks at the version of the schema, in two round trips
// more; Open and Migrate have done so.
//
// A pool of the host's pings connections that were idle for a second, which is a
// further round trip (pgxpool.Config.ShouldPing); the pool that Open makes does
// not, since lost connections are noticed and replaced anyway. A callback holds
// one connection. A callback that itself asks the store for something takes
// another one, of which a small pool may have none left. [Store.Within] has up to
// two connections of its own beside the pool's.
//
// A question that needs several statements, for a list, keys, members, probes or
// persons, has them in one transaction at REPEATABLE READ, in one round trip. In an
// Update each statement sees what was committed before it, and the account's lock
// sees to it that this is the same for all. What a lookup of keys reads does not
// depend on how large the account is: of each key no more than
// store.MaxHolders rows.
//
// # Schema
//
// All tables are in one schema, agencyaccess unless [WithSchema] names another.
// [Open] makes or updates them; a host with its own pool calls [Migrate] when it
// starts, or hands [Migrations] to goose, with that schema as its search_path. A
// schema that is older or newer than this package knows is store.ErrSchema. After
// migrating from version 2, run access.System.Reindex once for each account.
//
// The account is the first column of every key and stands in every statement but
// the one that looks for accounts with waiting events, so the tables can be spread
// by account. Extensions, triggers, sequences, advisory locks, foreign keys and
// listening are not used. For distributed databases:
//
//   - Citus: after Migrate, call create_distributed_table on each table but
//     "schema", with the column account, all in one colocation group. The search
//     for waiting events then asks every shard.
//   - CockroachDB: set sql.txn.read_committed_isolation.enabled, which is on by
//     default from version 24; otherwise Updates run as SERIALIZABLE and are tried
//     again more often. COLLATE "C" is the default order there.
//   - YugabyteDB: set yb_enable_read_committed_isolation; otherwise as above.
//
// None of the three is tested. PostgreSQL is, in version 15.
package pgstore
