package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/agencyaccess/agencyaccess/store"
)

// A check proves one sentence of the contract.
type check struct {
	id    string
	rule  string // the sentence
	run   func(*probe)
	needs []need
}

// checks returns all those of store.Store.
func checks() []check {
	return slices.Concat(txChecks, atomicChecks, cancelledChecks, raceChecks, uniqueChecks, accountChecks, idChecks, alikeChecks, factChecks, ownedChecks, knownChecks, keyChecks, withinChecks, valueChecks, memoryChecks, listChecks, granteeChecks, claimedChecks, pagingChecks, claimPageChecks, logChecks, journalChecks, outboxChecks, deliveryChecks, endingChecks, missingChecks, outreachChecks, deleteChecks)
}

// Run runs every check as a subtest named by its ID, each on a store of its
// own, and logs how many passed, failed and were skipped, and why. When it has
// run none, t is skipped too.
func Run(t *testing.T, h Harness) {
	if unknown := h.unknown(); len(unknown) > 0 {
		t.Fatalf("storetest: no adapter may do without %s", strings.Join(unknown, ", "))
	}
	var tally tally
	var dump dump
	for _, c := range checks() {
		tally.run(t, c.id, func(t *testing.T) string {
			reason := h.unmet(c.needs)
			if reason == "" {
				runCheck(t, c, h, usualLimits(), &dump)
			}
			return reason
		})
	}
	tally.end(t)
}

// RunBlobs runs every check of store.Blobs as a subtest named by its ID, each
// on what open returns, which must be empty.
func RunBlobs(t *testing.T, open func(t testing.TB) store.Blobs) {
	var tally tally
	var dump dump
	for _, c := range blobChecks {
		tally.run(t, c.id, func(t *testing.T) string {
			runBlobCheck(t, c, open, usualLimits(), &dump)
			return ""
		})
	}
	tally.end(t)
}

// A tally counts what became of the checks that -run selected.
type tally struct {
	passed, failed int
	reasons        []string
	skipped        map[string][]string // IDs by reason
}

// run runs fn as a subtest, which is skipped when it returns a reason.
func (n *tally) run(t *testing.T, id string, fn func(*testing.T) (skipped string)) {
	selected, reason := false, ""
	ok := t.Run(id, func(t *testing.T) {
		selected = true
		defer func() {
			if t.Skipped() && reason == "" {
				reason = "by the harness"
			}
		}()
		if reason = fn(t); reason != "" {
			t.Skip(reason)
		}
	})
	switch {
	case !selected:
	case !ok:
		n.failed++
	case reason == "":
		n.passed++
	default:
		if n.skipped == nil {
			n.skipped = make(map[string][]string)
		}
		if n.skipped[reason] == nil {
			n.reasons = append(n.reasons, reason)
		}
		n.skipped[reason] = append(n.skipped[reason], id)
	}
}

// end logs the tally, and skips the whole when nothing was checked.
func (n *tally) end(t *testing.T) {
	t.Helper()
	if n.passed+n.failed > 0 {
		t.Log(n)
		return
	}
	t.Skipf("storetest: no check has run\n%s", n)
}

func (n *tally) String() string {
	skipped, lines := 0, ""
	for _, reason := range n.reasons {
		ids := n.skipped[reason]
		skipped += len(ids)
		lines += "\nskipped (" + reason + "): " + strings.Join(ids, ", ")
	}
	return fmt.Sprintf("storetest: %d passed, %d failed, %d skipped%s", n.passed, n.failed, skipped, lines)
}
