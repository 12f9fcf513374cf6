// Package storetest proves that an adapter keeps the contract of package
// store:
//
//	func TestConformance(t *testing.T) {
//		storetest.Run(t, storetest.Harness{Open: func(t testing.TB) store.Store {
//			return mystore.Open(t.TempDir())
//		}})
//	}
//
// Every check has an ID that stays as it is, by which -run selects it
// (-run 'TestConformance/TX-03'), and proves one sentence of the contract. A
// check that fails prints its ID, the sentence, what it expected and what it
// got.
//
// The checks cover transactions, identifiers and tenancy, facts, lists, the
// journal and the outbox, and with [RunBlobs] documents. They do not look at
// speed, at many processes on one database, at the loss of a connection, at
// accounts that wait for each other, or at candidates, which no query returns
// yet.
package storetest
