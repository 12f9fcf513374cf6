package sqlitestore

import (
	"context"
	"database/sql"
	"net/url"
	"sync"
	"time"

	"github.com/cockroachdb/errors"
	_ "modernc.org/sqlite" // the driver that Open uses

	"github.com/agencyaccess/agencyaccess/internal/gate"
	"github.com/agencyaccess/agencyaccess/internal/tables"
	"github.com/agencyaccess/agencyaccess/store"
)

// Store is a store.Store on SQLite; [Open] and [New] make one.
type Store struct {
	db     *sql.DB
	own    bool // the database is closed with the store
	tables *tables.Tables
	gate   *gate.Gate
	turn   chan struct{} // holds a value while somebody writes
	places chan struct{} // holds a value for each who reads
	opt    options
	schema schema
}

var _ store.Store = (*Store)(nil)

type options struct {
	synchronous Synchronous
	readers     int
	lockTimeout time.Duration
}

// Option is a choice for [Open] and [New].
type Option func(*options)

// Synchronous is how far SQLite waits for the disk.
type Synchronous string

// The levels; see https://www.sqlite.org/pragma.html#pragma_synchronous.
const (
	Full   Synchronous = "full"   // a commit that returned survives a loss of power
	Normal Synchronous = "normal" // it survives the end of the process; a loss of power may undo the last ones
	Off    Synchronous = "off"    // for tests; a loss of power may destroy the database
)

// WithSynchronous sets the level for [Open]; the default is [Full].
func WithSynchronous(s Synchronous) Option { return func(o *options) { o.synchronous = s } }

// WithReaders sets how many read at once; the default is 8. [Open] refuses less
// than 1, and [New] takes it for 1. More than that wait for each other, until
// their contexts end, and never for the writer.
func WithReaders(n int) Option { return func(o *options) { o.readers = n } }

// WithLockTimeout sets how long an Update waits for writers of other processes,
// or of the host's; the default is 10 s. It does not wait when d is not
// positive.
func WithLockTimeout(d time.Duration) Option { return func(o *options) { o.lockTimeout = d } }

// Open opens the database in a file, which is made if need be, and brings its
// tables up to date. The path is a path, not an SQLite URI; the directory must
// be there. Databases in memory are not for this package: see package memstore.
//
// A file that is made is for its owner only, from the first moment, and so are
// those that SQLite puts beside it (-wal and -shm). What is replaced or removed is
// overwritten with zeros (secure_delete), once SQLite moves it from the -wal
// file into the database, which it does at the latest when the store is closed.
func Open(path string, opts ...Option) (*Store, error) {
	s := New(nil, opts...)
	s.own = true
	switch s.opt.synchronous {
	case Full, Normal, Off:
	default:
		return nil, errors.New("sqlitestore: open: synchronous must be full, normal or off")
	}
	if s.opt.readers < 1 {
		return nil, errors.New("sqlitestore: open: there must be at least one reader")
	}
	path, err := locate(path)
	if err != nil {
		return nil, err
	}
	if err := makeFile(path); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", uri(path, url.Values{"_pragma": {
		"busy_timeout(100)", "journal_mode(wal)", "synchronous(" + string(s.opt.synchronous) + ")", "secure_delete(on)",
	}}))
	if err != nil {
		return nil, fault(context.Background(), "open", err)
	}
	db.SetMaxOpenConns(s.opt.readers + 1)
	db.SetMaxIdleConns(s.opt.readers + 1)
	s.db = db
	if err := s.migrate(context.Background()); err != nil {
		_ = db.Close()
		return nil, err
	}
	return s, nil
}

// New returns a store on a database of the host's, which must be in WAL mode,
// with its texts in UTF-8, and is not closed with the store. It does nothing
// yet: what is wrong with the database is found at the first use.
//
// The store takes a connection for each reader ([WithReaders]) and one for its
// writer. Where the host limits the pool (sql.DB.SetMaxOpenConns), it should let
// in that many besides its own; with fewer, the writer may have to wait for a
// reader's connection, which also ends with the context.
func New(db *sql.DB, opts ...Option) *Store {
	s := &Store{
		db: db, tables: rendered(), gate: gate.New(), turn: make(chan struct{}, 1),
		schema: schema{turn: make(chan struct{}, 1)},
		opt:    options{synchronous: Full, readers: 8, lockTimeout: 10 * time.Second},
	}
	for _, o := range opts {
		o(&s.opt)
	}
	s.places = make(chan struct{}, max(1, s.opt.readers))
	return s
}

// Close waits for what is under way to end. It must not be called inside a
// callback.
func (s *Store) Close() error {
	first := s.gate.Open()
	s.gate.Close()
	if !first {
		return nil
	}
	s.schema.close()
	if !s.own {
		return nil
	}
	return fault(context.Background(), "close", s.db.Close())
}

var dialect = tables.Dialect{
	Table: func(name string) string { return "agencyaccess_" + name },
	Param: "?",
	In:    func(param string) string { return "in (select value from json_each(" + param + "))" },
	Each:  func(param string) string { return "(select value as item from json_each(" + param + "))" },
	Join:  "group_concat",
	Now:   "cast((julianday('now') - 2440587.5) * 86400000000.0 as integer)",
	By:    func(index string) string { return "indexed by agencyaccess_" + index },
}

// rendered are the statements, which all stores share: a host makes a store for
// every transaction of its own.
var rendered = sync.OnceValue(func() *tables.Tables { return tables.New(dialect) })
