package storetest

import (
	"slices"
	"time"

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
	stuck   bool         // whether it shows in what does not happen in time
	slow    bool         // whether each call takes long besides
}

func faults() []fault {
	all := slices.Concat(
		rollbackFaults(), contextFaults(), isolationFaults(), readingFaults(), ownWriteFaults(), poisonFaults(),
		closingFaults(), stuckFaults(), tenancyFaults(), identifierFaults(), recordFaults(), memoryFaults(),
		factFaults(), keyFaults(), knownFaults(), ownedFaults(), claimedFaults(), sharedFaults(), filterFaults(), pageFaults(), journalFaults(), outboxFaults(), claimFaults(), reopenFaults(), missingFaults(), deliveryFaults(),
		outreachFaults(), invitationFaults(), deleteFaults(),
	)
	return append(all, slowed(all)...)
}

// slowed returns some faults again, in slow stores, with the checks that look
// on for a moment and must see no less of them.
func slowed(faults []fault) (slow []fault) {
	caught := map[string]string{
		"lost updates": "TX-10", "Delete does not wait": "DEL-07", "Delete waits whatever the context": "DEL-08", "write skew": "RACE-02", "waits for the writer whatever the context": "TX-13",
		"commits after the deadline": "TX-18", "Close does not wait": "TX-16", "Close does not wait for Views": "TX-16",
		"closing at the same time": "END-01", "Close cuts off": "END-03",
	}
	for _, f := range faults {
		if ids, ok := caught[f.name]; ok {
			f.name, f.caught, f.slow = f.name+", slowly", ids, true
			slow = append(slow, f)
		}
	}
	return slow
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

func retimed(fn func(time.Time) time.Time) hooks {
	return altered(func(b *batch) {
		b.times(func(_ string, t *time.Time) {
			if !t.IsZero() {
				*t = fn(*t)
			}
		})
	})
}

func retyped(fn func(string) string) hooks {
	return altered(func(b *batch) { b.texts(func(s *string) { *s = fn(*s) }) })
}
