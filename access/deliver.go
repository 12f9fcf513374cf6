package access

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// Delivery is an event handed to the host.
type Delivery struct {
	Account agency.AccountID
	Seq     int64 // numbers the account's events from 1; the same event has the same number every time
	At      time.Time
	To      []event.Recipient
	Event   event.Event // a pointer to one of the types of package event
	Attempt int         // from 1
}

// DeliverOptions configure [Engine.Deliver]. The zero value is useful.
type DeliverOptions struct {
	// Poll is how long to wait when nothing is pending. 0 means 1 second.
	Poll time.Duration

	// Timeout is how long the handler may take for one event; its context ends
	// then, and what it returns counts as a failure. 0 means 30 seconds.
	Timeout time.Duration

	// Retry is how long an account waits after its handler first failed; it
	// doubles with each attempt, up to 100 times as long. 0 means 1 second.
	Retry time.Duration

	// Batch is how many events are claimed at a time, at most store.MaxLimit.
	// 0 means 100.
	Batch int
}

func (o DeliverOptions) withDefaults() (DeliverOptions, error) {
	if o.Poll < 0 || o.Timeout < 0 || o.Retry < 0 || o.Batch < 0 || o.Batch > store.MaxLimit {
		return o, &agency.Invalid{Field: "options", Rule: "must not be negative, and a batch at most 1000"}
	}
	for _, d := range []struct {
		have *time.Duration
		or   time.Duration
	}{{&o.Poll, time.Second}, {&o.Timeout, 30 * time.Second}, {&o.Retry, time.Second}} {
		if *d.have == 0 {
			*d.have = d.or
		}
	}
	if o.Batch == 0 {
		o.Batch = 100
	}
	return o, nil
}

// Deliver hands the events of all accounts to the handler, until the context
// ends; it returns the context's error then. It is the host's to run, in as many
// processes as it likes: an account's events are in one process's hands at a
// time, and come in order.
//
// Delivery is at least once: an event whose handler fails, panics or takes too
// long comes again, and so do those of a process that dies; [Delivery.Seq] tells
// them apart. An account whose handler fails waits and keeps its order, and no
// other account waits for it longer than twice the timeout, provided that the
// handler heeds its context. A handler gives up on an
// event by returning nil.
func (e *Engine) Deliver(ctx context.Context, handler func(context.Context, Delivery) error, opt DeliverOptions) error {
	if handler == nil {
		return &agency.Invalid{Field: "handler", Rule: "must not be nil"}
	}
	opt, err := opt.withDefaults()
	if err != nil {
		return err
	}
	for {
		busy, err := e.deliverRound(ctx, handler, opt)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if errors.Is(err, store.ErrClosed) {
			return fmt.Errorf("access: deliver: %w", err)
		}
		if err != nil {
			e.opt.Logger.ErrorContext(ctx, "agencyaccess: the outbox could not be read", "error", redacted(err))
		}
		if busy && err == nil {
			continue
		}
		if err := sleep(ctx, opt.Poll); err != nil {
			return err
		}
	}
}

// deliverRound goes once through the accounts that have something pending, and
// reports whether any of it was delivered.
func (e *Engine) deliverRound(ctx context.Context, handler func(context.Context, Delivery) error, opt DeliverOptions) (bool, error) {
	busy := false
	var after agency.AccountID
	for {
		accounts, err := e.store.Outbox().Pending(ctx, after, store.MaxLimit)
		if err != nil || len(accounts) == 0 {
			return busy, err
		}
		for _, account := range accounts {
			n, err := e.deliverAccount(ctx, account, handler, opt)
			busy = busy || n > 0
			if ctx.Err() != nil || errors.Is(err, store.ErrClosed) {
				return busy, err
			}
			if err != nil { // the others must not wait for this one
				e.opt.Logger.ErrorContext(ctx, "agencyaccess: an account's outbox failed",
					"account", account, "error", redacted(err))
			}
		}
		after = accounts[len(accounts)-1]
	}
}

// deliverAccount hands out one batch of an account's events, and returns how
// many of them are done with.
func (e *Engine) deliverAccount(
	ctx context.Context, account agency.AccountID, handler func(context.Context, Delivery) error, opt DeliverOptions,
) (done int, err error) {
	outbox := e.store.Outbox()
	// The lease outlasts the handler's timeout and is never older than one
	// event: what is not reached in time goes back.
	lease := 2 * opt.Timeout
	claim, err := outbox.Claim(ctx, account, lease, opt.Batch)
	if err != nil || len(claim.Events) == 0 {
		return 0, err
	}
	finish := context.WithoutCancel(ctx)
	began := time.Now()
	for _, ev := range claim.Events {
		if ctx.Err() != nil || time.Since(began) > opt.Timeout {
			return done, lost(outbox.Release(finish, account, claim.Token, 0))
		}
		if err := e.handle(ctx, account, ev, handler, opt.Timeout); err != nil {
			e.opt.Logger.WarnContext(ctx, "agencyaccess: an event was not delivered",
				"account", account, "event", ev.Name, "seq", ev.Seq, "attempt", ev.Attempt)
			return done, lost(outbox.Release(finish, account, claim.Token, backoff(opt.Retry, ev.Attempt)))
		}
		if err := outbox.Ack(finish, account, claim.Token, ev.Seq); err != nil {
			return done, lost(err)
		}
		done++
	}
	return done, nil
}

// lost forgives the loss of a claim: the events are in other hands.
func lost(err error) error {
	if errors.Is(err, store.ErrConflict) {
		return nil
	}
	return err
}

// handle gives one event to the host's function.
func (e *Engine) handle(
	ctx context.Context, account agency.AccountID, ev store.Event,
	handler func(context.Context, Delivery) error, timeout time.Duration,
) (err error) {
	decoded, err := event.Decode(ev.Name, ev.Version, ev.Payload)
	if err != nil {
		return err
	}
	d := Delivery{Account: account, Seq: ev.Seq, At: ev.At, Event: decoded, Attempt: ev.Attempt}
	for to := range ev.To.All() {
		d.To = append(d.To, event.ParseRecipient(to))
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	defer hostFailed("handler", &err)
	if err := handler(ctx, d); err != nil {
		return err
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return ctx.Err() // too late: its lease may be over
	}
	return nil
}

// backoff is how long to wait after a failed attempt.
func backoff(first time.Duration, attempt int) time.Duration {
	return first * time.Duration(min(1<<min(max(attempt-1, 0), 7), 100))
}

// sleep waits, or until the context ends.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
