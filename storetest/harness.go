package storetest

import (
	"strings"
	"testing"

	"github.com/agencyaccess/agencyaccess/store"
)

// Harness is how the suite gets at an adapter.
type Harness struct {
	// Open returns an empty store. It is called once for each check; the suite
	// closes what it returns.
	Open func(t testing.TB) store.Store

	// Reopen opens a store on the records of one that the suite has closed. It is
	// optional; without it, the checks of what outlives Close are skipped.
	Reopen func(t testing.TB, closed store.Store) store.Store

	// Crash opens a store on the records of one that is lost without Close, as
	// when its process is killed, while transactions may be under way in it. What
	// calls of the lost one answer from then on does not matter, but nothing of
	// them may reach the records; the suite does not close it. It is optional;
	// without it, the checks of what outlives a crash are skipped.
	Crash func(t testing.TB, lost store.Store) store.Store

	// Missing is what the adapter does without. The checks of what is missing are
	// skipped; instead it is checked that the calls answer
	// store.ErrUnsupported, and that all else works.
	Missing []Capability
}

// A Capability is a part of the contract that an adapter may do without.
// Atomicity, isolation and the separation of accounts are none.
type Capability string

// The capabilities.
const (
	// Delivery is handing out events. Without it all four methods of Outbox answer
	// ErrUnsupported. Publish is accepted all the same, for a host that reads
	// the events where the adapter keeps them.
	Delivery Capability = "Delivery"

	// JournalQueries is reading the journal. Without it ListJournal answers
	// ErrUnsupported. Journal and EraseValues are accepted all the same, for a
	// host that reads the journal where the adapter keeps it.
	JournalQueries Capability = "JournalQueries"

	// Remarks is keeping remarks. Without it PutRemarks poisons the transaction
	// with ErrUnsupported and ListRemarks answers it.
	Remarks Capability = "Remarks"
)

// A need is what a check cannot do without: a capability, that it is missing, or
// one of the harness's functions.
type need string

const (
	delivery       = need(Delivery)
	journalQueries = need(JournalQueries)
	remarks        = need(Remarks)
	noDelivery     = without + delivery
	noJournal      = without + journalQueries
	noRemarks      = without + remarks
	reopen         = need("Reopen")
	crash          = need("Crash")

	without = "no "
)

// unknown returns what h declares to be missing and cannot be.
func (h Harness) unknown() (names []string) {
	for _, c := range h.Missing {
		switch c {
		case Delivery, JournalQueries, Remarks:
		default:
			names = append(names, string(c))
		}
	}
	return names
}

func (h Harness) misses(c Capability) bool {
	for _, missing := range h.Missing {
		if missing == c {
			return true
		}
	}
	return false
}

// unmet says why a check with these needs is skipped, nothing when it is not.
func (h Harness) unmet(needs []need) string {
	for _, n := range needs {
		capability, missing := strings.CutPrefix(string(n), without)
		switch {
		case n == reopen:
			if h.Reopen == nil {
				return "the harness has no Reopen"
			}
		case n == crash:
			if h.Crash == nil {
				return "the harness has no Crash"
			}
		case h.misses(Capability(capability)) == missing:
		case missing:
			return "the adapter has " + capability
		default:
			return "the adapter does without " + capability
		}
	}
	return ""
}
