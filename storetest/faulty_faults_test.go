package storetest

import (
	"slices"

	"github.com/agencyaccess/agencyaccess/store"
)

// A fault is the one thing that is wrong with a store.
type fault struct {
	name   string
	flaw   string                       // in one sentence
	caught string                       // IDs of the checks that must fail on it, separated by spaces
	hooks  hooks                        // where it is planted
	plant  func(disk store.Store) hooks // instead of hooks, where the fault needs memory
	again  func(disk store.Store) hooks // instead of both, once the records are opened again

	missing []Capability // what the adapter is declared to do without
}

func faults() []fault {
	return slices.Concat(
		rollbackFaults(), contextFaults(), isolationFaults(), readingFaults(), ownWriteFaults(), poisonFaults(),
		closingFaults(), stuckFaults(), tenancyFaults(), identifierFaults(), recordFaults(), memoryFaults(),
		factFaults(), filterFaults(), pageFaults(), journalFaults(), outboxFaults(), claimFaults(), reopenFaults(), missingFaults(), deliveryFaults(),
	)
}

// altered changes what is written.
func altered(fn func(*batch)) hooks {
	return hooks{write: func(t store.Tx, b *batch) {
		fn(b)
		b.apply(t)
	}}
}

// droppingWrites leaves out some of what is written.
func droppingWrites(drop func(*batch) bool) hooks {
	return hooks{write: func(t store.Tx, b *batch) {
		if !drop(b) {
			b.apply(t)
		}
	}}
}

// asked changes the question.
func asked(fn func(*store.Query)) hooks {
	return hooks{answer: func(a asking) (store.Facts, error) {
		fn(&a.q)
		return a.ask()
	}}
}

// answered changes the answer.
func answered(fn func(q store.Query, f *store.Facts)) hooks {
	return hooks{answer: func(a asking) (store.Facts, error) {
		f, err := a.ask()
		if err == nil {
			fn(a.q, &f)
		}
		return f, err
	}}
}
