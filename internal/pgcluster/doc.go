// Package pgcluster starts private PostgreSQL servers for tests: from the server
// binaries of the machine, each with a data directory of its own, for as long as
// the test process lives.
//
//	cluster := pgcluster.Start(t)
//	require.NoError(t, cluster.CreateDatabase("hiring"))
//	pool, err := pgxpool.New(ctx, cluster.DSN("hiring"))
//
// One server can serve all the tests of a package, started by the first that
// needs it:
//
//	var shared pgcluster.Shared
//
//	func TestMain(m *testing.M) {
//		code := m.Run()
//		shared.Stop()
//		os.Exit(code)
//	}
//
//	func TestSomething(t *testing.T) {
//		dsn := shared.Database(t) // of a new database
//		...
//	}
//
// A crash test kills the server and starts it again; a failover test gives it a
// standby that every commit waits for, kills it and promotes the standby:
//
//	standby, err := cluster.Standby()
//	...
//	cluster.Kill()
//	err = standby.Promote()
//
// The binaries are those in the directory that AGENCYACCESS_PGBIN names, else
// in PATH, in what pg_config --bindir says, in the newest of
// /usr/lib/postgresql/*/bin, or in /usr/local/pgsql/bin. Where there are none,
// or AGENCYACCESS_PGBIN is "none", tests are skipped, unless
// AGENCYACCESS_REQUIRE_POSTGRES is 1: then they fail.
//
// Servers trust whoever connects, by a Unix socket or by the loopback address,
// and a test process that is killed leaves its data behind in the directory for
// temporary files, but, on Linux, no server.
package pgcluster
