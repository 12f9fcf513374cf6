package access_test

import (
	"context"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/internal/enginetest"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// badIDs are no identifiers.
var badIDs = map[string]string{
	"empty": "", "over-long": strings.Repeat("x", 129), "invalid UTF-8": "a\xff", "with a NUL": "a\x00b",
	"with a control character": "a\x1b", "with a line break": "a\nb", "with a C1 control": "a\u0085",
}

// requireInvalid checks that err names the field.
func requireInvalid(t *testing.T, field string, err error) {
	t.Helper()
	var invalid *agency.Invalid
	require.ErrorAs(t, err, &invalid)
	require.Contains(t, invalid.Field, field)
	require.Contains(t, err.Error(), field)
	require.NotContains(t, err.Error(), "\xff", "the value is quoted")
}

func TestHandlesThatNobodyMade(t *testing.T) {
	ctx := context.Background()
	eng, _ := newEngine(t)
	for name, handles := range map[string]*access.Engine{"no engine": nil, "zero engine": {}, "no store": eng.With(nil)} {
		t.Run(name, func(t *testing.T) {
			sys, staff, rec := access.System{}, access.Staff{}, access.Recruiter{}
			if handles != nil {
				sys, staff, rec = handles.System("acme", "test"), handles.Staff("acme", "root"), handles.Recruiter("acme", "ann")
				requireInvalid(t, "engine", handles.Deliver(ctx, func(context.Context, access.Delivery) error { return nil }, access.DeliverOptions{}))
			}
			everyCall(t, ctx, sys, staff, rec, func(t *testing.T, err error) { requireInvalid(t, "engine", err) })
		})
	}
}

func TestHandlesOfNobody(t *testing.T) {
	ctx := context.Background()
	w, _ := newNorth(t)
	before := w.Dump(t)
	for name, id := range badIDs {
		t.Run(name, func(t *testing.T) {
			account := agency.AccountID(id)
			everyCall(t, ctx, w.Engine.System(account, "test"), w.Engine.Staff(account, "root"), w.Engine.Recruiter(account, "ann"),
				func(t *testing.T, err error) { requireInvalid(t, "account", err) })
			everyCall(t, ctx, w.Engine.System("acme", id), w.Engine.Staff("acme", agency.StaffID(id)), w.Engine.Recruiter("acme", agency.RecruiterID(id)),
				func(t *testing.T, err error) {
					var invalid *agency.Invalid
					require.ErrorAs(t, err, &invalid)
					require.Contains(t, []string{"operator", "staff", "recruiter"}, invalid.Field)
				})
		})
	}
	require.Empty(t, before.Unchanged(t, w.Dump(t)))
}

func TestCancelledCalls(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	w, _ := newNorth(t)
	before := w.Dump(t)
	everyCall(t, ctx, w.Sys, w.Staff("root"), w.Recruiter("ann"), func(t *testing.T, err error) {
		require.ErrorIs(t, err, context.Canceled)
		if strings.Contains(t.Name(), "/Recruiter.") {
			var fault *access.Fault
			require.ErrorAs(t, err, &fault)
		}
	})
	require.ErrorIs(t, w.Engine.Deliver(ctx, func(context.Context, access.Delivery) error { return nil }, access.DeliverOptions{}), context.Canceled)
	require.Empty(t, before.Unchanged(t, w.Dump(t)))
}

func TestClosedStore(t *testing.T) {
	w, st := newNorth(t)
	require.NoError(t, st.Close())
	everyCall(t, context.Background(), w.Sys, w.Staff("root"), w.Recruiter("ann"), func(t *testing.T, err error) {
		require.ErrorIs(t, err, store.ErrClosed)
	})
	err := w.Engine.Deliver(context.Background(), func(context.Context, access.Delivery) error { return nil }, access.DeliverOptions{})
	require.ErrorIs(t, err, store.ErrClosed)
}

// TestHostFunctionsThatFail: a host's function that panics or answers nonsense
// is an error of the call, which leaves nothing behind and the engine as it was.
func TestHostFunctionsThatFail(t *testing.T) {
	st := memstore.New()
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	c := &clock{now: enginetest.Start.Add(time.Hour)}
	good := options(c)
	w := north(t, st, good)
	annSubmits(t, w)
	before := w.Dump(t)
	for name, spoil := range map[string]func(*access.Options){
		"a clock that panics":        func(o *access.Options) { o.Clock = func() time.Time { panic("no time") } },
		"a clock that tells no time": func(o *access.Options) { o.Clock = func() time.Time { return time.Time{} } },
		"a clock before 1900": func(o *access.Options) {
			o.Clock = func() time.Time { return time.Date(1899, 1, 1, 0, 0, 0, 0, time.UTC) }
		},
		"a clock after 9999": func(o *access.Options) {
			o.Clock = func() time.Time { return time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }
		},
	} {
		t.Run(name, func(t *testing.T) {
			opt := good
			spoil(&opt)
			eng, err := access.New(st, opt)
			require.NoError(t, err)
			everyCall(t, context.Background(), eng.System("acme", "test"), eng.Staff("acme", "root"), eng.Recruiter("acme", "ann"),
				func(t *testing.T, err error) {
					if !strings.HasSuffix(t.Name(), "Settings") { // the host's, which needs no time
						require.Error(t, err)
					}
				})
			require.Empty(t, before.Unchanged(t, w.Dump(t)))
		})
	}
	for name, ids := range map[string]func() string{
		"identifiers that panic":             func() string { panic("no identifiers") },
		"identifiers that are empty":         func() string { return "" },
		"identifiers with a slash":           func() string { return "a/b" },
		"identifiers that are over-long":     func() string { return strings.Repeat("x", 65) },
		"identifiers that are invalid UTF-8": func() string { return "\xff" },
	} {
		t.Run(name, func(t *testing.T) {
			opt := good
			opt.IDs = ids
			eng, err := access.New(st, opt)
			require.NoError(t, err)
			for _, call := range []string{"Note", "Feedback", "RecordMessage"} {
				require.Error(t, staffCalls[call](context.Background(), eng.System("acme", "test").Staff))
			}
			require.Error(t, staffCalls["OpenClaim"](context.Background(), eng.System("acme", "test").Staff))
			require.Error(t, systemCalls["PutApplicant"](context.Background(), eng.System("acme", "test")))
			require.Error(t, systemCalls["Import"](context.Background(), eng.System("acme", "test")))
			require.Error(t, recruiterCalls["Submit"](context.Background(), eng.Recruiter("acme", "ann")))
			require.Empty(t, before.Unchanged(t, w.Dump(t)))
		})
	}
	t.Run("an observer that panics", func(t *testing.T) {
		opt := options(c)
		opt.Observe = func(context.Context, access.Observation) { panic("not watching") }
		opt.IDs, opt.Blobs = good.IDs, good.Blobs
		eng, err := access.New(st, opt)
		require.NoError(t, err)
		everyCall(t, context.Background(), eng.System("acme", "test"), eng.Staff("acme", "root"), eng.Recruiter("acme", "ann"),
			func(t *testing.T, err error) { require.NoError(t, err) })
	})
}

type panicReader struct{}

func (panicReader) Read([]byte) (int, error) { panic("no content") }

type liar struct{ n int }

func (l liar) Read([]byte) (int, error) { return l.n, nil }

func TestBadResumes(t *testing.T) {
	ctx := context.Background()
	w, _ := newNorth(t)
	before := w.Dump(t, "bad")
	resume := func(name, mediaType string, in io.Reader) access.SubmitOption {
		return access.WithResume(name, mediaType, in)
	}
	for _, test := range []struct {
		name  string
		opt   access.SubmitOption
		field string
	}{
		{"no option", nil, "options"},
		{"no content", resume("cv", "text/plain", nil), "resume"},
		{"a reader that panics", resume("cv", "text/plain", panicReader{}), "resume"},
		{"a reader that fails", resume("cv", "text/plain", iotest.ErrReader(errors.New("secret"))), "resume"},
		{"a reader that breaks off", resume("cv", "text/plain", io.MultiReader(strings.NewReader("cv"), iotest.ErrReader(io.ErrUnexpectedEOF))), "resume"},
		{"a reader that reads less than nothing", resume("cv", "text/plain", liar{-1}), "resume"},
		{"a reader that reads more than it may", resume("cv", "text/plain", liar{1 << 30}), "resume"},
		{"over 10 MiB", resume("cv", "text/plain", io.LimitReader(zeros{}, candidate.MaxResume+1)), "resume"},
		{"an over-long name", resume(strings.Repeat("x", 201), "text/plain", strings.NewReader("cv")), "resume.name"},
		{"a name with a NUL", resume("a\x00", "text/plain", strings.NewReader("cv")), "resume.name"},
		{"a type that is no text", resume("cv", "\xff", strings.NewReader("cv")), "resume.type"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := w.Recruiter("ann").Submit(ctx, "dev", "bad", candidate.Entry{Name: "Jane Doe"}, test.opt)
			requireInvalid(t, test.field, err)
			require.NotContains(t, err.Error(), "secret")
			require.Empty(t, before.Unchanged(t, w.Dump(t, "bad")))
		})
	}
	bare, err := access.New(w.Store, access.Options{Secret: []byte(enginetest.Secret)})
	require.NoError(t, err)
	_, err = bare.Recruiter("acme", "ann").Submit(ctx, "dev", "bad", candidate.Entry{Name: "Jane Doe"}, resume("cv", "text/plain", strings.NewReader("cv")))
	requireInvalid(t, "resume", err)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestBadEngines(t *testing.T) {
	st := memstore.New()
	good := []byte(enginetest.Secret)
	for _, test := range []struct {
		name   string
		st     store.Store
		secret []byte
		field  string
	}{
		{"no store", nil, good, "store"},
		{"no secret", st, nil, "secret"},
		{"a short secret", st, good[:31], "secret"},
		{"a secret of zeros", st, make([]byte, 32), "secret"},
		{"a secret of one byte", st, []byte(strings.Repeat("a", 64)), "secret"},
	} {
		t.Run(test.name, func(t *testing.T) {
			eng, err := access.New(test.st, access.Options{Secret: test.secret})
			requireInvalid(t, test.field, err)
			require.Nil(t, eng)
		})
	}
	key := []byte("an index key's secret, of 32 bytes")
	for _, test := range []struct {
		name, field string
		keys        []access.IndexKey
	}{
		{"an index key without a name", "index-keys[0].id", []access.IndexKey{{Secret: key}}},
		{"an index key with an over-long name", "index-keys[0].id", []access.IndexKey{{ID: strings.Repeat("x", 129), Secret: key}}},
		{"an index key without a secret", "index-keys[0].secret", []access.IndexKey{{ID: "a"}}},
		{"a short index key", "index-keys[1].secret", []access.IndexKey{{ID: "a", Secret: key}, {ID: "b", Secret: key[:31]}}},
		{"an index key of zeros", "index-keys[0].secret", []access.IndexKey{{ID: "a", Secret: make([]byte, 32)}}},
		{"an index key twice", "index-keys[1].id", []access.IndexKey{{ID: "a", Secret: key}, {ID: "a", Secret: good}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			eng, err := access.New(st, access.Options{Secret: good, IndexKeys: test.keys})
			requireInvalid(t, test.field, err)
			require.Nil(t, eng)
		})
	}
}

func TestBadDeliveries(t *testing.T) {
	w, _ := newNorth(t)
	fine := func(context.Context, access.Delivery) error { return nil }
	requireInvalid(t, "handler", w.Engine.Deliver(context.Background(), nil, access.DeliverOptions{}))
	for _, test := range []struct {
		field string
		opt   access.DeliverOptions
	}{
		{"poll", access.DeliverOptions{Poll: -1}},
		{"timeout", access.DeliverOptions{Timeout: -1}},
		{"retry", access.DeliverOptions{Retry: -1}},
		{"poll", access.DeliverOptions{Poll: 25 * time.Hour}},
		{"batch", access.DeliverOptions{Batch: -1}},
		{"batch", access.DeliverOptions{Batch: store.MaxLimit + 1}},
	} {
		requireInvalid(t, test.field, w.Engine.Deliver(context.Background(), fine, test.opt))
	}
}

// TestBadCursors: a cursor is of one list of one handle with one filter, whole and
// unchanged; anything else is ErrInvalidCursor.
func TestBadCursors(t *testing.T) {
	ctx := context.Background()
	w, st := newNorth(t)
	for _, call := range []string{"Note", "Note", "RecordMessage", "RecordMessage"} {
		require.NoError(t, staffCalls[call](ctx, w.Sys.Staff))
	}
	_, err := w.Recruiter("ann").Submit(ctx, "dev", "r2", candidate.Entry{Name: "Joe Roe"})
	require.NoError(t, err)
	_, err = w.Sys.Share(ctx, access.Grants{AllOpenings: true, MembersOf: []agency.AgencyID{"north"}})
	require.NoError(t, err)

	for _, id := range []agency.ListID{"tier-1", "tier-2"} {
		require.NoError(t, w.Sys.PutList(ctx, agency.List{ID: id, Title: string(id)}))
	}
	lists := map[string]func(access.System, access.Recruiter, access.Cursor, int) (access.Cursor, error){
		"Recruiter.Openings": func(_ access.System, r access.Recruiter, c access.Cursor, n int) (access.Cursor, error) {
			p, err := r.Openings(ctx, c, n)
			return p.Next, err
		},
		"Recruiter.Submissions": func(_ access.System, r access.Recruiter, c access.Cursor, n int) (access.Cursor, error) {
			p, err := r.Submissions(ctx, access.SubmissionFilter{}, c, n)
			return p.Next, err
		},
		"Recruiter.Submissions of an opening": func(_ access.System, r access.Recruiter, c access.Cursor, n int) (access.Cursor, error) {
			p, err := r.Submissions(ctx, access.SubmissionFilter{Opening: "dev"}, c, n)
			return p.Next, err
		},
		"Recruiter.Colleagues": func(_ access.System, r access.Recruiter, c access.Cursor, n int) (access.Cursor, error) {
			p, err := r.Colleagues(ctx, c, n)
			return p.Next, err
		},
		"Staff.Agencies": func(s access.System, _ access.Recruiter, c access.Cursor, n int) (access.Cursor, error) {
			p, err := s.Agencies(ctx, c, n)
			return p.Next, err
		},
		"Staff.Lists": func(s access.System, _ access.Recruiter, c access.Cursor, n int) (access.Cursor, error) {
			p, err := s.Lists(ctx, c, n)
			return p.Next, err
		},
		"Staff.Invitations": func(s access.System, _ access.Recruiter, c access.Cursor, n int) (access.Cursor, error) {
			p, err := s.Invitations(ctx, "", c, n)
			return p.Next, err
		},
		"Staff.Recruiters": func(s access.System, _ access.Recruiter, c access.Cursor, n int) (access.Cursor, error) {
			p, err := s.Recruiters(ctx, "", c, n)
			return p.Next, err
		},
		"Staff.Recruiters of an agency": func(s access.System, _ access.Recruiter, c access.Cursor, n int) (access.Cursor, error) {
			p, err := s.Recruiters(ctx, "north", c, n)
			return p.Next, err
		},
		"Staff.Openings": func(s access.System, _ access.Recruiter, c access.Cursor, n int) (access.Cursor, error) {
			p, err := s.Openings(ctx, c, n)
			return p.Next, err
		},
		"Staff.Users": func(s access.System, _ access.Recruiter, c access.Cursor, n int) (access.Cursor, error) {
			p, err := s.Users(ctx, c, n)
			return p.Next, err
		},
		"Staff.SharesOn": func(s access.System, _ access.Recruiter, c access.Cursor, n int) (access.Cursor, error) {
			p, err := s.SharesOn(ctx, "dev", c, n)
			return p.Next, err
		},
		"Staff.SharesOf": func(s access.System, _ access.Recruiter, c access.Cursor, n int) (access.Cursor, error) {
			p, err := s.SharesOf(ctx, agency.ToRecruiter("ann"), c, n)
			return p.Next, err
		},
		"Staff.Submissions": func(s access.System, _ access.Recruiter, c access.Cursor, n int) (access.Cursor, error) {
			p, err := s.Submissions(ctx, access.SubmissionsOf{}, c, n)
			return p.Next, err
		},
		"Staff.Submissions of an opening": func(s access.System, _ access.Recruiter, c access.Cursor, n int) (access.Cursor, error) {
			p, err := s.Submissions(ctx, access.SubmissionsOf{Opening: "dev"}, c, n)
			return p.Next, err
		},
		"Staff.Remarks": func(s access.System, _ access.Recruiter, c access.Cursor, n int) (access.Cursor, error) {
			p, err := s.Remarks(ctx, "ada", c, n)
			return p.Next, err
		},
		"Staff.RecordedMessages": func(s access.System, _ access.Recruiter, c access.Cursor, n int) (access.Cursor, error) {
			p, err := s.RecordedMessages(ctx, "ada", c, n)
			return p.Next, err
		},
		"Recruiter.Claims": func(_ access.System, r access.Recruiter, c access.Cursor, n int) (access.Cursor, error) {
			p, err := r.Claims(ctx, time.Time{}, c, n)
			return p.Next, err
		},
		"Recruiter.Claims from now": func(_ access.System, r access.Recruiter, c access.Cursor, n int) (access.Cursor, error) {
			p, err := r.Claims(ctx, enginetest.Start.Add(2*time.Hour), c, n)
			return p.Next, err
		},
		"Staff.Claims": func(s access.System, _ access.Recruiter, c access.Cursor, n int) (access.Cursor, error) {
			p, err := s.Claims(ctx, access.ClaimsOf{}, c, n)
			return p.Next, err
		},
		"Staff.Claims of an agency": func(s access.System, _ access.Recruiter, c access.Cursor, n int) (access.Cursor, error) {
			p, err := s.Claims(ctx, access.ClaimsOf{Agency: "north"}, c, n)
			return p.Next, err
		},
		"Staff.Claims on an opening": func(s access.System, _ access.Recruiter, c access.Cursor, n int) (access.Cursor, error) {
			p, err := s.Claims(ctx, access.ClaimsOf{Opening: "dev"}, c, n)
			return p.Next, err
		},
		"Staff.Journal": func(s access.System, _ access.Recruiter, c access.Cursor, n int) (access.Cursor, error) {
			p, err := s.Journal(ctx, store.Subject{}, c, n)
			return p.Next, err
		},
		"Staff.Who": func(s access.System, _ access.Recruiter, c access.Cursor, n int) (access.Cursor, error) {
			p, err := s.Who(ctx, "dev", c, n)
			return p.Next, err
		},
	}
	cursors := map[string]access.Cursor{}
	for name, list := range lists {
		next, err := list(w.Sys, w.Recruiter("ann"), "", 1)
		require.NoError(t, err, name)
		require.NotEmpty(t, next, name)
		cursors[name] = next
	}
	for name, list := range lists {
		t.Run(name, func(t *testing.T) {
			good := cursors[name]
			_, err := list(w.Sys, w.Recruiter("ann"), good, 1)
			require.NoError(t, err)
			bad := map[string]access.Cursor{
				"not base64": "***", "too short": "YQ", "cut off": good[:len(good)-1], "with more": good + "A", "with a line break": good + "\n",
				"forged": flip(good), "padded": good + "=", "over-long": access.Cursor(strings.Repeat("A", 513)), "no text": "\xff", "NUL": "\x00",
			}
			for other, c := range cursors {
				if other != name {
					bad["of "+other] = c
				}
			}
			for what, c := range bad {
				_, err := list(w.Sys, w.Recruiter("ann"), c, 1)
				require.ErrorIs(t, err, access.ErrInvalidCursor, what)
			}
			stranger, err := access.New(st, access.Options{Secret: []byte("another secret, of 32 bytes and more")})
			require.NoError(t, err)
			_, err = list(stranger.System("acme", "test"), stranger.Recruiter("acme", "ann"), good, 1)
			require.ErrorIs(t, err, access.ErrInvalidCursor, "of another secret")
			_, err = list(w.Engine.System("acme", "other"), w.Recruiter("bob"), good, 1)
			require.ErrorIs(t, err, access.ErrInvalidCursor, "of another handle")
			_, err = list(w.Engine.System("other", "test"), w.Engine.Recruiter("other", "ann"), good, 1)
			require.ErrorIs(t, err, access.ErrInvalidCursor, "of another account")
			for _, limit := range []int{-1, access.MaxLimit + 1, 1 << 40} {
				_, err = list(w.Sys, w.Recruiter("ann"), "", limit)
				requireInvalid(t, "limit", err)
			}
		})
	}
	paged := map[string]bool{}
	for name := range lists {
		name, _, _ = strings.Cut(name, " ")
		paged[name] = true
	}
	for handle, typ := range map[string]reflect.Type{"Staff.": reflect.TypeFor[access.Staff](), "Recruiter.": reflect.TypeFor[access.Recruiter]()} {
		for _, m := range methodsOf(typ) {
			for i := range m.Type.NumIn() {
				if m.Type.In(i) == reflect.TypeFor[access.Cursor]() {
					require.True(t, paged[handle+m.Name], "%s%s takes a cursor and is not tried", handle, m.Name)
				}
			}
		}
	}
}

// flip changes one bit of what the cursor holds.
func flip(c access.Cursor) access.Cursor {
	b := []byte(c)
	if b[0] == 'A' {
		b[0] = 'B'
	} else {
		b[0] = 'A'
	}
	return access.Cursor(b)
}
