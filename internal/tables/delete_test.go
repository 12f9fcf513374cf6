package tables

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
)

// placed is a place where r carries out what changes something.
func placed(r Runner) Place {
	return Place{
		Enter:  func(ctx context.Context, _ string) error { return ctx.Err() },
		Leave:  func() {},
		Change: func(_ context.Context, _ string, fn func(Runner) error) error { return fn(r) },
	}
}

// Every table that a statement names is emptied, after the account was locked.
func TestDeletingLeavesNoTable(t *testing.T) {
	named := make(map[string]bool)
	for _, s := range sources() {
		for _, m := range mention.FindAllStringSubmatch(strings.Join(strings.Fields(s.SQL), " "), -1) {
			named[m[2]] = true
		}
	}
	r := new(recorder)
	require.NoError(t, New(testDialect).Delete(t.Context(), placed(r), "acme"))
	require.Equal(t, "lock", r.calls[0].Name)
	var emptied []string
	for _, c := range r.calls[1:] {
		table, found := strings.CutPrefix(c.Name, "delete_")
		require.True(t, found, c.Name)
		require.Equal(t, "delete from <"+table+"> where account = ?1", c.SQL)
		require.Equal(t, []any{"acme"}, c.Args)
		require.True(t, named[table], table)
		emptied = append(emptied, table)
	}
	require.Len(t, emptied, len(named))
	require.Less(t, slices.Index(emptied, "queue"), slices.Index(emptied, "event"), "in the order of a claim's locks")
	require.Equal(t, "account", emptied[len(emptied)-1])
}

func TestDeletingThatFails(t *testing.T) {
	broken := errors.New("broken")
	require.ErrorIs(t, New(testDialect).Delete(t.Context(), placed(&recorder{err: broken}), "acme"), broken)

	ctx, cancel := context.WithCancel(t.Context())
	in := placed(new(recorder))
	change := in.Change
	in.Change = func(ctx context.Context, op string, fn func(Runner) error) error {
		cancel()
		return change(ctx, op, fn)
	}
	require.ErrorIs(t, New(testDialect).Delete(ctx, in, "acme"), context.Canceled, "before the commit")
	require.ErrorIs(t, New(testDialect).Delete(ctx, in, "acme"), context.Canceled, "from the first")
}

func TestDeletingWhatNoAccountIsCalled(t *testing.T) {
	r := new(recorder)
	for _, id := range []agency.AccountID{"", "a\x00b", "\xff", agency.AccountID(strings.Repeat("x", agency.MaxID+1))} {
		require.NoError(t, New(testDialect).Delete(t.Context(), placed(r), id))
	}
	require.Empty(t, r.calls)
}
