package storetest

import "github.com/agencyaccess/agencyaccess/store"

// A fullTx writes all that there is.
type fullTx interface {
	store.Tx
	store.Ownership
	store.Index
}

func full(t store.Tx) fullTx { return t.(fullTx) }
