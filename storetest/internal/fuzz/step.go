package fuzz

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"github.com/google/go-cmp/cmp"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// A step is one call of a store, as a value that any store and the model can
// answer, whatever came before: so steps can be left out of a trace.
type step interface {
	do(w *world) answer
	expect(m model) answer
	lines() []string // as Go, about

	parts() int         // how many things in it can be left out
	without(i int) step // the step without one of them
}

// A world is one store at work.
type world struct {
	ctx    context.Context
	store  store.Store
	claims map[agency.AccountID]store.Claim // the last ones
	wanted any                              // the value that the step should come to
}

// An answer is what a step came to. Where it is expected, the error stands for
// those that errors.Is finds it in, and errSome for any that is not the callback's.
type answer struct {
	err   error
	value any
	inner []answer          // to the questions in a transaction
	allow func(actual *any) // changes what may differ to what is expected; nil when nothing may
}

var (
	errRefused  = errors.New("refused by the callback")
	errSome     = errors.New("some error of the store's")
	errPanicked = errors.New("the callback's panic")
	errExited   = errors.New("no return: the goroutine has exited")
)

// diff says what differs, nothing when the answer is as expected.
func (expected answer) diff(actual answer) string {
	ok := errors.Is(actual.err, expected.err)
	if expected.err == errSome {
		ok = actual.err != nil && !errors.Is(actual.err, errRefused) && !errors.Is(actual.err, errPanicked)
	}
	if !ok {
		return fmt.Sprintf("the error\nexpected: %v\nactual:   %v", expected.err, actual.err)
	}
	if expected.err == nil {
		if expected.allow != nil {
			expected.allow(&actual.value)
		}
		if d := cmp.Diff(expected.value, actual.value, strictly); d != "" {
			return "the answer (-expected +actual):\n" + d + "expected: " + golike(expected.value) + "\nactual:   " + golike(actual.value)
		}
	}
	if len(expected.inner) != len(actual.inner) {
		return fmt.Sprintf("how far the callback came\nexpected: to line %d\nactual:   to line %d", len(expected.inner), len(actual.inner))
	}
	for i := range expected.inner {
		if d := expected.inner[i].diff(actual.inner[i]); d != "" {
			return fmt.Sprintf("line %d of the callback: %s", i+1, d)
		}
	}
	return ""
}

// take takes a step. A panic out of the store is an answer too.
func (w *world) take(s step) (a answer) {
	defer func(ctx context.Context) {
		w.ctx = ctx
		if v := recover(); v != nil {
			a = answer{err: fmt.Errorf("panic: %v", v)}
		}
	}(w.ctx)
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	w.ctx = ctx
	return s.do(w)
}

// viewing is a Read, or a View with any number of questions.
type viewing struct {
	account   agency.AccountID
	questions []question
	read      bool // by Read, which can answer the first question, facts, only
}

func (v viewing) do(w *world) (a answer) {
	if v.read {
		q := v.questions[0].(factsOf)
		a.value, a.err = w.store.Read(w.ctx, v.account, q.copied())
		return a
	}
	a.err = w.store.View(w.ctx, v.account, func(r store.Reader) error {
		a.inner = nil
		for _, q := range v.questions {
			a.inner = append(a.inner, q.ask(r))
		}
		return nil
	})
	return a
}

func (v viewing) expect(m model) (a answer) {
	if v.read {
		return v.questions[0].expect(m.of(v.account))
	}
	for _, q := range v.questions {
		a.inner = append(a.inner, q.expect(m.of(v.account)))
	}
	return a
}

func (v viewing) lines() []string {
	if v.read {
		return []string{fmt.Sprintf("s.Read(ctx, %q, %s)", v.account, golike(v.questions[0].(factsOf).query))}
	}
	lines := []string{fmt.Sprintf("s.View(ctx, %q, func(r store.Reader) error {", v.account)}
	for _, q := range v.questions {
		lines = append(lines, "\tr."+q.String())
	}
	return append(lines, "\treturn nil", "})")
}

func (v viewing) parts() int {
	if v.read {
		return 0
	}
	return len(v.questions)
}

func (v viewing) without(i int) step {
	v.questions = leaveOut(v.questions, i)
	return v
}

// updating is an Update.
type updating struct {
	account agency.AccountID
	actions []fmt.Stringer // writes, questions, and questions aside
	ending  ending
}

// aside is a question asked by somebody else while the Update is under way.
type aside struct{ question }

// An ending is how a callback ends.
type ending uint8

const (
	returnsNil ending = iota
	returnsError
	panics
	exits
	cancels
	numEndings
)

func (u updating) do(w *world) (a answer) {
	ctx, cancel := context.WithCancel(w.ctx)
	defer cancel()
	update := func() error {
		return w.store.Update(ctx, u.account, func(t store.Tx) error {
			a.inner = nil
			for _, one := range u.actions {
				var inner answer
				switch one := one.(type) {
				case write:
					one.write(t)
				case aside:
					inner = w.askAside(u.account, one.question)
				case question:
					inner = one.ask(t)
				}
				a.inner = append(a.inner, inner)
			}
			switch u.ending {
			case returnsError:
				return errRefused
			case panics:
				panic(errPanicked)
			case exits:
				runtime.Goexit()
			case cancels:
				cancel()
			}
			return nil
		})
	}
	err, done := errExited, make(chan struct{})
	go func() { // so that it can exit
		defer close(done)
		defer func() {
			if v := recover(); v == any(errPanicked) {
				err = errPanicked
			} else if v != nil {
				err = fmt.Errorf("panic: %v", v)
			}
		}()
		err = update()
	}()
	<-done
	a.err = err
	return a
}

func (w *world) askAside(account agency.AccountID, q question) (a answer) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			if v := recover(); v != nil {
				a = answer{err: fmt.Errorf("panic: %v", v)}
			}
		}()
		if err := w.store.View(w.ctx, account, func(r store.Reader) error {
			a = q.ask(r)
			return nil
		}); err != nil {
			a = answer{err: err}
		}
	}()
	<-done
	return a
}

func (u updating) expect(m model) (a answer) {
	before := m.of(u.account)
	next, poisoned := before.clone(), false
	for _, one := range u.actions {
		var inner answer
		switch one := one.(type) {
		case write:
			poisoned = poisoned || !one.apply(next)
		case aside:
			inner = one.expect(before)
		case question:
			if inner = one.expect(next); poisoned {
				inner = answer{err: errSome}
			}
		}
		a.inner = append(a.inner, inner)
	}
	switch {
	case u.ending == panics:
		a.err = errPanicked
	case u.ending == exits:
		a.err = errExited
	case poisoned:
		a.err = errSome
	case u.ending == returnsError:
		a.err = errRefused
	case u.ending == cancels:
		a.err = context.Canceled
	default:
		m[u.account] = next
	}
	return a
}

func (u updating) lines() []string {
	lines := []string{fmt.Sprintf("s.Update(ctx, %q, func(t store.Tx) error {", u.account)}
	for _, one := range u.actions {
		if beside, ok := one.(aside); ok {
			lines = append(lines, fmt.Sprintf("\ts.View(ctx, %q, r.%s) // by somebody else", u.account, beside))
		} else {
			lines = append(lines, "\tt."+one.String())
		}
	}
	last := [numEndings]string{"return nil", "return errRefused", "panic(errPanicked)", "runtime.Goexit()", "cancel(); return nil"}
	return append(lines, "\t"+last[u.ending], "})")
}

func (u updating) parts() int {
	n := len(u.actions)
	if u.ending != returnsNil {
		n++
	}
	for _, one := range u.actions {
		if w, ok := one.(write); ok {
			n += w.parts()
		}
	}
	return n
}

// without leaves out an action, how the callback ends, or a record of an action
// that has several.
func (u updating) without(i int) step {
	if i < len(u.actions) {
		u.actions = leaveOut(u.actions, i)
		return u
	}
	i -= len(u.actions)
	if u.ending != returnsNil {
		if i == 0 {
			u.ending = returnsNil
			return u
		}
		i--
	}
	for j, one := range u.actions {
		w, ok := one.(write)
		switch {
		case !ok:
		case i < w.parts():
			u.actions = append(u.actions[:j:j], u.actions[j:]...)
			u.actions[j] = w.without(i)
			return u
		default:
			i -= w.parts()
		}
	}
	return u
}

func leaveOut[T any](all []T, i int) []T {
	return append(all[:i:i], all[i+1:]...)
}
