package tables

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// A recorder takes calls. The account that is locked has 40 journal entries and
// 7 events; there are no other rows.
type recorder struct {
	calls []Call
	err   error
}

func (r *recorder) Run(_ context.Context, calls []Call) error {
	r.calls = append(r.calls, calls...)
	for _, c := range calls {
		if c.Read != nil {
			if err := c.Read(&counted{left: c.Name == "lock"}); err != nil {
				return err
			}
		}
	}
	return r.err
}

type counted struct{ left bool }

func (c *counted) Next() (more bool) {
	more, c.left = c.left, false
	return more
}

func (c *counted) Scan(dest ...any) error {
	*dest[0].(*int64), *dest[1].(*int64) = 40, 7
	return nil
}

// begin returns a session whose transaction is open.
func begin(t *testing.T) (*Session, *recorder) {
	r := new(recorder)
	s := New(testDialect).Session(t.Context(), "acme", r)
	require.NoError(t, r.Run(t.Context(), []Call{s.Lock()}))
	return s, r
}

// Whatever is asked and written, each call has the parameters that its statement
// has, the account's first, of the types that adapters know; and there is no
// statement that nobody calls.
func TestCallsFitTheirStatements(t *testing.T) {
	s, r := begin(t)
	asked := 0
	for _, q := range questions() {
		if q.Check() == nil {
			asked++
			_, err := s.Facts(q)
			require.NoError(t, err)
		}
	}
	require.Greater(t, asked, 400)
	_, err := s.Agencies("a", "b")
	require.NoError(t, err)
	_, err = s.Recruiters("a")
	require.NoError(t, err)
	_, err = s.Openings()
	require.NoError(t, err)
	_, err = s.Shares([]agency.OpeningID{"a"}, []agency.Grantee{agency.ToAgency("a"), {}})
	require.NoError(t, err)
	last, err := s.Do(put)
	require.NoError(t, err)
	r.calls = append(r.calls, last...)
	other, _ := begin(t)
	last, err = other.Do(func(tx store.Tx) error {
		tx.PutIndex(candidate.Index{Size: 2})
		tx.Journal(store.Entry{})
		return nil
	})
	require.NoError(t, err)
	r.calls = append(r.calls, last...)
	var f store.Facts
	own := []candidate.Probe{{ID: "p1", Agency: "a", Recruiter: "r"}}
	r.calls = append(r.calls, s.tables.ProbesBut("acme", &agency.Recruiter{ID: "r", Agency: "a"}, &store.Query{Probe: "p2"}, own, &f))
	puts, err := s.tables.PutProbes("acme", own)
	require.NoError(t, err)
	require.Len(t, puts, 2)
	r.calls = append(r.calls, puts...)

	q := &queue{tables: s.tables, account: "acme", run: r, waiting: 1}
	_, err = q.claim(t.Context(), time.Minute, 1)
	require.NoError(t, err)
	q.token, q.first, q.last = "token", 1, 2
	require.NoError(t, q.ack(t.Context(), "token", []int64{1, 2}))
	require.NoError(t, q.release(t.Context(), "token", time.Minute))
	_, err = s.tables.queue(t.Context(), "acme", r)
	require.NoError(t, err)
	_, err = s.tables.Outbox(Place{
		Enter: func(context.Context, string) error { return nil }, Leave: func() {},
		Ask: func(_ context.Context, _ string, c Call) error {
			require.Equal(t, []any{"", int64(1)}, c.Args)
			return nil
		},
	}).Pending(t.Context(), "", 1)
	require.NoError(t, err)
	require.NoError(t, s.tables.Delete(t.Context(), placed(r), "acme"))

	called := map[string]bool{"pending": true}
	source := make(map[string]string)
	for _, s := range sources() {
		source[s.Name] = s.SQL
	}
	for _, c := range r.calls {
		called[c.Name] = true
		require.Len(t, c.Args, len(parameters(source[c.Name])), c.Name)
		require.Equal(t, "acme", c.Args[0], c.Name)
		for _, a := range c.Args {
			switch a.(type) {
			case string, int64, []byte, []string, nil:
			default:
				t.Errorf("%s has a parameter of type %T", c.Name, a)
			}
		}
	}
	for _, s := range sources() {
		require.True(t, called[s.Name], "nobody calls %s", s.Name)
	}
}

func TestASessionThatFailedIsPoisoned(t *testing.T) {
	s, r := begin(t)
	first := errors.New("first")
	last, err := s.Do(func(tx store.Tx) error {
		r.calls, r.err = nil, first
		tx.PutStaff(agency.Staff{ID: "a", Role: agency.SuperAdmin})
		require.Empty(t, r.calls, "a write waits for the next read")
		_, err := tx.Facts(store.Query{})
		require.ErrorIs(t, err, first)
		require.Len(t, r.calls, 2)
		r.err = nil
		tx.PutAgencies(agency.Agency{ID: "b"})
		_, err = tx.Agencies("a")
		require.ErrorIs(t, err, first)
		require.Len(t, r.calls, 2, "nothing is asked after a failure")
		return errors.New("another")
	})
	require.ErrorIs(t, err, first)
	require.Empty(t, last)
}

func TestARefusedQuestionIsNoFailure(t *testing.T) {
	s, _ := begin(t)
	_, err := s.Do(func(tx store.Tx) error {
		_, err := tx.Facts(store.Query{List: &store.List{}})
		require.ErrorIs(t, err, store.ErrInvalid)
		_, err = tx.Facts(store.Query{})
		return err
	})
	require.NoError(t, err)
}

func TestAClosedSession(t *testing.T) {
	s, r := begin(t)
	r.calls = nil
	s.Close()
	require.NoError(t, put(s))
	_, err := s.Facts(store.Query{})
	require.ErrorIs(t, err, store.ErrClosed)
	_, err = s.Agencies("a")
	require.ErrorIs(t, err, store.ErrClosed)
	_, err = s.Shares(nil, nil)
	require.ErrorIs(t, err, store.ErrClosed)
	require.False(t, s.Wrote())
	require.Empty(t, r.calls)
}

func TestWhatIsNoWriting(t *testing.T) {
	for name, do := range map[string]func(store.Tx){
		"nothing":             func(tx store.Tx) { tx.PutAgencies() },
		"erasing of nothing":  func(tx store.Tx) { tx.EraseValues(store.Subject{}) },
		"dropping of nothing": func(tx store.Tx) { tx.DropLists() },
		"holding of nothing":  func(tx store.Tx) { tx.Hold("a", "b", ""); tx.LetGo("a", "") },
		"a question":          func(tx store.Tx) { _, _ = tx.Agencies("a") },
	} {
		s, _ := begin(t)
		last, err := s.Do(func(tx store.Tx) error { do(tx); return nil })
		require.NoError(t, err)
		require.False(t, s.Wrote(), name)
		require.Empty(t, last, name)
	}
}

// Numbers go on from the account's, also when some were written before.
func TestNumbersGoOn(t *testing.T) {
	s, r := begin(t)
	last, err := s.Do(func(tx store.Tx) error {
		tx.Journal(store.Entry{})
		tx.Publish(store.Event{})
		tx.Journal(store.Entry{})
		_, err := tx.Agencies("a")
		tx.Journal(store.Entry{})
		tx.Publish(store.Event{})
		return err
	})
	require.NoError(t, err)
	require.True(t, s.Wrote())
	var got []string
	for _, c := range append(r.calls, last...) {
		switch c.Name {
		case "journal", "publish":
			got = append(got, fmt.Sprint(c.Name, " ", c.Args[1]))
		case "count":
			got = append(got, fmt.Sprint(c.Name, " ", c.Args[1:]))
		}
	}
	require.Equal(t, []string{"journal 41", "publish 8", "journal 42", "journal 43", "publish 9", "count [43 9]"}, got)
	require.Equal(t, "count", last[len(last)-1].Name)
}

// The index record and the counts are in one row, which is written once, unless
// somebody asks in between.
func TestTheIndexIsWrittenWithTheCounts(t *testing.T) {
	for _, tt := range []struct {
		name string
		fn   func(store.Tx) error
		want []string
	}{
		{"alone", func(tx store.Tx) error {
			tx.PutIndex(candidate.Index{Size: 1})
			tx.PutIndex(candidate.Index{Size: 2})
			return nil
		}, []string{`put_index {"Size":2,"Key":""}`}},
		{"with counts", func(tx store.Tx) error {
			tx.PutIndex(candidate.Index{Size: 2})
			tx.Journal(store.Entry{})
			return nil
		}, []string{`count_indexed 41 7 {"Size":2,"Key":""}`}},
		{"before a question", func(tx store.Tx) error {
			tx.PutIndex(candidate.Index{Size: 2})
			_, err := tx.Agencies("a")
			tx.Journal(store.Entry{})
			return err
		}, []string{`put_index {"Size":2,"Key":""}`, "count 41 7"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, r := begin(t)
			last, err := s.Do(tt.fn)
			require.NoError(t, err)
			var got []string
			for _, c := range append(r.calls, last...) {
				if strings.Contains(c.Name, "index") || c.Name == "count" {
					got = append(got, strings.TrimSpace(c.Name+" "+strings.Trim(fmt.Sprint(c.Args[1:]), "[]")))
				}
			}
			require.Equal(t, tt.want, got)
		})
	}
}

// Much is sent while the caller's context can still end it, and wakes the queue;
// little goes with the commit.
func TestMuchIsWrittenBeforeTheCommit(t *testing.T) {
	for _, n := range []int{small - 2, small + 1} {
		s, r := begin(t)
		r.calls = nil
		last, err := s.Do(func(tx store.Tx) error {
			for range n {
				tx.PutStaff(agency.Staff{ID: "a", Role: agency.SuperAdmin})
			}
			tx.Publish(store.Event{})
			return nil
		})
		require.NoError(t, err)
		if n < small {
			require.Empty(t, r.calls)
			require.Len(t, last, n+3) // with the event, waking and counting
			continue
		}
		require.Len(t, r.calls, n+2)
		require.Equal(t, "wake", r.calls[len(r.calls)-1].Name)
		require.Len(t, last, 1)
		require.Equal(t, "count", last[0].Name)
	}
}

func TestMuchIsNotWrittenOnceTheContextHasEnded(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	r := new(recorder)
	s := New(testDialect).Session(ctx, "acme", r)
	require.NoError(t, r.Run(ctx, []Call{s.Lock()}))
	r.calls = nil
	last, err := s.Do(func(tx store.Tx) error {
		for range small + 1 {
			tx.PutAgencies(agency.Agency{ID: "a"})
		}
		cancel()
		return nil
	})
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, last)
	require.Empty(t, r.calls)
}

func TestAViewReportsItsFirstFailure(t *testing.T) {
	first, own := errors.New("first"), errors.New("the callback's")
	for name, tt := range map[string]struct {
		fail func(*recorder, context.CancelFunc)
		want error
	}{
		"of the database": {func(r *recorder, _ context.CancelFunc) { r.err = first }, first},
		"of the context":  {func(_ *recorder, cancel context.CancelFunc) { cancel() }, context.Canceled},
		"of nobody":       {func(*recorder, context.CancelFunc) {}, own},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			r := new(recorder)
			s := New(testDialect).Session(ctx, "acme", r)
			require.ErrorIs(t, s.View(func(read store.Reader) error {
				tt.fail(r, cancel)
				_, _ = read.Agencies("a")
				r.err = nil
				return own
			}), tt.want)
		})
	}
}
