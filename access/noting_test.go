package access_test

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// noting notes the number and the kind of what a store is asked and given:
// everything but the values.
type noting struct {
	store.Store
	mu    sync.Mutex
	calls []string
}

func (n *noting) note(format string, args ...any) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.calls = append(n.calls, fmt.Sprintf(format, args...))
}

// take returns what was noted since it was last asked.
func (n *noting) take() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	defer func() { n.calls = nil }()
	return strings.Join(n.calls, "; ")
}

func (n *noting) noteQuery(what string, q store.Query) {
	list := store.Kind(0)
	if q.List != nil {
		list = q.List.Kind
	}
	n.note("%s staff %t recruiter %t agency %t opening %t submission %t email %t emails %d domain %t invitation %t latest %t list %d", what,
		q.Staff != "", q.Recruiter != "", q.Agency != "", q.Opening != "", q.Submission != "", q.Email != "", len(q.Emails),
		q.Domain != "", q.Invitation != "", q.Latest, list)
}

func (n *noting) Read(ctx context.Context, a agency.AccountID, q store.Query) (store.Facts, error) {
	n.noteQuery("read", q)
	return n.Store.Read(ctx, a, q)
}

func (n *noting) View(ctx context.Context, a agency.AccountID, fn func(store.Reader) error) error {
	n.note("view")
	return n.Store.View(ctx, a, func(r store.Reader) error { return fn(notingReader{r, n}) })
}

func (n *noting) Update(ctx context.Context, a agency.AccountID, fn func(store.Tx) error) error {
	n.note("update")
	return n.Store.Update(ctx, a, func(tx store.Tx) error { return fn(notingTx{tx, notingReader{tx, n}}) })
}

type notingReader struct {
	store.Reader
	*noting
}

func (r notingReader) Facts(q store.Query) (store.Facts, error) {
	r.noteQuery("facts", q)
	return r.Reader.Facts(q)
}

func (r notingReader) Openings(ids ...agency.OpeningID) ([]agency.Opening, error) {
	r.note("openings %d", len(ids))
	return r.Reader.Openings(ids...)
}

// notingTx notes writes too.
type notingTx struct {
	store.Tx
	reader notingReader
}

func (t notingTx) Facts(q store.Query) (store.Facts, error) { return t.reader.Facts(q) }
func (t notingTx) Openings(ids ...agency.OpeningID) ([]agency.Opening, error) {
	return t.reader.Openings(ids...)
}

func (t notingTx) PutAgencies(r ...agency.Agency) {
	t.reader.note("put agencies %d", len(r))
	t.Tx.PutAgencies(r...)
}

func (t notingTx) PutRecruiters(r ...agency.Recruiter) {
	t.reader.note("put recruiters %d", len(r))
	t.Tx.PutRecruiters(r...)
}

func (t notingTx) PutInvitations(r ...invite.Invitation) {
	t.reader.note("put invitations %d", len(r))
	t.Tx.PutInvitations(r...)
}

func (t notingTx) Journal(e store.Entry, values ...store.Value) {
	t.reader.note("journal")
	t.Tx.Journal(e, values...)
}

func (t notingTx) Publish(e store.Event) { t.reader.note("publish"); t.Tx.Publish(e) }
