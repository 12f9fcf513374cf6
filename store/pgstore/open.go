package pgstore

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cockroachdb/errors"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/internal/gate"
	"github.com/agencyaccess/agencyaccess/internal/tables"
	"github.com/agencyaccess/agencyaccess/store"
)

// Store is a store.Store on PostgreSQL; [Open] and [New] make one.
type Store struct {
	pool    *pgxpool.Pool
	own     bool // the pool is closed with the store
	tables  *tables.Tables
	gate    *gate.Gate
	opt     options
	names   map[*tables.Statement]string // of what is to be prepared
	resets  atomic.Int64                 // of the pool
	checked atomic.Bool                  // the tables are those that this package knows

	asideMu    sync.Mutex
	asideStore *Store // see aside; nil until it is needed
}

var _ store.Store = (*Store)(nil)

type options struct {
	schema        string
	unprepared    bool
	attempts      int
	lockTimeout   time.Duration
	idleTimeout   time.Duration
	commitTimeout time.Duration
}

// Option is a choice for [Open], [New], [Migrate] and [Within].
type Option func(*options)

// WithSchema names the schema that the tables are in: an identifier of at most
// 63 bytes. The default is agencyaccess.
func WithSchema(name string) Option { return func(o *options) { o.schema = name } }

// WithoutPrepared sends statements as text each time, for connections that are
// not a session's own.
func WithoutPrepared() Option { return func(o *options) { o.unprepared = true } }

// WithAttempts sets how often an operation is tried in all, at least 1; the
// default is 8. The pauses between them double, from 10 ms to a second at most,
// and each is cut short by up to a half at random: those between 8 attempts add
// up to 0.6 to 1.3 s.
func WithAttempts(n int) Option { return func(o *options) { o.attempts = max(n, 1) } }

// WithLockTimeout sets how long an Update waits for the one before it, in whole
// milliseconds, rounded up; after that the error is store.ErrConflict. The
// default is 10 s, and 0 waits for as long as the context allows.
func WithLockTimeout(d time.Duration) Option { return func(o *options) { o.lockTimeout = d } }

// WithIdleTimeout sets how long a callback, of an Update or a View, may take
// between two questions, in whole milliseconds, rounded up, before the server ends
// its transaction so that others can go on. The default is 30 s, and 0 is no bound.
func WithIdleTimeout(d time.Duration) Option { return func(o *options) { o.idleTimeout = d } }

// WithCommitTimeout sets how long the last batch of an Update, which the caller
// cannot cancel, may take: the commit, and before it what the callback wrote
// since its last question, unless that is more than 64 statements, which are sent
// earlier. The default is 10 s, and 0 is no bound. Then the outcome is
// store.ErrUnknown, or an error that names the timeout when it is certain that
// nothing was done. An Update that publishes events may have to wait in that
// batch for a claim of the account's events: at most about a third of the
// timeout for each lock, no longer than [WithLockTimeout], and about until the
// context's deadline; after that the error is store.ErrConflict, or the context's
// if it has ended.
func WithCommitTimeout(d time.Duration) Option { return func(o *options) { o.commitTimeout = d } }

func choose(opts []Option) (options, error) {
	o := options{
		schema: "agencyaccess", attempts: 8,
		lockTimeout: 10 * time.Second, idleTimeout: 30 * time.Second, commitTimeout: 10 * time.Second,
	}
	for _, opt := range opts {
		opt(&o)
	}
	if err := agency.CheckID("schema", o.schema); err != nil || len(o.schema) > 63 {
		return o, errors.New("pgstore: the schema's name must be 1 to 63 bytes without control characters")
	}
	return o, nil
}

// Open connects to the database that dsn describes, as pgxpool.ParseConfig
// reads it, and brings the tables up to date. With several hosts and
// target_session_attrs=read-write the store finds the new primary after a
// failover.
func Open(ctx context.Context, dsn string, opts ...Option) (*Store, error) {
	config, err := configured(dsn)
	if err != nil {
		return nil, err
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fault(ctx, "open", err)
	}
	s, err := New(pool, opts...)
	if err == nil {
		s.own = true
		err = s.migrate(ctx)
	}
	if err != nil {
		pool.Close()
		return nil, err
	}
	return s, nil
}

// configured is how the pool of Open is made.
func configured(dsn string) (*pgxpool.Config, error) {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, errors.New("pgstore: open: the connection string is malformed") // it may hold a password
	}
	config.ShouldPing = func(context.Context, pgxpool.ShouldPingParams) bool { return false }
	// A context that ends cancels the statement and keeps the connection.
	config.ConnConfig.BuildContextWatcherHandler = func(conn *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.CancelRequestContextWatcherHandler{Conn: conn, DeadlineDelay: 2 * time.Second}
	}
	return config, nil
}

// New returns a store on a pool of the host's, which is not closed with the
// store; what [Store.Within] has of its own is, so that it is to be closed too. It
// does nothing yet: what is wrong with the database is found at the first use. The
// error is about the options alone.
func New(pool *pgxpool.Pool, opts ...Option) (*Store, error) {
	o, err := choose(opts)
	if err != nil {
		return nil, err
	}
	s := &Store{pool: pool, tables: tables.New(dialect(o.schema)), gate: gate.New(), opt: o}
	if !o.unprepared {
		s.names = names(append(s.tables.All(), setTimeouts, setLockTimeout, setIdleTimeout)...)
	}
	return s, nil
}

// Close waits for what is under way to end. It must not be called inside a
// callback.
func (s *Store) Close() error {
	s.gate.Close()
	if s.own {
		s.pool.Close()
	}
	s.asideMu.Lock()
	defer s.asideMu.Unlock()
	if s.asideStore != nil {
		s.asideStore.pool.Close()
	}
	return nil
}

func dialect(schema string) tables.Dialect {
	before := pgx.Identifier{schema}.Sanitize() + "."
	return tables.Dialect{
		Table: func(name string) string { return before + name }, // no table's name needs quotes
		Param: "$",
		In:    func(param string) string { return "= any(" + param + "::text[])" },
		Each:  func(param string) string { return "(select u.item from unnest(" + param + "::text[]) as u(item))" },
		Join:  "string_agg",
		Now:   "cast(extract(epoch from clock_timestamp()) * 1000000 as bigint)",
		Lock:  "for update",
		Free:  "for update skip locked",
	}
}
