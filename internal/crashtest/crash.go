package crashtest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/agencyaccess/agencyaccess/store"
)

// KillChildren kills writers in child processes, one after the other, with a
// signal that they cannot catch, and verifies after each what they left in the
// store. Open opens the store in this process, empty at first; env tells the
// children what their own open needs, see [Main].
func KillChildren(t *testing.T, open func(context.Context) (store.Store, error), env ...string) {
	t.Helper()
	seed := number(t, "AGENCYACCESS_CRASH_SEED", 1)
	if err := killChildren(t.Context(), open, Crashes(t), seed, env); err != nil {
		t.Fatalf("with AGENCYACCESS_CRASH_SEED=%d: %v", seed, err)
	}
}

// Crashes is how many crashes are asked for.
func Crashes(t *testing.T) int {
	t.Helper()
	n := int(number(t, "AGENCYACCESS_CRASHES", 5))
	if n < 1 {
		t.Fatal("AGENCYACCESS_CRASHES must be 1 or more")
	}
	return n
}

func number(t *testing.T, variable string, otherwise uint64) uint64 {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 31)
	if err != nil {
		t.Fatalf("%s: %v", variable, err)
	}
	return n
}

func killChildren(
	ctx context.Context, open func(context.Context) (store.Store, error), crashes int, seed uint64, env []string,
) error {
	use := func(fn func(store.Store) error) error {
		st, err := open(ctx)
		if err != nil {
			return fmt.Errorf("crashtest: opening the store: %w", err)
		}
		if err := fn(st); err != nil {
			_ = st.Close() // fn's error is the one that matters
			return err
		}
		return st.Close()
	}
	if err := use(func(st store.Store) error { return Setup(ctx, st) }); err != nil {
		return err
	}
	var l Ledger
	moments := rand.New(rand.NewPCG(seed, 0))
	for n := 1; n <= crashes; n++ {
		child, err := Start(ctx, Writer{Run: "run" + strconv.Itoa(n), Seed: moments.Uint64()}, &l, env...)
		if err != nil {
			return err
		}
		if err := l.moment(ctx, moments, child.Done()); err != nil {
			_ = child.Kill() // the moment did not come, whatever became of the child
			return err
		}
		if err := child.Kill(); err != nil {
			return err
		}
		l.Cut()
		if err := use(func(st store.Store) error { return l.Verify(ctx, st) }); err != nil {
			return fmt.Errorf("after crash %d: %w", n, err)
		}
	}
	return nil
}

// moment waits for the next moment to crash: between 1 and 80 lines from now, and
// up to 5 ms after. It has come, too, when the writer has ended by itself.
func (l *Ledger) moment(ctx context.Context, moments *rand.Rand, ended <-chan struct{}) error {
	n := l.Lines() + 1 + moments.IntN(80)
	wait := time.Duration(moments.IntN(int(5 * time.Millisecond)))
	ctx, cancel := context.WithTimeout(ctx, 2*patience)
	defer cancel()
	came, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		select {
		case <-ended:
			stop()
		case <-came.Done():
		}
	}()
	switch err := l.Await(came, n); {
	case ctx.Err() != nil:
		return err
	case came.Err() != nil:
		return nil
	}
	select {
	case <-time.After(wait):
	case <-came.Done():
	}
	return nil
}

// KillServer has a writer in this process, on an empty store, while crash kills
// the store's server and brings it, or another in its place, back, so many times;
// it verifies at the end, and now and then between crashes, what is in the store.
func KillServer(t *testing.T, st store.Store, crashes int, crash func(context.Context) error) {
	t.Helper()
	seed := number(t, "AGENCYACCESS_CRASH_SEED", 1)
	if err := killServer(t.Context(), st, crashes, seed, crash); err != nil {
		t.Fatalf("with AGENCYACCESS_CRASH_SEED=%d: %v", seed, err)
	}
}

func killServer(ctx context.Context, st store.Store, crashes int, seed uint64, crash func(context.Context) error) error {
	if err := Setup(ctx, st); err != nil {
		return err
	}
	var l Ledger
	moments := rand.New(rand.NewPCG(seed, 0))
	const between = 5 // crashes, after which the writer rests while the store is verified
	for n := 0; n < crashes; n += between {
		w := Writer{Run: "run" + strconv.Itoa(n), Seed: moments.Uint64()}
		if err := whileWriting(ctx, w, st, &l, func(ended <-chan struct{}) error {
			for range min(between, crashes-n) {
				if err := l.moment(ctx, moments, ended); err != nil {
					return err
				}
				if err := crash(ctx); err != nil {
					return fmt.Errorf("crashtest: crashing: %w", err)
				}
			}
			return l.moment(ctx, moments, ended)
		}); err != nil {
			return err
		}
		if err := l.Verify(ctx, st); err != nil {
			return fmt.Errorf("after crash %d: %w", min(n+between, crashes), err)
		}
	}
	return nil
}

// whileWriting runs fn beside a writer, and ends the writer.
func whileWriting(ctx context.Context, w Writer, st store.Store, l *Ledger, fn func(ended <-chan struct{}) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan struct{})
	var failed error
	go func() {
		defer close(ended)
		failed = w.Write(ctx, st, l)
	}()
	err := fn(ended)
	cancel()
	<-ended
	if failed != nil {
		return failed // why fn saw no more lines
	}
	return err
}
