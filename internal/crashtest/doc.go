// Package crashtest proves that a store keeps what it has acknowledged, and
// nothing half, when its process or its server is killed at any moment.
//
// A [Writer] does what recruiters and the hiring side do, through the engine, and
// tells each thing on a line once the store has acknowledged it. A [Ledger] reads
// these lines and holds the store to them: what was acknowledged is there, each
// submission is there with all that belongs to it, its person found by each key,
// claimed and judged, numbers have no gaps, probes are counted as journalled, and
// all lists agree.
//
// An adapter whose database lives in the process has the writer in a child, which
// is the test's own binary:
//
//	func TestMain(m *testing.M) {
//		crashtest.Main(func(ctx context.Context) (store.Store, error) {
//			return sqlitestore.Open(os.Getenv("CRASHTEST_FILE"))
//		})
//		os.Exit(m.Run())
//	}
//
//	func TestKeepsWhatItAcknowledgedWhenKilled(t *testing.T) {
//		file := filepath.Join(t.TempDir(), "hiring.db")
//		open := func(ctx context.Context) (store.Store, error) { return sqlitestore.Open(file) }
//		crashtest.KillChildren(t, open, "CRASHTEST_FILE="+file)
//	}
//
// An adapter whose database is a server has the writer in the test, which goes on
// when the server comes back:
//
//	crashtest.KillServer(t, st, crashtest.Crashes(t), func(ctx context.Context) error {
//		cluster.Kill()
//		return cluster.Restart()
//	})
//
// and so does a test of a failover, with one crash, after which the standby is
// promoted.
//
// There are 5 crashes; AGENCYACCESS_CRASHES asks for another number. The moments
// follow from AGENCYACCESS_CRASH_SEED, 1 by default, as far as a machine's speed
// lets them.
package crashtest
