package memstore_test

import (
	"context"
	"errors"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

var errRefused = errors.New("refused")

func put(t store.Tx, title string) {
	t.PutSettings(agency.Settings{Version: 1})
	t.PutAgencies(agency.Agency{ID: "north", Title: title})
	t.PutRecruiters(agency.Recruiter{ID: "ann", Agency: "north", Email: "ann@north.example"})
	t.PutOpenings(agency.Opening{ID: "dev", Title: title, Created: at(1)})
	t.PutShares(agency.Share{Opening: "dev", Grantee: agency.ToRecruiter("ann"), Window: agency.Window{From: at(1)}})
	t.Journal(store.Entry{At: at(1), Action: title}, store.Value{Field: "title", After: title})
	t.Publish(store.Event{At: at(1), Name: title, Version: 1})
}

// park runs an Update of acme that has written and waits until leave is closed.
func park(t *testing.T, s store.Store) (leave chan struct{}, failed chan error) {
	inside := make(chan struct{})
	leave, failed = make(chan struct{}), make(chan error, 1)
	go func() {
		failed <- s.Update(context.Background(), "acme", func(t store.Tx) error {
			put(t, "parked")
			close(inside)
			<-leave
			return nil
		})
	}()
	<-inside
	return leave, failed
}

func TestNothingRemains(t *testing.T) {
	background := context.Background()
	cases := map[string]func(s store.Store) error{
		"error": func(s store.Store) error {
			return s.Update(background, "acme", func(t store.Tx) error { put(t, "lost"); return errRefused })
		},
		"panic": func(s store.Store) (err error) {
			defer func() { err = recover().(error) }()
			return s.Update(background, "acme", func(t store.Tx) error { put(t, "lost"); panic(errRefused) })
		},
		"exit of the goroutine": func(s store.Store) error {
			done := make(chan error, 1)
			go func() {
				defer close(done)
				done <- s.Update(background, "acme", func(t store.Tx) error { put(t, "lost"); runtime.Goexit(); return nil })
			}()
			if err, returned := <-done; returned {
				return err
			}
			return errRefused
		},
		"context ended before": func(s store.Store) error {
			ctx, cancel := context.WithCancelCause(background)
			cancel(errRefused)
			err := s.Update(ctx, "acme", func(t store.Tx) error { put(t, "lost"); return nil })
			return errors.Join(err, context.Cause(ctx))
		},
		"context ended inside": func(s store.Store) error {
			ctx, cancel := context.WithCancel(background)
			err := s.Update(ctx, "acme", func(t store.Tx) error { put(t, "lost"); cancel(); return nil })
			if errors.Is(err, context.Canceled) {
				return errRefused
			}
			return err
		},
		"bad identifier": func(s store.Store) error {
			err := s.Update(background, "acme", func(t store.Tx) error {
				put(t, "lost")
				t.PutRecruiters(agency.Recruiter{ID: "ann"})
				put(t, "lost")
				return nil
			})
			if invalid := (*agency.Invalid)(nil); errors.As(err, &invalid) && invalid.Field == "agency" {
				return errRefused
			}
			return err
		},
	}
	for name, fail := range cases {
		t.Run(name, func(t *testing.T) {
			s := memstore.New()
			list := store.Query{
				Recruiter: "ann", Opening: "dev", Email: "ann@north.example",
				List: &store.List{Scope: store.Scope{Kind: store.ListJournal}, Limit: 9},
			}
			before, err := s.Read(background, "acme", list)
			require.NoError(t, err)
			require.ErrorIs(t, fail(s), errRefused)
			now, err := s.Read(background, "acme", list)
			require.NoError(t, err)
			require.Equal(t, before, now)

			require.NoError(t, s.Update(background, "acme", func(t store.Tx) error { put(t, "kept"); return nil }))
			before, err = s.Read(background, "acme", list)
			require.NoError(t, err)
			require.Len(t, before.Rows.Journal, 1)
			require.Equal(t, "kept", before.Rows.Journal[0].Values[0].After)
			require.ErrorIs(t, fail(s), errRefused)
			now, err = s.Read(background, "acme", list)
			require.NoError(t, err)
			require.Equal(t, before, now)

			claim, err := s.Outbox().Claim(background, "acme", time.Hour, 10)
			require.NoError(t, err)
			require.Len(t, claim.Events, 1)
			require.Equal(t, "kept", claim.Events[0].Name)
			require.NoError(t, s.Close())
		})
	}
}

func TestReadersNeverWaitForAWriter(t *testing.T) {
	s, ctx := memstore.New(), context.Background()
	require.NoError(t, s.Update(ctx, "acme", func(t store.Tx) error { put(t, "before"); return nil }))
	leave, failed := park(t, s)
	f, err := s.Read(ctx, "acme", store.Query{Agency: "north"})
	require.NoError(t, err)
	require.Equal(t, "before", f.Agency.Title)
	require.NoError(t, s.View(ctx, "acme", func(r store.Reader) error {
		f, err := r.Facts(store.Query{Opening: "dev"})
		require.Equal(t, "before", f.Opening.Title)
		return err
	}))
	claim, err := s.Outbox().Claim(ctx, "acme", time.Hour, 10)
	require.NoError(t, err)
	require.Len(t, claim.Events, 1)
	require.NoError(t, s.Outbox().Ack(ctx, "acme", claim.Token, 1))
	close(leave)
	require.NoError(t, <-failed)
	f, err = s.Read(ctx, "acme", store.Query{Agency: "north"})
	require.NoError(t, err)
	require.Equal(t, "parked", f.Agency.Title)
}

func TestAccountsDoNotWaitForEachOther(t *testing.T) {
	s, ctx := memstore.New(), context.Background()
	leave, failed := park(t, s)
	require.NoError(t, s.Update(ctx, "other", func(t store.Tx) error { put(t, "other"); return nil }))
	pending, err := s.Outbox().Pending(ctx, "", 10)
	require.NoError(t, err)
	require.Equal(t, []agency.AccountID{"other"}, pending)
	close(leave)
	require.NoError(t, <-failed)
}

func TestWaitingForTheTurnEndsWithTheContext(t *testing.T) {
	s := memstore.New()
	leave, failed := park(t, s)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Update(ctx, "acme", func(store.Tx) error { panic("must not run") }) }()
	cancel()
	require.ErrorIs(t, <-ended, context.Canceled)
	close(leave)
	require.NoError(t, <-failed)
}

func TestCloseWaitsForWhatIsUnderWay(t *testing.T) {
	s := memstore.New()
	leave, failed := park(t, s)
	waiting := make(chan error, 1)
	go func() {
		waiting <- s.Update(context.Background(), "acme", func(store.Tx) error { panic("must not run") })
	}()
	done := make(chan error, 2)
	go func() { done <- s.Close() }()
	go func() { done <- s.Close() }()
	closed := func() bool {
		_, err := s.Read(context.Background(), "acme", store.Query{})
		return errors.Is(err, store.ErrClosed)
	}
	for !closed() {
		runtime.Gosched()
	}
	select {
	case <-done:
		t.Fatal("Close returned while an Update was under way")
	default:
	}
	close(leave)
	require.NoError(t, <-failed)
	require.ErrorIs(t, <-waiting, store.ErrClosed)
	require.NoError(t, <-done)
	require.NoError(t, <-done)
}

// TestReadersBesideWriters is for the race detector, and checks that each
// snapshot agrees with itself.
func TestReadersBesideWriters(t *testing.T) {
	s, ctx := memstore.New(), context.Background()
	const updates = 300
	stop := make(chan struct{})
	var writers, readers sync.WaitGroup
	for w := range 2 {
		writers.Go(func() {
			for i := range updates {
				_ = s.Update(ctx, "acme", func(t store.Tx) error {
					f, err := t.Facts(store.Query{})
					if err != nil {
						return err
					}
					f.Settings.Version++
					t.PutSettings(f.Settings)
					id := strconv.FormatInt(f.Settings.Version, 10)
					t.PutOpenings(agency.Opening{ID: agency.OpeningID(id), Created: at(w)})
					t.PutOpenings(agency.Opening{ID: "moving", Created: at(i)})
					t.PutShares(agency.Share{Opening: agency.OpeningID(id), Grantee: agency.ToAgency("north")})
					t.Journal(store.Entry{Action: id}, store.Value{Field: id})
					t.Publish(store.Event{Name: id})
					if i%10 == 9 {
						return errRefused
					}
					return nil
				})
			}
		})
	}
	disagreement := make(chan string, 2)
	for range 2 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				err := s.View(ctx, "acme", func(r store.Reader) error {
					of := store.List{Scope: store.Scope{Kind: store.ListOpenings}, Limit: store.MaxLimit}
					f, err := r.Facts(store.Query{List: &of})
					if err != nil {
						return err
					}
					history := store.List{Scope: store.Scope{Kind: store.ListJournal}, Limit: store.MaxLimit}
					g, err := r.Facts(store.Query{List: &history})
					if err != nil {
						return err
					}
					n := int(f.Settings.Version)
					if n > 0 && (len(f.Rows.Openings) != n+1 || len(g.Rows.Journal) != n || g.Rows.Journal[0].Action != strconv.Itoa(n)) {
						return errRefused
					}
					return nil
				})
				if err != nil {
					disagreement <- err.Error()
					return
				}
			}
		})
	}
	readers.Go(func() {
		out := s.Outbox()
		next := int64(1)
		for {
			claim, err := out.Claim(ctx, "acme", time.Hour, 7)
			if err != nil {
				disagreement <- err.Error()
				return
			}
			for _, e := range claim.Events {
				if e.Seq != next {
					disagreement <- "events out of order"
					return
				}
				next++
				_ = out.Ack(ctx, "acme", claim.Token, e.Seq)
			}
			select {
			case <-stop:
				return
			default:
			}
		}
	})
	writers.Wait()
	close(stop)
	readers.Wait()
	select {
	case d := <-disagreement:
		t.Fatal("a snapshot does not agree with itself: ", d)
	default:
	}
	f, err := s.Read(ctx, "acme", store.Query{})
	require.NoError(t, err)
	require.EqualValues(t, 2*updates*9/10, f.Settings.Version)
}

func TestAViewThatPanicsLeavesNothingBehind(t *testing.T) {
	s := memstore.New()
	require.Panics(t, func() {
		_ = s.View(context.Background(), "acme", func(store.Reader) error { panic("out") })
	})
	require.NoError(t, s.Close(), "Close would wait for the View")
}

func TestLeasesFollowTheClock(t *testing.T) {
	now := at(0)
	s, ctx := memstore.New(memstore.WithClock(func() time.Time { return now })), context.Background()
	require.NoError(t, s.Update(ctx, "acme", func(t store.Tx) error { put(t, "event"); return nil }))
	out := s.Outbox()
	claim := func() store.Claim {
		c, err := out.Claim(ctx, "acme", time.Minute, 5)
		require.NoError(t, err)
		return c
	}
	first := claim()
	require.Len(t, first.Events, 1)
	now = now.Add(time.Minute - 1)
	require.Empty(t, claim().Token)
	now = now.Add(1)
	second := claim()
	require.Len(t, second.Events, 1)
	require.ErrorIs(t, out.Ack(ctx, "acme", first.Token, 1), store.ErrConflict)
	now = now.Add(time.Hour)
	require.NoError(t, out.Release(ctx, "acme", second.Token, time.Minute), "nobody has taken over")
	require.Empty(t, claim().Token)
	now = now.Add(time.Minute)
	third := claim()
	require.Equal(t, 3, third.Events[0].Attempt)
	require.NoError(t, out.Ack(ctx, "acme", third.Token, 1, 1))
	now = now.Add(time.Hour)
	require.Empty(t, claim().Token)
}
