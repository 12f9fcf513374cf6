package access

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"runtime"
	"time"

	crdb "github.com/cockroachdb/errors"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// Options configure an [Engine]. Its functions are called from many goroutines
// at once.
type Options struct {
	// Secret is at least 32 bytes from which the engine derives the keys that
	// seal cursors, acknowledgements and the secrets of invitations, and digest
	// requests. All instances on one store need the same one. To change it loses the
	// secrets that were not delivered: these invitations must be sent again. Required.
	Secret []byte

	// IndexKeys are the secrets by which candidates are indexed: the first makes
	// keys, all of them find. To replace one, give all instances the new one behind
	// it; then the new one before it; then run System.Reindex for each account; then
	// drop the old one. Who was erased in between cannot be indexed again, and is
	// known only as long as the old one is there. Empty means one that is derived
	// from Secret, which then cannot be changed.
	IndexKeys []IndexKey

	// Clock tells the time; nil means time.Now. Windows, expiry and every
	// recorded time use it. Where instances' clocks differ by d, a share may
	// start or end up to d early or late, depending on the instance that is
	// asked; the order of an account's changes never depends on it.
	Clock func() time.Time

	// IDs makes identifiers of submissions, entries, candidates, remarks, blobs and
	// invitations, and of recruiters and agencies where the caller names none: 1 to 64
	// letters and digits, never the same twice, not to be guessed. Agencies see those
	// of submissions and recruiters. nil means 26 random ones.
	IDs func() string

	// Logger gets what went wrong inside: nil means slog.Default. No personal
	// data is logged.
	Logger *slog.Logger

	// Blobs keeps resumes. nil refuses them.
	Blobs store.Blobs

	// Limit is asked before each call of a recruiter's, whom it may keep waiting: the
	// call is then answered with a [*Limited] of the duration that it returns. 0 lets
	// it begin. A submission with a resume asks twice. nil limits nobody.
	Limit func(context.Context, Attempt) time.Duration

	// Observe is told of every call after it has ended. nil means nobody is.
	Observe func(context.Context, Observation)
}

// Observation is one call to the engine that came to be decided or failed;
// arguments that are refused at once are not observed. It holds no personal
// data.
type Observation struct {
	Account agency.AccountID
	Actor   store.Actor
	Call    string // such as "submit" or "list-openings"
	Denied  bool
	Err     error // nil unless the call failed for another reason; a [*Fault] where the store or the host did
}

// Engine is the one front door to an account's agencies. It is safe for
// concurrent use and starts no goroutine.
type Engine struct {
	store store.Store
	opt   Options
	keys  keys
	index []IndexKey
	hints *hints

	reading chan struct{} // holds a value for each resume that is being read
}

// New returns an engine on a store. The store stays the caller's to close.
func New(st store.Store, opt Options) (*Engine, error) {
	if st == nil {
		return nil, &agency.Invalid{Field: "store", Rule: "must not be nil"}
	}
	k, err := deriveKeys(opt.Secret)
	if err != nil {
		return nil, err
	}
	index, err := indexKeys(&opt)
	if err != nil {
		return nil, err
	}
	if opt.IDs == nil {
		opt.IDs = rand.Text
	}
	if opt.Logger == nil {
		opt.Logger = slog.Default()
	}
	opt.Secret, opt.IndexKeys = nil, nil
	return &Engine{
		store: st, opt: opt, keys: k, index: index, hints: newHints(),
		reading: make(chan struct{}, runtime.GOMAXPROCS(0)),
	}, nil
}

// With returns the engine on another store, such as one that joins the host's
// own transaction.
func (e *Engine) With(st store.Store) *Engine {
	c := *e
	c.store = st
	return &c
}

// System returns the handle of the host itself, acting for the operator that it
// names, such as "support: rt-4711". It is trusted, and journalled all the same.
func (e *Engine) System(account agency.AccountID, operator string) System {
	return System{Staff{actor{eng: e, account: account, side: policy.HostSide, operator: operator}}}
}

// Staff returns the handle of a regular user. The host has authenticated the
// user; what they may do is decided at each call.
func (e *Engine) Staff(account agency.AccountID, id agency.StaffID) Staff {
	return Staff{actor{eng: e, account: account, side: policy.StaffSide, staff: id}}
}

// Recruiter returns the handle of an agency's recruiter. The host has
// authenticated the recruiter; what they may do is decided at each call.
func (e *Engine) Recruiter(account agency.AccountID, id agency.RecruiterID) Recruiter {
	return Recruiter{actor{eng: e, account: account, side: policy.RecruiterSide, recruiter: id}}
}

// actor is who asks, in which account.
type actor struct {
	eng       *Engine
	account   agency.AccountID
	side      policy.Side
	staff     agency.StaffID
	recruiter agency.RecruiterID
	operator  string
}

// check refuses an actor that cannot be one, and a context that has ended.
func (a *actor) check(ctx context.Context, call string) error {
	if a.eng == nil || a.eng.store == nil {
		return &agency.Invalid{Field: "engine", Rule: "must be made by New, on a store: handles come from one"}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := agency.CheckID("account", a.account); err != nil {
		return err
	}
	switch a.side {
	case policy.RecruiterSide:
		if err := agency.CheckID("recruiter", a.recruiter); err != nil {
			return err
		}
		return a.limit(ctx, call)
	case policy.StaffSide:
		return agency.CheckID("staff", a.staff)
	}
	return agency.CheckID("operator", a.operator)
}

// logged is the actor as the journal names it.
func (a *actor) logged() store.Actor {
	switch a.side {
	case policy.RecruiterSide:
		return store.Actor{Kind: store.RecruiterActor, ID: string(a.recruiter)}
	case policy.StaffSide:
		return store.Actor{Kind: store.StaffActor, ID: string(a.staff)}
	}
	return store.Actor{Kind: store.HostActor, ID: a.operator}
}

// now reads the clock.
func (e *Engine) now() (time.Time, error) {
	if e.opt.Clock == nil {
		return agency.Instant(time.Now()), nil
	}
	return e.hostNow()
}

// hostNow reads the host's clock, which may be out of bounds or panic.
func (e *Engine) hostNow() (t time.Time, err error) {
	defer hostFailed("clock", &err)
	t = agency.Instant(e.opt.Clock())
	if t.IsZero() || agency.CheckInstant("clock", t) != nil {
		return t, errClock
	}
	return t, nil
}

// newID asks the host's generator.
func (e *Engine) newID() (id string, err error) {
	defer hostFailed("ids", &err)
	id = e.opt.IDs()
	if store.CheckBlobKey(id) != nil {
		return "", errIDs
	}
	return id, nil
}

// What the host's functions can do wrong is no fault of the one who asks.
var (
	errClock = errors.New("access: Options.Clock must tell a time from the year 1900 to the year 9999")
	errIDs   = errors.New("access: Options.IDs must make 1 to 64 letters and digits")
)

// hostFailed turns the panic of one of the host's functions into an error, so
// that it cannot leave a transaction half done.
func hostFailed(what string, err *error) {
	if p := recover(); p != nil {
		*err = crdb.Newf("access: the host's function %s panicked: %v", crdb.Safe(what), p)
	}
}
