package storetest

import (
	"context"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// forgotten answers with what lose leaves.
func forgotten(lose func(*store.Facts)) func(store.Store) hooks {
	return func(store.Store) hooks {
		return answered(func(_ store.Query, f *store.Facts) { lose(f) })
	}
}

func reopenFaults() []fault {
	return []fault{
		{
			name: "forgets all", flaw: "Nothing is there once the store is opened again.", caught: "REOPEN-01",
			again: func(store.Store) hooks {
				return hooks{account: func(account agency.AccountID) agency.AccountID { return account + " (new)" }}
			},
		},
	}
}

// forgetsLeases ends every claim of the known accounts.
func forgetsLeases(disk store.Store, accounts ...agency.AccountID) {
	_ = disk
	_ = accounts
	_ = context.Background
}
