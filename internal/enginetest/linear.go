package enginetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// Linearizable checks that what concurrent callers of two engines on one store
// are answered could have been answered one after the other, each call at some
// instant between its beginning and its end: shares, submissions with a quota,
// withdrawals, and what recruiters list. A call that was cancelled or met a
// conflict must have done nothing; one whose outcome is unknown may have. The
// same is checked of the store by itself, with a number that updates count up.
//
// AGENCYACCESS_ROUNDS and AGENCYACCESS_SEED ask for more rounds, and others. On
// failure the history is written to a file in the directory for temporary files.
func Linearizable(t *testing.T, newStore NewStore) {
	t.Helper()
	rounds, seed := fromEnvironment(t, "AGENCYACCESS_ROUNDS", 20), fromEnvironment(t, "AGENCYACCESS_SEED", 1)
	require.Positive(t, rounds, "AGENCYACCESS_ROUNDS")
	st := newStore(t)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	t.Run("engine", func(t *testing.T) {
		for round := range rounds {
			if err := linearEngine(t, st, st, accountNumber(round), seed+round).wrong(os.TempDir()); err != nil {
				t.Fatalf("round %d with AGENCYACCESS_SEED=%d: %v", round, seed, err)
			}
		}
	})
	t.Run("store", func(t *testing.T) {
		for round := range rounds {
			if err := linearStore(t, st, agency.AccountID("counter"+strconv.Itoa(round)), seed+round).wrong(os.TempDir()); err != nil {
				t.Fatalf("round %d with AGENCYACCESS_SEED=%d: %v", round, seed, err)
			}
		}
	})
}

func fromEnvironment(t *testing.T, variable string, otherwise int) int {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	require.NoError(t, err, variable)
	return n
}

// history is what callers did and were answered, by a clock that ticks whenever
// somebody begins or ends.
type history struct {
	model porcupine.Model
	clock atomic.Int64

	mu  sync.Mutex
	all []porcupine.Operation
	bad error
}

// outcome says what a call tells of itself.
type outcome int

const (
	answered outcome = iota // it has an answer
	undone                  // it had no effect
	doubtful                // it may have had its effect
	failed                  // it should not have failed so
)

// do records a call.
func (h *history) do(client int, input any, call func() (any, outcome, error)) {
	op := porcupine.Operation{ClientId: client, Input: input, Call: h.clock.Add(1)}
	output, how, err := call()
	op.Output, op.Return = output, h.clock.Add(1)
	h.mu.Lock()
	defer h.mu.Unlock()
	switch how {
	case undone:
		return // whoever sees an effect of it cannot explain it
	case doubtful:
		op.Output, op.Return = nil, never
	case failed:
		if h.bad == nil {
			h.bad = fmt.Errorf("%+v: %w", input, err)
		}
		return
	}
	h.all = append(h.all, op)
}

// never is when a call of unknown outcome ends: if it never had its effect, that
// is to say it will have it after all others.
const never = int64(1) << 62

// together runs each client's work at the same time.
func together(clients int, seed int, work func(client int, r *rand.Rand)) {
	var done sync.WaitGroup
	start := make(chan struct{})
	for c := range clients {
		done.Go(func() {
			<-start
			work(c, rand.New(rand.NewPCG(uint64(seed), uint64(c))))
		})
	}
	close(start)
	done.Wait()
}

// wrong reports a history that cannot be explained, and writes it to a file in
// dir.
func (h *history) wrong(dir string) error {
	if h.bad != nil {
		return h.bad
	}
	result, info := porcupine.CheckOperationsVerbose(h.model, h.all, time.Minute)
	if result == porcupine.Ok {
		return nil
	}
	path, err := os.MkdirTemp(dir, "history")
	if err == nil {
		path = filepath.Join(path, "history.html")
		err = porcupine.VisualizePath(h.model, info, path)
	}
	if err != nil {
		path = err.Error()
	}
	if result == porcupine.Unknown {
		return fmt.Errorf("whether %d calls can be put in order was not found out in a minute; see %s", len(h.all), path)
	}
	return fmt.Errorf("no order explains the answers of %d calls; see %s", len(h.all), path)
}

// pressed returns a context that sometimes ends while a call is under way.
func pressed(r *rand.Rand) (context.Context, func()) {
	if r.IntN(8) > 0 {
		return background, func() {}
	}
	ctx, cancel := context.WithCancel(background)
	pause := r.IntN(20)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range pause {
			runtime.Gosched()
		}
		cancel()
	}()
	return ctx, func() { <-done }
}

// linearStore lets clients count the settings' version up, and read it in each
// of the ways there are.
func linearStore(t T, st store.Store, account agency.AccountID, seed int) *history {
	t.Helper()
	h := &history{model: counterModel}
	together(5, seed, func(c int, r *rand.Rand) {
		for range 12 {
			ctx, release := pressed(r)
			var version int64
			see := func(f store.Facts, err error) error { version = f.Settings.Version; return err }
			input := []string{"count", "count", "read", "view", "update that writes nothing"}[r.IntN(5)]
			h.do(c, input, func() (any, outcome, error) {
				var err error
				switch input {
				case "count":
					err = st.Update(ctx, account, func(tx store.Tx) error {
						err := see(tx.Facts(store.Query{}))
						runtime.Gosched()
						version++
						tx.PutSettings(agency.Settings{Version: version})
						return err
					})
				case "read":
					err = see(st.Read(ctx, account, store.Query{}))
				case "view":
					err = st.View(ctx, account, func(r store.Reader) error { return see(r.Facts(store.Query{})) })
				default:
					err = st.Update(ctx, account, func(tx store.Tx) error { return see(tx.Facts(store.Query{})) })
				}
				return version, outcomeOf(err), err
			})
			release()
		}
	})
	return h
}

var counterModel = porcupine.Model{
	Init: func() any { return int64(0) },
	Step: func(state, input, output any) (bool, any) {
		n := state.(int64)
		if input == "count" {
			n++
		}
		return output == nil || output == n, n
	},
	DescribeOperation: func(input, output any) string { return fmt.Sprintf("%v: %v", input, output) },
}
