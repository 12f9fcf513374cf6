package access

import (
	"context"
	"errors"

	crdb "github.com/cockroachdb/errors"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// Denied answers a recruiter who may not do what they asked. It carries what
// the recruiter may be told, and nothing else.
type Denied struct {
	policy.Disclosed

	// Acknowledgement comes with an alert that somebody is known: a token of
	// constant length for [WithAcknowledgement]. Otherwise it is empty.
	Acknowledgement string
}

func (e *Denied) Error() string { return "access: " + e.Disclosed.String() }

// Refused answers a regular user or the host when something may not be done. It
// carries the full decision, which is not for agencies.
type Refused struct {
	policy.Decision
}

func (e *Refused) Error() string { return "access: " + e.Decision.String() }

// ErrRequestMismatch answers a request ID that the recruiter has used for
// something else.
var ErrRequestMismatch = errors.New("access: request_mismatch: this request ID was used for something else")

// denial is the error for a denied decision, as the actor's side may see it.
func (a *actor) denial(d policy.Decision) error {
	if a.side == policy.RecruiterSide {
		return &Denied{Disclosed: d.Disclose()}
	}
	return &Refused{d}
}

// fault turns an error of the store or of a host's function into what the
// actor's side may see, and logs what a recruiter may not.
func (a *actor) fault(ctx context.Context, call string, err error) error {
	meant := answers(err)
	switch {
	case meant != nil && a.side == policy.RecruiterSide:
		return meant // and nothing that it came wrapped in
	case meant != nil:
		return err
	case a.side != policy.RecruiterSide:
		return crdb.Wrapf(err, "access: %s", crdb.Safe(call))
	}
	if ctx.Err() == nil { // who gave up is nothing to report
		a.eng.opt.Logger.ErrorContext(ctx, "agencyaccess: a call failed", "call", call, "error", redacted(err))
	}
	return &Fault{call: call, kind: faultKind(err)}
}

// answers returns the error in err that is meant for the caller, nil if there is
// none.
func answers(err error) error {
	var invalid *agency.Invalid
	var denied *Denied
	var refused *Refused
	var limited *Limited
	switch {
	case errors.As(err, &invalid):
		return invalid
	case errors.As(err, &denied):
		return denied
	case errors.As(err, &refused):
		return refused
	case errors.Is(err, ErrInvalidCursor):
		return ErrInvalidCursor
	case errors.Is(err, ErrRequestMismatch):
		return ErrRequestMismatch
	case errors.Is(err, ErrInvalidAck):
		return ErrInvalidAck
	case errors.Is(err, ErrInvalidInvitation):
		return ErrInvalidInvitation
	case errors.As(err, &limited):
		return limited
	}
	return nil
}

// Fault answers a recruiter, and an observer, when something failed that is none
// of the caller's doing. errors.Is finds the store's error or the context's in
// it, but nothing that a driver said.
type Fault struct {
	call string
	kind error
}

func (e *Fault) Error() string {
	if e.kind == nil {
		return "access: " + e.call + " failed"
	}
	return "access: " + e.call + " failed: " + e.kind.Error()
}

func (e *Fault) Unwrap() error { return e.kind }

func faultKind(err error) error {
	for _, kind := range []error{
		context.Canceled, context.DeadlineExceeded, store.ErrConflict, store.ErrUnknown,
		store.ErrUnsupported, store.ErrClosed, store.ErrNotFound, store.ErrExists, store.ErrInvalid,
	} {
		if errors.Is(err, kind) {
			return kind
		}
	}
	return nil
}

// redacted is an error for the log: its shape, without the values in it.
func redacted(err error) string { return crdb.Redact(err) }
