package crashtest

import (
	"context"
	"errors"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

func TestMain(m *testing.M) {
	Main(func(ctx context.Context) (store.Store, error) {
		switch os.Getenv("CRASHTEST_STORE") {
		case "broken":
			return nil, errors.New("there is no such store")
		case "empty":
			return memstore.New(), nil
		}
		st := memstore.New()
		return st, Setup(ctx, st)
	})
	os.Exit(m.Run())
}

// written is a store with the work of a writer in it.
func written(t *testing.T, st store.Store, l *Ledger) {
	t.Helper()
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	require.NoError(t, Setup(t.Context(), st))
	require.NoError(t, Writer{Run: "run", Seed: 1, Submissions: 30}.Write(t.Context(), st, l))
}

func TestWhatIsWrittenIsVerified(t *testing.T) {
	defer goleak.VerifyNone(t)
	var l Ledger
	st := memstore.New()
	written(t, st, &l)
	require.NoError(t, l.Verify(t.Context(), st))
	require.NoError(t, Writer{Run: "next", Submissions: 5}.Write(t.Context(), st, &l))
	require.NoError(t, l.Verify(t.Context(), st))

	k := l.account("acme")
	require.GreaterOrEqual(t, len(k.submitted), Workers/2*35)
	require.NotEmpty(t, k.withdrawn)
	acknowledged := 0
	for r := range k.submitted {
		if strings.HasSuffix(string(r.id), "ack") {
			acknowledged++
		}
	}
	require.Positive(t, acknowledged, "nobody went on after an alert")
	verbs := map[string]int{}
	for s, n := range k.shared {
		verbs[s.verb] += n
	}
	require.Positive(t, verbs["share"])
	require.Positive(t, verbs["unshare"])
}

func TestWriterEndsWithItsContext(t *testing.T) {
	defer goleak.VerifyNone(t)
	st := memstore.New()
	require.NoError(t, Setup(t.Context(), st))
	var l Ledger
	err := whileWriting(t.Context(), Writer{Run: "run"}, st, &l, func(<-chan struct{}) error { return l.Await(t.Context(), 50) })
	require.NoError(t, err)
	require.NoError(t, l.Verify(t.Context(), st))
}

func TestWriterSaysWhatIsWrong(t *testing.T) {
	err := Writer{Run: "run"}.Write(t.Context(), memstore.New(), new(Ledger)) // which was not set up
	require.ErrorContains(t, err, "worker run-")
}

// interrupted is a store that loses its connection now and then: before a
// transaction, or after it was committed.
type interrupted struct {
	store.Store
	calls atomic.Int64
}

func (s *interrupted) Update(ctx context.Context, a agency.AccountID, fn func(store.Tx) error) error {
	n := s.calls.Add(1)
	if n%7 == 0 {
		return errors.New("connection refused")
	}
	if err := s.Store.Update(ctx, a, fn); err != nil {
		return err
	}
	if n%5 == 0 && n > 50 {
		return store.ErrUnknown
	}
	return nil
}

func TestWriterGoesOnWhenTheStoreFails(t *testing.T) {
	st := memstore.New()
	require.NoError(t, Setup(t.Context(), st))
	var l Ledger
	require.NoError(t, Writer{Run: "run", Submissions: 20}.Write(t.Context(), &interrupted{Store: st}, &l))
	require.NoError(t, l.Verify(t.Context(), st))
}

func TestKilledServer(t *testing.T) {
	st := memstore.New()
	crashes := 0
	require.NoError(t, killServer(t.Context(), st, 7, 1, func(context.Context) error { crashes++; return nil }))
	require.Equal(t, 7, crashes)
	err := killServer(t.Context(), memstore.New(), 1, 1, func(context.Context) error { return errors.New("it stays down") })
	require.ErrorContains(t, err, "it stays down")
}

// heardOf reports whether something was submitted in an account.
func (l *Ledger) heardOf(id agency.AccountID) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.account(id).submitted) > 0
}

func TestKilledChild(t *testing.T) {
	defer goleak.VerifyNone(t)
	for round := range 3 {
		var l Ledger
		child, err := Start(t.Context(), Writer{Run: "run", Seed: uint64(round)}, &l)
		require.NoError(t, err)
		for n := 30; !l.heardOf("acme") || !l.heardOf("globex"); n++ {
			require.NoError(t, l.Await(t.Context(), n))
		}
		require.NoError(t, child.Kill())
		l.Cut()
		require.Empty(t, l.bad)
		require.Error(t, child.Kill())
	}
}

func TestChildThatEndsByItself(t *testing.T) {
	defer goleak.VerifyNone(t)
	var l Ledger
	child, err := Start(t.Context(), Writer{Run: "run", Submissions: 3}, &l)
	require.NoError(t, err)
	<-child.Done()
	require.ErrorContains(t, child.Kill(), "by itself")
	require.GreaterOrEqual(t, l.Lines(), 3*Workers)

	child, err = Start(t.Context(), Writer{Run: "run"}, &l, "CRASHTEST_STORE=broken")
	require.NoError(t, err)
	<-child.Done()
	require.ErrorContains(t, child.Kill(), "there is no such store")
}

func TestStoreThatForgetsAllIsFound(t *testing.T) {
	forgetful := func(ctx context.Context) (store.Store, error) {
		st := memstore.New()
		return st, Setup(ctx, st)
	}
	empty := func(context.Context) (store.Store, error) { return memstore.New(), nil }
	tests := []struct {
		name string
		open func(context.Context) (store.Store, error)
		env  string
		want string
	}{
		{"opened anew", empty, "", "was acknowledged"},
		{"a child that fails", empty, "CRASHTEST_STORE=broken", "there is no such store"},
		{"a child whose store is another", empty, "CRASHTEST_STORE=empty", "by itself"},
		{"not empty", forgetful, "", "setting up"},
		{"a store that cannot be opened", func(context.Context) (store.Store, error) { return nil, errors.New("locked") }, "", "locked"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.ErrorContains(t, killChildren(t.Context(), tt.open, 2, 1, []string{tt.env}), tt.want)
		})
	}
}

func TestLedgerTakesPiecesAndDropsTheLast(t *testing.T) {
	var l Ledger
	text := "ok acme ann run-1-1 s1\nwithdrawn acme s1\nshare globex dev agency:north\nok acme ann run-1-2 s"
	for _, b := range []byte(text) {
		_, err := l.Write([]byte{b})
		require.NoError(t, err)
	}
	require.Equal(t, 3, l.Lines())
	l.Cut()
	_, _ = l.Write([]byte("unshare globex dev agency:north\n"))
	require.Empty(t, l.bad)
	require.Len(t, l.account("acme").submitted, 1)
	require.Equal(t, map[sharing]int{{"share", "dev", "agency:north"}: 1, {"unshare", "dev", "agency:north"}: 1}, l.account("globex").shared)

	for _, bad := range []string{"panic: no\n", "\n", "ok acme ann run-1-1 s2\n", "ok acme ann run-1-1\n", "share acme dev\n"} {
		n := len(l.bad)
		_, _ = l.Write([]byte(bad))
		require.Len(t, l.bad, n+1, strconv.Quote(bad))
	}
	require.ErrorContains(t, (&findings{list: l.bad}).err(), `the writer said "panic: no"`)
	require.Equal(t, 22, strings.Count((&findings{list: make([]string, 30)}).err().Error()+"\n", "\n"))
}
