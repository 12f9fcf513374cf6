package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// Harness is how the suite gets at an adapter.
type Harness struct {
	// Open returns an empty store. It is called once for each check; the suite
	// closes what it returns.
	Open func(t testing.TB) store.Store
}

// acme is the account that most checks use.
const acme agency.AccountID = "acme"

type check struct {
	id   string
	rule string // the sentence of the contract that it proves
	run  func(*probe)
}

// Run runs every check as a subtest named by its ID, each on a store of its
// own.
func Run(t *testing.T, h Harness) {
	for _, group := range [][]check{txChecks, idChecks, factChecks, listChecks, granteeChecks, logChecks, outboxChecks} {
		for _, c := range group {
			t.Run(c.id, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(context.Background(), 2*patience)
				defer cancel()
				p := &probe{T: t, check: c, ctx: ctx, store: h.Open(t)}
				t.Cleanup(func() { p.ok(p.store.Close()) })
				c.run(p)
			})
		}
	}
}

// A probe is one check at work.
type probe struct {
	*testing.T
	check
	ctx   context.Context
	store store.Store
}

func (p *probe) fail(what string, expected, actual any) {
	p.Helper()
	p.Fatalf("%s: %s\n%s\nexpected: %v\nactual:   %v", p.id, p.rule, what, expected, actual)
}

func (p *probe) ok(err error) {
	p.Helper()
	if err != nil {
		p.fail("an operation failed", "no error", err)
	}
}

// is checks that err matches target by errors.Is.
func (p *probe) is(err, target error) {
	p.Helper()
	if !errors.Is(err, target) {
		p.fail("the error differs", target, err)
	}
}

// equal checks that both are the same.
func (p *probe) equal(what string, expected, actual any) {
	p.Helper()
	if diff := cmp.Diff(expected, actual, strictly); diff != "" {
		p.fail(what+" differs:\n"+diff, expected, actual)
	}
}

func (p *probe) update(account agency.AccountID, fn func(store.Tx)) {
	p.Helper()
	p.ok(p.store.Update(p.ctx, account, func(t store.Tx) error {
		fn(t)
		return nil
	}))
}

func (p *probe) read(account agency.AccountID, q store.Query) store.Facts {
	p.Helper()
	f, err := p.store.Read(p.ctx, account, q)
	p.ok(err)
	if q.List != nil && f.Rows == nil {
		p.fail("the page of a list", "rows", "nil")
	}
	return f
}

// titles returns the title of the agency in account, empty when there is none.
func (p *probe) title(account agency.AccountID, id agency.AgencyID) string {
	p.Helper()
	return p.read(account, store.Query{Agency: id}).Agency.Title
}

// untouched checks that nothing has ever been written to acme.
func (p *probe) untouched() {
	p.Helper()
	f := p.read(acme, store.Query{Agency: "north", List: &store.List{
		Scope: store.Scope{Kind: store.ListJournal}, Limit: 1,
	}})
	p.equal("the settings", agency.Settings{}, f.Settings)
	p.equal("the agency", agency.Agency{}, f.Agency)
	p.equal("the journal", &store.Rows{}, f.Rows)
	pending, err := p.store.Outbox().Pending(p.ctx, "", 10)
	p.ok(err)
	p.equal("accounts with events", 0, len(pending))
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
