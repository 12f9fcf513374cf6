package access

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
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

	// Attempt is how often the event was claimed, this time included, by any
	// process. Above 1 it may have come before; it may also have waited behind
	// one that failed or took long.
	Attempt int
}

// LogValue keeps personal data and secrets out of logs.
func (d Delivery) LogValue() slog.Value {
	attrs := []slog.Attr{
		slog.String("account", string(d.Account)), slog.Int64("seq", d.Seq), slog.Int("attempt", d.Attempt),
	}
	if d.Event != nil {
		name, _ := d.Event.Kind()
		attrs = append(attrs, slog.String("event", name))
	}
	return slog.GroupValue(attrs...)
}

// DeliverOptions configure [Engine.Deliver]. The zero value is useful. No
// duration may be over 24 hours.
type DeliverOptions struct {
	// Poll is how long to wait when nothing is pending. 0 means 1 second.
	Poll time.Duration

	// Timeout is how long the handler may take for one event; its context ends
	// then, and what it returns counts as a failure. 0 means 30 seconds.
	Timeout time.Duration

	// Retry is how long an account waits, at least, after its handler first
	// failed; it doubles with each failure in a row in this process, up to 100
	// times as long. 0 means 1 second.
	Retry time.Duration

	// Batch is how many events are claimed at a time, at most store.MaxLimit.
	// 0 means 100.
	Batch int

	// UntilEmpty makes Deliver return nil once nothing can be delivered now,
	// instead of waiting for more: for a job that runs now and then. Accounts
	// that wait after their handler failed do not keep it; an account whose
	// outbox cannot be read is the error.
	UntilEmpty bool
}

// maxWait bounds the durations, so that none of what is made of them overflows.
const maxWait = 24 * time.Hour

func (o DeliverOptions) withDefaults() (DeliverOptions, error) {
	for _, d := range []struct {
		field string
		have  *time.Duration
		or    time.Duration
	}{{"poll", &o.Poll, time.Second}, {"timeout", &o.Timeout, 30 * time.Second}, {"retry", &o.Retry, time.Second}} {
		if *d.have < 0 || *d.have > maxWait {
			return o, &agency.Invalid{Field: d.field, Rule: "must be 0 to 24 hours"}
		}
		if *d.have == 0 {
			*d.have = d.or
		}
	}
	if o.Batch < 0 || o.Batch > store.MaxLimit {
		return o, &agency.Invalid{Field: "batch", Rule: "must be 0 to " + strconv.Itoa(store.MaxLimit)}
	}
	if o.Batch == 0 {
		o.Batch = 100
	}
	return o, nil
}

// Deliver hands the events of all accounts to the handler, until the context
// ends; it returns the context's error then, or that of a store that was closed.
// See also [DeliverOptions.UntilEmpty].
// It is the host's to run, in as many processes as it likes: an account's events
// are in one process's hands at a time, and come in order.
//
// Delivery is at least once: an event whose handler fails, panics or takes too
// long comes again, and so do those of a process that dies; [Delivery.Seq] tells
// them apart. An account whose handler fails waits and keeps its order, and no
// other account waits for it longer than twice the timeout, provided that the
// handler heeds its context. A handler gives up on an event by returning nil. An
// event of a kind that this release does not know, which a newer one published,
// does not reach the handler: its account waits for a process that knows it.
//
// The secret of an invitation is sealed in the outbox with a key of
// Options.Secret, and opened here; it is gone from there once the handler has
// returned nil. If Options.Secret has changed since, it is empty. Between the
// time it was sent and the delivery the invitation may be over; [System.Invitation]
// says whether it holds.
//
// When the context ends while the handler has an event, that event is done with
// if the handler still returns nil, and at once there for others if it does not.
func (e *Engine) Deliver(ctx context.Context, handler func(context.Context, Delivery) error, opt DeliverOptions) error {
	if e.store == nil {
		return &agency.Invalid{Field: "engine", Rule: "must be made by New, on a store"}
	}
	if handler == nil {
		return &agency.Invalid{Field: "handler", Rule: "must not be nil"}
	}
	opt, err := opt.withDefaults()
	if err != nil {
		return err
	}
	c := &courier{eng: e, handler: handler, opt: opt, failures: make(map[agency.AccountID]int)}
	for {
		busy, err := c.round(ctx)
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
		if opt.UntilEmpty {
			return errors.Join(err, c.trouble)
		}
		if err := sleep(ctx, opt.Poll); err != nil {
			return err
		}
	}
}

// courier is one call of Deliver.
type courier struct {
	eng      *Engine
	handler  func(context.Context, Delivery) error
	opt      DeliverOptions
	failures map[agency.AccountID]int // in a row; no entry for none
	trouble  error                    // of the last round: the first account whose outbox failed
}

// round goes once through the accounts that have something pending, and reports
// whether any of it was delivered.
func (c *courier) round(ctx context.Context) (busy bool, err error) {
	var after agency.AccountID
	c.trouble = nil
	for {
		accounts, err := c.eng.store.Outbox().Pending(ctx, after, store.MaxLimit)
		if err != nil || len(accounts) == 0 {
			return busy, err
		}
		for _, account := range accounts {
			n, err := c.deliver(ctx, account)
			busy = busy || n > 0
			if ctx.Err() != nil || errors.Is(err, store.ErrClosed) {
				return busy, err
			}
			if err != nil { // the others must not wait for this one
				if c.trouble == nil {
					c.trouble = fmt.Errorf("access: deliver: %w", err)
				}
				c.eng.opt.Logger.ErrorContext(ctx, "agencyaccess: an account's outbox failed",
					"account", account, "error", redacted(err))
			}
		}
		after = accounts[len(accounts)-1]
	}
}

// deliver hands out one batch of an account's events, and returns how many of
// them are done with.
func (c *courier) deliver(ctx context.Context, account agency.AccountID) (done int, err error) {
	// The lease outlasts the handler's timeout for any event that is begun
	// within the timeout from now: what is not reached by then goes back.
	began, lease, limit := time.Now(), 2*c.opt.Timeout, c.opt.Batch
	if c.failures[account] > 0 {
		limit = 1 // what waits behind the event that fails is not an attempt
	}
	claim, err := c.eng.store.Outbox().Claim(ctx, account, lease, limit)
	if err != nil {
		return 0, err
	}
	for i, ev := range claim.Events {
		if ctx.Err() != nil || (i > 0 && time.Since(began) > c.opt.Timeout) {
			return done, c.release(ctx, account, claim.Token, 0)
		}
		if err := c.handle(ctx, account, ev); err != nil {
			if ctx.Err() != nil {
				return done, c.release(ctx, account, claim.Token, 0)
			}
			c.failures[account]++
			c.eng.opt.Logger.WarnContext(ctx, "agencyaccess: an event was not delivered", "account", account,
				"event", ev.Name, "seq", ev.Seq, "attempt", ev.Attempt, "error", redacted(err))
			return done, c.release(ctx, account, claim.Token, backoff(c.opt.Retry, c.failures[account]))
		}
		delete(c.failures, account)
		if err := c.ack(ctx, account, claim.Token, ev.Seq); err != nil {
			return done, lost(err)
		}
		done++
	}
	return done, nil
}

// settling is how long the outbox may take to hear what became of an event,
// which it is told after the context has ended, too.
const settling = 10 * time.Second

func (c *courier) ack(ctx context.Context, account agency.AccountID, token string, seq int64) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settling)
	defer cancel()
	return c.eng.store.Outbox().Ack(ctx, account, token, seq)
}

func (c *courier) release(ctx context.Context, account agency.AccountID, token string, retryAfter time.Duration) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settling)
	defer cancel()
	return lost(c.eng.store.Outbox().Release(ctx, account, token, retryAfter))
}

// lost forgives the loss of a claim: the events are in other hands.
func lost(err error) error {
	if errors.Is(err, store.ErrConflict) {
		return nil
	}
	return err
}

var errTooLong = errors.New("access: the handler took too long")

// handle gives one event to the host's function.
func (c *courier) handle(ctx context.Context, account agency.AccountID, ev store.Event) (err error) {
	decoded, err := event.Decode(ev.Name, ev.Version, ev.Payload)
	if err != nil {
		return err
	}
	if sent, ok := decoded.(*event.InvitationSent); ok {
		var opened bool
		if sent.Secret, opened = c.eng.keys.openSecret(account, sent.Invitation, sent.Sealed); !opened {
			c.eng.opt.Logger.ErrorContext(ctx, "agencyaccess: an invitation's secret was sealed with another Options.Secret",
				"account", account, "seq", ev.Seq)
		}
		sent.Sealed = ""
	}
	d := Delivery{Account: account, Seq: ev.Seq, At: ev.At, Event: decoded, Attempt: ev.Attempt}
	for to := range ev.To.All() {
		d.To = append(d.To, event.ParseRecipient(to))
	}
	ctx, cancel := context.WithTimeoutCause(ctx, c.opt.Timeout, errTooLong)
	defer cancel()
	defer hostFailed("handler", &err)
	if err := c.handler(ctx, d); err != nil {
		return err
	}
	if context.Cause(ctx) == errTooLong {
		return errTooLong
	}
	return nil
}

// backoff is how long to wait after so many failures in a row, of which there is
// one at least.
func backoff(first time.Duration, failures int) time.Duration {
	return first * time.Duration(min(1<<min(failures-1, 7), 100))
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
