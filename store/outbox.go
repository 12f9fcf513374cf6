package store

import (
	"context"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
)

// Outbox hands out the events that transactions published. Delivery is at least
// once, and in order within an account: while some of an account's events are
// claimed, none of that account's are handed out to anybody else.
type Outbox interface {
	// Pending returns up to limit (1 to MaxLimit) accounts that have events to
	// be claimed now, in ascending order, after the given one. A limit out of
	// bounds is ErrInvalid.
	Pending(ctx context.Context, after agency.AccountID, limit int) ([]agency.AccountID, error)

	// Claim hands out the account's oldest events, as many as there are up to
	// limit (1 to MaxLimit), for the length of lease, which must be positive;
	// other bounds are ErrInvalid. A claim without events means that there are
	// none, that somebody else has claimed them, or that they were released to be
	// tried later; it has no token.
	Claim(ctx context.Context, account agency.AccountID, lease time.Duration, limit int) (Claim, error)

	// Ack removes claimed events for good. Acknowledging one that is gone is no
	// error. When all of a claim's events are acknowledged the claim ends. A
	// token that does not hold the account's present claim (it has ended, or its
	// lease ran out and the events went to somebody else) is ErrConflict, and
	// nothing is removed. Nor is anything when a sequence number is outside the
	// claim, which is to say before its first event or after its last one: that is
	// ErrInvalid. One in between that was not handed out is gone, which is no error.
	Ack(ctx context.Context, account agency.AccountID, token string, seqs ...int64) error

	// Release ends a claim; what was not acknowledged can be claimed again once
	// retryAfter has passed, and at once when it is not positive. The token is as
	// for Ack.
	Release(ctx context.Context, account agency.AccountID, token string, retryAfter time.Duration) error
}

// Claim is a batch of events handed out.
type Claim struct {
	Token  string // empty when there are no events
	Events []Event
}

// Event is something that the host should hear of.
type Event struct {
	Seq     int64
	At      time.Time
	Name    string                // such as "submission.received"
	Version int                   // of the payload's form
	To      agency.Frozen[string] // whom it concerns; see package access/event
	Payload []byte                // JSON
	Attempt int                   // how often it has been claimed, this time included
}
