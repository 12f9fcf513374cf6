package access_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// post is an outbox with consumers, in a bubble of testing/synctest, whose time
// stands still while anybody has something to do.
type post struct {
	t     *testing.T
	store *memstore.Store
	eng   *access.Engine
	log   *bytes.Buffer
	start time.Time

	mu   sync.Mutex
	seen []came
}

// came is a delivery, as consumers note it down.
type came struct {
	By      string
	Account agency.AccountID
	Seq     int64
	Attempt int
	After   time.Duration // since the post was made
}

func inPost(t *testing.T, fn func(*testing.T, *post)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := &post{t: t, store: memstore.New(), log: new(bytes.Buffer), start: time.Now()}
		var err error
		p.eng, err = access.New(p.store, access.Options{
			Secret: []byte("a test's secret, of 32 bytes and more"), Logger: slog.New(slog.NewTextHandler(p.log, nil)),
		})
		require.NoError(t, err)
		fn(t, p)
		require.NoError(t, p.store.Close())
	})
}

// put publishes n events.
func (p *post) put(account agency.AccountID, n int) {
	p.t.Helper()
	for range n {
		payload, err := json.Marshal(event.SubmissionErased{Submission: "s:" + candidate.SubmissionID(account)})
		require.NoError(p.t, err)
		p.publish(account, store.Event{Name: "submission.erased", Version: 1, To: agency.Freeze("host"), Payload: payload})
	}
}

func (p *post) publish(account agency.AccountID, e store.Event) {
	p.t.Helper()
	e.At = agency.Instant(time.Now())
	require.NoError(p.t, p.store.Update(context.Background(), account, func(tx store.Tx) error {
		tx.Publish(e)
		return nil
	}))
}

// handler takes an event that was noted down.
type handler = func(context.Context, access.Delivery) error

// consume starts a consumer; end stops it and waits until it has returned.
func (p *post) consume(name string, opt access.DeliverOptions, do handler) (end func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		done <- p.eng.Deliver(ctx, func(ctx context.Context, d access.Delivery) error {
			p.note(name, d)
			return do(ctx, d)
		}, opt)
	}()
	return func() {
		cancel()
		require.ErrorIs(p.t, <-done, context.Canceled)
	}
}

func (p *post) note(name string, d access.Delivery) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.seen = append(p.seen, came{name, d.Account, d.Seq, d.Attempt, time.Since(p.start)})
}

// noted is what came so far to those consumers and accounts that match; empty
// ones match all.
func (p *post) noted(by string, account agency.AccountID) []came {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(p.seen), func(c came) bool {
		return (by != "" && c.By != by) || (account != "" && c.Account != account)
	})
}

// seqs are the numbers of what came.
func seqs(seen []came) []int64 {
	out := []int64{}
	for _, c := range seen {
		out = append(out, c.Seq)
	}
	return out
}

func upTo(n int64) []int64 {
	out := []int64{}
	for i := int64(1); i <= n; i++ {
		out = append(out, i)
	}
	return out
}

// left are the accounts that have something to be claimed.
func (p *post) left() []agency.AccountID {
	p.t.Helper()
	left, err := p.store.Outbox().Pending(context.Background(), "", store.MaxLimit)
	require.NoError(p.t, err)
	return left
}

func takes(context.Context, access.Delivery) error { return nil }

func TestDeliverHandsOutWhatWasPublished(t *testing.T) {
	inPost(t, func(t *testing.T, p *post) {
		var got []access.Delivery
		end := p.consume("a", access.DeliverOptions{}, func(_ context.Context, d access.Delivery) error {
			got = append(got, d)
			return nil
		})
		time.Sleep(10500 * time.Millisecond) // the outbox may have been empty for long
		at := agency.Instant(time.Now())
		p.publish("acme", store.Event{
			Name: "agency.changed", Version: 1, To: agency.Freeze("host", "agency:no:rth"),
			Payload: []byte(`{"agency":"no:rth","title":"North","state":"suspended","fields":["state"],"later":1}`),
		})
		time.Sleep(time.Second)
		end()
		require.Equal(t, []access.Delivery{{
			Account: "acme", Seq: 1, At: at, Attempt: 1,
			To:    []event.Recipient{{Kind: event.Host}, {Kind: event.ToAgency, ID: "no:rth"}},
			Event: &event.AgencyChanged{Agency: "no:rth", Title: "North", State: agency.Suspended, Fields: []string{"state"}},
		}}, got)
	})
}

func TestDeliverKeepsTheOrderOfAnAccount(t *testing.T) {
	for _, batch := range []int{0, 1, 7, store.MaxLimit} {
		t.Run(fmt.Sprint("batches of ", batch), func(t *testing.T) {
			inPost(t, func(t *testing.T, p *post) {
				for _, account := range []agency.AccountID{"acme", "bolt"} {
					p.put(account, 250)
				}
				end := p.consume("a", access.DeliverOptions{Batch: batch}, takes)
				synctest.Wait()
				require.Equal(t, upTo(250), seqs(p.noted("", "acme")))
				require.Equal(t, upTo(250), seqs(p.noted("", "bolt")))
				require.Zero(t, p.seen[499].After, "nothing waits while there is something to do")
				end()
				require.Empty(t, p.left())
			})
		})
	}
}

func TestDeliverServesMoreAccountsThanAPage(t *testing.T) {
	inPost(t, func(t *testing.T, p *post) {
		const accounts = store.MaxLimit + 5
		for i := range accounts {
			p.put(agency.AccountID(fmt.Sprintf("account %04d", i)), 1)
		}
		end := p.consume("a", access.DeliverOptions{}, takes)
		synctest.Wait()
		require.Len(t, p.noted("", ""), accounts)
		end()
	})
}

func TestDeliverRetriesWithGrowingWaits(t *testing.T) {
	inPost(t, func(t *testing.T, p *post) {
		p.put("acme", 3)
		end := p.consume("a", access.DeliverOptions{Poll: time.Second, Retry: time.Second}, func(_ context.Context, d access.Delivery) error {
			if d.Account == "acme" && d.Seq == 1 && d.Attempt < 12 {
				return errors.New("no connection")
			}
			return nil
		})
		// Others go on: each second something comes for them, and comes at once.
		for range 600 {
			p.put("bolt", 1)
			time.Sleep(time.Second)
		}
		time.Sleep(time.Second / 2) // lest the last poll and the end are at one instant
		synctest.Wait()
		end()
		require.Equal(t, upTo(600), seqs(p.noted("", "bolt")))
		for i, c := range p.noted("", "bolt") {
			require.Equal(t, 1, c.Attempt)
			require.LessOrEqual(t, c.After-time.Duration(i)*time.Second, time.Second)
		}

		acme := p.noted("", "acme")
		require.Equal(t, []int64{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 3}, seqs(acme))
		var waits []time.Duration
		for i := range 12 {
			require.Equal(t, i+1, acme[i].Attempt)
			if i > 0 {
				waits = append(waits, (acme[i].After - acme[i-1].After).Round(time.Second))
			}
		}
		const s = time.Second
		require.Equal(t, []time.Duration{s, 2 * s, 4 * s, 8 * s, 16 * s, 32 * s, 64 * s, 100 * s, 100 * s, 100 * s, 100 * s}, waits)
		require.LessOrEqual(t, acme[12].Attempt, 2, "waiting behind the one that failed is no attempt")
		require.NotContains(t, p.log.String(), "no connection", "what the host's function says may be personal data")
	})
}

func TestDeliverForgetsFailuresAfterASuccess(t *testing.T) {
	inPost(t, func(t *testing.T, p *post) {
		p.put("acme", 2)
		failures := map[int64]int{1: 5, 2: 1}
		end := p.consume("a", access.DeliverOptions{Poll: time.Second, Retry: time.Second}, func(_ context.Context, d access.Delivery) error {
			if failures[d.Seq]--; failures[d.Seq] >= 0 {
				return errors.New("not now")
			}
			return nil
		})
		time.Sleep(time.Minute)
		end()
		seen := p.noted("", "")
		require.Equal(t, []int64{1, 1, 1, 1, 1, 1, 2, 2}, seqs(seen))
		require.Equal(t, time.Second, seen[7].After-seen[6].After, "the next event's first failure waits as a first one does")
	})
}

func TestDeliverSurvivesHandlersThatDoNotReturn(t *testing.T) {
	for _, tt := range []struct {
		what string
		do   handler
		took time.Duration
	}{
		{"panic", func(context.Context, access.Delivery) error { panic("jane@example.org") }, 0},
		{"panic with an error", func(context.Context, access.Delivery) error { panic(errors.New("jane@example.org")) }, 0},
		{"wait for the context and say so", func(ctx context.Context, _ access.Delivery) error {
			<-ctx.Done()
			return ctx.Err()
		}, 5 * time.Second},
		{"wait for the context and claim success", func(ctx context.Context, _ access.Delivery) error {
			<-ctx.Done()
			return nil
		}, 5 * time.Second},
		{"have no regard for the context", func(context.Context, access.Delivery) error {
			time.Sleep(time.Minute)
			return nil
		}, time.Minute},
	} {
		t.Run(tt.what, func(t *testing.T) {
			inPost(t, func(t *testing.T, p *post) {
				p.put("acme", 2)
				p.put("bolt", 2)
				opt := access.DeliverOptions{Timeout: 5 * time.Second, Poll: time.Second, Retry: time.Second}
				end := p.consume("a", opt, func(ctx context.Context, d access.Delivery) error {
					if d.Account == "acme" && d.Seq == 1 && d.Attempt < 3 {
						return tt.do(ctx, d)
					}
					return nil
				})
				time.Sleep(5 * time.Minute)
				end()
				require.Equal(t, []int64{1, 1, 1, 2}, seqs(p.noted("", "acme")))
				require.Equal(t, upTo(2), seqs(p.noted("", "bolt")))
				require.Equal(t, tt.took, p.noted("", "bolt")[0].After)
				require.Empty(t, p.left())
				require.NotContains(t, p.log.String(), "jane@example.org")
			})
		})
	}
}

func TestDeliverTakesOverFromASlowConsumer(t *testing.T) {
	inPost(t, func(t *testing.T, p *post) {
		p.put("acme", 5)
		opt := access.DeliverOptions{Timeout: 10 * time.Second, Poll: time.Second}
		endSlow := p.consume("slow", opt, func(_ context.Context, d access.Delivery) error {
			if d.Seq == 2 {
				time.Sleep(time.Hour) // and has no regard for its context
			}
			return nil
		})
		synctest.Wait()
		endQuick := p.consume("quick", opt, takes)
		time.Sleep(19 * time.Second)
		require.Empty(t, p.noted("quick", ""), "the lease has not run out")
		time.Sleep(2 * time.Second)
		require.Equal(t, []int64{2, 3, 4, 5}, seqs(p.noted("quick", "")))
		p.put("acme", 1)
		time.Sleep(2 * time.Hour)
		require.Equal(t, []int64{1, 2}, seqs(p.noted("slow", "")), "what is in other hands is not handed out")
		require.Equal(t, []int64{2, 3, 4, 5, 6}, seqs(p.noted("quick", "")))
		require.Equal(t, 2, p.noted("quick", "")[0].Attempt)
		endSlow()
		endQuick()
		require.Empty(t, p.left())
	})
}

func TestDeliverGivesBackWhatItDoesNotReach(t *testing.T) {
	inPost(t, func(t *testing.T, p *post) {
		p.put("acme", 20)
		opt := access.DeliverOptions{Timeout: 10 * time.Second}
		takesLong := func(context.Context, access.Delivery) error {
			time.Sleep(9 * time.Second)
			return nil
		}
		ends := []func(){p.consume("a", opt, takesLong), p.consume("b", opt, takesLong)}
		time.Sleep(time.Hour)
		require.Equal(t, upTo(20), seqs(p.noted("", "")), "no lease ran out: nothing came twice")
		for _, end := range ends {
			end()
		}
	})
}

// Several consumers come and go, and fail at random. Whatever they do, each
// account's events are done with in order, and none is lost.
func TestDeliverByManyConsumers(t *testing.T) {
	for seed := range uint64(20) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			inPost(t, func(t *testing.T, p *post) {
				const n = 60
				random := rand.New(rand.NewPCG(seed, 0))
				var mu sync.Mutex
				chance := func(of int) bool {
					mu.Lock()
					defer mu.Unlock()
					return random.IntN(of) == 0
				}
				accounts := []agency.AccountID{"acme", "bolt", "coil"}
				last, busy := make(map[agency.AccountID]int64), make(map[agency.AccountID]bool)
				enter := func(d access.Delivery) {
					mu.Lock()
					defer mu.Unlock()
					require.False(t, busy[d.Account], "in two hands at a time")
					busy[d.Account] = true
				}
				leave := func(d access.Delivery, err error) {
					mu.Lock()
					defer mu.Unlock()
					if busy[d.Account] = false; err == nil {
						require.Equal(t, last[d.Account]+1, d.Seq, d.Account)
						last[d.Account] = d.Seq
					}
				}
				work := func(ctx context.Context, d access.Delivery) (err error) {
					enter(d)
					defer func() { leave(d, err) }()
					select {
					case <-ctx.Done():
						return ctx.Err()
					case <-time.After(300 * time.Millisecond):
					}
					if chance(8) {
						return errors.New("at random")
					}
					return nil
				}
				opt := access.DeliverOptions{Timeout: time.Second, Poll: 50 * time.Millisecond, Retry: 10 * time.Millisecond, Batch: 4}
				ends := []func(){p.consume("a", opt, work), p.consume("b", opt, work), p.consume("c", opt, work)}
				for i := range n {
					for _, a := range accounts {
						p.put(a, 1)
					}
					time.Sleep(200 * time.Millisecond)
					if k := i % len(ends); chance(4) {
						ends[k]()
						ends[k] = p.consume("again", opt, work)
					}
				}
				time.Sleep(10 * time.Minute)
				for _, end := range ends {
					end()
				}
				for _, a := range accounts {
					require.EqualValues(t, n, last[a], a)
				}
				require.Empty(t, p.left())
			})
		})
	}
}

func TestDeliverEndsWithTheContext(t *testing.T) {
	for _, tt := range []struct {
		what   string
		events int
		do     func(ctx context.Context, cancel func()) error
		came   []int64 // to the consumer that comes at once afterwards
	}{
		{"with nothing to do", 0, nil, []int64{}},
		{"while the handler waits", 3, func(ctx context.Context, cancel func()) error {
			cancel()
			<-ctx.Done()
			return ctx.Err()
		}, []int64{1, 2, 3}},
		{"while the handler finishes", 3, func(_ context.Context, cancel func()) error {
			cancel()
			return nil
		}, []int64{2, 3}},
		{"while the handler finishes the last event", 1, func(_ context.Context, cancel func()) error {
			cancel()
			return nil
		}, []int64{}},
		{"while the handler panics", 3, func(_ context.Context, cancel func()) error {
			cancel()
			panic("at the disco")
		}, []int64{1, 2, 3}},
		{"while a failed event waits", 1, func(context.Context, func()) error { return errors.New("not now") }, []int64{}},
	} {
		t.Run(tt.what, func(t *testing.T) {
			inPost(t, func(t *testing.T, p *post) {
				p.put("acme", tt.events)
				ctx, cancel := context.WithCancel(context.Background())
				done := make(chan error, 1)
				go func() {
					done <- p.eng.Deliver(ctx, func(ctx context.Context, _ access.Delivery) error { return tt.do(ctx, cancel) },
						access.DeliverOptions{Poll: time.Hour, Retry: time.Hour})
				}()
				synctest.Wait()
				cancel()
				require.ErrorIs(t, <-done, context.Canceled)
				require.Zero(t, time.Since(p.start), "promptly")
				end := p.consume("next", access.DeliverOptions{}, takes)
				synctest.Wait()
				require.Equal(t, tt.came, seqs(p.noted("next", "")), "what was claimed is there for others")
				end()
			})
		})
	}
	t.Run("that has ended before", func(t *testing.T) {
		inPost(t, func(t *testing.T, p *post) {
			p.put("acme", 1)
			ctx, cancel := context.WithDeadline(context.Background(), p.start)
			defer cancel()
			err := p.eng.Deliver(ctx, func(context.Context, access.Delivery) error { panic("not to be called") }, access.DeliverOptions{})
			require.ErrorIs(t, err, context.DeadlineExceeded)
		})
	})
}

func TestDeliverEndsWithTheStore(t *testing.T) {
	inPost(t, func(t *testing.T, p *post) {
		done := make(chan error, 1)
		go func() { done <- p.eng.Deliver(context.Background(), takes, access.DeliverOptions{}) }()
		synctest.Wait()
		require.NoError(t, p.store.Close())
		require.ErrorIs(t, <-done, store.ErrClosed)
	})
	t.Run("while the handler has an event", func(t *testing.T) {
		inPost(t, func(t *testing.T, p *post) {
			p.put("acme", 2)
			p.put("bolt", 2)
			handled := 0
			err := p.eng.Deliver(context.Background(), func(context.Context, access.Delivery) error {
				handled++
				return p.store.Close()
			}, access.DeliverOptions{})
			require.ErrorIs(t, err, store.ErrClosed)
			require.Equal(t, 1, handled)
		})
	})
}

func TestDeliverOfWhatThisReleaseDoesNotKnow(t *testing.T) {
	for _, tt := range []struct {
		what string
		e    store.Event
	}{
		{"version", store.Event{Name: "submission.erased", Version: 2, Payload: []byte(`{}`)}},
		{"name", store.Event{Name: "submission.cloned", Version: 1, Payload: []byte(`{}`)}},
		{"payload", store.Event{Name: "submission.erased", Version: 1, Payload: []byte(`jane@example.org`)}},
		{"nothing", store.Event{}},
	} {
		t.Run(tt.what, func(t *testing.T) {
			inPost(t, func(t *testing.T, p *post) {
				p.put("bolt", 1)
				p.publish("bolt", tt.e)
				p.put("bolt", 1)
				p.put("acme", 2)
				p.put("coil", 2)
				end := p.consume("a", access.DeliverOptions{}, takes)
				time.Sleep(time.Minute)
				p.put("coil", 1)
				time.Sleep(time.Minute)
				end()
				require.Equal(t, upTo(2), seqs(p.noted("", "acme")))
				require.Equal(t, upTo(3), seqs(p.noted("", "coil")))
				require.Equal(t, upTo(1), seqs(p.noted("", "bolt")), "the account keeps its order")
				require.Contains(t, p.log.String(), "account=bolt")
				require.NotContains(t, p.log.String(), "jane@example.org")
			})
		})
	}
}

func TestDeliverRefuses(t *testing.T) {
	eng, err := access.New(memstore.New(), access.Options{Secret: []byte("a test's secret, of 32 bytes and more")})
	require.NoError(t, err)
	for _, tt := range []struct {
		what, field string
		handler     handler
		opt         access.DeliverOptions
	}{
		{"no handler", "handler", nil, access.DeliverOptions{}},
		{"a negative poll", "poll", takes, access.DeliverOptions{Poll: -1}},
		{"a negative timeout", "timeout", takes, access.DeliverOptions{Timeout: -1}},
		{"a negative retry", "retry", takes, access.DeliverOptions{Retry: -1}},
		{"a negative batch", "batch", takes, access.DeliverOptions{Batch: -1}},
		{"a batch over the store's limit", "batch", takes, access.DeliverOptions{Batch: store.MaxLimit + 1}},
		{"a lease that would overflow", "timeout", takes, access.DeliverOptions{Timeout: math.MaxInt64}},
		{"a wait that would overflow", "retry", takes, access.DeliverOptions{Retry: 24*time.Hour + 1}},
	} {
		t.Run(tt.what, func(t *testing.T) {
			ctx, cancel := context.WithCancel(context.Background())
			cancel()
			var invalid *agency.Invalid
			require.ErrorAs(t, eng.Deliver(ctx, tt.handler, tt.opt), &invalid)
			require.Equal(t, tt.field, invalid.Field)
		})
	}
}

func TestDeliverUntilEmptyReturns(t *testing.T) {
	eng, _ := newEngine(t)
	sys := northAndSouth(t, eng, agency.PerRecruiter())
	ctx := context.Background()
	n, failed := 0, errors.New("the mail server is away")
	handler := func(context.Context, access.Delivery) error { n++; return nil }
	require.NoError(t, eng.Deliver(ctx, handler, access.DeliverOptions{UntilEmpty: true}))
	require.Positive(t, n)

	require.NoError(t, sys.Archive(ctx, "dev"))
	tries := 0
	require.NoError(t, eng.Deliver(ctx, func(context.Context, access.Delivery) error { tries++; return failed },
		access.DeliverOptions{UntilEmpty: true, Retry: time.Hour}))
	require.Equal(t, 1, tries, "an account that waits after a failure does not keep it")
}
