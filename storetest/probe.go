package storetest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// acme is the account that most checks use.
const acme agency.AccountID = "acme"

// A probe is one check at work.
type probe struct {
	check
	limits  limits
	t       testing.TB // for the harness; failures are recorded
	harness Harness
	dump    *dump
	ctx     context.Context // ends with the check
	store   store.Store
	blobs   store.Blobs
	hearing

	mu       sync.Mutex
	failures []failure
	notes    []string
	ended    bool
}

// A failure is what is wrong with the store, or that something took too long,
// which can be the machine's fault.
type failure struct {
	text string
	late bool
}

func (f failure) String() string { return f.text }

// record takes note of a failure. The check goes on.
func (p *probe) record(what string, expected, actual any) { p.add(false, what, expected, actual) }

// tooLate records that something has not happened in time.
func (p *probe) tooLate(what string, expected, actual any) { p.add(true, what, expected, actual) }

func (p *probe) add(late bool, what string, expected, actual any) {
	text := fmt.Sprintf("%s: %s\n%s%s\nexpected: %s\nactual:   %s",
		p.id, p.rule, where(), clipped(what), printed(expected), printed(actual))
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.ended {
		p.failures = append(p.failures, failure{text, late})
	}
}

// say takes note of what whoever runs the check with -v should know.
func (p *probe) say(note string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.ended {
		p.notes = append(p.notes, p.id+": "+note)
	}
}

// report tells the test what over has returned, and the notes.
func (p *probe) report(failures []failure) {
	p.t.Helper()
	for _, f := range failures {
		p.t.Error(f)
	}
	for _, note := range p.notes {
		p.t.Log(note)
	}
}

// giveUp records that something has not happened in time and ends the goroutine.
func (p *probe) giveUp(what string, expected, actual any) {
	p.tooLate(what, expected, actual)
	runtime.Goexit()
}

// fail takes note of a failure and ends the goroutine.
func (p *probe) fail(what string, expected, actual any) {
	p.record(what, expected, actual)
	runtime.Goexit()
}

func (p *probe) failed() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.failures) > 0
}

// over returns the failures; what fails from now on is nobody's business.
func (p *probe) over() []failure {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = true
	return p.failures
}

// longest is how much of a value a failure shows, in bytes.
const longest = 16 << 10

func clipped(s string) string {
	if len(s) > longest {
		return fmt.Sprintf("%s... (%d bytes)", s[:longest], len(s))
	}
	return s
}

func printed(v any) string {
	if d, ok := v.(*dump); ok {
		return d.String()
	}
	if s, ok := v.(string); ok && strings.Contains(s, "goroutine ") {
		return s // stacks are shown in full
	}
	return clipped(fmt.Sprintf("%v", v))
}

func isEnter(function string) bool { return strings.HasSuffix(function, ".(*probe).enter") }

func (p *probe) has(c Capability) bool { return !p.harness.misses(c) }

func (p *probe) ok(err error) {
	if err != nil {
		p.fail("an operation failed", "no error", err)
	}
}

// is checks that err matches target by errors.Is.
func (p *probe) is(err, target error) {
	if !errors.Is(err, target) {
		p.fail("the error differs", target, err)
	}
}

// equal checks that both are the same.
func (p *probe) equal(what string, expected, actual any) {
	if diff := cmp.Diff(expected, actual, strictly); diff != "" {
		p.fail(what+" differs:\n"+diff, expected, actual)
	}
}

func (p *probe) update(account agency.AccountID, fn func(store.Tx)) {
	p.ok(p.store.Update(p.ctx, account, func(t store.Tx) error {
		fn(t)
		return nil
	}))
}

func (p *probe) read(account agency.AccountID, q store.Query) store.Facts {
	f, err := p.store.Read(p.ctx, account, q)
	p.ok(err)
	if q.List != nil && f.Rows == nil {
		p.fail("the page of a list", "rows", "nil")
	}
	return f
}

// title returns the title of the agency in account, empty when there is none.
func (p *probe) title(account agency.AccountID, id agency.AgencyID) string {
	return p.read(account, store.Query{Agency: id}).Agency.Title
}

// untouched checks that nothing has ever been written to acme.
func (p *probe) untouched() {
	f := p.read(acme, store.Query{Agency: "north"})
	p.equal("the settings", agency.Settings{}, f.Settings)
	p.equal("the agency", agency.Agency{}, f.Agency)
	if p.has(JournalQueries) {
		p.equal("the journal", 0, len(p.journal(history)))
	}
	if p.has(Delivery) {
		p.equal("accounts with events", 0, len(p.pending()))
	}
}

// writeAll writes something of every kind that untouched looks at.
func writeAll(t store.Tx) {
	t.PutSettings(agency.Settings{Version: 1})
	t.PutAgencies(agency.Agency{ID: "north", Title: "North"})
	t.Journal(store.Entry{At: minute(0), Action: "test"}, store.Value{Field: "title", After: "North"})
	t.Publish(store.Event{At: minute(0), Name: "test.event", Version: 1, Payload: []byte(`{}`)})
}

// minute returns an instant n minutes into the tests' day.
func minute(n int) time.Time { return time.Date(2026, 3, 1, 9, n, 0, 1000, time.UTC) }
