// Package storetest proves that an adapter keeps the contract of package
// store:
//
//	func TestConformance(t *testing.T) {
//		storetest.Run(t, storetest.Harness{Open: func(t testing.TB) store.Store {
//			s, err := mystore.Open(t.TempDir())
//			if err != nil {
//				t.Fatal(err)
//			}
//			return s
//		}})
//	}
//
// Every check has an ID that stays as it is, by which -run selects it
// (-run 'TestConformance/TX-03'), and proves one sentence of the contract. A
// check that fails prints its ID, the sentence, what it expected and what it
// got; so does one that panics or whose store does not answer any more. README.md in this directory is
// a guide for authors of adapters, with a table of the checks.
//
// The checks cover transactions, races, identifiers and tenancy, facts,
// invitations, persons and the claims to them, the holders of keys, values and
// memory, lists, the journal and the outbox, accounts that are deleted, what
// outlives closing and a crash, and with [RunBlobs] documents. [Fuzz] takes random steps, [Bench] measures. None of them looks at
// many processes on one database, at the loss of a connection, or at accounts
// that wait for each other. Nor do they show that the error is store.ErrUnknown
// where the outcome of a commit cannot be known, that Read takes one round trip,
// or that a database of another version is store.ErrSchema: test these beside the
// suite.
package storetest
